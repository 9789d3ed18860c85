//! Two states of a list or feed → what would go unnoticed.

use super::{add, codes, compared};
use crate::Tree;
use serde_json::{Value, json};

#[test]
fn what_programs_would_not_notice_of_lists_is_told() {
    let feed = |time: &str| json!({ "feed": { "updated": time, "entry": [{ "id": "A", "link": [{ "rel": "signature" }] }] } });
    let event = |seconds: &str, info: &str, value: &str| json!({ "Event": { "timestamp": seconds, "info": info, "Attribute": [{ "uuid": "a", "value": value }] } });
    let head = |seconds: &str, info: &str| json!({ "u": { "timestamp": seconds, "info": info } });
    let bundle = |time: &str, name: &str| json!({ "objects": [{ "id": "report--1", "modified": time, "name": name }] });
    let about = |address: &str, namespace: &str| json!({ "canonical_url": address, "publisher": { "namespace": namespace } });
    let rolie = ".well-known/csaf/white/csaf-feed-tlp-white.json";
    let metadata = ".well-known/csaf/provider-metadata.json";
    let changes = ".well-known/csaf/white/changes.csv";
    let text = |value: Value| Some(value.to_string());
    for (path, old, new, said, expect) in [
        (
            rolie,
            text(feed("2026-06-14T00:00:00Z")),
            text(feed("2026-06-15T00:00:00Z")),
            "no entry changed, updated 2026-06-15T00:00:00Z",
            vec![],
        ),
        (
            rolie,
            text(feed("2026-06-15T00:00:00Z")),
            text(feed("2026-06-14T00:00:00Z")),
            "updated",
            vec!["feed-back"],
        ),
        (rolie, text(feed("2026-06-15T00:00:00Z")), None, "1 entry removed", vec!["feed-gone"]),
        (
            metadata,
            text(about("a", "n")),
            text(about("b", "n")),
            "canonical_url: a → b",
            vec!["address"],
        ),
        (
            metadata,
            text(about("a", "n")),
            text(about("a", "m")),
            "publisher.namespace: n → m",
            vec!["namespace"],
        ),
        (metadata, text(about("a", "n")), None, "where programs begin", vec!["metadata-gone"]),
        (
            changes,
            Some("\"a\",\"2026-06-14T00:00:00Z\"\n".into()),
            Some("\"b\",\"2026-06-15T00:00:00Z\"\n\"a\",\"2026-06-14T00:00:00Z\"\n".into()),
            "1 document added",
            vec![],
        ),
        (
            changes,
            Some("\"a\",\"2026-06-14T00:00:00Z\"\n".into()),
            Some("\"a\",\"2026-06-14T00:00:00Z\"\n\"b\",\"2026-06-15T00:00:00Z\"\n".into()),
            "1 document added",
            vec!["order"],
        ),
        (
            "misp/manifest.json",
            text(head("1", "A")),
            text(head("2", "B")),
            "1 event changed",
            vec![],
        ),
        (
            "misp/manifest.json",
            text(head("1", "A")),
            text(head("1", "B")),
            "1 event changed",
            vec!["event-unraised"],
        ),
        (
            "misp/manifest.json",
            text(head("1", "A")),
            text(json!({})),
            "1 event removed",
            vec!["event-gone"],
        ),
        (
            "misp/u.json",
            text(event("1", "A", "v")),
            text(event("2", "A", "w")),
            "A: 1 attribute",
            vec![],
        ),
        (
            "misp/u.json",
            text(event("1", "A", "v")),
            text(event("1", "A", "w")),
            "A: 1 attribute",
            vec!["event-unraised"],
        ),
        (
            "misp/u.json",
            text(event("1", "A", "v")),
            text(json!({ "Event": { "timestamp": "2", "info": "A" } })),
            "A: 0 attributes",
            vec!["left-behind"],
        ),
        // Its manifest tells it.
        (
            "misp/u.json",
            text(event("1", "A", "v")),
            text(event("1", "B", "v")),
            "B: 1 attribute",
            vec![],
        ),
        (
            "stix/a.json",
            text(bundle("2026-06-14", "A")),
            text(bundle("2026-06-15", "B")),
            "1 object changed",
            vec![],
        ),
        (
            "stix/a.json",
            text(bundle("2026-06-14", "A")),
            text(bundle("2026-06-14", "B")),
            "1 object changed",
            vec!["object-unraised"],
        ),
        (
            "stix/a.json",
            text(bundle("2026-06-14", "A")),
            None,
            "1 object removed",
            vec!["bundle-gone"],
        ),
        (
            "indicators/a-1.csv",
            Some("advisory,kind,value,comment\r\nA-1,ipv4,192.0.2.7,\"a\r\nb\"\r\n".into()),
            Some("advisory,kind,value,comment\r\nA-1,ipv4,192.0.2.7,c\r\nA-1,md5,0,\r\n".into()),
            "1 indicator added, 1 changed",
            vec![],
        ),
        (
            "indicators/a-1.csv",
            Some("advisory,kind,value\r\nA-1,ipv4,192.0.2.7\r\n".into()),
            None,
            "1 indicator removed",
            vec!["indicators-gone"],
        ),
        (
            "indicators/a-1.txt",
            Some("192.0.2.7\n".into()),
            Some("".into()),
            "1 value removed",
            vec![],
        ),
        ("en/a/find.yar", Some("rule a".into()), None, "a rule of 1 line", vec!["-rule-gone"]),
    ] {
        let [before, after] = [&old, &new].map(|text| {
            let mut tree = Tree::default();
            text.iter().for_each(|text| add(&mut tree, path, text));
            tree
        });
        let report = compared(&before, &after);
        assert_eq!(report.lists.len(), 1, "{path}");
        assert!(report.lists[0].text.contains(said), "{path}: {}", report.lists[0].text);
        assert_eq!(codes(&report), expect, "{path}: {old:?} {new:?}");
    }
}

#[test]
fn what_is_no_list_of_its_kind_is_told_and_not_taken_for_an_empty_one() {
    let rolie = ".well-known/csaf/white/csaf-feed-tlp-white.json";
    let changes = ".well-known/csaf/white/changes.csv";
    let metadata = ".well-known/csaf/provider-metadata.json";
    let (feed, event) = ("is no feed of ROLIE", "is no event of MISP");
    let bundle = "is no bundle of STIX";
    let list = "is no list of events of MISP";
    let columns = "has no line of columns that begins with advisory, kind, value";
    let utf8 = "is not UTF-8 from byte 1 on";
    let cases: [(&str, &[u8], &str); 26] = [
        (rolie, b"[]", feed),
        (rolie, b"{\"feed\":[]}", feed),
        (rolie, b"{\"feed\":{\"entry\":{\"x\":1}}}", feed),
        (rolie, b"{\"feed\":{\"entry\":[1]}}", feed),
        (rolie, b"{\"feed\":", "ends in the middle"),
        (metadata, b"[]", "is no metadata of a provider"),
        (metadata, b"{\"canonical_url\":1}", "is no metadata of a provider"),
        (".well-known/csaf/service.json", b"[]", "is no object of JSON"),
        (".well-known/csaf-aggregator/aggregator.json", b"5", "is no object of JSON"),
        ("misp/manifest.json", b"[1,2]", list),
        ("misp/manifest.json", b"{\"a\":1}", list),
        ("misp/u.json", b"{}", event),
        ("misp/u.json", b"{\"Event\":{\"Attribute\":{}}}", event),
        ("misp/hashes.csv", b"zzz\n", "has no value and event in line 1"),
        ("stix/a.json", b"[]", bundle),
        ("stix/a.json", b"{\"objects\":{}}", bundle),
        ("stix/a.json", b"{\"objects\":[null,1]}", bundle),
        (changes, b"\xff\xfe", utf8),
        (changes, b"\"a\",\"2026-06-14T00:00:00Z\"\n,,,\n", "has no path and time in line 2"),
        (changes, b"\"a\",\"yesterday\"\n", "has no path and time in line 1"),
        (".well-known/csaf/white/index.txt", b"x\n", "has no path of a document in line 1"),
        ("indicators/a.csv", b"", columns),
        ("indicators/a.csv", b"kind,value\n", columns),
        (
            "indicators/a.csv",
            b"advisory,kind,value\nA,ipv4,192.0.2.7\nA,ipv4\n",
            "has no row of a table behind row 1",
        ),
        ("indicators/a.txt", b"\xff", utf8),
        ("en/a/find.yar", b"\xff", utf8),
    ];
    for (path, bytes, why) in cases {
        for is_published in [true, false] {
            let mut odd = Tree::default();
            odd.add(path, Ok(bytes.into()));
            let (old, new) = match is_published {
                true => (odd, Tree::default()),
                false => (Tree::default(), odd),
            };
            let report = compared(&old, &new);
            assert_eq!(codes(&report), ["unreadable"], "{path}: {:?}", report.findings);
            assert!(
                report.findings[0].text.ends_with(&format!("it {why}")) || why.starts_with("ends"),
                "{path}: {:?}",
                report.findings
            );
            assert!(report.lists.is_empty() && !report.is_quiet(), "{path}");
        }
    }
}

#[test]
fn an_address_that_stays_is_not_missed() {
    let at = |url: &str| json!({ "canonical_url": url }).to_string();
    let (first, second) =
        (".well-known/csaf/provider-metadata.json", ".well-known/csaf/v2.0/provider-metadata.json");
    let base = "https://t.example/cert/";
    for (what, new, expect) in [
        ("both are there", vec![(first, base, second), (second, base, second)], vec![]),
        ("another site", vec![(first, "https://u.example/", first)], vec!["address"]),
        (
            "another site, and another place there",
            vec![(first, "https://u.example/", second), (second, "https://u.example/", second)],
            vec!["address"],
        ),
        ("an address where nothing is", vec![(first, base, "none.json")], vec!["address"]),
    ] {
        let mut before = Tree::default();
        add(&mut before, first, &at(&format!("{base}{first}")));
        let mut after = Tree::default();
        for (path, base, named) in new {
            add(&mut after, path, &at(&format!("{base}{named}")));
        }
        assert_eq!(codes(&compared(&before, &after)), expect, "{what}");
    }
}

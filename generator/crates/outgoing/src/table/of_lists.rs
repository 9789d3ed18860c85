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

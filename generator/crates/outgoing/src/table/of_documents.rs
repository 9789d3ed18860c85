//! Versions, times and files of a document that are not as they seem → what would go unnoticed.

use super::{PATH, codes, compared, document, first, second, tree, with};
use crate::State;
use serde_json::{Value, json};

const TRACKING: &str = "/document/tracking";

#[test]
fn times_are_compared_as_moments_and_versions_at_any_length() {
    let with_title = |version: &str, current: &str| {
        with(document(version, current), "/document/title", json!("Other"))
    };
    let zoned = |mut document: Value| {
        let time = json!("2026-01-12T04:00:00+04:00");
        document["document"]["tracking"]["initial_release_date"] = time;
        document
    };
    let long = "99999999999999999999999999";
    let time = "2026-06-14T00:00:00Z";
    for (what, old, new, state, expect) in [
        (
            "the same moment, and nothing else",
            document("1", "2026-06-14T04:00:00+04:00"),
            zoned(first()),
            State::Rewritten,
            vec!["-rewritten"],
        ),
        (
            "the same moment, and another text",
            document("1", "2026-06-14T04:00:00+04:00"),
            with_title("1", time),
            State::Changed,
            vec!["unraised"],
        ),
        (
            "the same moment, and another version",
            document("1", "2026-06-14T04:00:00+04:00"),
            with_title("2", "2026-06-14T00:00:00.000Z"),
            State::Changed,
            vec!["same-time"],
        ),
        (
            "later, though its digits are not",
            document("1", "2026-06-15T03:00:00+04:00"),
            with_title("2", "2026-06-15T00:00:00Z"),
            State::Changed,
            vec![],
        ),
        ("a long version", document(long, time), second(), State::Changed, vec!["version-back"]),
        (
            "up to a long version",
            first(),
            with_title(long, "2026-06-15T00:00:00Z"),
            State::Changed,
            vec![],
        ),
        (
            "a version of which it comes",
            document("2.0.0", time),
            with_title("2.0.0-rc.1", "2026-06-15T00:00:00Z"),
            State::Changed,
            vec!["version-back"],
        ),
        (
            "the version that comes of it",
            document("2.0.0-rc.9", time),
            with_title("2.0.0-rc.10", "2026-06-15T00:00:00Z"),
            State::Changed,
            vec![],
        ),
        (
            "another build",
            document("2.0.0+a", time),
            with_title("2.0.0+b", "2026-06-15T00:00:00Z"),
            State::Changed,
            vec!["same-version"],
        ),
    ] {
        let report = compared(&tree(&[(PATH, &old)]), &tree(&[(PATH, &new)]));
        assert_eq!(report.documents[0].state, state, "{what}: {:#?}", report.documents);
        assert_eq!(codes(&report), expect, "{what}: {:#?}", report.findings);
    }
}

/// CSAF 2.1 has profiles for what 2.0 tells by leaving out the vulnerabilities.
#[test]
fn what_has_ended_does_not_end_anew() {
    let ended = |of: Value, profile: &str| {
        let mut of = with(of, "/document/category", json!(profile));
        of.as_object_mut().expect("a document").remove("vulnerabilities");
        of
    };
    let whole = "csaf_security_advisory";
    for (was, is, state) in [
        (whole, "csaf_base", State::Ended),
        (whole, "csaf_withdrawn", State::Ended),
        (whole, "csaf_superseded", State::Ended),
        ("csaf_base", "csaf_withdrawn", State::Changed),
        ("csaf_withdrawn", "csaf_base", State::Changed),
        ("csaf_superseded", "csaf_base", State::Changed),
        ("csaf_superseded", "csaf_withdrawn", State::Changed),
    ] {
        let of = |document: Value, profile: &str| match profile == whole {
            true => document,
            false => ended(document, profile),
        };
        let (old, new) = (of(first(), was), of(second(), is));
        let report = compared(&tree(&[(PATH, &old)]), &tree(&[(PATH, &new)]));
        assert_eq!(report.documents[0].state, state, "{was} → {is}");
    }
    // What only names no vulnerabilities yet ends nothing by another one.
    let mut open = with(first(), "/document/category", json!("csaf_base"));
    open["vulnerabilities"] = json!([{ "cve": "CVE-2026-1" }]);
    let report = compared(&tree(&[(PATH, &open)]), &tree(&[(PATH, &ended(second(), "csaf_base"))]));
    assert_eq!(report.documents[0].state, State::Ended);
}

#[test]
fn a_document_in_two_files_is_told_with_both_names() {
    let copy = ".well-known/csaf/white/2026/zzz.json";
    let elsewhere = ".well-known/csaf/v2.1/clear/2026/a-1.json";
    let one = first();
    let other = with(first(), &format!("{TRACKING}/id"), json!("A-2"));
    for (what, old, new, states, expect) in [
        ("published twice", vec![PATH, copy], vec![PATH], vec![], vec!["double"]),
        ("planned twice", vec![PATH], vec![PATH, copy], vec![], vec!["double"]),
        ("twice on both sides", vec![PATH, copy], vec![PATH, copy], vec![], vec!["double"; 2]),
        ("gone in both files", vec![PATH, copy], vec![], vec![State::Gone], vec!["double", "gone"]),
        (
            "a tree for each version of CSAF",
            vec![PATH, elsewhere],
            vec![PATH, elsewhere],
            vec![],
            vec![],
        ),
        ("another one of its own", vec![PATH, "A-2"], vec![PATH], vec![State::Gone], vec!["gone"]),
    ] {
        let [old, new] = [&old, &new].map(|paths| {
            let all = paths.iter().map(|path| match *path {
                "A-2" => (".well-known/csaf/white/2026/a-2.json", &other),
                path => (path, &one),
            });
            tree(&all.collect::<Vec<_>>())
        });
        let report = compared(&old, &new);
        let found: Vec<State> = report.documents.iter().map(|one| one.state).collect();
        assert_eq!(
            (found, codes(&report)),
            (states, expect.iter().map(|code| code.to_string()).collect()),
            "{what}: {:#?}",
            report.findings
        );
        for double in report.findings.iter().filter(|finding| finding.code == "double") {
            assert!(double.text.contains(PATH) && double.text.contains(copy), "{double:?}");
        }
    }
}

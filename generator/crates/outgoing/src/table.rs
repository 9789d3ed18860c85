//! Two states of a small tree → what would go unnoticed.

mod of_documents;
mod of_lists;
mod of_texts;

use crate::{Level, Report, State, Tree, compare};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

const PATH: &str = ".well-known/csaf/white/2026/a-1.json";

/// A document of a version and a time.
fn document(version: &str, current: &str) -> Value {
    json!({
        "document": {
            "category": "csaf_security_advisory",
            "title": "Flaw",
            "distribution": { "tlp": { "label": "WHITE" } },
            "notes": [{ "category": "summary", "text": "Short." }],
            "publisher": { "name": "T", "namespace": "https://t.example" },
            "tracking": {
                "id": "A-1", "version": version, "status": "final",
                "initial_release_date": "2026-01-12T00:00:00Z", "current_release_date": current,
            },
        },
        "vulnerabilities": [{ "cve": "CVE-2026-1" }],
    })
}

fn first() -> Value {
    document("1", "2026-06-14T00:00:00Z")
}

/// The next version, which says something else.
fn second() -> Value {
    let mut second = document("2", "2026-06-15T10:00:00Z");
    second["document"]["title"] = "Big flaw".into();
    second
}

/// Puts a value at a place.
fn with(mut of: Value, pointer: &str, value: Value) -> Value {
    *of.pointer_mut(pointer).expect("it is there") = value;
    of
}

fn add(tree: &mut Tree, path: &str, text: &str) {
    tree.add(path, Ok(text.as_bytes().into()));
}

/// A tree with these documents, their hashes, and signatures that name what they sign.
fn tree(documents: &[(&str, &Value)]) -> Tree {
    let mut tree = Tree::default();
    for (path, document) in documents {
        let text = document.to_string();
        add(&mut tree, path, &text);
        add(&mut tree, &format!("{path}.sha256"), &format!("{:x}  x\n", Sha256::digest(&text)));
        add(&mut tree, &format!("{path}.sha512"), &format!("{:x}  x\n", Sha512::digest(&text)));
        add(&mut tree, &format!("{path}.asc"), &format!("signs {:x}", Sha256::digest(&text)));
    }
    tree
}

fn compared(old: &Tree, new: &Tree) -> Report {
    compare(old, new, jiff::civil::date(2026, 6, 15))
}

/// The codes of what is found, notes behind a hyphen.
fn codes(report: &Report) -> Vec<String> {
    let code = |finding: &crate::Finding| match finding.level {
        Level::Warning => finding.code.to_owned(),
        Level::Note => format!("-{}", finding.code),
    };
    report.findings.iter().map(code).collect()
}

#[test]
fn what_programs_would_not_notice_of_a_document_is_told() {
    let tracking = "/document/tracking";
    let at = |key: &str| format!("{tracking}/{key}");
    let elsewhere = |path: &'static str, document: Value| Some((path, document));
    let here = |document: Value| Some((PATH, document));
    for (what, old, new, state, codes) in [
        ("a new one", None, here(second()), Some(State::New), vec![]),
        ("the same", here(first()), here(first()), None, vec![]),
        ("a version", here(first()), here(second()), Some(State::Changed), vec![]),
        (
            "a withdrawal",
            here(first()),
            here({
                let mut ended = with(second(), "/document/category", json!("csaf_base"));
                ended.as_object_mut().expect("a document").remove("vulnerabilities");
                ended
            }),
            Some(State::Ended),
            vec![],
        ),
        (
            "a text under its version",
            here(first()),
            here(with(first(), "/document/title", json!("Other"))),
            Some(State::Changed),
            vec!["unraised"],
        ),
        (
            "a version under its time",
            here(first()),
            here(with(second(), &at("current_release_date"), json!("2026-06-14T00:00:00Z"))),
            Some(State::Changed),
            vec!["same-time"],
        ),
        (
            "a time under its version",
            here(first()),
            here(with(second(), &at("version"), json!("1"))),
            Some(State::Changed),
            vec!["same-version"],
        ),
        (
            "a version back",
            here(second()),
            here(first()),
            Some(State::Changed),
            vec!["version-back"],
        ),
        (
            "a time back",
            here(first()),
            here(with(second(), &at("current_release_date"), json!("2026-06-13T00:00:00Z"))),
            Some(State::Changed),
            vec!["time-back"],
        ),
        (
            "long ago",
            here(with(first(), &at("current_release_date"), json!("2026-06-01T00:00:00Z"))),
            here(with(second(), &at("current_release_date"), json!("2026-06-10T00:00:00Z"))),
            Some(State::Changed),
            vec!["late"],
        ),
        (
            "words of the team",
            here(first()),
            here(with(first(), "/document/publisher/name", json!("U"))),
            Some(State::Rewritten),
            vec!["-rewritten"],
        ),
        ("nothing left", here(first()), None, Some(State::Gone), vec!["gone"]),
        (
            "another number",
            here(first()),
            here(with(second(), &at("id"), json!("A-2"))),
            Some(State::Changed),
            vec!["renumbered"],
        ),
        (
            "another publisher",
            here(first()),
            here(with(second(), "/document/publisher/namespace", json!("https://u.example"))),
            Some(State::Changed),
            vec!["namespace"],
        ),
        (
            "another label",
            here(first()),
            here(with(second(), "/document/distribution/tlp/label", json!("GREEN"))),
            Some(State::Changed),
            vec!["label"],
        ),
        (
            "another tree",
            here(first()),
            elsewhere(".well-known/csaf/green/2026/a-1.json", second()),
            Some(State::Changed),
            vec!["label"],
        ),
        (
            "another year",
            here(first()),
            elsewhere(".well-known/csaf/white/2025/a-1.json", second()),
            Some(State::Changed),
            vec!["year"],
        ),
        (
            "another file",
            here(first()),
            elsewhere(".well-known/csaf/white/2026/b-1.json", second()),
            Some(State::Changed),
            vec!["moved"],
        ),
    ] {
        let [old, new] = [&old, &new].map(|one| {
            let one = one.iter().map(|(path, document)| (*path, document));
            tree(&one.collect::<Vec<_>>())
        });
        let report = compared(&old, &new);
        assert_eq!(report.documents.first().map(|one| one.state), state, "{what}");
        assert_eq!(self::codes(&report), codes, "{what}: {:#?}", report.findings);
        assert_eq!(report.is_quiet(), codes.iter().all(|code| code.starts_with('-')), "{what}");
        assert_eq!(report.unchanged, usize::from(state.is_none()), "{what}");
    }
}

#[test]
fn a_new_document_is_later_than_all_that_programs_have_seen() {
    let tracking = "/document/tracking";
    let other = with(first(), &format!("{tracking}/id"), json!("A-2"));
    let old = tree(&[(
        PATH,
        &with(first(), &format!("{tracking}/current_release_date"), json!("2026-06-15T09:00:00Z")),
    )]);
    for (time, codes) in [
        ("2026-06-15T10:00:00Z", vec![]),
        ("2026-06-15T09:00:00Z", vec!["-same-moment"]),
        ("2026-06-15T00:00:00Z", vec!["late"]),
    ] {
        let mut new = old.clone();
        let one = with(other.clone(), &format!("{tracking}/current_release_date"), json!(time));
        let path = ".well-known/csaf/white/2026/a-2.json";
        for (path, _, bytes) in tree(&[(path, &one)]).iter() {
            new.add(path, bytes.clone());
        }
        assert_eq!(self::codes(&compared(&old, &new)), codes, "{time}");
    }
}

#[test]
fn what_proves_a_document_belongs_to_its_text() {
    let old = tree(&[(PATH, &first())]);
    let good = tree(&[(PATH, &second())]);
    let without = |ending: &str| {
        let mut new = Tree::default();
        let kept = good.iter().filter(|(path, ..)| !path.ends_with(ending));
        kept.for_each(|(path, _, bytes)| new.add(path, bytes.clone()));
        new
    };
    let stale = |ending: &str| {
        let mut new = good.clone();
        let path = format!("{PATH}{ending}");
        new.add(&path, Ok(old.get(&path).expect("it is there").clone()));
        new
    };
    let unsigned = |new: Tree| {
        let mut left = Tree::default();
        let kept = new.iter().filter(|(path, ..)| !path.ends_with(".asc"));
        kept.for_each(|(path, _, bytes)| left.add(path, bytes.clone()));
        left
    };
    for (what, old, new, codes) in [
        ("no hash", old.clone(), without(".sha256"), vec!["hash"]),
        ("the old hash", old.clone(), stale(".sha512"), vec!["hash"]),
        ("a wrong hash is published", stale(".sha256"), stale(".sha256"), vec!["hash"]),
        ("no signature", old.clone(), without(".asc"), vec!["signature"]),
        ("the old signature", old.clone(), stale(".asc"), vec!["signature"]),
        ("a team that signs nothing", unsigned(old.clone()), unsigned(good.clone()), vec![]),
    ] {
        assert_eq!(self::codes(&compared(&old, &new)), codes, "{what}");
    }
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_compared() {
    let other = ".well-known/csaf/white/2026/b-1.json";
    let new = tree(&[(PATH, &second())]);
    let deep = format!("{{\"document\":{}", "[".repeat(100_000));
    let whole = first().to_string();
    let cases: [(&[u8], &str, &str); 8] = [
        (b"", "ends in the middle", "ends in the middle"),
        (&whole.as_bytes()[..40], "ends in the middle", "ends in the middle"),
        (b"{]", "is no JSON", "is no JSON"),
        (deep.as_bytes(), "is no CSAF document", "is no JSON"),
        (b"{\"document\":{\"title\":\"\xff\"}}", "is not UTF-8 from byte 23 on", "is no JSON"),
        (b"{\"document\":{}}", "is no CSAF document", "is no feed of ROLIE"),
        (b"null", "is no CSAF document", "is no feed of ROLIE"),
        (b"[1]", "is no CSAF document", "is no feed of ROLIE"),
    ];
    for (bytes, why, why_no_feed) in cases {
        let feed = ".well-known/csaf/white/csaf-feed-tlp-white.json";
        for (place, why) in [(other, why), (feed, why_no_feed)] {
            let mut old = tree(&[(PATH, &first())]);
            old.add(place, Ok(bytes.into()));
            let report = compared(&old, &new);
            assert_eq!(report.documents.len(), 1, "{why}");
            let told = report.findings.iter().find(|finding| finding.code == "unreadable");
            assert!(told.is_some_and(|told| told.text.contains(why)), "{why}: {told:?}");
        }
    }
    let mut old = tree(&[(PATH, &first())]);
    old.add(other, Err("is larger than 64 MiB".into()));
    let report = compared(&old, &new);
    assert!(
        report.findings[0].text.ends_with("it is larger than 64 MiB"),
        "{:#?}",
        report.findings
    );
    // What nobody could nest so deep is told as that.
    let nested = format!("{{\"x\":{}{},{}", "[".repeat(500), "]".repeat(500), &whole[1..]);
    let mut old = tree(&[]);
    old.add(PATH, Ok(nested.as_bytes().into()));
    let told = &compared(&old, &new).documents[0];
    assert_eq!(told.changes[0].text, "what changes cannot be told: it is nested too deep");
}

//! Two texts of one document → what changes in it, in words. Whatever has no words of its own here is
//! told by its place, so nothing passes in silence. Number, version and the date of the version are
//! what programs go by, and are told of the document as a whole.

mod items;
mod products;
mod rest;
mod vulnerabilities;

use crate::report::Change;
use items::{Item, changed, compare, list, short, text, value_changes};
use products::Products;
use serde_json::Value;

/// The keys of `/document` that are told in words; what is left is told by its place.
const TOLD: [&str; 11] = [
    "acknowledgments",
    "aggregate_severity",
    "category",
    "distribution",
    "lang",
    "notes",
    "publisher",
    "references",
    "source_lang",
    "title",
    "tracking",
];

/// All that differs, what readers are told first.
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    document(&old["document"], &new["document"], &mut found);
    let mut products = [Products::of(&old["product_tree"]), Products::of(&new["product_tree"])];
    let [before, after] = &mut products;
    before.called_as(after);
    products::compare(&products, &mut found);
    vulnerabilities::compare(
        &old["vulnerabilities"],
        &new["vulnerabilities"],
        &products,
        &mut found,
    );
    let told = ["document", "product_tree", "vulnerabilities"];
    rest::compare((old, new), "", &told, &mut found);
    found.sort_by_key(|change| !change.is_said);
    found
}

/// What stands in the head of the document.
fn document(old: &Value, new: &Value, found: &mut Vec<Change>) {
    let both = (old, new);
    for (what, key) in [
        ("title", "title"),
        ("profile", "category"),
        ("language", "lang"),
        ("language of the original", "source_lang"),
        ("severity", "aggregate_severity/text"),
        ("TLP label", "distribution/tlp/label"),
        ("status", "tracking/status"),
        ("date of the first version", "tracking/initial_release_date"),
    ] {
        found.extend(changed(what, both, "/document", key));
    }
    compare("version of the history", [revisions(old), revisions(new)], found);
    compare("other number", [aliases(old), aliases(new)], found);
    compare("note", [notes(old, "/document"), notes(new, "/document")], found);
    compare("reference", [references(old, "/document"), references(new, "/document")], found);
    compare("thanks to", [thanks(old, "/document"), thanks(new, "/document")], found);
    formal(old, new, found);
    rest::compare(both, "/document", &TOLD, found);
}

/// What asks for no new version: whom to ask, to whom it may be passed on, the program, and what the
/// team says of all documents.
fn formal(old: &Value, new: &Value, found: &mut Vec<Change>) {
    let parts = [
        ("publisher", "publisher"),
        ("terms of distribution", "distribution/text"),
        ("address of the terms of TLP", "distribution/tlp/url"),
        ("program that wrote it", "tracking/generator"),
    ];
    for (what, key) in parts {
        found.extend(value_changes(what, (old, new), "/document", key));
    }
    let mut of_all = Vec::new();
    compare("note of all documents", [common_notes(old), common_notes(new)], &mut of_all);
    compare("title of a note", [titles(old), titles(new)], &mut of_all);
    compare(
        "reference to the site itself",
        [own_references(old), own_references(new)],
        &mut of_all,
    );
    found.extend(of_all.into_iter().map(|change| Change { is_said: false, ..change }));
    let told = ["aliases", "current_release_date", "generator", "id", "initial_release_date"];
    let told = [&told[..], &["revision_history", "status", "version"]].concat();
    rest::compare((&old["tracking"], &new["tracking"]), "/document/tracking", &told, found);
    let told = ["text", "tlp"];
    rest::compare(
        (&old["distribution"], &new["distribution"]),
        "/document/distribution",
        &told,
        found,
    );
}

fn revisions(document: &Value) -> Vec<Item> {
    list(&document["tracking"]["revision_history"], "/document/tracking/revision_history", |one| {
        let (number, summary) = (text(&one["number"]), text(&one["summary"]));
        (number.clone(), format!("{number} ({}): {summary}", text(&one["date"])))
    })
}

fn aliases(document: &Value) -> Vec<Item> {
    list(&document["tracking"]["aliases"], "/document/tracking/aliases", |one| {
        (text(one), text(one))
    })
}

/// Whether a note is what the team says of all documents; the first one is the document's own.
fn is_common((n, note): &(usize, &Value)) -> bool {
    *n > 0 && matches!(note["category"].as_str(), Some("general" | "legal_disclaimer"))
}

fn numbered(document: &Value) -> Vec<(usize, &Value)> {
    document["notes"].as_array().into_iter().flatten().enumerate().collect()
}

/// The notes that are its own, by their text: what a note is called is a word of the theme.
fn notes(of: &Value, place: &str) -> Vec<Item> {
    let own = numbered(of).into_iter().filter(|note| place != "/document" || !is_common(note));
    note_items(own, place)
}

fn common_notes(document: &Value) -> Vec<Item> {
    note_items(numbered(document).into_iter().filter(is_common), "/document")
}

fn note_items<'a>(notes: impl Iterator<Item = (usize, &'a Value)>, place: &str) -> Vec<Item> {
    let items = notes.map(|(n, note)| {
        let (category, said) = (text(&note["category"]), text(&note["text"]));
        Item {
            text: format!("{category}: {}", short(&said)),
            key: category,
            value: said,
            pointer: format!("{place}/notes/{n}"),
        }
    });
    items.collect()
}

fn titles(document: &Value) -> Vec<Item> {
    let items = numbered(document).into_iter().map(|(n, note)| {
        let title = text(&note["title"]);
        let pointer = format!("/document/notes/{n}/title");
        Item { key: text(&note["category"]), text: title.clone(), value: title, pointer }
    });
    items.collect()
}

/// Whether a reference leads to the document or its page, or to another of the site's documents: those
/// change with the site's address.
fn is_own(reference: &Value) -> bool {
    let url = reference["url"].as_str().unwrap_or_default();
    reference["category"] == "self" || url.contains("/.well-known/csaf/")
}

fn reference_items(of: &Value, place: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Item> {
    let all = of["references"].as_array().into_iter().flatten().enumerate();
    let items = all.filter(|(_, one)| wanted(one)).map(|(n, one)| Item {
        key: text(&one["url"]),
        text: format!("{} <{}>", text(&one["summary"]), text(&one["url"])),
        value: one.to_string(),
        pointer: format!("{place}/references/{n}"),
    });
    items.collect()
}

fn references(of: &Value, place: &str) -> Vec<Item> {
    reference_items(of, place, |one| !is_own(one))
}

fn own_references(document: &Value) -> Vec<Item> {
    reference_items(document, "/document", is_own)
}

fn thanks(of: &Value, place: &str) -> Vec<Item> {
    list(&of["acknowledgments"], &format!("{place}/acknowledgments"), |one| {
        let names = one["names"].as_array().into_iter().flatten().map(text);
        let organization = one["organization"].as_str().map(str::to_owned);
        let all: Vec<String> = names.chain(organization).collect();
        (one.to_string(), all.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A document with a bit of everything.
    fn sample() -> Value {
        json!({
            "document": {
                "title": "Flaw", "category": "csaf_security_advisory", "lang": "en",
                "aggregate_severity": { "text": "High" },
                "distribution": { "text": "All", "tlp": { "label": "WHITE" } },
                "publisher": { "name": "T", "namespace": "https://t.example" },
                "notes": [
                    { "category": "summary", "title": "Summary", "text": "Short." },
                    { "category": "legal_disclaimer", "title": "Law", "text": "Nobody is liable." },
                ],
                "references": [
                    { "category": "self", "summary": "Flaw", "url": "https://t.example/a" },
                    { "category": "external", "summary": "Note", "url": "https://m.example/n" },
                ],
                "tracking": {
                    "id": "A-1", "version": "1", "status": "interim",
                    "current_release_date": "2026-01-12T00:00:00Z",
                    "revision_history": [
                        { "number": "1", "date": "2026-01-12T00:00:00Z", "summary": "First" },
                    ],
                },
            },
            "product_tree": { "branches": [{ "name": "M", "branches": [
                { "name": "<2", "product": {
                    "name": "M Server <2", "product_id": "P1",
                    "product_identification_helper": { "purl": "pkg:generic/m" },
                }},
                { "name": "2", "product": { "name": "M Server 2", "product_id": "P2" } },
            ]}]},
            "vulnerabilities": [{
                "cve": "CVE-2026-1", "cwe": { "id": "CWE-79", "name": "XSS" },
                "product_status": { "known_affected": ["P1"], "under_investigation": ["P2"] },
                "scores": [{ "products": ["P1"], "cvss_v3": {
                    "version": "3.1", "baseScore": 7.5, "vectorString": "CVSS:3.1/A" } }],
                "remediations": [{ "category": "workaround", "details": "Close it.",
                    "product_ids": ["P1"] }],
            }],
        })
    }

    /// The changes when the value at a place becomes another one; null takes it out.
    fn after(pointer: &str, value: Value) -> Vec<(String, String, bool)> {
        let old = sample();
        let mut new = old.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match new.pointer_mut(parent).expect("it is there") {
            Value::Array(all) if key == "-" => all.push(value),
            Value::Array(all) if value.is_null() => {
                all.remove(key.parse().expect("a place"));
            }
            Value::Object(all) if value.is_null() => {
                all.remove(key);
            }
            parent => {
                *parent = match parent.take() {
                    Value::Object(mut all) => {
                        all.insert(key.to_owned(), value);
                        all.into()
                    }
                    Value::Array(mut all) => {
                        all[key.parse::<usize>().expect("a place")] = value;
                        all.into()
                    }
                    other => panic!("{other} holds nothing"),
                }
            }
        }
        let changes = super::changes(&old, &new).into_iter();
        changes.map(|change| (change.text, change.pointer, change.is_said)).collect()
    }

    #[test]
    fn what_changes_is_told_in_words_at_its_place() {
        let vulnerability = "/vulnerabilities/0";
        for (pointer, value, text, is_said) in [
            ("/document/title", json!("Big flaw"), "title: “Flaw” → “Big flaw”", true),
            (
                "/document/aggregate_severity",
                json!({ "text": "Low" }),
                "severity: “High” → “Low”",
                true,
            ),
            ("/document/tracking/status", json!("final"), "status: “interim” → “final”", true),
            (
                "/document/distribution/tlp/label",
                json!("GREEN"),
                "TLP label: “WHITE” → “GREEN”",
                true,
            ),
            ("/document/distribution/text", json!("You"), "terms of distribution changed", false),
            ("/document/publisher/name", json!("U"), "publisher changed", false),
            (
                "/document/notes/0/text",
                json!("Long."),
                "note changed: summary: Short. → summary: Long.",
                true,
            ),
            (
                "/document/notes/0/title",
                json!("Xülasə"),
                "title of a note changed: Summary → Xülasə",
                false,
            ),
            (
                "/document/notes/1/text",
                json!("You are."),
                "note of all documents changed: legal_disclaimer: Nobody is liable. → legal_disclaimer: You are.",
                false,
            ),
            (
                "/document/references/-",
                json!({ "category": "external", "summary": "More", "url": "https://m.example/2" }),
                "reference added: More <https://m.example/2>",
                true,
            ),
            (
                "/document/references/1",
                Value::Null,
                "reference removed: Note <https://m.example/n>",
                true,
            ),
            (
                "/document/tracking/revision_history/-",
                json!({ "number": "2", "date": "2026-01-13T00:00:00Z", "summary": "Fix" }),
                "version of the history added: 2 (2026-01-13T00:00:00Z): Fix",
                true,
            ),
            ("/document/x_own", json!(1), "added: /document/x_own", true),
            ("/x_own", json!(1), "added: /x_own", true),
            (
                "/product_tree/branches/0/branches/0/product/product_identification_helper",
                json!({ "purl": "pkg:generic/n" }),
                "identifiers of a product changed: M Server <2",
                true,
            ),
            (
                "/product_tree/branches/0/branches/-",
                json!({ "name": "3", "product": { "name": "M Server 3", "product_id": "P3" } }),
                "product added: M Server 3",
                true,
            ),
            (
                "/product_tree/branches/0/branches/1",
                json!({ "name": "3", "product": { "name": "M Server 3", "product_id": "P2" } }),
                "product changed: M Server 2 → M Server 3",
                true,
            ),
            (
                "/vulnerabilities/0/product_status",
                json!({ "known_affected": ["P1"], "fixed": ["P2"] }),
                "CVE-2026-1: “M Server 2”: under investigation → fixed",
                true,
            ),
            (
                "/vulnerabilities/0/product_status",
                json!({ "known_affected": ["P1"] }),
                "CVE-2026-1: “M Server 2”: under investigation → not named",
                true,
            ),
            (
                "/vulnerabilities/0/scores/0/cvss_v3",
                json!({ "version": "3.1", "baseScore": 9.8, "vectorString": "CVSS:3.1/B" }),
                "CVE-2026-1: score changed: CVSS 3.1 7.5 (CVSS:3.1/A) → CVSS 3.1 9.8 (CVSS:3.1/B)",
                true,
            ),
            (
                "/vulnerabilities/0/scores",
                Value::Null,
                "CVE-2026-1: score removed: CVSS 3.1 7.5 (CVSS:3.1/A)",
                true,
            ),
            (
                "/vulnerabilities/0/remediations/0/details",
                json!("Open it."),
                "CVE-2026-1: remediation changed: workaround: Close it. → workaround: Open it.",
                true,
            ),
            (
                "/vulnerabilities/0/remediations/-",
                json!({ "category": "vendor_fix", "details": "Install 2.", "product_ids": ["P1"] }),
                "CVE-2026-1: remediation added: vendor_fix: Install 2.",
                true,
            ),
            (
                "/vulnerabilities/0/threats",
                json!([{ "category": "exploit_status", "details": "Used." }]),
                "CVE-2026-1: threat added: exploit_status: Used.",
                true,
            ),
            (
                "/vulnerabilities/0/cwe",
                json!({ "id": "CWE-89", "name": "SQL" }),
                "CVE-2026-1: weakness: “CWE-79 XSS” → “CWE-89 SQL”",
                true,
            ),
            (
                "/vulnerabilities/0/involvements",
                json!([]),
                "CVE-2026-1: added: /vulnerabilities/0/involvements",
                true,
            ),
            (
                "/vulnerabilities/-",
                json!({ "cve": "CVE-2026-2" }),
                "vulnerability added: CVE-2026-2",
                true,
            ),
            (vulnerability, Value::Null, "vulnerability removed: CVE-2026-1", true),
        ] {
            let told = after(pointer, value);
            let [(said, place, real)] = told.as_slice() else { panic!("{pointer}: {told:#?}") };
            assert_eq!((said.as_str(), *real), (text, is_said), "{pointer}");
            assert!(place.starts_with('/'), "{place}");
        }
        assert_eq!(super::changes(&sample(), &sample()), []);
    }
}

//! One change in a document with a bit of everything → what is told of it.

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
        ("/document/distribution/tlp/label", json!("GREEN"), "TLP label: “WHITE” → “GREEN”", true),
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

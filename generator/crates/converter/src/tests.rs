//! Documents of each format, small ones with what matters, and what is none.

mod versions;

use super::{Draft, Numbered, convert};
use serde_json::{Value, json};

fn page(document: &Value) -> String {
    let draft = convert(document.to_string().as_bytes()).expect("a draft");
    text(&draft)
}

fn text(draft: &Draft) -> String {
    draft.page(&Numbered { id: "X-2026-0001", day: "2026-01-12", original: None, language: "az" })
}

#[test]
fn what_is_no_document_is_told() {
    for (bytes, expect) in [
        ("", "the document is empty"),
        ("<cvrfdoc/>", "this is XML or HTML"),
        ("{\"document\": ", "is not JSON, or a cut one"),
        ("[]", "a list: give one document"),
        ("{}", "this is something else"),
        ("{\"data_type\": \"CVE\"}", "CVE JSON 4"),
        ("{\"type\": \"bundle\"}", "a STIX bundle"),
        ("{\"Event\": {}}", "a MISP event"),
        ("{\"document\": {\"csaf_version\": \"3.0\"}}", "CSAF 3.0 is not read"),
        (
            "{\"document\": {\"csaf_version\": \"2.0\", \"distribution\": {\"tlp\": {\"label\": \"AMBER\"}}}}",
            "TLP:AMBER",
        ),
        (
            "{\"document\": {\"csaf_version\": \"2.0\", \"distribution\": {\"tlp\": {\"label\": \"tlp:red\"}}}}",
            "is TLP:RED,",
        ),
        (
            "{\"document\": {\"csaf_version\": \"2.0\", \"distribution\": {\"tlp\": {\"label\": [\"RED\"]}}}}",
            "its TLP label is no text",
        ),
        (
            "{\"document\": {\"csaf_version\": \"2.0\", \"distribution\": {\"tlp\": \"RED\"}}}",
            "its TLP label is no text",
        ),
        (
            "{\"document\": {\"csaf_version\": \"2.0\", \"distribution\": {\"tlp\": {\"label\": \"RED\", \"label\": \"WHITE\"}}}}",
            "depends on who reads it: “label” stands twice",
        ),
        (
            "{\"dataType\": \"CVE_RECORD\", \"cveMetadata\": {\"state\": \"Rejected\"}}",
            "was rejected",
        ),
        ("{\"id\": \"X-1\", \"modified\": \"\", \"withdrawn\": 5}", "X-1 was withdrawn"),
        (
            "{\"dataType\": \"CVE_RECORD\", \"cveMetadata\": {\"state\": \"REJECTED\"}}",
            "was rejected",
        ),
        (
            "{\"id\": \"X-1\", \"modified\": \"\", \"withdrawn\": \"2026-01-02T03:04:05Z\"}",
            "withdrawn on 2026-01-02",
        ),
    ] {
        let refused = convert(bytes.as_bytes()).err().map(|refused| refused.0).unwrap_or_default();
        assert!(refused.contains(expect), "{bytes}: {refused}");
    }
}

/// Whatever stands where, nothing is but what fits.
#[test]
fn values_of_other_types_take_nothing_else_with_them() {
    let odd = [json!(null), json!(1), json!("x"), json!([]), json!({}), json!([1, null, "x", {}])];
    let whole = json!({
        "document": {"csaf_version": "2.0", "title": "Kept", "tracking": {"id": "T-1"}, "notes": [], "references": [], "acknowledgments": []},
        "product_tree": {"branches": [], "relationships": [], "product_groups": []},
        "vulnerabilities": [{"cve": "CVE-2026-0001", "product_status": {}, "scores": [], "remediations": [], "threats": [], "flags": [], "notes": []}],
    });
    let mut paths: Vec<Vec<String>> = Vec::new();
    walk(&whole, &mut Vec::new(), &mut paths);
    for path in paths.iter().filter(|path| path.last().is_some_and(|key| key != "csaf_version")) {
        for value in &odd {
            let mut document = whole.clone();
            if let Some(place) = document.pointer_mut(&format!("/{}", path.join("/"))) {
                *place = value.clone();
            }
            if document.pointer("/document/csaf_version").is_some() {
                let page = page(&document);
                assert!(page.starts_with("---\ntitle: "), "{path:?} {value}");
            }
        }
    }
}

fn walk(value: &Value, path: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (key, child) in children {
        path.push(key);
        all.push(path.clone());
        walk(child, path, all);
        path.pop();
    }
}

/// Where vulnerabilities say different things of a product, it stands in several rows.
#[test]
fn rows_are_what_vulnerabilities_say_alike() {
    let version = |id: &str, name: &str| json!({"category": "product_version", "name": name, "product": {"product_id": id, "name": name}});
    let document = json!({
        "document": {"csaf_version": "2.0", "title": "T", "lang": "en", "tracking": {"id": "T-1"}},
        "product_tree": {"branches": [{"category": "vendor", "name": "Maker", "branches": [{"category": "product_name", "name": "Server", "branches": [version("A", "1.10"), version("B", "1.9"), version("C", "2.0"), version("D", "vers:none/*")]}]}]},
        "vulnerabilities": [
            {"cve": "CVE-2026-0001", "product_status": {"known_affected": ["A", "B", "D"], "fixed": ["C"]}},
            {"cve": "CVE-2026-0002", "product_status": {"known_affected": ["A"], "known_not_affected": ["B"]}, "flags": [{"label": "component_not_present", "product_ids": ["B"]}]},
            {"cve": "CVE-2026-0003", "product_status": {"known_affected": ["A", "B"], "fixed": ["C"]}, "remediations": [{"category": "vendor_fix", "details": "Take 2.0.", "product_ids": ["A", "B"]}]},
        ],
    });
    let page = page(&document);
    for expect in [
        "affected: vers:generic/1.9|1.10\n    fixed: '2.0'",
        "justification: component_not_present",
        "key: server\n",
        "key: server-2\n",
        "cve: CVE-2026-0002\n    products:\n    - server-2\n",
        "text: Take 2.0.\n    cves:\n    - CVE-2026-0003\n    products:\n    - server\n",
        "The texts are in “en”: translate them.",
        "“known_affected” of the product D, whose range names no version",
    ] {
        assert!(page.contains(expect), "{expect}\n{page}");
    }
    assert!(!page.contains("vers:none"), "{page}");
}

#[test]
fn a_cve_record_says_what_it_says() {
    let document = json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2026-0009", "assignerShortName": "maker", "state": "PUBLISHED", "dateUpdated": "2026-01-05T10:00:00.000Z"},
        "containers": {
            "cna": {
                "title": "Flaw in Server",
                "descriptions": [{"lang": "en", "value": "A <b>letter</b> runs code."}, {"lang": "es", "value": "Una carta."}],
                "affected": [{"vendor": "Maker", "product": "Server", "versions": [
                    {"version": "2.0.0", "lessThan": "2.4.1", "status": "affected", "versionType": "semver", "changes": [{"at": "2.4.1", "status": "unaffected"}]},
                    {"version": "0", "lessThanOrEqual": "1.2.0", "status": "affected", "versionType": "semver"},
                    {"version": "abc", "lessThan": "def", "status": "affected", "versionType": "git"}]}],
                "problemTypes": [{"descriptions": [{"cweId": "CWE-787", "description": "CWE-787: Out-of-bounds Write"}]}],
                "references": [{"url": "http://plain.example/x"}, {"url": "https://maker.example/x", "name": "Note"}],
            },
            "adp": [{"metrics": [
                {"cvssV3_1": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}},
                {"other": {"type": "kev", "content": {"dateAdded": "2026-01-07", "reference": "https://kev.example/x"}}}]}],
        },
    });
    let page = page(&document);
    for expect in [
        "affected: vers:semver/<=1.2.0|>=2.0.0|<2.4.1",
        "fixed: 2.4.1",
        "CWE-787 Out-of-bounds Write",
        "vector: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "list: CISA KEV",
        "https://www.cve.org/CVERecord?id=CVE-2026-0009",
        "- commits of Server, such as abc",
        "- an address without https: http://plain.example/x",
        "A \\<b\\>letter\\</b\\> runs code.",
    ] {
        assert!(page.contains(expect), "{expect}\n{page}");
    }
    assert!(!page.contains("Una carta"), "{page}");
}

/// A record with these parts of its issuer.
fn record(cna: Value) -> Value {
    json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2026-0009", "state": "PUBLISHED"},
        "containers": {"cna": cna},
    })
}

#[test]
fn what_is_not_carried_over_is_told() {
    let csaf = |key: &str, part: Value| {
        let mut document =
            json!({"document": {"csaf_version": "2.0", "title": "T", "tracking": {"id": "T-1"}}});
        document[key] = part;
        document
    };
    for (document, expect) in [
        (
            record(json!({"timeline": [{"time": "x", "value": "y"}]})),
            "what stands in “containers.cna.timeline”",
        ),
        (
            record(
                json!({"affected": [{"product": "S", "platforms": ["x"]}, {"product": "T", "platforms": ["x"]}]}),
            ),
            "what stands in “containers.cna.affected.platforms” (2 times)",
        ),
        (
            record(json!({"descriptions": [{"lang": "de", "value": "x"}]})),
            "a text of “descriptions” in “de”",
        ),
        (
            record(json!({"metrics": [{"other": {"type": "ssvc", "content": {}}}]})),
            "a decision by SSVC that is not whole, or not by the points of CISA: nothing (without a time)",
        ),
        (
            record(
                json!({"metrics": [{"other": {"type": "kev", "content": {"dateAdded": "2026-02-01", "reference": "https://kev.example/?field_cve=cve-2020-1111"}}}]}),
            ),
            "an entry of CISA KEV, of 2026-02-01, for another one",
        ),
        (
            csaf(
                "vulnerabilities",
                json!([{"metrics": [
                    {"content": {"epss": {"probability": "0.5", "percentile": "0.9", "timestamp": "2026-02-02T00:00:00Z"}}},
                    {"content": {"epss": {"probability": "0.1", "percentile": "0.2", "timestamp": "2026-02-01T00:00:00Z"}}},
                ]}]),
            ),
            "EPSS 0.1 of 2026-02-01T00:00:00Z",
        ),
        (
            csaf(
                "vulnerabilities",
                json!([{"remediations": [{"category": "vendor_fix", "details": "x", "restart_required": {"category": "system", "details": "y"}}]}]),
            ),
            "what stands in “vulnerabilities.remediations.restart_required.details”",
        ),
        (
            csaf(
                "product_tree",
                json!({"branches": [{"category": "vendor", "name": "V", "branches": [{"category": "product_name", "name": "P", "product": {"name": "P", "product_id": "A", "product_identification_helper": {"skus": ["x"]}}}]}]}),
            ),
            "product_identification_helper.skus”",
        ),
        (
            json!({"id": "X-1", "modified": "2026-01-02T03:04:05Z", "upstream": ["Y-2"]}),
            "what stands in “upstream”",
        ),
        (
            json!({"id": "X-1", "modified": "2026-01-02T03:04:05Z", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}], "database_specific": {"severity": "HIGH"}}),
            "the severity “high” of its issuer",
        ),
    ] {
        let page = page(&document);
        assert!(page.contains(expect), "{expect}\n{page}");
    }
}

/// A decision by SSVC is carried over if it is whole, else listed: nothing is guessed.
#[test]
fn decisions_by_ssvc_are_carried_over_whole_or_listed() {
    let decision = |options: Value, time: &str| json!({"other": {"type": "ssvc", "content": {"id": "CVE-2026-0001", "role": "CISA Coordinator", "options": options, "version": "2.0.3", "timestamp": time}}});
    let time = "2026-01-04T20:05:06.123456Z";
    let three = |one: &str, two: &str, three: &str| json!([{"Exploitation": one}, {"Automatable": two}, {"Technical Impact": three}]);
    let carried = |one: &str, two: &str, three: &str| {
        format!(
            "    ssvc:\n      exploitation: {one}\n      automatable: {two}\n      technical_impact: {three}\n      date: 2026-01-04T20:05:06Z\n      source: https://www.cve.org/CVERecord?id=CVE-2026-0001\n"
        )
    };
    let whole = decision(three("none", "no", "partial"), time);
    let not_whole = "a decision by SSVC that is not whole, or not by the points of CISA";
    for (metrics, expect, told) in [
        (vec![whole.clone()], Some(carried("none", "false", "partial")), None),
        (
            vec![decision(three("poc", "yes", "total"), time)],
            Some(carried("public_poc", "true", "total")),
            None,
        ),
        (
            vec![decision(three("active", "yes", "total"), time)],
            Some(carried("active", "true", "total")),
            None,
        ),
        // Said twice is said once; what differs is told.
        (vec![whole.clone(), whole.clone()], Some(carried("none", "false", "partial")), None),
        (
            vec![whole.clone(), decision(three("active", "no", "partial"), time)],
            Some(carried("none", "false", "partial")),
            Some("another decision by SSVC: Exploitation: active, Automatable: no".to_owned()),
        ),
        (
            vec![decision(json!([{"Exploitation": "active"}, {"Automatable": "yes"}]), time)],
            None,
            Some(format!("{not_whole}: Exploitation: active, Automatable: yes ({time})")),
        ),
        (
            vec![decision(three("likely", "no", "total"), time)],
            None,
            Some(format!("{not_whole}: Exploitation: likely")),
        ),
        (
            vec![decision(json!([{"Decision": "act"}]), time)],
            None,
            Some(format!("{not_whole}: Decision: act")),
        ),
        (
            vec![decision(three("none", "no", "total"), "yesterday")],
            None,
            Some(format!("{not_whole}: Exploitation: none")),
        ),
        (vec![decision(json!("x"), time)], None, Some(format!("{not_whole}: nothing ({time})"))),
        (
            vec![decision(
                json!([{"Exploitation": "active"}, {"Automatable": "no"}, {"Technical Impact": "total"}, {"Exploitation": "none"}]),
                time,
            )],
            None,
            Some(format!("{not_whole}: Exploitation: active, Automatable: no")),
        ),
        (
            vec![{
                let mut other = whole.clone();
                other["other"]["content"]["id"] = json!("CVE-2020-1111");
                other
            }],
            None,
            Some("a decision by SSVC on CVE-2020-1111: Exploitation: none".to_owned()),
        ),
    ] {
        let record = json!({
            "dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": "CVE-2026-0001", "state": "PUBLISHED"},
            "containers": {"cna": {}, "adp": [{"title": "CISA ADP Vulnrichment", "metrics": metrics}]},
        });
        let page = page(&record);
        assert_eq!(page.contains("    ssvc:"), expect.is_some(), "{page}");
        assert!(expect.is_none_or(|expect| page.contains(&expect)), "{page}");
        assert_eq!(page.contains("SSVC"), told.is_some(), "{page}");
        assert!(told.as_ref().is_none_or(|told| page.contains(told)), "{told:?}\n{page}");
    }
}

/// What nobody sees is taken out of all texts, so no value is refused for it.
#[test]
fn characters_that_deceive_are_nowhere_in_a_draft() {
    let odd = |text: &str| format!("{text}\u{ad}\u{202e}\u{feff}\u{7}\u{fdd0}\u{85}");
    let document = json!({
        "document": {"csaf_version": "2.0", "title": odd("T"), "lang": "en", "tracking": {"id": odd("T-1")}},
        "product_tree": {"branches": [{"category": "vendor", "name": odd("Maker"), "branches": [{"category": "product_name", "name": odd("Server"), "branches": [{"category": "product_version", "name": odd("2.0"), "product": {"product_id": "A", "name": "x"}}]}]}]},
        "vulnerabilities": [{"cve": "CVE-2026-0001", "cwe": {"id": "CWE-79", "name": odd("{{team.phone}}")}, "product_status": {"fixed": ["A"]}}],
    });
    let draft = convert(document.to_string().as_bytes()).expect("a draft");
    assert_eq!(draft.title(), "T");
    let page = text(&draft);
    assert!(
        page.chars()
            .all(|c| c == '\n'
                || !(c.is_control() || c == '\u{fdd0}' || certsite_text::is_invisible(c))),
        "{page:?}"
    );
    for expect in ["fixed: '2.0'", "CWE-79 \\{{team.phone}}"] {
        assert!(page.contains(expect), "{expect}\n{page}");
    }
}

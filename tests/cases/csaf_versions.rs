//! CSAF 2.1 beside 2.0, from the same front matter: what each tree holds, and what judges say of the
//! documents in it.

use certsite_tests::advisories::{TERMS, small, whole};
use certsite_tests::{Site, browser};
use serde_json::{Value, json};

const TREE: &str = "public/.well-known/csaf";

/// A site with all samples, whose documents are offered in these versions.
fn offering(versions: &str) -> Site {
    let site = whole();
    offer(&site, versions);
    site
}

fn offer(site: &Site, versions: &str) {
    let team = site.read("content/team.yaml");
    let mut lines: Vec<&str> =
        team.lines().filter(|line| !line.starts_with("  versions: ")).collect();
    let at = lines.iter().position(|line| *line == "csaf:").expect("a block");
    let own = format!("  versions: {versions}");
    if !versions.is_empty() {
        lines.insert(at + 1, &own);
    }
    site.write("content/team.yaml", lines.join("\n") + "\n");
}

fn read(site: &Site, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("{TREE}/{path}"))).expect("it is JSON")
}

/// The documents of a folder, from its own folder on.
fn documents(site: &Site, folder: &str) -> Vec<String> {
    let tree = site.tree(&format!("{TREE}/{folder}"));
    tree.into_keys().filter(|path| path.contains('/') && path.ends_with(".json")).collect()
}

#[test]
fn what_is_offered_is_a_setting() {
    let alone = offering("");
    alone.build().ok();
    let before = alone.tree(TREE);
    let site = offering("[\"2.0\"]");
    for (versions, is_old, is_new, main) in [
        ("[\"2.0\"]", true, false, "2.0"),
        ("\"2.0\"", true, false, "2.0"),
        ("[\"2.0\", \"2.1\"]", true, true, "2.0"),
        ("[\"2.1\", \"2.0\"]", true, true, "2.1"),
        ("\"2.1\"", false, true, "2.1"),
    ] {
        offer(&site, versions);
        site.build().ok();
        let tree = site.tree(TREE);
        assert_eq!(tree.contains_key("white/index.txt"), is_old, "{versions}");
        assert_eq!(tree.contains_key("v2.1/clear/index.txt"), is_new, "{versions}");
        assert_eq!(read(&site, "provider-metadata.json")["metadata_version"], main, "{versions}");
        // Documents of 2.0 stand where they stood, and say what they said.
        if is_old {
            let own = |path: &&String| path.starts_with("white/");
            for path in before.keys().filter(own) {
                assert!(tree.get(path) == before.get(path), "{versions}: {path}");
            }
        }
        if !is_new {
            assert!(tree == before, "{versions}");
        }
        // CSAF 2.1, 7.4.2: each version by its own address, and the one that counts without.
        let canonical = |path: &str| {
            assert_eq!(
                read(&site, path)["canonical_url"],
                format!("https://cert.example.org/.well-known/csaf/{path}"),
                "{versions}"
            );
        };
        let own = format!("v{main}/provider-metadata.json");
        if is_new {
            assert!(tree[&own] == tree["provider-metadata.json"], "{versions}");
            canonical("v2.1/provider-metadata.json");
            if is_old {
                canonical("v2.0/provider-metadata.json");
            }
        } else {
            canonical("provider-metadata.json");
        }
    }
}

#[test]
fn security_txt_names_all_metadata() {
    let site = offering("[\"2.0\", \"2.1\"]");
    site.state("contact", "\"mailto:a@cert.example.org\"");
    site.state("expires", "2026-12-31");
    site.build().ok();
    let text = site.page(".well-known/security.txt");
    let named: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("CSAF: ")).collect();
    let base = "https://cert.example.org/.well-known/csaf";
    let expect = ["", "v2.0/", "v2.1/"].map(|own| format!("{base}/{own}provider-metadata.json"));
    assert_eq!(named, expect);
}

#[test]
fn the_tree_of_2_1_is_that_of_2_1() {
    let site = offering("[\"2.0\", \"2.1\"]");
    site.build().ok();
    let old = documents(&site, "white");
    assert_eq!(documents(&site, "v2.1/clear"), old);
    let tree = site.tree(&format!("{TREE}/v2.1"));
    let text = |path: &str| String::from_utf8_lossy(&tree[path]).into_owned();
    assert_eq!(text("clear/index.txt"), old.join("\n") + "\n");
    let changes = text("clear/changes.csv");
    let with_quotes = site.read(&format!("{TREE}/white/changes.csv"));
    assert_eq!(changes, with_quotes.replace('"', ""));
    for path in &old {
        let hash = text(&format!("clear/{path}.sha512"));
        assert!(hash.len() > 128 && hash[..128].bytes().all(|b| b.is_ascii_hexdigit()), "{path}");
        assert!(text("clear/index.html").contains(path.as_str()), "{path}");
    }
    let metadata = read(&site, "v2.1/provider-metadata.json");
    let base = "https://cert.example.org/.well-known/csaf/v2.1";
    assert_eq!(
        metadata["$schema"],
        "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json"
    );
    let [distribution] = metadata["distributions"].as_array().expect("a list").as_slice() else {
        panic!("{metadata:#}")
    };
    assert_eq!(
        distribution["directory"],
        json!({ "tlp_label": "CLEAR", "url": format!("{base}/clear/") })
    );
    let feed = &distribution["rolie"]["feeds"][0];
    assert_eq!(feed["tlp_label"], "CLEAR");
    assert_eq!(feed["last_updated"], metadata["last_updated"]);
    assert_eq!(feed["url"], format!("{base}/clear/csaf-feed-tlp-clear.json"));
    let feed = read(&site, "v2.1/clear/csaf-feed-tlp-clear.json");
    let entries = feed["feed"]["entry"].as_array().expect("a list");
    assert_eq!(entries.len(), old.len());
    for entry in entries {
        assert_eq!(entry["format"]["version"], "2.1");
        let source = entry["content"]["src"].as_str().expect("an address");
        let path = source.strip_prefix(&format!("{base}/")).expect("it is in its tree");
        assert!(tree.contains_key(path), "{path}");
    }
    let page = site.page("en/advisories/sample-whole/");
    for version in ["2.0", "2.1"] {
        assert!(page.contains(&format!("CSAF {version}: azsc-2026-0100-en.json")), "{version}");
    }
}

#[test]
fn what_only_2_1_can_say_is_said_there() {
    let site = offering("[\"2.0\", \"2.1\"]");
    site.write(
        "content/team.yaml",
        site.read("content/team.yaml") + TERMS + "  license: CC-BY-4.0\n",
    );
    site.build().ok();
    let path = "2026/azsc-2026-0100-en.json";
    let [old, new] = ["white", "v2.1/clear"].map(|folder| read(&site, &format!("{folder}/{path}")));
    let of = &new["document"];
    assert_eq!(new["$schema"], "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json");
    assert_eq!(of["csaf_version"], "2.1");
    assert_eq!(of["distribution"]["tlp"]["label"], "CLEAR");
    assert_eq!(of["license_expression"], "CC-BY-4.0");
    assert_eq!(of["publisher"].get("contact_details"), None);
    assert!(of["notes"].to_string().contains("Write to a@cert.example.org"));
    for key in ["id", "version", "revision_history", "initial_release_date", "aliases"] {
        assert_eq!(of["tracking"][key], old["document"]["tracking"][key], "{key}");
    }
    let found = &new["vulnerabilities"][0];
    let before = &old["vulnerabilities"][0];
    let mut status = found["product_status"].as_object().expect("states").clone();
    assert_eq!(status.remove("unknown"), Some(json!(["CSAFPID-0013-U1"])));
    assert_eq!(Value::Object(status), before["product_status"]);
    let [own, other] = [&new, &old].map(|it| it["product_tree"].to_string());
    assert!(own.contains("CSAFPID-0013-U1") && !other.contains("CSAFPID-0013-U1"), "{other}");
    assert_eq!(found["disclosure_date"], before["release_date"]);
    assert!(
        found["cwes"]
            .as_array()
            .is_some_and(|cwes| cwes.len() > 1 && cwes[0]["version"].is_string())
    );
    let content = found["metrics"][0]["content"].as_object().expect("metrics");
    for kind in ["cvss_v2", "cvss_v3", "cvss_v4"] {
        assert!(content.contains_key(kind), "{kind}: {content:?}");
    }
    assert_eq!(found["metrics"][0].get("source"), None);
    // What somebody else measured stands with the page that says so.
    let of_maker = &found["metrics"][1];
    assert_eq!(of_maker["source"], "https://maker.example.com/100");
    assert_eq!(of_maker["content"]["cvss_v3"]["version"], "3.1");
    let of_other = &found["metrics"][2];
    assert_eq!(of_other["source"], "https://epss.example.com/");
    assert_eq!(of_other["content"]["epss"]["probability"], "0.94321");
    let chosen = |namespace: &str, key: &str, value: &str, version: &str| {
        json!({
            "key": key, "namespace": namespace, "values": [{ "key": value }], "version": version,
        })
    };
    assert_eq!(
        of_other["content"]["ssvc_v2"],
        json!({
            "schemaVersion": "2.0.0",
            "selections": [
                chosen("ssvc", "E", "A", "1.1.0"),
                chosen("ssvc", "A", "Y", "2.0.0"),
                chosen("ssvc", "TI", "T", "1.0.0"),
                chosen("cisa", "CISA", "AC", "1.1.0"),
            ],
            "timestamp": "2026-04-01T00:00:00Z",
        })
    );
    assert_eq!(found["metrics"].as_array().map(Vec::len), Some(3));
    // A sharing group says to whom a document goes that is not for everybody (6.2.30).
    assert_eq!(of["distribution"].get("sharing_group"), None);
    assert!(found["first_known_exploitation_dates"][0]["exploitation_date"].is_string());
    for (key, standard) in [("scores", &old), ("cwe", &old), ("metrics", &new), ("cwes", &new)] {
        let other = if std::ptr::eq(standard, &old) { &new } else { &old };
        assert!(other["vulnerabilities"][0].get(key).is_none(), "{key}");
        assert!(standard["vulnerabilities"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(old["product_tree"].get("product_paths"), None);
    assert_eq!(new["product_tree"].get("relationships"), None);
    let [relations, paths] =
        [&old["product_tree"]["relationships"], &new["product_tree"]["product_paths"]]
            .map(|list| list.as_array().map_or(0, Vec::len));
    assert!(paths > 0 && paths == relations, "{paths} {relations}");
}

/// An advisory that was withdrawn.
const GONE: &str = "---
title: Taken back
description: It held for a day.
date: 2026-05-01
updated: 2026-05-02
advisory:
  id: AZSC-2026-0900
  original: en
  status: final
  tlp: TLP:CLEAR
  revisions: [{number: 1, date: 2026-05-01, summary: First version}]
  withdrawn: {date: 2026-05-02, reason: It was none.}
  references: [{title: Elsewhere, url: \"https://example.org/\"}]
---
Text.
";

#[test]
fn what_ended_has_a_profile_of_its_own() {
    let site = offering("\"2.1\"");
    site.write("content/en/advisories/gone.md", GONE);
    site.build().ok();
    let mut kinds = Vec::new();
    for path in documents(&site, "v2.1/clear") {
        let document = read(&site, &format!("v2.1/clear/{path}"));
        let of = &document["document"];
        let kind = of["category"].as_str().expect("a category").to_owned();
        if kind == "csaf_withdrawn" || kind == "csaf_superseded" {
            assert_eq!(document.get("product_tree"), None, "{path}");
            assert_eq!(document.get("vulnerabilities"), None, "{path}");
            let notes = of["notes"].as_array().expect("notes");
            let own: Vec<_> = notes.iter().filter(|n| n["category"] == "description").collect();
            assert_eq!(own.len(), 1, "{path}");
            if of["lang"] == "en" {
                let withdrawn = kind == "csaf_withdrawn";
                let reason = if withdrawn {
                    "Reasoning for Withdrawal"
                } else {
                    "Reasoning for Supersession"
                };
                assert_eq!(own[0]["title"], reason, "{path}");
                let references = of["references"].to_string();
                assert_eq!(references.contains("\"Superseding Document: "), !withdrawn, "{path}");
            }
        }
        kinds.push(kind);
    }
    kinds.sort();
    kinds.dedup();
    assert!(kinds.contains(&"csaf_superseded".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"csaf_withdrawn".to_owned()), "{kinds:?}");
}

/// The profiles that CSAF 2.0 does not have.
const PROFILES: [&str; 3] =
    ["\"csaf_deprecated_security_advisory\"", "\"csaf_superseded\"", "\"csaf_withdrawn\""];

/// What the older draft does not know on which the other team's validator stands: paths of products,
/// which were relationships there, and so the products that they name; SSVC in its second version; and the
/// new profiles.
fn is_of_an_older_draft(found: &Value) -> bool {
    let text = |key: &str| found[key].as_str().unwrap_or_default();
    let document = std::fs::read_to_string(text("file")).expect("the validator has read it");
    let has = |words: &str| document.contains(words);
    match text("test") {
        "csaf_2_1" => {
            let place = text("instancePath");
            place == "/product_tree" && has("\"product_paths\"")
                || place.ends_with("/content") && has("\"ssvc_v2\"")
        }
        "mandatoryTest_6_1_1" => has("\"product_paths\""),
        "mandatoryTest_6_1_26" => PROFILES.iter().any(|name| has(name)),
        _ => false,
    }
}

#[test]
fn both_judges_take_documents_of_2_1() {
    let showcase = Site::showcase();
    offer(&showcase, "[\"2.0\", \"2.1\"]");
    for (site, date) in [(offering("\"2.1\""), "2026-06-15"), (showcase, "2026-11-29")] {
        // The program's own judge stops a build of documents that fail a mandatory test.
        site.certsite(&["build", "--date", date, "--base-url", "https://cert.example.org"]).ok();
        let folder = format!("{TREE}/v2.1/clear");
        let files: Vec<_> = documents(&site, "v2.1/clear");
        let files: Vec<_> =
            files.iter().map(|path| site.path(&format!("{folder}/{path}"))).collect();
        assert!(files.len() > 10, "{}", files.len());
        let judged = browser::run("csaf", &json!({ "files": files }));
        assert!(judged["ran"]["mandatory"].as_u64().is_some_and(|count| count > 50), "{judged}");
        let findings = judged["findings"].as_array().expect("a list");
        let is_told =
            |found: &&Value| ["schema", "mandatory"].iter().any(|kind| found["kind"] == *kind);
        let told: Vec<_> = findings.iter().filter(is_told).collect();
        let told: Vec<_> = told.into_iter().filter(|found| !is_of_an_older_draft(found)).collect();
        assert!(told.is_empty(), "{told:#?}");
    }
}

#[test]
fn versions_are_compared_whatever_is_offered() {
    let site = offering("\"2.0\"");
    site.build().ok();
    for versions in ["[\"2.0\", \"2.1\"]", "\"2.1\"", "\"2.0\""] {
        offer(&site, versions);
        let said = site.build().ok().stderr;
        for code in ["advisory-changed", "advisory-gone", "documents-moved", "advisory-renumbered"]
        {
            assert!(!said.contains(code), "{versions}: {said}");
        }
    }
    offer(&site, "\"2.1\"");
    site.build().ok();
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        let page = site.read(&path).replacen("title: \"", "title: \"New ", 1);
        site.write(&path, page);
    }
    let said = site.build().ok().stderr;
    assert!(said.contains("advisory-changed"), "{said}");
}

#[test]
fn a_version_that_there_is_not_is_told() {
    for (versions, told) in [
        ("\"2.2\"", "“2.2” is no version of CSAF that certsite writes"),
        ("[\"2.0\", \"2.0\"]", "“2.0” stands twice"),
        ("[\"2.0\", two]", "“two” is no version of CSAF that certsite writes"),
    ] {
        let said = offering(versions).check(&["--format", "short"]).exits(1).stdout;
        assert!(said.contains(told) && said.contains("content/team.yaml:"), "{versions}: {said}");
    }
    let said = offering("2.1").check(&["--format", "short"]).exits(1).stdout;
    assert!(said.contains("this is a number, where a text belongs"), "{said}");
}

/// CSAF 2.0 has no place for versions of which nobody knows: it says in a note what there is to say.
#[test]
fn an_advisory_on_unknown_versions_alone_is_a_document_of_both_versions() {
    let site = small(1);
    offer(&site, "[\"2.0\", \"2.1\"]");
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/flaw-1.md");
        let page = site.read(&path).replace(
            "affected: \"vers:generic/<2\"\n    fixed: \"2\"",
            "unknown: \"vers:generic/<2\"",
        );
        site.write(&path, page);
    }
    site.build().ok();
    let [old, new] = ["white", "v2.1/clear"].map(|folder| {
        let name = documents(&site, folder).swap_remove(0);
        read(&site, &format!("{folder}/{name}"))
    });
    assert_eq!(old["document"]["category"], "csaf_base");
    assert_eq!(old.get("product_tree"), None);
    let found = &old["vulnerabilities"][0];
    assert_eq!(found.get("product_status"), None);
    assert!(found["notes"].to_string().contains("Maker Server vers:generic/<2"), "{found}");
    let unknown = &new["vulnerabilities"][0]["product_status"]["unknown"];
    assert_eq!(unknown.as_array().map(Vec::len), Some(1), "{new}");
}

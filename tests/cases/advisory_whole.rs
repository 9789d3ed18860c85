//! An advisory that says everything that CSAF can hold: on its page, in its document, before another
//! team's validator.

use certsite_tests::advisories::{TERMS, whole};
use certsite_tests::{Site, browser};
use serde_json::{Value, json};

const DOCUMENT: &str = "public/.well-known/csaf/white/2026/azsc-2026-0100-en.json";

fn document(site: &Site) -> Value {
    serde_json::from_str(&site.read(DOCUMENT)).expect("it is JSON")
}

#[test]
fn every_state_of_a_product_is_told_to_programs() {
    let site = whole();
    site.build().ok();
    let document = document(&site);
    assert_eq!(document["document"]["category"], "csaf_vex");
    let found = &document["vulnerabilities"][0];
    let system = "CSAFPID-0005-V1";
    assert_eq!(
        found["product_status"],
        json!({
            "first_affected": ["CSAFPID-0001-FA1", "CSAFPID-0001-FA2"],
            "first_fixed": ["CSAFPID-0002", "CSAFPID-0001-F2"],
            "fixed": ["CSAFPID-0002", "CSAFPID-0001-F2"],
            "known_affected": ["CSAFPID-0001", format!("CSAFPID-0003-{system}")],
            "known_not_affected": ["CSAFPID-0007-NA1", "CSAFPID-0009-NA1"],
            "last_affected": ["CSAFPID-0001-LA1", "CSAFPID-0001-LA2"],
            "recommended": ["CSAFPID-0001-R1"],
            "under_investigation": ["CSAFPID-0011-UI1"],
        })
    );
    assert_eq!(
        found["flags"],
        json!([
            {"label": "component_not_present", "product_ids": ["CSAFPID-0009-NA1"]},
            {"label": "vulnerable_code_not_present", "product_ids": ["CSAFPID-0007-NA1"]},
        ])
    );
    let mut threats = found["threats"].as_array().expect("threats").iter();
    let impact = "The flaw came with version 2.0.";
    assert!(threats.any(|threat| threat["details"] == impact && threat["category"] == "impact"));
    let tree = &document["product_tree"];
    let relation = &tree["relationships"][0];
    assert_eq!(relation["category"], "installed_on");
    assert_eq!(relation["relates_to_product_reference"], system);
    let maker = &tree["branches"][0]["branches"];
    assert_eq!(maker[0]["category"], "product_family");
    let first = &maker[0]["branches"][0]["branches"][0]["product"]["product_identification_helper"];
    assert_eq!(first["purl"], "pkg:generic/sample-library");
    assert_eq!(first["x_generic_uris"][1]["uri"], "pkg:npm/sample-library");
    let device = &maker[2]["branches"][0]["product"]["product_identification_helper"];
    assert_eq!(device["model_numbers"], json!(["SD-100", "SD-200"]));
    assert_eq!(device["hashes"][0]["filename"], "firmware.bin");
}

#[test]
fn what_is_known_of_a_vulnerability_is_told_to_programs() {
    let site = whole();
    site.build().ok();
    let document = document(&site);
    let found = &document["vulnerabilities"][0];
    assert_eq!(
        found["ids"][0],
        json!({"system_name": "European Vulnerability Database", "text": "EUVD-2026-0100"})
    );
    assert_eq!(found["ids"][2], json!({"system_name": "Sample Maker", "text": "SM-7"}));
    assert_eq!(found["cwe"]["id"], "CWE-20");
    let scores = found["scores"].as_array().expect("scores");
    assert_eq!(scores.len(), 3);
    assert_eq!(scores[0]["cvss_v2"]["baseScore"], 7.5);
    assert_eq!(scores[1]["cvss_v3"]["version"], "3.0");
    let notes = found["notes"].as_array().expect("notes").iter();
    let notes: Vec<_> = notes
        .map(|note| (note["title"].as_str().unwrap_or("-"), note["text"].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(
        notes[1..],
        [
            ("-", "Only input from the network does harm."),
            ("Logs", "Attempts that fail are written down too."),
            (
                "CVSS v4.0",
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A (9.3)"
            ),
            ("CWE", "CWE-20 Improper Input Validation\nCWE-787 Out-of-bounds Write"),
            ("EPSS", "0.94321, percentile 0.999 (2026-04-01)"),
            (
                "SSVC",
                "Exploitation: active; Automatable: yes; Technical impact: total; \
                 Decision: Act: update at once (2026-04-01)"
            ),
            ("Not known", "Other Sample Sample Reader vers:generic/<1"),
        ]
    );
    assert_eq!(
        (&found["discovery_date"], &found["release_date"]),
        (&json!("2026-03-01T00:00:00Z"), &json!("2026-03-31T00:00:00Z"))
    );
    assert_eq!(found["acknowledgments"][0]["names"], json!(["Sample Finder"]));
    let threats = found["threats"].as_array().expect("threats").iter();
    let threats: Vec<_> = threats
        .map(|threat| {
            (
                threat["category"].as_str().unwrap_or("-"),
                threat["date"].as_str().unwrap_or("-"),
                threat["details"].as_str().unwrap_or("-"),
            )
        })
        .collect();
    assert_eq!(
        threats,
        [
            ("exploit_status", "2026-03-30T00:00:00Z", "Attacks have been seen since 30 March."),
            (
                "exploit_status",
                "2026-03-31T00:00:00Z",
                "It is on the list of known exploited vulnerabilities: CISA KEV."
            ),
            ("impact", "-", "An attacker takes the server over."),
            ("target_set", "2026-03-30T00:00:00Z", "Universities"),
            ("impact", "-", "The flaw came with version 2.0."),
        ]
    );
    let fix = &found["remediations"][0];
    assert_eq!(fix["date"], "2026-03-31T00:00:00Z");
    assert_eq!(fix["restart_required"], json!({"category": "service"}));
    assert_eq!(fix["entitlements"], json!(["Support contract"]));
    // One without a CVE number has its own.
    let second = &document["vulnerabilities"][1];
    assert_eq!(second["remediations"][1]["category"], "mitigation");
}

#[test]
fn what_attackers_use_is_found_in_lists() {
    let site = whole();
    site.build_with(&["--no-minify"]).ok();
    site.shows("en/advisories/", "href=\"/en/advisories/exploited/\">Exploited (1)</a>");
    site.shows("en/advisories/exploited/", "Sample: an advisory that says everything");
    site.hides("en/advisories/exploited/", "Sample: phishing letters");
    site.shows("az/bulletenler/istifade-olunan/", "Nümunə: hər şeyi deyən bülleten");
    browser::validate(&[site.path("public/en/advisories/exploited/index.html")]).ok();
}

#[test]
fn what_the_team_says_of_all_of_them_stands_in_each() {
    let site = whole();
    let team =
        site.read("content/team.yaml").replace("csaf:", "csaf:\n  publisher_category: vendor");
    site.write("content/team.yaml", team + TERMS);
    site.build_with(&["--no-minify"]).ok();
    let read = |path: &str| -> Value { serde_json::from_str(&site.read(path)).expect("JSON") };
    let publisher = |category: &str, contact: &str, authority: &str| {
        json!({
            "category": category,
            "contact_details": contact,
            "issuing_authority": authority,
            "name": "AzScienceCERT",
            "namespace": "https://cert.example.org",
        })
    };
    let az = read(&DOCUMENT.replace("-en", ""));
    let whom = "Yazın: a@cert.example.org";
    assert_eq!(az["document"]["publisher"], publisher("vendor", whom, "Nümunə"));
    let metadata = read("public/.well-known/csaf/provider-metadata.json");
    assert_eq!(metadata["publisher"], publisher("vendor", whom, "Nümunə"));
    let en = &document(&site)["document"];
    let whom = "Write to a@cert.example.org";
    assert_eq!(en["publisher"], publisher("translator", whom, "By order of nobody"));
    assert_eq!(en["distribution"]["text"], "To everybody");
    let note = |category: &str, title: &str, text: &str| json!({ "category": category, "text": text, "title": title });
    let notes = en["notes"].as_array().expect("notes");
    for expect in [
        note("details", "The advisory in full", "The text says what happened."),
        note("general", "Notes", "One\nTwo"),
        note("legal_disclaimer", "Disclaimer", "Nobody is liable."),
    ] {
        assert!(notes.contains(&expect), "{expect}: {notes:#?}");
    }
    site.shows("en/advisories/sample-whole/", "<dt>Disclaimer</dt><dd>Nobody is liable.</dd>");
    site.hides("en/advisories/sample-whole/", "id=\"terms\">Bülleten");
    let judged = browser::run("csaf", &json!({ "files": [site.path(DOCUMENT)] }));
    let is_wrong = |found: &&Value| found["kind"] != "informative";
    let findings = judged["findings"].as_array().expect("a list");
    assert_eq!(findings.iter().filter(is_wrong).collect::<Vec<_>>(), Vec::<&Value>::new());
    // Nobody is asked for what may be left out.
    let said = site.check(&["--format", "short"]).ok().stdout;
    assert!(!said.contains("advisories.") && !said.contains("misp."), "{said}");
    // Only translations say that they are some.
    let wrong = "publisher_category: translator";
    site.replace("content/team.yaml", "publisher_category: vendor", wrong);
    let said = site.check(&["--format", "short"]).exits(1).stdout;
    assert!(said.contains("“translator” is not what publishes originals in CSAF"), "{said}");
}

#[test]
fn outside_judges_find_nothing_wrong_with_it() {
    let site = whole();
    site.build().ok();
    site.check(&[]).ok();
    let judged = browser::run("csaf", &json!({ "files": [site.path(DOCUMENT)] }));
    let findings = judged["findings"].as_array().expect("a list");
    // Notes: that there is a score of an old version of CVSS, or a flaw without a CVE number.
    let told: Vec<_> = findings.iter().filter(|found| found["kind"] != "informative").collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn its_pages_say_it_to_people_and_are_valid() {
    let site = whole();
    site.build_with(&["--no-minify"]).ok();
    for text in [
        "<dt>Not affected</dt>",
        "The flaw came with version 2.0.",
        "It does not contain the part that has the vulnerability",
        "Sample Maker Sample Program, on Other Sample Sample System 9",
        "Recommended: 3.1.3",
        "severity-critical\">Exploited<",
        "CISA KEV",
        "94.3 %",
        "EUVD-2026-0100",
        "Restart the service.",
        "Needed for it: Support contract.",
        "Model numbers: SD-100, SD-200",
        "Not known: <data value=\"vers:generic/&lt;1\">",
        "<div><dt>SSVC</dt><dd>Exploitation: active<br>Automatable: yes<br>",
        "Decision: <span lang=\"en\">Act</span>: update at once<br>",
        "(<a href=\"https://maker.example.com/100\">Source</a>)",
        "Being looked into: <data value=\"vers:generic/&gt;=4.0\">from 4.0",
    ] {
        site.shows("en/advisories/sample-whole/", text);
    }
    site.shows("az/bulletenler/sample-whole/", "Boşluğu olan hissə bu məhsulda yoxdur");
    let pages = ["en/advisories/sample-whole/", "az/bulletenler/sample-whole/"];
    browser::validate(&pages.map(|page| site.path(&format!("public/{page}index.html")))).ok();
}

#[test]
fn what_was_superseded_leads_to_what_holds() {
    let site = whole();
    site.build_with(&["--no-minify"]).ok();
    let document = DOCUMENT.replace("0100", "0099");
    let document: Value = serde_json::from_str(&site.read(&document)).expect("it is JSON");
    let of = &document["document"];
    assert_eq!(of["category"], "csaf_base");
    assert_eq!(of["tracking"]["aliases"], json!(["SAMPLE-26-7"]));
    assert_eq!(of["tracking"]["version"], "2");
    assert_eq!(of["notes"][0]["text"], "The new one names all versions.");
    assert_eq!(document["vulnerabilities"], Value::Null);
    let newer = "https://cert.example.org/en/advisories/sample-whole/";
    let mut references = of["references"].as_array().expect("references").iter();
    assert!(references.any(|to| to["url"] == newer && to["category"] == "external"));
    let link = "<a class=\"id\" href=\"/en/advisories/sample-whole/\">AZSC-2026-0100</a>";
    site.shows("en/advisories/sample-older/", link);
    site.shows("en/advisories/", "Replaced by another advisory");
    let title = "<title>Replaced by another advisory: Sample: an older advisory</title>";
    let atom = site.page("en/advisories/atom.xml");
    assert!(atom.contains(title), "{atom}");
}

/// Braces behind a backslash are braces in each form, without it.
#[test]
fn literal_braces_are_published_as_they_are() {
    let site = whole();
    let braces = "\\{{team.nosuch}}";
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-whole.md");
        for old in ["vendor: Other Sample", "product: Sample Reader", "name: SampleWiper"] {
            let page = site.read(&path);
            assert!(page.contains(&format!("{old}\n")), "{old}");
            site.write(&path, page.replace(&format!("{old}\n"), &format!("{old} {braces}\n")));
        }
    }
    for (old, new) in [
        ("summary: First version}", "summary: 'First S1 \\{{team.nosuch}}'}"),
        ("title: A second flaw", "title: \"S2 \\\\{{team.nosuch}}\""),
        ("description: Input is not checked.", "description: \\{{team.nosuch}} S3"),
        ("text: Restrict local logins.", "text: 'S4 \\{{team.nosuch}}'"),
        ("comment: asks its server", "comment: 'S5 \\{{team.nosuch}}'"),
        ("description: It fetches other", "description: S6 \\{{team.nosuch}} fetches other"),
        ("comment: what starts it", "comment: 'S8 \\{{team.nosuch}}'"),
        ("title: Note of the maker", "title: 'S7 \\{{team.nosuch}}'"),
    ] {
        site.replace("content/en/advisories/sample-whole.md", old, new);
    }
    site.build().ok();
    let published = site.published();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for (path, bytes) in &published {
        let text = text(bytes);
        assert!(!text.contains("\\{{team") && !text.contains("\\{\\{team"), "{path}");
    }
    let all = |start: &str, end: &str| -> String {
        let found =
            published.iter().filter(|(path, _)| path.starts_with(start) && path.ends_with(end));
        found.map(|(_, bytes)| text(bytes)).collect()
    };
    for (start, end, marks) in [
        (
            "en/advisories/sample-whole/",
            ".html",
            &["S1", "S2", "S4", "S5", "S7", "SampleWiper"][..],
        ),
        (
            ".well-known/csaf/",
            "-en.json",
            &["S1", "S2", "S4", "S7", "Sample Reader", "Other Sample"],
        ),
        ("misp/", ".json", &["S8"]),
        ("stix/", ".json", &["S5", "SampleWiper"]),
        ("indicators/", ".csv", &["S5"]),
    ] {
        let found = all(start, end);
        for mark in marks {
            let is_there = found.contains(&format!("{mark} {{{{team.nosuch}}}}"));
            assert!(is_there, "{start} {mark}: {found}");
        }
    }
}

//! Advisories: their pages, their documents in CSAF, and the tree that other teams' tools
//! follow.

use certsite_tests::advisories::sample;
use certsite_tests::{Run, Site, browser, project};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;

const TREE: &str = "public/.well-known/csaf";

fn documents(site: &Site) -> Vec<String> {
    let tree = site.tree(&format!("{TREE}/white"));
    tree.into_keys().filter(|path| path.contains('/') && path.ends_with(".json")).collect()
}

fn read(site: &Site, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("{TREE}/{path}"))).expect("it is JSON")
}

#[test]
fn an_advisory_is_a_page_that_says_everything_in_each_language() {
    let site = sample();
    site.build_with(&["--no-minify"]).ok();
    let english = [
        "<span class=\"tlp tlp-clear\" translate=\"no\">TLP:CLEAR</span>",
        "Severity: Critical",
        "<b>9.8</b> (Critical)",
        "<b>9.3</b>",
        "CVSS:4.0/<wbr>AV:N/<wbr>AC:L",
        "CWE-787",
        "vers:generic/&gt;=2.0|&lt;2.4.1",
        "hxxps://evil[.]example/load?x=1",
        "192[.]0[.]2[.]7",
        "Sample Finder, Sample Institute: found the weakness",
        "12 January 2026",
        "href=\"/.well-known/csaf/white/2026/azsc-2026-0001.json\"",
        "href=\"/.well-known/csaf/white/2026/azsc-2026-0001-en.json\"",
    ];
    for text in english {
        site.shows("en/advisories/sample-mail/", text);
    }
    site.hides("en/advisories/sample-mail/", "https://evil.example");
    // So does the list, as far as one looks for it there.
    for text in [
        "<code class=\"id\">AZSC-2026-0001</code>",
        "severity-critical\">Critical<",
        "<code class=\"id\">CVE-",
    ] {
        site.shows("en/advisories/", text);
    }
    for text in ["TLP:CLEAR", "Kritik", "<b>9,8</b>", "12 yanvar 2026", "Müvəqqəti həll"] {
        site.shows("az/bulletenler/sample-mail/", text);
    }
}

#[test]
fn its_pages_are_valid_and_please_a_browser() {
    let site = sample();
    site.build().ok();
    let pages = ["sample-mail", "sample-phishing", "sample-router"]
        .map(|name| [format!("/en/advisories/{name}/"), format!("/az/bulletenler/{name}/")]);
    let pages = pages.concat();
    let files: Vec<_> = pages.iter().map(|p| site.path(&format!("public{p}index.html"))).collect();
    browser::validate(&files).ok();
    let folder = site.path("public");
    let seen = browser::run("crawl", &json!({"folder": folder.to_string_lossy(), "pages": pages}));
    assert_eq!(seen["findings"], json!({}), "{:#}", seen["findings"]);
}

#[test]
fn another_teams_validator_finds_only_what_the_standard_cannot_say() {
    let site = sample();
    site.build().ok();
    let files: Vec<_> = documents(&site)
        .iter()
        .map(|path| site.path(&format!("{TREE}/white/{path}")).to_string_lossy().into_owned())
        .collect();
    assert_eq!(files.len(), 12);
    let judged = browser::run("csaf", &json!({ "files": files }));
    assert!(judged["ran"]["mandatory"].as_u64() >= Some(33), "{}", judged["ran"]);
    let findings = judged["findings"].as_array().expect("a list");
    let tests: BTreeSet<_> = findings.iter().filter_map(|found| found["test"].as_str()).collect();
    // Ranges: of versions in words, and at all. Other than by ranges nobody can say “before”.
    let expect = ["informativeTest_6_3_10", "informativeTest_6_3_9", "optionalTest_6_2_18"];
    assert_eq!(tests, BTreeSet::from(expect), "{findings:#?}");
    let worded = findings.iter().filter(|found| found["test"] == "optionalTest_6_2_18");
    for found in worded {
        let file = found["file"].as_str().expect("a path");
        assert!(file.contains("azsc-2025-0009"), "{file}");
    }
    // The judge can say no.
    let broken = site.read(&format!("{TREE}/white/2026/azsc-2026-0004.json"));
    site.write("broken.json", broken.replacen("\"version\":\"1\"}", "\"version\":\"7\"}", 1));
    let judged = browser::run("csaf", &json!({ "files": [site.path("broken.json")] }));
    let first = judged["findings"].to_string();
    assert!(first.contains("mandatoryTest_6_1_16"), "{first}");
}

#[test]
fn a_translation_is_a_document_of_its_own() {
    let site = sample();
    site.build().ok();
    let original = read(&site, "white/2026/azsc-2026-0001.json");
    let translation = read(&site, "white/2026/azsc-2026-0001-en.json");
    let (original, translation) = (&original["document"], &translation["document"]);
    assert_eq!(original["tracking"]["id"], "AZSC-2026-0001");
    assert_eq!(original["publisher"]["category"], "coordinator");
    assert_eq!(original["source_lang"], Value::Null);
    assert_eq!(translation["tracking"]["id"], "AZSC-2026-0001-EN");
    assert_eq!(translation["publisher"]["category"], "translator");
    assert_eq!((&translation["lang"], &translation["source_lang"]), (&json!("en"), &json!("az")));
    let first = &translation["references"][0];
    assert_eq!(first["category"], "external");
    assert!(first["url"].as_str().is_some_and(|url| url.ends_with("/2026/azsc-2026-0001.json")));
    assert_eq!(original["tracking"]["version"], "2");
    assert_eq!(original["distribution"]["tlp"]["label"], "WHITE");
}

#[test]
fn the_tree_names_every_document_with_its_hashes() {
    let site = sample();
    site.build().ok();
    let documents = documents(&site);
    let index = site.read(&format!("{TREE}/white/index.txt"));
    assert_eq!(index.lines().map(str::to_owned).collect::<Vec<_>>(), documents);
    for (program, ending) in [("sha256sum", "sha256"), ("sha512sum", "sha512")] {
        for path in &documents {
            let (year, file) = path.split_once('/').expect("a year's folder");
            let folder = site.path(&format!("{TREE}/white/{year}"));
            let mut check = Command::new(program);
            check.current_dir(folder).arg("--check").arg(format!("{file}.{ending}"));
            Run::of(&mut check).ok();
        }
    }
    // R13: the newest change first, both columns quoted.
    let changes = site.read(&format!("{TREE}/white/changes.csv"));
    let days: Vec<_> = changes.lines().filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(days.len(), documents.len());
    assert!(days.is_sorted_by(|a, b| a >= b), "{changes}");
    assert!(
        changes.starts_with("\"2026/azsc-2026-0005-en.json\",\"2026-05-29T00:00:00Z\"\n")
            || changes.starts_with("\"2026/azsc-2026-0005.json\",\"2026-05-29T00:00:00Z\"\n"),
        "{changes}"
    );
    // R15
    let feed = &read(&site, "white/csaf-feed-tlp-white.json")["feed"];
    let entries = feed["entry"].as_array().expect("entries");
    assert_eq!(entries.len(), documents.len());
    let root = "https://cert.example.org/";
    let exists = |url: &Value| {
        let path = url.as_str().and_then(|url| url.strip_prefix(root)).expect("on this site");
        assert!(site.has(&format!("public/{path}")), "{path}");
    };
    for entry in entries {
        exists(&entry["content"]["src"]);
        entry["link"].as_array().expect("links").iter().for_each(|link| exists(&link["href"]));
        assert_eq!(entry["link"].as_array().map(Vec::len), Some(3), "self and two hashes");
    }
    // R7
    let metadata = read(&site, "provider-metadata.json");
    assert_eq!(metadata["canonical_url"], format!("{root}.well-known/csaf/provider-metadata.json"));
    assert_eq!(metadata["last_updated"], "2026-05-29T00:00:00Z");
    assert_eq!(metadata["publisher"]["category"], "coordinator");
    exists(&metadata["distributions"][0]["rolie"]["feeds"][0]["url"]);
    exists(&metadata["distributions"][0]["rolie"]["categories"][0]);
    exists(&metadata["distributions"][0]["rolie"]["services"][0]);
    // R14
    let listing = site.read(&format!("{TREE}/white/2026/index.html"));
    assert!(listing.contains("<a href=\"azsc-2026-0001.json\">"), "{listing}");
    let pages = ["white/index.html", "white/2026/index.html", "white/2025/index.html"];
    browser::validate(&pages.map(|page| site.path(&format!("{TREE}/{page}")))).ok();
}

#[test]
fn keys_stand_in_the_order_of_their_names() {
    fn check(value: &Value) {
        match value {
            Value::Object(map) => {
                assert!(map.keys().is_sorted(), "{:?}", map.keys());
                map.values().for_each(check);
            }
            Value::Array(list) => list.iter().for_each(check),
            _ => {}
        }
    }
    let site = sample();
    site.build().ok();
    for path in documents(&site) {
        let text = site.read(&format!("{TREE}/white/{path}"));
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        check(&value);
        // Whether serde_json keeps keys as they stand or sorts them: nothing changes.
        assert_eq!(text, format!("{value}\n"), "{path}");
    }
}

#[test]
fn without_the_teams_identity_there_are_pages_and_a_word_why_no_more() {
    let site = Site::shipped();
    site.copy(&project().join("tests/sites/advisories"), "");
    site.build().ok();
    assert!(site.has("public/en/advisories/sample-mail/index.html"));
    assert!(!site.has("public/.well-known/csaf"));
    let said = site.check(&["--format", "short"]).ok().stdout;
    assert!(said.contains("warning[no-csaf]: advisories are published as pages alone, without CSAF, because site.base_url is not known"), "{said}");
}

#[test]
fn the_shipped_site_has_none_and_says_so() {
    let site = Site::shipped();
    site.build().ok();
    assert!(!site.has("public/.well-known/csaf"));
    site.shows("en/advisories/", "Nothing has been published in this section yet.");
}

/// What only the finished document shows stops a build too, before anything is written, and again
/// when what is in place is right.
#[test]
fn a_build_publishes_no_document_that_check_refuses() {
    let spoil = |site: &Site, from: &str, to: &str| {
        for lang in ["az", "en"] {
            let path = format!("content/{lang}/advisories/sample-mail.md");
            let page = site.read(&path);
            assert!(page.contains(from), "{page}");
            site.write(&path, page.replace(from, to));
        }
    };
    let site = sample();
    let settings = site.read("content/site.yaml");
    let line = settings.lines().find(|line| line.starts_with("base_url: ")).expect("it is there");
    site.write("content/site.yaml", settings.replace(line, "base_url: https://cert.example.org"));
    let table = [
        ("CWE-787 Out-of-bounds Write", "CWE-787 Another name", "6.1.11"),
        ("CWE-787 Out-of-bounds Write", "CWE-16 Configuration", "6.1.11"),
    ];
    let says = |text: &str| {
        let lines = text.lines().filter(|line| line.starts_with("error[csaf]"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    for is_built in [false, true] {
        if is_built {
            site.build().ok();
        }
        let before = site.tree("public");
        assert_eq!(before.is_empty(), !is_built);
        for (from, to, test) in table {
            let copy = [
                site.read("content/az/advisories/sample-mail.md"),
                site.read("content/en/advisories/sample-mail.md"),
            ];
            spoil(&site, from, to);
            let check = site.certsite(&["check"]);
            let checked = says(&check.exits(1).stdout);
            assert!(checked.iter().any(|line| line.contains(test)), "{to}: {checked:?}");
            let built = says(&site.build().exits(1).stderr);
            assert_eq!(built, checked, "{to}");
            assert!(site.tree("public") == before, "{to}: something was written");
            let [az, en] = copy;
            site.write("content/az/advisories/sample-mail.md", az);
            site.write("content/en/advisories/sample-mail.md", en);
        }
    }
}

#[test]
fn long_lists_are_looked_through_by_year_severity_and_product() {
    let site = sample();
    site.build_with(&["--no-minify"]).ok();
    for text in
        ["href=\"/en/advisories/2026/\">2026 (5)</a>", "severity-critical/\">Critical (1)</a>"]
    {
        site.shows("en/advisories/", text);
    }
    site.shows("az/bulletenler/", "href=\"/az/bulletenler/ciddilik-kritik/\">Kritik (1)</a>");
    site.shows("en/advisories/2025/", "Sample: login without password");
    site.hides("en/advisories/2025/", "Sample: phishing letters");
    site.shows("en/advisories/2025/", "href=\"/az/bulletenler/2025/\"");
    site.shows("en/advisories/severity-critical/", "Sample: code execution in a mail server");
    let map = site.page("sitemap.xml");
    assert!(map.contains("<loc>https://cert.example.org/en/advisories/2025/</loc>"), "{map}");
    let router = "product-other-sample-sample-router/";
    site.shows(
        "en/advisories/",
        &format!("/en/advisories/{router}\">Other Sample Sample Router (1)"),
    );
    site.shows(&format!("en/advisories/{router}"), "Sample: login without password");
    site.hides(&format!("en/advisories/{router}"), "Sample: phishing letters");
    site.shows(
        "az/bulletenler/mehsul-other-sample-sample-router/",
        &format!("href=\"/en/advisories/{router}\""),
    );
    let pages = [
        "en/advisories/2026/",
        "az/bulletenler/ciddilik-kritik/",
        "en/advisories/product-other-sample-sample-router/",
    ];
    browser::validate(&pages.map(|page| site.path(&format!("public/{page}index.html")))).ok();
}

#[test]
fn feeds_lead_to_the_document_of_each_advisory() {
    let site = sample();
    site.build_with(&["--no-minify"]).ok();
    let document = "https://cert.example.org/.well-known/csaf/white/2026/azsc-2026-0001-en.json";
    let atom = site.page("en/advisories/atom.xml");
    let link = format!("<link rel=\"alternate\" type=\"application/json\" href=\"{document}\"/>");
    assert_eq!(atom.matches(&link).count(), 1, "{atom}");
    let feed: Value = serde_json::from_str(&site.page("en/advisories/feed.json")).expect("JSON");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["language"], "en");
    let items = feed["items"].as_array().expect("items");
    assert_eq!(items.len(), 6);
    let mail = items.iter().find(|item| item["title"] == "Sample: code execution in a mail server");
    let mail = mail.expect("it is in the feed");
    assert_eq!(mail["attachments"][0]["url"], document);
    assert_eq!(mail["date_published"], "2026-01-12T00:00:00Z");
    assert_eq!(mail["date_modified"], "2026-01-14T00:00:00Z");
    for head in ["application/atom+xml", "application/feed+json"] {
        site.shows("en/advisories/", &format!("<link rel=\"alternate\" type=\"{head}\""));
    }
}

//! The sample site of `tests/sites/showcase`: whole, without mistakes, and nobody's but its own.

use crate::output::pages;
use certsite_tests::{Site, browser, project, site};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is said of the sample because it is one: its indicators are addresses of documents, its
/// `security.txt` holds for ever, its secret key was thrown away, so that what changes stays
/// without a signature, and one guide is newer in one language than in the other.
const OF_A_SAMPLE: [&str; 4] =
    ["indicator-doubt", "security-txt-too-long", "translation-outdated", "unsigned"];

#[test]
fn nothing_is_missing_or_wrong() {
    let found = Site::showcase().check(&["--release", "--format", "json"]).diagnostics();
    let is_of_a_sample = |d: &&Value| OF_A_SAMPLE.iter().any(|code| d["code"] == *code);
    let others: Vec<_> = found.iter().filter(|d| !is_of_a_sample(d)).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(!found.is_empty(), "check said nothing, not even of indicators");
}

#[test]
fn every_page_says_that_it_is_a_sample_and_none_names_a_real_team() {
    let mut pages = 0;
    for (path, bytes) in Site::showcase_built().published() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("AzScience"), "{path} names the team of content/");
        // A fact in whole sentences ends them itself.
        assert!(!path.ends_with(".html") || !text.contains("..<"), "{path} ends a sentence twice");
        // Pages of the theme; not those that lead on, nor lists for programs.
        let leads_on =
            text.contains("http-equiv=\"refresh\"") || text.contains("http-equiv=refresh");
        let is_listing = path.starts_with(".well-known/");
        if path.ends_with(".html") && text.contains("<main") && !leads_on && !is_listing {
            pages += 1;
            let marks = ["(sample)", "(nümunə)"];
            assert!(marks.iter().any(|mark| text.contains(mark)), "{path} does not say it");
        }
    }
    assert!(pages > 200, "only {pages} pages");
}

#[test]
fn every_page_is_valid_html() {
    browser::validate(&pages(&Site::showcase_built())).ok();
}

/// One value without its quotes, and a page is as large as it was drawn.
#[test]
fn every_page_is_made_small() {
    for (path, bytes) in Site::showcase_built().published() {
        // Lists for programs that look for documents are written by themselves.
        let is_drawn = path.ends_with(".html") && !path.starts_with(".well-known/");
        assert!(!is_drawn || bytes.starts_with(b"<!doctype html>"), "{path}");
    }
}

#[test]
fn pages_with_code_in_colours_load_their_sheet_and_no_others_do() {
    let site = Site::showcase_built();
    for kind in ["comment", "keyword", "name", "number", "text", "variable", "meta"] {
        site.shows("az/telimatlar/jurnallar/", &format!("class=code-{kind}>"));
    }
    for (path, bytes) in site.published() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            let has_colours = text.contains("<span class=code-");
            assert_eq!(text.contains("/assets/code."), has_colours, "{path}");
        }
    }
}

#[test]
fn it_shows_form_figures_and_documents() {
    let site = Site::showcase_built();
    site.shows("en/report/", "report-form").shows("az/melumat-verin/", "report-form");
    // Values of a fact: a list of their own, and told from each other where they stand in a sentence.
    site.shows("en/about/", "<li>Aysel Sample, incident handling")
        .shows("en/rfc2350/", "Aysel Sample, incident handling; Rashad Sample, network monitoring");
    site.shows("az/telimatlar/domenin-poctu/", "16 noyabr 2026 tarixində yenilənib")
        .shows("az/telimatlar/domenin-poctu/", "Read the newer text in English");
    site.shows("en/cooperation/", "Example National CERT (sample)");
    // Without a script, all pages by the alphabet; of reports the newest is the first.
    for (page, reports) in [
        (
            "en/search/",
            ["Statistics: October 2026", "Statistics: April 2026", "Statistics: November 2024"],
        ),
        (
            "az/axtaris/",
            ["Statistika: oktyabr 2026", "Statistika: aprel 2026", "Statistika: noyabr 2024"],
        ),
    ] {
        let list = site.page(page);
        let places = reports.map(|title| list.find(&format!(">{title}</a>")).expect(title));
        assert!(places.is_sorted(), "{page}: {places:?}");
    }
    for period in ["2024-11", "2025", "2026-10"] {
        for kind in ["register", "sensors/suricata", "sensors/honeypot"] {
            assert!(
                site.has(&format!("public/data/statistics/{period}/{kind}.csv")),
                "{kind} has no figures of {period}"
            );
        }
    }
    for file in [
        ".well-known/csaf/provider-metadata.json",
        ".well-known/csaf-aggregator/aggregator.json",
        ".well-known/security.txt",
        "misp/manifest.json",
        "pgp/example-cert.asc",
        "en/rfc2350/rfc2350.txt",
        "en/news/atom.xml",
    ] {
        assert!(site.has(&format!("public/{file}")), "there is no {file}");
    }
}

/// The keys and the fixed values that a part of a schema knows, and all parts that it refers to.
fn words(schema: &Value, part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(map) => {
            let keys = map.get("properties").and_then(Value::as_object);
            found.extend(keys.into_iter().flat_map(|keys| keys.keys().cloned()));
            found.extend(map.get("const").and_then(Value::as_str).map(str::to_owned));
            let place = map.get("$ref").and_then(Value::as_str);
            let other = place.and_then(|place| schema.pointer(place.trim_start_matches('#')));
            map.values().chain(other).for_each(|part| words(schema, part, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| words(schema, part, found)),
        _ => {}
    }
}

#[test]
fn its_advisories_use_every_key_and_every_kind() {
    let site = Site::showcase();
    let schema: Value =
        serde_json::from_str(&site.certsite(&["schema"]).ok().stdout).expect("the schema is JSON");
    let mut known = BTreeSet::new();
    words(&schema, &schema["$defs"]["AdvisoryFront"], &mut known);
    // No advisory is about malware of all sorts.
    let mut sorts = BTreeSet::new();
    words(&schema, &schema["$defs"]["MalwareType"], &mut sorts);
    assert!(sorts.remove("trojan") && sorts.len() == 20, "the schema is read wrongly: {sorts:?}");
    known.retain(|word| !sorts.contains(word));
    assert!(known.len() > 50, "the schema is read wrongly: {known:?}");
    let mut count = 0;
    for lang in ["az", "en"] {
        let mut facts = String::new();
        for bytes in site.tree(&format!("content/{lang}/advisories")).values() {
            let text = String::from_utf8_lossy(bytes);
            if let Some((_, rest)) = text.split_once("\nadvisory:\n") {
                facts.push_str(rest.split("\n---\n").next().unwrap_or(rest));
                count += 1;
            }
        }
        // As a key at the beginning of a line, of a list's item or of a map; or as a value.
        let is_used = |word: &&String| {
            let before = [" ", "{"].map(|sign| format!("{sign}{word}:"));
            let value = [": ", ": ["].map(|sign| format!("{sign}{word}"));
            before.iter().chain(&value).any(|text| facts.contains(text.as_str()))
        };
        let unused: Vec<_> = known.iter().filter(|word| !is_used(word)).collect();
        // Only a translation that follows later states a day of its own.
        let expected: &[&str] = if lang == "en" { &["published"] } else { &[] };
        assert_eq!(unused, expected, "{lang}");
    }
    assert_eq!(count, 2 * 25, "24 advisories and a draft in each language");
}

/// Eighteen kinds of pages, in Azerbaijani and English.
const KINDS: [(&str, &str); 18] = [
    ("/az/", "/en/"),
    ("/az/404.html", "/en/404.html"),
    ("/az/bulletenler/", "/en/advisories/"),
    ("/az/bulletenler/ciddilik-kritik/", "/en/advisories/severity-critical/"),
    ("/az/bulletenler/mail-server/", "/en/advisories/mail-server/"),
    ("/az/melumat-verin/", "/en/report/"),
    ("/az/rey/", "/en/feedback/"),
    ("/az/statistika/", "/en/statistics/"),
    ("/az/statistika/2026-10/", "/en/statistics/2026-10/"),
    ("/az/telimatlar/jurnallar/", "/en/guides/reading-logs/"),
    ("/az/telimatlar/domenin-poctu/", "/en/guides/mail-domain/"),
    ("/az/xeberler/", "/en/news/"),
    ("/az/movzular/fisinq/", "/en/topics/phishing/"),
    ("/az/axtaris/", "/en/search/"),
    ("/az/terminler/", "/en/glossary/"),
    ("/az/rfc2350/", "/en/rfc2350/"),
    ("/az/elaqe/", "/en/contact/"),
    // Of no language: what chooses one, and a list of documents.
    ("/", "/.well-known/csaf/white/2026/"),
];

/// The narrowest window that is promised, a phone, a desk.
const WIDTHS: [u32; 3] = [320, 360, 1440];

/// In windows of all widths nothing is wrong with the pages: console, policy, requests, what is too
/// wide, barriers in light and dark, and what would do nothing without scripts.
#[track_caller]
fn please_a_browser(pages: Vec<&str>) {
    let site = Site::showcase_built();
    let asked = json!({"folder": site.path("public"), "pages": pages, "widths": WIDTHS});
    let seen = browser::run("crawl", &asked);
    assert_eq!(seen["visited"].as_u64(), Some(pages.len() as u64));
    assert_eq!(seen["findings"], json!({}), "{:#}", seen["findings"]);
}

#[test]
fn a_browser_has_nothing_to_complain_about_on_phones_and_desks() {
    please_a_browser(KINDS.iter().map(|(az, _)| *az).collect());
}

#[test]
fn a_browser_has_nothing_to_complain_about_in_english() {
    please_a_browser(KINDS.iter().map(|(_, en)| *en).collect());
}

/// Ten kinds of pages, on a phone, a tablet and a desk.
#[test]
fn firefox_lays_its_pages_out_as_chromium_does() {
    let pages = [
        "/en/",
        "/az/",
        "/en/advisories/",
        "/en/advisories/mail-server/",
        "/az/melumat-verin/",
        "/en/report/",
        "/en/statistics/2026-10/",
        "/en/news/",
        "/en/search/",
        "/az/terminler/",
    ];
    let site = Site::showcase_built();
    let seen = browser::run("layout", &json!({"folder": site.path("public"), "pages": pages}));
    assert_eq!(seen["looked"], 3 * pages.len());
    assert_eq!(seen["differences"], json!({}), "{:#}", seen["differences"]);
}

#[test]
fn reports_with_two_sensors_are_short_and_lose_no_cell_on_a_phone() {
    let site = Site::showcase_built();
    let mut pages = Vec::new();
    for folder in ["/en/statistics/", "/az/statistika/"] {
        pages.extend(
            ["", "2026-10/", "2025/", "2024/", "2026-09/"].map(|page| format!("{folder}{page}")),
        );
    }
    let seen = browser::run("figures", &json!({"folder": site.path("public"), "pages": pages}));
    for page in &pages {
        let (height, lost) = (&seen[page]["height"], &seen[page]["lost"]);
        let is_report = page.contains("20");
        assert!(!is_report || height.as_u64() < Some(4_000), "{page} is {height} px high");
        assert_eq!(*lost, json!([]), "{page}");
    }
}

#[test]
fn it_is_small() {
    let folder = site::tree(&project().join("tests/sites/showcase"));
    let bytes: usize = folder.values().map(Vec::len).sum();
    assert!(bytes < 2_000_000, "{bytes} bytes");
}

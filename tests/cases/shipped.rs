//! The project's own content and theme: what a visitor of the finished site meets.

use crate::output::pages;
use certsite_tests::{Run, Site, Tree, browser, http};
use serde_json::json;
use std::collections::BTreeSet;
use std::process::Command;

/// Where the twenty pages of the site stand, in Azerbaijani and English.
const ADDRESSES: [(&str, &str); 20] = [
    ("az/", "en/"),
    ("az/haqqimizda/", "en/about/"),
    ("az/rfc2350/", "en/rfc2350/"),
    ("az/sebeke/", "en/network/"),
    ("az/meqsed-ve-prinsipler/", "en/aims-and-principles/"),
    ("az/xidmetler/", "en/services/"),
    ("az/insidentler/", "en/incidents/"),
    ("az/melumat-verin/", "en/report/"),
    ("az/bulletenler/", "en/advisories/"),
    ("az/xeberler/", "en/news/"),
    ("az/statistika/", "en/statistics/"),
    ("az/telimatlar/", "en/guides/"),
    ("az/emekdasliq/", "en/cooperation/"),
    ("az/akkreditasiya/", "en/accreditation/"),
    ("az/aciq-acar/", "en/pgp/"),
    ("az/elaqe/", "en/contact/"),
    ("az/mexfilik/", "en/privacy/"),
    ("az/elcatanliq/", "en/accessibility/"),
    ("az/bosluqlar/", "en/disclosure/"),
    ("az/terminler/", "en/glossary/"),
];

/// The addresses of all pages that stay on screen, as a browser asks for them.
fn addresses(folder: &Tree) -> Vec<String> {
    let stays = |bytes: &[u8]| !String::from_utf8_lossy(bytes).contains("http-equiv=refresh");
    let pages = folder.iter().filter(|(path, bytes)| path.ends_with(".html") && stays(bytes));
    pages.map(|(path, _)| format!("/{}", path.strip_suffix("index.html").unwrap_or(path))).collect()
}

/// Looks at pages with a browser: console, policy, requests, width, barriers.
#[track_caller]
fn look(place: (&str, &str), pages: &[String]) {
    let (key, value) = place;
    let seen = browser::run("crawl", &json!({key: value, "pages": pages}));
    assert_eq!(seen["visited"].as_u64(), Some(pages.len() as u64));
    assert_eq!(seen["findings"], json!({}), "{:#}", seen["findings"]);
}

#[test]
fn every_page_stands_at_its_address_and_knows_its_translation() {
    let site = Site::shipped_built();
    for (az, en) in ADDRESSES {
        for (page, lang, other) in [(az, "az", en), (en, "en", az)] {
            site.shows(page, &format!("lang={lang}"));
            site.shows(page, &format!("href=https://cert.example.org/{other}"));
            site.shows(page, &format!("href=/{other}"));
        }
    }
}

#[test]
fn check_finds_nothing_but_unknown_facts() {
    let site = Site::shipped();
    let found = site.check(&["--format", "json"]).ok().diagnostics();
    let others: Vec<_> = found.iter().filter(|d| d["code"] != "placeholder").collect();
    assert!(others.is_empty(), "{others:#?}");
    // A release must not go out while these are open.
    let run = site.check(&["--release", "--format", "short"]).exits(1);
    for key in ["site.base_url", "team.email_incidents", "team.phone", "privacy.controller"] {
        assert!(run.stdout.contains(key), "{key} is not in\n{}", run.stdout);
    }
}

#[test]
fn every_page_is_valid_html() {
    browser::validate(&pages(&Site::shipped_built())).ok();
}

#[test]
fn a_browser_has_nothing_to_complain_about() {
    let site = Site::shipped_built();
    look(("folder", &site.path("public").to_string_lossy()), &addresses(&site.published()));
}

#[test]
fn the_form_is_valid_and_pleases_a_browser_too() {
    let site = Site::shipped();
    let server = site.serve();
    let pages = ["/en/report/", "/az/melumat-verin/"].map(str::to_owned);
    let refused = |lang| {
        let url = format!("{}/forms/incident", server.address);
        http::post_form(&url, &[("lang", lang)], &[("origin", &server.address)])
    };
    let shown = [server.get(&pages[0]), server.get(&pages[1]), refused("en"), refused("az")];
    for (n, answer) in shown.iter().enumerate() {
        site.write(&format!("shown/{n}.html"), &answer.body);
    }
    let files: Vec<_> = (0..shown.len()).map(|n| site.path(&format!("shown/{n}.html"))).collect();
    browser::validate(&files).ok();
    look(("origin", &server.address), &pages);
}

/// The values of `href` and `src` in a page.
fn references(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in ["href=", "src="] {
        for rest in html.split(name).skip(1) {
            let value = match rest.strip_prefix(['"', '\'']) {
                Some(quoted) => quoted.split(&rest[..1]).next(),
                None => rest.split([' ', '>']).next(),
            };
            found.extend(value.map(|value| value.replace("&amp;", "&")));
        }
    }
    found
}

#[test]
fn every_link_inside_the_site_leads_somewhere() {
    let site = Site::shipped_built();
    let published = site.published();
    let mut dead = Vec::new();
    for (page, bytes) in published.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for link in references(&html) {
            let local = link.strip_prefix("https://cert.example.org").unwrap_or(&link);
            let (path, anchor) = local.split_once('#').unwrap_or((local, ""));
            let file = match path {
                "" => page.clone(),
                path if path.starts_with('/') => file_at(path),
                _ => continue,
            };
            if !leads(&published, &file, anchor) {
                dead.push(format!("{page} → {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

fn file_at(path: &str) -> String {
    let path = path.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

/// True if the file is there and holds the anchor.
fn leads(published: &Tree, file: &str, anchor: &str) -> bool {
    let Some(bytes) = published.get(file) else { return false };
    let html = String::from_utf8_lossy(bytes);
    let ids = [format!("id={anchor} "), format!("id={anchor}>"), format!("id=\"{anchor}\"")];
    anchor.is_empty() || ids.iter().any(|id| html.contains(id.as_str()))
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
    for (path, bytes) in Site::shipped_built().published() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            for sign in [
                "<style",
                " style=",
                " onclick=",
                " onload=",
                "javascript:",
                "src=http",
                "src=\"http",
                "src=//",
            ] {
                assert!(!text.contains(sign), "{path} holds {sign}");
            }
            // Data for machines is no code.
            let allowed = [" src=", " type=application/ld+json>", " type=\"application/ld+json\">"];
            let mut scripts = text.split("<script").skip(1);
            let inline = scripts.find(|script| !allowed.iter().any(|a| script.starts_with(a)));
            assert!(inline.is_none(), "{path}: {inline:?}");
        } else if path.ends_with(".css") {
            assert!(
                !text.contains("http:") && !text.contains("https:") && !text.contains("@import"),
                "{path}"
            );
        }
    }
}

#[test]
fn feeds_and_sitemap_are_well_formed_and_name_pages_that_exist() {
    let site = Site::shipped_built();
    let published = site.published();
    let xml: Vec<_> =
        published.keys().filter(|path| path.ends_with(".xml") || path.ends_with(".svg")).collect();
    assert!(xml.len() >= 5, "a sitemap and four feeds: {xml:?}");
    for path in &xml {
        let parse = "import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])";
        Run::of(Command::new("python3").args(["-c", parse]).arg(site.path("public").join(path)))
            .ok();
    }
    let sitemap = site.page("sitemap.xml");
    let named: BTreeSet<_> = sitemap
        .split("<loc>https://cert.example.org")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next())
        .map(file_at)
        .collect();
    for (az, en) in ADDRESSES {
        assert!(named.contains(&file_at(az)) && named.contains(&file_at(en)), "{az} {en}");
    }
    for file in &named {
        assert!(published.contains_key(file), "the sitemap names {file}");
    }
}

#[test]
fn no_unknown_fact_is_passed_off_as_known() {
    let site = Site::shipped_built();
    for page in ["en/contact/", "az/elaqe/", "en/rfc2350/", "az/rfc2350/"] {
        site.shows(page, "class=placeholder").hides(page, "mailto:").hides(page, "tel:");
    }
    for (path, bytes) in site.published() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("{{"), "{path} holds a fact that was not drawn");
        // A form says how a number begins.
        let mut numbers = text.split("+994 ").skip(1);
        let is_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        assert!(!numbers.any(is_number), "{path} holds a telephone number");
    }
}

#[test]
fn azerbaijani_is_written_with_its_own_letters() {
    for (path, bytes) in Site::shipped_built().published() {
        // Fonts and images hold any byte.
        let Ok(text) = String::from_utf8(bytes) else { continue };
        // Cyrillic and phonetic twins of ə, combining dots from a careless lower case, broken text.
        for twin in ['\u{4d9}', '\u{4d8}', '\u{1dd}', '\u{fffd}'] {
            assert!(!text.contains(twin), "{path} holds U+{:04X}", u32::from(twin));
        }
        assert!(!text.contains("i\u{307}"), "{path} holds an i with a second dot");
    }
}

#[test]
fn the_rfc_2350_document_is_text_too() {
    let site = Site::shipped();
    site.certsite(&["build", "--base-url", "https://cert.example.org"]).ok();
    for (page, words) in
        [("en/rfc2350/", "1.1  Date of Last Update"), ("az/rfc2350/", "1.1  Son yeniləmə tarixi")]
    {
        let text = site.read(&format!("public/{page}rfc2350.txt"));
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("{{") && !text.contains('<'), "{text}");
        let long = text.lines().find(|line| line.chars().count() > 72 && line.contains(' '));
        assert!(long.is_none_or(|line| line.trim().split(' ').count() == 1), "{long:?}");
        site.shows(page, &format!("/{page}rfc2350.txt"));
    }
}

//! Indicators as tables and plain lists: what MISP gets of them, Python's reader of CSV gets as well.

use crate::exchange::judge;
use certsite_tests::advisories::sample;
use certsite_tests::{Site, browser};
use serde_json::{Value, json};

const LANGUAGES: [&str; 2] = ["az", "en"];

/// Puts lines before the indicators of the fullest sample, in both languages.
fn state(site: &Site, lines: &str, indicators: &str) {
    for lang in LANGUAGES {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        let all = format!("{lines}  indicators:\n{indicators}");
        site.replace(&path, "  indicators:\n", &all);
    }
}

/// What is told of an advisory as lists, and as an event of MISP.
fn told(site: &Site, id: &str) -> Value {
    judge(&["indicators", &site.path("public").to_string_lossy()])[id].take()
}

#[test]
fn tables_hold_what_misp_gets() {
    let site = sample();
    // A value, what is said of it besides, and what the table says: of columns that are not named
    // here nothing.
    let kinds: &[(&str, &[(&str, &str)])] = &[
        ("ip: 198.51.100.0/24", &[("kind", "ipv4"), ("value", "198.51.100.0/24")]),
        ("url: \"hxxp://Evil[.]az\"", &[("kind", "url"), ("value", "http://evil.az/")]),
        ("filename: \"=1+1.exe\"", &[("kind", "filename"), ("value", "=1+1.exe")]),
        ("filename: \"ödəniş, \\\"1\\\".exe\"", &[("value", "ödəniş, \"1\".exe")]),
        ("path: '/tmp/.x/evil'", &[("kind", "path"), ("value", "/tmp/.x/evil")]),
        ("user_agent: '-evil/1.0'", &[("kind", "user_agent"), ("value", "-evil/1.0")]),
        ("email: \"+1@evil.az\"", &[("kind", "email"), ("value", "+1@evil.az")]),
        ("subject: \"@SUM(1)\"", &[("value", "@SUM(1)"), ("to_ids", "false")]),
        ("asn: AS64501", &[("kind", "asn"), ("value", "AS64501"), ("to_ids", "false")]),
        ("domain: seen.evil.az, to_ids: false", &[("kind", "domain"), ("to_ids", "false")]),
        ("endpoint: \"[2a03:2880::9]:8443\"", &[("value", "[2a03:2880::9]:8443")]),
        (
            "endpoint: \"203.0.113.9:8443\", phase: command_and_control, confidence: 75, \
             technique: T1204.002 Malicious File, first_seen: 2026-01-09, \
             last_seen: \"2026-01-11T04:30+04:00\", comment: \"=1, \\\"two\\\"\\nlines\"",
            &[
                ("kind", "ip_port"),
                ("value", "203.0.113.9:8443"),
                ("phase", "command_and_control"),
                ("technique", "T1204.002 Malicious File"),
                ("first_seen", "2026-01-09"),
                ("last_seen", "2026-01-11T00:30:00Z"),
                ("confidence", "75"),
                ("comment", "=1, \"two\"\nlines"),
                ("to_ids", "true"),
                ("withdrawn", "false"),
            ],
        ),
    ];
    let items: String = kinds.iter().map(|(item, _)| format!("    - {{{item}}}\n")).collect();
    state(&site, "  indicators_withdrawn: [gone.evil.az]\n", &items);
    site.build().ok();
    let told = told(&site, "AZSC-2026-0001");
    let list = |key: &str| told[key].as_array().expect("a list").clone();
    let (rows, misp) = (list("rows"), list("misp"));
    assert_eq!(rows.len(), misp.len(), "{told:#}");
    for (row, attribute) in rows.iter().zip(&misp) {
        let is = |key: &str| row[key] == "true";
        let own = json!([row["value"], is("to_ids"), is("withdrawn"), row["comment"]]);
        assert_eq!(own, *attribute);
        assert_eq!(row["advisory"], "AZSC-2026-0001");
    }
    for (n, (item, expect)) in kinds.iter().enumerate() {
        for (column, cell) in *expect {
            assert_eq!(rows[n][column], *cell, "{item}: {}", rows[n]);
        }
    }
    let alarming = rows.iter().filter(|row| row["to_ids"] == "true").map(|row| &row["value"]);
    assert_eq!(list("values").iter().collect::<Vec<_>>(), alarming.collect::<Vec<_>>());
    let table = site.read("public/indicators/azsc-2026-0001.csv");
    assert!(table.lines().all(|line| !line.contains(",=") && !line.contains(",\"=")), "{table}");
    assert!(table.starts_with("advisory,kind,value,phase,") && table.ends_with("\r\n"), "{table}");
}

#[test]
fn both_languages_lead_to_the_same_files() {
    let site = sample();
    site.build_with(&["--no-minify"]).ok();
    for page in ["az/bulletenler/sample-mail/", "en/advisories/sample-mail/"] {
        for file in ["azsc-2026-0001.csv", "azsc-2026-0001.txt"] {
            site.shows(page, &format!("href=\"/indicators/{file}\""));
        }
    }
    // A document is named in its own language.
    site.shows("en/advisories/sample-mail/", "(<span lang=\"az\">Azərbaycanca</span>)")
        .shows("az/bulletenler/sample-mail/", "(<span lang=\"en\">English</span>)");
    // One without indicators has no such files.
    site.hides("en/advisories/sample-router/", "/indicators/");
    assert!(!site.has("public/indicators/azsc-2025-0009.csv"));
    // Nor has a team that publishes nothing for programs.
    let named = "publisher_namespace: https://cert.example.org";
    site.replace("content/team.yaml", named, "publisher_namespace: !none");
    site.build_with(&["--no-minify"]).ok();
    assert!(!site.has("public/indicators"));
}

/// Nobody who polls a list goes on blocking.
#[test]
fn what_is_withdrawn_leaves_the_plain_list_and_is_marked_in_the_table() {
    let site = sample();
    site.build().ok();
    let before = told(&site, "AZSC-2026-0001");
    let withdrawn = "  withdrawn: {date: \"2026-06-10T12:00+04:00\", reason: It was none.}\n";
    state(&site, withdrawn, "");
    for lang in LANGUAGES {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        site.replace(&path, "updated: 2026-01-14", "updated: 2026-06-10");
    }
    let run = site.certsite(&["advisory", "diff", "--date", "2026-06-15", "--base-url", BASE]);
    assert!(run.stdout.contains("indicators/azsc-2026-0001.csv"), "{}", run.stdout);
    site.build().ok();
    let after = told(&site, "AZSC-2026-0001");
    assert_eq!(after["values"], json!([]));
    let values = |told: &Value| {
        let rows = told["rows"].as_array().expect("rows").iter();
        rows.map(|row| row["value"].clone()).collect::<Vec<_>>()
    };
    assert!(!values(&before).is_empty());
    assert_eq!(values(&after), values(&before));
    let rows = after["rows"].as_array().expect("rows");
    assert!(rows.iter().all(|row| row["withdrawn"] == "true" && row["to_ids"] == "false"));
    // The page says what the files say.
    for (page, title) in [
        ("en/advisories/sample-mail", "No longer indicators of compromise"),
        ("az/bulletenler/sample-mail", "Artıq əlamət sayılmayanlar"),
    ] {
        let page = site.read(&format!("public/{page}/index.html"));
        assert!(page.contains(title) && page.contains("192[.]0[.]2[.]7"), "{page}");
        assert!(!page.contains("class=copied") && !page.contains("id=indicators>"), "{page}");
    }
}

/// What only tells more of an attack is named as such, and is not copied with the rest.
#[test]
fn what_raises_no_alarm_is_said_to_be_for_information() {
    let site = sample();
    state(
        &site,
        "",
        "    - {domain: seen.evil.az, to_ids: false}\n    - {domain: other.evil.az}\n",
    );
    site.build().ok();
    for (page, note) in [
        ("en/advisories/sample-mail", "For information, not to be blocked"),
        ("az/bulletenler/sample-mail", "Məlumat üçündür, bloklanmamalıdır"),
    ] {
        let page = site.read(&format!("public/{page}/index.html"));
        let count = |text: &str| page.matches(text).count();
        assert!(page.contains(note));
        assert_eq!((count("seen[.]evil[.]az"), count("other[.]evil[.]az")), (1, 2), "{page}");
    }
}

const BASE: &str = "https://cert.example.org";

#[test]
fn a_button_copies_the_list_where_the_browser_lets_it() {
    let site = sample();
    site.build().ok();
    let server = site.serve();
    let url = |page: &str| format!("{}{page}", server.address);
    let pages = [
        (url("/en/advisories/sample-mail/"), "Copied."),
        (url("/az/bulletenler/sample-mail/"), "Köçürüldü."),
    ];
    let pages = pages.each_ref().map(|(url, _)| url);
    let seen = browser::run("copying", &json!({ "urls": pages }));
    for (n, done) in ["Copied.", "Köçürüldü."].into_iter().enumerate() {
        let page = &seen["pages"][n];
        assert_eq!(page["told"], done);
        assert_eq!(page["copied"], page["shown"]);
        assert!(page["copied"].as_str().is_some_and(|text| text.contains("192[.]0[.]2[.]7")));
        assert_eq!(page["refused"].as_str().map(str::is_empty), Some(false));
        assert_ne!(page["refused"], done);
        assert_eq!(page["without"], 0, "no button where nothing can be copied");
    }
    assert_eq!((&seen["console"], &seen["external"]), (&json!([]), &json!([])));
}

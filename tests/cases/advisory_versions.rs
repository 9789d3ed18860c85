//! Versions of advisories, as machines are told of them: a later one is later everywhere, none is of
//! a day that has not come, and what was published keeps its name.

use certsite_tests::advisories::sample;
use certsite_tests::{Run, Site, browser};
use serde_json::{Value, json};

const TREE: &str = "public/.well-known/csaf";
const DOCUMENT: &str = "white/2026/azsc-2026-0001-en.json";

fn json(site: &Site, path: &str) -> Value {
    serde_json::from_str(&site.read(path)).expect("it is JSON")
}

fn build_on(site: &Site, day: &str) -> Run {
    site.certsite(&["build", "--date", day, "--base-url", "https://cert.example.org"])
}

/// Replaces a text in both languages of the fullest sample.
fn edit(site: &Site, old: &str, new: &str) {
    for lang in ["az", "en"] {
        site.replace(&format!("content/{lang}/advisories/sample-mail.md"), old, new);
    }
}

/// The last line of its history.
fn last_revision(site: &Site, lang: &str) -> String {
    let page = site.read(&format!("content/{lang}/advisories/sample-mail.md"));
    page.lines().find(|line| line.contains("{number: 2,")).expect("it has one").to_owned()
}

/// Adds a version in both languages.
fn revise(site: &Site, number: u32, date: &str) {
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        let last = match number {
            3 => last_revision(site, lang),
            _ => format!("    - {{number: {}, date: ", number - 1),
        };
        let page = site.read(&path);
        let line = page.lines().find(|line| line.starts_with(&last)).expect("the last version");
        let more = format!("{line}\n    - {{number: {number}, date: {date}, summary: More}}");
        site.write(&path, page.replace(line, &more));
    }
}

/// Every time at which programs are told that the advisory changed.
fn times(site: &Site) -> Vec<(&'static str, String)> {
    let document = json(site, &format!("{TREE}/{DOCUMENT}"));
    let feed = json(site, &format!("{TREE}/white/csaf-feed-tlp-white.json"));
    let entries = feed["feed"]["entry"].as_array().expect("entries").iter();
    let entry = entries.clone().find(|entry| entry["id"] == "AZSC-2026-0001-EN").expect("an entry");
    let changes = site.read(&format!("{TREE}/white/changes.csv"));
    let change = changes.lines().find(|line| line.contains("azsc-2026-0001-en.json"));
    let bundle = json(site, "public/stix/azsc-2026-0001.json");
    let objects = bundle["objects"].as_array().expect("objects").iter();
    let of =
        |kind: &str| objects.clone().find(|object| object["type"] == kind).expect("one").clone();
    let manifest = json(site, "public/misp/manifest.json");
    let events = manifest.as_object().expect("events").iter();
    let event = events.clone().find(|(_, head)| head["info"].to_string().contains("0001"));
    let (uuid, head) = event.expect("an event");
    let event = json(site, &format!("public/misp/{uuid}.json"));
    let metadata = json(site, &format!("{TREE}/provider-metadata.json"));
    let text = |value: &Value| value.as_str().expect("a time").to_owned();
    vec![
        ("CSAF", text(&document["document"]["tracking"]["current_release_date"])),
        ("ROLIE entry", text(&entry["updated"])),
        ("ROLIE feed", text(&feed["feed"]["updated"])),
        ("changes.csv", change.and_then(|line| line.split('"').nth(3)).expect("a time").to_owned()),
        ("provider", text(&metadata["last_updated"])),
        ("STIX report", text(&of("report")["modified"])),
        ("STIX indicator", text(&of("indicator")["modified"])),
        ("MISP manifest", text(&head["timestamp"])),
        ("MISP event", text(&event["Event"]["timestamp"])),
        ("MISP published", text(&event["Event"]["publish_timestamp"])),
        ("MISP attribute", text(&event["Event"]["Attribute"][0]["timestamp"])),
    ]
}

#[test]
fn a_later_version_is_later_for_every_program() {
    for days in [
        ["2026-06-10", "2026-06-10", "2026-06-10"],
        ["2026-06-10T09:01+04:00", "2026-06-10 09:01:01 +04:00", "2026-06-10"],
    ] {
        let site = sample();
        let mut before: Option<(Vec<_>, Value)> = None;
        for (n, day) in days.iter().enumerate() {
            revise(&site, n as u32 + 3, day);
            edit(&site, "updated: ", "# updated: ");
            site.build_with(&["--no-minify"]).ok();
            let now = times(&site);
            let bundle = json(&site, "public/stix/azsc-2026-0001.json")["id"].clone();
            if let Some((before, old)) = &before {
                for ((what, old), (_, new)) in before.iter().zip(&now) {
                    assert!(old < new, "{what} of {days:?}: {old}, then {new}");
                }
                assert_ne!(old, &bundle);
            }
            before = Some((now, bundle));
        }
        let file = site.path(&format!("{TREE}/{DOCUMENT}"));
        let judged = browser::run("csaf", &json!({ "files": [file] }));
        let findings = judged["findings"].to_string();
        assert!(!findings.contains("mandatory"), "{days:?}: {findings}");
    }
}

#[test]
fn a_page_shows_the_time_of_a_version() {
    let site = sample();
    revise(&site, 3, "2026-06-10T14:30+04:00");
    edit(&site, "updated: 2026-01-14", "updated: 2026-06-10");
    site.build_with(&["--no-minify"]).ok();
    let shown = "<time datetime=\"2026-06-10\">10 June 2026</time>, 14:30 +04:00";
    site.shows("en/advisories/sample-mail/", shown);
}

#[test]
fn what_is_dated_later_is_never_published() {
    let site = sample();
    // A first version waits with its page.
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-leak.md");
        let page = site.read(&path);
        let day = page.lines().find(|line| line.starts_with("date: ")).expect("a day").to_owned();
        let day = day.trim_start_matches("date: ").to_owned();
        site.write(&path, page.replace(&format!("date: {day}\n"), "").replace(&day, "2027-06-10"));
    }
    site.build().ok();
    assert!(!site.has("public/en/advisories/sample-leak/index.html"));
    build_on(&site, "2027-06-10").ok();
    assert!(site.has("public/en/advisories/sample-leak/index.html"));
    // Another one is an error: what was published would go.
    revise(&site, 3, "2027-06-16");
    edit(&site, "updated: ", "# updated: ");
    let before = site.tree("public");
    let said = build_on(&site, "2027-06-15").exits(1).stderr;
    assert!(
        said.contains("version 3 is dated 2027-06-16, later than this build (2027-06-15)"),
        "{said}"
    );
    assert!(site.tree("public") == before);
    build_on(&site, "2027-06-16").ok();
}

#[test]
fn a_translation_that_follows_takes_over_no_name() {
    let site = sample();
    let az = site.read("content/az/advisories/sample-mail.md");
    site.remove("content/az/advisories/sample-mail.md");
    // Without a word about it, it keeps a name of its own.
    site.build().ok().says("add “original: en”");
    let alone = format!("{TREE}/white/2026/azsc-2026-0001-en.json");
    assert_eq!(json(&site, &alone)["document"]["publisher"]["category"], "coordinator");
    let later = az.replace("  status: final", "  published: 2026-06-15\n  status: final");
    site.write("content/az/advisories/sample-mail.md", &later);
    site.build().ok();
    assert_eq!(json(&site, &alone)["document"]["tracking"]["id"], "AZSC-2026-0001-EN");
    site.remove("content/az/advisories/sample-mail.md");
    let original = |page: &str| page.replace("  status: final", "  original: en\n  status: final");
    let en = original(&site.read("content/en/advisories/sample-mail.md"));
    site.write("content/en/advisories/sample-mail.md", en);
    site.build().ok();
    let path = format!("{TREE}/white/2026/azsc-2026-0001.json");
    let first = site.read(&path);
    assert_eq!(json(&site, &path)["document"]["lang"], "en");
    site.write("content/az/advisories/sample-mail.md", original(&later));
    site.build().ok();
    assert_eq!(site.read(&path), first, "not a byte of the original changes");
    let translation = json(&site, &format!("{TREE}/white/2026/azsc-2026-0001-az.json"));
    assert_eq!(translation["document"]["publisher"]["category"], "translator");
    assert_eq!(translation["document"]["source_lang"], "en");
    // The same, where the original waits.
    site.remove("content/az/advisories/sample-mail.md");
    site.replace("content/en/advisories/sample-mail.md", "original: en", "original: az");
    site.build().ok();
    let alone = json(&site, &format!("{TREE}/white/2026/azsc-2026-0001-en.json"));
    assert_eq!(alone["document"]["tracking"]["id"], "AZSC-2026-0001-EN");
    let file = site.path(&format!("{TREE}/white/2026/azsc-2026-0001-en.json"));
    let judged = browser::run("csaf", &json!({ "files": [file] }))["findings"].to_string();
    assert!(!judged.contains("mandatory"), "{judged}");
}

#[test]
fn what_is_withdrawn_stays_and_says_so() {
    let site = sample();
    site.build().ok();
    let before = times(&site);
    edit(
        &site,
        "  products:\n    - key: server",
        "  withdrawn: {date: 2026-06-12, reason: It was not true.}\n  products:\n    - key: server",
    );
    edit(&site, "updated: 2026-01-14", "updated: 2026-06-12");
    site.build_with(&["--no-minify"]).ok();
    for ((what, old), (_, new)) in before.iter().zip(&times(&site)) {
        assert!(old < new, "{what}: {old}, then {new}");
    }
    site.shows("en/advisories/sample-mail/", "This advisory was withdrawn on <time datetime=\"2026-06-12\">12 June 2026</time>. It was not true.");
    site.shows(
        "az/bulletenler/sample-mail/",
        "Bu bülleten geri götürülüb: <time datetime=\"2026-06-12\">12 iyun 2026</time>.",
    );
    let document = json(&site, &format!("{TREE}/{DOCUMENT}"));
    assert_eq!(document["document"]["tracking"]["version"], "3");
    assert_eq!(document["document"]["notes"][0]["text"], "It was not true.");
    assert_eq!(document["vulnerabilities"], Value::Null);
    let file = site.path(&format!("{TREE}/{DOCUMENT}"));
    let judged = browser::run("csaf", &json!({ "files": [file] }))["findings"].to_string();
    assert!(!judged.contains("mandatory"), "{judged}");
    let bundle = json(&site, "public/stix/azsc-2026-0001.json");
    let objects = bundle["objects"].as_array().expect("objects");
    let marked = objects.iter().filter(|object| object["revoked"] == true).count();
    assert_eq!(marked, 10, "the report, its indicators and vulnerabilities");
    let misp = site.tree("public/misp").into_iter();
    let event = misp.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
    let event =
        event.filter(|text| text.contains("[WITHDRAWN] AZSC-2026-0001")).max_by_key(String::len);
    let event: Value = serde_json::from_str(&event.expect("an event")).expect("JSON");
    let attributes = event["Event"]["Attribute"].as_array().expect("attributes");
    let gone = |a: &&Value| a["deleted"] == true && a["to_ids"] == false;
    assert_eq!(attributes.iter().filter(gone).count(), attributes.len() - 1, "all but the link");
}

/// Text under an old version, a version taken back, a document gone: each told by `check`, by `build`
/// and, as long as the signatures of before are there, even after another build.
#[test]
fn what_changes_without_a_word_is_told() {
    let site = sample();
    let settings = site.read("content/site.yaml");
    let line = settings.lines().find(|line| line.starts_with("base_url: ")).expect("it is there");
    site.write("content/site.yaml", settings.replace(line, "base_url: https://cert.example.org"));
    let check = || site.check(&["--format", "short"]).stdout;
    let told = |said: &str| {
        let codes = ["advisory-changed", "advisory-gone"];
        let is_told = |line: &&str| codes.iter().any(|code| line.contains(&format!("[{code}]")));
        said.lines().filter(is_told).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(told(&check()), Vec::<String>::new(), "nothing was published yet");
    site.build().ok();
    assert_eq!(told(&check()), Vec::<String>::new(), "nothing changed");
    let page = "content/en/advisories/sample-mail.md";
    let good = site.read(page);
    // What the team says of all of them is no version of one.
    let team = site.read("content/team.yaml");
    site.write(
        "content/team.yaml",
        format!("{team}\nadvisories: {{legal_disclaimer: None is.}}\n"),
    );
    assert_eq!(told(&check()), Vec::<String>::new());
    for (old, new, what) in [
        (
            "nobody has to open it",
            "nobody opens it",
            "version 2 of AZSC-2026-0001-EN was published with another text",
        ),
        (
            "text: Install version 2.4.1.",
            "text: Install it.",
            "version 2 of AZSC-2026-0001-EN was published with another text",
        ),
        (
            "title: \"Sample: code",
            "title: \"Code",
            "version 2 of AZSC-2026-0001-EN was published with another text",
        ),
        (
            "summary: First version",
            "summary: First",
            "version 2 of AZSC-2026-0001-EN was published with another text",
        ),
        (
            "- 2001:db8::7\n",
            "- 2001:db8::8\n",
            "version 2 of AZSC-2026-0001-EN was published with another text",
        ),
    ] {
        assert!(good.contains(old), "{old}");
        site.write(page, good.replace(old, new));
        let said = told(&check());
        assert_eq!(said.len(), 1, "{new}: {said:#?}");
        assert!(said[0].contains(what) && said[0].contains("sample-mail.md:11:3"), "{said:#?}");
    }
    // With a version that says so it is right.
    site.write(page, &good);
    site.replace(page, "text: Install version", "text: Now install version");
    revise(&site, 3, "2026-06-10");
    edit(&site, "updated: 2026-01-14", "updated: 2026-06-10");
    assert_eq!(told(&check()), Vec::<String>::new());
    site.build().ok();
    site.write(page, &good);
    let said = told(&check());
    assert!(
        said.iter().any(|line| line.contains(
            "version 3 of AZSC-2026-0001-EN was published, and is no longer in its history"
        )),
        "{said:#?}"
    );
    // Gone: one language, then both.
    site.remove(page);
    let said = told(&check());
    assert!(
        said.iter().any(|line| line.contains("AZSC-2026-0001-EN was published, and is gone")),
        "{said:#?}"
    );
    site.remove("content/az/advisories/sample-mail.md");
    let said = site.build().ok().stderr;
    assert!(said.contains("AZSC-2026-0001 was published, and is gone"), "{said}");
}

/// However often a site is built, a text that changed under its version is told until there is a new
/// version, and a document that went until it is back.
#[test]
fn what_changed_without_a_word_is_told_by_every_build() {
    let site = sample();
    let page = "content/en/advisories/sample-mail.md";
    let good = site.read(page);
    let is_told = |code: &str| site.build().ok().stderr.contains(&format!("[{code}]"));
    assert!(!is_told("advisory-changed"));
    let note = site.read("public/.certsite/versions");
    assert!(note.contains("AZSC-2026-0001-EN version 2 text "), "{note}");
    for text in ["text: Install it.", "text: Install it now."] {
        site.write(page, good.replace("text: Install version 2.4.1.", text));
        for n in 0..3 {
            assert!(is_told("advisory-changed"), "{text}, build {n}");
        }
        assert_eq!(site.read("public/.certsite/versions"), note);
    }
    // What it was first is no change.
    site.write(page, &good);
    assert!(!is_told("advisory-changed"));
    site.write(page, good.replace("text: Install version 2.4.1.", "text: Install it."));
    assert!(is_told("advisory-changed"));
    revise(&site, 3, "2026-06-10");
    edit(&site, "updated: 2026-01-14", "updated: 2026-06-10");
    assert!(!is_told("advisory-changed"));
    // The new version is the one that counts from now on.
    site.replace(page, "text: Install it.", "text: Install version 2.4.1.");
    assert!(is_told("advisory-changed") && is_told("advisory-changed"));
    let gone = "content/az/advisories/sample-phishing.md";
    let before = site.read(gone);
    site.remove(gone);
    site.remove("content/en/advisories/sample-phishing.md");
    assert!(is_told("advisory-gone") && is_told("advisory-gone"));
    site.write(gone, before);
    assert!(!site.build().ok().stderr.contains("AZSC-2026-0002 was published, and is gone"));
}

#[test]
fn a_preview_makes_nothing_public() {
    let site = sample();
    site.build().ok();
    let notes = ["versions", "indicators"].map(|name| format!("public/.certsite/{name}"));
    let public = notes.clone().map(|note| site.read(&note));
    let page = "content/en/advisories/sample-mail.md";
    let good = site.read(page);
    let address = |base: &str| format!("base_url: {base}");
    let settings = site.read("content/site.yaml");
    let line = settings.lines().find(|line| line.starts_with("base_url: ")).expect("it is there");
    let stated = settings.replace(line, &address("https://cert.example.org"));
    for preview in [
        &["--drafts"][..],
        &["--date", "2999-01-01"],
        &["--base-url", "https://stage.example.org/a/"],
    ] {
        // Another text under its version, which nobody is to see.
        site.replace(page, "text: Install version 2.4.1.", "text: Install something.");
        site.write("content/site.yaml", &stated);
        let day = if preview[0] == "--date" { &[][..] } else { &["--date", "2026-06-15"] };
        site.certsite(&[&["build"], day, preview].concat()).ok();
        assert_eq!(notes.clone().map(|note| site.read(&note)), public, "{preview:?}");
        // An advisory that only the preview had is none that is gone.
        site.write(page, &good);
        site.write("content/site.yaml", &settings);
        let said = site.build().ok().stderr;
        assert!(!said.contains("[advisory-changed]"), "{preview:?}: {said}");
        assert!(!site.has("public/.certsite/preview"), "{preview:?}");
    }
    // Built there first: nothing is known of it, and nothing is taken for public after it.
    let site = sample();
    site.build_with(&["--drafts"]).ok();
    assert!(site.has("public/.certsite/preview") && notes.iter().all(|note| !site.has(note)));
    for lang in ["az", "en"] {
        site.remove(&format!("content/{lang}/advisories/sample-mail.md"));
    }
    let said = site.build().ok().stderr;
    assert!(!said.contains("[advisory-gone]"), "{said}");
}

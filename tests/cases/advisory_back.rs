//! What a version of an advisory takes back, and what follows it: programs of other teams learn of
//! both, or they block on for ever, or never fetch a translation.

use certsite_tests::advisories::sample;
use certsite_tests::{Run, Site};
use serde_json::Value;

const TREE: &str = "public/.well-known/csaf/white";

fn build_on(site: &Site, day: &str) -> Run {
    site.certsite(&["build", "--date", day, "--base-url", "https://cert.example.org"])
}

fn json(site: &Site, path: &str) -> Value {
    serde_json::from_str(&site.read(path)).expect("it is JSON")
}

/// Edits both languages of the fullest sample.
fn edit(site: &Site, change: impl Fn(&str) -> String) {
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        site.write(&path, change(&site.read(&path)));
    }
}

/// A third version, which takes these indicators back.
fn take_back(site: &Site, lines: &[&str], is_said: bool) {
    edit(site, |page| {
        let last = page.lines().find(|line| line.contains("{number: 2,")).expect("its version");
        let third = format!("{last}\n    - {{number: 3, date: 2026-06-10, summary: Less}}");
        let mut page = page.replace(last, &third);
        page = page.replace("updated: 2026-01-14", "updated: 2026-06-10");
        for line in lines {
            assert!(page.contains(line), "{line}");
            page = page.replacen(line, "", 1);
        }
        match is_said {
            true => page.replacen(
                "  indicators:\n",
                &format!("  indicators_withdrawn:\n{}  indicators:\n", lines.concat()),
                1,
            ),
            false => page,
        }
    });
}

/// The attributes of the sample's event.
fn attributes(site: &Site) -> Vec<Value> {
    let events = site.tree("public/misp");
    let events = events.values().filter_map(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    let mut mail = events.filter(|event| {
        event["Event"]["info"].as_str().is_some_and(|info| info.contains("AZSC-2026-0001"))
    });
    let mail = mail.next().expect("the advisory is an event");
    mail["Event"]["Attribute"].as_array().expect("attributes").clone()
}

#[test]
fn an_indicator_that_is_none_any_more_is_taken_back() {
    const HASH: &str = "d41d8cd98f00b204e9800998ecf8427e";
    let lines = ["    - 2001:db8::7\n", &format!("    - {HASH}\n")];
    // It cannot simply go.
    let site = sample();
    build_on(&site, "2026-06-01").ok();
    take_back(&site, &lines, false);
    let public = site.tree("public");
    build_on(&site, "2026-06-15")
        .exits(1)
        .says(&format!(
            "AZSC-2026-0001 was published with 2001:db8::7, {HASH}, and no longer names them"
        ))
        .says("move them from “indicators” to “indicators_withdrawn”");
    assert_eq!(site.tree("public"), public, "nothing was written");
    // It is taken back, in the same words where nothing was published before.
    let (site, fresh) = (sample(), sample());
    build_on(&site, "2026-06-01").ok();
    let of = |value: &str| attributes(&site).into_iter().find(|a| a["value"] == value);
    let before = of(HASH).expect("it is told");
    for site in [&site, &fresh] {
        take_back(site, &lines, true);
        build_on(site, "2026-06-15").ok();
    }
    for folder in ["public/misp", "public/stix", TREE] {
        assert_eq!(site.tree(folder), fresh.tree(folder), "{folder}");
    }
    let after = of(HASH).expect("it is taken back");
    assert_eq!(after["uuid"], before["uuid"]);
    assert_eq!((&after["deleted"], &after["to_ids"]), (&true.into(), &false.into()));
    let time = |found: &Value| found["timestamp"].as_str().and_then(|t| t.parse::<u64>().ok());
    assert!(time(&after) > time(&before), "{after}");
    assert_eq!(of("evil.example").expect("it stands")["deleted"], Value::Null);
    let stix = json(&site, "public/stix/azsc-2026-0001.json");
    let objects = stix["objects"].as_array().expect("objects");
    let revoked = objects.iter().filter(|object| object["revoked"] == true);
    let names: Vec<_> = revoked.filter_map(|object| object["name"].as_str()).collect();
    assert_eq!(names, ["2001:db8::7", HASH]);
    site.shows("en/advisories/sample-mail/", "No longer indicators of compromise");
    build_on(&site, "2026-06-16").ok();
    // Nor can what says so go, in a later version either: others may fetch that one first.
    edit(&site, |page| page.replacen(lines[0], "", 1));
    build_on(&site, "2026-06-17").exits(1).says("was published with 2001:db8::7");
    edit(&site, |page| {
        let third = page.lines().find(|line| line.contains("{number: 3,")).expect("its version");
        let fourth = format!("{third}\n    - {{number: 4, date: 2026-06-17, summary: Less}}");
        page.replace(third, &fourth).replace("updated: 2026-06-10", "updated: 2026-06-17")
    });
    build_on(&site, "2026-06-17").exits(1).says("was published with 2001:db8::7");
}

/// What happens to a site.
type Change<'a> = &'a dyn Fn(&Site);

/// Whatever is built between its being public and its being gone, an indicator is told until it is
/// taken back.
#[test]
fn an_indicator_is_remembered_whatever_is_built_meanwhile() {
    const VALUE: &str = "    - 2001:db8::7\n";
    const GONE: &str = "AZSC-2026-0001 was published with 2001:db8::7, and no longer names it";
    let draft = |site: &Site| edit(site, |page| page.replacen("date:", "draft: true\ndate:", 1));
    let away = |site: &Site| {
        for lang in ["az", "en"] {
            site.remove(&format!("content/{lang}/advisories/sample-mail.md"));
        }
    };
    let namespace = "publisher_namespace: https://cert.example.org";
    let unknown =
        |site: &Site| site.replace("content/team.yaml", namespace, "publisher_namespace: !unknown");
    let one_language = |site: &Site| site.remove("content/en/advisories/sample-mail.md");
    let between: [(&str, Change); 4] = [
        ("[advisory-gone]", &draft),
        ("[advisory-gone]", &away),
        ("[documents-gone]", &unknown),
        ("[advisory-gone]", &one_language),
    ];
    for (n, (code, change)) in between.into_iter().enumerate() {
        let site = sample();
        let address = "base_url: https://cert.example.org # !unknown";
        site.replace("content/site.yaml", "base_url: !unknown", address);
        build_on(&site, "2026-06-01").ok();
        let pages = ["az", "en"].map(|lang| {
            let path = format!("content/{lang}/advisories/sample-mail.md");
            let page = site.read(&path);
            (path, page)
        });
        let team = site.read("content/team.yaml");
        change(&site);
        for day in ["2026-06-02", "2026-06-03"] {
            build_on(&site, day).ok().says(code);
        }
        site.write("content/team.yaml", team);
        for (path, page) in &pages {
            site.write(path, page);
        }
        take_back(&site, &[VALUE], false);
        for day in ["2026-06-15", "2026-06-16"] {
            let run = build_on(&site, day).exits(1);
            assert!(run.stderr.contains(GONE), "{n}: {}", run.stderr);
            let said = site.check(&["--format", "short"]).stdout;
            assert!(said.contains(GONE) && !said.contains("documents-gone"), "{n}: {said}");
        }
        edit(&site, |page| {
            let back = format!("  indicators_withdrawn:\n{VALUE}  indicators:\n");
            page.replacen("  indicators:\n", &back, 1)
        });
        build_on(&site, "2026-06-17").ok();
        let all = attributes(&site);
        let found = all.iter().find(|a| a["value"] == "2001:db8::7").expect("it is told");
        assert_eq!(found["deleted"], true, "{n}");
    }
}

#[test]
fn what_was_never_told_is_not_taken_back_in_silence() {
    let site = sample();
    build_on(&site, "2026-06-01").ok();
    take_back(&site, &[], false);
    edit(&site, |page| {
        page.replacen(
            "  indicators:\n",
            "  indicators_withdrawn: [evi1.example]\n  indicators:\n",
            1,
        )
    });
    for day in ["2026-06-15", "2026-06-16", "2026-06-17"] {
        build_on(&site, day)
            .ok()
            .says("the indicator evi1[.]example was never published with this advisory");
    }
    // It was nothing that has to stay.
    edit(&site, |page| page.replacen("  indicators_withdrawn: [evi1.example]\n", "", 1));
    assert!(!build_on(&site, "2026-06-18").ok().stderr.contains("evi1"));
}

#[test]
fn a_comment_belongs_to_its_version() {
    const SAYS: &str =
        "version 2 of AZSC-2026-0001 was published with another comment on 192[.]0[.]2[.]7";
    let site = sample();
    let is_told = |day: &str| build_on(&site, day).ok().stderr.contains(SAYS);
    assert!(!is_told("2026-06-01"));
    edit(&site, |page| {
        page.replace("sends the letters", "sends letters").replace("məktubları", "x")
    });
    assert!(is_told("2026-06-02") && is_told("2026-06-03"));
    take_back(&site, &[], false);
    assert!(!is_told("2026-06-15") && !is_told("2026-06-16"));
}

#[test]
fn an_indicator_stands_in_one_of_the_lists() {
    let site = sample();
    edit(&site, |page| {
        page.replacen(
            "  indicators:\n",
            "  indicators_withdrawn: [\"192.0.2[.]7\"]\n  indicators:\n",
            1,
        )
    });
    build_on(&site, "2026-06-15").exits(1).says("the indicator 192[.]0[.]2[.]7 stands in line");
    let site = sample();
    let path = "content/en/advisories/sample-mail.md";
    site.write(
        path,
        site.read(path).replacen(
            "  indicators:\n",
            "  indicators_withdrawn: [192.0.2.9]\n  indicators:\n",
            1,
        ),
    );
    build_on(&site, "2026-06-15").exits(1).says("the withdrawn indicators");
}

#[test]
fn a_language_that_follows_is_new_on_its_own_day() {
    let site = sample();
    let path = "content/en/advisories/sample-phishing.md";
    let page = site.read(path);
    site.remove(path);
    build_on(&site, "2026-06-01").ok();
    let changes = || site.read(&format!("{TREE}/changes.csv"));
    assert!(!changes().contains("azsc-2026-0002-en"));
    site.write(path, &page);
    build_on(&site, "2026-06-15")
        .exits(1)
        .says("AZSC-2026-0002 was published earlier, without this language")
        .says("add “published: 2026-06-15”");
    let with =
        |line: &str| page.replacen("  status:", &format!("  published: {line}\n  status:"), 1);
    site.write(path, with("2026-06-15"));
    build_on(&site, "2026-06-15").ok();
    let said = changes();
    let line = said.lines().find(|line| line.contains("azsc-2026-0002-en")).expect("it is there");
    assert!(line.contains("2026-06-15T00:00:00Z"), "{line}");
    assert!(said.starts_with(line), "the newest change comes first: {said}");
    let feed = json(&site, &format!("{TREE}/csaf-feed-tlp-white.json"));
    assert_eq!(feed["feed"]["updated"], "2026-06-15T00:00:00Z");
    let entries = feed["feed"]["entry"].as_array().expect("entries");
    let entry = entries.iter().find(|entry| entry["id"] == "AZSC-2026-0002-EN").expect("an entry");
    assert_eq!(entry["updated"], "2026-06-15T00:00:00Z");
    // The original is as old as it was.
    let original = said.lines().find(|line| line.contains("azsc-2026-0002.json")).expect("it is");
    assert!(original.contains("2026-02-03T00:00:00Z"), "{original}");
    // A day that has not come.
    site.write(path, with("2026-07-01"));
    build_on(&site, "2026-06-15").exits(1).says("this language is dated 2026-07-01, later than");
    // The original may follow as well: whichever language does has its day.
    let site = sample();
    let path = "content/az/advisories/sample-phishing.md";
    let page = site.read(path);
    site.remove(path);
    build_on(&site, "2026-06-01").ok();
    site.write(path, &page);
    build_on(&site, "2026-06-15").exits(1).says("add “published: 2026-06-15”");
    let with = page.replacen("  status:", "  published: 2026-06-15T12:00+04:00\n  status:", 1);
    site.write(path, with);
    build_on(&site, "2026-06-15").ok();
    let said = site.read(&format!("{TREE}/changes.csv"));
    assert!(
        said.lines().next().is_some_and(|line| line.contains("2026-06-15T08:00:00Z")),
        "{said}"
    );
    // With a new version all is told anyway.
    let site = sample();
    let mail = "content/en/advisories/sample-mail.md";
    let page = site.read(mail);
    site.remove(mail);
    build_on(&site, "2026-06-01").ok();
    site.write(mail, &page);
    take_back(&site, &[], false);
    build_on(&site, "2026-06-15").ok();
    // Whoever lost the list of what was written is not told to change both pages.
    let site = sample();
    build_on(&site, "2026-06-01").ok();
    site.remove("public/.certsite/manifest");
    let run = build_on(&site, "2026-06-15");
    assert!(!run.stderr.contains("without this language"), "{}", run.stderr);
}

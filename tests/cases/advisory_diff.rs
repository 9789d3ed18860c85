//! `certsite advisory diff`: what would change for those who fetch advisories, beside what they
//! would not notice.

use certsite_tests::advisories::{BASE, small};
use certsite_tests::{Run, Site};
use serde_json::Value;

const PAGE: &str = "content/en/advisories/flaw-1.md";

fn build(site: &Site) {
    site.certsite(&["build", "--date", "2026-06-15", "--no-minify"]).ok();
}

fn diff(site: &Site, more: &[&str]) -> Run {
    site.certsite(&[&["advisory", "diff", "--date", "2026-06-15"], more].concat())
}

/// What is told to programs.
fn told(site: &Site, more: &[&str]) -> (i32, Value) {
    let run = diff(site, &[&["--format", "json"], more].concat());
    (run.code, serde_json::from_str(&run.stdout).expect("it prints JSON"))
}

/// State and number of each document that changes, and the codes of warnings, each once.
fn gist(told: &Value) -> (Vec<String>, Vec<String>) {
    let list = |key: &str| told[key].as_array().expect("a list").clone().into_iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let documents =
        list("documents").map(|one| format!("{} {}", text(&one["state"]), text(&one["id"])));
    let warnings = list("findings").filter(|one| one["level"] == "warning");
    let mut codes: Vec<String> = warnings.map(|one| text(&one["code"])).collect();
    codes.sort();
    codes.dedup();
    (documents.collect(), codes)
}

#[test]
fn what_an_edit_means_for_those_who_fetch_it() {
    let site = small(2);
    let (code, all) = told(&site, &[]);
    assert_eq!(code, 0, "where nothing is published nothing goes unnoticed");
    let new =
        ["new ADV-2026-0001", "new ADV-2026-0001-EN", "new ADV-2026-0002", "new ADV-2026-0002-EN"];
    assert_eq!(gist(&all), (new.map(str::to_owned).to_vec(), vec![]));
    build(&site);
    let (code, nothing) = told(&site, &[]);
    assert_eq!((code, gist(&nothing)), (0, (vec![], vec![])));
    assert_eq!(
        (&nothing["unchanged"], nothing["lists"].as_array().map(Vec::len)),
        (&4.into(), Some(0))
    );
    let revised = "    - {number: 2, date: 2026-06-15T12:00+04:00, summary: More}\n  references:";
    let withdrawn =
        "  withdrawn: {date: 2026-06-15T12:00+04:00, reason: It was not true.}\n  references:";
    let documents =
        |state: &str| vec![format!("{state} ADV-2026-0001"), format!("{state} ADV-2026-0001-EN")];
    for (what, edits, expect, codes) in [
        (
            "a version",
            vec![("  references:", revised), ("Text.", "More text.")],
            documents("changed"),
            vec![],
        ),
        (
            "an old day",
            vec![(
                "  references:",
                "    - {number: 2, date: 2026-01-13, summary: More}\n  references:",
            )],
            documents("changed"),
            vec!["late"],
        ),
        ("a text", vec![("Text.", "Other text.")], documents("changed"), vec!["unraised"]),
        (
            "a product",
            vec![("    fixed: \"2\"", "    fixed: \"3\"")],
            documents("changed"),
            vec!["unraised"],
        ),
        ("a withdrawal", vec![("  references:", withdrawn)], documents("ended"), vec![]),
        (
            "another number",
            vec![("ADV-2026-0001", "ADV-2026-0009")],
            vec![
                "gone ADV-2026-0001".to_owned(),
                "gone ADV-2026-0001-EN".to_owned(),
                "new ADV-2026-0009".to_owned(),
                "new ADV-2026-0009-EN".to_owned(),
            ],
            vec!["bundle-gone", "event-gone", "gone", "indicators-gone", "late"],
        ),
    ] {
        let pages = ["az", "en"].map(|lang| format!("content/{lang}/advisories/flaw-1.md"));
        let before = pages.each_ref().map(|page| site.read(page));
        for page in &pages {
            edits.iter().for_each(|(old, new)| site.replace(page, old, new));
        }
        let (code, report) = told(&site, &[]);
        let (documents, mut found) = gist(&report);
        found.retain(|code| !code.ends_with("-unraised"));
        assert_eq!(
            (documents, found),
            (expect, codes.iter().map(|c| (*c).to_owned()).collect()),
            "{what}: {report:#}"
        );
        assert_eq!(code, i32::from(!codes.is_empty()), "{what}");
        // Nothing of it is written.
        pages.iter().zip(before).for_each(|(page, text)| site.write(page, text));
    }
    assert_eq!(told(&site, &[]).0, 0);
}

#[test]
fn people_are_told_in_words() {
    let site = small(1);
    build(&site);
    site.replace(PAGE, "    fixed: \"2\"", "    fixed: \"3\"");
    site.replace(PAGE, "title: Flaw 1", "title: Big flaw");
    let said = diff(&site, &[]).exits(1);
    for expect in [
        "changed   ADV-2026-0001-EN “Big flaw”\n          still version 1 of 2026-01-12T00:00:00Z, final\n",
        "- title: “Flaw 1” → “Big flaw”\n",
        "- product changed: Maker Server 2 → Maker Server 3\n",
        "changed   .well-known/csaf/white/csaf-feed-tlp-white.json: 1 entry changed\n",
        "warning[unraised]: ADV-2026-0001-EN: it says something else under version 1",
        "  help: add a version to “revisions” that says what changed\n",
    ] {
        assert!(said.stdout.contains(expect), "{expect}: {}", said.stdout);
    }
    assert!(said.stderr.contains("documents: 1 changed, 1 as they are; "), "{}", said.stderr);
    diff(&site, &["--pointers"]).exits(1).says("[/document/title]");
    // A site with mistakes is compared as far as it goes, and told of.
    site.replace(PAGE, "status: final", "status: finale");
    diff(&site, &[]).exits(1).says("“finale”").says("Nothing goes out before 1 error is mended.");
}

/// What stands at the folder is judged, and never stops the rest.
#[test]
fn whatever_is_published_can_be_compared() {
    let site = small(2);
    build(&site);
    let tree = "public/.well-known/csaf/white/2026";
    let (first, second) =
        (format!("{tree}/adv-2026-0001.json"), format!("{tree}/adv-2026-0002.json"));
    let good = site.read(&first);
    let huge = |site: &Site| {
        let file = std::fs::File::create(site.path(&first)).expect("it is ours");
        file.set_len(65 << 20).expect("it is ours");
    };
    let link = |to: &'static str| {
        let first = first.clone();
        move |site: &Site| {
            site.remove(&first);
            std::os::unix::fs::symlink(to, site.path(&first)).expect("it is ours");
        }
    };
    let write = |bytes: &'static [u8]| {
        let first = first.clone();
        move |site: &Site| site.write(&first, bytes)
    };
    type Spoil<'a> = Box<dyn Fn(&Site) + 'a>;
    let cases: [(&str, Spoil, &str); 7] = [
        ("cut", Box::new(write(b"{\"document\":")), "ends in the middle"),
        ("no JSON", Box::new(write(b"<html>")), "is no JSON"),
        (
            "no text",
            Box::new(write(b"{\"document\": \"\xff\xfe\"}")),
            "is not UTF-8 from byte 15 on",
        ),
        ("another document", Box::new(write(b"[1]")), "is no CSAF document"),
        ("huge", Box::new(huge), "is larger than 64 MiB"),
        ("a link to nothing", Box::new(link("nothing.json")), "cannot be opened"),
        ("a link in a circle", Box::new(link("adv-2026-0001.json")), "cannot be opened"),
    ];
    for (what, spoil, why) in &cases {
        spoil(&site);
        let (code, report) = told(&site, &[]);
        let (documents, codes) = gist(&report);
        assert_eq!((code, documents), (1, vec!["new ADV-2026-0001".to_owned()]), "{what}");
        assert!(codes.contains(&"unreadable".to_owned()), "{what}: {codes:?}");
        assert!(report["findings"].to_string().contains(why), "{what}: {report:#}");
        assert_eq!(report["unchanged"], 3, "{what}");
        std::fs::remove_file(site.path(&first)).expect("it is ours");
        site.write(&first, &good);
    }
    // A link to the same is the same, for a file as for the folder; so is the tree alone.
    link("copy.txt")(&site);
    site.write(&format!("{tree}/copy.txt"), &good);
    assert_eq!(told(&site, &[]).1["unchanged"], 4);
    std::os::unix::fs::symlink("public", site.path("current")).expect("it is ours");
    for folder in ["current", "public/.well-known/csaf"] {
        let (code, report) = told(&site, &["--published", folder]);
        assert_eq!((code, gist(&report)), (0, (vec![], vec![])), "{folder}: {report:#}");
        assert_eq!(report["unchanged"], 4, "{folder}");
    }
    // What somebody names is there.
    diff(&site, &["--published", "nowhere"])
        .exits(2)
        .says("nowhere is not there: name what was published last");
    diff(&site, &["--published", "content/site.yaml"]).exits(2).says("is no folder");
    // A team that publishes no documents any more is told why.
    site.remove(&second);
    site.replace(
        "content/team.yaml",
        &format!("publisher_namespace: {BASE}"),
        "publisher_namespace: !none",
    );
    let said = diff(&site, &[]).exits(1);
    assert!(said.stdout.contains("warning[metadata-gone]"), "{}", said.stdout);
}

/// The last signed state stands in the signatures alone.
#[test]
fn what_was_signed_is_compared_too() {
    let site = small(1);
    let text = |number: u32, text: &str| {
        format!(
            "-----BEGIN PGP SIGNATURE-----\nComment: ADV-2026-0001 version {number} text {text}\n\nAA==\n-----END PGP SIGNATURE-----\n"
        )
    };
    let file = format!("content/signatures/{}.asc", "0".repeat(64));
    for (number, of, state, code) in [
        (1, "0123456789abcdef", "changed", Some("unraised")),
        (2, "0123456789abcdef", "changed", Some("version-back")),
    ] {
        site.write(&file, text(number, of));
        let (status, report) = told(&site, &["--signed"]);
        let (documents, codes) = gist(&report);
        assert_eq!(documents, [format!("{state} ADV-2026-0001"), "new ADV-2026-0001-EN".into()]);
        assert_eq!(
            (status, codes),
            (i32::from(code.is_some()), code.map(str::to_owned).into_iter().collect())
        );
    }
    diff(&site, &["--signed"]).exits(1).says("- signed as version 2, now version 1");
}

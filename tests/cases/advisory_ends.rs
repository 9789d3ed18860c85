//! Advisories that no longer hold: everybody who may have seen them is told, and led to what does.
//! And what was taken away by mistake comes back as it was.

use certsite_tests::Site;
use certsite_tests::advisories::sample;
use serde_json::Value;

const SECTION: &str = "---\ntitle: Advisories\nsection: {sort: date, feed: true}\n---\n";

fn page(number: u32, more: &str) -> String {
    format!(
        "---\ntitle: Flaw {number}\ndescription: What it is.\ndate: 2026-01-12\nadvisory:\n  id: ADV-2026-000{number}\n  status: final\n  tlp: TLP:CLEAR\n{more}  revisions:\n    - {{number: 1, date: 2026-01-12, summary: First}}\n  references: [{{title: Note, url: \"https://maker.example/note\"}}]\n---\nText.\n"
    )
}

/// A site with advisories, each with more lines in its block; the same in both languages.
fn site(all: &[&str]) -> Site {
    let site = Site::with("");
    for lang in ["az", "en"] {
        site.write(&format!("content/{lang}/advisories/index.md"), SECTION);
        for (number, more) in (1..).zip(all) {
            site.write(&format!("content/{lang}/advisories/flaw-{number}.md"), page(number, more));
        }
    }
    site
}

#[test]
fn feeds_and_lists_tell_what_ended_and_lead_on() {
    let superseded =
        "  superseded_by: {id: ADV-2026-0002, date: 2026-02-01, reason: Newer & <better>.}\n";
    let withdrawn = "  withdrawn: {date: 2026-03-01, reason: It was not true.}\n";
    let site = site(&[superseded, "", withdrawn]);
    site.build().ok();
    let atom = site.read("public/en/advisories/atom.xml");
    for expect in [
        "<updated>2026-02-01T00:00:00Z</updated>",
        "<updated>2026-03-01T00:00:00Z</updated>",
        "<summary>Newer &amp; &lt;better&gt;. ADV-2026-0002 &lt;http",
        "<summary>It was not true. What it is.</summary>",
        "/en/advisories/flaw-2/\"&gt;ADV-2026-0002&lt;/a&gt;.",
    ] {
        let expect = expect.replace("\"&gt;", "&quot;&gt;");
        assert!(atom.contains(&expect), "{expect}\n{atom}");
    }
    let json: Value =
        serde_json::from_str(&site.read("public/en/advisories/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("items");
    let one = |n: u32| {
        let is_it = |item: &&Value| {
            item["url"].as_str().is_some_and(|url| url.ends_with(&format!("flaw-{n}/")))
        };
        items.iter().find(is_it).expect("an entry").clone()
    };
    assert_eq!(one(1)["date_modified"], "2026-02-01T00:00:00Z");
    assert_eq!(one(2)["summary"], "What it is.");
    assert_eq!(one(3)["summary"], "It was not true. What it is.");
    assert!(
        one(1)["content_html"].as_str().expect("a text").contains("Newer &amp; &lt;better&gt;."),
        "{json}"
    );
    let map = site.read("public/sitemap.xml");
    assert!(map.contains("2026-02-01") && map.contains("2026-03-01"), "{map}");
}

#[test]
fn what_takes_the_place_of_an_advisory_holds() {
    let by = |n: u32| {
        format!("  superseded_by: {{id: ADV-2026-000{n}, date: 2026-02-01, reason: Newer.}}\n")
    };
    let withdrawn = "  withdrawn: {date: 2026-03-01, reason: It was not true.}\n".to_owned();
    let none = String::new;
    for (all, expect) in [
        (vec![by(2), none()], ""),
        (vec![by(2), by(3), none()], ""),
        (vec![by(1)], "is no other advisory of this site"),
        (vec![by(7)], "is no other advisory of this site"),
        (vec![by(2), by(1)], "it leads in a circle: ADV-2026-0001, ADV-2026-0002, and back"),
        (
            vec![by(2), by(3), by(1)],
            "it leads in a circle: ADV-2026-0001, ADV-2026-0002, ADV-2026-0003, and back",
        ),
        (vec![by(2), withdrawn.clone()], "“ADV-2026-0002” was withdrawn itself"),
        (vec![by(2), by(3), withdrawn], "“ADV-2026-0003” was withdrawn itself"),
        (vec![by(2), by(3), by(2)], "it leads in a circle: ADV-2026-0002, ADV-2026-0003, and back"),
    ] {
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let run = site(&all).build();
        match expect {
            "" => assert!(!run.stderr.contains("superseded"), "{all:?}: {run:?}"),
            _ => assert!(run.stderr.contains(expect), "{all:?}: {run:?}"),
        }
    }
}

/// A mistake in a block is told alone: not that the block or the advisory is gone.
#[test]
fn a_mistake_in_a_block_is_no_advisory_that_is_gone() {
    let site = sample();
    site.build().ok();
    for (old, new, expect) in [
        ("status: final", "status: finale", "“finale”"),
        ("  tlp: TLP:CLEAR", "  tpl: TLP:CLEAR", "“tpl”"),
        ("  revisions:", "  aliases: []\n  revisions:", "an empty list names none"),
    ] {
        let path = "content/en/advisories/sample-mail.md";
        let before = site.read(path);
        site.replace(path, old, new);
        let said = site.check(&["--format", "short"]).exits(1).stdout;
        site.write(path, before);
        assert!(said.contains(expect), "{said}");
        assert!(!said.contains("advisory-lost") && !said.contains("advisory-gone"), "{said}");
    }
}

#[test]
fn what_was_taken_away_by_mistake_comes_back_as_it_was() {
    for undo in ["a draft", "a file"] {
        let site = sample();
        site.build().ok();
        let before = site.published();
        let path = "content/az/advisories/sample-mail.md";
        let page = site.read(path);
        match undo {
            "a draft" => site.replace(path, "\ntitle:", "\ndraft: true\ntitle:"),
            _ => site.remove(path),
        }
        site.build().says("advisory-gone");
        site.write(path, page);
        site.build().ok();
        certsite_tests::site::assert_same(&before, &site.published(), undo);
    }
}

//! `certsite check`: what it reports, how it prints, how it ends.

use certsite_tests::Site;
use serde_json::Value;

/// A site whose facts are all settled, so that a case sees its own problems alone.
fn settled(files: &str) -> Site {
    let site = Site::with("");
    let unknown = site.check(&["--format", "json"]).diagnostics();
    let mut keys: Vec<_> = unknown
        .iter()
        .filter(|d| d["code"] == "placeholder")
        .filter_map(|d| d["message"].as_str()?.split_whitespace().nth(2).map(str::to_owned))
        .filter(|key| key != "site.base_url")
        .collect();
    keys.sort();
    keys.dedup();
    let mut team = site
        .read("content/team.yaml")
        .replace("phone: !unknown \"Which number answers?\"", "phone: !none");
    let mut groups: Vec<(String, String)> = Vec::new();
    for key in keys.iter().filter(|key| *key != "team.phone") {
        let parts: Vec<_> = key.split('.').collect();
        let (last, above) = parts.split_last().expect("a key has parts");
        for depth in 0..above.len() {
            let path = above[..=depth].join(".");
            let here = if path == "team" { true } else { groups.iter().any(|(p, _)| *p == path) };
            if !here {
                groups.push((path, format!("{}{}:\n", "  ".repeat(depth), above[depth])));
            }
        }
        let line = format!("{}{last}: !none\n", "  ".repeat(above.len()));
        match groups.iter_mut().find(|(path, _)| *path == above.join(".")) {
            Some((_, text)) => text.push_str(&line),
            None => team.push_str(&line),
        }
    }
    // Groups inside `team` first: they continue what the file begins with.
    groups.sort_by_key(|(path, _)| !path.starts_with("team."));
    team.extend(groups.into_iter().map(|(_, text)| text));
    site.write("content/team.yaml", team);
    site.edit(files);
    site
}

/// The problems of a site as `code file:line:column`.
fn problems(site: &Site, more: &[&str]) -> Vec<String> {
    let run = site.check(&[&["--format", "json"], more].concat());
    let text = |d: &Value, key: &str| match &d[key] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    run.diagnostics()
        .iter()
        .map(|d| {
            let place = match d["line"].is_u64() {
                true => format!("{}:{}:{}", text(d, "file"), d["line"], d["column"]),
                false => text(d, "file"),
            };
            format!("{} {place}", text(d, "code"))
        })
        .collect()
}

#[test]
fn a_sound_site_has_no_problems() {
    let site = settled("");
    assert_eq!(problems(&site, &[]), [""; 0]);
    site.check(&[]).ok().says("0 errors, 0 warnings");
    site.check(&["--release"]).ok();
    assert!(!site.has("public"), "check writes nothing");
}

#[test]
fn broken_links_and_anchors_are_errors_at_their_place() {
    let site = settled(
        "-- content/en/p.md --\n---\ntitle: P\n---\nSee [a](abuot.md) and\n[b](about.md#whom).\n-- content/az/p.md --\n---\ntitle: P\n---\n",
    );
    assert_eq!(
        problems(&site, &[]),
        ["link-broken content/en/p.md:4:5", "anchor-broken content/en/p.md:5:1"]
    );
    site.check(&[]).exits(1).says("content/en/p.md:4:5").says("about.md").says("who");
}

#[test]
fn a_page_in_one_tree_alone_is_reported() {
    let site = settled("-- content/en/alone.md --\n---\ntitle: Alone\n---\n");
    assert_eq!(problems(&site, &[]).len(), 1);
    site.check(&[]).ok().says("translation-missing").says("content/az/alone.md");
}

#[test]
fn translations_are_held_to_the_same_facts() {
    let pair = |az: &str, en: &str| {
        settled(&format!(
            "-- content/az/p.md --\n---\ntitle: P\n{az}\n-- content/en/p.md --\n---\ntitle: P\n{en}\n"
        ))
    };
    let check = |az: &str, en: &str, code: &str| {
        let found = problems(&pair(az, en), &[]);
        assert!(found.iter().any(|p| p.starts_with(code)), "{code} is not among {found:?}");
    };
    check("updated: 2026-01-01\n---\n", "updated: 2026-02-01\n---\n", "translation-outdated");
    check("---\n## A {#a}", "---\n## A {#a}\n\n## B {#b}", "translation-sections");
    check("---\nCVE-2026-1234", "---\nCVE-2026-1243", "translation-figures");
    let same =
        pair("---\n## Ay {#a}\n31 may 2011, 12,5 %", "---\n## Moon {#a}\n31 May 2011, 12.5 %");
    assert_eq!(problems(&same, &[]), [""; 0]);
}

#[test]
fn placeholders_are_listed_with_every_place_in_both_languages() {
    let site = settled(
        "-- content/az/p.md --\n---\ntitle: P\n---\n{{team.phone}}\n-- content/en/p.md --\n---\ntitle: P\n---\n{{team.phone}}\n",
    );
    site.replace("content/team.yaml", "phone: !none", "phone: !unknown \"Which number answers?\"");
    let places = ["content/az/p.md:4:1", "content/en/p.md:4:1", "content/team.yaml:5:3"];
    let expect = |code: &str| places.map(|place| format!("{code} {place}"));
    assert_eq!(problems(&site, &[]), expect("placeholder"));
    site.check(&[]).ok().says("team.phone").says("Which number answers?");
    assert_eq!(problems(&site, &["--release"]), expect("placeholder-required"));
    site.check(&["--release"]).exits(1).says("team.phone");
}

#[test]
fn files_that_no_page_uses_and_images_that_say_nothing() {
    let site = settled(
        "-- content/en/unused.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n-- content/en/p.md --\n---\ntitle: P\n---\n![](used.svg)\n-- content/en/used.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n-- content/az/p.md --\n---\ntitle: P\n---\n",
    );
    assert_eq!(
        problems(&site, &[]),
        ["image-description content/en/p.md:4:1", "unused-asset content/en/unused.svg"]
    );
}

#[test]
fn finished_pages_are_looked_at_too() {
    let check = |old: &str, new: &str, code: &str| {
        let site = settled("");
        site.replace("themes/plain/templates/base.html", old, new);
        let found = problems(&site, &[]);
        let place = format!("{code} themes/plain/templates/base.html:");
        assert!(found.iter().any(|p| p.starts_with(&place)), "{place} is not among {found:?}");
        site.check(&[]).exits(1);
        // What a check finds, stops a build; and nothing of it is written.
        site.build().exits(1).says(code).says("Nothing was written.");
        assert!(!site.has("public/en/index.html"), "{code}");
    };
    check(
        "</footer>",
        "<img src=\"https://elsewhere.example/x.png\" alt=\"\"></footer>",
        "external-request",
    );
    check("</head>", "<style>p{}</style></head>", "inline-code");
    check("</footer>", "<script>alert(1)</script></footer>", "inline-code");
    check("<main>", "<main style=\"color:red\">", "inline-code");
    check("</footer>", "<a href=\"/en/nowhere/\">x</a></footer>", "dead-address");
    check("<main>", "<main id=\"languages\"><p id=\"languages\">", "duplicate-id");
    check("</footer>", "<a href=\"javascript:alert(1)\">x</a></footer>", "inline-code");
    check("</footer>", "<a href=\"nowhere.html\">x</a></footer>", "dead-address");
    check("</footer>", "<img srcset=\"/x.png 2x\" alt=\"\"></footer>", "dead-address");
    check("</footer>", "<p ONCLICK=\"x\"></p></footer>", "inline-code");
}

#[test]
fn every_mistake_is_seen_at_once() {
    let site = settled(
        "-- content/en/a.md --\n---\ntitel: A\n---\n-- content/en/b.md --\n---\ntitle: B\ndate: soon\n---\n-- content/en/c.md --\n---\ntitle: C\n---\n<b>raw</b> [x](y.md)\n",
    );
    let found = problems(&site, &[]).join(" ");
    for code in ["unknown-key", "bad-value", "raw-html", "link-broken"] {
        assert!(found.contains(code), "{code} is not in {found}");
    }
}

#[test]
fn every_format_says_the_same() {
    let site = settled(
        "-- content/en/p.md --\n---\ntitle: P\n---\n[a](nowhere.md)\n-- content/az/p.md --\n---\ntitle: P\n---\n",
    );
    let stdout = |format: &str| site.check(&["--format", format]).exits(1).stdout;
    assert!(
        stdout("short").starts_with("content/en/p.md:4:1: error[link-broken]: "),
        "{}",
        stdout("short")
    );
    assert!(
        stdout("github")
            .starts_with("::error file=content/en/p.md,line=4,col=1,title=link-broken::")
    );
    assert!(stdout("human").contains("  |\n4 | [a](nowhere.md)\n  | ^"), "{}", stdout("human"));
    let json = &site.check(&["--format", "json"]).diagnostics()[0];
    assert_eq!(
        (json["severity"].as_str(), json["code"].as_str()),
        (Some("error"), Some("link-broken"))
    );
    assert_eq!(json["source"].as_str(), Some("[a](nowhere.md)"));
}

#[test]
fn exit_status_2_is_for_what_could_not_run() {
    let site = Site::from("");
    site.check(&[]).exits(2).says("content");
    site.check(&["--format", "poem"]).exits(2);
    site.certsite(&["biuld"]).exits(2).says("build");
    site.certsite(&["build", "--date", "yesterday"]).exits(2);
}

/// A page that did not change may link to what is gone.
#[test]
fn a_build_looks_at_pages_that_are_as_before_too() {
    let site = settled(
        "-- content/en/gone.md --\n---\ntitle: Gone\n---\n-- content/az/gone.md --\n---\ntitle: Gone\n---\n",
    );
    site.replace(
        "themes/plain/templates/base.html",
        "</footer>",
        "<a href=\"/en/gone/\">x</a></footer>",
    );
    site.build().ok();
    let before = site.published();
    site.remove("content/en/gone.md");
    site.remove("content/az/gone.md");
    site.build().exits(1).says("links to /en/gone/, where nothing is");
    certsite_tests::site::assert_same(&before, &site.published(), "the previous output");
}

/// What features write for machines leads somewhere too.
#[test]
fn an_advisory_that_lost_its_block_in_one_language_is_told() {
    let block = "advisory:\n  id: ADV-2026-0001\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - {number: 1, date: 2026-01-12, summary: First}\n  references:\n    - {title: Note, url: \"https://maker.example/note\"}\n  indicators: [45.9.148.3]\n";
    let page =
        |block: &str| format!("---\ntitle: W\ndescription: D\ndate: 2026-01-12\n{block}---\n");
    let site = settled(&format!(
        "-- content/az/advisories/w.md --\n{}-- content/en/advisories/w.md --\n{}",
        page(block),
        page("")
    ));
    let expect =
        ["no-csaf content/az/advisories/w.md:5:1", "advisory-lost content/en/advisories/w.md:2:1"];
    assert_eq!(problems(&site, &[]), expect);
    site.check(&[]).exits(1).says(
        "this page has no block “advisory”, but content/az/advisories/w.md, which is the same page, has one",
    );
    site.build().exits(1).says("advisory-lost");
}

#[test]
fn people_read_warnings_first_then_one_table_of_facts_then_errors() {
    let site = settled(
        "-- content/az/p.md --\n---\ntitle: P\n---\n{{team.phone}}\n-- content/en/p.md --\n---\ntitle: P\n---\n{{team.phone}} [a](nowhere.md)\n-- content/en/unused.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n",
    );
    site.replace("content/team.yaml", "phone: !none", "phone: !unknown \"Which number answers?\"");
    let run = site.check(&[]).exits(1);
    let at = |text: &str| run.stdout.find(text).unwrap_or_else(|| panic!("{text}: {}", run.stdout));
    assert!(at("warning[unused-asset]") < at("warning[placeholder]"), "{}", run.stdout);
    assert!(at("warning[placeholder]") < at("error[link-broken]"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("placeholder").count(), 1, "{}", run.stdout);
    assert!(
        run.stdout.contains("team.phone  release      2  content/team.yaml:5:3\n"),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("1 error, 1 warning, 1 unknown fact (1 needed for a release)."));
    let run = site.check(&["--release"]).exits(1);
    assert!(
        run.stderr.contains("2 errors, 1 warning, 1 unknown fact (1 of the errors)."),
        "{run:?}"
    );
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
}

#[test]
fn what_a_taxonomy_says_of_its_size_holds() {
    let site = Site::shipped();
    let file = "content/data/rsit.yaml";
    let whole = site.read(file);
    for (old, new, says) in [
        ("class_count: 11", "class_count: 12", "the taxonomy has 11 classes, and this says 12"),
        ("type_count: 39", "type_count: 0", "the taxonomy has 39 types, and this says 0"),
        ("  class_count: 11\n", "", ""),
    ] {
        site.write(file, whole.replacen(old, new, 1));
        let told = site.check(&["--format", "short"]).stdout;
        let told: Vec<&str> = told.lines().filter(|line| line.contains("rsit.yaml")).collect();
        assert_eq!(told.len(), usize::from(!says.is_empty()), "{told:?}");
        assert!(told.iter().all(|line| line.contains(says)), "{told:?}");
    }
}

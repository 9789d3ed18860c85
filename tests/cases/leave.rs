//! What may leave: nothing of `content/` is published but pages, `content/files/`, and what lies
//! beside a page that links to it. Each way round that people have found is a row of a table here.

use certsite_tests::site::assert_same;
use certsite_tests::{Site, advisories};
use std::os::unix::fs::symlink;

/// A small site with something to hide in each folder that never leaves.
fn with_secrets(files: &str) -> Site {
    let site = Site::with(files);
    for path in [
        "content/data/tallies/2026.csv",
        "content/data/notes.md",
        "content/forms/notes.txt",
        "content/signatures/notes.txt",
        "content/en/settings.yaml",
        "content/en/settings.YML",
        "content/en/OLD.MD",
        "content/ru/notes.txt",
        "content/Data/notes.txt",
        "var/outbox/report.txt",
    ] {
        site.write(path, "SECRET\n");
    }
    site
}

/// Whether any published file holds these words.
fn leaks(site: &Site, words: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    site.published().into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn a_link_never_publishes_what_certsite_works_with() {
    let site = with_secrets("");
    site.build().ok();
    let before = site.published();
    let internal = "is what certsite works with, and never leaves";
    let yaml = "YAML files are settings and data";
    for (target, why) in [
        ("../data/tallies/2026.csv", internal),
        ("../data/notes.md", internal),
        ("../data/no-such-file.csv", internal),
        ("../data/", internal),
        ("../data", internal),
        ("../forms/notes.txt", internal),
        ("../signatures/notes.txt", internal),
        ("../site.yaml", internal),
        ("../team.yaml", internal),
        ("./../en/../data/tallies/2026.csv", internal),
        ("..%2Fdata%2Ftallies%2F2026.csv", internal),
        ("%2E%2E/data/tallies/2026%2Ecsv", internal),
        ("../files/../team.yaml", internal),
        ("../team.yaml#anchor", internal),
        ("settings.yaml", yaml),
        ("settings.YML", yaml),
        ("settings%2eyaml", yaml),
        ("OLD.MD", "Markdown files are published as pages alone"),
        ("../ru/notes.txt", "content/ru/ is no folder of pages"),
        ("../Data/notes.txt", "content/Data/ is no folder of pages"),
        ("../../themes/plain/theme.yaml", "it lies outside content/"),
        ("../../var/outbox/report.txt", "it lies outside content/"),
        ("../../../etc/passwd", "the path leaves the site"),
        (".hidden.txt", "a hidden file"),
        (".git/config", "the store of a version control system"),
        ("about.txt~", "an editor's copy of an older version"),
    ] {
        let front = format!("---\ntitle: P\nimage: \"{target}\"\n---\n");
        for (page, place) in [
            (format!("---\ntitle: P\n---\n[x]({target})\n"), "content/en/p.md:4:1"),
            (format!("---\ntitle: P\n---\n![x]({target})\n"), "content/en/p.md:4:1"),
            (format!("---\ntitle: P\n---\n[x]\n\n[x]: {target}\n"), "content/en/p.md:4:1"),
            (front, "content/en/p.md:3:"),
        ] {
            // An anchor is no part of a picture's path.
            if page.contains("image:") && target.contains('#') {
                continue;
            }
            site.write("content/en/p.md", &page);
            site.build().exits(1).says(place).says(why);
        }
    }
    assert_same(&before, &site.published(), "the previous output");
    assert!(leaks(&site, "SECRET").is_empty());
}

#[test]
fn files_beside_pages_leave_when_a_page_links_to_them() {
    let site = Site::plain(
        "\
-- content/az/table.csv --
a;b
-- content/az/unused.csv --
nobody
-- content/az/data/plan.csv --
c;d
-- content/az/files/own.txt --
beside
-- content/files/report.pdf --
pdf
-- content/files/read me.txt --
spaces
-- content/files/rule.yml --
title: a rule for sensors
-- content/files/guide.md --
# As it is
-- content/en/p.md --
---
title: P
image: ../files/report.pdf
---
[a](../az/table.csv) [b](../az/data/plan.csv) [c](../az/files/own.txt) [d](../files/report.pdf)
[e](../files/read%20me.txt) [f](../files/rule.yml) [g](../files/guide.md)
",
    );
    let page = site.page("en/p/");
    let links = page.matches("href=\"/media/").count();
    assert_eq!(links, 3, "{page}");
    for url in ["/report.pdf", "/rule.yml", "/guide.md"] {
        assert!(page.contains(&format!("href=\"{url}\"")), "{url}: {page}");
    }
    let published = site.published();
    for (start, text) in
        [("media/table.", "a;b\n"), ("media/plan.", "c;d\n"), ("media/own.", "beside\n")]
    {
        let found = published.iter().find(|(path, _)| path.starts_with(start));
        assert_eq!(found.map(|(_, bytes)| bytes.as_slice()), Some(text.as_bytes()), "{start}");
    }
    assert!(published.contains_key("read me.txt"));
    assert!(leaks(&site, "nobody").is_empty(), "nobody links to it");
}

#[test]
fn symbolic_links_publish_nothing_that_would_stay() {
    for (link, target, says) in [
        ("content/files/x.csv", "../data/tallies/2026.csv", Some("symlink-across")),
        ("content/files/x.yaml", "../team.yaml", Some("symlink-across")),
        ("content/files/all", "../data", Some("symlink-across")),
        ("content/files/all", "../en", Some("symlink-across")),
        ("content/files/all", "../../var", Some("symlink-across")),
        ("content/files/all", "../..", Some("symlink-across")),
        ("content/files/all", "/etc", Some("symlink-outside")),
        ("content/files/all", ".", Some("unreadable")),
        ("content/en/all", "../data", Some("symlink-across")),
        ("content/en/x.txt", "../forms/notes.txt", Some("symlink-across")),
        ("content/en/x.txt", "../../var/outbox/report.txt", Some("symlink-across")),
        ("content/en/x.txt", "settings.yaml", Some("link-unpublished")),
        ("content/en/x.txt", "nowhere.txt", Some("unreadable")),
        ("themes/plain/assets/x.txt", "../../../content/team.yaml", Some("symlink-across")),
        // These change nothing of what is published.
        ("content/en/x.txt", "../az/fine.txt", None),
        ("content/en/x.txt", "../files/robots-note.txt", None),
        ("content/files/x.txt", "robots-note.txt", None),
        ("content/data/more", "../../var", None),
    ] {
        let page =
            "-- content/en/p.md --\n---\ntitle: P\n---\nText.\n-- content/az/fine.txt --\nfine\n";
        let site = with_secrets(page);
        symlink(target, site.path(link)).expect("the folder is ours");
        if site.has("content/en/x.txt") {
            site.write("content/en/p.md", "---\ntitle: P\n---\n[x](x.txt)\n");
        }
        let run = site.build();
        match says {
            Some(code) => drop(run.exits(1).says(&format!("[{code}]"))),
            None => drop(run.ok()),
        }
        assert!(leaks(&site, "SECRET").is_empty(), "{link} → {target}");
    }
}

#[test]
fn pages_below_a_section_that_waits_wait_with_it() {
    for waits in ["draft: true", "date: 2026-06-16"] {
        let site = Site::plain("");
        let without = site.published();
        let section =
            format!("---\ntitle: Plans\nslug: designs\n{waits}\nsection: {{feed: true}}\n---\n");
        site.write("content/en/plans/index.md", &section);
        site.edit(
            "\
-- content/en/plans/one.md --
---
title: One
date: 2026-06-01
tags: [phishing]
aliases: [/old-one.html]
---
![a picture](one.png) PLANNED
-- content/en/plans/one.png --
GIF89a 1 1 PLANNED
-- content/en/plans/deep/index.md --
---
title: Deep
---
PLANNED
-- content/en/plans/deep/two.md --
---
title: Two
---
PLANNED
",
        );
        site.build_with(&["--no-minify"]).ok();
        assert_same(&without, &site.published(), waits);
        // Previews and --drafts show all of it, at the addresses that it will have.
        site.build_with(&["--no-minify", "--drafts"]).ok();
        let pages = |site: &Site| {
            let paths = site.published().into_keys();
            paths.filter(|path| path.contains("designs")).collect::<Vec<_>>()
        };
        let previewed = pages(&site);
        for path in
            ["en/designs/index.html", "en/designs/one/index.html", "en/designs/deep/two/index.html"]
        {
            assert!(previewed.iter().any(|found| found == path), "{path}: {previewed:?}");
        }
        site.serve().wait_for("/en/designs/deep/two/", "PLANNED");
        let later = section.replace(waits, "date: 2026-06-01");
        site.write("content/en/plans/index.md", later);
        site.build_with(&["--no-minify"]).ok();
        assert_eq!(pages(&site), previewed, "the addresses once it is public");
        site.shows("sitemap.xml", "/en/designs/deep/two/");
    }
}

#[test]
fn a_link_into_a_section_that_waits_says_why() {
    let site = Site::with(
        "\
-- content/en/plans/index.md --
---
title: Plans
date: 2026-07-01
---
-- content/en/plans/deep/index.md --
---
title: Deep
draft: true
---
-- content/en/plans/deep/two.md --
---
title: Two
---
-- content/en/plans/deep/two.csv --
a
",
    );
    let why = "content/en/plans/index.md is dated 2026-07-01, later than this build";
    for link in [
        "[x](plans/index.md)",
        "[x](plans/deep/two.md)",
        "[x](plans/deep/two.csv)",
        "![x](plans/deep/two.csv)",
    ] {
        site.write("content/en/p.md", format!("---\ntitle: P\n---\n{link}\n"));
        site.build().exits(1).says("content/en/p.md:4:1").says(why);
    }
    // From the other language, too, and where settings and blocks name it.
    site.remove("content/en/p.md");
    site.write("content/az/p.md", "---\ntitle: P\n---\n[x](../en/plans/deep/two.csv)\n");
    site.build().exits(1).says("content/az/p.md:4:1").says(why);
    site.write("content/az/p.md", "---\ntitle: P\n---\n");
    site.write("content/en/p.md", "---\ntitle: P\n---\n```latest\nsection: plans/index.md\n```\n");
    site.build().exits(1).says("content/en/p.md:5:1").says(why);
    site.remove("content/en/p.md");
    site.replace("content/site.yaml", "[report.md]", "[plans/index.md]");
    site.build().exits(1).says("no-such-page");
}

#[test]
fn advisories_of_a_section_that_waits_reach_no_machine() {
    let site = advisories::sample();
    for lang in ["az", "en"] {
        site.replace(
            &format!("content/{lang}/advisories/index.md"),
            "---\ntitle:",
            "---\ndraft: true\ntitle:",
        );
        let home = format!("content/{lang}/index.md");
        let text = site.read(&home);
        // The shipped home page shows the newest advisories.
        if let Some((before, after)) = text.split_once("```latest\nsection: advisories/index.md") {
            let (_, rest) = after.split_once("```\n").expect("the block ends");
            site.write(&home, format!("{before}{rest}"));
        }
    }
    let run = site.build();
    for (path, _) in site.published() {
        assert!(
            !path.contains("csaf/white") && !path.contains("stix") && !path.contains("misp"),
            "{path}"
        );
    }
    // Menus and pages that lead there are told, so that nothing is built with dead links.
    run.exits(1).says("is a draft");
}

#[test]
fn everything_in_files_is_published_byte_for_byte() {
    let site = Site::with("");
    let files: [(&str, &[u8]); 12] = [
        (".well-known/mta-sts.txt", b"version: STSv1\r\nmode: enforce\r\n"),
        (".htaccess", b"Options -Indexes\n"),
        ("#a.txt", b"a"),
        ("b~", b"b"),
        ("excel.csv", b"\xef\xbb\xbfad;\xc9\x99\r\n"),
        ("old.html", b"<meta charset=windows-1251><title>\xcf\xf0\xe8\xe2\xe5\xf2</title>"),
        ("utf16.txt", b"\xff\xfea\0b\0"),
        ("binary.txt", b"\0\x01\x02\xff"),
        ("apart.txt", b"s\xcc\xa7"),
        ("settings.yaml", b"\tnot: yaml: at: all"),
        ("page.md", b"no front matter"),
        ("empty", b""),
    ];
    for (name, bytes) in files {
        site.write(&format!("content/files/{name}"), bytes);
    }
    site.build().ok();
    let published = site.published();
    for (name, bytes) in files {
        assert_eq!(published.get(name).map(Vec::as_slice), Some(bytes), "{name}");
    }
    // A preview shows the same bytes.
    let server = site.serve();
    assert!(server.get("/.well-known/mta-sts.txt").body.contains("mode: enforce"));
    // Nothing of it may stand in the folder of a build's own notes.
    site.write("content/files/.certsite/manifest", "mine");
    site.build().exits(1).says("content/files/.certsite/manifest").says("certsite itself");
}

#[test]
fn text_beside_pages_is_copied_byte_for_byte_too() {
    let site = Site::with(
        "-- content/en/p.md --\n---\ntitle: P\n---\n[x](old.html) [y](excel.csv) [z](drawing.svg)\n",
    );
    let files: [(&str, &[u8]); 3] = [
        ("old.html", b"\xcf\xf0\xe8"),
        ("excel.csv", b"\xef\xbb\xbfad;\xc9\x99\r\n"),
        ("drawing.svg", b"\xef\xbb\xbf<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    for (name, bytes) in files {
        site.write(&format!("content/en/{name}"), bytes);
    }
    site.build().ok();
    let published = site.published();
    for (name, bytes) in files {
        assert!(published.values().any(|found| found == bytes), "{name}");
    }
}

#[test]
fn one_picture_beside_two_pages_is_one_file() {
    let page = |name: &str| format!("---\ntitle: P\n---\n![it]({name})\n");
    let media = |site: &Site| {
        let paths = site.published().into_keys();
        paths.filter(|path| path.starts_with("media/")).collect::<Vec<_>>()
    };
    for (what, first, second, count) in [
        ("same name, same bytes", ("map.png", "1"), ("map.png", "1"), 1),
        ("same name, other bytes", ("map.png", "1"), ("map.png", "2"), 2),
        ("other name, same bytes", ("map.png", "1"), ("plan.png", "1"), 2),
        ("names that fold to one", ("Xəritə.png", "1"), ("xerite.PNG", "1"), 1),
        ("names that fold to one, other bytes", ("Xəritə.png", "1"), ("xerite.PNG", "2"), 2),
    ] {
        let site = Site::with("");
        for (lang, (name, bytes)) in [("az", first), ("en", second)] {
            site.write(&format!("content/{lang}/{name}"), format!("GIF89a 1 1 picture {bytes}"));
            site.write(&format!("content/{lang}/p.md"), page(name));
        }
        site.build().ok();
        assert_eq!(media(&site).len(), count, "{what}: {:?}", media(&site));
        for lang in ["az", "en"] {
            let html = site.page(&format!("{lang}/p/"));
            let files = media(&site);
            assert!(files.iter().any(|file| html.contains(&format!("/{file}"))), "{what}: {html}");
        }
        let said = site.check(&["--format", "short"]).stdout;
        assert!(!said.contains("unused-asset"), "{what}: {said}");
    }
}

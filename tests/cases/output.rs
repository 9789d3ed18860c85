//! The finished site: every other file that it is made of, and the form of its pages.

use certsite_tests::{Site, advisories, browser};
use std::fs;
use std::path::PathBuf;

#[test]
fn aliases_lead_from_old_addresses_to_the_page() {
    let site = Site::plain(
        "-- content/en/old.md --\n---\ntitle: Moved\naliases: [/policy.html, /en/rfc-2350en.html, /en/past/]\n---\n",
    );
    for old in ["policy.html", "en/rfc-2350en.html", "en/past/"] {
        site.shows(old, "url=/en/old/");
    }
    site.hides("sitemap.xml", "policy.html");
}

#[test]
fn drafts_and_later_pages_wait() {
    let files = "\
-- content/en/draft.md --
---
title: Draft
draft: true
---
-- content/en/advisories/later.md --
---
title: Later
date: 2026-06-16
---
";
    let site = Site::plain(files);
    assert!(!site.has("public/en/draft") && !site.has("public/en/advisories/later"));
    site.hides("en/advisories/", "Later").hides("sitemap.xml", "later");
    site.hides("en/advisories/atom.xml", "Later");
    site.build_with(&["--drafts"]).ok();
    assert!(
        site.has("public/en/draft/index.html") && site.has("public/en/advisories/later/index.html")
    );
    site.certsite(&["build", "--date", "2026-06-16"]).ok();
    assert!(!site.has("public/en/draft") && site.has("public/en/advisories/later/index.html"));
}

#[test]
fn a_link_to_a_page_that_waits_is_an_error_with_the_reason() {
    let site = Site::with(
        "-- content/en/draft.md --\n---\ntitle: D\ndraft: true\n---\n-- content/en/p.md --\n---\ntitle: P\n---\n[x](draft.md)\n",
    );
    site.build().exits(1).says("content/en/p.md:4:").says("draft");
}

#[test]
fn the_sitemap_names_every_page_with_its_translations() {
    let site = Site::plain("-- content/en/alone.md --\n---\ntitle: Alone\n---\n");
    for text in [
        "<loc>https://cert.example.org/az/haqqimizda/</loc>",
        "hreflang=\"en\" href=\"https://cert.example.org/en/about/\"",
        "hreflang=\"x-default\" href=\"https://cert.example.org/az/haqqimizda/\"",
        "<loc>https://cert.example.org/en/alone/</loc>",
        "<lastmod>2026-02-03</lastmod>",
    ] {
        site.shows("sitemap.xml", text);
    }
    site.shows("robots.txt", "Sitemap: https://cert.example.org/sitemap.xml");
}

#[test]
fn files_are_published_as_they_are() {
    let site = Site::plain("-- content/files/.well-known/note.bin --\n\u{1}raw");
    assert_eq!(site.page("robots-note.txt"), "Published as it is.\n");
    assert!(!site.has("public/content"));
}

#[test]
fn theme_assets_carry_their_hash_and_find_each_other() {
    let site = Site::plain("");
    let published = site.published();
    let css =
        published.keys().find(|path| path.ends_with(".css")).expect("the style sheet is there");
    let dot = published.keys().find(|path| path.ends_with(".svg")).expect("the image is there");
    site.shows("en/", &format!("href=\"/{css}\""));
    site.shows(css, dot);
    assert!(css != "assets/plain.css" && dot != "assets/dot.svg");
}

#[test]
fn pages_choose_a_template_of_the_theme() {
    let site = Site::plain(
        "\
-- themes/plain/templates/poster.html --
{% extends \"base.html\" %}{% block main %}<p>POSTER {{ page.title }}</p>{% endblock %}
-- content/en/p.md --
---
title: Big
template: poster
---
",
    );
    site.shows("en/p/", "<p>POSTER Big</p>");
}

#[test]
fn what_an_editor_writes_cannot_become_markup() {
    let site = Site::plain(
        "-- content/en/p.md --\n---\ntitle: \"<script>alert(1)</script> & co\"\ndescription: '\"><b>'\n---\n`<u>`\n",
    );
    site.hides("en/p/", "<script>").hides("en/p/", "<u>").hides("en/p/", "\"><b>");
    site.shows("en/p/", "&lt;script");
}

#[test]
fn minified_pages_are_smaller_and_still_valid() {
    let files = "\
-- content/en/p.md --
---
title: Everything
tags: [team]
---
## One {#one}

| a | b |
| --- | --- |
| 1 | 2 |

- [ ] open
- [x] done[^n]

[^n]: Note.

> [!TIP]
> A tip, **bold**, `code`.

1. one
2. two
";
    let plain = Site::plain(files);
    let small = Site::with(files);
    small.build().ok();
    let size = |site: &Site| site.page("en/p/").len();
    assert!(size(&small) < size(&plain));
    for site in [&plain, &small] {
        browser::validate(&pages(site)).ok();
    }
}

/// All HTML files of the site.
pub fn pages(site: &Site) -> Vec<PathBuf> {
    let published = site.published();
    let pages: Vec<_> = published
        .keys()
        .filter(|path| path.ends_with(".html"))
        .map(|path| site.path("public").join(path))
        .collect();
    assert!(pages.len() > 5, "the site is built");
    pages
}

/// What somebody else put into the folder is public like all there: it is named, each once.
#[test]
fn what_certsite_did_not_write_is_named_once() {
    let site = Site::with("");
    let built = |n: usize| {
        site.write("content/files/changed.txt", n.to_string());
        site.build().ok().stderr
    };
    assert!(!built(0).contains("[foreign-files]"));
    site.write("public/old page.html", "old");
    site.write("public/backup/a/b.txt", "b");
    site.write("public/en/left.txt", "c");
    let said = built(1);
    assert!(said.contains("did not write: backup/, en/left.txt, old page.html"), "{said}");
    assert!(!built(2).contains("[foreign-files]"));
    for n in 0..8 {
        site.write(&format!("public/en/more-{n}.txt"), "d");
    }
    let said = built(3);
    assert!(
        said.contains("did not write: en/more-0.txt, ") && said.contains(" and 3 more"),
        "{said}"
    );
    assert!(!said.contains("left.txt"), "{said}");
    assert!(!built(4).contains("[foreign-files]"));
    // What went and came back is named again.
    site.remove("public/en/left.txt");
    built(5);
    site.write("public/en/left.txt", "c");
    assert!(built(6).contains("did not write: en/left.txt\n"));
}

/// What later builds have to know of this one lies beside the site, and is noted once that is in place.
#[test]
fn what_the_disk_lets_nobody_note_is_told_and_noted_by_the_next_build() {
    let site = advisories::sample();
    site.build().ok();
    let note = "public/.certsite/indicators";
    assert!(site.has(note));
    site.remove(note);
    fs::create_dir(site.path(note)).expect("the folder is ours");
    site.write("content/en/more.md", "---\ntitle: More\n---\n\nMore.\n");
    let told = site.build().exits(2).says("indicators").says("The site is written");
    told.does_not_say("Nothing was written");
    site.shows("en/more/", "More");
    fs::remove_dir(site.path(note)).expect("it is empty");
    site.build().ok();
    assert!(site.path(note).is_file());
}

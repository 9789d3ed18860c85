//! `certsite new`: sound files in every language, or a clear refusal and none at all.

use certsite_tests::{Run, Site, project};

fn new(site: &Site, kind: &str, what: &str) -> Run {
    site.certsite(&["new", kind, what])
}

/// What `new` says of a title or path, and that it leaves nothing behind.
fn refuses(kind: &str, what: &str, expect: &str) {
    let site = Site::with("");
    let before = site.tree("content");
    let run = new(&site, kind, what).exits(2).says(expect);
    assert!(run.stdout.is_empty(), "{run:?}");
    certsite_tests::site::assert_same(&before, &site.tree("content"), what);
}

#[test]
fn what_can_be_no_page_is_refused() {
    let long = format!("{}.md", "x".repeat(300));
    for (what, expect) in [
        ("", "a page needs a title"),
        (" \n ", "a page needs a title"),
        ("?!", "neither letter nor digit"),
        ("🔥", "neither letter nor digit"),
        (".md", "has no name of its own"),
        ("a/.md", "has no name of its own"),
        (".hidden.md", "has no name of its own"),
        ("../x.md", "leads out of the site"),
        ("a/../../x.md", "leads out of the site"),
        ("/etc/x.md", "leads out of the site"),
        ("a\nb.md", "use letters, digits, hyphens"),
        ("a\\b.md", "use letters, digits, hyphens"),
        (long.as_str(), "longer than the name of a file may be"),
        ("about.md", "content/az/about.md exists already"),
        ("content/en/about.md", "content/az/about.md exists already"),
        ("About", "content/az/about.md exists already"),
        // The address is that of a page with another name.
        ("tags.md", "nothing was made: a build would refuse it"),
    ] {
        refuses("page", what, expect);
    }
    refuses("translation", "about.md", "so does the page in every other language");
    refuses("translation", "nothing.md", "there is no page content/az/nothing.md");
    refuses("translation", "About", "it has to end in .md");
    refuses("news", "", "a page needs a title");
}

#[test]
fn whatever_is_made_builds() {
    let long = "Çox uzun başlıq ".repeat(300);
    for (what, file) in [
        ("Salam, dünya: “it's” \"so\" #5 & {x}", "salam-dunya-its-so-5-x.md"),
        ("two\nlines", "two-lines.md"),
        ("[x] @y", "x-y.md"),
        ("../../x", "x.md"),
        ("🔥 Yanğın", "yangin.md"),
        ("deep/er/page.md", "deep/er/page.md"),
        (long.trim(), ""),
    ] {
        let site = Site::with("");
        let run = new(&site, "page", what).ok();
        let made: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(made.len(), 2, "{run:?}");
        assert!(file.is_empty() || site.has(&format!("content/en/{file}")), "{run:?}");
        site.build().ok();
        site.build_with(&["--drafts"]).ok();
        let short = site.check(&["--format", "short"]).ok().stdout;
        assert!(!short.contains("error["), "{short}");
    }
}

/// What only the theme cannot do is found before anything is written, too.
#[test]
fn what_a_theme_cannot_draw_is_not_made() {
    let list = "themes/plain/templates/embeds/report.html";
    let page = "themes/plain/templates/page.html";
    for (files, code) in [
        (vec![], "template-of-block"),
        (vec![(list, "{{ embed.nothing.at_all }}")], "template"),
        (vec![(list, "<p style=x>")], "inline-code"),
        (vec![(list, "<a href=/nope/>x</a>")], "dead-address"),
        (
            vec![
                (list, ""),
                (
                    page,
                    "<p>{{ page.title }}{% if page.key is starting_with(pat=\"statistics/\") %}<a href=/nope/>{% endif %}",
                ),
            ],
            "dead-address",
        ),
    ] {
        let site = with_all_words();
        files.iter().for_each(|(file, text)| site.write(file, text));
        let run = new(&site, "report", "2026-10").exits(2);
        assert!(run.stderr.contains(code), "{code}: {run:?}");
        assert!(!site.has("content/en/statistics"), "{code}");
        new(&site, "page", "Fine").ok();
    }
    let site = Site::with("");
    site.write(list, "<p>x</p>");
    new(&site, "report", "2026-10").exits(2).says("string “figures.by_month” has no text in “en”");
    let site = with_all_words();
    site.write(list, "<p>x</p>");
    new(&site, "report", "2026-10").ok();
    site.build().ok();
}

/// The small site with all words that features ask for.
fn with_all_words() -> Site {
    let site = Site::with("");
    site.copy(&project().join("themes/cert/strings"), "themes/plain/strings");
    // A theme that has the words of a search has its page.
    site.write("themes/plain/templates/embeds/search.html", "");
    for lang in ["az", "en"] {
        let own = "\nnav:\n  none: There is no translation\n";
        site.replace(&format!("themes/plain/strings/{lang}.yaml"), "\nnav:\n", own);
    }
    site
}

#[test]
fn a_missing_translation_has_the_same_facts() {
    let page = "---\ntitle: \"Xəbər: bir\"\ndescription: Nə oldu.\ndate: 2026-01-12 # day\ntags: [phishing]\nslug: xeber\naliases: [/old.html]\nweight: 3\n---\nMətn.\n";
    let site = Site::with(&format!("-- content/az/p.md --\n{page}"));
    let expect = "---\n# From content/az/p.md: translate title and description.\ntitle: \"Xəbər: bir\"\ndescription: \"Nə oldu.\"\ndate: 2026-01-12\ntags: [phishing]\nweight: 3\ndraft: true\n---\n";
    for (kind, what) in [("translation", "p.md"), ("page", "p.md"), ("page", "content/az/p.md")] {
        let run = new(&site, kind, what).ok();
        assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
        assert_eq!(site.read("content/en/p.md"), expect);
        assert_eq!(site.read("content/az/p.md"), page);
        site.build_with(&["--drafts"]).ok();
        site.remove("content/en/p.md");
    }
}

#[test]
fn a_missing_translation_of_an_advisory_keeps_its_block() {
    let block = "advisory:\n  id: ADV-2026-0001\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - {number: 1, date: 2026-01-12, summary: First}\n  references:\n    - {title: Note, url: \"https://maker.example/note\"}";
    let site = Site::with(&format!(
        "-- content/en/advisories/w.md --\n---\ntitle: W\ndescription: D\ndate: 2026-01-12\n{block}\n---\n"
    ));
    new(&site, "translation", "advisories/w.md").ok();
    let made = site.read("content/az/advisories/w.md");
    assert!(made.contains(&format!("\n{block}\ndraft: true\n")), "{made}");
    site.build_with(&["--drafts"]).ok();
}

#[test]
fn two_advisories_at_once_take_two_numbers() {
    let site = Site::with("");
    std::thread::scope(|scope| {
        for n in 0..6 {
            let site = &site;
            scope.spawn(move || new(site, "advisory", &format!("Warning {n}")).ok());
        }
    });
    let mut ids: Vec<String> = (0..6)
        .map(|n| site.read(&format!("content/en/advisories/warning-{n}.md")))
        .map(|text| text.lines().find(|line| line.contains("id: ")).expect("an id").to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "{ids:?}");
}

/// Numbers count wherever and however an advisory states them, and only there.
#[test]
fn the_next_number_follows_the_highest_that_is_stated() {
    let year = {
        let site = Site::with("");
        new(&site, "advisory", "New one").ok();
        let text = site.read("content/en/advisories/new-one.md");
        text.split("ADV-").nth(1).expect("a number")[..4].to_owned()
    };
    let page = |front: &str| {
        format!("-- content/en/advisories/old.md --\n---\ntitle: Old\n{front}\n---\n")
    };
    for (front, expect) in [
        (format!("draft: true\nadvisory: {{id: \"ADV-{year}-0007\"}}"), 8),
        (format!("draft: true\ntags: oops\nadvisory:\n  id: 'ADV-{year}-0009'"), 10),
        (format!("draft: true\nadvisory:\n  id: ADV-{year}-0011\n  tlp: [\n"), 12),
        (format!("description: |\n  id: ADV-{year}-0020"), 1),
    ] {
        let site = Site::with(&page(&front));
        new(&site, "advisory", "Next").ok();
        let text = site.read("content/en/advisories/next.md");
        assert!(text.contains(&format!("id: ADV-{year}-{expect:04}\n")), "{front}\n{text}");
    }
}

#[test]
fn a_page_is_made_in_all_languages_or_in_none() {
    let site = Site::with("");
    // A folder in its place: the file cannot be made, whoever asks.
    std::fs::create_dir_all(site.path("content/en/deep/p.md")).expect("the site is ours");
    new(&site, "page", "deep/p.md").exits(2).says("content/en/deep/p.md");
    assert!(!site.has("content/az/deep"), "what the first language got was taken back");
}

/// Whatever `new` makes, a preview of the site with its drafts can be built at once.
#[test]
fn a_new_draft_stops_no_build() {
    for site in [Site::with(""), certsite_tests::advisories::sample()] {
        for (kind, what) in [("page", "One"), ("news", "Two"), ("advisory", "Three")] {
            new(&site, kind, what).ok();
        }
        let said = site
            .certsite(&["build", "--drafts", "--base-url", "https://cert.example.org"])
            .ok()
            .stderr;
        assert!(said.contains("warning[advisory-undone]"), "{said}");
        assert!(
            !site
                .tree("public")
                .keys()
                .any(|path| path.contains("-0001.json") && path.contains("three"))
        );
        // Done, it is an advisory like any other; half done, it is none that could be published.
        let path = "content/en/advisories/three.md";
        site.replace(path, "draft: true\n", "");
        site.certsite(&["build", "--base-url", "https://cert.example.org"])
            .exits(1)
            .says("a draft is not for readers");
    }
}

#[test]
fn what_cannot_be_read_is_not_translated() {
    for text in [
        "---\ntitle: X\n",
        "no front matter",
        "---\ntitel: X\n---\n",
        "---\ntitle: [\n---\n",
        "---\n---\n",
    ] {
        let site = Site::with(&format!("-- content/en/x.md --\n{text}"));
        new(&site, "translation", "x.md").exits(2).says("its front matter cannot be read");
        assert!(!site.has("content/az/x.md"), "{text}");
    }
}

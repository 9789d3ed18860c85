//! Text end to end: facts and comments wherever words stand, ids that differ, notes with a way back.

use certsite_tests::{Site, advisories};

/// Builds a site with one English page more, of this front matter and body.
fn page(front: &str, body: &str) -> Site {
    Site::plain(&format!("-- content/en/page.md --\n---\n{front}\n---\n{body}\n"))
}

#[test]
fn facts_are_drawn_wherever_words_stand() {
    let site = Site::with(
        "\
-- content/en/advisories/page.md --
---
title: \"{{team.name}}: {{ team.email_incidents }}\"
description: Call {{team.phone}} <!-- not yet --> now
date: 2026-02-01
---
## About {{team.name}}

[Write](mailto:{{team.email_incidents}} \"To {{team.name}}\"), [call](tel:{{team.phone}}),
[{{team.email_incidents}}](../about.md), ![{{team.name}}](map.svg), \\{{team.name}}.
-- content/en/advisories/map.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\"/>
",
    );
    site.replace("content/team.yaml", "name: Nümunə\n", "name: A & B\n");
    site.build_with(&["--no-minify"]).ok();
    let page = "en/advisories/page/";
    site.shows(page, "<title>A &amp; B: incidents@example.org – ")
        .shows(page, "<h1>A &amp; B: incidents@example.org</h1>")
        .shows(page, "<h2 id=\"about-a-b\">About A &amp; B <a class=\"anchor\" href=\"#about-a-b\" aria-label=\"Link to: About A &amp; B\">")
        .shows(page, "<li><a href=\"#about-a-b\">About A &amp; B</a></li>")
        .shows(page, "<a href=\"mailto:incidents@example.org\" title=\"To A &amp; B\">Write</a>")
        .shows(page, "<a class=\"placeholder\" title=\"team.phone\">call [to be supplied by the team]</a>")
        .shows(page, ">incidents@example.org</a>, <img")
        .shows(page, "alt=\"A &amp; B\"")
        .shows(page, ", {{team.name}}.</p>");
    site.shows("en/advisories/", "A &amp; B: incidents@example.org</a>");
    let feed = site.read("public/en/advisories/atom.xml");
    assert!(feed.contains("<title>A &amp; B: incidents@example.org</title>"), "{feed}");
    assert!(feed.contains("<summary>Call [to be supplied by the team] now</summary>"), "{feed}");
    let feed = site.read("public/en/advisories/feed.json");
    assert!(feed.contains("\"title\": \"A & B: incidents@example.org\""), "{feed}");
}

#[test]
fn mistyped_facts_are_errors_at_their_own_places() {
    let site = Site::with(
        "\
-- content/en/page.md --
---
title: About {{team.nmae}}
description: \"{{team.phnoe}}\"
---
## See {{team.fxa}}

[a](mailto:{{team.emial_incidents}}) ![{{team.haed}}](x.svg) {{team.name}
-- content/en/x.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\"/>
",
    );
    let run = site.build().exits(1);
    run.says("did you mean “team.phone”?");
    let short = site.check(&["--format", "short"]);
    for text in [
        "content/en/page.md:2:14: error[unknown-fact]: there is no fact “team.nmae”",
        "content/en/page.md:3:15: error[unknown-fact]: there is no fact “team.phnoe”",
        "content/en/page.md:5:8: error[unknown-fact]: there is no fact “team.fxa”",
        "content/en/page.md:7:12: error[unknown-fact]: there is no fact “team.emial_incidents”",
        "content/en/page.md:7:40: error[unknown-fact]: there is no fact “team.haed”",
        "content/en/page.md:7:62: error[fact-open]: these braces are never closed",
    ] {
        assert!(short.stdout.contains(text), "{text} in\n{}", short.stdout);
    }
}

#[test]
fn headings_never_share_an_id_with_the_theme_or_with_notes() {
    // The plain theme has the ids `main-menu`, `languages`, `toc`, `tags`, `neighbours`.
    let body = "## Tags\n\n## Tags\n\n## Languages\n\n## 1\n\n## Fn-1\n\n## List\n\nText.[^1] [x](#tags-2)\n\n[^1]: Note.";
    let site = page("title: P", body);
    for id in ["tags-3", "tags-2", "languages-2", "1", "fn-1", "list"] {
        site.shows("en/page/", &format!("<h2 id=\"{id}\">"));
    }
    site.check(&[]).does_not_say("duplicate-id");
    // One that an editor chose is reported.
    let site = Site::with("-- content/en/page.md --\n---\ntitle: P\n---\n## A {#toc}\n");
    site.build()
        .exits(1)
        .says("content/en/page.md:4:1")
        .says("the anchor “toc” is already that of a part of the theme")
        .says("give the heading another id: “## Heading {#other-id}”");
}

#[test]
fn headings_make_way_for_what_blocks_and_advisories_draw() {
    let site = advisories::sample();
    let headings = ["Main", "Menu", "Products", "History", "Report form", "F contact", "Counting"];
    let headings = headings.map(|heading| format!("## {heading}\n\n")).concat();
    let plain = format!("---\ntitle: P\n---\n{headings}");
    site.write("content/en/plain.md", &plain);
    site.write("content/en/form.md", format!("{plain}```form\nid: incident\n```\n"));
    site.write(
        "content/en/codes.md",
        "---\ntitle: P\n---\n## Malicious code\n\n```taxonomy\n```\n",
    );
    let advisory = site.read("content/en/advisories/sample-mail.md");
    site.write("content/en/advisories/sample-mail.md", format!("{advisory}\n{headings}"));
    site.build_with(&["--no-minify"]).ok();
    let shows = |page: &str, ids: &[&str]| {
        for id in ids {
            site.shows(page, &format!(" id=\"{id}\""));
        }
    };
    shows("en/plain/", &["main-2", "menu-2", "products", "history", "report-form", "counting"]);
    shows("en/form/", &["main-2", "products", "history", "report-form-2", "counting"]);
    let mail = "en/advisories/sample-mail/";
    shows(mail, &["products", "products-2", "history", "history-2", "report-form", "counting"]);
    shows("en/codes/", &["malicious-code-2", "malicious-code"]);
    site.check(&[]).does_not_say("duplicate-id");
}

#[test]
fn tables_need_no_style() {
    let site = page("title: P", "| a | b |\n|:--|--:|\n| 1 | 2 |");
    site.shows("en/page/", "<td class=\"align-right\">2</td>").hides("en/page/", "style=");
    site.check(&[]).does_not_say("inline-code");
}

#[test]
fn values_that_yaml_cuts_are_reported() {
    let site = Site::with("");
    let short = |front: &str| {
        site.write("content/en/page.md", format!("---\n{front}\n---\n"));
        let run = site.check(&["--format", "short"]);
        let own = run.stdout.lines().filter(|line| line.contains("value-cut"));
        own.map(str::to_owned).collect::<Vec<_>>()
    };
    let problem = |at: &str, comment: &str| {
        vec![format!(
            "content/en/page.md:{at}: error[value-cut]: “{comment}” is a comment here, and no part of the value before it"
        )]
    };
    assert_eq!(short("title: X #5"), problem("2:10", "#5"));
    assert_eq!(short("title: X # five"), problem("2:10", "# five"));
    assert_eq!(short("title: P\ndescription: a\n  b #c d"), problem("4:5", "#c d"));
    assert_eq!(short("title: P\nslug: x #5"), problem("3:9", "#5"));
    for fine in ["title: \"X #5\"", "title: X#5", "title: P\nweight: 3 # light", "# a\ntitle: P"] {
        assert_eq!(short(fine), [""; 0], "{fine}");
    }
    site.write("content/en/page.md", "---\ntitle: X #5\n---\n");
    site.build().exits(1).says("put the value between quotes: \"X #5\"");
}

#[test]
fn blocks_may_stand_in_lists_and_quotes() {
    let body = "- x\n\n  ```facts\n  keys:\n    - team.name\n  ```\n\n> ```facts\n> keys:\n>   - team.phone\n> ```";
    page("title: P", body).shows("en/page/", "Nümunə").shows("en/page/", "class=\"placeholder\"");
    let site = Site::with(
        "-- content/en/page.md --\n---\ntitle: P\n---\n> - ```facts\n>   keys:\n>     - team.nmae\n>   ```\n",
    );
    site.build().exits(1).says("content/en/page.md:6:9").says("there is no fact “team.nmae”");
}

#[test]
fn notes_lead_back_in_the_language_of_the_page() {
    let site = Site::shipped();
    for lang in ["az", "en"] {
        site.write(
            &format!("content/{lang}/p.md"),
            "---\ntitle: P\n---\nText.[^a]\n\n[^a]: Note.\n",
        );
    }
    site.build_with(&["--no-minify"]).ok();
    site.shows("en/p/", "aria-label=\"Back to reference 1\"");
    site.shows("az/p/", "aria-label=\"Mətndəki istinada qayıdın 1\"");
}

#[test]
fn facts_in_data_files_and_in_the_rest_of_the_front_matter() {
    let site = Site::shipped();
    let text = site.read("content/data/rfc2350.yaml");
    site.write("content/data/rfc2350.yaml", text.replacen("{{team.name}}", "{{team.nmae}}", 1));
    site.check(&[]).says("content/data/rfc2350.yaml:").says("there is no fact “team.nmae”");
    let site = Site::with(
        "-- content/en/page.md --\n---\ntitle: P\nslug: \"{{team.name}}\"\nimage: \"{{team.name}}.png\"\n---\n",
    );
    site.write("content/en/page.md", "---\ntitle: P\nimage: \"{{team.name}}.png\"\n---\n");
    site.build()
        .exits(1)
        .says("content/en/page.md:3:9")
        .says("the fact team.name is not drawn here");
}

#[test]
fn values_that_say_something_else_are_reported_in_every_yaml() {
    let site = Site::with(
        "\
-- content/data/tags.yaml --
phishing: {name: {az: Fişinq, en: \"{{team.name}}\"}, slug: {az: fisinq, en: phishing}}
team: {name: {az: Komanda, en: Team #1
  }, slug: {az: komanda, en: team}}
-- content/en/page.md --
---
title: P
---
- > ```facts
  > keys: [team.name] # shown, see {{team.name}}
  > ```

> ```facts
> keys: [team.name, \"{{team.phone}}\"]
> ```
",
    );
    let short = site.check(&["--format", "short"]);
    for text in [
        "content/data/tags.yaml:1:36: error[fact-not-drawn]: the fact team.name is not drawn here",
        "content/data/tags.yaml:2:37: error[value-cut]: “#1” is a comment here",
        "content/en/page.md:9:22: error[fact-not-drawn]: the fact team.phone is not drawn here",
    ] {
        assert!(short.stdout.contains(text), "{text} in\n{}", short.stdout);
    }
    short.does_not_say("page.md:5");
    site.build().exits(1).says("error[value-cut]");
}

#[test]
fn schemes_do_not_differ_by_capitals_and_ids_hold_no_facts() {
    let page = "---\ntitle: P\n---\nHttps://X.EXAMPLE/A, [m](MAILTO:a@x.example)\n";
    let site = Site::with(&format!("-- content/en/page.md --\n{page}"));
    site.build_with(&["--no-minify"]).ok();
    site.shows("en/page/", "href=\"Https://X.EXAMPLE/A\"");
    site.shows("en/page/", "href=\"MAILTO:a@x.example\"");
    site.write("content/en/page.md", format!("{page}\n## X {{#x{{{{team.name}}}}}}\n"));
    site.check(&[]).exits(1).says("fact-not-drawn").says("content/en/page.md:6:1");
}

#[test]
fn comments_are_in_no_file_of_the_site() {
    let site = Site::with(
        "\
-- content/en/advisories/page.md --
---
title: P <!-- secret -->
description: D <!-- secret --> E
date: 2026-02-01
---
<!-- secret --> Call us.

- a <!-- secret
  secret
  secret --> b
<!-- secret -->
- c[^1] <!-- secret -->

> d
> <!-- secret
> secret -->
> e

| f <!-- secret | secret --> | g |
|:--|--:|
<!-- | secret | secret | -->
| 1 | 2 <!-- secret --> |

## H <!-- secret --> I

[j <!-- secret -->](../about.md \"k <!-- secret -->\") ![l <!-- secret -->](map.svg)

[^1]: m <!--
    secret --> n
-- content/en/advisories/map.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\"/>
",
    );
    site.build().ok();
    for (path, bytes) in certsite_tests::site::tree(&site.path("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("secret") && !text.contains("<!--"), "{path}");
    }
    let page = "en/advisories/page/";
    for text in ["Call us.", "a b", "<td class=align-right>2", "<h2 id=h-i>H I", "m n"] {
        site.shows(page, text);
    }
}

/// Sizes at which quadratic work would take minutes; the whole takes a second or two.
#[test]
fn work_grows_with_the_size_of_a_page_alone() {
    let deep: String = (0..800).map(|n| format!("{}- a\n", "  ".repeat(n))).collect();
    let site = Site::with("");
    let body = |body: String, code: i32| {
        site.write("content/en/page.md", format!("---\ntitle: P\n---\n{body}"));
        site.build().exits(code)
    };
    body(deep, 1).says("content/en/page.md:24:41").says("more than 40 deep");
    body(format!("{} x", ">".repeat(1_500)), 1).says("content/en/page.md:4:41");
    body("## A\n\n".repeat(4_000), 0);
    body("{{team.nmae}} ".repeat(5_000), 1);
    body("{{team.nmae}}\n\n".repeat(5_000), 1);
    body("[a](about.md#who) ".repeat(10_000), 0);
    body(format!("{}{}", "## A\n\n".repeat(2_000), "[a](#a-9)\n\n".repeat(10_000)), 0);
    body(format!("|a|b|\n|--|--|\n{}", "|1|2|\n".repeat(25_000)), 0);
    body("a <!-- b --> c\n\n".repeat(20_000), 0);
    body("x[^1] ".repeat(5_000) + "\n\n[^1]: y\n", 0);
    body("**“a”**b ".repeat(5_000), 0);
    body("[a](b \"".repeat(40_000), 0);
    body(format!("[a](b \"{}\")", "x\n".repeat(80_000)), 1).says("does not end within 100 lines");
    let flood = body("<!-- ".repeat(60_000), 1)
        .says("error[comment-open]: and 59980 more like it in content/en/page.md")
        .says("60000 errors");
    assert!(flood.stderr.len() + flood.stdout.len() < 20_000, "people read no more");
}

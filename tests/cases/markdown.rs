//! Markdown → HTML: what an editor may write in a page.

use certsite_tests::Site;

/// The body of `content/en/page.md` becomes HTML that holds each of these texts.
#[track_caller]
fn check(body: &str, expect: &[&str]) {
    let front = "-- content/en/page.md --\n---\ntitle: Page\n---\n";
    let site = Site::plain(&format!("{front}{body}\n"));
    for text in expect {
        site.shows("en/page/", text);
    }
}

#[test]
fn tables_scroll_in_a_region_of_their_own() {
    check(
        "| a | b |\n| --- | ---: |\n| 1 | 2 |",
        &["class=\"table-wrap\"", "<table>", "<td>1</td>", "<td class=\"align-right\">2</td>"],
    );
}

#[test]
fn footnotes_are_called_and_stand_at_the_end() {
    check("Text.[^1]\n\n[^1]: Note.", &["footnote-reference", "footnote-definition", "Note."]);
}

#[test]
fn tasks_have_boxes_and_struck_words_a_line() {
    check("- [x] done\n- [ ] ~~open~~", &["type=\"checkbox\"", "<del>open</del>"]);
}

#[test]
fn alerts_of_every_kind_have_a_title() {
    for kind in ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"] {
        let class = format!("alert-{}", kind.to_ascii_lowercase());
        check(&format!("> [!{kind}]\n> Beware."), &[&class, "alert-title", "Beware."]);
    }
}

#[test]
fn quotes_and_dots_stay_as_they_are_typed() {
    check("\"Straight\" -- it's... so", &["-- it", "..."]);
}

#[test]
fn heading_ids_fold_azerbaijani_letters_and_can_be_fixed() {
    let site = Site::plain(
        "\
-- content/az/page.md --
---
title: Səhifə
---
## Şübhəli ünvan, ığöüç İI

## İkinci {#second}
-- content/en/page.md --
---
title: Page
---
## A suspicious address

## Second {#second}
",
    );
    site.shows("az/page/", "id=\"subheli-unvan-igouc-ii\"").shows("az/page/", "id=\"second\"");
    site.shows("en/page/", "id=\"a-suspicious-address\"").shows("en/page/", "id=\"second\"");
}

#[test]
fn headings_carry_an_anchor_and_stand_in_the_table_of_contents() {
    let expect =
        ["class=\"anchor\"", "href=\"#act\"", "<ol id=\"toc\"><li><a href=\"#act\">What to do</a>"];
    check("## What to do {#act}", &expect);
}

#[test]
fn a_table_of_contents_can_be_left_out() {
    let site =
        Site::plain("-- content/en/page.md --\n---\ntitle: P\ntoc: false\n---\n## One\n\n## Two\n");
    site.hides("en/page/", "id=\"toc\"");
}

#[test]
fn links_to_markdown_files_become_addresses_in_the_language_of_the_page() {
    let site = Site::plain(
        "\
-- content/az/advisories/third.md --
---
title: Üçüncü
---
[Komanda](../about.md#who), [bu bölmə](index.md), [kənar](https://example.org/x).
",
    );
    let page = "az/bulletenler/third/";
    site.shows(page, "href=\"/az/haqqimizda/#who\"").shows(page, "href=\"/az/bulletenler/\"");
    site.shows(page, "href=\"https://example.org/x\"");
}

#[test]
fn files_beside_a_page_get_the_hash_of_their_content_into_their_name() {
    let site = Site::plain(
        "\
-- content/en/map.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\"/>
-- content/en/page.md --
---
title: Page
---
![A map](map.svg) and [the file](map.svg).
",
    );
    let name = |site: &Site| {
        let published = site.published();
        let found = published.keys().find(|path| path.ends_with(".svg") && path.contains("map"));
        found.expect("the image is published").clone()
    };
    let first = name(&site);
    assert_ne!(first.rsplit('/').next(), Some("map.svg"));
    site.shows("en/page/", &format!("src=\"/{first}\"")).shows("en/page/", "alt=\"A map\"");
    site.write("content/en/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\"/>");
    site.build_with(&["--no-minify"]).ok();
    assert_ne!(name(&site), first, "another content, another name");
    assert!(!site.has(&format!("public/{first}")), "the old one goes");
}

#[test]
fn facts_are_drawn_and_unknown_ones_show_as_placeholders() {
    let site = Site::plain(
        "\
-- content/az/page.md --
---
title: Səhifə
---
Zəng edin: {{team.phone}}. Yazın: {{team.email_incidents}}.
-- content/en/page.md --
---
title: Page
---
Call {{team.phone}}, or write to {{team.email_incidents}}.
",
    );
    site.shows("az/page/", "[komanda təqdim etməlidir]").shows("az/page/", "class=\"placeholder\"");
    site.shows("en/page/", "[to be supplied by the team]");
    site.shows("en/page/", "<a href=\"mailto:incidents@example.org\">incidents@example.org</a>");
}

#[test]
fn embeds_are_drawn_where_they_stand() {
    let body = "```facts\nkeys: [team.email_incidents]\n```\n\n```latest\nsection: advisories/index.md\nlimit: 1\n```";
    check(
        body,
        &["<dt>E-mail</dt>", "mailto:incidents@example.org", "class=\"latest\"", "Old programs"],
    );
}

#[test]
fn code_is_shown_as_it_stands() {
    check("```text\n{{team.phone}} <b>\n```", &["{{team.phone}} &lt;b&gt;"]);
}

#[test]
fn code_in_colours_keeps_its_text() {
    let fence = |name: &str, code: &str| {
        format!("-- content/en/{name}.md --\n---\ntitle: {name}\n---\n```{name}\n{code}\n```\n")
    };
    let site = Site::plain(&[fence("sh", "a <b && \"c\" # d"), fence("text", "a # b")].concat());
    let line = "<pre><code class=\"language-sh\"><span class=\"code-name\">a</span> &lt;b &amp;&amp; \
                <span class=\"code-text\">\"c\"</span> <span class=\"code-comment\"># d</span>\n</code></pre>";
    site.shows("en/sh/", line);
    site.shows("en/text/", "<pre><code class=\"language-text\">a # b\n</code></pre>");
}

//! What Markdown becomes; beside it, what is said of mistakes in it, and what GitHub decides.

mod boxes;
mod github;
mod mistakes;
mod shown;

use super::super::{Doc, Hole, parse_str};

const FRONT: &str = "---\ntitle: t\n---\n";

/// HTML with ids in place, and other holes in brackets.
fn html(doc: &Doc) -> String {
    doc.body.shown(|hole| match hole {
        Hole::Id(n) => doc.outline[*n].id.to_string(),
        Hole::Sources(_) | Hole::Size(_) | Hole::SourcesEnd(_) => String::new(),
        hole => format!("⟨{hole:?}⟩"),
    })
}

#[track_caller]
fn check(markdown: &str, expect: &str) {
    let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
    assert_eq!(html(&doc).trim_end(), expect, "{markdown}");
}

/// The problems of a page as `line:column` with the rest, and the same with help.
#[track_caller]
fn check_problems(markdown: &str, expect: &[&str]) {
    let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
    let text =
        certsite_base::diag::print(&doc.diagnostics, certsite_base::diag::PrintFormat::Short);
    let got: Vec<_> = text.lines().map(|line| line.replace("content/az/a.md:", "")).collect();
    assert_eq!(got, expect, "{markdown}");
}

#[track_caller]
fn check_help(markdown: &str, expect: &str) {
    let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
    let help: Vec<_> = doc.diagnostics.iter().map(|d| d.problem.help()).collect();
    assert_eq!(help, [expect], "{markdown}");
}

#[test]
fn links_and_images_are_holes() {
    check("[a](b.md#c \"d\")", "<p><a href=\"⟨Link(0)⟩\" title=\"d\">a</a></p>");
    check("![a *b*](c.png)", "<p><img src=\"⟨Link(0)⟩\" alt=\"a b\" loading=\"lazy\"></p>");
    check("![a ![b](c) d](e)", "<p><img src=\"⟨Link(0)⟩\" alt=\"a b d\" loading=\"lazy\"></p>");
}

#[test]
fn a_link_whose_text_is_its_address_says_so() {
    for markdown in [
        "<https://a.example/b>",
        "[a.example/b](https://a.example/b)",
        "[a.example](https://a.example/)",
        "[https://a.example/](https://a.example)",
        "[`https://a.example/?b&c`](https://a.example/?b&c)",
        "[**http://a.example**](https://a.example \"b\")",
    ] {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        assert!(html(&doc).starts_with("<p><a class=\"bare\" href=\"⟨Link(0)⟩\""), "{markdown}");
    }
    for markdown in [
        "[a](https://a.example)",
        "[a.example/b](https://a.example/b/c)",
        "[a.md](a.md)",
        "[{{b}}](https://b)",
        "[b]({{b}})",
    ] {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        assert!(!html(&doc).contains("bare"), "{markdown}");
    }
    check(
        "*<https://a.example/{{b}}>{{c}}*",
        "<p><em><span class=\"bare\"><a⟨Href(0)⟩>https://a.example/⟨Plain(\"b\")⟩⟨Missing(0)⟩</a></span>⟨Fact(\"c\")⟩</em></p>",
    );
    check("[{{b}}]({{c}})", "<p><a⟨Href(0)⟩>⟨Plain(\"b\")⟩⟨Missing(0)⟩</a></p>");
}

#[test]
fn words_of_another_language_say_so() {
    for (markdown, expect) in [
        ("[*Reply*](lang:en) (cavab)", "<p><span lang=\"en\"><em>Reply</em></span> (cavab)</p>"),
        ("«[a](lang:zh-Hant)»", "<p>«<span lang=\"zh-Hant\">a</span>»</p>"),
        ("[a][b] {{c}}\n\n[b]: lang:en", "<p><span lang=\"en\">a</span> ⟨Fact(\"c\")⟩</p>"),
        (
            "[see https://a.example](lang:en)",
            "<p><span lang=\"en\">see <a class=\"bare\" href=\"⟨Link(0)⟩\">https://a.example</a></span></p>",
        ),
        // No language, and told as an address that no page may have.
        ("[a](lang:)", "<p><a href=\"⟨Link(0)⟩\">a</a></p>"),
        ("[a](lang:english \"b\")", "<p><a href=\"⟨Link(0)⟩\" title=\"b\">a</a></p>"),
    ] {
        check(markdown, expect);
    }
    check(
        "## [a](lang:en) b",
        "<h2 id=\"a-b\"><span lang=\"en\">a</span> b <a class=\"anchor\" href=\"#a-b\" aria-label=\"⟨Text(\"content.anchor\")⟩: a b\">#</a></h2>",
    );
    check_problems(
        "[](lang:en)",
        &["4:1: error[link-text]: the link to “lang:en” has no text, so nobody sees it"],
    );
}

#[test]
fn headings_get_ids_and_anchors() {
    check(
        "## Şəbəkə",
        "<h2 id=\"sebeke\">Şəbəkə <a class=\"anchor\" href=\"#sebeke\" aria-label=\"⟨Text(\"content.anchor\")⟩: Şəbəkə\">#</a></h2>",
    );
    let doc = parse_str("a.md", "---\ntitle: t\n---\n## A\n## A\n## B {#a}\n");
    let ids: Vec<_> = doc.outline.iter().map(|h| &*h.id).collect();
    assert_eq!(ids, ["a", "a-2", "a"]);
    assert_eq!(doc.diagnostics.len(), 1);
}

#[test]
fn facts_are_holes_wherever_words_stand() {
    for (markdown, expect) in [
        ("tel: {{team.phone}}!", "<p>tel: ⟨Fact(\"team.phone\")⟩!</p>"),
        (
            "*{{ a.b }}*, **{{a}}**nin",
            "<p><em>⟨Fact(\"a.b\")⟩</em>, <strong>⟨Fact(\"a\")⟩</strong>nin</p>",
        ),
        ("> - {{a}}", "<blockquote>\n<ul>\n<li>⟨Fact(\"a\")⟩</li>\n</ul>\n</blockquote>"),
        (
            "[{{a}}](mailto:{{b}} \"{{c}}\")",
            "<p><a⟨Href(0)⟩ title=\"⟨Plain(\"c\")⟩\">⟨Plain(\"a\")⟩⟨Missing(0)⟩</a></p>",
        ),
        ("[a][b]\n\n[b]: tel:{{ c }}", "<p><a⟨Href(0)⟩>a⟨Missing(0)⟩</a></p>"),
        ("<mailto:{{a}}>", "<p><a⟨Href(0)⟩>mailto:⟨Plain(\"a\")⟩⟨Missing(0)⟩</a></p>"),
        (
            "![{{a}} \"b\"](c.png)",
            "<p><img src=\"⟨Link(0)⟩\" alt=\"⟨Plain(\"a\")⟩ &quot;b&quot;\" loading=\"lazy\"></p>",
        ),
        (
            "## About {{a}}",
            "<h2 id=\"about\">About ⟨Fact(\"a\")⟩ <a class=\"anchor\" href=\"#about\" aria-label=\"⟨Text(\"content.anchor\")⟩: About ⟨Plain(\"a\")⟩\">#</a></h2>",
        ),
        ("Write \\{{team.phone}}", "<p>Write {{team.phone}}</p>"),
        ("\\\\{{a}} {b}", "<p>\\⟨Fact(\"a\")⟩ {b}</p>"),
        ("`{{a}}` ``` {{a}} ```", "<p><code>{{a}}</code> <code>{{a}}</code></p>"),
        // Numbers of things are marked, so that they can stay in one piece.
        (
            "[CVE-2026-0001](https://a.example/)",
            "<p><a class=\"id\" href=\"⟨Link(0)⟩\">CVE-2026-0001</a></p>",
        ),
        (
            "[CWE-79]({{a}}) [`CWE-79`](b.md) [a CWE-79](b.md)",
            "<p><span class=\"id\"><a⟨Href(0)⟩>CWE-79⟨Missing(0)⟩</a></span> <a href=\"⟨Link(1)⟩\"><code class=\"id\">CWE-79</code></a> <a href=\"⟨Link(2)⟩\">a CWE-79</a></p>",
        ),
        (
            "`CVE-2026-0001` `GHSA-2c4p-xxxx` `CWE-79`",
            "<p><code class=\"id\">CVE-2026-0001</code> <code class=\"id\">GHSA-2c4p-xxxx</code> <code class=\"id\">CWE-79</code></p>",
        ),
        (
            "`utf-8` `A-B` `X1` `A--1` `A-1 b` `ABCDEFGHIJ-KLMNOPQRST-1234`",
            "<p><code>utf-8</code> <code>A-B</code> <code>X1</code> <code>A--1</code> <code>A-1 b</code> <code>ABCDEFGHIJ-KLMNOPQRST-1234</code></p>",
        ),
        ("    {{a}}", "<pre><code>{{a}}</code></pre>"),
        ("```text\n{{a}}\n```", "<pre><code class=\"language-text\">{{a}}\n</code></pre>"),
    ] {
        check(markdown, expect);
    }
    let doc = parse_str("a.md", "---\ntitle: t\n---\nx \\* {{team.phone}} `{{a}}` [b]({{ c }})");
    let places: Vec<_> = doc.facts.iter().map(|(_, range)| &doc.source()[range.clone()]).collect();
    assert_eq!(places, ["{{team.phone}}", "{{ c }}"]);
}

#[test]
fn comments_are_left_out_and_nothing_beside_them() {
    for (markdown, expect) in [
        ("<!-- a --> Call us.", "<p>Call us.</p>"),
        ("Call <!-- a --> us.", "<p>Call us.</p>"),
        ("Call us.<!-- a -->", "<p>Call us.</p>"),
        ("Call us.  <!-- a -->\nNow.", "<p>Call us.\nNow.</p>"),
        ("Şəbə<!-- a -->kə", "<p>Şəbəkə</p>"),
        ("<!-- a -->\n\nb", "<!---->p>b</p>"),
        ("<!-- a\nb\n\nc -->\nd", "<p>d</p>"),
        ("a\n<!-- b -->\nc", "<p>a\nc</p>"),
        ("a <!-- b\n\n```\n\n--> c", "<p>a c</p>"),
        ("<!-- a --> > b", "<blockquote>\n<p>b</p>\n</blockquote>"),
        ("<!-- a --> - b\n- c", "<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("- a\n<!-- - b -->\n- c", "<ul>\n<li>a</li>\n<li>c</li>\n</ul>"),
        ("- <!-- a --> b\n\n  c", "<ul>\n<li>\n<p>b</p>\n<p>c</p>\n</li>\n</ul>"),
        ("- a\n\n<!-- -->\n\n- b", "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>"),
        ("> a\n> <!-- b -->\n> c", "<blockquote>\n<p>a\nc</p>\n</blockquote>"),
        ("> a <!-- b\n> c --> d", "<blockquote>\n<p>a d</p>\n</blockquote>"),
        ("> <!-- a --> b", "<blockquote>\n<p>b</p>\n</blockquote>"),
        ("[a<!-- b -->](c.md)", "<p><a href=\"⟨Link(0)⟩\">a</a></p>"),
        ("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>"),
        ("`<!--` a `-->`", "<p><code>&lt;!--</code> a <code>--&gt;</code></p>"),
        ("```\n<!-- a -->\n```", "<pre><code>&lt;!-- a --&gt;\n</code></pre>"),
        ("    <!-- a -->", "<pre><code>&lt;!-- a --&gt;</code></pre>"),
        ("\\<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        ("<!--> a <!---> b", "<p>a b</p>"),
        ("a --> b <- c", "<p>a --&gt; b &lt;- c</p>"),
    ] {
        check(markdown, &expect.replace("<!---->", "<"));
    }
    check(
        "| a <!-- | b --> | c |\n|---|---|\n| <!-- d --> 1 | 2 |\n<!-- | 3 | 4 | -->\n| 5 | 6 |",
        "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"⟨Text(\"content.table\")⟩\"><table><thead><tr><th>a</th><th>c</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n<tr><td>5</td><td>6</td></tr>\n</tbody></table>\n</div>",
    );
}

#[test]
fn addresses_in_text_are_links() {
    for (markdown, expect) in [
        ("<a@b.example>", "<p><a href=\"⟨Link(0)⟩\">a@b.example</a></p>"),
        (
            "See https://a.example/_b_/c_d.",
            "<p>See <a class=\"bare\" href=\"⟨Link(0)⟩\">https://a.example/_b_/c_d</a>.</p>",
        ),
        (
            "**www.a.example**",
            "<p><strong><a class=\"bare\" href=\"⟨Link(0)⟩\">www.a.example</a></strong></p>",
        ),
        ("(a_b@c.example)", "<p>(<a href=\"⟨Link(0)⟩\">a_b@c.example</a>)</p>"),
        ("[https://a.example](b.md)", "<p><a href=\"⟨Link(0)⟩\">https://a.example</a></p>"),
        (
            "<https://a.example/~b/_c_>",
            "<p><a class=\"bare\" href=\"⟨Link(0)⟩\">https://a.example/~b/_c_</a></p>",
        ),
        ("`https://a.example`", "<p><code>https://a.example</code></p>"),
        (
            "[a](https://a.example/_b_ \"https://c.example/~d\")",
            "<p><a href=\"⟨Link(0)⟩\" title=\"https://c.example/~d\">a</a></p>",
        ),
    ] {
        check(markdown, expect);
    }
    let doc = parse_str("a.md", &format!("{FRONT}<a@b.example> c@d.example www.e.example/f_"));
    let targets: Vec<_> = doc.refs.iter().map(|r| r.target.to_string()).collect();
    assert_eq!(targets, ["mailto:a@b.example", "mailto:c@d.example", "http://www.e.example/f"]);
    let doc = parse_str("a.md", &format!("{FRONT}[x](https://a.example/_b_/~c)"));
    assert_eq!(doc.refs[0].target.to_string(), "https://a.example/_b_/~c");
    for address in
        ["https://a.example/~b/", "https://a.example/_b`~/`", "xy:{{ f }}/www.b~", "ab:*://~*"]
    {
        let doc = parse_str("a.md", &format!("{FRONT}{{{{f}}}} <{address}> *b*"));
        let expect = address.replace("{{ f }}", "{{f}}");
        assert_eq!(doc.refs[0].target.to_string(), expect, "{address}");
    }
}

#[test]
fn columns_of_tables_are_aligned_by_class() {
    check(
        "| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |",
        "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"⟨Text(\"content.table\")⟩\"><table><thead><tr><th class=\"align-left\">a</th><th class=\"align-center\">b</th><th class=\"align-right\">c</th><th>d</th></tr></thead><tbody>\n<tr><td class=\"align-left\">1</td><td class=\"align-center\">2</td><td class=\"align-right\">3</td><td>4</td></tr>\n</tbody></table>\n</div>",
    );
}

#[test]
fn alerts_lists_and_code_become_their_elements() {
    check(
        "> [!WARNING]\n> x",
        "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">⟨Text(\"alert.warning\")⟩</p>\n<p>x</p>\n</div>",
    );
    check(
        "3. a\n   - b\n4. c",
        "<ol start=\"3\">\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>",
    );
    check(
        "- [x] a\n- [ ] b",
        "<ul>\n<li><label><input type=\"checkbox\" disabled checked> a</label></li>\n<li><label><input type=\"checkbox\" disabled> b</label></li>\n</ul>",
    );
    for (text, html) in [
        ("- [ ] a **b**\n  c", "<li>☐ a <strong>b</strong>\nc</label></li>\n"),
        ("- [ ] a\n  - [ ] b", "<li>☐ a</label>\n<ul>\n<li>☐ b</label></li>\n</ul>\n</li>\n"),
        ("- [ ] a\n  ***", "<li>☐ a</label>\n<hr>\n</li>\n"),
        ("- [ ] a\n  > b", "<li>☐ a</label>\n<blockquote>\n<p>b</p>\n</blockquote>\n</li>\n"),
        ("- [ ] a\n\n  b", "<li>\n<p>☐ a</label></p>\n<p>b</p>\n</li>\n"),
    ] {
        let html = html.replace('☐', "<label><input type=\"checkbox\" disabled>");
        check(text, &format!("<ul>\n{html}</ul>"));
    }
    check("- a\n  ***", "<ul>\n<li>a\n<hr>\n</li>\n</ul>");
    check("1. a\n   b\n   ___\n   c", "<ol>\n<li>a\nb\n<hr>\nc</li>\n</ol>");
    check("a\\\nb ~~c~~\n\n---", "<p>a<br>\nb <del>c</del></p>\n<hr>");
}

#[test]
fn embeds_are_found_wherever_they_are_indented() {
    for (markdown, yaml) in [
        ("```facts\nkeys: [a]\n```\n", "keys: [a]\n"),
        ("- x\n\n  ~~~ facts\n  keys:\n    - a\n  ~~~\n", "  keys:\n    - a\n"),
        ("> ```facts\n> keys:\n>   - a\n> ```\n", "  keys:\n    - a\n"),
        // Windows ends lines with two characters, and tabs stand for several blanks.
        ("> ```facts\r\n> keys: [a]\r\n> limit: 1\r\n> ```\r\n", "  keys: [a]\r\n  limit: 1\r\n"),
        ("> - ```facts\r\n>   keys: [a]\r\n>   ```\r\n", "    keys: [a]\r\n"),
        ("> ```facts\n>\tkeys: [a]\n> ```\n", "  keys: [a]\n"),
        ("> ```facts\n> keys:\n>\t- a\n> ```\n", "keys:\n  - a\n"),
        ("> ```facts\n>keys:\n>  - a\n>\n> limit: 1\n> ```", " keys: \n  - a\n  \n limit: 1\n"),
        ("- a\n\n\t```facts\n\tkeys:\n\t  - a\n\t```\n", " keys:\n   - a\n"),
        ("1. > - ```facts\n   >   a: 1\n   >   b: 2\n   >   ```\n", "       a: 1\n       b: 2\n"),
    ] {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        assert_eq!(doc.diagnostics, []);
        let embed = &doc.embeds[0];
        assert_eq!(&doc.embed_source()[embed.yaml.clone()], yaml, "{markdown}");
        assert_eq!(doc.embed_source().len(), doc.source().len());
    }
    check("```facts\n```", "⟨Embed(0)⟩");
}

#[test]
fn footnotes_stand_at_the_end_with_a_way_back() {
    check(
        "a[^x] b[^Y] c[^x]\n\n[^y]: second\n[^x]: *first*\n\n    more\n\nend",
        "<p>a<sup class=\"footnote-reference\" id=\"fnref_1\"><a href=\"#fn_1\" role=\"doc-noteref\">1</a></sup> b<sup class=\"footnote-reference\" id=\"fnref_2\"><a href=\"#fn_2\" role=\"doc-noteref\">2</a></sup> c<sup class=\"footnote-reference\" id=\"fnref_1_2\"><a href=\"#fn_1\" role=\"doc-noteref\">1</a></sup></p>\n<p>end</p>\n<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"⟨Text(\"content.footnotes\")⟩\">\n<ol>\n<li class=\"footnote-definition\" id=\"fn_1\">\n<p><em>first</em></p>\n<p>more <a class=\"footnote-back\" href=\"#fnref_1\" role=\"doc-backlink\" aria-label=\"⟨Text(\"content.footnote_back\")⟩ 1\">↩\u{FE0E}</a> <a class=\"footnote-back\" href=\"#fnref_1_2\" role=\"doc-backlink\" aria-label=\"⟨Text(\"content.footnote_back\")⟩ 1-2\">↩\u{FE0E}<sup>2</sup></a></p>\n</li>\n<li class=\"footnote-definition\" id=\"fn_2\">\n<p>second <a class=\"footnote-back\" href=\"#fnref_2\" role=\"doc-backlink\" aria-label=\"⟨Text(\"content.footnote_back\")⟩ 2\">↩\u{FE0E}</a></p>\n</li>\n</ol>\n</section>",
    );
}

#[test]
fn emphasis_may_end_before_a_suffix() {
    for (markdown, expect) in [
        ("**“Şəbəkə”**nin", "<p><strong>“Şəbəkə”</strong>nin</p>"),
        ("*(a)*b və **Qeyd:**c", "<p><em>(a)</em>b və <strong>Qeyd:</strong>c</p>"),
        ("~~«a»~~da", "<p><del>«a»</del>da</p>"),
        ("**“A”**nın **“B”**nin", "<p><strong>“A”</strong>nın <strong>“B”</strong>nin</p>"),
        ("**[a](b.md)**da", "<p><strong><a href=\"⟨Link(0)⟩\">a</a></strong>da</p>"),
        (
            "**![a](b.png)**da",
            "<p><strong><img src=\"⟨Link(0)⟩\" alt=\"a\" loading=\"lazy\"></strong>da</p>",
        ),
        ("![**“a”**b](c.png)", "<p><img src=\"⟨Link(0)⟩\" alt=\"“a”b\" loading=\"lazy\"></p>"),
        ("\\*\\*“a”\\*\\*b", "<p>**“a”**b</p>"),
    ] {
        check(markdown, expect);
        check_problems(markdown, &[]);
    }
}

#[test]
fn marks_in_formulas_stay_as_they_are() {
    for markdown in ["F = 2*(a+b)*c", "x**(n+1)**y", "N*_*N", "2*a)*b", "2**(a)**b"] {
        check(markdown, &format!("<p>{markdown}</p>"));
        check_problems(markdown, &[]);
    }
}

#[test]
fn braces_behind_a_heading_are_its_id_or_text() {
    let heading = |markdown: &str| {
        let doc = parse_str("a.md", &format!("{FRONT}{markdown}"));
        let heading = &doc.outline[0];
        let shown = html(&doc);
        let text = shown.split_once("\">").and_then(|(_, rest)| rest.split_once(" <a"));
        let text = text.map(|(text, _)| text.to_owned()).unwrap_or_default();
        assert_eq!(heading.title.to_string(), text, "{markdown}");
        (text, heading.id.to_string())
    };
    for (markdown, text, id) in [
        ("## A {#b}", "A", "b"),
        ("A\n--- {#b}\n\n## A {#b}", "A", "b"),
        ("A {#b}\n---", "A", "b"),
        ("## A {2011}", "A {2011}", "a-2011"),
        ("## A {x}", "A {x}", "a-x"),
        ("## A{}", "A{}", "a"),
        ("## A \\{#b}", "A {#b}", "a-b"),
        ("## A {b\\}", "A {b}", "a-b"),
        ("A {.b}\n===", "A {.b}", "a-b"),
        ("## {a} {#b} ##", "{a} {#b}", "a-b"),
    ] {
        assert_eq!(heading(markdown), (text.to_owned(), id.to_owned()), "{markdown}");
    }
    check_problems(
        "## A {#b .wide}",
        &["4:6: error[heading-braces]: “{#b .wide}” holds more than the heading's id"],
    );
    check_help(
        "## A {#b .wide}",
        "write “{#id}” alone, as the last of its line; put a backslash before the first brace if the whole is text",
    );
}

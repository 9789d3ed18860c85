//! Where certsite adds nothing to CommonMark, a page is what the Markdown parser alone makes of it;
//! and work does not grow faster than text, whatever that is.

use super::super::markdown::options;
use super::{config, html};
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, TagEnd};

/// What CommonMark knows and certsite adds nothing to: no fact, comment, bare address or embed.
fn commonmark() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec![
        "w",
        "a",
        "ə",
        "2",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\n\n",
        "\r\n\r\n",
        "> ",
        "- ",
        "    ",
        "*",
        "*",
        "**",
        "_",
        "~~",
        "(",
        ")",
        "+",
        "“",
        "”",
        ".",
        "`",
        "\\",
        "&amp;",
        "<https://a.example/~b/_c_>",
        "<https://a.example/*`_/>",
        "<a:b~_c>",
        "<x*y>",
        "[*a*](x.md)",
        "[a](<https://a.example/~b_>)",
    ]);
    prop::collection::vec(sign, 0..24).prop_map(|signs| signs.concat())
}

/// Whether a mark stands between punctuation and a letter behind one that may begin something:
/// certsite makes a pair of those.
fn may_be_mended(page: &str) -> bool {
    let is_mark = |c: char| "*_~".contains(c);
    let mut may_open = false;
    let (mut before, mut run) = (' ', String::new());
    for c in page.chars() {
        if is_mark(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            if may_open && !before.is_alphanumeric() && c.is_alphanumeric() {
                return true;
            }
            may_open |= !before.is_alphanumeric() || run.len() > 1;
            run.clear();
        }
        before = c;
    }
    false
}

/// The words and inline marks of a page, as the Markdown parser alone has them.
fn alone(page: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(page, options()) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::Code(code) => out.push_str(&format!("⟨code⟩{code}⟨/code⟩")),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::Start(tag) => out.push_str(shown(tag.to_end()).0),
            Event::End(tag) => out.push_str(shown(tag).1),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(tag: TagEnd) -> (&'static str, &'static str) {
    match tag {
        TagEnd::Emphasis => ("⟨em⟩", "⟨/em⟩"),
        TagEnd::Strong => ("⟨strong⟩", "⟨/strong⟩"),
        TagEnd::Strikethrough => ("⟨del⟩", "⟨/del⟩"),
        TagEnd::Link => ("⟨a⟩", "⟨/a⟩"),
        TagEnd::CodeBlock => (" ⟨code⟩", "⟨/code⟩ "),
        _ => (" ", " "),
    }
}

/// The same, as certsite's HTML has them.
fn published(html: &str) -> String {
    let mut out = String::new();
    let mut is_added = false;
    for Ok(token) in Tokenizer::new(html) {
        let (name, end) = match token {
            // The sign behind a heading.
            Token::StartTag(tag)
                if tag
                    .attributes
                    .get(b"class".as_slice())
                    .is_some_and(|it| ***it == *b"anchor") =>
            {
                is_added = true;
                continue;
            }
            Token::EndTag(_) | Token::String(_) if is_added => {
                is_added = matches!(token, Token::String(_));
                continue;
            }
            Token::StartTag(tag) => (tag.name.clone(), ""),
            Token::EndTag(tag) => (tag.name.clone(), "/"),
            Token::String(text) => {
                out.push_str(&String::from_utf8_lossy(&text));
                continue;
            }
            _ => continue,
        };
        let name = String::from_utf8_lossy(&name).into_owned();
        match name.as_str() {
            "em" | "strong" | "del" | "a" | "code" => out.push_str(&format!("⟨{end}{name}⟩")),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(config(6_000))]

    #[test]
    fn what_only_commonmark_knows_is_what_the_parser_alone_makes_of_it(page in commonmark()) {
        // Behind a backslash, an address is a bare one.
        if !may_be_mended(&page) && !page.contains("\\<") {
            let (html, _) = html(&page);
            prop_assert_eq!(published(&html), alone(&page), "{:?}\n{}", page, html);
        }
    }
}

#[test]
fn pages_of_any_length_take_their_time_and_no_more() {
    for unit in [
        "x://a/",
        "https://a",
        "www.a_",
        "www.",
        "a@b.c@",
        "(_a",
        "*a ",
        "a*(b)*c ",
        "**“a”**b ",
        "<a:b~_c ",
        "[^a",
        "![a",
        "[a](b.md) ",
        "{{f}}",
        "`` ` ",
        "&amp;",
        "> ```facts\n> k: [a]\n> ```\n\n",
        "> ```facts\r\n>\tk: [a]\r\n> ```\r\n\r\n",
        "## a {#x}\n",
        "|a|\n|-|\n",
        "|a|\n|\t-|\n    x\n",
        "https://a.az/\\_&amp;b",
        "https://a\\.az/ ",
        "f(*a)*b ",
        "(*a .*b)",
        "\\\\",
        "![a[^a]](b) ",
    ] {
        let page = |size: usize| unit.repeat(size / unit.len());
        assert!(!certsite_testing::outgrows(10_000, page, |page| drop(html(page))), "{unit:?}");
    }
}

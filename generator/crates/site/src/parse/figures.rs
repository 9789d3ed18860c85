//! Numbers and codes of a text, such as `31`, `CVE-2026-1234`, `2350`: facts that all
//! languages of a page must share, whatever their grammar does to them.

use super::markdown::options;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};

/// The figures of Markdown, sorted, each once. Code blocks are for machines and do not count.
pub fn figures(markdown: &str) -> Vec<Box<str>> {
    let mut found = Vec::new();
    let mut passed_over = false;
    for event in TextMergeStream::new(Parser::new_ext(markdown, options())) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => passed_over = true,
            Event::End(TagEnd::CodeBlock | TagEnd::Image) => passed_over = false,
            Event::Text(text) if !passed_over => found.extend(of_text(&text)),
            Event::Code(code) => found.extend(of_text(&code)),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The figures of a piece of text, in order.
fn of_text(text: &str) -> impl Iterator<Item = Box<str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        // Digits are rare: look for one first, then for the token round it.
        let digit = rest.bytes().position(|b| b.is_ascii_digit())?;
        let outside = |b: u8| !(b.is_ascii_alphanumeric() || b"-.:,".contains(&b));
        let start = rest.bytes().take(digit).rposition(outside).map_or(0, |at| at + 1);
        let end = rest.bytes().skip(digit).position(outside).map_or(rest.len(), |at| digit + at);
        let token = &rest[start..end];
        rest = &rest[end..];
        Some(figure(token.trim_matches(['.', '-', ':', ','])))
    })
}

fn figure(token: &str) -> Box<str> {
    // “2010-cu”, “31-də”: the suffix is grammar, not part of the figure.
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = token[digits..].strip_prefix('-').unwrap_or("");
    if digits > 0 && !suffix.is_empty() && suffix.bytes().all(|b| b.is_ascii_lowercase()) {
        return token[..digits].into();
    }
    // Decimal and thousands marks are the language's way of writing: 12,5 is 12.5.
    if token.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return token.replace(['.', ','], "").into();
    }
    token.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(of_text(text).map(String::from).collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn figures_are_taken_without_grammar() {
        check(
            "2010-cu il, CVE-2026-1234, 31 may; RFC 2350.",
            &["2010", "CVE-2026-1234", "31", "2350"],
        );
        check("heç nə", &[]);
    }

    #[test]
    fn marks_of_the_language_do_not_count() {
        check("12,5 faiz, 1.000 hücum", &["125", "1000"]);
        check("12.5 per cent, 1,000 attacks", &["125", "1000"]);
    }
}

//! White space: what of it a browser would not show.

use minify_html_common::spec::tag::ns::Namespace;
pub use minify_html_common::spec::tag::whitespace::WhitespaceMinification as Rule;
use minify_html_common::spec::tag::whitespace::get_whitespace_minification_for_tag;

/// Elements that stand within a line like `<span>`, so that a blank at their inner edge parts words,
/// and that minify-html takes for blocks. Of most, what is shown is what stands in them where a
/// browser has nothing better.
const WITHIN_LINES: [&[u8]; 8] =
    [b"label", b"map", b"noscript", b"object", b"output", b"picture", b"slot", b"template"];

/// Whether blanks at the inner edges of an element show, though minify-html drops them.
pub fn shows_edges(name: &[u8]) -> bool {
    WITHIN_LINES.contains(&name)
}

/// What becomes of white space in an element.
pub fn rule(namespace: Namespace, name: &[u8]) -> &'static Rule {
    match namespace {
        Namespace::Html if shows_edges(name) => within_a_line(),
        // `<textPath>`, as HTML reads it.
        Namespace::Svg if name == b"textpath" => within_a_line(),
        _ => get_whitespace_minification_for_tag(namespace, name, false),
    }
}

/// The same in what stands within a line: runs are one blank.
pub fn within_a_line() -> &'static Rule {
    get_whitespace_minification_for_tag(Namespace::Html, b"span", false)
}

/// The same where each sign shows.
pub fn as_it_is() -> &'static Rule {
    get_whitespace_minification_for_tag(Namespace::Html, b"pre", true)
}

/// Writes text with each run of white space as one blank.
pub fn collapse(text: &[u8], out: &mut Vec<u8>) {
    if is_collapsed(text) {
        out.extend_from_slice(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.iter().position(u8::is_ascii_whitespace) {
        out.extend_from_slice(&rest[..at]);
        out.push(b' ');
        let run = rest[at..].iter().position(|byte| !byte.is_ascii_whitespace());
        rest = run.map_or(&[], |run| &rest[at + run..]);
    }
    out.extend_from_slice(rest);
}

/// Whether text holds single blanks alone, as far as can be told without looking closer: what one
/// comparison for all bytes at once shows.
fn is_collapsed(text: &[u8]) -> bool {
    let has_control = text.iter().fold(false, |has, byte| has | (*byte < b' '));
    let next = text.get(1..).unwrap_or_default();
    let has_run = text.iter().zip(next).fold(false, |has, (a, b)| has | (*a == b' ' && *b == b' '));
    !has_control && !has_run
}

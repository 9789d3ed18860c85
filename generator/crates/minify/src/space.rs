//! White space: what of it a browser would not show.

pub use minify_html_common::spec::tag::whitespace::WhitespaceMinification as Rule;

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

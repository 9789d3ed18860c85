//! Embeds: fenced blocks that a feature draws.

use crate::diag::nearest;
use std::ops::Range;
use std::sync::Arc;

/// The info strings that make a fenced block an embed.
pub const EMBEDS: [&str; 11] = [
    "form",
    "taxonomy",
    "glossary",
    "rfc2350",
    "facts",
    "latest",
    "personal-data",
    "keys",
    "chart",
    "table",
    "report",
];

/// One embed of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// One of [`EMBEDS`].
    pub name: &'static str,
    /// Where its YAML stands in the source.
    pub yaml: Range<usize>,
}

impl Embed {
    /// A block whose lines stand at these places of `source`, or that is empty and ends at `end`.
    /// The YAML begins where its first line does, so that all lines are indented alike.
    pub(super) fn new(
        name: &'static str,
        source: &str,
        lines: &[Range<usize>],
        end: usize,
    ) -> Embed {
        let yaml = match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => marks(source, first).start..last.end,
            _ => end..end,
        };
        Embed { name, yaml }
    }
}

/// What stands on a line before its text: blanks, and the marks of quotes.
fn marks(source: &str, line: &Range<usize>) -> Range<usize> {
    source[..line.start].rfind('\n').map_or(0, |at| at + 1)..line.start
}

/// The source with blanks for the marks of quotes before these lines: their YAML can then be read,
/// with each byte at its place.
pub(super) fn unquoted(source: &str, lines: &[Range<usize>]) -> Option<Arc<str>> {
    if lines.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(source.len());
    for line in lines {
        let marks = marks(source, line);
        out.push_str(&source[out.len()..marks.start]);
        out.extend(marks.map(|_| ' '));
    }
    out.push_str(&source[out.len()..]);
    Some(out.into())
}

/// The embed of this name.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    EMBEDS.iter().copied().find(|embed| *embed == name)
}

/// The embed that a fenced block was probably meant to be: not for the languages of code.
pub(super) fn near(name: &str) -> Option<&'static str> {
    let is_code = LANGUAGES.iter().any(|language| language.eq_ignore_ascii_case(name));
    nearest(&name.to_ascii_lowercase(), EMBEDS).filter(|_| !is_code && !name.is_empty())
}

/// Names of languages and formats of code that look like those of embeds.
const LANGUAGES: &[&str] = &["latex"];

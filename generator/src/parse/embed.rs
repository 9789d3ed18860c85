//! Embeds: fenced blocks that a feature draws.

use std::ops::Range;

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

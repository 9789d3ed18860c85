//! Source → the text that the Markdown parser reads: outside of code, facts become marks and
//! comments are left out, so that both mean the same wherever words stand; and where the parser
//! reads tables otherwise than GitHub, what it reads is put right.
//!
//! A comment goes as if it had never been there, with the line that it stands on alone. Only
//! between two blank lines it stays, as CommonMark has it, to keep two lists apart.

mod blocks;
mod braces;
mod cursor;
mod lines;
pub mod marks;
mod origin;
mod scanner;
mod spans;
mod titles;

pub use braces::any as has_one_brace;
pub use lines::{is_delimiters, next_line};
pub use titles::MOST_LINES;

use super::autolink::emphatic;
use memchr::{memchr, memmem};
use origin::Origin;
use scanner::Scanner;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use titles::overlong;

/// What the Markdown parser reads, and what was taken out of it.
pub struct Scanned<'a> {
    /// The text with marks for facts and without comments; borrowed if there was nothing to change.
    pub text: Cow<'a, str>,
    /// Which bytes of the source each stretch of the text comes from.
    pub origin: Origin,
    /// The key of each fact that a mark stands for.
    pub keys: Vec<Arc<str>>,
    /// Every use of a fact, with its place in the source.
    pub facts: Vec<(Arc<str>, Range<usize>)>,
    /// What was mistyped, with its place.
    pub slips: Vec<(Slip, Range<usize>)>,
}

/// A mistyped fact or comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// `{{` without the `}}` that would end it.
    OpenFact,
    /// `{key}}`, where two braces belong on each side.
    OneBrace,
    /// `<!--` without the `-->` that would end it.
    OpenComment,
    /// `<!--` inside a comment: the one around it was not meant to reach so far.
    CommentInComment,
    /// `<{{key}}>` around a fact that is no address, or around more than the fact.
    BracketedFact,
    /// A link whose title runs over too many lines.
    LongTitle,
}

/// Scans the bytes `range` of `source`.
pub fn scan(source: &str, range: Range<usize>) -> Scanned<'_> {
    let base = range.start;
    let text = clean(&source[range]);
    let mut escaped = emphatic(text.as_bytes());
    escaped.extend(overlong(text.as_bytes()));
    escaped.sort_unstable();
    let is_odd = may_hold_marks(&text) || has_odd_table(&text);
    match is_odd || !escaped.is_empty() {
        true => Scanner::new(&text, base, &escaped).run(),
        false => Scanned::untouched(text, base),
    }
}

/// Scans text that is no Markdown: nothing in it is code, and a backslash means something only
/// before two braces.
pub fn plain(text: &str) -> Scanned<'_> {
    plain_at(text, 0..text.len())
}

/// The same for the bytes `range` of `source`.
pub fn plain_at(source: &str, range: Range<usize>) -> Scanned<'_> {
    let base = range.start;
    let text = clean(&source[range]);
    match may_hold_marks(&text) {
        true => Scanner::new(&text, base, &[]).run_plain(),
        false => Scanned::untouched(text, base),
    }
}

/// Whether there may be a fact or a comment.
fn may_hold_marks(text: &str) -> bool {
    holds(text, "{{") || holds(text, "<!--") || braces::any(text)
}

/// Whether there may be a table with tabs, or with something indented right under it.
fn has_odd_table(text: &str) -> bool {
    let is_odd = || memchr(b'\t', text.as_bytes()).is_some() || holds(text, "    ");
    memchr(b'|', text.as_bytes()).is_some() && is_odd()
}

fn clean(text: &str) -> Cow<'_, str> {
    marks::without(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn holds(text: &str, what: &str) -> bool {
    memmem::find(text.as_bytes(), what.as_bytes()).is_some()
}

impl<'a> Scanned<'a> {
    fn untouched(text: Cow<'a, str>, base: usize) -> Scanned<'a> {
        let origin = Origin::new(base);
        Scanned { text, origin, keys: Vec::new(), facts: Vec::new(), slips: Vec::new() }
    }

    /// The same, with a joiner at each of these places of the text, which are sorted.
    pub fn joined(&self, places: &[usize]) -> Scanned<'static> {
        let mut text = String::with_capacity(self.text.len() + places.len() * marks::WIDTH);
        let mut from = 0;
        for place in places {
            text.push_str(&self.text[from..*place]);
            text.push_str(marks::JOINER);
            from = *place;
        }
        text.push_str(&self.text[from..]);
        Scanned {
            text: Cow::Owned(text),
            origin: self.origin.widened(places, marks::WIDTH),
            keys: self.keys.clone(),
            facts: self.facts.clone(),
            slips: self.slips.clone(),
        }
    }

    /// Text of code with its braces back, should a mark have got into it.
    pub fn literal<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !marks::any(text) {
            return Cow::Borrowed(text);
        }
        let piece = |piece| match piece {
            marks::Piece::Text(text) => text.to_owned(),
            marks::Piece::Fact(n) => {
                self.keys.get(n).map(|key| format!("{{{{{key}}}}}")).unwrap_or_default()
            }
        };
        marks::pieces(text).map(piece).collect()
    }
}

#[cfg(test)]
mod tests;

//! What went wrong, and where: the one diagnostic type that every stage
//! returns and every printer shows.
//!
//! A [`Problem`] says what; a [`Place`] says where; together they are a
//! [`Diagnostic`]. Stages never print and never fail because of content.

mod lines;
mod near;
mod print;
mod problem;
mod severity;

pub use lines::Lines;
pub use near::Nearby;
pub use print::{Format, counts, print, to_json};
pub use problem::Problem;
pub use severity::Severity;

use std::ops::Range;
use std::sync::Arc;

/// A position in one input file, with the line itself, so that a printer needs no source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the site's root, with `/` between its parts.
    pub file: Arc<str>,
    /// Where in the file; none if the problem is the file as a whole.
    pub spot: Option<Spot>,
}

/// A stretch of one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Line number, from 1.
    pub line: usize,
    /// Column of the first character, from 1, counted in Unicode scalar values.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub width: usize,
    /// The text of the line, without its end.
    pub text: Box<str>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Place { file: file.clone(), spot: None }
    }

    /// The bytes `range` of `text`. A range over several lines is cut at the first line's end;
    /// one that lies outside the text, or inside a character, is moved to the nearest place.
    pub fn range(file: &Arc<str>, text: &str, range: Range<usize>) -> Self {
        let start = floor_char(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line = text[..line_start].matches('\n').count() + 1;
        Place::in_line(file, text, range, line, line_start)
    }

    /// The same where the number and the first byte of the line are known.
    fn in_line(
        file: &Arc<str>,
        text: &str,
        range: Range<usize>,
        line: usize,
        line_start: usize,
    ) -> Self {
        let start = floor_char(text, range.start);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let end = floor_char(text, range.end).clamp(start, line_end);
        let spot = Spot {
            line,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].chars().count().max(1),
            text: text[line_start..line_end].trim_end_matches('\r').into(),
        };
        Place { file: file.clone(), spot: Some(spot) }
    }

    /// A line and column, both from 1, as parsers of other crates report them.
    pub fn line_column(file: &Arc<str>, text: &str, line: usize, column: usize) -> Self {
        let line_text = text.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
        let spot = Spot {
            line: line.max(1),
            column: column.max(1),
            width: 1,
            text: line_text.trim_end_matches('\r').into(),
        };
        Place { file: file.clone(), spot: Some(spot) }
    }
}

fn floor_char(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

/// One mistake with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// Where; none when it concerns the site as a whole.
    pub place: Option<Place>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn at(problem: Problem, place: Place) -> Self {
        Diagnostic { problem, place: Some(place) }
    }

    /// A problem of the site as a whole.
    pub fn site(problem: Problem) -> Self {
        Diagnostic { problem, place: None }
    }

    /// How grave it is.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }
}

/// Sorts by place, then by text, and drops what is said twice: the order in which
/// parallel stages finish must not show.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_cached_key(|d| (d.place.clone(), d.problem.code(), d.problem.to_string()));
    diagnostics.dedup();
}

/// True if any of them is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity() == Severity::Error)
}

/// The candidate nearest to what was typed, if it is near enough to be meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(typed, c), c))
        .filter(|(distance, c)| *distance <= (c.chars().count() / 3).max(1))
        .min()
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, range: Range<usize>, expect: (usize, usize, usize)) {
        let spot = Place::range(&"x".into(), text, range).spot.expect("a range has a spot");
        assert_eq!((spot.line, spot.column, spot.width), expect);
    }

    #[test]
    fn places_count_characters_not_bytes() {
        check("aəb", 3..4, (1, 3, 1));
        check("ə\nşx", 3..5, (2, 1, 1));
    }

    #[test]
    fn places_stay_inside_the_text() {
        check("ab", 9..12, (1, 3, 1));
        check("ə", 1..2, (1, 1, 1));
        check("ab\ncd", 0..5, (1, 1, 2));
    }

    #[test]
    fn nearest_finds_typing_slips_only() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "tags"]), None);
    }
}

//! Places in input files, with the line itself, so that a printer needs no source.

use std::ops::Range;
use std::sync::Arc;

/// A position in one input file, or that file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the site's root, with `/` between its parts.
    pub file: Arc<str>,
    /// Where in the file; none if the problem is the file as a whole.
    pub spot: Option<Spot>,
}

/// A stretch of one line of a file, with the line's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The number of the line, from 1.
    pub line: usize,
    /// Column of the first character, from 1, counted in Unicode scalar values.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub width: usize,
    /// The text of the line, without its end; of a very long line what stands around the place.
    pub text: Box<str>,
    /// How many characters of the line stand before `text`: none but in a very long line.
    pub before: usize,
}

/// Bytes of the longest line that is shown as a whole. More helps nobody, and a thousand problems
/// in one line would repeat it a thousand times.
const LONGEST: usize = 1_000;

/// Bytes that are shown before and after a place in a longer one.
const AROUND: usize = 200;

impl Place {
    /// A place for what concerns the whole file, without a line.
    pub fn file(file: &Arc<str>) -> Self {
        Place { file: file.clone(), spot: None }
    }

    /// The bytes `range` of `text`. A range over several lines is cut at the first line's end;
    /// one that lies outside the text, or inside a character, is moved to the nearest place.
    /// Reads the text up to there; for many places of one text see [`Lines`].
    pub fn range(file: &Arc<str>, text: &str, range: Range<usize>) -> Self {
        let start = text.floor_char_boundary(range.start);
        let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line = Line {
            number: memchr::memchr_iter(b'\n', &text.as_bytes()[..from]).count() + 1,
            range: from..memchr::memchr(b'\n', &text.as_bytes()[start..])
                .map_or(text.len(), |i| start + i),
        };
        let column = text[from..start].chars().count() + 1;
        Place { file: file.clone(), spot: Some(line.spot(text, start..range.end, column)) }
    }

    /// The given words of a line, which `before` characters of it stand before. Nothing else is
    /// shown.
    pub fn part(file: &Arc<str>, line: usize, before: usize, words: &str) -> Self {
        let (column, width) = (before + 1, words.chars().count().max(1));
        let spot = Spot { line, column, width, text: words.into(), before };
        Place { file: file.clone(), spot: Some(spot) }
    }

    /// A line and column, both from 1, as parsers of other crates report them.
    pub fn line_column(file: &Arc<str>, text: &str, line: usize, column: usize) -> Self {
        let line_text = text.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
        let at = line_text.char_indices().nth(column.saturating_sub(1));
        let start = at.map_or(line_text.len(), |(at, _)| at);
        let whole = Line { number: line.max(1), range: 0..line_text.len() };
        let spot = whole.spot(line_text, start..start, column.max(1));
        Place { file: file.clone(), spot: Some(spot) }
    }
}

/// A line of a text: its number from 1, and its bytes without the line break.
struct Line {
    number: usize,
    range: Range<usize>,
}

impl Line {
    /// The stretch `range` of the line, whose first character is the `column`-th, from 1.
    fn spot(&self, text: &str, range: Range<usize>, column: usize) -> Spot {
        let start = range.start;
        let shown = match self.range.len() <= LONGEST {
            true => self.range.clone(),
            false => {
                let from = text.floor_char_boundary(start.saturating_sub(AROUND));
                let to =
                    text.floor_char_boundary(range.end.max(start).min(start + LONGEST) + AROUND);
                from.max(self.range.start)..to.min(self.range.end)
            }
        };
        let end = text.floor_char_boundary(range.end).clamp(start, shown.end);
        Spot {
            line: self.number,
            column,
            width: text[start..end].chars().count().max(1),
            text: text[shown.clone()].trim_end_matches('\r').into(),
            before: column - 1 - text[shown.start..start].chars().count(),
        }
    }
}

/// The lines of a text, counted once: each place in it is then found at once.
pub struct Lines(Vec<Step>);

/// The begin of a line, or a place inside a long one.
struct Step {
    at: usize,
    /// Number of the line, from 1.
    line: usize,
    /// Characters of the line before it.
    column: usize,
}

impl Lines {
    /// Finds where the lines of a text begin, once for all places that are asked of it.
    pub fn of(text: &str) -> Lines {
        let mut steps = Vec::new();
        let mut from = 0;
        // Behind the last line break there is one more line, even if it is empty.
        let last = (text.is_empty() || text.ends_with('\n')).then_some("");
        for (n, line) in text.split_inclusive('\n').chain(last).enumerate() {
            let (mut at, mut column) = (0, 0);
            loop {
                steps.push(Step { at: from + at, line: n + 1, column });
                let next = line.floor_char_boundary(at + LONGEST);
                if next == line.len() {
                    break;
                }
                column += line[at..next].chars().count();
                at = next;
            }
            from += line.len();
        }
        Lines(steps)
    }

    /// The bytes `range` of the text, as [`Place::range`] finds them.
    pub fn place(&self, file: &Arc<str>, text: &str, range: Range<usize>) -> Place {
        let start = text.floor_char_boundary(range.start);
        let step = &self.0[self.0.partition_point(|step| step.at <= start).saturating_sub(1)];
        let begin = |line: usize| {
            let n = self.0.partition_point(|step| step.line < line);
            self.0.get(n).map(|step| step.at)
        };
        let from = begin(step.line).unwrap_or_default();
        let to = begin(step.line + 1).map_or(text.len(), |next| next - 1);
        let column = step.column + text[step.at..start].chars().count() + 1;
        let line = Line { number: step.line, range: from..to.max(from) };
        Place { file: file.clone(), spot: Some(line.spot(text, start..range.end, column)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, range: Range<usize>, expect: (usize, usize, usize)) {
        let file = "x".into();
        let place = Place::range(&file, text, range.clone());
        assert_eq!(Lines::of(text).place(&file, text, range), place);
        let spot = place.spot.expect("a range has a spot");
        assert_eq!((spot.line, spot.column, spot.width), expect);
    }

    #[test]
    fn places_count_characters_not_bytes() {
        check("aəb", 3..4, (1, 3, 1));
        check("ə\nşx", 3..5, (2, 1, 1));
        check("a\r\nb\r\n", 3..4, (2, 1, 1));
    }

    #[test]
    fn places_stay_inside_the_text() {
        check("ab", 9..12, (1, 3, 1));
        check("ə", 1..2, (1, 1, 1));
        check("ab\ncd", 0..5, (1, 1, 2));
        check("", 0..1, (1, 1, 1));
        check("ab\n", 3..4, (2, 1, 1));
        check("ab\n\nc", 3..3, (2, 1, 1));
    }

    #[test]
    fn of_a_very_long_line_only_what_stands_around_is_shown() {
        let text = format!("x\n{}[y](z)\nb", "ə".repeat(5_000));
        check(&text, 10_002..10_008, (2, 5_001, 6));
        let spot = Place::range(&"x".into(), &text, 10_002..10_008).spot.expect("a spot");
        assert_eq!(*spot.text, *format!("{}[y](z)", "ə".repeat(100)));
        assert_eq!(spot.before, 4_900);
        let file: Arc<str> = "x".into();
        assert_eq!(Place::line_column(&file, &text, 2, 5_001).spot.map(|s| s.before), Some(4_900));
    }
}

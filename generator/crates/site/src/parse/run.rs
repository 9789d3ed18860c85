//! Running text that is not yet written: words of one kind of markup, gathered from several pieces
//! of a line, with where each comes from. Escapes and entities are read by then, but an address is
//! none if somebody wrote one of its signs so, and keeps as it was written what stands behind its
//! host.

use std::borrow::Cow;
use std::ops::Range;

/// The words, as they are read.
#[derive(Default)]
pub struct Run {
    text: String,
    parts: Vec<Part>,
    /// Where the last of them ended.
    end: usize,
}

/// A stretch of the words that stands as it is in the scanned text.
struct Part {
    /// Where it begins in the words, and in the scanned text.
    at: usize,
    from: usize,
    /// What of its beginning is written otherwise than it is read: an escaped sign, an entity.
    odd: Option<Odd>,
}

/// A sign that is written otherwise than it is read.
struct Odd {
    /// How long it is in the words.
    length: usize,
    /// How it is written, in the scanned text.
    written: Range<usize>,
}

/// How a piece of text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Each byte stands in the scanned text as it is read.
    Plain,
    /// Its first character is behind a backslash.
    Escaped,
    /// The whole piece is one entity, such as `&eacute;`.
    Entity,
}

impl Run {
    /// True if no words wait to be written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The words that wait, as they are read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the last piece ended in the scanned text; none if no words wait.
    pub fn end(&self) -> Option<usize> {
        (!self.is_empty()).then_some(self.end)
    }

    /// Adds a piece, which the bytes `span` of the scanned text stand for.
    pub fn push(&mut self, text: &str, span: &Range<usize>, sign: Sign) {
        let odd = match sign {
            Sign::Plain => None,
            Sign::Escaped => text.chars().next().map(|c| Odd {
                length: c.len_utf8(),
                written: span.start - 1..span.start + c.len_utf8(),
            }),
            Sign::Entity => Some(Odd { length: text.len(), written: span.clone() }),
        };
        if self.is_empty() || odd.is_some() || self.end != span.start {
            self.parts.push(Part { at: self.text.len(), from: span.start, odd });
        }
        self.end = span.end;
        self.text.push_str(text);
    }

    /// Adds text of certsite's own.
    pub fn append(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Takes off the last character.
    pub fn pop(&mut self) {
        self.text.pop();
    }

    /// Forgets the words, not their memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.parts.clear();
    }

    /// Whether some bytes of the words are written as they are read.
    pub fn is_plain(&self, range: Range<usize>) -> bool {
        self.odd(range).next().is_none()
    }

    /// The same bytes as they are written, but for what the scanner put in.
    pub fn written<'a>(&'a self, range: Range<usize>, scanned: &str) -> Cow<'a, str> {
        let mut written = String::new();
        let mut from = range.start;
        for (at, odd) in self.odd(range.clone()) {
            written.push_str(&self.text[from..at]);
            written.push_str(&scanned[odd.written.clone()]);
            from = at + odd.length;
        }
        match from == range.start {
            true => Cow::Borrowed(&self.text[range]),
            false => Cow::Owned(written + &self.text[from.min(range.end)..range.end]),
        }
    }

    /// Where some bytes of the words stand in the scanned text.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            return self.place(range.start).start..self.place(range.start).start;
        }
        let start = self.place(range.start).start;
        // That of its last byte, or something else may stand between it and what follows.
        start..self.place(range.end - 1).end.max(start)
    }

    /// Where one byte of the words stands.
    fn place(&self, at: usize) -> Range<usize> {
        let Some(n) = self.parts.partition_point(|part| part.at <= at).checked_sub(1) else {
            return at..at + 1;
        };
        let Part { at: start, from, odd } = &self.parts[n];
        let shift = at - start;
        match odd {
            Some(odd) if shift < odd.length => odd.written.clone(),
            Some(odd) => {
                odd.written.end + shift - odd.length..odd.written.end + shift + 1 - odd.length
            }
            None => from + shift..from + shift + 1,
        }
    }

    /// The odd signs that overlap some bytes of the words, with their places.
    fn odd(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &Odd)> {
        let first = self.parts.partition_point(|part| part.at < range.start).saturating_sub(1);
        let parts = self.parts[first..].iter().take_while(move |part| part.at < range.end);
        parts
            .filter_map(|part| Some((part.at, part.odd.as_ref()?)))
            .filter(move |(at, odd)| at + odd.length > range.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a\_b&copy;c` as the parser gives it.
    fn run() -> (Run, &'static str) {
        let scanned = "xa\\_b&copy;c";
        let mut run = Run::default();
        run.push("a", &(1..2), Sign::Plain);
        run.push("_b", &(3..5), Sign::Escaped);
        run.push("©", &(5..11), Sign::Entity);
        run.push("c", &(11..12), Sign::Plain);
        (run, scanned)
    }

    #[test]
    fn words_are_given_as_they_were_written() {
        let (run, scanned) = run();
        assert_eq!(run.text(), "a_b©c");
        for (range, written, span, is_plain) in [
            (0..6, "a\\_b&copy;c", 1..12, false),
            (0..1, "a", 1..2, true),
            (2..3, "b", 4..5, true),
            (1..3, "\\_b", 2..5, false),
            (3..5, "&copy;", 5..11, false),
            (2..2, "", 4..4, true),
            (5..6, "c", 11..12, true),
        ] {
            assert_eq!(run.written(range.clone(), scanned), written);
            assert_eq!(run.span(range.clone()), span, "{range:?}");
            assert_eq!(run.is_plain(range.clone()), is_plain, "{range:?}");
        }
    }
}

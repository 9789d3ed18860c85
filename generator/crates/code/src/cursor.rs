//! A place in some code that only goes on, and the parts found so far.

use crate::Kind;
use std::ops::Range;

/// Reads code from its beginning to its end.
pub struct Cursor<'a> {
    code: &'a str,
    at: usize,
    /// Where the line begins.
    line: usize,
    parts: Vec<(Kind, Range<usize>)>,
}

impl<'a> Cursor<'a> {
    /// At the beginning of some code.
    pub fn new(code: &'a str) -> Self {
        Cursor { code, at: 0, line: 0, parts: Vec::new() }
    }

    /// The parts that were found.
    pub fn finish(self) -> Vec<(Kind, Range<usize>)> {
        self.parts
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a str {
        &self.code[self.at..]
    }

    /// What has been read.
    pub fn before(&self) -> &'a str {
        &self.code[..self.at]
    }

    /// The next byte; `None` at the end.
    pub fn peek(&self) -> Option<u8> {
        self.code.as_bytes().get(self.at).copied()
    }

    /// Whether this comes next.
    pub fn sees(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// What of the line has been read.
    pub fn line(&self) -> &'a str {
        &self.code[self.line..self.at]
    }

    /// Whether nothing but blanks stands before it on its line.
    pub fn begins_line(&self) -> bool {
        self.line().trim_ascii_start().is_empty()
    }

    /// Whether a blank, or nothing, stands before it.
    pub fn is_behind_blank(&self) -> bool {
        self.before().as_bytes().last().is_none_or(u8::is_ascii_whitespace)
    }

    /// Goes on by so many bytes, to the next letter if that is inside one.
    pub fn skip(&mut self, bytes: usize) {
        let start = self.at;
        self.at = self.code.len().min(self.at + bytes);
        while !self.code.is_char_boundary(self.at) {
            self.at += 1;
        }
        if let Some(end) = self.code[start..self.at].rfind('\n') {
            self.line = start + end + 1;
        }
    }

    /// Goes on by so many bytes, which are a part of this kind.
    pub fn take(&mut self, kind: Kind, bytes: usize) {
        let start = self.at;
        self.skip(bytes);
        self.mark(kind, start..self.at);
    }

    /// Says of something that was read what kind it is.
    pub fn mark(&mut self, kind: Kind, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some((last, own)) if *last == kind && own.end == range.start => own.end = range.end,
            _ => self.parts.push((kind, range)),
        }
    }

    /// How many bytes there are up to the end of the line.
    pub fn to_line_end(&self) -> usize {
        self.rest().find('\n').unwrap_or(self.rest().len())
    }

    /// How many of the next bytes are such.
    pub fn count(&self, is_such: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest().as_bytes();
        rest.iter().position(|byte| !is_such(*byte)).unwrap_or(rest.len())
    }

    /// Passes over blanks within the line.
    pub fn blanks(&mut self) {
        self.skip(self.count(|byte| matches!(byte, b' ' | b'\t')));
    }

    /// How many of the next bytes are a word: letters of any alphabet, digits, low lines, and what
    /// else `joins` has.
    pub fn word(&self, joins: &[u8]) -> usize {
        self.count(|byte| is_of_word(byte) || joins.contains(&byte))
    }

    /// How long a text is that begins here with a sign of `open` bytes and ends with `close`; one that
    /// does not end goes on to the end of its line, or of all code if it may have several lines.
    pub fn quoted(&self, open: usize, close: &str, escape: Escape, has_lines: bool) -> usize {
        let rest = self.rest().as_bytes();
        let mut at = open.min(rest.len());
        while at < rest.len() {
            match (rest[at], escape) {
                (byte, Escape::With(sign)) if byte == sign => {
                    // A line that is escaped goes on on the next one.
                    at += 2;
                    continue;
                }
                (b'\n', _) if !has_lines => return at,
                _ => {}
            }
            if rest[at..].starts_with(close.as_bytes()) {
                at += close.len();
                match escape == Escape::Twice && rest[at..].starts_with(close.as_bytes()) {
                    true => at += close.len(),
                    false => return at,
                }
                continue;
            }
            at += 1;
        }
        rest.len()
    }

    /// How many of the next bytes are a number; none if a word goes on here.
    pub fn number(&self) -> usize {
        let before = self.before().as_bytes().last();
        let is_inside = before.is_some_and(|byte| is_of_word(*byte) || *byte == b'.');
        if is_inside || !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return 0;
        }
        let whole = self.count(|byte| is_of_word(byte) || byte == b'.');
        let number = &self.rest()[..whole];
        let number = number.trim_end_matches('.');
        // `0x1F`, `10MB`, but not `7zip` or `4a1b9`: two letters may stand behind digits.
        let digits = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_hex = number.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
        let is_plain = digits.bytes().all(|byte| !byte.is_ascii_alphabetic());
        match is_hex || (number.is_ascii() && is_plain && number.len() - digits.len() <= 2) {
            true => number.len(),
            false => 0,
        }
    }
}

/// How a sign that would end a text stands within it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// Not at all.
    None,
    /// Behind this sign.
    With(u8),
    /// Written twice.
    Twice,
}

/// Whether a byte is part of words in each language.
pub fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

//! A place in a line of Markdown, which knows how wide tabs are.

use super::lines::{is_blank, is_rule, line_end, next_line};

/// Walks over the beginning of a line. CommonMark counts columns there, with a tab stop every four.
#[derive(Clone)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    /// A tab stop at or before `at`, without a tab between.
    stop: usize,
    /// Columns of a tab that were not asked for yet.
    spare: usize,
    /// No rule (`- - -`) begins before this byte: one line is not searched again and again.
    no_rule_before: usize,
}

/// The mark of an item of a list.
pub struct ListMark {
    /// By how many columns the item's text stands in, from the mark on.
    pub indent: usize,
    /// True of bullets and the number 1.
    pub may_interrupt: bool,
    /// True if nothing but blanks stands behind the mark on its line.
    pub is_empty: bool,
}

impl<'a> Cursor<'a> {
    /// At the beginning of a line.
    pub fn new(bytes: &'a [u8], start: usize) -> Cursor<'a> {
        Cursor { bytes, at: start, stop: start, spare: 0, no_rule_before: start }
    }

    /// The byte at which it stands, from the beginning of the whole text.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The whole text that it walks over, also what lies behind it.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Everything from its byte to the end of the text.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// The rest of this line, without its end.
    pub fn line(&self) -> &'a [u8] {
        &self.bytes[self.at..line_end(self.bytes, self.at)]
    }

    /// At the beginning of the next line.
    pub fn below(&self) -> Cursor<'a> {
        Cursor::new(self.bytes, next_line(self.bytes, self.at))
    }

    /// True at the end of the line.
    pub fn at_end(&self) -> bool {
        matches!(self.rest().first(), None | Some(b'\n' | b'\r'))
    }

    /// True before text that is indented as far as code.
    pub fn is_indented(&self) -> bool {
        let mut ahead = self.clone();
        ahead.spaces(4) == 4 && !is_blank(ahead.rest())
    }

    /// True if these bytes come next.
    pub fn starts(&self, bytes: &[u8]) -> bool {
        self.rest().starts_with(bytes)
    }

    /// Goes on behind something that counts for nothing: the column stays.
    pub fn jump(&mut self, at: usize) {
        self.stop = at - (self.at - self.stop);
        self.at = at;
    }

    /// Goes on, with columns counted anew.
    pub fn restart(&mut self, bytes: usize) {
        *self = Cursor::new(self.bytes, self.at + bytes);
    }

    /// Takes up to `wanted` columns of spaces and tabs, and says how many there were.
    pub fn spaces(&mut self, wanted: usize) -> usize {
        let mut missing = wanted - self.spare.min(wanted);
        self.spare -= self.spare.min(wanted);
        while missing > 0 {
            match self.rest().first() {
                Some(b' ') => {
                    self.at += 1;
                    missing -= 1;
                }
                Some(b'\t') => {
                    let width = 4 - (self.at - self.stop) % 4;
                    self.at += 1;
                    self.stop = self.at;
                    self.spare = width - width.min(missing);
                    missing -= width.min(missing);
                }
                _ => break,
            }
        }
        wanted - missing
    }

    /// Takes all spaces and tabs.
    pub fn all_spaces(&mut self) -> &Self {
        self.spare = 0;
        self.at += self.rest().iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        self
    }

    /// Takes `>` and the space after it.
    pub fn quote_mark(&mut self) -> bool {
        let is_here = self.starts(b">");
        if is_here {
            self.at += 1;
            self.spaces(1);
        }
        is_here
    }

    /// Takes `- `, `1. ` and their kin, behind `lead` columns of spaces.
    pub fn list_mark(&mut self, lead: usize) -> Option<ListMark> {
        let line = self.rest();
        let digits = line.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        let width = match line.get(digits)? {
            b'-' | b'*' | b'+' if digits == 0 => {
                if self.at >= self.no_rule_before {
                    let end = is_rule(line).err()?;
                    self.no_rule_before = self.at + end;
                }
                1
            }
            b'.' | b')' if digits > 0 => digits + 1,
            _ => return None,
        };
        let mut ahead = self.clone();
        ahead.at += width;
        if ahead.spaces(1) == 0 && !ahead.at_end() {
            return None;
        }
        let is_empty = is_blank(ahead.rest());
        let mut indent = lead + width + 1;
        if !is_empty {
            let before = ahead.clone();
            match ahead.spaces(4) {
                4 => ahead = before,
                more => indent += more,
            }
        }
        *self = ahead;
        let first = line[..digits].iter().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
        Some(ListMark { indent, may_interrupt: digits == 0 || first == 1, is_empty })
    }

    /// Takes `[ ]` or `[x]` and says whether it stood there.
    pub fn task_mark(&mut self) -> bool {
        let mut ahead = self.clone();
        ahead.spaces(3);
        let is_task = matches!(
            ahead.rest(),
            [b'[', b' ' | b'\t' | b'x' | b'X', b']', b' ' | b'\t' | b'\n' | b'\r', ..]
        );
        if is_task {
            ahead.at += 3;
            *self = ahead;
        }
        is_task
    }
}

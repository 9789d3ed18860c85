//! The walk over a source: line by line, and in the words of each line from one character that may
//! mean something to the next.

use super::blocks::{BlockKind, Blocks, Skip};
use super::lines::{is_blank, line_end, next_line};
use super::spans::Spans;
use super::{Scanned, Slip, braces, marks};
use crate::config::{FACTS, FactKind};
use memchr::{memchr_iter, memchr2, memchr3_iter, memmem};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Turns facts into marks and leaves out comments.
pub struct Scanner<'t> {
    bytes: &'t [u8],
    text: &'t str,
    base: usize,
    /// Characters that Markdown would take for more than they are: emphasis within addresses,
    /// brackets before titles that nobody means.
    escaped: &'t [usize],
    scanned: Scanned<'static>,
    numbers: HashMap<Arc<str>, usize>,
    out: String,
    /// How far the text has been put into `out`.
    copied: usize,
    /// The first byte not yet passed that may mean something, unless it is in `escaped`.
    special: Option<usize>,
    spans: Spans,
    /// Code that began on a line above ends here.
    code_end: usize,
    /// An address between angle brackets ends here, in which backslashes escape nothing.
    link_end: usize,
    /// True once a comment was met that never ends: then no later one does.
    is_last: bool,
    /// True for text that is no Markdown, in which nothing is code.
    is_plain: bool,
}

impl<'t> Scanner<'t> {
    /// For a text that begins at `base` in its source.
    pub fn new(text: &'t str, base: usize, escaped: &'t [usize]) -> Self {
        Scanner {
            bytes: text.as_bytes(),
            text,
            base,
            escaped,
            scanned: Scanned::untouched(Cow::Borrowed(""), base),
            numbers: HashMap::new(),
            out: String::with_capacity(text.len()),
            copied: 0,
            special: None,
            spans: Spans::default(),
            code_end: 0,
            link_end: 0,
            is_last: false,
            is_plain: false,
        }
    }

    /// Scans the whole text.
    pub fn run(mut self) -> Scanned<'static> {
        let mut blocks = Blocks::default();
        let mut is_blank_above = true;
        let mut at = 0;
        while at < self.bytes.len() {
            let line = blocks.line(self.bytes, at, &mut |comment, is_bare| {
                self.comment_first(comment, is_bare.then_some(at), is_blank_above)
            });
            at = match line.kind {
                BlockKind::Start | BlockKind::More => {
                    if line.kind == BlockKind::Start {
                        self.spans.clear();
                    }
                    self.words(&blocks, line.text)
                }
                BlockKind::Dashes => {
                    self.dashes(line.text);
                    line.next
                }
                BlockKind::Below => {
                    // The parser would make a row of it.
                    self.replace(at..at, &format!("{}<!---->\n", &self.text[at..line.text]));
                    line.next
                }
                _ => line.next,
            };
            if line.kind != BlockKind::Gone {
                is_blank_above = line.kind == BlockKind::Blank;
            }
        }
        self.finish()
    }

    /// Scans it as text without Markdown.
    pub fn run_plain(mut self) -> Scanned<'static> {
        self.is_plain = true;
        let mut at = 0;
        while let Some(stop) = self.stop(at) {
            at = match &self.bytes[stop..] {
                [b'\\', b'{', b'{', ..] => {
                    self.replace(stop..stop + 1, "");
                    stop + 3
                }
                [b'\\', b'<', b'!', b'-', b'-', ..] => {
                    self.replace(stop..stop + 1, "");
                    stop + 5
                }
                [b'{', ..] if self.is_fact(stop) => self.fact(stop),
                [b'{', ..] => self.one_brace(stop),
                [b'<', b'!', b'-', b'-', ..] => self.comment(stop, 0),
                _ => stop + 1,
            };
        }
        self.finish()
    }

    fn finish(mut self) -> Scanned<'static> {
        self.out.push_str(&self.text[self.copied..]);
        Scanned { text: Cow::Owned(self.out), ..self.scanned }
    }

    /// Puts blanks in place of the tabs in the line of dashes under the head of a table, of which
    /// the parser knows none.
    fn dashes(&mut self, at: usize) {
        let end = line_end(self.bytes, at);
        for tab in memchr_iter(b'\t', &self.bytes[at..end]) {
            self.replace(at + tab..at + tab + 1, " ");
        }
    }

    /// Reads the words of a line and gives where the next one begins.
    fn words(&mut self, blocks: &Blocks, first: usize) -> usize {
        let mut at = first.max(self.code_end);
        while let Some(stop) = self.stop(at) {
            at = match self.bytes[stop] {
                b'\n' | b'\r' => return next_line(self.bytes, stop),
                b'\\' => stop + escaped(&self.bytes[stop..]),
                b'*' | b'_' | b'~' | b'`' if stop < self.link_end => stop + 1,
                b'`' => {
                    self.code_end = self.spans.end(self.bytes, blocks, stop);
                    let code = &self.bytes[stop..self.code_end];
                    if memchr2(b'\n', b'\r', code).is_some() {
                        return next_line(self.bytes, stop);
                    }
                    self.code_end
                }
                b'{' if self.is_fact(stop) => self.fact(stop),
                b'{' => self.one_brace(stop),
                b'<' if self.bytes[stop..].starts_with(b"<!--") => self.comment(stop, first),
                b'<' if self.is_fact(stop + 1) => self.bracketed(stop),
                b'<' => {
                    self.link_end = self.link_end(stop).unwrap_or(stop);
                    stop + 1
                }
                b'(' => {
                    self.slip(Slip::LongTitle, stop - 1..stop + 1);
                    self.replace(stop..stop, "\\");
                    stop + 1
                }
                b'*' | b'_' | b'~' => {
                    self.replace(stop..stop, "\\");
                    stop + 1
                }
                _ => stop + 1,
            };
        }
        self.bytes.len()
    }

    /// The next byte from `at` on that may mean something.
    fn stop(&mut self, at: usize) -> Option<usize> {
        let passed = self.escaped.partition_point(|place| *place < at);
        self.escaped = &self.escaped[passed..];
        let special = match self.special.filter(|place| *place >= at) {
            Some(place) => place,
            None => {
                let is_special = |b: &u8| matches!(b, b'\n' | b'\r' | b'\\' | b'`' | b'{' | b'<');
                let found = self.bytes[at..].iter().position(is_special);
                *self.special.insert(found.map_or(self.bytes.len(), |found| at + found))
            }
        };
        let stop = self.escaped.first().map_or(special, |place| special.min(*place));
        (stop < self.bytes.len()).then_some(stop)
    }

    /// Whether braces that hold a fact begin at `at`: of three, the first one is text.
    fn is_fact(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.starts_with(b"{{") && !rest.starts_with(b"{{{")
    }

    /// `{{key}}` at `at`; gives where to go on.
    fn fact(&mut self, at: usize) -> usize {
        let Some(next) = self.fact_end(at) else {
            self.slip(Slip::OpenFact, at..at + 2);
            return at + 2;
        };
        let key: Arc<str> = self.text[at + 2..next - 2].trim().into();
        let fresh = self.numbers.len();
        let number = *self.numbers.entry(key.clone()).or_insert(fresh);
        if number == fresh {
            self.scanned.keys.push(key.clone());
        }
        self.scanned.facts.push((key, self.base + at..self.base + next));
        self.replace(at..next, &marks::fact(number));
        next
    }

    /// A brace at `at` that begins no fact; gives where to go on.
    fn one_brace(&mut self, at: usize) -> usize {
        let Some(range) = braces::fact(self.text, at) else { return at + 1 };
        let end = range.end;
        self.slip(Slip::OneBrace, range);
        end
    }

    /// `<{{key}}>` at `at`: an address without more, which the fact is itself, or nothing that
    /// Markdown knows; gives where to go on.
    fn bracketed(&mut self, at: usize) -> usize {
        let Some(end) = self.fact_end(at + 1) else { return at + 1 };
        let key = self.text[at + 3..end - 2].trim();
        let rest = &self.bytes[end..];
        let is_end = |b: &u8| matches!(b, b'<' | b'>' | b'{' | ..=b' ');
        match rest.iter().position(is_end).filter(|more| rest[*more] == b'>') {
            Some(0) if is_address(key) => {
                self.replace(at..at + 1, "");
                self.fact(at + 1);
                self.replace(end..end + 1, "");
                end + 1
            }
            Some(more) if is_known(key) => {
                self.slip(Slip::BracketedFact, at..end + more + 1);
                at + 1
            }
            _ => at + 1,
        }
    }

    /// Where the fact ends whose braces begin at `at`, if it does.
    fn fact_end(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at + 2..];
        let ends = |n: &usize| rest[*n] == b'\n' || rest.get(n + 1) == Some(&rest[*n]);
        let end = memchr3_iter(b'{', b'}', b'\n', rest).find(ends);
        end.filter(|end| rest[*end] == b'}').map(|end| at + end + 4)
    }

    /// Where the address ends that `<` at `at` begins, if it begins one.
    fn link_end(&self, at: usize) -> Option<usize> {
        let is_scheme = |b: &&u8| b.is_ascii_alphanumeric() || b"+.-".contains(b);
        let rest = &self.bytes[at + 1..];
        let scheme = rest.iter().take(33).take_while(is_scheme).count();
        let begins_well = rest.first().is_some_and(u8::is_ascii_alphabetic);
        if !begins_well || !(2..=32).contains(&scheme) || rest.get(scheme) != Some(&b':') {
            return None;
        }
        let mut end = at + 1 + scheme;
        loop {
            end = match self.bytes.get(end)? {
                b'>' => return Some(end),
                b'<' | b' ' | 0x7f | ..=0x1f => return None,
                b'{' if self.is_fact(end) => self.fact_end(end).unwrap_or(end + 2),
                _ => end + 1,
            }
        }
    }

    /// A comment behind words; gives where to go on.
    fn comment(&mut self, at: usize, first: usize) -> usize {
        let Some((end, after)) = self.comments_end(at) else {
            self.slip(Slip::OpenComment, at..at + 4);
            if !self.is_plain {
                self.replace(at..at, "\\");
            }
            return at + 4;
        };
        let words = self.text[first..at].trim_end_matches([' ', '\t']).len() + first;
        if is_blank(&self.bytes[after..]) {
            // Blanks at the end of a line mean a line break: those before a comment do not stand
            // there.
            let is_break = self.text[end..after].ends_with("  ") && !self.is_plain;
            self.replace(words.max(self.copied)..after, if is_break { "  " } else { "" });
            after
        } else if words < at || at == first {
            self.replace(at..after, "");
            after
        } else {
            // What it kept apart stays apart: two marks would mean something else than each.
            let is_mark = |b: Option<&u8>| b.is_some_and(u8::is_ascii_punctuation);
            let (before, after) =
                (at.checked_sub(1).map(|at| &self.bytes[at]), self.bytes.get(end));
            let joined = before == after && is_mark(before) && !self.is_plain;
            self.replace(at..end, if joined { marks::JOINER } else { "" });
            end
        }
    }

    /// A comment at the beginning of a line. `line` is where that begins, if no container does.
    fn comment_first(&mut self, at: usize, line: Option<usize>, is_blank_above: bool) -> Skip {
        let Some((end, after)) = self.comments_end(at) else { return Skip::None };
        let next = next_line(self.bytes, after);
        match line {
            Some(line) if is_blank(&self.bytes[after..]) => {
                if is_blank_above && self.is_blank_below(next) {
                    self.replace(at..end, "<!---->");
                    return Skip::Stands(next);
                }
                self.replace(line.max(self.copied)..next, "");
                Skip::Gone(next)
            }
            _ => {
                self.replace(at..after, "");
                Skip::To(after)
            }
        }
    }

    /// Where the comments end of which the first begins at `at`, with nothing but blanks between
    /// them, and where what follows on them begins.
    fn comments_end(&mut self, at: usize) -> Option<(usize, usize)> {
        let mut end = self.comment_end(at)?;
        let mut after = self.after_blanks(end);
        while self.bytes[after..].starts_with(b"<!--")
            && let Some(further) = self.comment_end(after)
        {
            end = further;
            after = self.after_blanks(end);
        }
        Some((end, after))
    }

    /// Where the comment ends that begins at `at`, if it does.
    fn comment_end(&mut self, at: usize) -> Option<usize> {
        let inside = &self.bytes[at + 4..];
        if inside.starts_with(b">") || inside.starts_with(b"->") {
            return Some(at + 4 + memchr::memchr(b'>', inside)? + 1);
        }
        let end = if self.is_last { None } else { memmem::find(inside, b"-->") };
        let Some(end) = end else {
            self.is_last = true;
            return None;
        };
        if let Some(inner) = memmem::find(&inside[..end], b"<!--") {
            self.slip(Slip::CommentInComment, at + 4 + inner..at + 8 + inner);
        }
        Some(at + end + 7)
    }

    fn after_blanks(&self, at: usize) -> usize {
        at + self.bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
    }

    /// Whether the line that begins at `at` is blank, but for the marks of quotes.
    fn is_blank_below(&self, at: usize) -> bool {
        let is_mark = |b: &&u8| matches!(b, b' ' | b'\t' | b'>');
        let line = &self.bytes[at..];
        is_blank(&line[line.iter().take_while(is_mark).count()..])
    }

    fn slip(&mut self, slip: Slip, at: Range<usize>) {
        self.scanned.slips.push((slip, self.base + at.start..self.base + at.end));
    }

    /// Puts `text` in place of the bytes `range`.
    fn replace(&mut self, range: Range<usize>, text: &str) {
        self.out.push_str(&self.text[self.copied..range.start]);
        self.copied = range.end;
        let source = self.base + range.start..self.base + range.end;
        self.scanned.origin.replaced(self.out.len(), source, text.len());
        self.out.push_str(text);
    }
}

/// Whether a fact is drawn as a link by itself.
fn is_address(key: &str) -> bool {
    use FactKind::{Base, Mail, Phone, Url};
    FACTS.iter().any(|fact| fact.key == key && matches!(fact.kind, Mail | Phone | Url | Base))
}

/// Whether there is such a fact.
fn is_known(key: &str) -> bool {
    FACTS.iter().any(|fact| fact.key == key)
}

/// How many bytes a backslash takes with it, itself counted.
fn escaped(rest: &[u8]) -> usize {
    match rest {
        [_, b'{', b'{', ..] => 3,
        [_, next, ..] if next.is_ascii_punctuation() => 2,
        _ => 1,
    }
}

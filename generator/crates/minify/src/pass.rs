//! The pass over a page: text and tags as they come, and the elements that are open.

use crate::declaration::declared;
use crate::element::{Holds, Open};
use crate::entities::{Within, decode, encode};
use crate::memo::Memo;
use crate::shown::Shown;
use crate::space::collapse;
use crate::whole::Around;
use memchr::{memchr, memmem};

/// A page that is being written anew. Each step gives none where only a tree would tell what is
/// meant.
pub struct Pass<'a, 'm> {
    page: &'a [u8],
    shown: &'m Shown,
    memo: &'m mut Memo,
    at: usize,
    out: Vec<u8>,
    open: Vec<Open<'a>>,
    /// Of each open element but the root, where it begins in the page and where its content begins in
    /// what is written; none of one that holds what may stand once in a page.
    begun: Vec<Option<(usize, usize)>>,
    /// White space behind something in a line was left out: it counts if a line follows.
    blank: bool,
    /// Which of `<html>`, `<head>` and `<body>` have been opened: a second one is passed over.
    seen: [bool; 3],
}

impl<'a, 'm> Pass<'a, 'm> {
    pub fn new(page: &'a [u8], shown: &'m Shown, memo: &'m mut Memo) -> Self {
        let (out, open) = (Vec::with_capacity(page.len()), vec![memo.elements.root()]);
        let begun = Vec::new();
        Pass { page, shown, memo, at: 0, out, open, begun, blank: false, seen: [false; 3] }
    }

    /// Goes over the whole page. `None` if only a tree tells what may be left out of it.
    pub fn run(mut self) -> Option<Vec<u8>> {
        if memmem::find(self.page, "\u{20D2}".as_bytes()).is_some() {
            // Two signs that end with it are shorter as references.
            return None;
        }
        while let Some(length) = memchr(b'<', &self.page[self.at..]) {
            let at = self.at + length;
            let is_last = self.ends_at(at);
            self.text(&self.page[self.at..at], is_last)?;
            self.at = at + 1;
            match *self.page.get(self.at)? {
                b'/' => self.close()?,
                b'a'..=b'z' => self.open()?,
                b'!' if self.page[self.at..].starts_with(b"!--") => self.comment()?,
                b'!' => self.doctype()?,
                _ => return None,
            }
        }
        self.text(&self.page[self.at..], true)?;
        (self.open.len() == 1).then_some(self.out)
    }

    fn top(&mut self) -> &mut Open<'a> {
        self.open.last_mut().expect("the root is never closed")
    }

    fn text(&mut self, text: &'a [u8], is_last: bool) -> Option<()> {
        if text.is_empty() {
            return Some(());
        }
        let top = self.top();
        let (rule, is_first) = (top.space, std::mem::replace(&mut top.is_empty, false));
        let parts_words = std::mem::replace(&mut top.is_in_line, true) && top.shows_blanks;
        let decoded;
        let mut text = text;
        let has_reference = memchr(b'&', text).is_some();
        if has_reference {
            decoded = decode(text)?;
            text = &decoded;
        }
        if rule.trim && is_first {
            text = text.trim_ascii_start();
        }
        if rule.destroy_whole && text.trim_ascii_start().is_empty() {
            // Whether there is a line that it stands in, what follows tells.
            self.blank = parts_words && !is_last;
            self.top().is_in_line = parts_words;
            return Some(());
        }
        if rule.trim && is_last {
            text = text.trim_ascii_end();
        }
        // White space, a comment, and then words.
        if std::mem::take(&mut self.blank) && !text.starts_with(b" ") {
            self.out.push(b' ');
        }
        if !has_reference {
            match rule.collapse {
                true => collapse(text, &mut self.out),
                false => self.out.extend_from_slice(text),
            }
            return Some(());
        }
        let mut collapsed = Vec::with_capacity(text.len());
        if rule.collapse {
            collapse(text, &mut collapsed);
            text = &collapsed;
        }
        for (n, part) in text.split(|&byte| byte == b'<').enumerate() {
            if n > 0 {
                self.out.extend_from_slice(b"&lt;");
            }
            encode(part, Within::Text, &mut self.out);
        }
        Some(())
    }

    /// Whether nothing but comments stands before the end of what is open.
    fn ends_at(&self, mut at: usize) -> bool {
        while self.page[at..].starts_with(b"<!--") {
            let Some(length) = declared(&self.page[at + 1..]) else { return false };
            at += 1 + length;
        }
        self.page[at..].starts_with(b"</") || at == self.page.len()
    }

    /// Passes by a comment; the text before it and behind it stay two texts.
    fn comment(&mut self) -> Option<()> {
        self.at += declared(&self.page[self.at..])?;
        Some(())
    }

    fn doctype(&mut self) -> Option<()> {
        let length = memchr(b'>', &self.page[self.at..])?;
        let doctype = &self.page[self.at..self.at + length];
        if !doctype.eq_ignore_ascii_case(b"!doctype html") {
            return None;
        }
        self.out.extend_from_slice(b"<!doctype html>");
        self.at += length + 1;
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let [.., around, top] = &self.open[..] else { return None };
        let start = self.at + 1;
        let end = start + top.name.len();
        let is_its_own =
            self.page.get(start..end)? == top.name && self.page.get(end) == Some(&b'>');
        if !is_its_own || top.ends_with_its_like(around) {
            return None;
        }
        self.out.extend_from_slice(&self.page[start - 2..=end]);
        let around = Around::of(around);
        self.at = end + 1;
        self.open.pop();
        // With a blank that waits for what follows, more was decided than what is written.
        if let Some((from, written)) = self.begun.pop().flatten().filter(|_| !self.blank) {
            self.memo.wholes.note(&self.page[from..=end], around, &self.out[written..]);
        }
        Some(())
    }

    fn open(&mut self) -> Option<()> {
        let from = self.at - 1;
        let (rest, around) = (&self.page[from..], *self.top());
        let (out, blank) = (&mut self.out, &mut self.blank);
        let (child, length) =
            self.memo.tag(rest, around.inside(), self.shown, |tag, written, elements| {
                if elements.ends_before(around.number, tag.number) {
                    return None;
                }
                let element = elements.of(tag.number);
                let is_in_line = element.is_in_line || tag.shows.inline;
                if std::mem::take(blank) && is_in_line {
                    out.push(b' ');
                }
                out.extend_from_slice(written);
                let name = &rest[1..=tag.name];
                let child = around.child(name, tag.number, element, tag.shows);
                Some(((child, is_in_line), tag.holds))
            })?;
        self.at += length - 1;
        let ((child, is_in_line), holds) = child;
        let top = self.top();
        (top.is_empty, top.is_in_line) = (false, is_in_line);
        let stands_once = self.see(child.name)?;
        match holds {
            Holds::Nothing => {}
            Holds::Content if stands_once => {
                self.begun.fill(None);
                self.begun.push(None);
                self.open.push(child);
            }
            Holds::Content => self.content(child, from, Around::of(&around)),
            Holds::Words => self.words(child.name)?,
            Holds::Code => self.raw(child.name, <[u8]>::trim_ascii)?,
            Holds::Data => self.raw(child.name, |data| data)?,
        }
        Some(())
    }

    /// Goes into an element, or passes it whole if it was met before.
    fn content(&mut self, child: Open<'a>, from: usize, around: Around) {
        if let Some((length, written)) = self.memo.wholes.known(&self.page[from..], around) {
            self.out.extend_from_slice(written);
            self.at = from + length;
            return;
        }
        self.begun.push(Some((from, self.out.len())));
        self.open.push(child);
    }

    /// Whether an element is one that stands once in a page; none if it has been opened before.
    fn see(&mut self, name: &[u8]) -> Option<bool> {
        let once = [&b"html"[..], b"head", b"body"].iter().position(|once| *once == name);
        match once.map(|n| std::mem::replace(&mut self.seen[n], true)) {
            Some(true) => None,
            opened => Some(opened.is_some()),
        }
    }

    /// What stands up to the closing tag, without markup in it.
    fn inside(&mut self, name: &[u8]) -> Option<&'a [u8]> {
        let start = self.at;
        let mut at = start;
        loop {
            at += memmem::find(&self.page[at..], b"</")?;
            let end = at + 2 + name.len();
            if self.page.get(at + 2..end)?.eq_ignore_ascii_case(name) {
                self.at = end + 1;
                // Whatever else stands in the closing tag, only a tree would read.
                let is_plain =
                    self.page[at + 2..].starts_with(name) && *self.page.get(end)? == b'>';
                return is_plain.then_some(&self.page[start..at]);
            }
            at += 2;
        }
    }

    fn raw(&mut self, name: &[u8], trim: fn(&[u8]) -> &[u8]) -> Option<()> {
        let inside = self.inside(name)?;
        self.out.extend_from_slice(trim(inside));
        self.end(name)
    }

    fn words(&mut self, name: &[u8]) -> Option<()> {
        let inside = self.inside(name)?;
        let plain = decode(inside)?;
        if memmem::find(&plain, b"</").is_some() {
            return None;
        }
        encode(&plain, Within::Text, &mut self.out);
        self.end(name)
    }

    fn end(&mut self, name: &[u8]) -> Option<()> {
        self.out.extend([&b"</"[..], name, b">"].concat());
        Some(())
    }
}

//! Text and HTML → words in small letters, and names with digits in them as they are.
//!
//! `CVE-2026-0001`, `192.0.2.1` and `4.6.2` are one word: parts that one of a few signs joins are
//! a name up to the last part with a digit, and what follows is a word. Behind a hyphen or an apostrophe
//! it may be a suffix, which is none (`CVE-2026-0001-in`, `DMARC'ın`). Of an address that opens nothing,
//! `192[.]0[.]2[.]1`, the brackets do not count, and where a comma parts tenths, `9,8` is `9.8`. The
//! script parts what is typed by the same rules.

use certsite_base::lang::Rules;

/// What joins the parts of a name.
const JOINTS: [u8; 4] = [b'-', b'.', b'_', b':'];

/// A joint of an address that opens nothing.
const BRACKETED: &[u8] = b"[.]";

/// Longer ones are no words: a SHA-512 in hexadecimal digits is the longest that anybody looks for.
const MOST: usize = 128;

/// Elements that do not part words.
const INLINE: [&[u8]; 15] = [
    b"a", b"abbr", b"b", b"code", b"del", b"em", b"i", b"kbd", b"mark", b"s", b"span", b"strong",
    b"sub", b"sup", b"u",
];

/// Reads words. What it keeps between texts is memory alone, but for an element that is open.
pub struct Reader<'a> {
    rules: &'a Rules,
    /// The parts that are being read, with their joints.
    word: String,
    /// Where its parts begin.
    parts: Vec<usize>,
    /// Whether an apostrophe joins the first of them to the word before.
    is_behind: bool,
    tag: Option<Tag>,
    /// Whether the text is that of a heading.
    pub in_heading: bool,
}

/// A tag that is being read; HTML comes in pieces.
#[derive(Default)]
struct Tag {
    /// As much of it as tells all that are known here.
    name: [u8; 8],
    length: usize,
    is_named: bool,
    quote: Option<u8>,
}

impl<'a> Reader<'a> {
    /// For texts of a language with these rules.
    pub fn new(rules: &'a Rules) -> Reader<'a> {
        let (word, parts) = (String::new(), Vec::new());
        Reader { rules, word, parts, is_behind: false, tag: None, in_heading: false }
    }

    /// The words of a whole text.
    pub fn text(&mut self, text: &str, see: &mut impl FnMut(&str)) {
        self.part_of_text(text, see);
        self.end(see);
    }

    /// Words of a part of a text: the last one may go on in the next part.
    pub fn part_of_text(&mut self, text: &str, see: &mut impl FnMut(&str)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => {
                    let is_small = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
                    let run = bytes[at..].iter().position(|b| !is_small(b));
                    let run = run.unwrap_or(bytes.len() - at);
                    self.word.push_str(&text[at..at + run]);
                    at += run;
                    continue;
                }
                b'I' => self.word.push(self.rules.small_i()),
                b'A'..=b'Z' => self.word.push(char::from(byte.to_ascii_lowercase())),
                b if JOINTS.contains(b) && self.may_join() => {
                    self.word.push(char::from(*b));
                    self.parts.push(self.word.len());
                }
                b'[' if bytes[at..].starts_with(BRACKETED) && self.may_join() => {
                    self.word.push('.');
                    self.parts.push(self.word.len());
                    at += BRACKETED.len() - 1;
                }
                b',' if self.is_before_tenths(&bytes[..at], &bytes[at + 1..]) => {
                    self.word.push('.');
                    self.parts.push(self.word.len());
                }
                b'\'' => self.apostrophe(see),
                0x80.. => {
                    let c = text[at..].chars().next().unwrap_or('\u{fffd}');
                    at += c.len_utf8();
                    self.letter(c, see);
                    continue;
                }
                _ => self.end(see),
            }
            at += 1;
        }
    }

    /// True if a part has just been read that another one may follow.
    fn may_join(&self) -> bool {
        self.word.len() > self.parts.last().copied().unwrap_or(0)
    }

    /// Whether a comma between these is that of a number with one digit of tenths, and of no list.
    fn is_before_tenths(&self, before: &[u8], after: &[u8]) -> bool {
        let is_number = self.word.len() <= 2 && self.word.bytes().all(|b| b.is_ascii_digit());
        if !self.rules.comma || self.word.is_empty() || !is_number {
            return false;
        }
        let is_part = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80;
        let goes_on = match after {
            [first, ..] if !first.is_ascii_digit() => true,
            [_, b, ..] if is_part(b) => true,
            [_, b, next, ..] => (*b == b',' || JOINTS.contains(b)) && is_part(next),
            rest => rest.is_empty(),
        };
        let is_in_list = before.len() > self.word.len()
            && matches!(before[before.len() - self.word.len() - 1], b',' | b'.');
        !goes_on && !is_in_list
    }

    /// Ends a word of which a suffix may follow.
    fn apostrophe(&mut self, see: &mut impl FnMut(&str)) {
        let has_word = self.may_join();
        self.end(see);
        self.is_behind = has_word;
    }

    fn letter(&mut self, c: char, see: &mut impl FnMut(&str)) {
        match c {
            '\u{2019}' => self.apostrophe(see),
            // Soft hyphens, joiners and marks of letters part no words.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{300}'..='\u{36f}' => {}
            c => {
                if !self.rules.write_small(c, &mut self.word) {
                    self.end(see);
                }
            }
        }
    }

    /// Hands over what was read.
    fn end(&mut self, see: &mut impl FnMut(&str)) {
        let is_behind = std::mem::take(&mut self.is_behind);
        if self.word.is_empty() {
            return;
        }
        let word = &self.word;
        let mut give = |part: &str| {
            let is_one_letter =
                part.chars().nth(1).is_none() && !part.bytes().all(|b| b.is_ascii_digit());
            if !is_one_letter && part.len() <= MOST {
                see(part);
            }
        };
        if self.parts.is_empty() {
            if !is_behind || !self.rules.is_suffix(word) {
                give(word);
            }
            self.word.clear();
            return;
        }
        let starts = || std::iter::once(0).chain(self.parts.iter().copied());
        let ends = self.parts.iter().map(|next| next - 1).chain([word.len()]);
        let parts = starts().zip(ends).filter(|(start, end)| start < end);
        let has_digit = |(start, end): &(usize, usize)| {
            word.as_bytes()[*start..*end].iter().any(u8::is_ascii_digit)
        };
        let name = parts.clone().filter(has_digit).last().map_or(0, |(_, end)| end);
        if name > 0 {
            give(&word[..name]);
        }
        let is_suffix = |(start, end): &(usize, usize)| {
            let is_joined = if *start == 0 { is_behind } else { word[..*start].ends_with('-') };
            is_joined && self.rules.is_suffix(&word[*start..*end])
        };
        let words = parts.filter(|part| part.0 >= name && !is_suffix(part));
        words.for_each(|(start, end)| give(&word[start..end]));
        self.word.clear();
        self.parts.clear();
    }

    /// The words of a piece of HTML. `see` is told whether they stand in a heading.
    pub fn html(&mut self, html: &str, see: &mut impl FnMut(&str, bool)) {
        let mut rest = html;
        while !rest.is_empty() {
            if self.tag.is_some() {
                let end = self.tag(rest.as_bytes(), see);
                rest = &rest[end..];
                continue;
            }
            let end = rest.bytes().position(|b| b == b'<' || b == b'&').unwrap_or(rest.len());
            let in_heading = self.in_heading;
            self.part_of_text(&rest[..end], &mut |word| see(word, in_heading));
            rest = &rest[end..];
            match rest.as_bytes().first() {
                Some(b'<') => self.tag = Some(Tag::default()),
                Some(_) => self.end(&mut |word| see(word, in_heading)),
                None => {}
            }
            let skipped = match rest.as_bytes().first() {
                // An entity parts words, whatever it stands for.
                Some(b'&') => rest.find(';').map_or(1, |end| end + 1),
                Some(_) => 1,
                None => 0,
            };
            rest = &rest[skipped..];
        }
    }

    /// Passes over what is left of a tag; gives the number of its bytes.
    fn tag(&mut self, bytes: &[u8], see: &mut impl FnMut(&str, bool)) -> usize {
        let tag = self.tag.get_or_insert_default();
        let mut at = 0;
        while at < bytes.len() {
            let ends = |b: &u8| match tag.quote {
                Some(quote) => *b == quote,
                None => matches!(b, b'"' | b'\'' | b'>') || !tag.is_named,
            };
            // Most of a tag says nothing.
            let Some(skipped) = bytes[at..].iter().position(ends) else { break };
            let byte = bytes[at + skipped];
            at += skipped + 1;
            match byte {
                _ if tag.quote.is_some() => tag.quote = None,
                b'"' | b'\'' => tag.quote = Some(byte),
                b'>' => {
                    let (name, length) = (tag.name, tag.length);
                    self.tag = None;
                    self.after(&name[..length], see);
                    return at;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' => {
                    if let Some(next) = tag.name.get_mut(tag.length) {
                        *next = byte;
                        tag.length += 1;
                    }
                }
                _ => tag.is_named = true,
            }
        }
        bytes.len()
    }

    /// What a tag does to the words around it.
    fn after(&mut self, name: &[u8], see: &mut impl FnMut(&str, bool)) {
        let (closes, name) = match name.strip_prefix(b"/") {
            Some(name) => (true, name),
            None => (false, name),
        };
        if !INLINE.contains(&name) {
            self.end_html(see);
            if let [b'h', b'2'..=b'6'] = name {
                self.in_heading = !closes;
            }
        }
    }

    /// Hands over what was read of HTML.
    pub fn end_html(&mut self, see: &mut impl FnMut(&str, bool)) {
        let in_heading = self.in_heading;
        self.end(&mut |word| see(word, in_heading));
    }

    /// Whether a tag is open: what fills a hole there is no text.
    pub fn is_in_tag(&self) -> bool {
        self.tag.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: &str, text: &str) -> String {
        let rules = Rules::of(code);
        let mut found = Vec::new();
        Reader::new(&rules).text(text, &mut |word| found.push(word.to_owned()));
        found.join(" ")
    }

    /// The same texts are put to the script: see `tests/cases/search.rs`.
    #[test]
    fn texts_have_the_words_of_the_table() {
        for line in include_str!("words.txt").lines().filter(|line| !line.starts_with('#')) {
            let row: Vec<&str> = line.split(" | ").collect();
            let [code, text, expect] = row.as_slice() else { panic!("{line}") };
            assert_eq!(words(code, text), *expect, "{code} {text}");
        }
        assert_eq!(words("az", "soft\u{ad}ware c\u{327}"), "software");
    }

    #[test]
    fn tags_are_no_words_wherever_pieces_end() {
        let rules = Rules::of("en");
        let html = "<h2 id=\"x y\">He<b>ad</b></h2><p title='>no'>in<em>ci</em>dent &amp; <a href=\"/z/\">one</a><br>two</p>";
        let at_once = |pieces: &[&str]| {
            let mut reader = Reader::new(&rules);
            let mut found = Vec::new();
            let mut see = |word: &str, is_heading: bool| {
                found.push(format!("{word}{}", u8::from(is_heading)))
            };
            pieces.iter().for_each(|piece| reader.html(piece, &mut see));
            reader.end_html(&mut see);
            found.join(" ")
        };
        for cut in 0..html.len() {
            let expect = "head1 incident0 one0 two0";
            let entity = html.find('&').expect("it has one");
            if !(entity + 1..entity + 5).contains(&cut) {
                assert_eq!(at_once(&[&html[..cut], &html[cut..]]), expect, "{cut}");
            }
        }
    }
}

//! A style sheet → the addresses that it loads, and where they stand: `@import`, `url()`, `src()`
//! and `image-set()` (CSS Syntax 3, CSS Images 4), but for what stands in comments and other texts;
//! and the same without its comments.

use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;

/// Functions whose texts are addresses.
const LOADING: [&str; 4] = ["url", "src", "image-set", "-webkit-image-set"];

/// Rules before whose block or end addresses are names, and nothing is loaded.
const NAMING: [&str; 3] = ["namespace", "document", "-moz-document"];

/// The bytes of each address as written, without quotes and spaces around it, in order.
pub fn addresses(style: &[u8]) -> Vec<Range<usize>> {
    let mut found = Reader::read(style).found;
    found.retain(|range| !range.is_empty());
    found
}

/// A style sheet without the comments that its authors alone need. Those between words stay, since
/// they keep these apart, those that are all of a value, and those with a `!`, which name who made
/// something.
pub fn without_comments(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut done = 0;
    for range in Reader::read(style.as_bytes()).comments {
        let ends = |c: char| c.is_ascii_whitespace() || ['{', '}', ';'].contains(&c);
        let (before, after) = (&style[..range.start], &style[range.end..]);
        let is_apart =
            before.chars().next_back().is_none_or(ends) || after.chars().next().is_none_or(ends);
        let is_value = before.trim_end().ends_with(':');
        if is_apart && !is_value && !style[range.clone()].starts_with("/*!") {
            out.push_str(&style[done..range.start]);
            done = range.end;
        }
    }
    out + &style[done..]
}

/// How far a style sheet is read.
struct Reader<'a> {
    style: &'a [u8],
    /// The byte that is read next, from 0.
    at: usize,
    found: Vec<Range<usize>>,
    comments: Vec<Range<usize>>,
    /// Of each bracket that is open, the innermost last: whether texts in it are addresses.
    brackets: Vec<bool>,
    /// Whether `@import` was read, and not yet the text behind it, which is an address.
    is_import: bool,
    /// Whether a rule of [`NAMING`] is read, whose addresses are names.
    is_naming: bool,
}

impl<'a> Reader<'a> {
    /// Reads a style sheet to its end.
    fn read(style: &'a [u8]) -> Self {
        let (found, comments, brackets) = Default::default();
        let (is_import, is_naming) = (false, false);
        let mut reader = Reader { style, at: 0, found, comments, brackets, is_import, is_naming };
        while let Some(b) = style.get(reader.at) {
            reader.step(*b);
        }
        reader
    }

    /// Reads what begins with the next byte, which is this one.
    fn step(&mut self, b: u8) {
        let rest = &self.style[self.at + 1..];
        match b {
            b'/' if rest.starts_with(b"*") => {
                let start = self.at;
                let end = memmem::find(&rest[1..], b"*/");
                self.at = end.map_or(self.style.len(), |end| start + end + 4);
                self.comments.extend(end.map(|_| start..self.at));
            }
            b'"' | b'\'' => self.text(b),
            b'(' => self.open(false),
            b')' => {
                self.brackets.pop();
                self.at += 1;
            }
            // What was never closed ends with its rule.
            b'{' | b'}' | b';' => {
                (self.is_import, self.is_naming) = (false, false);
                self.brackets.clear();
                self.at += 1;
            }
            b'@' => self.rule(name_length(rest)),
            b'#' => self.at += 1 + name_length(rest),
            _ => match name_length(&self.style[self.at..]) {
                0 => self.at += 1,
                length => self.name(length),
            },
        }
    }

    /// A text in quotation marks: an address behind `@import`, and in functions that load.
    fn text(&mut self, quote: u8) {
        let start = self.at + 1;
        let end = start + text_length(&self.style[start..], quote);
        if self.is_import || self.brackets.last() == Some(&true) {
            self.found.push(start..end);
        }
        self.is_import = false;
        self.at = end + 1;
    }

    /// A bracket that opens; texts in it are addresses or are not.
    fn open(&mut self, loads: bool) {
        self.is_import = false;
        self.brackets.push(loads);
        self.at += 1;
    }

    /// The name of a rule behind its `@`, so many bytes long.
    fn rule(&mut self, length: usize) {
        let end = self.at + 1 + length;
        let name = meant(&self.style[self.at + 1..end]).to_ascii_lowercase();
        self.is_import = name == "import";
        self.is_naming |= NAMING.contains(&&*name);
        self.at = end;
    }

    /// A name of so many bytes: of a function, if a bracket follows. The address in `url()` may
    /// stand there without quotation marks.
    fn name(&mut self, length: usize) {
        let start = self.at;
        self.at += length;
        if self.style.get(self.at) != Some(&b'(') {
            return;
        }
        let name = meant(&self.style[start..self.at]).to_ascii_lowercase();
        self.open(!self.is_naming && LOADING.contains(&&*name));
        let inside = &self.style[self.at..];
        let space = inside.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if name == "url" && !matches!(inside.get(space), Some(b'"' | b'\'')) {
            let start = self.at + space;
            self.at = start + bare_length(&inside[space..]);
            self.found.extend((!self.is_naming).then_some(start..self.at));
        }
    }
}

/// How many bytes of a name stand here: escapes are part of it (CSS Syntax 3 §4.3.11).
fn name_length(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(b) = text.get(at) {
        at += match b {
            b'\\' if !matches!(text.get(at + 1), None | Some(b'\n' | b'\r' | 0x0c)) => {
                let digits = text[at + 1..].iter().take(6).take_while(|b| b.is_ascii_hexdigit());
                let digits = digits.count();
                let ends_in_space = text.get(at + 1 + digits).is_some_and(u8::is_ascii_whitespace);
                1 + digits.max(1) + usize::from(digits > 0 && ends_in_space)
            }
            b if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | 0x80..) => 1,
            _ => break,
        };
    }
    at.min(text.len())
}

/// An address as it is meant: its escapes are replaced (CSS Syntax 3 §4.3.7).
pub fn meant(written: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(written);
    if !text.contains('\\') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let number = u32::from_str_radix(&after[..digits], 16).ok();
        let mut after = after[digits..].chars();
        // What is no character stands for one that nobody knows.
        match number.map(|n| char::from_u32(n).filter(|c| *c != '\0').unwrap_or('\u{FFFD}')) {
            Some(c) => {
                out.push(c);
                rest = after.as_str();
                rest = rest.strip_prefix(|c: char| c.is_ascii_whitespace()).unwrap_or(rest);
            }
            None => {
                out.extend(after.next().filter(|c| *c != '\n'));
                rest = after.as_str();
            }
        }
    }
    Cow::Owned(out + rest)
}

/// How long a text is that ends with a quotation mark, or with its line.
fn text_length(rest: &[u8], quote: u8) -> usize {
    length(rest, |b| b == quote || b == b'\n')
}

/// How long an address without quotes is.
fn bare_length(rest: &[u8]) -> usize {
    length(rest, |b| b == b')' || b.is_ascii_whitespace())
}

/// How many bytes stand before one that ends them, and that no backslash takes its meaning from.
fn length(rest: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let mut is_escaped = false;
    let end = rest.iter().position(|b| {
        let is_end = !is_escaped && ends(*b);
        is_escaped = !is_escaped && *b == b'\\';
        is_end
    });
    end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_nothing_else() {
        for (style, expect) in [
            ("@import 'a.css';@import \"b.css\" screen;", &["a.css", "b.css"][..]),
            ("@IMPORT url(a.css);@import url( 'b.css' ) layer(x);", &["a.css", "b.css"]),
            ("@import/**/'a.css' supports(display: grid);", &["a.css"]),
            ("a{b:URL( x.png )}c{d:url(\"it's (b).png\")}", &["x.png", "it's (b).png"]),
            ("a{b:image-set('x.png' 1x, 'y.png' type('image/png') 2x)}", &["x.png", "y.png"]),
            ("a{b:-webkit-image-set(url(x.png) 1x, url('y.png') 2x)}", &["x.png", "y.png"]),
            ("a{b:src('x.woff')}", &["x.woff"]),
            ("a{b:url(data:image/png;base64,AA==)}", &["data:image/png;base64,AA=="]),
            ("a{b:url(a\\)b.png)}c{d:url('e\\'f')}", &["a)b.png", "e'f"]),
            ("a{b:url(\\68ttps://x.example/)}", &["https://x.example/"]),
            // Names may be escaped, and are whole ones.
            ("a{b:u\\72l(x.png) \\75 rl('y.png')}", &["x.png", "y.png"]),
            ("a{b:\\000055\\52 L(x.png)}", &["x.png"]),
            (
                "@\\69mport 'a.css';@imp\\6frt 'b.css';@i\\mport 'c.css';",
                &["a.css", "b.css", "c.css"],
            ),
            ("a{b:im\\61ge-set('x.png' 1x)}", &["x.png"]),
            ("a{b:curl(x.png) my-url('y.png') çurl(z) 1url(z) #url(z)}@url(z);", &[]),
            ("a{b:url\\(x.png) u\\\nrl(y.png) url/**/('z')}", &[]),
            ("@importance 'a.css';@import-x 'b.css';", &[]),
            // Names of kinds of documents: nothing is there.
            ("@namespace url(http://a.example/ns);@import 'a.css';", &["a.css"]),
            ("@namespace svg url('http://a.example/ns');a{b:url(x.png)}", &["x.png"]),
            ("@N\\61mespace x 'http://a.example';", &[]),
            ("@document url(http://a.example/),url-prefix('x'){a{b:url(x.png)}}", &["x.png"]),
            // Not closed.
            ("a{b:url(x.png", &["x.png"]),
            ("a{b:url('x.png\n}c{d:url(y.png)}", &["x.png", "y.png"]),
            ("@import 'a.css", &["a.css"]),
            ("a{b:image-set(c} d{content:'x'}", &[]),
            ("/* url(x.png) */a{}/* @import 'x'", &[]),
            ("a{content:'url(x.png)';b:'@import \"x\"'}", &[]),
            ("@media (a){b{c:d}} @font-face{format('woff2')}", &[]),
            ("a{b:url() url('')}", &[]),
            ("a{b:type('x') var(--url) curl (x)}", &[]),
            ("", &[]),
        ] {
            let found = addresses(style.as_bytes()).into_iter();
            let found: Vec<_> = found.map(|range| meant(&style.as_bytes()[range])).collect();
            assert_eq!(found, expect, "{style}");
        }
    }

    #[test]
    fn comments_go_where_nothing_is_changed_by_that() {
        for (style, expect) in [
            ("/* a */a{}", "a{}"),
            ("/* a */ a{} /* b */", " a{} "),
            ("a{/* a */b:c;/* d */}", "a{b:c;}"),
            ("a/**/b{}", "a/**/b{}"),
            ("a /**/.b{}", "a .b{}"),
            ("/*! x */ a{}", "/*! x */ a{}"),
            ("a{--x:/**/;--y: /**/;}", "a{--x:/**/;--y: /**/;}"),
            ("a{b:\"/* c */\"} /* d", "a{b:\"/* c */\"} /* d"),
            ("a{b:url(/*c*/)} /*/ */ d{}", "a{b:url(/*c*/)}  d{}"),
            ("/* ə */\na{content:'ə'}", "\na{content:'ə'}"),
        ] {
            assert_eq!(without_comments(style), expect, "{style}");
            let met = |style: &str| {
                let found = addresses(style.as_bytes()).into_iter();
                found.map(|range| style[range].to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(met(style), met(expect), "{style}");
        }
    }
}

//! What stands inside a line: words, addresses, links, code.

use super::Walker;
use crate::parse::Ref;
use crate::parse::autolink::{self, Piece};
use crate::parse::body::Hole;
use crate::parse::run::Sign;
use crate::parse::scan::marks;
use crate::parse::words::{Word, Words};
use certsite_base::diag::Problem;
use certsite_text::language;
use pulldown_cmark::LinkType;
use std::ops::Range;

/// The link whose text is being read.
pub struct OpenLink {
    /// The number of its address, and whether facts are part of that.
    reference: usize,
    has_facts: bool,
    /// What was written before it, and before its text, to see at its end what that is.
    before: (usize, usize),
    start: (usize, usize),
    /// How many links are open inside it, of which only the words are kept.
    depth: usize,
}

/// The words of another language that are being read: `[words](lang:en)`.
pub struct Foreign {
    /// What was written before them, to see at their end whether there are any.
    start: (usize, usize),
    address: String,
    span: Range<usize>,
}

/// What looks like a link with a longer address is not told of: to look for the end of each anew
/// would take too long on a page of nothing else.
const LONGEST_ADDRESS: usize = 1_000;

impl Walker<'_> {
    /// Takes a piece of text, whatever it stands in: code, a heading, a description or a paragraph.
    pub fn text(&mut self, text: &str, span: Range<usize>) {
        if self.fence.is_some() {
            return self.code_text(text, span);
        }
        let Some((text, span)) = self.behind_marker(text, span) else { return };
        match text.as_bytes().first() {
            Some(b'*' | b'_' | b'~' | b'`') => self.strays.watch(&self.scanned.text, text, &span),
            Some(b'[' | b'!') => self.undefined_note(text, &span),
            Some(b']') => self.no_link(&span),
            Some(b'#' | b'|') => self.no_block(&span),
            _ => {}
        }
        if self.heading.is_some() {
            self.check_braces(text, &span);
        }
        self.check_entity(text, &span);
        if let Some(image) = &mut self.image {
            return image.description.push_marked(text, &self.scanned.keys);
        }
        let sign = self.sign(text, &span);
        self.words.push(text, &span, sign);
    }

    /// How a piece of text is written.
    fn sign(&self, text: &str, span: &Range<usize>) -> Sign {
        let written = &self.scanned.text[span.clone()];
        if written.starts_with('&') && written != text {
            return Sign::Entity;
        }
        // These two are written so for the sake of tables and facts alone.
        let is_sign = |b: &u8| b.is_ascii_punctuation() && !matches!(b, b'|' | b'{');
        if !text.as_bytes().first().is_some_and(is_sign)
            || !self.scanned.text[..span.start].ends_with('\\')
            || self.words.end() == Some(span.start)
        {
            return Sign::Plain;
        }
        // The scanner escapes what is part of an address.
        let origin = &self.scanned.origin;
        match origin.start(span.start - 1) == origin.start(span.start) {
            true => Sign::Plain,
            false => Sign::Escaped,
        }
    }

    /// Reports `](address)` that ends no link: none may stand in another or hold a note, and blanks
    /// end an address.
    fn no_link(&mut self, span: &Range<usize>) {
        let text = &self.scanned.text;
        let is_text = text[..span.start].ends_with('\\');
        let Some(address) = text[span.start..].strip_prefix("](").filter(|_| !is_text) else {
            return;
        };
        let near = &address[..address.floor_char_boundary(LONGEST_ADDRESS)];
        let Some(end) = near.find([')', '\n']).filter(|end| near[*end..].starts_with(')')) else {
            return;
        };
        let problem = match address[..end].trim().contains(char::is_whitespace) {
            true => Problem::NoLink {
                why: "there is a blank in its address".into(),
                help:
                    "an address with blanks stands between angle brackets, “[text](<my file.pdf>)”"
                        .into(),
            },
            false => stuffed(),
        };
        self.problem(problem, span.start..span.start + end + 3);
    }

    /// The same for a label in place of an address, which is then a link of its own.
    pub fn no_labelled_link(&mut self, kind: LinkType, span: &Range<usize>) {
        let words = self.words.text();
        let is_behind = words.ends_with(']')
            && self.words.end() == Some(span.start)
            && self.words.is_plain(words.len() - 1..words.len());
        if is_behind && matches!(kind, LinkType::Shortcut | LinkType::Collapsed) {
            self.problem(stuffed(), span.start - 1..span.end);
        }
    }

    /// Writes the running text up to here.
    pub fn flush(&mut self) {
        if self.words.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.words);
        if let Some(heading) = &mut self.heading {
            heading.title.push_marked(words.text(), &self.scanned.keys);
        }
        if let Some(head) = self.table.head() {
            head.push_marked(words.text(), &self.scanned.keys);
        }
        match self.link.is_some() {
            true => self.write(words.text()),
            false => {
                for piece in autolink::pieces(words.text(), |part| words.is_plain(part)) {
                    match piece {
                        Piece::Text(part) => self.write(&words.text()[part]),
                        Piece::Link(before, part) => {
                            let address = words.written(part.clone(), &self.scanned.text);
                            self.autolink(before, &address, words.span(part));
                        }
                    }
                }
            }
        }
        words.clear();
        self.words = words;
    }

    /// Writes words with their facts.
    fn write(&mut self, words: &str) {
        for piece in marks::pieces(words) {
            match piece {
                marks::Piece::Text(text) => self.html.text(text),
                marks::Piece::Fact(n) => {
                    // An entity may look like a mark, and is reported.
                    let Some(key) = self.scanned.keys.get(n).cloned() else { continue };
                    // A fact may be a link itself, and no link may stand inside another.
                    let in_link = self.link.is_some();
                    self.html.hole(if in_link { Hole::Plain(key) } else { Hole::Fact(key) });
                }
            }
        }
    }

    fn autolink(&mut self, before: &str, text: &str, span: Range<usize>) {
        self.check_brackets(&span);
        let target = format!("{before}{text}");
        self.open_link(&target, "", span);
        self.write(text);
        self.close_link();
    }

    /// Reports an address between angle brackets that goes on behind a blank, where none does.
    fn check_brackets(&mut self, address: &Range<usize>) {
        let text = &self.scanned.text;
        let before = &text[..address.start];
        if !before.ends_with('<') || before.ends_with("\\<") {
            return;
        }
        let rest = &text[address.end..];
        let rest = &rest[..rest.floor_char_boundary(LONGEST_ADDRESS)];
        let Some(end) = rest.find(['<', '>']).filter(|end| rest[*end..].starts_with('>')) else {
            return;
        };
        if rest[..end].contains(char::is_whitespace) && !rest[..end].contains("\n\n") {
            let why = "there is a blank between the angle brackets".to_owned();
            let help = "write “%20” for a blank within an address, or leave the brackets out; put \
                        a backslash before the first one if this is text";
            let problem = Problem::NoLink { why, help: help.to_owned() };
            self.problem(problem, address.start - 1..address.end + end + 1);
        }
    }

    /// Takes a code span, in which nothing but text has a meaning.
    pub fn code(&mut self, code: &str) {
        let code = self.scanned.literal(code);
        if let Some(image) = &mut self.image {
            return image.description.push(&code);
        }
        self.flush();
        if let Some(heading) = &mut self.heading {
            heading.title.push(&code);
        }
        if let Some(head) = self.table.head() {
            head.push(&code);
        }
        self.html.raw(if is_id(&code) { "<code class=\"id\">" } else { "<code>" });
        self.html.text(&code);
        self.html.raw("</code>");
    }

    /// The end of a line inside a paragraph.
    pub fn line_break(&mut self, html: &str) {
        if let Some(image) = &mut self.image {
            return image.description.push(" ");
        }
        self.flush();
        if let Some(heading) = &mut self.heading {
            heading.title.push(" ");
        }
        if let Some(head) = self.table.head() {
            head.push(" ");
        }
        self.html.raw(html);
    }

    /// `[text](address "title")`, `<address>`, `[words](lang:en)`.
    pub fn start_link(&mut self, kind: LinkType, address: &str, title: &str, span: Range<usize>) {
        let is_written_out = !matches!(kind, LinkType::Email | LinkType::Autolink);
        if let Some(lang) = language(address).filter(|_| is_written_out && title.is_empty()) {
            self.html.raw(&format!("<span lang=\"{lang}\">"));
            let (start, address) = (self.html.position(), address.to_owned());
            self.foreign = Some(Foreign { start, address, span });
            return;
        }
        match kind {
            LinkType::Email => self.open_link(&format!("mailto:{address}"), title, span),
            _ => self.open_link(address, title, span),
        }
    }

    fn open_link(&mut self, address: &str, title: &str, span: Range<usize>) {
        if let Some(link) = &mut self.link {
            link.depth += 1;
            return;
        }
        let n = self.reference(address, false, span);
        let has_facts = self.refs[n].target.literal().is_none();
        let before = self.html.position();
        self.html.raw("<a");
        if has_facts {
            self.html.hole(Hole::Href(n));
        } else {
            self.html.raw(" href=\"");
            self.html.hole(Hole::Link(n));
            self.html.raw("\"");
        }
        let title = self.read(title);
        self.title(&title);
        self.html.raw(">");
        let start = self.html.position();
        self.link = Some(OpenLink { reference: n, has_facts, before, start, depth: 0 });
    }

    /// Ends a link, or words of another language; tells of one without text.
    pub fn end_link(&mut self) {
        let Some(foreign) = self.foreign.take() else { return self.close_link() };
        if self.html.is_blank_since(foreign.start) {
            self.problem(Problem::LinkText { target: foreign.address }, foreign.span);
        }
        self.html.raw("</span>");
    }

    fn close_link(&mut self) {
        if let Some(link) = self.link.as_mut().filter(|link| link.depth > 0) {
            link.depth -= 1;
            return;
        }
        let Some(link) = self.link.take() else { return };
        if self.html.is_blank_since(link.start) {
            let Ref { target, range, .. } = &self.refs[link.reference];
            let problem = Problem::LinkText { target: target.to_string() };
            self.problems.push((problem, range.clone()));
        }
        let address = &self.refs[link.reference].target;
        // A fact at its beginning may be one that leads elsewhere.
        let is_elsewhere = address.pieces().next().is_some_and(|word| match word {
            Word::Text("") => link.has_facts,
            Word::Text(text) => text.starts_with("http"),
            Word::Fact(_) => true,
        });
        let shows_address = is_elsewhere && self.html.shows_since(link.start, address);
        let shows_id = self.html.text_since(link.start).is_some_and(is_id);
        if link.has_facts {
            self.html.hole(Hole::Missing(link.reference));
        }
        self.html.raw("</a>");
        // Paper need not show its address again.
        if shows_address {
            self.mark_link(&link, "bare");
        } else if shows_id {
            self.mark_link(&link, "id");
        }
    }

    /// Puts a link into a class.
    fn mark_link(&mut self, link: &OpenLink, class: &str) {
        if link.has_facts {
            // Another class may be put into the link itself.
            self.html.raw("</span>");
            return self.html.insert(link.before, &format!("<span class=\"{class}\">"));
        }
        let (name_ends, holes) = (link.before.0 + "<a".len(), link.before.1);
        self.html.insert((name_ends, holes), &format!(" class=\"{class}\""));
    }

    /// Writes the attribute `title`, if there is something in it.
    pub fn title(&mut self, title: &Words) {
        if !title.is_blank() {
            self.html.raw(" title=\"");
            self.html.words(title);
            self.html.raw("\"");
        }
    }

    /// Notes an address of the page, and says which one it is.
    pub fn reference(&mut self, address: &str, image: bool, span: Range<usize>) -> usize {
        let range = self.scanned.origin.range(span);
        let target = self.read(address);
        self.refs.push(Ref { target, image, range });
        self.refs.len() - 1
    }

    /// Words that came through the scanner.
    pub fn read(&self, text: &str) -> Words {
        let mut words = Words::default();
        words.push_marked(text, &self.scanned.keys);
        words
    }
}

/// A link or picture with something in it that none may hold.
fn stuffed() -> Problem {
    Problem::NoLink {
        why: "a link or a footnote stands in it, or its address holds a sign that none may".into(),
        help: "put another link, or a footnote, behind it and not into it".into(),
    }
}

/// Whether code, or what a link shows, is a number by which people know something, such as
/// `CVE-2026-0001`: it is not to be broken at its hyphens.
fn is_id(code: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    code.len() < 25
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.contains('-')
        && code.contains(|c: char| c.is_ascii_digit())
        && code.split('-').all(is_part)
}

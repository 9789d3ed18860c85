//! What stands inside a line: words, addresses, links, pictures, code.

use super::Ref;
use super::autolink::{self, Piece};
use super::body::Hole;
use super::markdown::Walker;
use super::scan::marks;
use super::words::Words;
use crate::diag::Problem;
use pulldown_cmark::LinkType;
use std::ops::Range;

/// The link being read.
pub struct OpenLink {
    /// The number of its address, and whether facts are part of that.
    reference: usize,
    has_facts: bool,
    /// Where its text begins.
    start: (usize, usize),
    /// How many links are open inside it, of which only the words are kept.
    depth: usize,
}

/// The picture being read.
pub struct OpenImage {
    /// How many tags are open inside its description.
    pub depth: usize,
    description: Words,
    title: Words,
    /// The number of its address.
    reference: usize,
    span: Range<usize>,
}

impl Walker<'_> {
    /// Text of any kind.
    pub fn text(&mut self, text: &str, span: Range<usize>) {
        if self.fence.is_some() {
            return self.code_text(text, span);
        }
        match text.as_bytes().first() {
            Some(b'*' | b'_' | b'~') => self.strays.watch(&self.scanned.text, text, &span),
            Some(b'[' | b'!') => self.undefined_note(text, &span),
            Some(b']') => self.no_link(&span),
            _ => {}
        }
        self.check_entity(text, &span);
        if let Some(image) = &mut self.image {
            return image.description.push_marked(text, &self.scanned.keys);
        }
        if self.words.is_empty() {
            self.words_at = span.start;
        }
        self.words.push_str(text);
    }

    /// Reports `](address)` that ends no link: none may stand in another or hold a note, and blanks
    /// end an address.
    fn no_link(&mut self, span: &Range<usize>) {
        let text = &self.scanned.text;
        let is_text = text[..span.start].ends_with('\\');
        let line = text[span.start..].lines().next().unwrap_or_default();
        let Some(address) = line.strip_prefix("](").filter(|_| !is_text) else { return };
        let Some(end) = address.find(')') else { return };
        let why = match address[..end].trim().contains(char::is_whitespace) {
            true => "there is a blank in its address",
            false => "a link or a footnote stands in it, or its address holds a sign that none may",
        };
        let at = span.start..span.start + end + 3;
        self.problem(Problem::NoLink { why: why.into() }, at);
    }

    /// Writes the running text up to here.
    pub fn flush(&mut self) {
        if self.words.is_empty() {
            return;
        }
        let words = std::mem::take(&mut self.words);
        if let Some(heading) = &mut self.heading {
            heading.title.push_marked(&words, &self.scanned.keys);
        }
        match self.link.is_some() {
            true => self.write(&words),
            false => {
                for piece in autolink::pieces(&words) {
                    match piece {
                        Piece::Text(text) => self.write(text),
                        Piece::Link(before, text) => self.autolink(before, text, words.len()),
                    }
                }
            }
        }
        self.words = words;
        self.words.clear();
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

    fn autolink(&mut self, before: &str, text: &str, length: usize) {
        let target = format!("{before}{text}");
        let span = self.words_at..self.words_at + length;
        self.open_link(&target, "", span);
        self.write(text);
        self.end_link();
    }

    /// Code in running text.
    pub fn code(&mut self, code: &str) {
        let code = self.scanned.literal(code);
        if let Some(image) = &mut self.image {
            return image.description.push(&code);
        }
        self.flush();
        if let Some(heading) = &mut self.heading {
            heading.title.push(&code);
        }
        self.html.raw("<code>");
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
        self.html.raw(html);
    }

    /// `[text](address "title")`, `<address>`.
    pub fn start_link(&mut self, kind: LinkType, address: &str, title: &str, span: Range<usize>) {
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
        self.link = Some(OpenLink { reference: n, has_facts, start, depth: 0 });
    }

    /// The end of a link.
    pub fn end_link(&mut self) {
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
        if link.has_facts {
            self.html.hole(Hole::Missing(link.reference));
        }
        self.html.raw("</a>");
    }

    /// `![description](address "title")`.
    pub fn start_image(&mut self, address: &str, title: &str, span: Range<usize>) {
        let reference = self.reference(address, true, span.clone());
        let title = self.read(title);
        let description = Words::default();
        self.image = Some(OpenImage { depth: 0, description, title, reference, span });
    }

    /// The end of a picture.
    pub fn end_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        if image.description.is_blank() {
            let target = self.refs[image.reference].target.to_string();
            self.problem(Problem::ImageDescription { target }, image.span);
        }
        if let Some(heading) = &mut self.heading {
            heading.title.append(&image.description);
        }
        self.html.raw("<img src=\"");
        self.html.hole(Hole::Link(image.reference));
        self.html.raw("\"");
        self.title(&image.title);
        self.html.raw(" alt=\"");
        self.html.words(&image.description);
        self.html.raw("\" loading=\"lazy\">");
    }

    fn title(&mut self, title: &Words) {
        if !title.is_blank() {
            self.html.raw(" title=\"");
            self.html.words(title);
            self.html.raw("\"");
        }
    }

    fn reference(&mut self, address: &str, image: bool, span: Range<usize>) -> usize {
        let range = self.scanned.origin.range(span);
        let target = self.read(address);
        self.refs.push(Ref { target, image, range });
        self.refs.len() - 1
    }

    /// Words that came through the scanner.
    fn read(&self, text: &str) -> Words {
        let mut words = Words::default();
        words.push_marked(text, &self.scanned.keys);
        words
    }
}

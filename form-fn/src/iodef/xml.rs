//! Elements → XML 1.0, with nothing in it that XML forbids.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An XML document that is being written, from its first element to its last.
pub struct Xml {
    writer: Writer<Vec<u8>>,
    /// Elements that are open if anything is written into them.
    pending: Vec<BytesStart<'static>>,
}

/// The attributes of an element, each a name and a value that is not yet escaped.
type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    /// A document with its declaration (XML 1.0 §2.8) and no element yet.
    pub fn new() -> Xml {
        let mut xml =
            Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 1), pending: Vec::new() };
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// Writes an element, and what `inside` writes between its tags.
    pub fn element(&mut self, name: &str, attributes: &Attributes, inside: impl FnOnce(&mut Xml)) {
        self.open_pending();
        self.write(Event::Start(start(name, attributes)));
        inside(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// Writes an element like [`Xml::element`], but nothing at all if `inside` writes nothing.
    pub fn element_unless_empty(
        &mut self,
        name: &str,
        attributes: &Attributes,
        inside: impl FnOnce(&mut Xml),
    ) {
        let depth = self.pending.len();
        self.pending.push(start(name, attributes).into_owned());
        inside(self);
        match self.pending.len() > depth {
            true => self.pending.truncate(depth),
            false => self.write(Event::End(BytesEnd::new(name))),
        }
    }

    /// Writes an element with a text inside, which is escaped here.
    pub fn text(&mut self, name: &str, attributes: &Attributes, text: &str) {
        self.element(name, attributes, |xml| {
            xml.write(Event::Text(BytesText::new(&allowed(text))))
        });
    }

    /// The bytes of the finished document, in UTF-8.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    fn open_pending(&mut self) {
        for start in std::mem::take(&mut self.pending) {
            self.write(Event::Start(start));
        }
    }

    fn write(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("a Vec takes every write");
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, allowed(value).as_str()));
    }
    start
}

/// Characters that XML 1.0 has no way to write (§2.2) become U+FFFD, so that a reader sees that
/// something stood there.
fn allowed(text: &str) -> String {
    let is_allowed = |c| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect()
}

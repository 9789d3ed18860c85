//! Opening tags that were met before. Nearly all tags of a page stand on many others, and what
//! becomes of a tag depends on nothing but its bytes and the namespace round it.

use crate::attribute::{self, Attribute, End};
use crate::element::{Elements, Holds, ends_picture, holds, namespace};
use crate::shown::{Shown, Shows};
use crate::tag;
use crate::whole::Wholes;
use minify_html_common::spec::script::JAVASCRIPT_MIME_TYPES;
use minify_html_common::spec::tag::ns::Namespace;
use std::cell::RefCell;
use xxhash_rust::xxh3::xxh3_64;

/// What becomes of an opening tag, beside how it is written.
#[derive(Clone, Copy)]
pub struct Short {
    /// How many bytes its name has.
    pub name: usize,
    /// The number of its element among the [`Elements`].
    pub number: u16,
    pub holds: Holds,
    pub shows: Shows,
}

/// What one thread remembers of the pages that it has shortened.
pub struct Memo {
    pub elements: Elements,
    pub wholes: Wholes,
    places: Vec<Place>,
    /// The tags that came twice, each followed by how it is written, in the order in which they came
    /// first, which is that of a page: the processor fetches the next before it is asked for.
    bytes: Vec<u8>,
    /// How the tag at hand is written.
    written: Vec<u8>,
    /// The fingerprint of the style sheets that the tags were shortened for.
    shown: u64,
}

/// Where tags of one fingerprint come to.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The whole fingerprint of the one that came last.
    last: u64,
    known: Option<Known>,
}

/// A tag that came twice: one with an address of its own is not worth the memory.
#[derive(Clone, Copy)]
struct Known {
    /// Where it begins among the bytes.
    start: u32,
    /// How many bytes it has.
    text: u16,
    /// How many bytes are written for it.
    written: u16,
    around: Namespace,
    short: Short,
}

/// So many tags are remembered, each at the place that its fingerprint names, until another one comes
/// to it: those of all pages come back soon, those with an address of their own do not.
const PLACES: usize = 1 << 12;

/// A longer tag is a description, which does not come again.
const LONGEST: usize = 256;

/// Once tags of so many bytes are remembered, all are forgotten: the pages have become others.
const BYTES: usize = 1 << 19;

impl Memo {
    fn new() -> Self {
        let (elements, wholes) = (Elements::default(), Wholes::default());
        let (bytes, written) = (Vec::new(), Vec::new());
        Memo { elements, wholes, places: vec![Place::default(); PLACES], bytes, written, shown: 0 }
    }

    /// Does a piece of work with what this thread remembers.
    pub fn with<T>(shown: &Shown, work: impl FnOnce(&mut Memo) -> T) -> T {
        thread_local! {
            static MEMO: RefCell<Memo> = RefCell::new(Memo::new());
        }
        MEMO.with_borrow_mut(|memo| {
            if memo.shown != shown.sum() {
                *memo = Memo { shown: shown.sum(), ..Memo::new() };
            }
            work(memo)
        })
    }

    /// Hands over what becomes of the tag that begins a text and how it is written, with its length;
    /// none if it cannot be read without doubt.
    pub fn tag<T>(
        &mut self,
        text: &[u8],
        around: Namespace,
        shown: &Shown,
        see: impl FnOnce(&Short, &[u8], &mut Elements) -> Option<T>,
    ) -> Option<(T, usize)> {
        let length = memchr::memchr(b'>', text)? + 1;
        let sum = xxh3_64(&text[..length]);
        let place = &mut self.places[sum as usize % PLACES];
        if let Some(known) = place.known.filter(|known| known.around == around)
            && let Some((tag, rest)) =
                self.bytes[known.start as usize..].split_at_checked(known.text.into())
            && *tag == text[..length]
        {
            let written = &rest[..known.written.into()];
            return Some((see(&known.short, written, &mut self.elements)?, length));
        }
        let came_before = std::mem::replace(&mut place.last, sum) == sum;
        self.written.clear();
        let (short, length) = shorten(text, around, shown, &mut self.elements, &mut self.written)?;
        let seen = see(&short, &self.written, &mut self.elements)?;
        if came_before && length < LONGEST {
            self.remember(sum, &text[..length], around, short);
        }
        Some((seen, length))
    }

    /// Remembers the tag at hand.
    fn remember(&mut self, sum: u64, text: &[u8], around: Namespace, short: Short) {
        if self.bytes.len() > BYTES {
            self.bytes.clear();
            self.places.fill(Place::default());
        }
        let sizes =
            (self.bytes.len().try_into(), text.len().try_into(), self.written.len().try_into());
        let (Ok(start), Ok(length), Ok(written)) = sizes else { return };
        self.bytes.extend_from_slice(text);
        self.bytes.extend_from_slice(&self.written);
        let known = Known { start, text: length, written, around, short };
        self.places[sum as usize % PLACES] = Place { last: sum, known: Some(known) };
    }
}

/// Reads the tag that begins a text, and writes it as short as can be; gives its length, too.
fn shorten(
    text: &[u8],
    around: Namespace,
    shown: &Shown,
    elements: &mut Elements,
    written: &mut Vec<u8>,
) -> Option<(Short, usize)> {
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let name = 1 + text[1..].iter().position(|byte| !is_letter(byte))?;
    if !(b">/".contains(&text[name]) || text[name].is_ascii_whitespace()) {
        return None;
    }
    let mut attributes = Vec::new();
    let (end, length) = attribute::read(text, name, &mut attributes)?;
    written.extend_from_slice(&text[..name]);
    let name = &text[1..name];
    let namespace = namespace(name, around);
    if namespace == Namespace::Svg && ends_picture(name) {
        return None;
    }
    let is_data = name == b"script" && is_data(&attributes);
    let shows = shown.of(name, &attributes);
    let is_bare = tag::write(name, namespace, attributes, shown, written);
    let is_closed = end == End::Slash && namespace != Namespace::Html;
    written.extend_from_slice(match (is_closed, is_bare) {
        (false, _) => b">",
        (true, false) => b"/>",
        (true, true) => b" />",
    });
    let holds = if is_closed { Holds::Nothing } else { holds(name, namespace, is_data)? };
    let number = elements.number(name, namespace)?;
    Some((Short { name: name.len(), number, holds, shows }, length))
}

/// Whether the attributes are those of a script that holds data and no code.
fn is_data(attributes: &[Attribute]) -> bool {
    let kind = attributes.iter().find(|attribute| *attribute.name == *b"type");
    kind.is_some_and(|Attribute { value, .. }| {
        **value != *b"module" && !JAVASCRIPT_MIME_TYPES.contains(&**value)
    })
}

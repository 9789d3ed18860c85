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

/// What becomes of an opening tag.
pub struct Short {
    /// The tag as it is written.
    pub written: Box<[u8]>,
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
    tags: Vec<Place>,
    /// The fingerprint of the style sheets that the tags were shortened for.
    shown: u64,
}

/// Where tags of one fingerprint come to.
#[derive(Default)]
struct Place {
    /// The whole fingerprint of the one that came last.
    last: u64,
    known: Option<Box<Known>>,
}

/// A tag that came twice, with what became of it: one with an address of its own is not worth the
/// memory.
struct Known {
    text: Box<[u8]>,
    around: Namespace,
    short: Short,
}

/// So many tags are remembered, each at the place that its fingerprint names, until another one comes
/// to it: those of all pages come back soon, those with an address of their own do not.
const PLACES: usize = 1 << 13;

/// A longer tag is a description, which does not come again.
const LONGEST: usize = 256;

impl Memo {
    fn new() -> Self {
        let tags = std::iter::repeat_with(Place::default).take(PLACES).collect();
        Memo { elements: Elements::default(), wholes: Wholes::default(), tags, shown: 0 }
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

    /// Hands over what becomes of the tag that begins a text, with its length; none if it cannot
    /// be read without doubt.
    pub fn tag<T>(
        &mut self,
        text: &[u8],
        around: Namespace,
        shown: &Shown,
        see: impl FnOnce(&Short, &mut Elements) -> Option<T>,
    ) -> Option<(T, usize)> {
        let length = memchr::memchr(b'>', text)? + 1;
        let sum = xxh3_64(&text[..length]);
        let place = &mut self.tags[sum as usize % PLACES];
        let is_known = |known: &&Known| *known.text == text[..length] && known.around == around;
        if let Some(known) = place.known.as_deref().filter(is_known) {
            return Some((see(&known.short, &mut self.elements)?, length));
        }
        let came_before = std::mem::replace(&mut place.last, sum) == sum;
        let (short, length) = shorten(text, around, shown, &mut self.elements)?;
        let seen = see(&short, &mut self.elements)?;
        if came_before && length < LONGEST {
            place.known = Some(Box::new(Known { text: text[..length].into(), around, short }));
        }
        Some((seen, length))
    }
}

fn shorten(
    text: &[u8],
    around: Namespace,
    shown: &Shown,
    elements: &mut Elements,
) -> Option<(Short, usize)> {
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let name = 1 + text[1..].iter().position(|byte| !is_letter(byte))?;
    if !(b">/".contains(&text[name]) || text[name].is_ascii_whitespace()) {
        return None;
    }
    let mut attributes = Vec::new();
    let (end, length) = attribute::read(text, name, &mut attributes)?;
    let name = &text[1..name];
    let namespace = namespace(name, around);
    if namespace == Namespace::Svg && ends_picture(name) {
        return None;
    }
    let is_data = name == b"script" && is_data(&attributes);
    let shows = shown.of(name, &attributes);
    let mut written = [b"<", name].concat();
    let is_bare = tag::write(name, namespace, attributes, shown, &mut written);
    let is_closed = end == End::Slash && namespace != Namespace::Html;
    written.extend_from_slice(match (is_closed, is_bare) {
        (false, _) => b">",
        (true, false) => b"/>",
        (true, true) => b" />",
    });
    let holds = if is_closed { Holds::Nothing } else { holds(name, namespace, is_data)? };
    let number = elements.number(name, namespace)?;
    Some((Short { written: written.into(), name: name.len(), number, holds, shows }, length))
}

/// Whether the attributes are those of a script that holds data and no code.
fn is_data(attributes: &[Attribute]) -> bool {
    let kind = attributes.iter().find(|attribute| *attribute.name == *b"type");
    kind.is_some_and(|Attribute { value, .. }| {
        **value != *b"module" && !JAVASCRIPT_MIME_TYPES.contains(&**value)
    })
}

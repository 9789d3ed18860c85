//! An opening tag, from behind its name → its attributes.

use crate::entities::decode;
use std::borrow::Cow;

/// An attribute as it was read.
pub struct Attribute<'a> {
    /// Its name, in small letters.
    pub name: Cow<'a, [u8]>,
    /// Its value with each character reference replaced; empty if none is stated.
    pub value: Cow<'a, [u8]>,
}

/// How an opening tag ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With `>` alone.
    Plain,
    /// With `/>`, which means something in pictures alone.
    Slash,
}

/// Reads the attributes of a tag from behind its name. Gives how it ends, and the byte behind it;
/// none if it cannot be read without doubt.
pub fn read<'a>(
    page: &'a [u8],
    mut at: usize,
    attributes: &mut Vec<Attribute<'a>>,
) -> Option<(End, usize)> {
    loop {
        let mut end = End::Plain;
        while let Some(&byte) = page.get(at).filter(|byte| is_between(**byte)) {
            end = if byte == b'/' { End::Slash } else { End::Plain };
            at += 1;
        }
        if *page.get(at)? == b'>' {
            return Some((end, at + 1));
        }
        let rest = &page[at..];
        let length = rest.iter().position(|&byte| is_between(byte) || b"=>".contains(&byte))?;
        let name = lowercase(rest.get(..length).filter(|name| !name.is_empty())?);
        at = passed(page, at + length);
        let mut value: Cow<[u8]> = Cow::Borrowed(b"");
        if *page.get(at)? == b'=' {
            at = passed(page, at + 1);
            let quote = *page.get(at).filter(|byte| b"\"'".contains(byte))?;
            let rest = &page[at + 1..];
            let length = memchr::memchr(quote, rest)?;
            value = plain(&rest[..length])?;
            at += length + 2;
        }
        // Of two attributes of one name the first counts (HTML §13.2.5.33); minify-html keeps the last.
        if attributes.iter().all(|other| other.name != name) {
            attributes.push(Attribute { name, value });
        }
    }
}

/// The value of the attribute `type`, as it is written; empty if there is none.
pub fn kind<'a>(attributes: &'a [Attribute]) -> &'a [u8] {
    let kind = attributes.iter().find(|attribute| *attribute.name == *b"type");
    kind.map_or(b"", |attribute| &attribute.value)
}

fn plain(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    match memchr::memchr(b'&', value) {
        None => Some(Cow::Borrowed(value)),
        Some(_) => decode(value).map(Cow::Owned),
    }
}

fn lowercase(name: &[u8]) -> Cow<'_, [u8]> {
    if name.iter().any(u8::is_ascii_uppercase) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether a byte stands between attributes: white space of ASCII, or a slash (HTML §13.2.5.32).
pub fn is_between(byte: u8) -> bool {
    byte == b'/' || byte.is_ascii_whitespace()
}

/// The first byte from `at` on that is no white space, counted from the page's beginning.
fn passed(page: &[u8], at: usize) -> usize {
    let space = page[at..].iter().take_while(|byte| byte.is_ascii_whitespace());
    at + space.count()
}

//! Whether minify-html has left a page as it was to a reader. It takes some pages for others than
//! browsers do: where end tags are left out it forgets those that are there, and comments that
//! browsers end early swallow what follows.

use crate::attribute::{Attribute, kind};
use crate::declaration::declared;
use crate::element::{ends_picture, is_in_line};
use crate::entities::decode;
use crate::meaningful;
use crate::shown::Shown;
use crate::space::shows_edges;
use crate::tag::is_dropped;
use memchr::{memchr, memmem};
use minify_html_common::spec::tag::void::VOID_TAGS;
use std::borrow::Cow;

/// A tag, and the text before it.
struct Tag<'a> {
    name: Vec<u8>,
    is_end: bool,
    /// White space that shows stands before it.
    has_blank: bool,
    /// White space stands between it and the words before it, of which minify-html thinks that it
    /// stands at the edge of a block.
    has_edge: bool,
    attributes: Vec<Attribute<'a>>,
}

/// Elements whose inside is text, whatever it looks like (HTML §13.1.2).
const RAW: [&[u8]; 8] =
    [b"iframe", b"noembed", b"noframes", b"script", b"style", b"textarea", b"title", b"xmp"];

/// True if a smaller page has all tags of a page in their order, and the white space between words.
/// False also of a page of which even that cannot be told.
pub fn is_kept(page: &[u8], small: &[u8]) -> bool {
    let (Some(tags), Some(small)) = (tags(page), tags(small)) else { return false };
    let alike = |(one, other): (&Tag, &Tag)| {
        (&one.name, one.is_end, one.has_blank) == (&other.name, other.is_end, other.has_blank)
    };
    tags.len() == small.len() && tags.iter().zip(&small).all(alike)
}

/// True of a page that minify-html reads as browsers do, and has room for, and of which it takes
/// nothing that says something or that a style sheet shows.
pub fn is_readable(page: &[u8], shown: &Shown) -> bool {
    let numbers = memmem::find_iter(page, b"&#").all(|at| is_plain(&page[at + 2..]));
    let is_whole = |tags: Vec<Tag>| {
        is_flat(&tags)
            && !has_words_in_pictures(&tags)
            && !tags.iter().any(|tag| is_spoilt(tag, shown))
    };
    numbers && tags(page).is_some_and(is_whole)
}

/// True if elements of HTML stand in a picture, which minify-html takes for shapes, or end it.
fn has_words_in_pictures(tags: &[Tag]) -> bool {
    let mut depth = 0_usize;
    tags.iter().any(|tag| {
        match (&*tag.name, tag.is_end) {
            (b"svg", false) => depth += 1,
            (b"svg", true) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let name = &*tag.name;
        depth > 0 && (ends_picture(name) || matches!(name, b"foreignobject" | b"textpath"))
    })
}

/// True if minify-html, which calls itself for each element in another one, has room for all of them:
/// one that is never closed is around all that follows.
fn is_flat(tags: &[Tag]) -> bool {
    let mut depth = 0_usize;
    tags.iter().filter(|tag| !VOID_TAGS.contains(&*tag.name)).all(|tag| {
        depth = if tag.is_end { depth.saturating_sub(1) } else { depth + 1 };
        depth <= DEEPEST
    })
}

/// True of the number of a character that stands for no other one (HTML §13.2.5.80).
fn is_plain(rest: &[u8]) -> bool {
    let (digits, base) = match rest.first() {
        Some(b'x' | b'X') => (&rest[1..], 16),
        _ => (rest, 10),
    };
    let length = digits.iter().take_while(|b| char::from(**b).is_digit(base)).count();
    let number = std::str::from_utf8(&digits[..length]).unwrap_or_default();
    let number = u32::from_str_radix(number, base).unwrap_or(u32::MAX);
    length == 0
        || matches!(number, 9 | 10 | 32..=126)
        || number > 159 && char::from_u32(number).is_some()
}

/// True of a tag of which minify-html takes what is meant.
fn is_spoilt(tag: &Tag, shown: &Shown) -> bool {
    let shows = shown.of(&tag.name, &tag.attributes);
    let kind = kind(&tag.attributes);
    let is_asked = |attribute: &Attribute| {
        shown.asks(&attribute.name, &attribute.value) && is_dropped(&tag.name, attribute)
    };
    meaningful::is_raw(&tag.name)
        || tag.has_edge
        || shows.lines && tag.name != b"pre"
        || shows.inline && !is_in_line(&tag.name)
        || tag.attributes.iter().any(|attribute| {
            meaningful::is_lost(&tag.name, kind, &attribute.name, &attribute.value)
                || is_asked(attribute)
        })
}

/// Elements in each other; no page of ours has a quarter of them.
const DEEPEST: usize = 200;

/// The tags of a page; none of one whose comments or attributes are read in more ways than one.
fn tags(page: &[u8]) -> Option<Vec<Tag<'_>>> {
    let mut tags: Vec<Tag> = Vec::new();
    let (mut at, mut text_from) = (0, 0);
    while let Some(length) = memchr(b'<', &page[at..]) {
        let start = at + length;
        let rest = &page[start + 1..];
        let is_end = rest.first() == Some(&b'/');
        let name = &rest[usize::from(is_end)..];
        match name.first() {
            Some(byte) if byte.is_ascii_alphabetic() => {}
            Some(b'!') if !is_end => {
                at = start + 1 + declared(rest)?;
                continue;
            }
            Some(b'?') => return None,
            _ if is_end => return None,
            _ => {
                at = start + 1;
                continue;
            }
        }
        let length = name.iter().position(|byte| b" \t\r\n\x0c/>".contains(byte))?;
        let name = name[..length].to_ascii_lowercase();
        let text = &page[text_from..start];
        let is_blank = !text.is_empty() && text.trim_ascii().is_empty();
        let is_in_line_with = |tag: &Tag| is_in_line(&tag.name) && is_in_line(&name);
        let has_blank = is_blank && tags.last().is_some_and(is_in_line_with);
        at = start + 1 + usize::from(is_end) + length;
        let (attributes, length) = attributes(&page[at..])?;
        at += length;
        if !is_end && RAW.contains(&&*name) {
            at += end_of_raw(&page[at..], &name)?;
        }
        text_from = at;
        let begins = tags.last().is_some_and(|tag| !tag.is_end && shows_edges(&tag.name));
        let ends = is_end && shows_edges(&name);
        let has_edge =
            begins && text.trim_ascii_start() != text || ends && text.trim_ascii_end() != text;
        tags.push(Tag { name, is_end, has_blank, has_edge, attributes });
    }
    Some(tags)
}

/// The attributes of a tag, and the bytes up to its end; none if one stands in it twice.
fn attributes(text: &[u8]) -> Option<(Vec<Attribute<'_>>, usize)> {
    let mut found: Vec<Attribute> = Vec::new();
    let mut at = 0;
    let passed = |at: usize, is_passed: fn(&u8) -> bool| {
        at + text[at..].iter().take_while(|byte| is_passed(byte)).count()
    };
    loop {
        at = passed(at, |byte| *byte == b'/' || byte.is_ascii_whitespace());
        if *text.get(at)? == b'>' {
            return Some((found, at + 1));
        }
        let end = passed(at + 1, |byte| !b"/>=".contains(byte) && !byte.is_ascii_whitespace());
        let name = text[at..end].to_ascii_lowercase();
        if found.iter().any(|other| *other.name == name) {
            return None;
        }
        let mut value = &b""[..];
        at = passed(end, u8::is_ascii_whitespace);
        if *text.get(at)? == b'=' {
            at = passed(at + 1, u8::is_ascii_whitespace);
            let (start, length, behind) = match *text.get(at)? {
                quote @ (b'"' | b'\'') => (at + 1, memchr(quote, &text[at + 1..])?, 1),
                _ => (at, passed(at, |b| *b != b'>' && !b.is_ascii_whitespace()) - at, 0),
            };
            value = &text[start..start + length];
            at = start + length + behind;
        }
        let value = decode(value).map_or(Cow::Borrowed(value), Cow::Owned);
        found.push(Attribute { name: name.into(), value });
    }
}

/// The bytes up to the end tag of an element of text.
fn end_of_raw(text: &[u8], name: &[u8]) -> Option<usize> {
    memmem::find_iter(text, b"</").find(|at| {
        let found = text.get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}

//! Character references: decoded as a browser does, and written again only where one is needed.

use entities::{ENTITIES, Entity};
use memchr::memchr;
use std::sync::LazyLock;

/// Where characters stand, which decides what a browser takes for a reference
/// (HTML §13.2.5.73).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In text.
    Text,
    /// In the value of an attribute.
    Value,
}

/// What templates and the writer of Markdown make of signs that mean something in HTML.
const KNOWN: [(&[u8], u8); 7] = [
    (b"&amp;", b'&'),
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&quot;", b'"'),
    (b"&#39;", b'\''),
    (b"&#x27;", b'\''),
    (b"&#34;", b'"'),
];

/// Names of characters, ampersand and all, in their order; most, but not all, end with a semicolon.
static NAMED: LazyLock<Vec<&'static Entity>> = LazyLock::new(|| {
    let mut named: Vec<_> = ENTITIES.iter().collect();
    named.sort_unstable_by_key(|named| named.entity);
    named
});

/// The longest of them is `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 33;

/// What stands behind an ampersand.
enum Begun {
    /// A character by its number.
    Number,
    /// The characters of a name, which takes so many bytes.
    Named(&'static str, usize),
}

/// Text without references; none if it holds one that is read in more ways than one, or that is
/// shorter than what it means.
pub fn decode(text: &[u8], within: Within) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        if let Some((written, sign)) = KNOWN.iter().find(|(written, _)| rest.starts_with(written)) {
            plain.push(*sign);
            rest = &rest[written.len()..];
            continue;
        }
        let (signs, length) = match begun(rest, within) {
            None => ("&", 1),
            Some(Begun::Number) => return None,
            Some(Begun::Named(signs, length)) => (signs, length),
        };
        if signs.contains('\u{20D2}') || signs.trim_ascii() != signs {
            return None;
        }
        plain.extend_from_slice(signs.as_bytes());
        rest = &rest[length..];
    }
    plain.extend_from_slice(rest);
    Some(plain)
}

/// Writes text, with references for the ampersands that would otherwise begin one.
pub fn encode(text: &[u8], within: Within, out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let is_reference = begun(rest, within).is_some();
        out.extend_from_slice(if is_reference { b"&amp;" } else { b"&" });
        rest = &rest[1..];
    }
    out.extend_from_slice(rest);
}

/// What text that begins with an ampersand begins with.
fn begun(text: &[u8], within: Within) -> Option<Begun> {
    if let Some(number) = text.strip_prefix(b"&#") {
        let is_number = match number {
            [b'x' | b'X', digit, ..] => digit.is_ascii_hexdigit(),
            [digit, ..] => digit.is_ascii_digit(),
            [] => false,
        };
        return is_number.then_some(Begun::Number);
    }
    let letters = text[1..].iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric());
    let letters = 1 + letters.count();
    let longest = letters + usize::from(text.get(letters) == Some(&b';'));
    let named = |length: usize| {
        let at = NAMED.binary_search_by_key(&&text[..length], |named| named.entity.as_bytes());
        at.ok().map(|at| (NAMED[at].characters, length))
    };
    let (characters, length) = (3..=longest).rev().find_map(named)?;
    let is_literal = within == Within::Value
        && text[length - 1] != b';'
        && text.get(length).is_some_and(|&next| next.is_ascii_alphanumeric() || next == b'=');
    (!is_literal).then_some(Begun::Named(characters, length))
}

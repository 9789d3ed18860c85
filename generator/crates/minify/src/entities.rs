//! Character references: decoded as a browser does, and written again only where one is needed.

use memchr::memchr;
use minify_html_common::r#gen::codepoints::ALPHANUMERIC_OR_EQUALS;
use minify_html_common::r#gen::entities::{ENTITY, EntityType};
use minify_html_common::pattern::TrieNodeMatch;

/// Where characters stand, which decides what a browser takes for a reference
/// (HTML §13.2.5.73).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In the text of an element.
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

/// Text without references; none if it holds others than those that pages are written with.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        match KNOWN.iter().find(|(written, _)| rest.starts_with(written)) {
            Some((written, sign)) => {
                plain.push(*sign);
                rest = &rest[written.len()..];
            }
            // No reference begins so.
            None if rest.get(1).is_none_or(u8::is_ascii_whitespace) => {
                plain.push(b'&');
                rest = &rest[1..];
            }
            None => return None,
        }
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
        let (is_reference, length) = begins(rest, within);
        out.extend_from_slice(if is_reference { b"&amp;" } else { b"&" });
        out.extend_from_slice(&rest[1..length]);
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
}

/// Whether text that begins with an ampersand begins with a reference, and how many bytes of it
/// have been read to know.
fn begins(text: &[u8], within: Within) -> (bool, usize) {
    match ENTITY.longest_matching_prefix(text) {
        TrieNodeMatch::NotFound { reached } => (false, reached),
        TrieNodeMatch::Found { len, value } => {
            let is_literal = within == Within::Value
                && matches!(value, EntityType::Named(_))
                && text[len - 1] != b';'
                && text.get(len).is_some_and(|&next| ALPHANUMERIC_OR_EQUALS[next]);
            (!is_literal, len)
        }
    }
}

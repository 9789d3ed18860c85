//! JSON Web Keys (RFC 7517), as JSON, programs and YAML write them.

use super::body::LONGEST;
use super::signs::{is_base64, length};
use super::stand_in::is_varied;
use super::{Needs, finder};
use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

/// The members that are its secret. They are so short that to look for them in every text would cost
/// four times what all marks do: they are looked for once a text says that it holds such a key.
const SECRET: [&str; 8] = ["\"d\"", "\"k\"", "\"d\\\"", "\"k\\\"", "'d'", "'k'", "d:", "k:"];

static SECRETS: LazyLock<AhoCorasick> = LazyLock::new(|| finder(SECRET.iter()));

/// Where secrets of such keys may stand in a text, once it was asked for.
pub struct Secrets<'a> {
    bytes: &'a [u8],
    needs: Needs,
    places: Option<Vec<usize>>,
}

impl<'a> Secrets<'a> {
    pub fn new(bytes: &'a [u8], needs: Needs) -> Self {
        Secrets { bytes, needs, places: None }
    }

    /// Whether what stands there is the name of a member: between quotation marks, or before a colon.
    pub fn is_kind(&self, name: Range<usize>) -> bool {
        let after = self.bytes[name.end..].iter().find(|b| **b != b'\\');
        match self.bytes[..name.start].last() {
            quote @ Some(b'"' | b'\'') => after == quote && is_member(self.bytes, name.start - 1),
            _ => after == Some(&b':') && is_member(self.bytes, name.start),
        }
    }

    /// Whether a secret is near a place.
    pub fn is_near(&mut self, at: usize) -> bool {
        let places = self.places.get_or_insert_with(|| long(self.bytes, self.needs));
        let next = places.partition_point(|place| place + LONGEST <= at);
        places.get(next).is_some_and(|place| place.abs_diff(at) < LONGEST)
    }
}

/// Where members stand whose values are as long as the secret of a JSON Web Key, in their order.
fn long(bytes: &[u8], needs: Needs) -> Vec<usize> {
    let is_secret = |text: &[u8], least: usize| {
        let code = &text[..length(text, is_base64)];
        code.len() >= least && (needs == Needs::Head || is_varied(code))
    };
    let is_long = |found: &aho_corasick::Match| {
        let name = SECRET[found.pattern().as_usize()];
        is_member(bytes, found.start())
            && member(name, &bytes[found.end()..])
                .is_some_and(|(text, least)| is_secret(text, least))
    };
    SECRETS.find_iter(bytes).filter(is_long).map(|found| found.start()).collect()
}

/// Whether the name of a member begins at `start`, and not in the middle of a word.
fn is_member(bytes: &[u8], start: usize) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | 0x80..);
    !bytes[..start].last().is_some_and(is_word)
}

/// The value of a member behind its name, and how long it must be to be a secret: without quotation
/// marks it may be what a program calls one.
fn member<'a>(name: &str, rest: &'a [u8]) -> Option<(&'a [u8], usize)> {
    let rest = if name.ends_with(':') { rest.trim_ascii_start() } else { value(rest, b':')? };
    // JSON within a string.
    let text = rest.strip_prefix(b"\\").unwrap_or(rest);
    match text.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")) {
        Some(rest) => Some((rest, 20)),
        None => Some((rest, 43)),
    }
}

/// What stands behind a sign, with or without spaces around it.
fn value(rest: &[u8], sign: u8) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start();
    Some(rest.strip_prefix(&[sign])?.trim_ascii_start())
}

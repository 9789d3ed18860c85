//! Facts with one brace where two belong: `{team.name}}`, `{team.name}`. Only what is the key of a
//! fact is meant as one.

use crate::config::FACTS;
use memchr::memchr_iter;
use std::ops::Range;

/// The longest that may stand between the braces.
const LONGEST: usize = 64;

/// The bytes of the fact whose one brace stands at `at`, with all its braces.
pub fn fact(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let inside = &bytes[at + 1..bytes.len().min(at + 1 + LONGEST)];
    let is_alone = at.checked_sub(1).is_none_or(|before| bytes[before] != b'{');
    let end = memchr::memchr3(b'}', b'{', b'\n', inside).filter(|end| inside[*end] == b'}')?;
    let key = text[at + 1..at + 1 + end].trim();
    if !is_alone || !FACTS.iter().any(|fact| fact.key == key) {
        return None;
    }
    let end = at + 2 + end;
    Some(at..end + usize::from(bytes.get(end) == Some(&b'}')))
}

/// Whether a text holds one, in code or not.
pub fn any(text: &str) -> bool {
    memchr_iter(b'{', text.as_bytes()).any(|at| fact(text, at).is_some())
}

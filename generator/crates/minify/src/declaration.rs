//! Comments and document types: where each ends, if all browsers agree on it.

use memchr::{memchr, memmem};

/// The bytes of a comment or a document type; none of what is neither, or ends where only some
/// think that it does.
pub fn declared(text: &[u8]) -> Option<usize> {
    let Some(comment) = text.strip_prefix(b"!--") else {
        let is_type = text.get(..8)?.eq_ignore_ascii_case(b"!doctype");
        return memchr(b'>', text).filter(|_| is_type).map(|end| end + 1);
    };
    let length = memmem::find(comment, b"-->")?;
    let is_plain = !comment.starts_with(b">")
        && !comment.starts_with(b"->")
        && memmem::find(&comment[..length], b"--!>").is_none();
    is_plain.then_some(3 + length + 3)
}

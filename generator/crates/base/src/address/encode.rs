//! One part of a path, as on disk → as it stands in an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is encoded: all but RFC 3986's unreserved characters and those of the reserved ones that
/// no format in which addresses stand gives a meaning of its own (HTML, XML, CSS, lists of
/// redirects, settings of servers).
pub(super) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'(')
    .remove(b')')
    .remove(b',')
    .remove(b'@');

/// Adds one part of a path, encoded.
pub(super) fn encode(part: &str, out: &mut String) {
    out.extend(utf8_percent_encode(part, ENCODED));
}

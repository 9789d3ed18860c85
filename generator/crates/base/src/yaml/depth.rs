//! How deep the brackets of YAML may stand in each other. The library that reads values takes time
//! that grows with the square of that, long before it gives up.

use memchr::memchr2_iter;

/// Deeper than any file of a site; the reader of values gives up soon after.
pub const DEEPEST: usize = 120;

/// Up to this many brackets are read in a moment, however deep they stand in each other.
const MAX_UNCHECKED: usize = 2_000;

/// Whether brackets may stand too deep for the reader of values. Those that are text are counted as
/// well: a parser that stops in time has the last word.
pub fn may_be_too_deep(yaml: &str) -> bool {
    memchr2_iter(b'[', b'{', yaml.as_bytes()).nth(MAX_UNCHECKED).is_some()
}

//! How deep the brackets of a line are nested.

/// No event is nested so deep. The library that skips what nobody asks for takes 23 KB of the stack
/// for each level, and has no limit of its own.
pub const DEEPEST: usize = 48;

/// Whether brackets in a text are nested deeper than a stack allows.
pub fn is_deep(text: &[u8]) -> bool {
    // Few have so many brackets at all.
    if memchr::memchr2_iter(b'{', b'[', text).nth(DEEPEST).is_none() {
        return false;
    }
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    text.iter().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

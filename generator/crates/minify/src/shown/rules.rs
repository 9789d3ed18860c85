//! A style sheet → its declarations, each with the selectors of the rules around it (CSS Syntax 3).

use memchr::memmem;
use std::borrow::Cow;

/// A style sheet without its comments.
pub fn without_comments(style: &str) -> Cow<'_, str> {
    if memmem::find(style.as_bytes(), b"/*").is_none() {
        return Cow::Borrowed(style);
    }
    let mut out = String::with_capacity(style.len());
    let (mut at, mut done) = (0, 0);
    while at < style.len() {
        let rest = &style.as_bytes()[at..];
        if !rest.starts_with(b"/*") {
            at += step(rest);
            continue;
        }
        out.push_str(&style[done..at]);
        out.push(' ');
        at = memmem::find(&rest[2..], b"*/").map_or(style.len(), |end| at + end + 4);
        done = at;
    }
    out.push_str(style.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Shows each declaration, with the selectors of the rules that it stands in, the outermost first.
pub fn declarations(style: &str, mut see: impl FnMut(&[&str], &str)) {
    walk(style, |around, piece, end| {
        if end != b'{' {
            see(around, piece);
        }
    });
}

/// Shows the selectors of each rule.
pub fn selectors(style: &str, mut see: impl FnMut(&str)) {
    walk(style, |_, piece, end| {
        if end == b'{' && !piece.starts_with('@') {
            see(piece);
        }
    });
}

/// Shows each piece of a style sheet with what ends it, and the heads of the blocks around it.
fn walk<'a>(style: &'a str, mut see: impl FnMut(&[&'a str], &'a str, u8)) {
    let bytes = style.as_bytes();
    let mut around: Vec<&str> = Vec::new();
    let (mut at, mut start, mut brackets) = (0, 0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets = brackets.saturating_sub(1),
            b'{' | b'}' | b';' if brackets == 0 => {
                let piece = style[start..at].trim();
                see(&around, piece, *byte);
                match byte {
                    b'{' => around.push(piece),
                    b'}' => _ = around.pop(),
                    _ => {}
                }
                start = at + 1;
            }
            _ => {}
        }
        at += step(&bytes[at..]);
    }
    see(&around, style[start..].trim(), b'}');
}

/// The bytes of one sign: a text in quotation marks is one, and what a backslash takes its meaning
/// from.
fn step(rest: &[u8]) -> usize {
    match rest {
        [quote @ (b'"' | b'\''), text @ ..] => {
            let mut at = 0;
            while let Some(byte) = text.get(at) {
                at += match byte {
                    b'\\' => 2,
                    b'\n' => break,
                    byte if byte == quote => return at + 2,
                    _ => 1,
                };
            }
            (at + 1).min(rest.len())
        }
        [b'\\', next, ..] if next.is_ascii() => 2,
        _ => 1,
    }
}

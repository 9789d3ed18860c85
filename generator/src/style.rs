//! A style sheet → the addresses that it loads, and where they stand: `@import`, `url()`, `src()`
//! and `image-set()` (CSS Syntax 3, CSS Images 4), but for what stands in comments and other texts.

use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;

/// The bytes of each address as written, without quotes and spaces around it, in order.
pub fn addresses(style: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Whether texts are addresses: inside brackets, and behind `@import`.
    let mut brackets: Vec<bool> = Vec::new();
    let mut is_import = false;
    let mut at = 0;
    while let Some(b) = style.get(at) {
        let rest = &style[at + 1..];
        at += 1;
        match b {
            b'\\' => at += 1,
            b'/' if rest.starts_with(b"*") => {
                at = memmem::find(&rest[1..], b"*/").map_or(style.len(), |end| at + 1 + end + 2);
            }
            b'"' | b'\'' => {
                let end = at + text_length(rest, *b);
                if is_import || brackets.last() == Some(&true) {
                    found.push(at..end);
                }
                is_import = false;
                at = end + 1;
            }
            b'(' => {
                is_import = false;
                let is_name = |name: &&str| {
                    let from = (at - 1).checked_sub(name.len());
                    from.is_some_and(|from| {
                        style[from..at - 1].eq_ignore_ascii_case(name.as_bytes())
                    })
                };
                // `-webkit-image-set` ends so, too.
                brackets.push(["url", "src", "image-set"].iter().any(is_name));
                let space = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
                if is_name(&"url") && !matches!(rest.get(space), Some(b'"' | b'\'')) {
                    let start = at + space;
                    at = start + bare_length(&style[start..]);
                    found.push(start..at);
                }
            }
            b')' => drop(brackets.pop()),
            b'@' => is_import = rest.get(..6).is_some_and(|n| n.eq_ignore_ascii_case(b"import")),
            // What was never closed ends with its rule.
            b'{' | b'}' | b';' => {
                is_import = false;
                brackets.clear();
            }
            _ => {}
        }
    }
    found.retain(|range| !range.is_empty());
    found
}

/// An address as it is meant: its escapes are replaced (CSS Syntax 3 §4.3.7).
pub fn meant(written: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(written);
    if !text.contains('\\') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let number = u32::from_str_radix(&after[..digits], 16).ok().and_then(char::from_u32);
        let mut after = after[digits..].chars();
        match number {
            Some(c) => {
                out.push(c);
                rest = after.as_str();
                rest = rest.strip_prefix(|c: char| c.is_ascii_whitespace()).unwrap_or(rest);
            }
            None => {
                out.extend(after.next().filter(|c| *c != '\n'));
                rest = after.as_str();
            }
        }
    }
    Cow::Owned(out + rest)
}

/// How long a text is that ends with a quotation mark, or with its line.
fn text_length(rest: &[u8], quote: u8) -> usize {
    length(rest, |b| b == quote || b == b'\n')
}

/// How long an address without quotes is.
fn bare_length(rest: &[u8]) -> usize {
    length(rest, |b| b == b')' || b.is_ascii_whitespace())
}

/// How many bytes stand before one that ends them, and that no backslash takes its meaning from.
fn length(rest: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let mut is_escaped = false;
    let end = rest.iter().position(|b| {
        let is_end = !is_escaped && ends(*b);
        is_escaped = !is_escaped && *b == b'\\';
        is_end
    });
    end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_nothing_else() {
        for (style, expect) in [
            ("@import 'a.css';@import \"b.css\" screen;", &["a.css", "b.css"][..]),
            ("@IMPORT url(a.css);@import url( 'b.css' ) layer(x);", &["a.css", "b.css"]),
            ("@import/**/'a.css' supports(display: grid);", &["a.css"]),
            ("a{b:URL( x.png )}c{d:url(\"it's (b).png\")}", &["x.png", "it's (b).png"]),
            ("a{b:image-set('x.png' 1x, 'y.png' type('image/png') 2x)}", &["x.png", "y.png"]),
            ("a{b:-webkit-image-set(url(x.png) 1x, url('y.png') 2x)}", &["x.png", "y.png"]),
            ("a{b:src('x.woff')}", &["x.woff"]),
            ("a{b:url(data:image/png;base64,AA==)}", &["data:image/png;base64,AA=="]),
            ("a{b:url(a\\)b.png)}c{d:url('e\\'f')}", &["a)b.png", "e'f"]),
            ("a{b:url(\\68ttps://x.example/)}", &["https://x.example/"]),
            // Not closed.
            ("a{b:url(x.png", &["x.png"]),
            ("a{b:url('x.png\n}c{d:url(y.png)}", &["x.png", "y.png"]),
            ("@import 'a.css", &["a.css"]),
            ("a{b:image-set(c} d{content:'x'}", &[]),
            ("/* url(x.png) */a{}/* @import 'x'", &[]),
            ("a{content:'url(x.png)';b:'@import \"x\"'}", &[]),
            ("@media (a){b{c:d}} @font-face{format('woff2')}", &[]),
            ("a{b:url() url('')}", &[]),
            ("a{b:type('x') var(--url) curl (x)}", &[]),
            ("", &[]),
        ] {
            let found = addresses(style.as_bytes()).into_iter();
            let found: Vec<_> = found.map(|range| meant(&style.as_bytes()[range])).collect();
            assert_eq!(found, expect, "{style}");
        }
    }
}

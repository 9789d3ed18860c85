//! The signs that keys are written with: Base64, escapes, tags between them, letters of two bytes.

use std::borrow::Cow;

/// A text in UTF-16, as Windows writes it, in ASCII as far as it is that; all other bytes as they are.
pub fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_wide = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] => [a, b].iter().all(|b| (1..0x80).contains(*b)),
        _ => false,
    };
    match is_wide {
        true => Cow::Owned(bytes.iter().copied().filter(|b| *b != 0).collect()),
        false => Cow::Borrowed(bytes),
    }
}

/// A line, as far as it is short.
pub fn line(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(b'\n', &bytes[..bytes.len().min(200)]).unwrap_or(bytes.len().min(200))]
}

/// How many bytes of these stand here.
pub fn length(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| is_part(**b)).count()
}

/// Signs of Base64, also of that for addresses.
pub fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"+/-_".contains(&b)
}

/// A sign of Base64 for addresses as that of the usual one.
pub fn plain(b: u8) -> u8 {
    match b {
        b'-' => b'+',
        b'_' => b'/',
        b => b,
    }
}

/// The longest run of Base64 on a line, without the signs that fill it up.
pub fn run(line: &[u8]) -> &[u8] {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"+/".contains(b);
    line.split(|b| !is_part(b)).max_by_key(|run| run.len()).unwrap_or_default()
}

/// A text as it reads once the escapes of HTML, JSON, YAML and addresses are the signs that they stand for.
pub fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'&', b'\\', b'%', rest) {
        out.extend_from_slice(&rest[..at]);
        let (sign, used) = escape(&rest[at..]);
        out.extend(sign);
        rest = &rest[at + used..];
    }
    out.extend_from_slice(rest);
    out
}

/// The sign that an escape stands for, and how long the escape is.
fn escape(text: &[u8]) -> (Option<u8>, usize) {
    let (start, base) = match text {
        [b'\\', b'n', ..] => return (Some(b'\n'), 2),
        [b'\\', b'r', ..] => return (None, 2),
        [b'\\', b'/', ..] => return (Some(b'/'), 2),
        [b'&', b'n', b'b', b's', b'p', b';', ..] => return (Some(b' '), 6),
        [b'&', b'#', b'x' | b'X', ..] => (3, 16),
        [b'&', b'#', ..] => (2, 10),
        [b'\\', b'u', ..] => (2, 16),
        [b'%', ..] => (1, 16),
        _ => return (text.first().copied(), 1),
    };
    let most = match text[0] {
        b'&' => 8,
        b'%' => 2,
        _ => 4,
    };
    let digits = &text[start..text.len().min(start + most)];
    let digits = &digits[..length(digits, |b| char::from(b).is_digit(base))];
    let number = std::str::from_utf8(digits).ok().and_then(|n| u8::from_str_radix(n, base).ok());
    // What breaks no line is a blank.
    let number = number.map(|n| if n == 0xa0 { b' ' } else { n });
    let number = number.filter(|_| text[0] != b'%' || digits.len() == most);
    let end = start + digits.len();
    let end = end + usize::from(text[0] == b'&' && text.get(end) == Some(&b';'));
    number.filter(u8::is_ascii).map_or((Some(text[0]), 1), |sign| (Some(sign), end))
}

/// The words of a marked-up text: no escapes, no tags, and blanks are blanks.
pub fn words(text: &[u8]) -> Vec<u8> {
    let plain = unescaped(&without_tags(text));
    let mut out = Vec::with_capacity(plain.len());
    let mut rest = &plain[..];
    while let Some(at) = memchr::memmem::find(rest, "\u{a0}".as_bytes()) {
        out.extend_from_slice(&rest[..at]);
        out.push(b' ');
        rest = &rest[at + 2..];
    }
    out.extend_from_slice(rest);
    out
}

/// Elements behind which another line begins, in HTML, OOXML and ODF.
const LINES: [&[u8]; 9] = [b"br", b"cr", b"div", b"h", b"li", b"line-break", b"p", b"pre", b"tr"];

/// A text without the tags in it; what no tag is stays.
pub fn without_tags(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'<', text) else { return Cow::Borrowed(text) };
    let mut out = Vec::with_capacity(text.len());
    out.extend_from_slice(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = memchr::memchr(b'<', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let is_end = rest.get(1) == Some(&b'/');
        let name = &rest[1 + usize::from(is_end)..];
        let end = memchr::memchr(b'>', rest).filter(|_| name.first().is_some_and(is_begin));
        let Some(end) = end else {
            out.push(b'<');
            rest = &rest[1..];
            continue;
        };
        let name = &name[..length(name, |b| b.is_ascii_alphanumeric() || b"-:".contains(&b))];
        let name = name.rsplit(|b| *b == b':').next().unwrap_or_default();
        let is_empty = rest[end - 1] == b'/' || matches!(name, b"br" | b"BR");
        if (is_end || is_empty) && LINES.contains(&&*name.to_ascii_lowercase()) {
            out.push(b'\n');
        }
        rest = &rest[end + 1..];
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

fn is_begin(b: &u8) -> bool {
    b.is_ascii_alphabetic()
}

//! The same JSON, as programs spell it → one spelling, by which an event is known: who takes it out
//! of a list, an answer or a wrapping, or puts it into one, writes other white space and other
//! escapes, and no other event.
//!
//! Of most lines, the sensor's own, it is the spelling that they have: that is seen at a glance.

/// The one spelling of a text of JSON, made in `into`; none if the text has it, or is no JSON.
pub fn one<'a>(text: &[u8], into: &'a mut Vec<u8>) -> Option<&'a [u8]> {
    if !text.starts_with(b"{") || is_one(text) {
        return None;
    }
    into.clear();
    write(text, into);
    (&**into != text).then_some(&**into)
}

/// Whether there is no white space outside of texts, and no escape in them that need not be.
fn is_one(text: &[u8]) -> bool {
    if memchr::memchr(b'\\', text).is_some() {
        return has_few_escapes(text);
    }
    // Without a branch it is a byte per step of the processor.
    let (mut is_text, mut is_spaced) = (false, false);
    for byte in text {
        is_text ^= *byte == b'"';
        is_spaced |= !is_text & (*byte <= b' ');
    }
    !is_spaced
}

/// The same of a text with escapes.
fn has_few_escapes(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        if rest[..quote].iter().any(|byte| *byte <= b' ') {
            return false;
        }
        rest = &rest[quote + 1..];
        while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
            let is_end = rest[at] == b'"';
            if !is_end
                && !matches!(
                    rest.get(at + 1),
                    Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't')
                )
            {
                return false;
            }
            rest = rest.get(at + 2 - usize::from(is_end)..).unwrap_or_default();
            if is_end {
                break;
            }
        }
    }
    rest.iter().all(|byte| *byte > b' ')
}

fn write(text: &[u8], out: &mut Vec<u8>) {
    let (mut rest, mut is_text) = (text, false);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\\' if is_text => rest = escape(after, out),
            b'"' => {
                is_text = !is_text;
                out.push(b'"');
            }
            b' ' | b'\t' | b'\n' | b'\r' if !is_text => {}
            _ => out.push(*byte),
        }
    }
}

/// Writes what is escaped, and gives what stands after it.
fn escape<'t>(text: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    let unit = |text: &[u8]| {
        let digits =
            text.strip_prefix(b"u")?.get(..4).filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        u32::from_str_radix(std::str::from_utf8(digits?).ok()?, 16).ok()
    };
    let Some(first) = unit(text) else {
        match text.split_first() {
            Some((b'/', rest)) => {
                out.push(b'/');
                return rest;
            }
            Some((byte, rest)) => {
                out.extend([b'\\', *byte]);
                return rest;
            }
            None => {
                out.push(b'\\');
                return text;
            }
        }
    };
    let rest = &text[5..];
    let second = rest.strip_prefix(b"\\").and_then(unit);
    let pair = second
        .filter(|second| (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(second));
    let (code, rest) = match pair {
        Some(second) => (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), &rest[6..]),
        None => (first, rest),
    };
    match char::from_u32(code) {
        Some(sign @ ('"' | '\\')) => out.extend([b'\\', sign as u8]),
        Some(sign) if sign >= ' ' => out.extend(sign.encode_utf8(&mut [0; 4]).bytes()),
        _ => match code {
            0x08 => out.extend(b"\\b"),
            0x09 => out.extend(b"\\t"),
            0x0a => out.extend(b"\\n"),
            0x0c => out.extend(b"\\f"),
            0x0d => out.extend(b"\\r"),
            // Half of a pair is no letter.
            _ => out.extend(format!("\\u{code:04x}").bytes()),
        },
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_it_is_spelt_it_is_the_same() {
        let check = |text: &str, expect: &str| {
            let mut scratch = Vec::new();
            let found = one(text.as_bytes(), &mut scratch).unwrap_or(text.as_bytes());
            assert_eq!(String::from_utf8_lossy(found), expect, "{text}");
            // The one spelling is its own.
            assert_eq!(one(expect.as_bytes(), &mut scratch), None, "{expect}");
        };
        let plain = r#"{"a":"x  y","b":[1,{}],"ə":"😀/"}"#;
        check(plain, plain);
        check("{\"a\": \"x  y\", \"b\": [1, {}], \"ə\": \"😀/\"}", plain);
        check("{\n\t\"a\" : \"x  y\",\r\n \"b\":[ 1,{ } ],\"ə\":\"😀/\"\n}", plain);
        check(r#"{"a":"x  y","b":[1,{}],"\u0259":"\ud83d\ude00\/"}"#, plain);
        check(r#"{"\u0061":"x \u0020y","b":[1,{}],"\u0259":"\uD83D\uDE00\u002F"}"#, plain);
        check(
            r#"{"a":"\u0022 \u005C \u000a\u0000\u007f\u001F"}"#,
            "{\"a\":\"\\\" \\\\ \\n\\u0000\u{7f}\\u001f\"}",
        );
        // Escapes that have to be, and white space behind an escaped quote.
        check(r#"{"a": "\" , \\", "b": " "}"#, r#"{"a":"\" , \\","b":" "}"#);
        check(r#"{"a":"\ud83d x \udE00"}"#, r#"{"a":"\ud83d x \ude00"}"#);
        // What is no JSON, or breaks off, is something else or nothing.
        for other in ["a, b", "\"a\", \"b\"", "", r#"{"a":"\u00"#, r#"{"a":"\"#, r#"{"a":"\u12ə""#]
        {
            check(other, other);
        }
    }
}

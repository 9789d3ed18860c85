//! The same JSON, as programs spell it → one canonical spelling, by which an event is known: who takes it out
//! of a list, an answer or a wrapping, or puts it into one, writes other white space and other
//! escapes, and no other event.
//!
//! Of most lines, the sensor's own, it is the spelling that they have. Whoever reads their values
//! has seen that (`read::compact`), and nothing is asked here.

/// Whether a text of JSON is known to have the canonical spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// It is: whoever read its values has seen nothing else.
    Canonical,
    /// Nobody has looked at how it is spelt.
    Unknown,
}

/// The canonical spelling of a text of JSON, made in `into`. `None` if the text has it already, or is
/// no object of JSON.
pub fn canonical<'a>(text: &[u8], into: &'a mut Vec<u8>) -> Option<&'a [u8]> {
    if !text.starts_with(b"{") {
        return None;
    }
    into.clear();
    write(text, into);
    (&**into != text).then_some(&**into)
}

fn write(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(start) = memchr::memchr(b'"', rest) {
        write_between(&rest[..start], out);
        out.push(b'"');
        rest = write_text(&rest[start + 1..], out);
    }
    write_between(rest, out);
}

/// Writes what stands outside of texts, without white space.
fn write_between(between: &[u8], out: &mut Vec<u8>) {
    out.extend(between.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')));
}

/// Writes a text with the quote at its end, and gives what stands after it.
fn write_text<'t>(text: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let after = &rest[at + 1..];
        if rest[at] == b'"' {
            out.push(b'"');
            return after;
        }
        rest = escape(after, out);
    }
    out.extend_from_slice(rest);
    &[]
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
            let found = canonical(text.as_bytes(), &mut scratch).unwrap_or(text.as_bytes());
            assert_eq!(String::from_utf8_lossy(found), expect, "{text}");
            // The one spelling is its own.
            assert_eq!(canonical(expect.as_bytes(), &mut scratch), None, "{expect}");
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

    /// The same, letter by letter.
    fn slowly(text: &[u8]) -> Vec<u8> {
        let (mut rest, mut is_text, mut out) = (text, false, Vec::new());
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                b'\\' if is_text => rest = escape(after, &mut out),
                b' ' | b'\t' | b'\n' | b'\r' if !is_text => {}
                _ => {
                    is_text ^= *byte == b'"';
                    out.push(*byte);
                }
            }
        }
        out
    }

    #[test]
    fn there_is_one_spelling_of_whatever_there_is() {
        const SIGNS: [&str; 16] = [
            "\"",
            "\"",
            "\\",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u0041",
            "\\u005c",
            "\\ud83d\\ude00",
            " ",
            "\t",
            "\n",
            "{",
            ":",
            "ə",
            "word",
        ];
        let (mut seed, mut scratch) = (3_u64, Vec::new());
        for _ in 0..20_000 {
            let mut text = String::from("{");
            for _ in 0..seed >> 59 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text += SIGNS[(seed >> 33) as usize % SIGNS.len()];
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(3);
            let found =
                canonical(text.as_bytes(), &mut scratch).unwrap_or(text.as_bytes()).to_vec();
            assert_eq!(found, slowly(text.as_bytes()), "{text}");
            assert_eq!(canonical(&found, &mut scratch), None, "{text}");
        }
    }
}

//! Foreign text → text for a terminal or a log: characters that nobody sees, or that move the cursor,
//! stand there as their numbers, so that a text can neither forge a line nor read as another one.

use crate::is_invisible;
use std::fmt::Write;

/// A text in one line, with `\u{1b}` for a character that is not shown. A backslash stays one: who
/// reads it cannot be led further than to doubt.
pub fn shown(text: &str) -> String {
    written(text, |out, c| write!(out, "\\u{{{:x}}}", u32::from(c)))
}

/// The same for a text in JSON (RFC 8259 §7), which says what it said: such characters stand only
/// between quotation marks there, but for the line breaks of those who lay it out.
pub fn shown_json(json: &str) -> String {
    let lines = json.split('\n').map(|line| {
        written(line, |out, c| {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn written(text: &str, number: impl Fn(&mut String, char) -> std::fmt::Result) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_invisible(c) {
            // Writing to a text cannot fail.
            let _ = number(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_as_its_number() {
        for (text, expect, json) in [
            ("Zəif şifrə “a”", "Zəif şifrə “a”", "Zəif şifrə “a”"),
            ("\u{1b}[31m", "\\u{1b}[31m", "\\u001b[31m"),
            ("\r\t\u{7f}\u{9b}", "\\u{d}\\u{9}\\u{7f}\\u{9b}", "\\u000d\\u0009\\u007f\\u009b"),
            ("\u{202e}a\u{200b}\u{2028}", "\\u{202e}a\\u{200b}\\u{2028}", "\\u202ea\\u200b\\u2028"),
            ("\u{e0041}", "\\u{e0041}", "\\udb40\\udc41"),
        ] {
            assert_eq!(shown(text), expect, "{text:?}");
            assert_eq!(shown_json(text), json, "{text:?}");
        }
        assert_eq!(shown("a\nwarning[x]: b"), "a\\u{a}warning[x]: b");
        assert_eq!(shown_json("{\n  1\n}"), "{\n  1\n}");
    }
}

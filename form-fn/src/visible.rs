//! A text → the same text in which nothing acts without being seen: U+202E, which turns all behind it
//! round, stands there as `<U+202E>`.

mod joiner;

use certsite_text::is_invisible;
use joiner::belongs;
use std::fmt::Write;

/// Each line of a text as [`visible`] has it.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    lines.join("\n")
}

/// What Unicode promises never to be a character.
fn is_no_character(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Letters of ASCII, and what stands between them: nothing of a line that is only of these is hidden.
fn is_plain(byte: u8) -> bool {
    byte == b'\t' || matches!(byte, b' '..=b'~')
}

/// A line in which control characters, noncharacters, and those that change how others are read without
/// being seen stand by number. Those that a script or an emoji is written with stay.
pub fn visible(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        let plain = rest.bytes().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        shown.push_str(&rest[..plain]);
        let Some(c) = rest[plain..].chars().next() else { return shown };
        let before = &line[..line.len() - rest.len() + plain];
        rest = &rest[plain + c.len_utf8()..];
        let is_hidden = is_invisible(c) && !belongs(before, c, rest);
        if c.is_control() || is_hidden || is_no_character(c) {
            write!(shown, "<U+{:04X}>", u32::from(c)).expect("a String takes every write");
        } else {
            shown.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: &str) {
        assert_eq!(visible(line), expect);
    }

    #[test]
    fn invisible_characters_are_named() {
        check("plain: [text] #1 ə\t", "plain: [text] #1 ə\t");
        check("a\u{fffe}\u{1ffff}\u{fdd0}\u{fffd}", "a<U+FFFE><U+1FFFF><U+FDD0>\u{fffd}");
        check("a\u{202e}b\0\u{200b}\x1b[1m", "a<U+202E>b<U+0000><U+200B><U+001B>[1m");
    }

    #[test]
    fn what_a_script_or_an_emoji_is_written_with_stays() {
        for text in [
            "می\u{200c}خواهم",
            "क्\u{200d}ष, र्\u{200d}",
            "👩\u{200d}💻 ❤\u{fe0f}\u{200d}🔥 👍🏽",
            "1\u{fe0f}\u{20e3} ☎\u{fe0e}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ] {
            check(text, text);
        }
        check("ab\u{200c}c \u{200d}x 😀\u{200d}a", "ab<U+200C>c <U+200D>x 😀<U+200D>a");
        check("a\u{fe0f}1\u{fe0f}2", "a<U+FE0F>1<U+FE0F>2");
        check("🏴\u{e0068}\u{e0069}", "🏴<U+E0068><U+E0069>");
        check("م\u{202e}م\u{200b}", "م<U+202E>م<U+200B>");
    }

    /// All controls that Unicode's bidirectional algorithm knows (UAX #9, 2).
    #[test]
    fn nothing_turns_letters_round_in_any_line() {
        let marks = ['\u{61c}', '\u{200e}', '\u{200f}'];
        for c in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').chain(marks) {
            let named = format!("<U+{:04X}>", u32::from(c));
            for (text, expect) in
                [("a?b", "a?b"), ("a\nb?", "a\nb?"), ("?\r\n\nб?م", "?\n\nб?م"), ("??", "??")]
            {
                let text = text.replace('?', &c.to_string());
                assert_eq!(visible_lines(&text), expect.replace('?', &named));
            }
        }
    }
}

//! What of a text can be seen: characters that cannot, lengths of what can.

use unicode_normalization::UnicodeNormalization;

/// Characters that change how others are read without being seen: bidirectional controls,
/// zero-width characters, and the rest of Unicode's invisible formatting.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Blank paper, whatever Unicode calls it: the last is the empty pattern of Braille.
fn is_paper(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c) || c == '\u{2800}'
}

/// True if nothing can be seen of it.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_paper)
}

/// Characters as a reader counts them: letters with their marks are one, in whatever way they are
/// written, and a line break is one.
pub fn length(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => text.nfc().count(),
    }
}

/// The same of what can be seen; any amount of blank paper between words is one character.
pub fn seen_length(text: &str) -> usize {
    let mut after_paper = true;
    let mut count = 0;
    for c in text.nfc() {
        let is_paper = is_paper(c);
        let is_joiner = is_paper && is_invisible(c);
        if !is_joiner {
            count += usize::from(!(is_paper && after_paper));
            after_paper = is_paper;
        }
    }
    count - usize::from(after_paper && count > 0)
}

/// True if two texts differ in nothing that can be seen but blanks at their ends, runs of blanks,
/// and the way in which letters are put together.
pub fn looks_alike(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        text.split_whitespace().map(|word| word.nfc().collect::<String>()).collect::<Vec<_>>()
    };
    words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_blank() {
        for blank in ["", " \t\r\n\u{a0} ", &"\u{200b}".repeat(20), "\u{2800}\u{3164}", "\u{202e}"]
        {
            assert!(is_blank(blank), "{blank:?}");
            assert_eq!(seen_length(blank), 0, "{blank:?}");
        }
        assert!(!is_blank(" ə") && !is_blank("\u{200b}."));
    }

    #[test]
    fn lengths_are_those_that_a_reader_counts() {
        for (text, all, seen) in [
            ("abc", 3, 3),
            ("e\u{301}\u{212a}", 2, 2),
            ("a\u{200b}b", 3, 2),
            ("a\u{200b} \u{200b} b", 6, 3),
            ("  a \n\n b  ", 10, 3),
            ("می\u{200c}خواهم", 8, 7),
            ("🏳\u{fe0f}\u{200d}🌈", 4, 2),
        ] {
            assert_eq!((length(text), seen_length(text)), (all, seen), "{text:?}");
        }
    }

    #[test]
    fn texts_that_look_alike_are_told() {
        assert!(looks_alike(" a  b ", "a b") && looks_alike("e\u{301}", "é"));
        assert!(!looks_alike("a b", "ab") && !looks_alike("a\u{200b}", "a"));
    }
}

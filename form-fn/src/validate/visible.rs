//! What of a text can be seen: characters that cannot, lengths of what can.

use certsite_text::is_invisible;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Blank paper, whatever Unicode calls it: the last is the empty pattern of Braille.
fn is_paper(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c) || c == '\u{2800}'
}

/// True if nothing can be seen of it.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_paper)
}

/// So many characters make one letter, at the most: emoji of a family have a dozen, and whoever heaps
/// up marks has not written less for it.
const LETTER: usize = 16;

/// Letters as a reader counts them (grapheme clusters of UAX #29): a letter with its marks, a
/// syllable, a flag, an emoji of several are one, in whatever way they are written, and so is a line
/// break.
pub fn length(text: &str) -> usize {
    match text.is_ascii() {
        // The one letter of two characters that there is in ASCII.
        true => text.len() - memchr::memmem::find_iter(text.as_bytes(), b"\r\n").count(),
        false => text.graphemes(true).map(letters).sum(),
    }
}

/// How many letters a cluster counts for.
fn letters(cluster: &str) -> usize {
    cluster.chars().count().div_ceil(LETTER)
}

/// The same of what can be seen; any amount of blank paper between words is one letter.
pub fn seen_length(text: &str) -> usize {
    let mut after_paper = true;
    let mut count = 0;
    for cluster in text.graphemes(true) {
        let is_joiner = cluster.chars().all(is_invisible);
        if !is_joiner {
            let is_paper = cluster.chars().all(is_paper);
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
            ("می\u{200c}خواهم", 7, 7),
            ("🏳\u{fe0f}\u{200d}🌈", 1, 1),
            ("ə\u{301}", 1, 1),
            ("a\u{323}\u{302}", 1, 1),
            ("नि", 1, 1),
            ("क्षि", 1, 1),
            ("각\u{1100}\u{1161}", 2, 2),
            ("🇦🇿🇹🇷", 2, 2),
            ("👍🏽👩‍👩‍👧‍👦", 2, 2),
            ("a\r\nb", 3, 3),
            ("ə\r\nb", 3, 3),
            ("\n\n", 2, 0),
        ] {
            assert_eq!((length(text), seen_length(text)), (all, seen), "{text:?}");
        }
    }

    #[test]
    fn marks_heaped_up_are_no_way_round_a_limit() {
        let heap = format!("e{}", "\u{301}".repeat(1_000_000));
        assert!(length(&heap) > 60_000 && seen_length(&heap) == 1);
    }

    #[test]
    fn texts_that_look_alike_are_told() {
        assert!(looks_alike(" a  b ", "a b") && looks_alike("e\u{301}", "é"));
        assert!(!looks_alike("a b", "ab") && !looks_alike("a\u{200b}", "a"));
    }
}

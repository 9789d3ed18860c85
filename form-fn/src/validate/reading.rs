//! A line as people write it → what it means, where a person would understand it.
//!
//! Telephones, contact lists and word processors put marks into numbers and addresses that nobody
//! sees; people put words round them. Each function gives one way of writing, or none where two
//! people might read the text differently. What was written stands beside it in the report.

mod address;
mod date;
mod fingerprint;
mod number;
mod time;

pub use address::{email, reference, telephone};
pub use date::{date, is_day_alone};
pub use fingerprint::fingerprint;
pub use number::{Count, count};
pub use time::{TimeRead, is_time_alone, time};

use crate::form::Field;
use certsite_text::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// The text without what cannot be seen, with plain blanks, hyphens, quotation marks, digits and
/// Latin letters of full width. A mark that turns letters round stays: what it shows is not what
/// it says.
pub fn plain(text: &str) -> String {
    shown(text).map(sign).collect::<String>().trim().to_owned()
}

/// What can be seen of a text, and the marks that turn letters round.
fn shown(text: &str) -> impl Iterator<Item = char> {
    let turns = |c: char| matches!(c, '\u{202e}' | '\u{2067}');
    text.nfc().filter(move |c| turns(*c) || !is_invisible(*c))
}

/// The sign of ASCII that a sign of typography stands for, where a person would see the same.
fn sign(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{60}' | '\u{b4}' | '\u{66c}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{60c}' | '\u{3001}' | '\u{fe50}' => ',',
        '\u{3002}' | '\u{fe52}' | '\u{ff61}' => '.',
        '\u{2236}' | '\u{a789}' | '\u{fe55}' => ':',
        '\u{fe6b}' => '@',
        // The width is all that sets them apart from ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => digit(c).unwrap_or(c),
    }
}

/// The zero of each script that writes numbers by ten digits in a row (Unicode's `Nd`, but for those
/// of ASCII and of full width), in order.
const ZEROS: [u32; 74] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
    0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0,
    0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2,
    0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The digit of ASCII that a digit of another script stands for.
fn digit(c: char) -> Option<char> {
    let before = ZEROS.partition_point(|zero| *zero <= u32::from(c)).checked_sub(1)?;
    char::from_digit(u32::from(c) - ZEROS[before], 10)
}

/// Whether a word is one of these, in any case.
fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| letters(known).eq(letters(word)))
}

/// A word as all its cases are compared.
fn fold(word: &str) -> String {
    letters(word).collect()
}

/// The small letters of a word. The large `I` belongs to `ı` in Azerbaijani and to `i` in English, so
/// all four are one here; no two words of ours differ in nothing else.
fn letters(word: &str) -> impl Iterator<Item = char> {
    let lower = word.chars().flat_map(char::to_lowercase);
    // The dot of `İ` comes apart.
    lower.filter(|c| *c != '\u{307}').map(|c| if c == 'ı' { 'i' } else { c })
}

/// The text behind one of these beginnings, in any case of ASCII, and the colon or equals sign
/// after it.
fn behind<'a>(text: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    let begins = |beginning: &&&str| {
        text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    };
    let beginning = beginnings.iter().find(begins)?;
    let rest = text[beginning.len()..].trim_start();
    Some(rest.trim_start_matches([':', '=']).trim_start())
}

/// What people write where they have nothing to write.
const NOTHING: [&str; 12] = [
    "na",
    "none",
    "nil",
    "no",
    "nothing",
    "unknown",
    "notknown",
    "yox",
    "yoxdur",
    "bilinmir",
    "məlumdeyil",
    "нет",
];

/// Whether a text says that there is nothing to say: `-`, `n/a`, `yoxdur`.
pub fn is_nothing(text: &str) -> bool {
    let text = plain(text);
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    text.chars().all(|c| "-._/…".contains(c)) || is_one_of(&letters, &NOTHING)
}

/// The value of the choice that is meant: by its value in any case, or by what a page shows for it.
/// `None` if no choice is.
pub fn choice(field: &Field, text: &str) -> Option<String> {
    let text = plain(text);
    let is_meant = |choice: &&crate::form::Choice| {
        let value = choice.value.as_str();
        let short = value.strip_prefix("TLP:").unwrap_or(value);
        text.eq_ignore_ascii_case(value)
            || text.eq_ignore_ascii_case(short)
            || choice.label.languages().any(|lang| plain(choice.label.get(lang)) == text)
    };
    field.options.iter().find(is_meant).map(|choice| choice.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_from_something() {
        for text in
            ["-", "—", "…", "n/a", "N.A.", "Yoxdur", "YOX", "məlum deyil", "Not known", "нет"]
        {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["0", "1", "no@cert.example", "none of 5", "x", "yoxdur 12", "na na", "+---"] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[test]
    fn marks_that_nobody_sees_are_left_out() {
        for (written, expect) in [
            ("\u{202d}+994 50\u{202c}", "+994 50"),
            ("\u{feff}a\u{a0}b\u{2011}c\u{200b}\u{ad}d", "a b-cd"),
            ("１２（ａ）", "12(a)"),
            ("٤٢ ۴۲ ४२ ৪২ ๔๒ ៤២ ᠔᠒ 𝟒𝟐 𞥔𞥒", "42 42 42 42 42 42 42 42 42"),
            ("٪ㅤ𝟘", "٪0"),
            ("“a” ‘b’ «c»", "\"a\" 'b' \"c\""),
            ("a\u{202e}b", "a\u{202e}b"),
            ("e\u{301}", "é"),
        ] {
            assert_eq!(plain(written), expect);
        }
    }
}

//! A line as people write it → what it means, where a person would understand it.
//!
//! Telephones, contact lists and word processors put marks into numbers and addresses that nobody
//! sees; people put words round them. Each function gives one way of writing, or none where two
//! people might read the text differently. What was written stands beside it in the report.

mod address;
mod moment;
mod number;

pub use address::{email, fingerprint, reference, telephone};
pub use moment::{date, time};
pub use number::{Count, count};

use super::visible::is_invisible;
use crate::form::Field;
use unicode_normalization::UnicodeNormalization;

/// The text without what cannot be seen, with plain blanks, hyphens, quotation marks, digits and
/// Latin letters of full width. A mark that turns letters round stays: what it shows is not what
/// it says.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202e}' | '\u{2067}');
    let shown = text.nfc().filter(|c| turns(*c) || !is_invisible(*c));
    let plain = shown.map(|c| match c {
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{60}' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => '"',
        // The width is all that sets them apart from ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => digit(c).unwrap_or(c),
    });
    plain.collect::<String>().trim().to_owned()
}

/// Digits of the scripts of the neighbours: Arabic, Persian, Devanagari.
fn digit(c: char) -> Option<char> {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}'];
    let value = zeros
        .iter()
        .find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10));
    char::from_digit(value?, 10)
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

/// The value of the choice that is meant: by its value in any case, or by what a page shows for it.
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
    fn marks_that_nobody_sees_are_left_out() {
        for (written, expect) in [
            ("\u{202d}+994 50\u{202c}", "+994 50"),
            ("\u{feff}a\u{a0}b\u{2011}c\u{200b}\u{ad}d", "a b-cd"),
            ("１２（ａ）", "12(a)"),
            ("٤٢ ۴۲ ४२", "42 42 42"),
            ("“a” ‘b’ «c»", "\"a\" 'b' \"c\""),
            ("a\u{202e}b", "a\u{202e}b"),
            ("e\u{301}", "é"),
        ] {
            assert_eq!(plain(written), expect);
        }
    }
}

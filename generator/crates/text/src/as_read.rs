//! A text → how readers take it: two that differ only in what nobody sees, or takes for a difference,
//! are the same.

use crate::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// A text without what readers do not tell apart: case, blanks beyond one, kinds of hyphens, dots and
/// quotation marks, ligatures, characters that nobody sees. To be compared with others alone.
pub fn as_read(text: &str) -> String {
    // Nothing in ASCII is composed or has several lower-case letters.
    let lower: String = match text.is_ascii() {
        true => seen(text.chars()).map(|c| c.to_ascii_lowercase()).collect(),
        false => seen(text.nfkc()).flat_map(char::to_lowercase).collect(),
    };
    let mut read = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        read.push_str(if read.is_empty() { "" } else { " " });
        read.push_str(word);
    }
    read
}

/// What of a text is seen, in the signs of a keyboard where it looks like them.
fn seen(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    text.filter(|c| !is_invisible(*c)).map(usual)
}

/// The sign of a keyboard that looks like this one.
fn usual(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '‘' | '’' | 'ʼ' | '´' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_do_not_tell_apart_is_the_same() {
        for (one, other) in [
            ("Sample Loader", " sample\t LOADER\n"),
            ("Sample-Loader", "Sample\u{2011}Loader"),
            ("file.exe", "ﬁle․exe"),
            ("O'Brien", "O’Brien"),
            ("ab", "a\u{200b}b"),
            ("Cafe\u{301}", "Café"),
            ("\"X\"", "„X”"),
            ("Əli", "əli"),
        ] {
            assert_eq!(as_read(one), as_read(other));
        }
        for (one, other) in [("ab", "a b"), ("a-b", "ab"), ("ə", "e"), ("a.b", "a,b")] {
            assert_ne!(as_read(one), as_read(other));
        }
    }
}

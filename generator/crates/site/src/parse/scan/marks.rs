//! Marks in the text that the Markdown parser reads: a fact, and a joiner. They are written in
//! noncharacters of Unicode, which no text holds, and which Markdown takes for letters.

use memchr::memchr_iter;

/// Makes a letter of the punctuation before or after it, and is never seen.
pub const JOINER: &str = "\u{FDEF}";

/// Stands before and after the digits of a fact's number, which are the sixteen after it.
const FACT: char = '\u{FDD0}';

/// Bytes of each of these characters.
pub const WIDTH: usize = 3;

/// The mark of the n-th fact, counted from 0.
pub fn fact(n: usize) -> String {
    let digit = |place: u32| char::from_u32(0xFDD1 + (n >> (4 * place) & 15) as u32);
    let places = (usize::BITS - n.leading_zeros()).div_ceil(4).max(1);
    let digits = (0..places).rev().filter_map(digit);
    std::iter::once(FACT).chain(digits).chain([FACT]).collect()
}

/// A piece of text that was scanned.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words between the marks.
    Text(&'a str),
    /// The mark of the n-th fact, counted from 0.
    Fact(usize),
}

/// True if a text holds any of these marks.
pub fn any(text: &str) -> bool {
    next(text, 0).is_some()
}

/// The pieces of a text, without joiners.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = next(text, at).unwrap_or(text.len());
            if start > at {
                let words = &text[at..start];
                at = start;
                return Some(Piece::Text(words));
            }
            let rest = &text[start + WIDTH..];
            at = start + WIDTH;
            if text[start..].starts_with(FACT)
                && let Some(end) = rest.find(FACT)
            {
                at += end + WIDTH;
                let digits = rest[..end].chars().map(|c| u32::from(c).wrapping_sub(0xFDD1));
                return Some(Piece::Fact(digits.fold(0, |n, digit| n << 4 | digit as usize & 15)));
            }
        }
        None
    })
}

/// The same text without such characters, each byte at its place; `None` if it has none.
pub fn without(text: &str) -> Option<String> {
    let clean = |c: char| if is_mark(c) { '\u{FFFD}' } else { c };
    any(text).then(|| text.chars().map(clean).collect())
}

/// True of the noncharacters in the middle of Unicode.
fn is_mark(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

fn next(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_mark = |at: &usize| {
        bytes.get(at + 1) == Some(&0xB7)
            && bytes.get(at + 2).is_some_and(|third| (0x90..=0xAF).contains(third))
    };
    memchr_iter(0xEF, &bytes[at..]).map(|found| at + found).find(is_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for n in [0, 1, 15, 16, 255, 256, 4095, 70_000] {
            assert_eq!(pieces(&fact(n)).collect::<Vec<_>>(), [Piece::Fact(n)]);
        }
    }

    #[test]
    fn text_is_told_from_marks() {
        let text = format!("a{}b{JOINER}c\u{FDFA}", fact(3));
        let expect = [Piece::Text("a"), Piece::Fact(3), Piece::Text("b"), Piece::Text("c\u{FDFA}")];
        assert_eq!(pieces(&text).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn an_editors_noncharacters_are_no_marks() {
        let text = "ə\u{FDD0}\u{FDD2}\u{FDD0}x";
        let clean = without(text).expect("there are some");
        assert_eq!((clean.len(), any(&clean)), (text.len(), false));
        assert_eq!(without("Şəbəkə ﷺ"), None);
    }
}

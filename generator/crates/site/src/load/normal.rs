//! One form of each letter (Unicode NFC), from the moment a text or a name is read. Names from
//! macOS and text from PDF files come with their accents apart; nothing typed would ever match.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in NFC (Unicode UAX #15); borrowed if it is in that form already, as nearly every text
/// is.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// True if a look at the bytes is enough: letters below U+0300, which include those of
/// Azerbaijani, and the usual dashes and quotation marks are each their own normal form. Takes
/// whole chunks at a time, so that nearly every text costs next to nothing.
fn is_plain(bytes: &[u8]) -> bool {
    const LEAD: u8 = 0xCC; // of U+0300
    const PUNCTUATION: u8 = 0xE2; // of U+2000 to U+2FFF
    let odd = |chunk: &[u8]| {
        chunk.iter().fold(false, |odd, b| odd | ((*b >= LEAD) & (*b != PUNCTUATION)))
    };
    // U+2000 and U+2001 have another normal form; U+2002 to U+203F are fine.
    let is_common = |at: usize| {
        bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2).is_some_and(|last| *last >= 0x82)
    };
    !bytes.chunks(256).any(odd) && memchr::memchr_iter(PUNCTUATION, bytes).all(is_common)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(nfc(text), expect, "{text:?}");
        // The short cut never disagrees with the standard.
        assert_eq!(nfc(text), text.nfc().collect::<String>(), "{text:?}");
    }

    #[test]
    fn letters_with_their_marks_have_one_form() {
        check("s\u{327}\u{259}kil", "şəkil");
        check("I\u{307}nsident", "İnsident");
        check("U\u{308}c\u{327}u\u{308}n og\u{306}lan", "Üçün oğlan");
        check("e\u{301}\u{327}", "ȩ\u{301}");
        check("\u{212b} \u{2126} \u{212a}", "Å Ω K");
        check("\u{1112}\u{1161}\u{11ab}", "한");
        check("a\u{2000}b\u{2001}c", "a\u{2002}b\u{2003}c");
    }

    #[test]
    fn what_is_normal_is_left_alone() {
        for text in [
            "",
            "plain",
            "Əəİışçğöü",
            "“a” – b … c’s — ‹d›",
            "русский",
            "हिन्दी",
            "👩\u{200d}💻",
            "→ €",
        ] {
            check(text, text);
            assert!(matches!(nfc(text), Cow::Borrowed(_)), "{text}");
        }
        assert!(is_plain("“Şəbəkə” – öyrənmə…".as_bytes()));
        assert!(!is_plain("s\u{327}".as_bytes()));
    }
}

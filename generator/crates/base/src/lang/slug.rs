//! Text → the ASCII that addresses and heading ids are made of.
//!
//! The usual crates turn ə into “@”, “a” or nothing, so the table is our own; what is not in it,
//! letters of all other languages, is left to `any_ascii`.

use any_ascii::any_ascii_char;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

/// One letter's ASCII, if it has any. Upper case is folded first by [`fold`].
fn ascii(c: char) -> Option<&'static str> {
    Some(match c {
        // With its look-alikes in Cyrillic and in phonetic writing, which are reported elsewhere.
        'ə' | 'ә' | 'ǝ' | 'é' | 'è' | 'ê' | 'ë' => "e",
        'ı' | 'í' | 'ì' | 'î' | 'ï' => "i",
        'ş' | 'ś' | 'š' => "s",
        'ç' | 'ć' | 'č' => "c",
        'ğ' => "g",
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
        'ü' | 'ú' | 'ù' | 'û' => "u",
        'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' => "a",
        'ñ' => "n",
        'ý' => "y",
        'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        // Usual in Arabic script, where the crate leaves it out.
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' => "a",
        _ => return None,
    })
}

/// Lower-case ASCII letters and digits of `text`; whatever is no letter, digit or mark becomes one
/// space. `İ` and `I` both give `i`: an address must not depend on the language of its title.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        // U+0130 lower-cases to two characters; U+0307 would split the word.
        let c = if c == 'İ' { 'i' } else { c };
        if c == '\u{307}' || c == '\'' || c == '’' {
            continue;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        let own = out.len();
        c.to_lowercase().filter_map(ascii).for_each(|letters| out.push_str(letters));
        if out.len() > own {
            continue;
        }
        let kind = CodePointMapData::<GeneralCategory>::new().get(c);
        if WORD.contains(kind) {
            let letters = any_ascii_char(c).bytes().filter(u8::is_ascii_alphanumeric);
            out.extend(letters.map(|b| b.to_ascii_lowercase() as char));
        }
        // A sign that only modifies its letter, such as the Russian ь, is left out; an apostrophe
        // that is a letter of its own (U+02BC) parts words like a hyphen.
        let parts =
            !WORD.contains(kind) || out.len() == own && kind == GeneralCategory::ModifierLetter;
        if parts && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// What words are made of: letters, their marks, digits, in any script.
const WORD: GeneralCategoryGroup = GeneralCategoryGroup::Letter
    .union(GeneralCategoryGroup::Mark)
    .union(GeneralCategoryGroup::DecimalNumber)
    .union(GeneralCategoryGroup::LetterNumber);

/// Words of `text` joined by hyphens, such as `insidentler-ve-onlarin-emali`. It depends on nothing
/// but the text; one without any letter or digit gets a name of its own too. Never empty.
pub fn slug(text: &str) -> String {
    let slug = fold(text).replace(' ', "-");
    if slug.is_empty() { format!("section-{}", short_hash(text)) } else { slug }
}

/// True if a slug can be spelled from the text itself.
pub fn has_slug(text: &str) -> bool {
    !fold(text).is_empty()
}

/// A slug of at most `most` letters, for names that a file system limits: a longer one is cut
/// between two words if there is room for some, and ends in a name of the whole text.
pub fn slug_within(text: &str, most: usize) -> String {
    let slug = slug(text);
    if slug.len() <= most {
        return slug;
    }
    let whole = short_hash(text);
    let room = most.saturating_sub(whole.len() + 1);
    let words = slug[..room].rfind('-').filter(|end| *end >= room / 2).unwrap_or(room);
    format!("{}-{whole}", &slug[..words])
}

fn short_hash(text: &str) -> String {
    format!("{:08x}", xxh3_64(text.trim().as_bytes()) as u32)
}

/// True for lower-case ASCII letters, digits and inner hyphens.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azerbaijani_folds_to_plain_letters() {
        for (text, expect) in [
            ("İnsidentlər və onların emalı", "insidentler-ve-onlarin-emali"),
            ("Şəbəkə: GÜÇ, öyrənmə!", "sebeke-guc-oyrenme"),
            ("IĞDIR ığdır", "igdir-igdir"),
            ("AMEA-nın", "amea-nin"),
            ("what's new", "whats-new"),
        ] {
            assert_eq!(slug(text), expect, "{text}");
        }
    }

    /// Whatever the script, and whatever stands around it.
    #[test]
    fn letters_of_all_languages_are_spelled_in_ascii() {
        for (text, expect) in [
            ("Заголовок", "zagolovok"),
            ("Как сообщить об инциденте?", "kak-soobshchit-ob-intsidente"),
            ("Об’єднання", "obiednannya"),
            ("Χάρτης", "chartis"),
            ("الأمن السيبراني", "alamn-alsybrany"),
            ("שלום עולם", "slvm-vlm"),
            ("Łódź, příliš žluťoučký", "lodz-prilis-zlutoucky"),
            ("đường", "duong"),
            ("北京", "beijing"),
            ("サーバー", "sa-ba"),
            ("नमस्ते", "nmste"),
            ("٢٠٢٦", "2026"),
            ("მისამართი", "misamarti"),
            // Decomposed, as macOS names files.
            ("S\u{327}\u{259}b\u{259}k\u{259}", "sebeke"),
            ("r\u{30c}x\u{30c}", "rx"),
            // No letters: as before.
            ("5 m² (№ 3) – 10 €", "5-m-3-10"),
            ("Qur\u{2bc}an", "qur-an"),
            ("Fəsil Ⅳ", "fesil-iv"),
        ] {
            assert_eq!(slug(text), expect, "{text}");
        }
    }

    #[test]
    fn a_text_without_letters_has_a_name_of_its_own() {
        let (dots, marks) = (slug("…"), slug("?!"));
        assert!(is_slug(&dots) && dots.starts_with("section-") && dots != marks, "{dots} {marks}");
        assert_eq!(dots, slug(" … "));
        for (text, expect) in
            [("…", false), ("½ ①", false), ("🚨", false), ("Ⅳ", true), ("ə", true)]
        {
            assert_eq!(has_slug(text), expect, "{text}");
        }
        assert!(is_slug(&slug("")));
    }

    #[test]
    fn long_names_end_where_a_file_system_ends_them() {
        let long = "Necə xəbər vermək olar ".repeat(20);
        for most in [40, 100, 255] {
            let cut = slug_within(&long, most);
            assert!(cut.len() <= most && is_slug(&cut), "{cut}");
            assert!(cut.starts_with("nece-xeber"), "{cut}");
            assert_ne!(cut, slug_within(&format!("{long}!"), most), "told apart by their ends");
        }
        assert_eq!(slug_within("Necə", 4), "nece");
        assert!(slug_within(&"ə".repeat(300), 255).len() <= 255);
    }

    #[test]
    fn slugs_are_recognised() {
        assert!(is_slug("haqqimizda-2"));
        for bad in ["", "-a", "a-", "Ə", "a b", "a/b", ".."] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    /// With the same texts each time.
    #[test]
    fn whatever_a_text_holds_its_slug_is_one() {
        use proptest::prelude::*;
        use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
        let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
        let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let tried = TestRunner::new_with_rng(config, seed).run(&any::<String>(), |text| {
            let slug = slug(&text);
            prop_assert!(is_slug(&slug), "{slug}");
            prop_assert_eq!(&super::slug(&slug), &slug);
            prop_assert!(is_slug(&slug_within(&text, 20)));
            Ok(())
        });
        tried.unwrap_or_else(|found| panic!("{found}"));
    }
}

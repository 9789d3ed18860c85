//! Tables: what is found, and what is left alone.

use super::*;
use certsite_base::diag::{PrintFormat, print};

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let found = super::check(&"x".into(), text);
    let printed = print(&found, PrintFormat::Short);
    assert_eq!(printed.lines().collect::<Vec<_>>(), expect, "{text:?}");
}

#[test]
fn control_characters_are_found_wherever_they_stand() {
    check(
        "sə\nb \u{8}b\u{8}",
        &["x:2:3: error[control-character]: control character U+0008 in the text"],
    );
    for c in ['\0', '\u{1}', '\u{1b}', '\u{7f}', '\u{80}', '\u{85}', '\u{9b}', '\u{9f}'] {
        let code = format!("control character {} in the text", code(c));
        check(&format!("a{c}"), &[&format!("x:1:2: error[control-character]: {code}")]);
        // At the end of a chunk too.
        check(
            &format!("{}{c}", "a".repeat(255)),
            &[&format!("x:1:256: error[control-character]: {code}")],
        );
    }
    check("a\tb\r\nc\n", &[]);
}

#[test]
fn what_nobody_sees_is_found() {
    for (c, name) in [
        ('\u{ad}', "the soft hyphen U+00AD"),
        ('\u{61c}', "the Arabic letter mark U+061C"),
        ('\u{200b}', "the zero-width space U+200B"),
        ('\u{200c}', "the zero-width non-joiner U+200C"),
        ('\u{200d}', "the zero-width joiner U+200D"),
        ('\u{200e}', "the left-to-right mark U+200E"),
        ('\u{200f}', "the right-to-left mark U+200F"),
        ('\u{2028}', "the line separator U+2028"),
        ('\u{2029}', "the paragraph separator U+2029"),
        ('\u{202a}', "the left-to-right embedding U+202A"),
        ('\u{202e}', "the right-to-left override U+202E"),
        ('\u{2060}', "the word joiner U+2060"),
        ('\u{2066}', "the left-to-right isolate U+2066"),
        ('\u{2069}', "the end of an isolate U+2069"),
        ('\u{206f}', "the invisible character U+206F"),
        ('\u{3164}', "the Hangul filler U+3164"),
        ('\u{34f}', "the combining grapheme joiner U+034F"),
        ('\u{fe0f}', "the variation selector U+FE0F"),
        ('\u{feff}', "the byte order mark U+FEFF"),
        ('\u{fffb}', "the invisible character U+FFFB"),
        ('\u{fdd0}', "the noncharacter U+FDD0"),
        ('\u{ffff}', "the noncharacter U+FFFF"),
        ('\u{1fffe}', "the noncharacter U+1FFFE"),
        ('\u{e0041}', "the tag character U+E0041"),
        ('\u{e0101}', "the variation selector U+E0101"),
    ] {
        let message =
            format!("x:1:3: error[invisible-character]: {name} in the text, which nobody sees");
        check(&format!("ab{c}c"), &[&message]);
        check(&format!("ab{c}"), &[&message]);
    }
}

#[test]
fn joiners_are_left_where_scripts_and_emoji_need_them() {
    for text in [
        "می\u{200c}خواهم کار\u{200c}ها", // Persian
        "ක්\u{200d}ෂ",                    // Sinhala
        "র\u{200d}্য",                    // Bengali
        "क्\u{200d}",                     // Devanagari
        "👩\u{200d}💻 👨🏽\u{200d}🚒 🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f} 1\u{fe0f}\u{20e3} ☎\u{fe0e}",
        "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
        "שלום\u{200f}! CERT\u{200e}",
        "葛\u{e0100}",
    ] {
        check(text, &[]);
    }
    let joiner =
        "error[invisible-character]: the zero-width joiner U+200D in the text, which nobody sees";
    check("a\u{200d}💻", &[&format!("x:1:2: {joiner}")]);
    // A flag that nobody draws carries hidden text.
    let tag =
        "error[invisible-character]: the tag character U+E0061 in the text, which nobody sees";
    check("🏴\u{e0061}", &[&format!("x:1:2: {tag}")]);
    let mark =
        "error[invisible-character]: the right-to-left mark U+200F in the text, which nobody sees";
    check("שלום\nabc\u{200f}", &[&format!("x:2:4: {mark}")]);
}

#[test]
fn look_alikes_of_the_azerbaijani_letter_are_found() {
    let wrong = |code: &str| {
        format!(
            "error[wrong-schwa]: {code} looks like the Azerbaijani letter ə but is another character"
        )
    };
    check("s\u{259}\ns\u{4d9}s", &[&format!("x:2:2: {}", wrong("U+04D9"))]);
    check("\u{4d8}", &[&format!("x:1:1: {}", wrong("U+04D8"))]);
    check("b\u{1dd}li", &[&format!("x:1:2: {}", wrong("U+01DD"))]);
    // In Azerbaijani's Cyrillic alphabet, in Kazakh and Tatar, it is the right letter.
    check("Аз\u{4d9}рба\u{458}\u{4b9}ан қазақ т\u{4d9}", &[]);
}

#[test]
fn letters_of_two_scripts_in_a_word_are_found() {
    let says = |at: usize, word: &str, letter: &str| {
        format!("x:1:{at}: warning[mixed-scripts]: “{word}” is not what it looks like: {letter}")
    };
    let cyrillic_a = "а is a Cyrillic letter (U+0430)";
    check("p\u{430}ypal", &[&says(2, "pаypal", cyrillic_a)]);
    check("see `p\u{430}ypal`", &[&says(7, "pаypal", cyrillic_a)]);
    check("сообщeние", &[&says(6, "сообщeние", "e is a Latin letter (U+0065)")]);
    check("g\u{3bf}\u{3bf}gle", &[&says(2, "gοοgle", "ο is a Greek letter (U+03BF)")]);
    check("\u{578}ame", &[&says(1, "ոame", "ո is an Armenian letter (U+0578)")]);
    check("𝐩aypal", &[&says(1, "𝐩aypal", "𝐩 is a sign that looks like a letter (U+1D429)")]);
    check("ｐaypal", &[&says(1, "ｐaypal", "ｐ is a full-width letter (U+FF50)")]);
    // A whole label of look-alikes in a Latin name, and a letter alone.
    check("сосо.com", &[&says(1, "сосо", "с is a Cyrillic letter (U+0441)")]);
    check("b\u{259}li, \u{43e} g\u{259}ldi", &[&says(7, "о", "о is a Cyrillic letter (U+043E)")]);
}

#[test]
fn words_of_one_script_and_units_are_left_alone() {
    for text in [
        "Əəİışçğöü – “öyrənmə” … c’s\r\n\t",
        "Русский текст, пример.com, ИТ-отдел, 3-й",
        "10 kΩ, 5 μs, Δt, λx, πr² µTorrent",
        "Windows系统 日本語のテキスト 한국어",
        "Ελληνικά και English",
        "café naïve Łódź",
        "с CERT и о нём, а также",
        "Ο CERT ο ίδιος",
        "ＡＢＣ",
        "1а2",
    ] {
        check(text, &[]);
    }
}

#[test]
fn each_is_told_once_and_a_flood_is_cut() {
    let flood: String = (0..50).map(|n| format!("w{n}\u{430} w{n}\u{430}\n")).collect();
    assert_eq!(super::check(&"x".into(), &flood).len(), MAX_MIXED_WORDS);
}

#[test]
fn the_short_cut_never_hides_anything() {
    // Each character alone, at each place of a small text: if the quick look passes it, the slow
    // one finds nothing.
    for c in (0..=0x10_ffff).filter_map(char::from_u32) {
        for text in [format!("{c}"), format!("\u{201c}{c}\u{201d}")] {
            if is_plain(text.as_bytes()) {
                let slow = controls(&text).chain(unneeded(&text)).count()
                    + words::deceptive(&text).count();
                assert_eq!(slow, 0, "{text:?}");
            }
        }
    }
    assert!(is_plain("Şəbəkə – “öyrənmə”… «a» € ‹x› → § ©".as_bytes()));
}

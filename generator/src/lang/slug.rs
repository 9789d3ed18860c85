//! Text → the ASCII that addresses and heading ids are made of.
//!
//! The usual crates turn ə into “@” or drop it, so the table is our own.

/// One letter's ASCII, if it has any. Upper case is folded first by [`fold`].
fn ascii(c: char) -> Option<&'static str> {
    Some(match c {
        'ə' | 'é' | 'è' | 'ê' | 'ë' => "e",
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
        _ => return None,
    })
}

/// Lower-case ASCII letters and digits of `text`; everything else becomes one space.
/// `İ` and `I` both give `i`: an address must not depend on the language of its title.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // U+0130 lower-cases to two characters; U+0307 would split the word.
        let c = if c == 'İ' { 'i' } else { c };
        if c == '\u{307}' || c == '\'' || c == '’' {
            continue;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        let mut folded = false;
        for lower in c.to_lowercase() {
            if let Some(letters) = ascii(lower) {
                out.push_str(letters);
                folded = true;
            }
        }
        if !folded && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// Words of `text` joined by hyphens, such as `insidentler-ve-onlarin-emali`; never empty.
pub fn slug(text: &str) -> String {
    let slug = fold(text).replace(' ', "-");
    if slug.is_empty() { "section".into() } else { slug }
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
            ("…", "section"),
        ] {
            assert_eq!(slug(text), expect, "{text}");
        }
    }

    #[test]
    fn slugs_are_recognised() {
        assert!(is_slug("haqqimizda-2"));
        for bad in ["", "-a", "a-", "Ə", "a b", "a/b", ".."] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}

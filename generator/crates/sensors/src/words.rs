//! A word of a log → what a tally may hold of it: a name, and nothing that is somebody's address.

use std::net::IpAddr;
use unicode_normalization::UnicodeNormalization;

/// How many letters a word may have.
const LONGEST: usize = 100;

/// A word as a tally may hold it. What names a host or a person becomes a hyphen, as does every
/// sign that a file of comma-separated cells could not hold. Cleaning twice changes nothing, so
/// that rules are held against words as they were kept.
pub fn clean(word: &str) -> Box<str> {
    if is_plain(word) {
        return word.into();
    }
    let word: String = word.nfc().take(LONGEST).collect();
    let tokens = word.split_inclusive(char::is_whitespace);
    let kept: String = tokens.map(token).collect();
    let kept: String = kept.chars().map(|c| if is_letter(c) { c } else { '-' }).collect();
    kept.trim().into()
}

/// Whether a word is as [`clean`] would leave it.
pub fn is_clean(word: &str) -> bool {
    is_plain(word) || &*clean(word) == word
}

/// Most words are: without a colon and three full stops, nothing in them could be an address.
fn is_plain(word: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"._+-/& ".contains(&b);
    word.len() <= LONGEST
        && word.bytes().all(is_letter)
        && word.bytes().filter(|b| *b == b'.').count() < 3
        && word.trim_ascii() == word
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || "._+-/& ".contains(c)
}

/// A token with the white space after it, without who it names.
fn token(token: &str) -> String {
    if token.contains('@') || token.contains("://") {
        return "- ".into();
    }
    // An address may stand in other signs: `src=192.0.2.1`, `[2001:db8::1]:443`.
    let is_of_address = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let mut out = String::new();
    let mut rest = token;
    while let Some(start) = rest.find(is_of_address) {
        let end = rest[start..].find(|c| !is_of_address(c)).map_or(rest.len(), |n| start + n);
        let run = &rest[start..end];
        out.push_str(&rest[..start]);
        match holds_address(run) {
            true => out.push('-'),
            // A colon may stand between two of them.
            false => {
                let piece = |piece| if holds_address(piece) { "-" } else { piece };
                out += &run.split(':').map(piece).collect::<Vec<_>>().join(":");
            }
        }
        rest = &rest[end..];
    }
    out + rest
}

fn holds_address(run: &str) -> bool {
    let is_address = |text: &str| text.parse::<IpAddr>().is_ok();
    let whole = run.trim_end_matches(['.', ':']);
    let port = whole.rsplit_once(':').map(|(host, _)| host);
    is_address(run)
        || is_address(whole)
        || is_address(whole.trim_start_matches(['.', ':']))
        || port.is_some_and(is_address)
}

/// Whether a text has the form of a country's code (ISO 3166-1 alpha-2): two capital letters.
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// The code of a country in capital letters; empty if it has not the form of one.
pub fn country(code: &str) -> Box<str> {
    let code = code.to_ascii_uppercase();
    if is_country(&code) { code.into() } else { "".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hold_nobodys_address() {
        let check = |word: &str, expect: &str| {
            assert_eq!(&*clean(word), expect, "{word}");
            assert!(is_clean(expect), "{expect}");
        };
        check("Cobalt Strike", "Cobalt Strike");
        check("Web Application Attack", "Web Application Attack");
        check("Şəbəkə hücumu", "Şəbəkə hücumu");
        check("a,b\n\"c\"", "a-b--c-");
        check("C&C server", "C&C server");
        check("ET: trojan v1.2", "ET- trojan v1.2");
        check("192.0.2.1", "-");
        check("2001:db8::1", "-");
        check("from 192.0.2.1:443 again", "from - again");
        check("src=192.0.2.1, dst=[2001:db8::1]:53", "src--- dst-----53");
        check("somebody@example.org wrote", "- wrote");
        check("see https://x.example/", "see -");
        check("  padded  ", "padded");
        check(&"x".repeat(300), &"x".repeat(100));
        check("", "");
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        let signs =
            ["1.2.3.4", ":", ".", "@", "a", "ə", "\u{212b}", " ", "\t", ",", "::1", "é", "://"];
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            let mut word = String::new();
            for _ in 0..(seed >> 60) {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                word.push_str(signs[(seed >> 33) as usize % signs.len()]);
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(3);
            let once = clean(&word);
            assert_eq!(clean(&once), once, "{word:?}");
            assert!(!once.contains([',', '\n', '"', '@', ':']), "{word:?}");
        }
    }
}

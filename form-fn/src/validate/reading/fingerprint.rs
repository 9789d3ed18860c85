//! Fingerprints of keys, out of what programs print round them.

use super::{behind, plain};

/// A fingerprint of OpenPGP, out of what programs in any language print, link and encode round it.
/// Other hexadecimal digits beside it may be a piece of it, or of another: then it is none.
pub fn fingerprint(text: &str) -> Option<String> {
    let text = plain(text);
    let text: Vec<_> = text.split(' ').filter(|word| !is_date(word)).collect();
    let (mut found, mut others) = (None, Vec::new());
    // What stands within one of these is together; a group is a word of its own.
    for part in
        text.join(" ").split(['/', '=', '(', ')', '[', ']', '<', '>', ',', ';', '?', '&', '|'])
    {
        let words = part.split([' ', ':', '-', '.', '\'', '"']).filter(|word| !word.is_empty());
        let words: Vec<_> = words.map(bare).collect();
        for run in words.split(|word| !is_hexadecimal(word)) {
            let (all, rest) = fingerprints(run);
            for digits in all {
                match &found {
                    Some(other) if *other != digits => return None,
                    _ => found = Some(digits),
                }
            }
            others.extend(rest.into_iter().map(str::to_owned));
        }
    }
    found.filter(|found| others.iter().all(|other| is_name(other) || is_id(other, found)))
}

/// `2026-01-01`, as listings of keys have it.
fn is_date(word: &str) -> bool {
    let word = word.trim_matches(['[', ']', '(', ')', ',']);
    word.len() == 10 && word.parse::<jiff::civil::Date>().is_ok()
}

/// True of a hexadecimal word that may be somebody's name, or is that of an algorithm.
fn is_name(word: &str) -> bool {
    !word.contains(|c: char| c.is_ascii_digit()) || ["ed25519", "ed448"].contains(&word)
}

/// Whether these are the digits by which programs call a key in short.
fn is_id(digits: &str, fingerprint: &str) -> bool {
    let (digits, fingerprint) = (digits.to_ascii_lowercase(), fingerprint.to_ascii_lowercase());
    (8..=16).contains(&digits.len())
        && (fingerprint.ends_with(&digits) || fingerprint.starts_with(&digits))
}

/// A word without what a program puts before it, or what the next line of a listing begins with,
/// whose line break was lost.
fn bare(word: &str) -> &str {
    let word = behind(word, &["0x"]).unwrap_or(word);
    let next = ["uid", "sub", "ssb", "uat"].into_iter().find_map(|next| word.strip_suffix(next));
    next.filter(|word| is_hexadecimal(word)).unwrap_or(word)
}

fn is_hexadecimal(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_length(digits: usize) -> bool {
    matches!(digits, 40 | 64)
}

/// Those among hexadecimal words, and what is left of these: all of them together, or else as many
/// groups of one length as make one. A name may look like a group.
fn fingerprints<'a>(words: &[&'a str]) -> (Vec<String>, Vec<&'a str>) {
    if is_length(words.iter().map(|word| word.len()).sum()) {
        return (vec![words.concat()], Vec::new());
    }
    let (mut found, mut rest) = (Vec::new(), Vec::new());
    for alike in words.chunk_by(|one, other| one.len() == other.len()) {
        let before = found.len();
        for length in [40, 64] {
            let count = length / alike[0].len();
            if count * alike[0].len() == length {
                found.extend(alike.windows(count).map(<[&str]>::concat));
            }
        }
        if found.len() == before {
            rest.extend(alike);
        }
    }
    (found, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read() {
        let digits = "0123456789abcdef0123456789ABCDEF01234567";
        let parted = |by: &str, of: usize| {
            let groups: Vec<_> = (0..40).step_by(of).map(|at| &digits[at..at + of]).collect();
            groups.join(by)
        };
        for written in [
            digits.to_owned(),
            parted(" ", 4),
            format!("{}  {}", parted(" ", 4).split_at(24).0, parted(" ", 4).split_at(25).1),
            parted("\u{a0}", 4),
            parted(":", 2),
            parted("-", 4),
            format!("0x{digits}"),
            format!("OPENPGP4FPR:{digits}"),
            format!("openpgp4fpr:0x{digits}"),
            format!("Key fingerprint = {}", parted(" ", 4)),
            format!("Fingerprint: {digits}"),
            format!("PGP: {digits}"),
            format!("PGP key fingerprint: {digits}"),
            format!("\u{202d}{digits}\u{202c}"),
            format!("\"{digits}\""),
            format!("https://keys.openpgp.org/vks/v1/by-fingerprint/{digits}"),
            format!("https://keys.example/pks/lookup?op=get&search=0x{digits}"),
            format!("{digits} (Alice)"),
            format!("{} (Ada Fee)", parted(" ", 4)),
            format!("{} Ada", parted(" ", 4)),
            format!("{digits} Əliyeva"),
            format!("Alice: {digits}"),
            format!("Schl.-Fingerabdruck = {}", parted(" ", 4)),
            format!("Empreinte de la clef = {}", parted(" ", 4)),
            format!("Anahtar parmak izi = {}", parted(" ", 4)),
            format!("Отпечаток ключа = {}", parted(" ", 4)),
            format!("指紋 = {}", parted(" ", 4)),
            format!("açarın barmaq izi: {digits}"),
            format!("pub rsa3072 {digits}"),
            format!("pub rsa3072/{digits}"),
            format!("pub   ed25519 2026-01-01 [SC] [verfällt: 2028-01-01]      {digits}"),
            format!(
                "pub   rsa3072 2026-01-01 [SC]      {digits}uid           [ultimate] Ada <a@b.az>"
            ),
            format!("pub   rsa3072 2026-01-01 {}sub   cv25519", parted(" ", 4)),
            format!("fpr:::::::::{digits}:"),
            format!("sec>  rsa3072 {digits}"),
            format!("{digits}, {digits}"),
            format!("GPG: {digits}."),
            format!("{digits} and others"),
            format!("{digits} (0x{})", &digits[24..]),
            format!("pub 2048R/{} 2014-01-01 Key fingerprint = {}", &digits[32..], parted(" ", 4)),
        ] {
            assert_eq!(fingerprint(&written).as_deref(), Some(digits), "{written}");
        }
        assert!(fingerprint(&"AB".repeat(32)).is_some(), "version 6");
        for slip in ["", "ABCD", "0x0123456789ABCDEF", "gggg", "Schl.-Fingerabdruck"]
            .map(str::to_owned)
            .into_iter()
            .chain([
                format!("{digits}{digits}"),
                format!("{digits} {}", "9".repeat(40)),
                format!("ABCD {}", parted(" ", 4)),
                format!("{digits}z"),
                format!("{digits} and 0"),
                format!("{digits} 0"),
                format!("0 {digits}"),
                format!("{digits}, 1"),
                format!("{digits} (1)"),
                format!("{digits}: 12ab"),
                format!("1. {digits}"),
                format!("{digits} or {}", &digits[1..]),
                format!("{digits} {}", parted(" ", 4).split_at(24).0),
                format!("{} 9999", parted(" ", 4)),
                digits[1..].to_owned(),
            ])
        {
            assert_eq!(fingerprint(&slip), None, "{slip}");
        }
    }
}

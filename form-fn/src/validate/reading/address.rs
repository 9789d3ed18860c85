//! Mail addresses, telephone numbers, fingerprints, numbers of others' files.

use super::{behind, plain};

/// An address of mail, out of what programs and people put round it.
pub fn email(text: &str) -> Option<String> {
    let text = plain(text);
    let text = text.as_str();
    let text = behind(text, &["e-mail:", "email:", "mail:", "e-poçt:"]).unwrap_or(text);
    let text = in_brackets(text)?;
    // What a link of mail says beside the address.
    let linked = behind(text.trim(), &["mailto:"]);
    let text = linked.map_or(text, |text| text.split('?').next().unwrap_or(text));
    let text =
        text.trim_matches([' ', '"', '\'', ',', ';', ':', '.', '(', ')', '[', ']', '<', '>']);
    let text = spelt_out(text);
    is_email(&text).then_some(text)
}

/// The address of `Name <address>`, as mail programs write it; the text if it is no such thing, none
/// if the name is another address.
fn in_brackets(text: &str) -> Option<&str> {
    let Some((name, rest)) = text.rsplit_once('<') else { return Some(text) };
    let Some((inside, after)) = rest.split_once('>') else { return Some(text) };
    if !after.trim_matches([' ', ',', ';', '.', '"']).is_empty() {
        return Some(text);
    }
    let name = name.trim_matches([' ', '"', '\'']);
    (name == inside || !name.contains('@')).then_some(inside)
}

/// `name (at) host [dot] az`, and blanks round the sign.
fn spelt_out(text: &str) -> String {
    let mut text = text.to_owned();
    for (word, sign) in [("at", "@"), ("dot", "."), ("nöqtə", ".")] {
        for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
            for word in [word.to_owned(), word.to_ascii_uppercase()] {
                text = around(&text, &format!("{open}{word}{close}"), sign);
            }
        }
    }
    around(&text, "@", "@")
}

/// Puts `sign` in place of `what` and the blanks round it.
fn around(text: &str, what: &str, sign: &str) -> String {
    let mut pieces = text.split(what).collect::<Vec<_>>();
    let last = pieces.len() - 1;
    for (n, piece) in pieces.iter_mut().enumerate().filter(|_| last > 0) {
        *piece = if n > 0 { piece.trim_start() } else { piece };
        *piece = if n < last { piece.trim_end() } else { piece };
    }
    pieces.join(sign)
}

/// Good enough to catch slips: whether an address exists, only a mail to it can tell.
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let forbidden =
        |c: char| c.is_whitespace() || super::is_invisible(c) || "\"(),:;<>@[\\]".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_is_sound = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.contains(forbidden);
    local_is_sound && domain.contains('.') && domain.split('.').all(label)
}

/// A telephone number: digits and the signs between them, a few words such as “ext. 12”.
pub fn telephone(text: &str) -> Option<String> {
    let text = plain(text);
    let text = text.trim_start_matches('\'');
    let text =
        behind(text, &["tel:", "tel.:", "tel.", "phone:", "telefon:", "mob:", "mob.:", "mob."])
            .unwrap_or(text);
    let words: Vec<_> = text.split_whitespace().collect();
    let text = words.join(" ");
    let count = |is_meant: fn(&char) -> bool| text.chars().filter(is_meant).count();
    let (digits, letters) = (count(char::is_ascii_digit), count(|c| c.is_alphabetic()));
    let allowed =
        |c: char| c.is_ascii_digit() || c.is_alphabetic() || " +()/.,;:=-#*&\"".contains(c);
    let is_number = text.chars().all(allowed)
        && digits >= 3
        // Words without a number are no number; a number may have a word or two.
        && (letters == 0 || (digits >= 5 && letters <= 2 * digits));
    is_number.then_some(text)
}

/// A fingerprint of OpenPGP as programs print, link and encode it.
pub fn fingerprint(text: &str) -> Option<String> {
    let text = plain(text);
    let mut rest = text.as_str();
    // An address that leads to the key names it last.
    for sign in ["/", "search="] {
        rest = rest.rsplit_once(sign).map_or(rest, |(_, last)| last);
    }
    const NAMES: [&str; 11] = [
        "openpgp4fpr",
        "key fingerprint",
        "fingerprint",
        "barmaq izi",
        "primary key",
        "openpgp",
        "fpr",
        "pgp",
        "gpg",
        "key",
        "0x",
    ];
    while let Some(after) = behind(rest, &NAMES) {
        rest = after;
    }
    let digits: String = rest.chars().filter(|c| !" :-.'\"".contains(*c)).collect();
    let is_whole = matches!(digits.len(), 40 | 64) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_whole.then_some(digits)
}

/// The number that somebody else keeps it under: anything on one line that names something.
pub fn reference(text: &str) -> Option<String> {
    let shown: String = text.chars().filter(|c| !super::is_invisible(*c)).collect();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    shown.contains(char::is_alphanumeric).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mail_are_read() {
        for (written, expect) in [
            ("a@b.az", "a@b.az"),
            ("a.b+c@x-y.example", "a.b+c@x-y.example"),
            ("aygün@nümunə.az", "aygün@nümunə.az"),
            ("aygu\u{308}n@b.az", "aygün@b.az"),
            ("mailto:a@b.az", "a@b.az"),
            ("MAILTO:a@b.az?subject=x", "a@b.az"),
            ("Aygün Əliyeva <a@b.az>", "a@b.az"),
            ("\"Əliyeva, Aygün\" <a@b.az>;", "a@b.az"),
            ("Aygün <mailto:a@b.az>", "a@b.az"),
            ("<a@b.az>", "a@b.az"),
            ("a@b.az <a@b.az>", "a@b.az"),
            ("(a@b.az)", "a@b.az"),
            ("«a@b.az»", "a@b.az"),
            ("a@b.az.", "a@b.az"),
            ("a@b.az,", "a@b.az"),
            ("E-mail: a@b.az", "a@b.az"),
            ("e-poçt: a@b.az", "a@b.az"),
            ("\u{200b}a@b\u{2060}.az\u{a0}", "a@b.az"),
            ("\u{202d}a@b.az\u{202c}", "a@b.az"),
            ("a @ b.az", "a@b.az"),
            ("a＠b．az", "a@b.az"),
            ("a (at) b.az", "a@b.az"),
            ("a[at]b[dot]az", "a@b.az"),
            ("a\u{2011}x@b\u{2011}c.az", "a-x@b-c.az"),
        ] {
            assert_eq!(email(written).as_deref(), Some(expect), "{written}");
        }
        for slip in [
            "",
            "a",
            "a@b",
            "@b.az",
            "a@",
            "a@b..az",
            "a b@c.az",
            "a@b.az, c@d.az",
            "a@b.az c@d.az",
            "A <a@b.az>, B <c@d.az>",
            "a\u{202e}@b.az",
            "a@-b.az",
            "a..b@c.az",
            "a@b,az",
            "a at b.az",
            "<a@b.az> Bcc: c@d.az",
        ] {
            assert_eq!(email(slip), None, "{slip}");
        }
    }

    #[test]
    fn telephone_numbers_are_read() {
        for (written, expect) in [
            ("+994 (12) 345", "+994 (12) 345"),
            ("\u{202d}+994 50 123 45 67\u{202c}", "+994 50 123 45 67"),
            ("+994\u{a0}50\u{a0}123\u{2011}45\u{2011}67", "+994 50 123-45-67"),
            ("\u{200b}+994501234567\u{200b}", "+994501234567"),
            ("+994\t50  123 45 67", "+994 50 123 45 67"),
            ("tel:+994-50-123-45-67", "+994-50-123-45-67"),
            ("tel:+994501234567;ext=12", "+994501234567;ext=12"),
            ("Tel.: 012 345 67 89", "012 345 67 89"),
            ("012 345 67 89 ext. 12", "012 345 67 89 ext. 12"),
            ("012 345 67 89, daxili 12", "012 345 67 89, daxili 12"),
            ("012 345 67 89 доб. 12", "012 345 67 89 доб. 12"),
            ("0123456789x12", "0123456789x12"),
            ("0123456789#12", "0123456789#12"),
            ("+994 50 123 45 67 (WhatsApp)", "+994 50 123 45 67 (WhatsApp)"),
            ("'+994501234567", "+994501234567"),
            ("＋９９４ ５０", "+994 50"),
            ("٠١٢ ٣٤٥", "012 345"),
            ("012 345 67 89 / 050 123 45 67", "012 345 67 89 / 050 123 45 67"),
            ("112", "112"),
        ] {
            assert_eq!(telephone(written).as_deref(), Some(expect), "{written}");
        }
        for slip in
            ["", "+-----", "call me", "none 12", "a@b.az", "12", "\u{202e}123456", "<12345>"]
        {
            assert_eq!(telephone(slip), None, "{slip}");
        }
    }

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
        ] {
            assert_eq!(fingerprint(&written).as_deref(), Some(digits), "{written}");
        }
        assert!(fingerprint(&"AB".repeat(32)).is_some(), "version 6");
        for slip in
            ["", "ABCD", "0x0123456789ABCDEF", &"g".repeat(40), &format!("{digits} {digits}")]
        {
            assert_eq!(fingerprint(slip), None, "{slip}");
        }
    }

    #[test]
    fn others_numbers_are_read() {
        for (written, expect) in [
            ("№ 3/12-Ə", "№ 3/12-Ə"),
            ("[RT #77]", "[RT #77]"),
            ("RT #12/a", "RT #12/a"),
            ("INC0012345 (Jira)", "INC0012345 (Jira)"),
            ("sənəd № 14, 12.03.2026", "sənəd № 14, 12.03.2026"),
            ("\u{202d}№\u{a0}5\u{202c}", "№ 5"),
            ("№\t5", "№ 5"),
            ("7", "7"),
        ] {
            assert_eq!(reference(written).as_deref(), Some(expect), "{written}");
        }
        for slip in ["", "#", "---", "№", "\u{200b}"] {
            assert_eq!(reference(slip), None, "{slip}");
        }
    }
}

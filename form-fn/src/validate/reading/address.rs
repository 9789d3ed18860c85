//! Mail addresses, telephone numbers, numbers of others' files.

use super::{behind, plain};

/// What people write before an address.
const LABELS: [&str; 14] = [
    "e-mail address:",
    "email address:",
    "mail address:",
    "e-mail:",
    "email:",
    "mail:",
    "e-poçt ünvanı:",
    "e-poçt:",
    "elektron poçt:",
    "e-posta:",
    "eposta:",
    "почта:",
    "эл. почта:",
    "to:",
];

/// An address of mail, out of what programs and people put round it.
pub fn email(text: &str) -> Option<String> {
    let text = spelt_out(&plain(text));
    let text = behind(&text, &LABELS).unwrap_or(&text);
    let text = without_remarks(in_brackets(text)?);
    // What a link of mail says beside the address.
    let linked = behind(text.trim(), &["mailto:"]);
    let text = linked.map_or(text, |text| text.split('?').next().unwrap_or(text));
    let text = text.trim_end_matches([' ', ',', ';', '.']).trim_start_matches([' ', ',', ';']);
    let text = in_quotes(text);
    is_email(text).then(|| text.to_owned())
}

/// The text without pairs of quotation marks or brackets round all of it. One of them alone may be
/// part of an address, or of more than that: who knows which?
fn in_quotes(text: &str) -> &str {
    let pairs = [('"', '"'), ('\'', '\''), ('(', ')'), ('[', ']'), ('<', '>')];
    let inside = |(open, close): (char, char)| text.strip_prefix(open)?.strip_suffix(close);
    pairs.into_iter().find_map(inside).map_or(text, |text| in_quotes(text.trim()))
}

/// The address of `Name <address>` or `[address](mailto:address)`, as mail programs and Markdown
/// write it; the text if it is no such thing, none if the name is another address.
fn in_brackets(text: &str) -> Option<&str> {
    let marked = text.strip_prefix('[').and_then(|text| text.strip_suffix(')')?.split_once("]("));
    let named = |(open, close): (char, char)| {
        let (name, rest) = text.rsplit_once(open)?;
        let (inside, after) = rest.split_once(close)?;
        let after = after.trim_matches([' ', ',', ';', '.', '"', '>']);
        let remark = after.strip_prefix('(').and_then(|after| after.strip_suffix(')'));
        let is_end = after.is_empty() || remark.is_some_and(|remark| !remark.contains('@'));
        (is_end && (open == '<' || inside.contains('@'))).then_some((name, inside))
    };
    let found = marked.or_else(|| [('<', '>'), ('[', ']'), ('(', ')')].into_iter().find_map(named));
    let Some((name, inside)) = found else { return Some(text) };
    let name = name.trim_matches([' ', '"', '\'', '<']);
    let is_one = name == behind(inside, &["mailto:"]).unwrap_or(inside);
    (is_one || !name.contains('@')).then_some(inside)
}

/// The text before or behind a remark in brackets, such as `(work)`, if that holds no address.
fn without_remarks(text: &str) -> &str {
    let mut text = text.trim();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let is_remark = |inside: &str| !inside.contains(['@', open, close]);
        let ends = text.strip_suffix(close).and_then(|text| text.rsplit_once(open));
        if let Some((before, _)) =
            ends.filter(|(before, inside)| is_remark(inside) && before.contains('@'))
        {
            text = before.trim();
        }
        let begins = text.strip_prefix(open).and_then(|text| text.split_once(close));
        // What hangs together is an address that somebody wrote, whatever it is.
        let is_apart = |after: &str| after.starts_with(' ');
        if let Some((_, after)) =
            begins.filter(|(inside, after)| is_remark(inside) && is_apart(after))
        {
            text = after.trim();
        }
    }
    text
}

/// Signs as people spell them out to hide an address from machines, in brackets of any kind.
const SPELT: [(&str, &str); 7] = [
    ("at", "@"),
    ("ət", "@"),
    ("@", "@"),
    ("dot", "."),
    ("nöqtə", "."),
    ("punkt", "."),
    (".", "."),
];

/// `name (at) host [dot] az`, and blanks round the sign.
fn spelt_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['(', '[', '{', '<', '@']) {
        let (before, from) = rest.split_at(at);
        let sign = match from.strip_prefix('@') {
            Some(after) => Some(("@", after)),
            None => spelt_sign(from),
        };
        match sign {
            Some((sign, after)) => {
                out.push_str(before.trim_end());
                out.push_str(sign);
                rest = after.trim_start();
            }
            None => {
                out.push_str(&rest[..=at]);
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The sign that a text in brackets at the beginning stands for, and what follows.
fn spelt_sign(text: &str) -> Option<(&'static str, &str)> {
    // No such word is longer.
    let end = text.char_indices().skip(1).take(12).find(|(_, c)| ")]}>".contains(*c))?.0;
    let word = text[1..end].trim();
    let (_, sign) = SPELT.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))?;
    Some((*sign, &text[end + 1..]))
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
        && !local.starts_with(['.', '\''])
        && !local.ends_with('.')
        && !local.contains("..")
        // In a header, programs would read another mailbox out of an encoded word (RFC 2047).
        && !local.contains("=?")
        && !local.contains("?=")
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
            ("a[at]b[.]az", "a@b.az"),
            ("a (at) b (dot) az", "a@b.az"),
            ("a (AT) b (Dot) az", "a@b.az"),
            ("a{at}b{dot}c{dot}az", "a@b.c.az"),
            ("a <at> b.az", "a@b.az"),
            ("a[@]b.az", "a@b.az"),
            ("a ( at ) b.az", "a@b.az"),
            ("a(ət)b(nöqtə)az", "a@b.az"),
            ("a@b.az (work)", "a@b.az"),
            ("a@b.az (iş, gündüz)", "a@b.az"),
            ("(iş) a@b.az", "a@b.az"),
            ("a@b.az [at home]", "a@b.az"),
            ("Aygün <a@b.az> (iş)", "a@b.az"),
            ("mailto:a@b.az (work)", "a@b.az"),
            ("a@b.az <mailto:a@b.az>", "a@b.az"),
            ("[a@b.az](mailto:a@b.az)", "a@b.az"),
            ("<<a@b.az>>", "a@b.az"),
            ("Aygün [a@b.az]", "a@b.az"),
            ("Aygün Əliyeva [mailto:a@b.az]", "a@b.az"),
            ("Aygün (a@b.az)", "a@b.az"),
            ("Email address: a@b.az", "a@b.az"),
            ("a\u{fe6b}b\u{3002}az", "a@b.az"),
            ("a\u{2011}x@b\u{2011}c.az", "a-x@b-c.az"),
            ("a=b?c@b.az", "a=b?c@b.az"),
            ("=?utf-8?q?Ayg=C3=BCn?= <a@b.az>", "a@b.az"),
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
            "a@b.az (c@d.az)",
            "(a@b.az) c@d.az",
            "[a@b.az](mailto:c@d.az)",
            "a@b.az <mailto:c@d.az>",
            "a(at)b(at)c.az",
            "a (work)",
            "skype: a@b.az",
            // Another mailbox would be theirs who wrote something else.
            ".a@b.az",
            "a.@b.az",
            "..a@b.az",
            "<.a@b.az>",
            "Aygün <.a@b.az>",
            "mailto:.a@b.az",
            "'a@b.az",
            "a'@b.az'",
            "\"a b\"@c.az",
            "\"a@b.az",
            ":a@b.az",
            "a@.b.az",
            "a@b.az/x",
            "a@b.az?",
            "a@b.az@c.az",
            "a@b.az\\",
            "a\\@b.az",
            "(a)b@c.az",
            "[a]b@c.az",
            "{a}@b.az}",
            "x (y) z@b.az",
            "=?utf-8?q?a?=@b.az",
            "=?UTF-8?B?YQ==?=@b.az",
            "=?utf-8*en?q?a?=.x@b.az",
            "x=?us-ascii?q?a?=@b.az",
            "=?q@b.az",
            "a?=@b.az",
            "<=?utf-8?q?a?=@b.az>",
            "mailto:=?utf-8?q?a?=@b.az",
            "＝？utf-8？q？a？＝@b.az",
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

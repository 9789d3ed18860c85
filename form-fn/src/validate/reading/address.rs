//! Mail addresses, telephone numbers, numbers of others' files.

use super::{behind, plain, shown, sign};
use certsite_text::{DomainName, Mailbox, is_invisible};
use std::net::Ipv4Addr;

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

/// An address of mail, out of what programs and people put round it; `None` if it is none, or
/// several.
pub fn email(text: &str) -> Option<String> {
    let text: String = shown(text).map(frame).collect();
    let text = spelt_out(text.trim());
    let text = behind(&text, &LABELS).unwrap_or(&text);
    let text = without_remarks(in_brackets(text)?);
    // What a link of mail says beside the address.
    let linked = behind(text.trim(), &["mailto:"]);
    let text = linked.map_or(text, |text| text.split('?').next().unwrap_or(text));
    let text = text.trim_end_matches([' ', ',', ';', '.']).trim_start_matches([' ', ',', ';']);
    let (local, host) = in_quotes(text).rsplit_once('@')?;
    // A link writes other letters for some, and who typed one by hand may mean those as they are.
    let is_as_typed = linked.is_none() || !local.contains('%');
    let text = format!("{local}@{}", host.chars().map(letter_of_host).collect::<String>());
    (is_as_typed && is_email(&text)).then_some(text)
}

/// Signs round an address and blanks as ASCII has them; none of them may stand in its own letters,
/// which stay as they were typed: another letter is another mailbox.
fn frame(c: char) -> char {
    match sign(c) {
        plain @ (' ' | '"' | '(' | ')' | '<' | '>' | '[' | ']' | ',' | ';' | ':' | '@') => plain,
        _ => c,
    }
}

/// Names of hosts are the same in any width, and know one hyphen (UTS #46).
fn letter_of_host(c: char) -> char {
    match sign(c) {
        plain if plain.is_ascii_digit() && !matches!(c, '\u{ff10}'..='\u{ff19}') => c,
        plain => plain,
    }
}

/// The text without pairs of quotation marks or brackets round all of it. One of them alone may be
/// part of an address, or of more than that: who knows which?
fn in_quotes(text: &str) -> &str {
    let pairs = [
        ('"', '"'),
        ('\'', '\''),
        ('‘', '’'),
        ('’', '’'),
        ('`', '`'),
        ('´', '´'),
        ('`', '´'),
        ('(', ')'),
        ('[', ']'),
        ('<', '>'),
    ];
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
    let Some(mailbox) = Mailbox::split(value) else { return false };
    let local = mailbox.local;
    // What only looks like a letter of an address is none, whichever was meant.
    let is_typography = |c: char| sign(c) != c && c != '`';
    let forbidden = |c: char| {
        is_typography(c) || c.is_whitespace() || is_invisible(c) || "\"(),:;<>@[\\]".contains(c)
    };
    let local_is_sound = local.len() <= 64
        && !local.starts_with(['.', '\''])
        && !local.ends_with('.')
        && !local.contains("..")
        // In a header, programs would read another mailbox out of an encoded word (RFC 2047).
        && !local.contains("=?")
        && !local.contains("?=")
        && !local.contains(forbidden);
    // Who gives the number of a server is taken at their word. No mail goes there without brackets.
    let is_number = mailbox.domain.parse::<Ipv4Addr>().is_ok();
    let is_name = || mailbox.host().as_ref().is_some_and(DomainName::is_qualified);
    local_is_sound && (is_number || is_name())
}

/// A telephone number: digits and the signs between them, a few words such as “ext. 12”; `None` for
/// anything else.
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

/// The number that somebody else keeps it under: anything that names something, on one line. `None`
/// if nothing in it is a letter or a digit.
pub fn reference(text: &str) -> Option<String> {
    let shown: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    shown.contains(char::is_alphanumeric).then_some(shown)
}

#[cfg(test)]
mod tests;

//! Addresses that stand in running text, as GitHub finds them: `https://…`, `www.…`, mailboxes.
//! They end before punctuation, and before quotation marks of any language.

mod brackets;
mod emphasis;

pub use emphasis::emphatic;

use brackets::{Before, Brackets};
use memchr::memchr3;
use std::net::Ipv6Addr;
use std::ops::Range;

/// A piece of text: its bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words between addresses, by their bytes in the text.
    Text(Range<usize>),
    /// An address, with what must stand before it to make it a link.
    Link(&'static str, Range<usize>),
}

/// The words and addresses of a text, in order. `is_plain` tells whether some bytes are written as
/// they are read: who puts a backslash or an entity into an address wants no link.
pub fn pieces<P: Fn(Range<usize>) -> bool>(text: &str, is_plain: P) -> Pieces<'_, P> {
    Pieces { text, is_plain, done: 0, brackets: Brackets::default(), link: None }
}

/// Cuts a text into [`Piece`]s.
pub struct Pieces<'a, P> {
    text: &'a str,
    is_plain: P,
    /// Up to which byte of the text pieces were handed out.
    done: usize,
    /// Which brackets are open behind that.
    brackets: Brackets,
    /// The next address: its begin, its end, and what makes a link of it.
    link: Option<Link>,
}

type Link = (usize, usize, &'static str);

/// What may be an address, by its bytes in the text, before its end is looked for.
struct Found {
    start: usize,
    /// The byte behind its host, where a path may begin.
    host: usize,
    /// What must stand before it to make it a link.
    before: &'static str,
    /// Whether a port, a path or a query may stand behind its host.
    is_web: bool,
}

impl<P: Fn(Range<usize>) -> bool> Iterator for Pieces<'_, P> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let end = self.text.len();
        let (start, end, before) =
            self.link.take().or_else(|| self.find()).unwrap_or((end, end, ""));
        if start > self.done {
            self.link = Some((start, end, before));
            return Some(Piece::Text(std::mem::replace(&mut self.done, start)..start));
        }
        self.done = end;
        (start < end).then_some(Piece::Link(before, start..end))
    }
}

impl<P: Fn(Range<usize>) -> bool> Pieces<'_, P> {
    /// The next address behind what is done; `None` if there is no other.
    fn find(&mut self) -> Option<Link> {
        let (text, bytes, from) = (self.text, self.text.as_bytes(), self.done);
        let mut at = from;
        loop {
            let place = at + memchr3(b':', b'@', b'.', &bytes[at..])?;
            let found = match bytes[place] {
                b':' => web(text, from, place),
                b'@' => mailbox(text, from, place),
                _ => www(text, from, place),
            };
            if let Some(link) = found.and_then(|found| self.link(&found)) {
                return Some(link);
            }
            at = place + 1;
        }
    }

    /// What may be an address as a link, without the punctuation behind it.
    fn link(&mut self, found: &Found) -> Option<Link> {
        let Found { start, host, before, is_web } = *found;
        let rest = &self.text[host..];
        let end = if is_web && rest.starts_with(['/', '?', '#', ':', '@']) {
            // The sign behind the host must be plain as well, or be no part of the address. Only
            // what becomes a link is looked at as a whole, since it is passed then.
            let near = match (self.is_plain)(host..host + 1) {
                true => rest,
                false => &rest[..rest.floor_char_boundary(LONGEST_TAIL)],
            };
            let before = self.brackets.before(self.text, self.done, start);
            let closes = |at: usize| (self.is_plain)(host + at..host + at + 1);
            host + path_length(before, near, closes)
        } else {
            let name = &self.text[start..host];
            start + without_suffix(name).filter(|_| is_web).map_or(name.len(), str::len)
        };
        let end = trimmed(self.text, start, end, &self.is_plain);
        let sign = if end > host { host + 1 } else { end };
        (self.is_plain)(start..sign).then_some((start, end, before))
    }
}

/// `https://…` around the colon at `colon`.
fn web(text: &str, from: usize, colon: usize) -> Option<Found> {
    let after = text[colon..].strip_prefix("://")?;
    let before = &text.as_bytes()[from..colon];
    let scheme = before.iter().rev().take(6).take_while(|b| b.is_ascii_alphabetic()).count();
    let start = colon - scheme;
    let is_web = ["http", "https"].iter().any(|s| s.eq_ignore_ascii_case(&text[start..colon]));
    // Everything else looks at what comes after, and may be long.
    if !is_web {
        return None;
    }
    let host = host_length(after).filter(|host| !is_defanged(&after[*host..]))?;
    Some(Found { start, host: colon + 3 + host, before: "", is_web: true })
}

/// `www.…` around the dot at `dot`.
fn www(text: &str, from: usize, dot: usize) -> Option<Found> {
    let start = dot.checked_sub(3).filter(|start| *start >= from)?;
    if !text.as_bytes()[start..dot].eq_ignore_ascii_case(b"www") {
        return None;
    }
    let before = text[..start].chars().next_back().filter(|_| start > from);
    let is_apart = |c: char| c.is_whitespace() || is_quote(c) || "*_~([{<>|=:,;–—…".contains(c);
    if before.is_some_and(|c| !is_apart(c)) {
        return None;
    }
    let host = host_length(&text[start..]).filter(|length| *length > 4)?;
    if is_defanged(&text[start + host..]) {
        return None;
    }
    Some(Found { start, host: start + host, before: "http://", is_web: true })
}

/// `a@b.example` around the sign at `sign`.
fn mailbox(text: &str, from: usize, sign: usize) -> Option<Found> {
    let is_local = |b: &&u8| b.is_ascii_alphanumeric() || b".+-_".contains(b);
    let mut start = sign - text.as_bytes()[from..sign].iter().rev().take_while(is_local).count();
    let before = text[from..start].chars().next_back();
    // Part of a name with other letters would be somebody else's mailbox.
    if start == sign
        || before.is_some_and(|c| c == '@' || !c.is_ascii() && !c.is_whitespace() && !is_quote(c))
    {
        return None;
    }
    let is_host = |b: &u8| b.is_ascii_alphanumeric() || b".-_".contains(b);
    let rest = &text.as_bytes()[sign + 1..];
    let host = rest.iter().take_while(|b| is_host(b)).count();
    let name = text[sign + 1..sign + 1 + host].trim_end_matches('.');
    let (name, followed) = match without_suffix(name) {
        Some(name) => (name, None),
        None => (name, text[sign + 1 + host..].chars().next()),
    };
    if is_defanged(&text[sign + 1 + host..]) || is_defanged_before(&text[from..start]) {
        return None;
    }
    let is_name = name.contains('.') && !name.starts_with('.') && !name.contains("..");
    let ends_well = name.ends_with(|c: char| c.is_ascii_alphanumeric());
    if !is_name || !ends_well || followed.is_some_and(|c| c == '@' || c.is_alphanumeric()) {
        return None;
    }
    let is_stated = text[from..start].ends_with("mailto:");
    start -= if is_stated { "mailto:".len() } else { 0 };
    let before = if is_stated { "" } else { "mailto:" };
    Some(Found { start, host: sign + 1 + name.len(), before, is_web: false })
}

/// At most this many bytes of punctuation behind a host are looked at, to see whether somebody
/// escaped one.
const LONGEST_TAIL: usize = 64;

/// No host has more bytes, of which DNS allows 253: letters beyond ASCII are shorter there.
const LONGEST_HOST: usize = 1_000;

/// How long the host is that a text begins with; none if it cannot be one.
fn host_length(text: &str) -> Option<usize> {
    if let Some(number) = text.strip_prefix('[') {
        let end = number.find(|c: char| !(c.is_ascii_hexdigit() || c == ':' || c == '.'))?;
        let is_number = number[end..].starts_with(']') && number[..end].parse::<Ipv6Addr>().is_ok();
        return is_number.then_some(end + 2);
    }
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let near = &text[..text.floor_char_boundary(LONGEST_HOST + 1)];
    let length = near.find(|c| !is_host(c)).unwrap_or(near.len());
    if length > LONGEST_HOST {
        return None;
    }
    let mut labels = text[..length].trim_end_matches('.').rsplit('.').take(2);
    (text.starts_with(char::is_alphanumeric) && labels.all(|label| !label.contains('_')))
        .then_some(length)
}

/// Whether a name goes on with a dot in brackets, lest anybody follow it: `evil[.]example`.
fn is_defanged(rest: &str) -> bool {
    let Some(inside) = rest.strip_prefix(['[', '(', '{']) else { return false };
    let is_dot = inside.get(..3).is_some_and(|dot| dot.eq_ignore_ascii_case("dot"));
    is_dot || inside.starts_with(['.', ':'])
}

/// Whether such a dot stands before a name: `a[.]b@example`.
fn is_defanged_before(text: &str) -> bool {
    let Some(inside) = text.strip_suffix([']', ')', '}']) else { return false };
    let dot = inside.len().checked_sub(3).and_then(|at| inside.get(at..));
    let is_dot = dot.is_some_and(|dot| dot.eq_ignore_ascii_case("dot"));
    is_dot || inside.ends_with(['.', ':'])
}

/// The host without the suffix that grammar puts behind it: `cert.az-dan`. No name of a top-level
/// domain has a hyphen, but for those that are encoded (`xn--…`).
fn without_suffix(host: &str) -> Option<&str> {
    let (names, last) = host.rsplit_once('.')?;
    let (domain, _) = last.split_once('-').filter(|_| !last.starts_with("xn--"))?;
    (!domain.is_empty()).then(|| &host[..names.len() + 1 + domain.len()])
}

/// Quotation marks, and those of code, which stand around addresses and never in them.
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '´'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
    )
}

/// How long the rest of an address is that a text begins with: up to a blank, a sign that none may
/// hold, or what closes a bracket or a quotation mark that is open before the address, whatever
/// grammar puts behind that: `(https://a.example/x)da`. What is escaped closes nothing, as
/// `is_plain` tells of a byte.
fn path_length(before: Before, text: &str, is_plain: impl Fn(usize) -> bool) -> usize {
    let Before { in_round, in_square, in_curly, is_quoted } = before;
    let (mut round, mut square) = (0, 0);
    let ends = |(at, c): &(usize, char)| match c {
        '\'' => (is_quoted || is_suffix(&text[at + 1..])) && is_plain(*at),
        '}' => in_curly && is_plain(*at),
        '(' | ')' if in_round && is_plain(*at) => {
            round += if *c == '(' { 1 } else { -1 };
            round < 0
        }
        '[' | ']' if in_square && is_plain(*at) => {
            square += if *c == '[' { 1 } else { -1 };
            square < 0
        }
        c => c.is_whitespace() || *c == '<' || is_quote(*c),
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

/// Whether a word ends here with no more than a few small letters, as Azerbaijani grammar puts them
/// behind an apostrophe: `https://a.example/x'dan`. Short forms of English words are none.
fn is_suffix(rest: &str) -> bool {
    const LONGEST: usize = 4;
    const SHORT_FORMS: [&str; 7] = ["s", "t", "d", "m", "re", "ll", "ve"];
    let end = rest.char_indices().take(LONGEST + 1).find(|(_, c)| !c.is_lowercase());
    let (letters, rest) = match end {
        Some((end, _)) => rest.split_at(end),
        None if rest.chars().nth(LONGEST).is_none() => (rest, ""),
        None => return false,
    };
    let goes_on = rest.starts_with(|c: char| c.is_alphanumeric() || "-_/%'=&".contains(c));
    !letters.is_empty() && !SHORT_FORMS.contains(&letters) && !goes_on
}

/// Where an address ends that stands in a sentence or in brackets.
fn trimmed(
    text: &str,
    start: usize,
    mut end: usize,
    is_plain: impl Fn(Range<usize>) -> bool,
) -> usize {
    let count = |c: u8| text.as_bytes()[start..end].iter().filter(|b| **b == c).count();
    let mut round = count(b')').saturating_sub(count(b'('));
    let mut square = count(b']').saturating_sub(count(b'['));
    while let Some(last) = text[start..end].chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '…' | '–' | '—' | '。'
            | '、' | '،' => {}
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            ';' => {
                // `&amp;` is no part of it either.
                let name =
                    text[start..end - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                let is_entity = name.ends_with('&') && start + name.len() < end - 1;
                end = if is_entity { start + name.len() - 1 } else { end - 1 };
                continue;
            }
            // An entity, or what somebody escaped for it not to belong to what stands before it.
            _ if !is_plain(end - last.len_utf8()..end) => {}
            _ => break,
        }
        end -= last.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests;

//! The selectors of a rule → the elements that it draws, and the attributes that it asks for
//! (Selectors 4).

use crate::attribute::Attribute;

/// Rules and lists of selectors in each other are read so far; what is beyond is taken for anything.
const DEEPEST: usize = 8;

/// What a rule asks of the elements that it draws: each of these.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(Vec<Asks>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Asks {
    Name(Vec<u8>),
    /// An attribute, which has this value or among others this word.
    Has(Vec<u8>, Option<Vec<u8>>),
}

impl Subject {
    /// Whether an element is meant, by its name in small letters and its attributes.
    pub fn is(&self, name: &[u8], attributes: &[Attribute]) -> bool {
        self.0.iter().all(|asks| match asks {
            Asks::Name(asked) => asked == name,
            Asks::Has(asked, with) => attributes.iter().any(|attribute| {
                let value = &*attribute.value;
                let mut words = value.split(u8::is_ascii_whitespace);
                let is_meant = |with: &Vec<u8>| value == *with || words.any(|word| word == with);
                *attribute.name == **asked && with.as_ref().is_none_or(is_meant)
            }),
        })
    }
}

/// The elements that rules in each other draw, the outermost rule first.
pub fn subjects(around: &[&str]) -> Vec<Subject> {
    let heads = around.iter().rev().filter(|head| !head.starts_with('@'));
    let mut heads = heads.take(DEEPEST).peekable();
    let mut all = Vec::new();
    while let Some(head) = heads.next() {
        all.extend(split(head, ',').into_iter().flat_map(|one| drawn(one, 0)));
        let is_around = head.contains('&') && heads.peek().is_some();
        if !is_around || all.iter().all(|subject: &Subject| !subject.0.is_empty()) {
            break;
        }
        // `&:hover` draws what the rule around it draws.
        all.retain(|subject| !subject.0.is_empty());
    }
    all
}

/// The elements that a selector draws: what counts is its last part.
fn drawn(selector: &str, depth: usize) -> Vec<Subject> {
    let last = split(selector, ' ').pop().unwrap_or_default();
    let parts = parts(last);
    let listed = parts.iter().find_map(|part| {
        let (name, inside) = part.split_once('(')?;
        let is_list = matches!(&*name.to_ascii_lowercase(), ":is" | ":where" | ":-webkit-any");
        is_list.then(|| inside.strip_suffix(')').unwrap_or(inside))
    });
    match listed {
        Some(list) if depth < DEEPEST => {
            split(list, ',').into_iter().flat_map(|one| drawn(one, depth + 1)).collect()
        }
        _ => vec![Subject(parts.into_iter().filter_map(asks).collect())],
    }
}

/// What one part of a selector asks for; none of what is taken for given.
fn asks(part: &str) -> Option<Asks> {
    let word = |name: &str| unescaped(name).into_bytes();
    let has = |name: &str, value: &str| Some(Asks::Has(name.into(), Some(word(value))));
    match part.as_bytes() {
        [b'.', ..] => has("class", &part[1..]),
        [b'#', ..] => has("id", &part[1..]),
        [b'[', ..] => attribute(part).map(|(name, with)| Asks::Has(name, with)),
        [b':' | b'&' | b'*', ..] => None,
        _ => Some(Asks::Name(word(part.rsplit('|').next()?).to_ascii_lowercase())),
    }
}

/// Adds the attributes that selectors ask for, wherever they stand in them.
pub fn asked(selectors: &str, into: &mut Vec<(Vec<u8>, Option<Vec<u8>>)>) {
    let starts = selectors.match_indices('[').map(|(at, _)| &selectors[at..]);
    into.extend(starts.filter_map(attribute));
}

/// `[name=value]`: the name, and the value if it is the whole one.
fn attribute(part: &str) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
    let inside = &part[1..part.find(']').unwrap_or(part.len())];
    let (name, value) = inside.split_once('=').unwrap_or((inside, ""));
    // `~=`, `^=` and their like ask for a part of the value.
    let is_whole = inside.contains('=') && !name.ends_with(['~', '|', '^', '$', '*']);
    let name = name.trim_end_matches(['~', '|', '^', '$', '*']).trim();
    let name = unescaped(name.rsplit('|').next()?).to_ascii_lowercase();
    let value = value.trim();
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next()?,
        _ => value.split_whitespace().next().unwrap_or_default(),
    };
    (!name.is_empty()).then(|| (name.into_bytes(), is_whole.then(|| unescaped(value).into_bytes())))
}

/// The parts of a list, or of a selector between its combinators; what stands in brackets is one.
fn split(text: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let is_between = |c: char| match sign {
        ' ' => c.is_ascii_whitespace() || matches!(c, '>' | '+' | '~'),
        _ => c == sign,
    };
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            // A blank ends an escape.
            ' ' if sign == ' ' && ends_in_escape(&text[start..at]) => {}
            c if depth == 0 && is_between(c) => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Whether a name ends with the number of a character.
fn ends_in_escape(name: &str) -> bool {
    name.rfind('\\').is_some_and(|at| {
        let digits = &name[at + 1..];
        (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// The parts of a compound selector, such as `p.a#b[c]:d(e)`, in their order (Selectors 4 §4.1).
fn parts(compound: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let mut is_escaped = false;
    for (at, c) in compound.char_indices() {
        match c {
            _ if is_escaped => {}
            '.' | '#' | '[' | ':' | '&' if depth == 0 => {
                parts.push(&compound[start..at]);
                start = at;
                depth += usize::from(c == '[');
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(&compound[start..]);
    // The second colon of `::before` leaves an empty one.
    parts.retain(|part| !matches!(*part, "" | ":"));
    parts
}

/// A name as it is meant: its escapes are replaced (CSS Syntax 3 §4.3.7).
fn unescaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let number = u32::from_str_radix(&after[..digits], 16).ok().and_then(char::from_u32);
        match number {
            Some(c) => {
                out.push(c);
                rest = after[digits..].strip_prefix(' ').unwrap_or(&after[digits..]);
            }
            None => {
                let mut chars = after.chars();
                out.extend(chars.next());
                rest = chars.as_str();
            }
        }
    }
    out + rest
}

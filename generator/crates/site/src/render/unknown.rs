//! Filters, tests and functions in templates that Tera does not have, where there are very many: for
//! its report of each, Tera goes through the whole template once more.

use super::source::{Piece, code_of, pieces, word};
use std::collections::HashMap;
use std::ops::Range;
use tera::Tera;

/// So many of one template are left to Tera.
const MAX_TOLD_BY_TERA: usize = 50;

/// Words before a bracket that call nothing.
const KEYWORDS: [&str; 11] =
    ["and", "elif", "else", "for", "if", "in", "is", "not", "or", "set", "super"];

/// What a name is called in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Called {
    Filter,
    Test,
    Function,
}

impl Called {
    fn word(self) -> &'static str {
        match self {
            Called::Filter => "filter",
            Called::Test => "test",
            Called::Function => "function",
        }
    }

    /// A template that calls a name so.
    fn sample(self, name: &str) -> String {
        match self {
            Called::Filter => format!("{{{{ 1 | {name} }}}}"),
            Called::Test => format!("{{% if 1 is {name} %}}{{% endif %}}"),
            Called::Function => format!("{{{{ {name}() }}}}"),
        }
    }
}

/// The unknown names of a template with what Tera says of them, if there are more than a few.
pub fn many(source: &str) -> Vec<(Range<usize>, String)> {
    let mut tera = Tera::default();
    let mut known = HashMap::new();
    let mut found = Vec::new();
    for (called, at) in calls(source) {
        let name = &source[at.clone()];
        let is_known = known.entry((called, name)).or_insert_with(|| {
            let says = format!("Unknown {} `{name}`", called.word());
            let read = tera.add_raw_template("", &called.sample(name));
            !read.is_err_and(|error| error.to_string().contains(&says))
        });
        if !*is_known {
            found.push((at, format!("Unknown {} `{name}`", called.word())));
        }
    }
    if found.len() > MAX_TOLD_BY_TERA { found } else { Vec::new() }
}

/// All names that are called in a template.
fn calls(source: &str) -> Vec<(Called, Range<usize>)> {
    let mut found = Vec::new();
    for (kind, range) in pieces(source) {
        let is_code = matches!(kind, Piece::Statement | Piece::Expression);
        // What a component is called with stands behind its name.
        let is_call =
            is_code && (kind == Piece::Expression || word(&source[range.clone()]) != "component");
        if is_call {
            calls_in(&source[range.clone()], range.start, &mut found);
        }
    }
    found
}

fn calls_in(piece: &str, start: usize, found: &mut Vec<(Called, Range<usize>)>) {
    let code = code_of(piece);
    let offset = code.as_ptr() as usize - piece.as_ptr() as usize;
    let bytes = code.as_bytes();
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let (mut at, mut before, mut last) = (0, "", 0u8);
    while at < bytes.len() {
        let b = bytes[at];
        if matches!(b, b'"' | b'\'' | b'`') {
            let end = memchr::memchr(b, &bytes[at + 1..]);
            at = end.map_or(bytes.len(), |end| at + end + 2);
            (before, last) = ("", b'"');
            continue;
        }
        if !is_letter(b) {
            if !b.is_ascii_whitespace() {
                (before, last) = ("", b);
            }
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(|b| !is_letter(*b)).map_or(bytes.len(), |n| at + n);
        let name = &code[at..end];
        let called = match (before, last) {
            (_, b'|') => Some(Called::Filter),
            ("filter", _) if code.trim_start().starts_with("filter") => Some(Called::Filter),
            ("is" | "is not", _) if name != "not" => Some(Called::Test),
            (_, b'.' | b'<') => None,
            _ if code[end..].trim_start().starts_with('(') && !KEYWORDS.contains(&name) => {
                Some(Called::Function)
            }
            _ => None,
        };
        let place = start + offset + at;
        found.extend(called.map(|called| (called, place..place + name.len())));
        before = if before == "is" && name == "not" { "is not" } else { name };
        (last, at) = (b'a', end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_told_apart_from_all_else() {
        for (source, expect) in [
            ("{{ a | b | c(d=1) }}", &["Filter b", "Filter c"][..]),
            ("{% if a is b and c is not d %}", &["Test b", "Test d"]),
            ("{{ range(end=3) }}{{ a.b(c) }}", &["Function range"]),
            ("{{ \"x | y(1)\" ~ '| z' }}{# | w #} | v(", &[]),
            ("{% if not (a) and (b) %}{% for x in f (y) %}", &["Function f"]),
            ("{% filter upper %}", &["Filter upper"]),
            ("{% component b(c: d) %}{{ <b(c=1) /> }}", &[]),
            ("{% raw %}{{ a | b }}{% endraw %}", &[]),
        ] {
            let found = calls(source).into_iter();
            let found: Vec<_> =
                found.map(|(called, at)| format!("{called:?} {}", &source[at])).collect();
            assert_eq!(found, expect, "{source}");
        }
    }

    #[test]
    fn what_tera_has_is_known_and_few_are_left_to_it() {
        let many_of = |unit: &str| many(&unit.repeat(MAX_TOLD_BY_TERA + 1)).len();
        assert_eq!(many_of("{{ a | upper }}{% if a is string %}{% endif %}{{ range(end=1) }}"), 0);
        assert_eq!(many_of("{{ a | uper }}"), MAX_TOLD_BY_TERA + 1);
        assert_eq!(many("{{ a | uper }}{{ b() }}").len(), 0);
    }
}

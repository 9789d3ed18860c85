//! A template as it was written → its pieces: text that reaches pages as it is, and what Tera reads;
//! and the other templates that it names.

use std::ops::Range;

/// What a piece of a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Goes into pages as it is.
    Text,
    /// `{% … %}`
    Statement,
    /// `{{ … }}`
    Expression,
    /// `{# … #}`
    Comment,
}

/// The pieces of a template, in order; together they are the whole of it.
pub fn pieces(source: &str) -> Vec<(Piece, Range<usize>)> {
    let mut pieces: Vec<(Piece, Range<usize>)> = Vec::new();
    let (mut at, mut is_raw) = (0, false);
    while at < source.len() {
        let rest = &source[at..];
        let kind = match rest.as_bytes() {
            [b'{', b'%', ..] if !is_raw || word(rest) == "endraw" => Piece::Statement,
            [b'{', b'{', ..] if !is_raw => Piece::Expression,
            [b'{', b'#', ..] if !is_raw => Piece::Comment,
            _ => Piece::Text,
        };
        let length = match kind {
            Piece::Text => {
                let next = rest.char_indices().skip(1).find(|(_, c)| *c == '{');
                next.map_or(rest.len(), |(n, _)| n)
            }
            Piece::Statement => code(rest, "%}"),
            Piece::Expression => code(rest, "}}"),
            Piece::Comment => rest.find("#}").map_or(rest.len(), |end| end + 2),
        };
        if kind == Piece::Statement {
            is_raw = word(rest) == "raw";
        }
        match pieces.last_mut() {
            Some((Piece::Text, last)) if kind == Piece::Text => last.end = at + length,
            _ => pieces.push((kind, at..at + length)),
        }
        at += length;
    }
    pieces
}

/// The length of code up to its end, which does not stand in a string.
fn code(rest: &str, end: &str) -> usize {
    let mut at = 2;
    while let Some(b) = rest.as_bytes().get(at) {
        if is_quote(*b) {
            at += string(&rest[at..]);
        } else if rest.as_bytes()[at..].starts_with(end.as_bytes()) {
            return at + end.len();
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// Whether a byte begins a string.
pub fn is_quote(b: u8) -> bool {
    matches!(b, b'"' | b'\'' | b'`')
}

/// The length of the string that begins a text, with both its quotes; of one that does not end, all.
pub fn string(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate();
    let Some((_, quote)) = bytes.next() else { return 0 };
    while let Some((n, b)) = bytes.next() {
        match b {
            b'\\' => drop(bytes.next()),
            b if b == quote => return n + 1,
            _ => {}
        }
    }
    text.len()
}

/// What stands between the marks of a statement or expression.
pub fn code_of(piece: &str) -> &str {
    let inside = piece.get(2..).unwrap_or_default();
    let inside = inside.strip_suffix("%}").or(inside.strip_suffix("}}")).unwrap_or(inside);
    inside.trim_matches('-')
}

/// The first word of a statement.
pub fn word(statement: &str) -> &str {
    let inside = statement[2..].trim_start_matches('-').trim_start();
    &inside[..inside.find(|c: char| !c.is_alphanumeric()).unwrap_or(inside.len())]
}

/// The templates that a template extends or includes: their names, and where those stand.
pub fn mentions(source: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let statements = pieces(source).into_iter().filter(|(kind, _)| *kind == Piece::Statement);
    statements.filter_map(move |(_, range)| {
        let text = &source[range.clone()];
        if !matches!(word(text), "extends" | "include") {
            return None;
        }
        let start = text.bytes().position(is_quote)?;
        let name = start + 1..(start + string(&text[start..])).checked_sub(1)?;
        let at = range.start + name.start;
        Some((text.get(name.clone())?, at..at + name.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_text_and_what_is_code_is_told_apart() {
        for (source, expect) in [
            ("<p>{{ a }}</p>", &["T<p>", "E{{ a }}", "T</p>"][..]),
            (
                "{%- if a == '%}' -%}{x}{% endif %}",
                &["S{%- if a == '%}' -%}", "T{x}", "S{% endif %}"],
            ),
            ("a{{ b[\"}}\"] }}c", &["Ta", "E{{ b[\"}}\"] }}", "Tc"]),
            ("{# {{ a #}b", &["C{# {{ a #}", "Tb"]),
            (
                "{% raw %}{{ a }}{# b{% endraw %}c",
                &["S{% raw %}", "T{{ a }}{# b", "S{% endraw %}", "Tc"],
            ),
            ("{{ \"a \\\" }} b\" }}c", &["E{{ \"a \\\" }} b\" }}", "Tc"]),
            ("{{ 'a\\\\' }}c", &["E{{ 'a\\\\' }}", "Tc"]),
            ("ə{{ a", &["Tə", "E{{ a"]),
            ("{{ \"a\\", &["E{{ \"a\\"]),
            ("{", &["T{"]),
            ("", &[]),
        ] {
            let shown = pieces(source)
                .into_iter()
                .map(|(kind, range)| format!("{}{}", &format!("{kind:?}")[..1], &source[range]));
            assert_eq!(shown.collect::<Vec<_>>(), expect, "{source}");
        }
    }

    #[test]
    fn other_templates_are_found_where_they_are_named() {
        for (source, expect) in [
            ("{% extends \"a.html\" %}{%- include 'b/c.html' -%}", &["a.html", "b/c.html"][..]),
            ("{# {% include \"a.html\" %} #}{% raw %}{% include \"b.html\" %}{% endraw %}", &[]),
            ("{% if a == \"b.html\" %}{{ \"{% include 'c.html' %}\" }}{% include %}", &[]),
        ] {
            let found: Vec<_> = mentions(source).collect();
            assert!(found.iter().all(|(name, range)| source[range.clone()] == **name));
            assert_eq!(found.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), expect);
        }
    }
}

//! Filters, tests, functions and tags in templates that Tera does not have: what is said of them, and
//! where they are if there are very many. For its report of each, Tera goes through the whole template
//! once more.

use super::source::{Piece, code_of, pieces, word};
use certsite_base::diag::nearest;
use std::ops::Range;

/// So many of one template are left to Tera.
const MAX_TOLD_BY_TERA: usize = 50;

/// Words before a bracket that call nothing.
const KEYWORDS: [&str; 11] =
    ["and", "elif", "else", "for", "if", "in", "is", "not", "or", "set", "super"];

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// As in `{{ a | b }}`.
    Filter,
    /// As in `{% if a is b %}`.
    Test,
    /// As in `{{ a() }}`.
    Function,
    /// As in `{% a %}`.
    Tag,
}

impl Called {
    /// Those that Tera tells by name.
    const TOLD: [Called; 3] = [Called::Filter, Called::Test, Called::Function];

    fn word(self) -> &'static str {
        match self {
            Called::Filter => "filter",
            Called::Test => "test",
            Called::Function => "function",
            Called::Tag => "tag",
        }
    }

    /// All names that Tera has, which gives no list of them.
    fn names(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Called::Filter => {
                "abs capitalize default escape escape_html escape_xml first float get group_by \
                 indent int join keys last length lower newlines_to_br nth pairs pluralize replace \
                 reverse round safe sort split str title trim trim_end trim_start truncate unique \
                 upper values wordcount"
            }
            Called::Test => {
                "array bool containing defined divisible_by ending_with even float integer iterable \
                 map none number odd starting_with string undefined"
            }
            Called::Function => "range super throw",
            Called::Tag => {
                "block break component continue elif else endblock endcomponent endfilter endfor \
                 endif endraw endset extends filter for if include raw set set_global"
            }
        };
        names.split(' ')
    }

    /// What is said of a name that is not among them.
    pub fn unknown(self, name: &str) -> String {
        let near = nearest(name, self.names());
        let near = near.map_or_else(String::new, |near| format!("; did you mean “{near}”?"));
        format!("there is no {} “{name}”{near}", self.word())
    }
}

/// What is said of a name where Tera says that it is unknown.
pub fn said(message: &str) -> Option<String> {
    Called::TOLD.into_iter().find_map(|called| {
        let name = message.strip_prefix("Unknown ")?.strip_prefix(called.word())?;
        Some(called.unknown(name.strip_prefix(" `")?.strip_suffix('`')?))
    })
}

/// The unknown names of a template with what is said of them, if there are more than a few.
pub fn many(source: &str) -> Vec<(Range<usize>, String)> {
    let unknown = |(called, at): (Called, Range<usize>)| {
        let name = &source[at.clone()];
        let is_known = called.names().any(|known| known == name);
        (!is_known).then(|| (at, called.unknown(name)))
    };
    let found: Vec<_> = calls(source).into_iter().filter_map(unknown).collect();
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
    use tera::Tera;

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
    fn the_names_are_those_that_tera_has() {
        let has = format!("{:?}", Tera::default());
        for (called, has_also) in [(Called::Filter, 0), (Called::Test, 0), (Called::Function, 1)] {
            // “super” is no function to Tera, though it is called like one.
            let count = called.names().count() - has_also;
            assert!(has.contains(&format!("{}s: {count},", called.word())), "{called:?}: {has}");
        }
        let sample = |called, name: &str| match called {
            Called::Filter => format!("{{{{ 1 | {name} }}}}"),
            Called::Test => format!("{{% if 1 is {name} %}}{{% endif %}}"),
            Called::Function => format!("{{% block a %}}{{{{ {name}() }}}}{{% endblock %}}"),
            Called::Tag => format!("{{% {name} %}}"),
        };
        for called in [Called::Filter, Called::Test, Called::Function, Called::Tag] {
            for name in called.names() {
                let read = Tera::default().add_raw_template("", &sample(called, name));
                let says = read.map_or_else(|error| error.to_string(), |()| String::new());
                // Ends and branches are known only where something is open.
                let is_end =
                    called == Called::Tag && (name.starts_with("end") || name.starts_with("el"));
                assert_eq!(says.contains("Unknown"), is_end, "{called:?} {name}: {says}");
            }
        }
    }

    #[test]
    fn a_name_that_may_be_meant_is_named() {
        for (says, expect) in [
            ("Unknown filter `uper`", Some("there is no filter “uper”; did you mean “upper”?")),
            ("Unknown test `define`", Some("there is no test “define”; did you mean “defined”?")),
            ("Unknown function `rnge`", Some("there is no function “rnge”; did you mean “range”?")),
            ("Unknown filter `markdown`", Some("there is no filter “markdown”")),
            ("Unknown component `a`", None),
            ("Unknown tag", None),
        ] {
            assert_eq!(said(says).as_deref(), expect, "{says}");
        }
        assert_eq!(Called::Tag.unknown("iff"), "there is no tag “iff”; did you mean “if”?");
    }

    #[test]
    fn what_tera_has_is_known_and_few_are_left_to_it() {
        let many_of = |unit: &str| many(&unit.repeat(MAX_TOLD_BY_TERA + 1)).len();
        assert_eq!(many_of("{{ a | upper }}{% if a is string %}{% endif %}{{ range(end=1) }}"), 0);
        assert_eq!(many_of("{{ a | uper }}"), MAX_TOLD_BY_TERA + 1);
        assert_eq!(many("{{ a | uper }}{{ b() }}").len(), 0);
    }
}

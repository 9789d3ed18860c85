//! Statements of a template that open something, `{% if … %}`, and those that close it: which lacks
//! the other. Tera tells only where it stopped reading, which may be a hundred lines below.

use super::source::{Piece, code_of, pieces, word};
use certsite_base::diag::Problem;
use std::collections::HashMap;
use std::ops::Range;

/// A statement that waits for its end.
struct Open<'a> {
    kind: &'a str,
    at: Range<usize>,
}

/// All that is not closed, or closes nothing, each at its statement.
pub fn check(source: &str) -> Vec<(Range<usize>, Problem)> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // How many of each kind are open.
    let mut count: HashMap<&str, usize> = HashMap::new();
    let statements = pieces(source).into_iter().filter(|(kind, _)| *kind == Piece::Statement);
    let (mut line, mut counted) = (1, 0);
    for (_, at) in statements {
        let statement = &source[at.clone()];
        // A statement without an end of its own is told of by Tera.
        if !statement.ends_with("%}") {
            return Vec::new();
        }
        line += source[counted..at.start].matches('\n').count();
        counted = at.start;
        let name = word(statement);
        if opens(name, statement) {
            open.push(Open { kind: name, at });
            *count.entry(name).or_default() += 1;
            continue;
        }
        let closed: &[&str] = match name {
            "else" => &["if", "for"],
            "elif" => &["if"],
            _ => match name.strip_prefix("end") {
                Some(kind) if KINDS.contains(&kind) => &[kind],
                _ => continue,
            },
        };
        let is_open = closed.iter().any(|kind| count.get(kind).is_some_and(|count| *count > 0));
        if !is_open {
            let tag = shown(statement).to_owned();
            let begin = format!("{{% {} … %}}", closed[0]);
            found.push((at, Problem::TemplateStray { tag, begin }));
            continue;
        }
        // What stands above it should have been closed before.
        while let Some(last) = open.pop_if(|last| !closed.contains(&last.kind)) {
            *count.entry(last.kind).or_default() -= 1;
            let before = format!(" before the “{}” of line {line}", shown(statement));
            found.push(unclosed(source, last, before));
        }
        if name.starts_with("end") {
            open.pop();
            *count.entry(closed[0]).or_default() -= 1;
        }
    }
    found.extend(open.into_iter().map(|open| unclosed(source, open, String::new())));
    found.sort_by_key(|(at, _)| at.start);
    found
}

/// What has an end.
const KINDS: [&str; 8] = ["if", "for", "block", "filter", "set", "set_global", "component", "raw"];

/// Whether a statement opens something; `{% set a = b %}` is whole.
fn opens(name: &str, statement: &str) -> bool {
    KINDS.contains(&name) && (!name.starts_with("set") || !code_of(statement).contains('='))
}

fn unclosed(source: &str, open: Open, before: String) -> (Range<usize>, Problem) {
    let tag = shown(&source[open.at.clone()]).to_owned();
    let end = format!("{{% end{} %}}", open.kind.trim_end_matches("_global"));
    (open.at, Problem::TemplateOpen { tag, end, before })
}

/// The first line of a statement.
fn shown(statement: &str) -> &str {
    statement.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lacks_its_other_half_is_found_where_it_stands() {
        for (source, expect) in [
            ("{% if a %}{% for b in c %}x{% else %}y{% endfor %}{% elif d %}{% endif %}", &[][..]),
            ("{% set a = b %}{% set c %}x{% endset %}{% raw %}{% if %}{% endraw %}", &[]),
            ("{{ a }}{# {% if a %} #}{%- block x -%}{%- endblock x -%}", &[]),
            ("a\n{% if a %}b", &["{% if a %}: “{% if a %}” is not closed"]),
            (
                "{% block x %}\n{% if a %}\n{% endblock %}",
                &["{% if a %}: “{% if a %}” is not closed before the “{% endblock %}” of line 3"],
            ),
            (
                "{% if a %}{% for b in c %}{% endif %}{% endfor %}",
                &[
                    "{% for b in c %}: “{% for b in c %}” is not closed before the “{% endif %}” of line 1",
                    "{% endfor %}: “{% endfor %}” belongs to nothing that is open here",
                ],
            ),
            ("{% else %}", &["{% else %}: “{% else %}” belongs to nothing that is open here"]),
            ("{% filter upper %}", &["{% filter upper %}: “{% filter upper %}” is not closed"]),
            ("{% if a %}{% if b", &[]),
            ("{% raw %}{{ a", &["{% raw %}: “{% raw %}” is not closed"]),
        ] {
            let found = check(source).into_iter();
            let found: Vec<_> =
                found.map(|(at, problem)| format!("{}: {problem}", &source[at])).collect();
            assert_eq!(found, expect, "{source}");
        }
    }
}

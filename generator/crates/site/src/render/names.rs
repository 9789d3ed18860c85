//! Names in templates with nothing behind them, by the contract of themes. Tera tells of those that it
//! is to show; behind `~`, in `set` and in `if` it takes them for none.
//!
//! Its own reading of a template is closed to others, so names are found word by word. What is not
//! followed (components, what stands behind a call or an index) is passed over.

use super::source::{Piece, code_of, is_quote, pieces, string, word};
use certsite_base::diag::nearest;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::ops::Range;

/// Of names that a theme itself gives to something, so many may be meant by one that is not there.
const MAX_MEANT: usize = 50;

/// A word of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Text(&'a str),
    /// Any other character.
    Mark(char),
}

use Token::{Mark, Name, Text};

/// The names that mean something in any template, and what stands below them.
pub struct Names<'a> {
    contract: &'a Value,
    /// By name; of what is not the same in all templates nothing is known.
    roots: Map<String, Value>,
    bound: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    /// For templates with these texts, of a theme with these words.
    pub fn new(
        contract: &'a Value,
        words: impl Iterator<Item = &'a str>,
        texts: impl Iterator<Item = &'a str>,
    ) -> Names<'a> {
        let mut roots = Map::new();
        let files = contract["properties"].as_object().into_iter().flatten();
        let templates = files.filter(|(file, _)| file.starts_with("templates/"));
        let given = templates.flat_map(|(_, given)| given["properties"].as_object()).flatten();
        for (name, schema) in given {
            let meant = |schema: &Value| {
                schema.get("$ref").or_else(|| schema.get("items")).cloned().unwrap_or_default()
            };
            let is_other = roots.get(name).is_some_and(|own| meant(own) != meant(schema));
            roots.insert(name.clone(), if is_other { json!({}) } else { schema.clone() });
        }
        roots.insert("t".into(), tree(words));
        // What Tera itself gives: to components, in loops, and to show all there is.
        let mut bound: BTreeSet<&str> = ["body", "loop", "__tera_context"].into();
        for (tag, code, _) in texts.flat_map(codes) {
            bind(tag, &tokens(code), &mut bound);
        }
        Names { contract, roots, bound }
    }

    /// The names of a template that mean nothing, with what is said of them.
    pub fn unknown(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let codes = || codes(text).filter(|(tag, ..)| *tag != "component");
        let asked: BTreeSet<String> =
            codes().flat_map(|(_, code, _)| asked(&tokens(code))).collect();
        let mut found = Vec::new();
        for (_, code, start) in codes() {
            let tokens = tokens(code);
            for (n, (token, range)) in tokens.iter().enumerate() {
                let Name(name) = token else { continue };
                if !is_variable(&tokens, n) || self.bound.contains(name) {
                    continue;
                }
                let (steps, end) = steps(&tokens, n + 1);
                if paths(name, &steps).any(|path| asked.contains(&path)) {
                    continue;
                }
                if let Some((length, near)) = self.missing(name, &steps, end) {
                    let is_index = matches!(tokens[length].0, Text(_));
                    let whole = range.start..tokens[length + usize::from(is_index)].1.end;
                    let near =
                        near.map_or_else(String::new, |near| format!("; did you mean “{near}”?"));
                    let message = format!("“{}” is not defined{near}", &code[whole.clone()]);
                    found.push((start + whole.start..start + whole.end, message));
                }
            }
        }
        found
    }

    /// The token at which a path leads nowhere, and the name that may be meant.
    fn missing(
        &self,
        root: &str,
        steps: &[(usize, &str)],
        end: usize,
    ) -> Option<(usize, Option<String>)> {
        let first = steps.first().map_or(end, |(at, _)| *at - 1) - 1;
        let Some(mut schema) = self.roots.get(root) else {
            let known = self
                .roots
                .keys()
                .map(String::as_str)
                .chain(self.bound.iter().copied().take(MAX_MEANT));
            return Some((first, nearest(root, known).map(str::to_owned)));
        };
        for (at, step) in steps {
            schema = self.meant(schema);
            let known = schema["properties"].as_object();
            schema = match known.and_then(|known| known.get(*step)) {
                Some(own) => own,
                None => match (schema.get("additionalProperties"), known) {
                    (Some(other), _) => other,
                    (None, Some(known)) => {
                        let near = nearest(step, known.keys().map(String::as_str));
                        return Some((*at, near.map(str::to_owned)));
                    }
                    (None, None) => return None,
                },
            };
        }
        None
    }

    /// A schema without references, of two the one that is not null.
    fn meant<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let either = schema["anyOf"].as_array().into_iter().flatten();
        let mut all = std::iter::once(schema).chain(either);
        let name = all.find_map(|one| one["$ref"].as_str()?.strip_prefix("#/$defs/"));
        name.map_or(schema, |name| &self.contract["$defs"][name])
    }
}

/// The words of a theme as a schema.
fn tree<'a>(words: impl Iterator<Item = &'a str>) -> Value {
    let mut tree = json!({});
    for word in words {
        let at = word.split('.').fold(&mut tree, |at, part| &mut at["properties"][part]);
        *at = json!({});
    }
    tree
}

/// The code of a template: its tags, or nothing, each with what stands behind them and where.
fn codes(text: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    const WITHOUT: [&str; 5] = ["block", "extends", "include", "filter", "raw"];
    pieces(text).into_iter().filter_map(move |(kind, range)| {
        let piece = &text[range.clone()];
        let code = code_of(piece);
        let start = range.start + (code.as_ptr() as usize - piece.as_ptr() as usize);
        match kind {
            Piece::Expression => Some(("", code, start)),
            Piece::Statement => {
                let tag = word(piece);
                let length = code.find(tag)? + tag.len();
                // The underscore of `set_global` ends the word.
                let length = length + code[length..].strip_prefix("_global").map_or(0, |_| 7);
                let is_code = !tag.starts_with("end") && !WITHOUT.contains(&tag);
                is_code.then(|| (tag, &code[length..], start + length))
            }
            Piece::Text | Piece::Comment => None,
        }
    })
}

fn tokens(code: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let start = code.len() - rest.len();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (token, length) = match c {
            _ if c.is_ascii() && is_quote(c as u8) => {
                let length = string(rest);
                (Text(rest.get(1..length - 1).unwrap_or_default()), length)
            }
            _ if is_name(c) => {
                let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                let is_number = c.is_ascii_digit();
                (if is_number { Mark('0') } else { Name(&rest[..length]) }, length)
            }
            _ => (Mark(c), c.len_utf8()),
        };
        rest = &rest[length..];
        if token != Mark(' ') && !c.is_whitespace() {
            found.push((token, start..start + length));
        }
    }
    found
}

/// Notes the names that a piece of code gives to something.
fn bind<'a>(tag: &str, tokens: &[(Token<'a>, Range<usize>)], bound: &mut BTreeSet<&'a str>) {
    let mut is_bound = matches!(tag, "for" | "set" | "component");
    for (token, _) in tokens {
        match token {
            Name("for") => is_bound = true,
            Name("in") | Mark('=') if tag != "component" => is_bound = false,
            Name(name) if is_bound => drop(bound.insert(name)),
            _ => {}
        }
    }
}

/// Words of code that name nothing.
const KEYWORDS: [&str; 16] = [
    "and", "or", "not", "in", "is", "if", "elif", "else", "for", "true", "false", "True", "False",
    "none", "None", "null",
];

/// Whether a name stands for a value: not for what is called, tested, passed on or looked up.
fn is_variable(tokens: &[(Token, Range<usize>)], n: usize) -> bool {
    let at = |n: Option<usize>| n.and_then(|n| tokens.get(n)).map(|(token, _)| *token);
    let before = |back: usize| at(n.checked_sub(back));
    let is_tested = before(1) == Some(Name("is"))
        || (before(1) == Some(Name("not")) && before(2) == Some(Name("is")));
    let is_led = matches!(before(1), Some(Mark('.' | '|' | '<' | '/' | '@')));
    let is_named = match at(Some(n + 1)) {
        Some(Mark('(' | ':')) => true,
        Some(Mark('=')) => at(Some(n + 2)) != Some(Mark('=')),
        _ => false,
    };
    let is_keyword = matches!(at(Some(n)), Some(Name(name)) if KEYWORDS.contains(&name));
    !is_tested && !is_led && !is_named && !is_keyword
}

/// What is looked up below a name, each with its token, and the token behind all of it.
fn steps<'a>(
    tokens: &[(Token<'a>, Range<usize>)],
    mut at: usize,
) -> (Vec<(usize, &'a str)>, usize) {
    let token = |at: usize| tokens.get(at).map(|(token, _)| *token);
    let mut steps = Vec::new();
    loop {
        match (token(at), token(at + 1), token(at + 2)) {
            (Some(Mark('.')), Some(Name(_)), Some(Mark('('))) => return (steps, at),
            (Some(Mark('.')), Some(Name(name)), _) => {
                steps.push((at + 1, name));
                at += 2;
            }
            (Some(Mark('[')), Some(Text(name)), Some(Mark(']'))) => {
                steps.push((at + 1, name));
                at += 3;
            }
            _ => return (steps, at),
        }
    }
}

/// What a piece of code asks after, whether it is there: where that is so, it may be used.
fn asked(tokens: &[(Token, Range<usize>)]) -> Vec<String> {
    let ask = |n: usize| {
        let Name(name) = tokens[n].0 else { return None };
        let (steps, end) = steps(tokens, n + 1);
        let is_asked = is_variable(tokens, n) && is_asked(&tokens[end..]);
        is_asked.then(|| paths(name, &steps).last()).flatten()
    };
    (0..tokens.len()).filter_map(ask).collect()
}

/// A name, and each of the paths that lead on from it.
fn paths(root: &str, steps: &[(usize, &str)]) -> impl Iterator<Item = String> {
    let mut path = root.to_owned();
    let further = steps.iter().map(|(_, step)| format!(".{step}"));
    std::iter::once(String::new()).chain(further).map(move |step| {
        path += &step;
        path.clone()
    })
}

/// Whether what stands before these asks if it is there, or says what is taken if it is not.
fn is_asked(after: &[(Token, Range<usize>)]) -> bool {
    let mut words = after.iter().map(|(token, _)| *token);
    let next = (words.next(), words.next(), words.next());
    matches!(
        next,
        (Some(Name("is")), Some(Name("not")), Some(Name("defined" | "undefined")))
            | (Some(Name("is")), Some(Name("defined" | "undefined")), _)
            | (Some(Mark('|')), Some(Name("default")), _)
            | (Some(Name("or") | Mark('?')), ..)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_nothing_behind_it_is_found() {
        let contract = json!({
            "properties": {
                "strings/<language>.yaml": {"properties": {"words": {}}},
                "templates/page.html": {"properties": {
                    "page": {"$ref": "#/$defs/Page"},
                    "assets": {"additionalProperties": {"type": "string"}},
                    "list": {"$ref": "#/$defs/List"},
                }},
                "templates/tags.html": {"properties": {"list": {"items": {"$ref": "#/$defs/Tag"}}}},
            },
            "$defs": {
                "Page": {"properties": {
                    "title": {"type": "string"},
                    "up": {"anyOf": [{"$ref": "#/$defs/Page"}, {"type": "null"}]},
                    "tags": {"type": "array", "items": {"$ref": "#/$defs/Page"}},
                }},
                "List": {"properties": {"items": {}}},
            },
        });
        for (text, expect) in [
            (
                "{{ page.title ~ page.up.title }}{{ assets[\"x.css\"] }}{{ t.tags.all ~ t.more }}",
                "",
            ),
            ("{{ \"a\" ~ page.titel }}", "“page.titel” is not defined; did you mean “title”?"),
            (
                "{% if not page.up.up.titel %}",
                "“page.up.up.titel” is not defined; did you mean “title”?",
            ),
            ("{% set x = pag %}{{ x.y }}", "“pag” is not defined; did you mean “page”?"),
            (
                "{% set_global y = t.tags.al %}{{ y }}",
                "“t.tags.al” is not defined; did you mean “all”?",
            ),
            ("{{ t[\"tags\"][\"none\"] }}", "“t[\"tags\"][\"none\"]” is not defined"),
            ("{% for a in page.tags %}{{ a.title ~ loop.index }}{% endfor %}", ""),
            (
                "{% for k, v in page.tags %}{{ k ~ v ~ other }}{% endfor %}",
                "“other” is not defined",
            ),
            (
                "{% set x %}page.titel{% endset %}{{ x }}{# {{ page.titel }} #}{{ \"page.titel\" }}",
                "",
            ),
            (
                "{{ page.titel is defined }}{{ page.titel is not defined }}{{ page.titel | default(value=1) }}",
                "",
            ),
            ("{{ page?.titel }}{{ page.title.x }}{{ page.tags[0].titel }}{{ list.anything }}", ""),
            (
                "{{ page.title | replace(from=\"a\", to=page.titel) }}",
                "“page.titel” is not defined; did you mean “title”?",
            ),
            (
                "{% component a(b: string, c=1) {d: 2} %}{{ b ~ c ~ body }}{% endcomponent a %}{{ <a b=page.titl /> }}",
                "“page.titl” is not defined; did you mean “title”?",
            ),
            (
                "{% block titel %}{% endblock titel %}{% filter upper %}x{% endfilter %}{% include \"x\" %}",
                "",
            ),
            (
                "{{ {\"a\": 1, b: 2} }}{{ range(end=3) }}{{ 1.5 + 2 }}{{ none or true and not false }}",
                "",
            ),
            (
                "{{ page.title == page.titel }}",
                "“page.titel” is not defined; did you mean “title”?",
            ),
            ("{% raw %}{{ page.titel }}{% endraw %}", ""),
            (
                "{{ \"a \\\" b\" }}{{ 'it\\'s' }}{{ \"a\\\\\" ~ page.titel }}",
                "“page.titel” is not defined; did you mean “title”?",
            ),
            (
                "{% if foo is defined %}{{ foo.bar }}{% elif other %}{% endif %}",
                "“other” is not defined",
            ),
            ("{% if foo is not defined or foo == 2 %}{% else %}{{ foo }}{% endif %}", ""),
            (
                "{% if page.titel is defined and page.titel.x %}{{ page.titl }}{% endif %}",
                "“page.titl” is not defined; did you mean “title”?",
            ),
            ("{{ foo or \"x\" }}{{ page.titel or foo }}{{ t.more and t.tags }}", ""),
            ("{{ t.more or foo.bar }}", "“foo” is not defined"),
        ] {
            let names = Names::new(&contract, ["tags.all", "more"].into_iter(), [text].into_iter());
            let found: Vec<_> = names.unknown(text).into_iter().map(|(_, says)| says).collect();
            assert_eq!(found.join("; "), expect, "{text}");
        }
    }
}

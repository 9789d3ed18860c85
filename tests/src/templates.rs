//! Templates → the names that they use, each looked up in the contract of themes: loops, `set` and
//! the templates that they extend and include are followed.

use crate::contract::Contract;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What templates use.
#[derive(Default)]
pub struct Used {
    /// Names that the contract does not have, with the template.
    pub unknown: BTreeSet<String>,
    /// Names that it has, as they are written.
    pub known: BTreeSet<String>,
}

/// Names without a dot, as they are known at a place; nothing is known of what has no schema.
type Names<'a> = BTreeMap<String, Option<&'a Value>>;

/// Reads templates of a theme, by name.
pub struct Templates<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The texts of the templates.
    pub texts: BTreeMap<String, String>,
}

impl<'a> Templates<'a> {
    /// What a template uses that is given what a schema says.
    pub fn used(&self, template: &str, given: &'a Value) -> Used {
        let properties = given["properties"].as_object().into_iter().flatten();
        let names: Names = properties.map(|(name, schema)| (name.clone(), Some(schema))).collect();
        let mut used = Used::default();
        self.read(template, &mut vec![names], &mut used);
        used
    }

    fn read(&self, template: &str, scopes: &mut Vec<Names<'a>>, used: &mut Used) {
        let text = self.texts.get(template).unwrap_or_else(|| panic!("there is no {template}"));
        for (is_statement, code) in codes(text) {
            let (word, rest) = match is_statement {
                true => code.split_once(char::is_whitespace).unwrap_or((code, "")),
                false => ("", code),
            };
            match word {
                "extends" | "include" => {
                    let other = rest.trim().trim_matches('"');
                    self.read(other, scopes, used);
                }
                "for" => {
                    let (name, list) = rest.split_once(" in ").expect("a loop is over something");
                    let list = self.paths(template, list, scopes, used);
                    let each = list.first().copied().flatten();
                    let each = each.and_then(|list| self.contract.each(list));
                    let mut names = scopes.last().cloned().unwrap_or_default();
                    names.insert(name.trim().to_owned(), each);
                    scopes.push(names);
                }
                "endfor" => drop(scopes.pop()),
                "set" => {
                    let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
                    let found = self.paths(template, value, scopes, used);
                    let is_path = !value.contains(['~', '|', '"']);
                    let meant = found.first().copied().flatten().filter(|_| is_path);
                    let names = scopes.last_mut().expect("there is a scope");
                    names.insert(name.trim().to_owned(), meant);
                }
                "block" | "endblock" | "endset" | "endif" | "else" => {}
                _ => drop(self.paths(template, rest, scopes, used)),
            }
        }
    }

    /// Looks up the names of an expression: what each means, where that is known.
    fn paths(
        &self,
        template: &str,
        code: &str,
        scopes: &[Names<'a>],
        used: &mut Used,
    ) -> Vec<Option<&'a Value>> {
        let names = scopes.last().expect("there is a scope");
        let mut found = Vec::new();
        for path in paths(code) {
            let written = path.join(".");
            let mut meant = names.get(&path[0]).copied();
            for part in &path[1..] {
                meant = meant.and_then(|own| match own {
                    Some(schema) => self.contract.below(schema, part).map(Some),
                    None => Some(None),
                });
            }
            match meant {
                Some(_) => used.known.insert(written),
                None => used.unknown.insert(format!("{template}: {written}")),
            };
            found.push(meant.flatten());
        }
        found
    }
}

/// What stands between the marks of statements (true) and expressions of a template.
fn codes(text: &str) -> Vec<(bool, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        let end = match rest.get(..2) {
            Some("{#") => "#}",
            Some("{{") => "}}",
            Some("{%") => "%}",
            _ => {
                rest = &rest[1..];
                continue;
            }
        };
        let length = rest.find(end).expect("what is opened is closed");
        if end != "#}" {
            found.push((end == "%}", rest[2..length].trim_matches('-').trim()));
        }
        rest = &rest[length + 2..];
    }
    found
}

/// Words of Tera that are no names.
const WORDS: [&str; 12] =
    ["and", "or", "not", "in", "is", "if", "elif", "else", "true", "false", "none", "loop"];

/// The names of an expression with what stands behind their dots, without filters, tests and the
/// names of arguments.
fn paths(code: &str) -> Vec<Vec<String>> {
    let letters: Vec<char> = code.chars().collect();
    let is_letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let (mut found, mut at, mut before) = (Vec::new(), 0, String::new());
    while at < letters.len() {
        if letters[at] == '"' {
            at += 1 + letters[at + 1..].iter().position(|c| *c == '"').expect("it is closed") + 1;
            before = "\"".into();
        } else if letters[at].is_numeric() || !is_letter(letters.get(at)) {
            if !letters[at].is_whitespace() {
                before = letters[at].to_string();
            }
            at += 1;
        } else {
            let mut path = vec![String::new()];
            loop {
                let rest = &letters[at..];
                match rest {
                    [c, ..] if is_letter(Some(c)) => {
                        path.last_mut().expect("it has a part").push(*c);
                        at += 1;
                    }
                    ['.', c, ..] if is_letter(Some(c)) => {
                        path.push(String::new());
                        at += 1;
                    }
                    ['[', '"', inside @ ..] => {
                        let end = inside.iter().position(|c| *c == '"').expect("it is closed");
                        path.push(inside[..end].iter().collect());
                        at += end + 4;
                    }
                    _ => break,
                }
            }
            let next: String = letters[at..].iter().collect();
            let next = next.trim_start();
            let is_argument = next.starts_with('=') && !next.starts_with("==");
            let is_called = matches!(&*before, "|" | "is") || next.starts_with('(');
            let is_word = path.len() == 1 && WORDS.contains(&&*path[0]) || path[0] == "loop";
            if !is_argument && !is_called && !is_word {
                found.push(path.clone());
            }
            before = path.swap_remove(0);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_all_else() {
        for (code, expect) in [
            ("a.b | replace(from=\"x.y\", to=c)", "a.b c"),
            ("page.x is defined and not b", "page.x b"),
            ("facts[\"team.phone\"] | safe", "facts.team.phone"),
            ("a ~ \" – \" ~ b.c | length > 70", "a b.c"),
            ("feed.url is starting_with(pat=page.url)", "feed.url page.url"),
            ("if not loop.first", ""),
            ("x or \"–\"", "x"),
        ] {
            let found: Vec<_> = paths(code).iter().map(|path| path.join(".")).collect();
            assert_eq!(found.join(" "), expect, "{code}");
        }
    }
}

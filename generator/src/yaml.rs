//! YAML with places: what serde_yaml says, turned into diagnostics with a line.

use crate::diag::{Diagnostic, Place, Problem, nearest};
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::sync::Arc;

/// A stretch of YAML inside a file.
pub struct Source<'a> {
    /// The file's path.
    pub file: &'a Arc<str>,
    /// The whole file.
    pub text: &'a str,
    /// The bytes of `text` that are the YAML.
    pub range: Range<usize>,
}

impl<'a> Source<'a> {
    /// A file that is YAML from end to end.
    pub fn whole(file: &'a Arc<str>, text: &'a str) -> Self {
        Source { file, text, range: 0..text.len() }
    }

    fn yaml(&self) -> &'a str {
        &self.text[self.range.clone()]
    }

    /// Reads a `T`; a mistake becomes a diagnostic at its line.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        // An empty document is an empty mapping: the error then names the missing key.
        let yaml = if self.yaml().trim().is_empty() { "{}" } else { self.yaml() };
        serde_yaml::from_str(yaml).map_err(|error| Box::new(self.diagnose(&error)))
    }

    /// The place of the key at `path`, such as `["team", "phone"]`, or of the whole stretch's first line.
    pub fn place_of(&self, path: &[&str]) -> Place {
        match locate(self.yaml(), path) {
            Some(range) => Place::range(
                self.file,
                self.text,
                range.start + self.range.start..range.end + self.range.start,
            ),
            None => Place::range(self.file, self.text, self.range.start..self.range.start),
        }
    }

    /// The place of a text behind the key at `path`, or of that key.
    pub fn place_of_text(&self, path: &[&str], text: &str) -> Place {
        let found = locate(self.yaml(), path).and_then(|key| {
            let start = key.end + self.yaml()[key.end..].find(text)?;
            Some(self.range.start + start..self.range.start + start + text.len())
        });
        found.map_or_else(|| self.place_of(path), |at| Place::range(self.file, self.text, at))
    }

    fn diagnose(&self, error: &serde_yaml::Error) -> Diagnostic {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        // Of a nested key the library says `path.to: unknown field …`.
        let (path, bare) = match message.split_once(": ") {
            Some((path, rest)) if !path.contains(' ') => (path, rest),
            _ => ("", message),
        };
        let is_name = |p: &&str| !p.is_empty() && p.parse::<usize>().is_err();
        let parents: Vec<&str> = path.split(['.', '[', ']']).filter(is_name).collect();
        let with = |key| parents.iter().copied().chain([key]).collect::<Vec<_>>();
        let place = error.location().map(|at| {
            let first = self.text[..self.range.start].matches('\n').count();
            Place::line_column(self.file, self.text, first + at.line(), at.column())
        });
        if let Some((key, allowed)) = unknown_field(bare) {
            let hint = match nearest(key, allowed.iter().copied()) {
                Some(near) => format!("did you mean “{near}”?"),
                None => format!("known keys here: {}", allowed.join(", ")),
            };
            let key_place = self.locate_place(&with(key)).or(place);
            return at(Problem::UnknownKey { key: key.into(), hint }, key_place, self);
        }
        let twice = quoted(bare, "duplicate field `")
            .or_else(|| bare.strip_prefix("duplicate entry with key \"")?.split('"').next());
        if let Some(key) = twice {
            let place = self.second_place(key).or(place);
            return at(Problem::DuplicateKey { key: key.into() }, place, self);
        }
        if let Some(key) = quoted(bare, "missing field `") {
            return at(
                Problem::MissingKey { key: key.into() },
                self.locate_place(&parents).or(place),
                self,
            );
        }
        if let Some((message, expected)) = bare.split_once(EXPECTED) {
            let problem = Problem::BadValue {
                message: message.into(),
                expected: format!("write {expected}"),
            };
            return at(problem, self.quoted_place(message).or(place), self);
        }
        at(Problem::Yaml { message: message.into() }, place, self)
    }

    /// The value that our own types quote when they refuse it: the library gives only the place
    /// of the mapping around it.
    fn quoted_place(&self, message: &str) -> Option<Place> {
        let value = message.strip_prefix('“')?.split('”').next().filter(|v| !v.is_empty())?;
        let start = self.range.start + self.yaml().find(value)?;
        Some(Place::range(self.file, self.text, start..start + value.len()))
    }

    /// The second line that begins with a key, indented alike.
    fn second_place(&self, key: &str) -> Option<Place> {
        let first = locate(self.yaml(), &[key])?;
        let after = first.end + self.yaml()[first.end..].find('\n')? + 1;
        let second = locate(&self.yaml()[after..], &[key])?;
        let start = self.range.start + after;
        Some(Place::range(self.file, self.text, start + second.start..start + second.end))
    }

    fn locate_place(&self, path: &[&str]) -> Option<Place> {
        locate(self.yaml(), path).map(|_| self.place_of(path))
    }
}

/// Separates, in the messages of our own `Deserialize` types, what is wrong from what would be right.
pub const EXPECTED: &str = " — write ";

fn at(problem: Problem, place: Option<Place>, source: &Source) -> Diagnostic {
    let place = place.unwrap_or_else(|| source.place_of(&[]));
    Diagnostic::at(problem, place)
}

fn unknown_field(message: &str) -> Option<(&str, Vec<&str>)> {
    let key = quoted(message, "unknown field `")?;
    let allowed = message.split('`').skip(3).step_by(2).collect();
    Some((key, allowed))
}

fn quoted<'a>(message: &'a str, before: &str) -> Option<&'a str> {
    message.strip_prefix(before)?.split('`').next()
}

/// The bytes of the key at `path` in block-style YAML. A light reading by indentation: it is
/// only asked where a mistake is to be shown, never what a value is.
fn locate(yaml: &str, path: &[&str]) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    let mut depth = 0;
    let mut outer_indent = None;
    let mut offset = 0;
    for line in yaml.split_inclusive('\n') {
        let body = line.trim_start_matches([' ', '-']);
        let indent = line.len() - body.len();
        let is_text = !body.trim().is_empty() && !body.starts_with('#');
        if is_text && outer_indent.is_some_and(|outer| indent <= outer) {
            return found;
        }
        let key = path.get(depth)?;
        if is_text && is_key(body, key) {
            found = Some(offset + indent..offset + indent + key.len());
            outer_indent = Some(indent);
            depth += 1;
            if depth == path.len() {
                return found;
            }
        }
        offset += line.len();
    }
    found
}

fn is_key(line: &str, key: &str) -> bool {
    line.trim_start_matches(['"', '\''])
        .strip_prefix(key)
        .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read, never used")]
    struct Sample {
        title: String,
        inner: Option<Inner>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read, never used")]
    struct Inner {
        size: u8,
    }

    fn check(yaml: &str, expect: &str) {
        let file: Arc<str> = "x.yaml".into();
        let error = Source::whole(&file, yaml).read::<Sample>().expect_err("a mistake");
        let text = crate::diag::print(&[*error], crate::diag::Format::Short, false);
        assert_eq!(text.trim_end(), expect);
    }

    #[test]
    fn unknown_keys_are_named_where_they_stand() {
        check("title: a\ntitel: b\n", "x.yaml:2:1: error[unknown-key]: unknown key “titel”");
        check(
            "title: a\ninner:\n  sise: 1\n",
            "x.yaml:3:3: error[unknown-key]: unknown key “sise”",
        );
    }

    #[test]
    fn keys_that_stand_twice_are_shown_the_second_time() {
        check(
            "title: a\ntitle: b\n",
            "x.yaml:2:1: error[duplicate-key]: the key “title” stands twice",
        );
    }

    #[test]
    fn missing_keys_are_named() {
        check("inner: {size: 1}\n", "x.yaml:1:1: error[missing-key]: the key “title” is missing");
    }

    #[test]
    fn wrong_types_have_a_place() {
        let file: Arc<str> = "x.yaml".into();
        let yaml = "title: a\ninner:\n  size: many\n";
        let error = Source::whole(&file, yaml).read::<Sample>().expect_err("a mistake");
        assert_eq!(error.place.and_then(|p| p.spot).map(|s| s.line), Some(3));
    }

    #[test]
    fn keys_are_found_by_path() {
        let yaml = "a:\n  x: 1\nb:\n  - y: 2\n    x: 3\n";
        assert_eq!(locate(yaml, &["b", "x"]), Some(26..27));
        assert_eq!(locate(yaml, &["c"]), None);
    }
}

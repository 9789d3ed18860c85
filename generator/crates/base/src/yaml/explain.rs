//! What serde says of a mistake → what an editor understands, at the place where it stands.

use super::Source;
use super::syntax::{self, Mistake};
use super::tree::{Broken, Id, NodeKind, SYNTAX, Tree};
use crate::diag::{Diagnostic, Problem, nearest};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

/// Separates, in the messages of our own `Deserialize` types, what is wrong from what would be
/// right.
pub const EXPECTED: &str = " — write ";

/// The diagnostic of an error that reading a `T` ended with.
pub fn explain<T: DeserializeOwned>(
    source: &Source,
    yaml: &str,
    error: &serde_yaml::Error,
) -> Diagnostic {
    // A mistake that the reader of values meets before it sees that the rest does not parse is no
    // more than its consequence.
    let tree = match source.parsed() {
        Ok(tree) => tree,
        Err(broken) => return unread(source, error, Some(broken)),
    };
    // Read again to learn the way to the mistake, which the library does not always tell.
    let reader = serde_yaml::Deserializer::from_str(yaml);
    let Err(traced) = serde_path_to_error::deserialize::<_, T>(reader) else {
        return unread(source, error, None);
    };
    // A whole that is one text was meant to be keys.
    if let Some(root) = tree.root()
        && let NodeKind::Scalar(word, _) = &tree.node(root).kind
        && !matches!(&**word, "" | "~" | "null")
        && let Some(mistake) = syntax::explain(yaml, yaml.len())
    {
        return meant(source, mistake);
    }
    if let Some(key) = tree.odd_keys().next() {
        return odd_key(source, tree, key);
    }
    let way = Way { source, tree, steps: steps(traced.path()) };
    let text = traced.inner().to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    way.problem(text).unwrap_or_else(|| unread(source, error, None))
}

/// YAML of which the reader of values makes nothing.
fn unread(source: &Source, error: &serde_yaml::Error, seen: Option<&Broken>) -> Diagnostic {
    let yaml = source.yaml();
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    let told = error.location().map(|at| byte(yaml, at.line(), at.column()));
    let at = seen.map(|seen| seen.at).max(told).unwrap_or(yaml.len());
    let what = seen.map_or(message, |seen| &seen.what).to_owned();
    broken(source, &Broken::new(at, what, seen.map_or(SYNTAX, |seen| seen.help)))
}

/// The diagnostic for YAML that does not parse: what the editor did there, else what the parser
/// says.
pub fn broken(source: &Source, broken: &Broken) -> Diagnostic {
    let yaml = source.yaml();
    if let Some(mistake) = syntax::explain(yaml, broken.at) {
        return meant(source, mistake);
    }
    if let Some((at, control)) = yaml.char_indices().find(|(_, c)| is_control(*c)) {
        let code = format!("U+{:04X}", control as u32);
        let place = source.place(at..at + control.len_utf8());
        return Diagnostic::at(Problem::ControlCharacter { code }, place);
    }
    let problem = Problem::Yaml { message: broken.what.clone(), help: broken.help.to_owned() };
    Diagnostic::at(problem, source.place(broken.at..broken.at))
}

/// A list or a block of keys stands in the place of a key.
pub fn odd_key(source: &Source, tree: &Tree, key: Id) -> Diagnostic {
    let at = tree.node(key).at.clone();
    let written = source.yaml()[at.clone()].lines().next().unwrap_or_default().trim_end();
    let message = format!("“{}” is no key: a key is one word", shortened(written));
    let expected = match written.starts_with("{{") {
        true => "write “key: value”; a fact stands in the value, between quotes",
        false => "write “key: value”; brackets and braces belong in the value",
    };
    let problem = Problem::BadValue { message, expected: expected.to_owned() };
    Diagnostic::at(problem, source.place(at.start..at.start + written.len()))
}

/// A block of keys belongs where a path leads.
pub fn wants_keys(source: &Source, path: &[&str]) -> Option<Diagnostic> {
    let steps = path.iter().map(|step| Step::LineKey((*step).to_owned())).collect();
    Some(Way { source, tree: source.tree()?, steps }.wrong_kind("a map"))
}

fn meant(source: &Source, mistake: Mistake) -> Diagnostic {
    let problem = Problem::Yaml { message: mistake.message, help: mistake.help };
    Diagnostic::at(problem, source.place(mistake.at))
}

/// The byte at a line and column, both from 1, the column in characters.
fn byte(yaml: &str, line: usize, column: usize) -> usize {
    let start: usize = yaml.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = yaml[start..].char_indices().nth(column.saturating_sub(1));
    within.map_or(yaml.len(), |(at, _)| start + at)
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// A step of a way: a key, or the number of an item.
pub enum Step {
    LineKey(String),
    Item(String),
}

impl Step {
    pub fn text(&self) -> &str {
        match self {
            Step::LineKey(text) | Step::Item(text) => text,
        }
    }
}

pub fn steps(path: &Path) -> Vec<Step> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Item(index.to_string())),
        Segment::Map { key } => Some(Step::LineKey(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

/// The way to a mistake through the values of a file, from the outermost one on.
pub struct Way<'a> {
    pub source: &'a Source<'a>,
    pub tree: &'a Tree,
    pub steps: Vec<Step>,
}

impl Way<'_> {
    /// What an error of the library means; `None` if that is not known.
    pub fn problem(&self, text: &str) -> Option<Diagnostic> {
        // The library puts the way before what it says.
        let bare = text.split_once(": ").filter(|(way, _)| !way.contains([' ', '“', '`']));
        let bare = bare.map_or(text, |(_, bare)| bare);
        if let Some((key, known)) = bare.strip_prefix("unknown field ").and_then(named) {
            return Some(self.unknown_key(key, &known));
        }
        if let Some((word, known)) = bare.strip_prefix("unknown variant ").and_then(named) {
            return Some(self.unknown_word(word, &known));
        }
        if let Some(key) = between(bare, "missing field `", '`') {
            return Some(self.at_key(Problem::MissingKey { key: key.into() }));
        }
        let twice = between(bare, "duplicate field `", '`');
        if let Some(key) = twice.or_else(|| between(bare, "duplicate entry with key \"", '"')) {
            return Some(self.twice(key));
        }
        if let Some((message, expected)) = bare.split_once(EXPECTED) {
            let (message, expected) = (message.to_owned(), format!("write {expected}"));
            return Some(self.bad_value(message, expected));
        }
        let is_of_kind = |start: &&str| bare.strip_prefix(*start)?.rsplit_once(", expected ");
        let kinds = ["invalid type: ", "invalid value: ", "invalid length "];
        let expected = kinds.iter().find_map(is_of_kind).map(|(_, expected)| expected);
        // Where a value has several forms and none fits, the library says what would, and no more.
        let expected = expected.or_else(|| bare.starts_with("a ").then_some(bare))?;
        Some(self.wrong_kind(expected))
    }

    /// The keys and numbers of items (from 0) on the way, in their order.
    pub fn path(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(Step::text)
    }

    /// The value at the end of the way, or as far as it leads.
    fn value(&self) -> Option<Id> {
        self.tree.find_nearest(self.path()).map(|found| found.value)
    }

    fn at_key(&self, problem: Problem) -> Diagnostic {
        let steps: Vec<&str> = self.path().collect();
        Diagnostic::at(problem, self.source.place_of(&steps))
    }

    fn at_value(&self, problem: Problem) -> Diagnostic {
        let steps: Vec<&str> = self.path().collect();
        Diagnostic::at(problem, self.source.place_of_value(&steps))
    }

    fn unknown_key(&self, key: &str, known: &[&str]) -> Diagnostic {
        let hint = match (nearest(key, known.iter().copied()), key.split_once(':')) {
            (_, Some((name, value))) if known.contains(&name) => {
                format!("put a space after the colon: “{name}: {value}”")
            }
            (Some(near), _) => format!("did you mean “{near}”?"),
            _ if known.is_empty() => "take it out: there are no keys here".to_owned(),
            _ => format!("known keys here: {}", known.join(", ")),
        };
        self.at_key(Problem::UnknownKey { key: key.into(), hint })
    }

    fn unknown_word(&self, word: &str, known: &[&str]) -> Diagnostic {
        // A key that has to be one of a few words is read as a word.
        let steps: Vec<&str> = self.path().chain([word]).collect();
        if self.tree.find(steps.iter().copied()).is_some() {
            let place = self.source.place_of(&steps);
            return Diagnostic { place: Some(place), ..self.unknown_key(word, known) };
        }
        let message = match self.subject() {
            Some(subject) => format!("{subject} cannot be “{word}”"),
            None => format!("“{word}” means nothing here"),
        };
        let expected = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("write {}", any_of(known)),
        };
        self.at_value(Problem::BadValue { message, expected })
    }

    fn twice(&self, key: &str) -> Diagnostic {
        let here = self.value().and_then(|map| self.tree.second(map, key));
        let second = here.or_else(|| self.tree.any_second());
        let place = second.map_or_else(|| self.source.place_of(&[]), |id| self.source.place_at(id));
        Diagnostic::at(Problem::DuplicateKey { key: key.into() }, place)
    }

    /// A value that one of our own types refuses: its message quotes it.
    fn bad_value(&self, message: String, expected: String) -> Diagnostic {
        let quoted = between(&message, "“", '”').map(str::to_owned);
        let exact = self.value().zip(quoted).and_then(|(id, text)| self.tree.find_text(id, &text));
        let problem = Problem::BadValue { message, expected };
        match exact {
            Some(id) => Diagnostic::at(problem, self.source.place_at(id)),
            None => self.at_value(problem),
        }
    }

    /// A value of another kind than its key wants.
    fn wrong_kind(&self, expected: &str) -> Diagnostic {
        let found = self.value().map_or("nothing".to_owned(), |id| self.describe(id));
        let text = self.value().and_then(|id| self.tree.text(id)).unwrap_or_default();
        let write = |value: &str| match self.key() {
            Some(key) => format!("write “{key}: {value}”"),
            None => format!("write {value}"),
        };
        let (is, right) = match expected {
            "a boolean" => (
                "true or false",
                truth(text).map_or_else(|| "write true or false".to_owned(), write),
            ),
            "a sequence" if text.is_empty() || text.starts_with('-') => (
                "a list",
                "begin each item on a line of its own, with a hyphen and a space before it"
                    .to_owned(),
            ),
            "a sequence" => ("a list", write(&format!("[{text}]"))),
            "a string" if text.parse::<f64>().is_ok() || truth(text).is_some() => {
                ("one text", write(&syntax::quoted(text)))
            }
            "a string" => (
                "one text",
                "write one text; between quotes if it begins with a bracket".to_owned(),
            ),
            "u8" | "u16" | "u32" | "u64" | "usize" => ("a whole number from 0", write("10")),
            nonzero if nonzero.starts_with("a nonzero ") => ("a whole number from 1", write("10")),
            "i8" | "i16" | "i32" | "i64" | "isize" => ("a whole number", write("10")),
            "f32" | "f64" => {
                ("a number", write(&super::number::meant(text).unwrap_or("1.5".to_owned())))
            }
            "field identifier" => return self.number_for_key(),
            word if word == "variant identifier"
                || word.ends_with("enum")
                || word.starts_with("enum ") =>
            {
                ("one word", "write one of the words that the guide lists for it".to_owned())
            }
            // The library reads all but numbers that no machine's word holds.
            "any YAML value" => (
                "a number of at most 19 digits, or a text",
                "write a smaller number, or put it between quotes if it is a text".to_owned(),
            ),
            map if map.starts_with("struct ") || map == "a map" => (
                "a block of keys",
                "write each of its keys as “key: value” on a line of its own".to_owned(),
            ),
            other => (other, format!("write {other}")),
        };
        let message = match self.subject() {
            Some(subject) => format!("{subject} is {is}, and here stands {found}"),
            None => format!("here stands {found}, where {is} belongs"),
        };
        self.at_value(Problem::BadValue { message, expected: right })
    }

    /// A number, or none, stands where a key belongs: mostly behind the comma of a decimal.
    fn number_for_key(&self) -> Diagnostic {
        let message = match self.subject() {
            Some(subject) => format!("{subject} has a number where a key belongs"),
            None => "a number stands where a key belongs".to_owned(),
        };
        let expected = "write “key: value”; a decimal has a point, not a comma: 9.8";
        self.at_value(Problem::BadValue { message, expected: expected.to_owned() })
    }

    /// The last key of the way, unless an item of its list is meant.
    fn key(&self) -> Option<&str> {
        match self.steps.last() {
            Some(Step::LineKey(key)) => Some(key),
            _ => None,
        }
    }

    /// What the way leads to, by name; none for the whole.
    fn subject(&self) -> Option<String> {
        match self.steps.as_slice() {
            [.., Step::LineKey(key)] => Some(format!("“{key}”")),
            [.., Step::LineKey(key), Step::Item(n)] => {
                Some(format!("item {} of “{key}”", n.parse::<usize>().map_or(0, |n| n + 1)))
            }
            _ => None,
        }
    }

    fn describe(&self, id: Id) -> String {
        let node = self.tree.node(self.tree.target(id));
        match &node.kind {
            _ if node.has_tag => {
                let written = &self.source.yaml()[node.at.clone()];
                format!("“{}”", written.split_whitespace().next().unwrap_or_default())
            }
            NodeKind::List(_) => "a list".to_owned(),
            NodeKind::Map(_) => "a block of keys".to_owned(),
            NodeKind::Alias(_) => "nothing".to_owned(),
            NodeKind::Scalar(text, true) if matches!(&**text, "" | "~" | "null") => {
                "nothing".to_owned()
            }
            NodeKind::Scalar(text, true) if text.parse::<f64>().is_ok() => {
                format!("the number {text}")
            }
            NodeKind::Scalar(text, true) if matches!(&**text, "true" | "false") => {
                format!("“{text}”")
            }
            NodeKind::Scalar(text, false) if truth(text).is_some() => {
                format!("the text “{text}” in quotes")
            }
            NodeKind::Scalar(text, _) => format!("the text “{}”", shortened(text)),
        }
    }
}

/// The truth value that people mean by a word.
fn truth(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" | "bəli" | "hə" => Some("true"),
        "false" | "no" | "n" | "off" | "0" | "xeyr" | "yox" => Some("false"),
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn any_of(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        words => words.concat(),
    }
}

/// The name that is refused and those that are known, from “`x`, expected one of `a`, `b`”.
fn named(text: &str) -> Option<(&str, Vec<&str>)> {
    let mut words = text.split('`').skip(1).step_by(2);
    Some((words.next()?, words.collect()))
}

fn between<'a>(text: &'a str, before: &str, after: char) -> Option<&'a str> {
    text.strip_prefix(before)?.split(after).next()
}

//! Words without markup: titles, descriptions, labels, addresses. May hold facts, which only the
//! site knows.

use super::scan;
use super::scan::marks::{self, Piece};
use certsite_base::diag::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Words, and the facts between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// All words, with nothing where facts stand.
    text: String,
    /// Where they stand, in order, and their keys.
    facts: Vec<(usize, Arc<str>)>,
}

crate::packed!(Words { text, facts });

/// A piece of [`Words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// Text between facts, without markup.
    Text(&'a str),
    /// The key of a fact, whose value only the site knows.
    Fact(&'a Arc<str>),
}

impl Words {
    /// Text as an editor wrote it: facts in braces, comments left out.
    pub fn read(text: &str) -> Words {
        let scanned = scan::plain(text);
        let mut words = Words::default();
        words.push_marked(&scanned.text, &scanned.keys);
        let last = words.facts.last().map_or(0, |(at, _)| *at);
        words.text.truncate(words.text.trim_end().len().max(last));
        words
    }

    /// Adds text as it is, without looking for facts in it.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds other words with their facts behind these.
    pub fn append(&mut self, other: &Words) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.facts.extend(other.facts.iter().map(|(at, key)| (start + at, key.clone())));
    }

    /// Adds text that came through the scanner, whose marks stand for these keys.
    pub fn push_marked(&mut self, text: &str, keys: &[Arc<str>]) {
        for piece in marks::pieces(text) {
            match piece {
                Piece::Text(text) => self.text.push_str(text),
                Piece::Fact(n) => {
                    // An entity may look like a mark, and is reported.
                    self.facts.extend(keys.get(n).map(|key| (self.text.len(), key.clone())));
                }
            }
        }
    }

    /// The whole text if no fact is part of it, else `None`.
    pub fn literal(&self) -> Option<&str> {
        self.facts.is_empty().then_some(&self.text)
    }

    /// Text and facts in their order. Text between two facts may be empty.
    pub fn pieces(&self) -> impl Iterator<Item = Word<'_>> {
        let mut from = 0;
        let facts = self.facts.iter().flat_map(move |(at, key)| {
            let text = &self.text[from..*at];
            from = *at;
            [Word::Text(text), Word::Fact(key)]
        });
        let last = self.facts.last().map_or(0, |(at, _)| *at);
        facts.chain([Word::Text(&self.text[last..])])
    }

    /// The keys of the facts in their order, also more than once.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.facts.iter().map(|(_, key)| key)
    }

    /// The whole, with each fact as `fact` says it.
    pub fn fill<T: AsRef<str>>(&self, fact: impl Fn(&str) -> T) -> Cow<'_, str> {
        match self.literal() {
            Some(text) => Cow::Borrowed(text),
            None => {
                let mut out = String::with_capacity(self.text.len() + 32);
                for piece in self.pieces() {
                    match piece {
                        Word::Text(text) => out.push_str(text),
                        Word::Fact(key) => out.push_str(fact(key).as_ref()),
                    }
                }
                Cow::Owned(out)
            }
        }
    }

    /// True if there is nothing to be seen.
    pub fn is_blank(&self) -> bool {
        self.facts.is_empty() && self.text.trim().is_empty()
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Words {
        Words { text: text.to_owned(), facts: Vec::new() }
    }
}

/// The facts that the bytes `range` of a source draw, and what is mistyped there, with their places.
pub fn uses(source: &str, range: Range<usize>) -> Uses {
    let scanned = scan::plain_at(source, range);
    let slips = scanned.slips.into_iter().map(|(slip, at)| (slip.problem(&source[at.clone()]), at));
    Uses { facts: scanned.facts, slips: slips.collect() }
}

/// The facts and slips that [`uses`] finds in a stretch of a source.
pub struct Uses {
    /// The key of each use of a fact, with its bytes in the source.
    pub facts: Vec<(Arc<str>, Range<usize>)>,
    /// What was mistyped, with its bytes in the source.
    pub slips: Vec<(Problem, Range<usize>)>,
}

/// Writes text as an editor would that means itself: braces of facts and the beginnings of comments
/// stand behind a backslash.
pub fn escaped(text: &str) -> String {
    text.replace("{{", "\\{{").replace("<!--", "\\<!--")
}

/// Writes the words as an editor would: facts in double braces, and text that means itself.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|piece| match piece {
            Word::Text(text) => f.write_str(&escaped(text)),
            Word::Fact(key) => write!(f, "{{{{{key}}}}}"),
        })
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Words::read(&text))
    }
}

impl JsonSchema for Words {
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(Words::read(text).fill(|key| format!("⟨{key}⟩")), expect, "{text}");
    }

    #[test]
    fn facts_are_told_from_braces() {
        for (text, expect) in [
            ("About", "About"),
            ("About {{team.name}}", "About ⟨team.name⟩"),
            ("{{ a.b }}{{c}}, {d}", "⟨a.b⟩⟨c⟩, {d}"),
            ("Write \\{{a.b}}", "Write {{a.b}}"),
            ("a\\b \\{ `{{c}}` *d*", "a\\b \\{ `⟨c⟩` *d*"),
            ("open {{a", "open {{a"),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn comments_are_left_out() {
        for (text, expect) in [
            ("A <!-- b --> c", "A c"),
            ("A<!-- b -->c", "Ac"),
            ("A <!-- b -->", "A"),
            ("<!-- b --> A", "A"),
            ("A <!-- b\nc --> d", "A d"),
            ("a <- b --> c", "a <- b --> c"),
            ("A \\<!-- b --> c", "A <!-- b --> c"),
            ("A \\<!-- b <!-- c --> d", "A <!-- b d"),
        ] {
            check(text, expect);
        }
    }

    #[test]
    fn words_are_shown_as_they_were_written() {
        let words = Words::read("About {{ team.name }}, \\{{x}}!");
        assert_eq!(words.to_string(), "About {{team.name}}, \\{{x}}!");
        assert_eq!(Words::read(&words.to_string()), words);
        assert_eq!(words.keys().map(|key| &**key).collect::<Vec<_>>(), ["team.name"]);
    }
}

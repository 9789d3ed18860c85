//! `content/data/sensors.yaml` → which class and type the words of each kind of sensor stand for.
//!
//! Tallies keep the words, and rules are asked when figures are made: a rule that comes later says
//! what was counted long before.

use crate::read::Format;
use crate::words::clean;
use certsite_taxonomy::{Codes, Kind};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// A word of a sensor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// Whose word it is.
    pub format: Format,
    /// The word, as [`clean`] leaves it.
    pub text: Box<str>,
}

/// The file as it is written: a word, and the class and type that it stands for.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    eve: BTreeMap<String, String>,
    shadowserver: BTreeMap<String, String>,
    intelmq: BTreeMap<String, String>,
}

/// A rule whose class the taxonomy does not have.
#[derive(Debug)]
pub struct WrongRule {
    /// Where it stands: the kind of log, and the word.
    pub path: [String; 2],
    /// The class and type that it names.
    pub code: String,
}

/// What the words of sensors mean.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Whole words, in ASCII lower case.
    words: HashMap<Word, Kind>,
    /// Beginnings of words, the longest first.
    beginnings: Vec<(Word, Kind)>,
    /// Types that the taxonomy has, each in one class.
    types: HashMap<String, Kind>,
    codes: Codes,
}

impl Rules {
    /// The rules as they are written, and those that name what the taxonomy does not have.
    pub fn new(written: Written, codes: &Codes) -> (Rules, Vec<WrongRule>) {
        let mut rules = Rules { types: codes.by_type(), codes: codes.clone(), ..Rules::default() };
        let mut wrong = Vec::new();
        let groups = [
            (Format::Eve, written.eve),
            (Format::Shadowserver, written.shadowserver),
            (Format::Intelmq, written.intelmq),
        ];
        for (format, (word, code)) in groups
            .into_iter()
            .flat_map(|(format, group)| group.into_iter().map(move |rule| (format, rule)))
        {
            let Some(kind) = codes.written(&code) else {
                wrong.push(WrongRule { path: [format.name().to_owned(), word], code });
                continue;
            };
            let word = Word { format, text: clean(&word).to_ascii_lowercase().into() };
            if format == Format::Shadowserver {
                rules.beginnings.push((word, kind));
            } else {
                rules.words.insert(word, kind);
            }
        }
        rules.beginnings.sort_by_key(|(word, _)| std::cmp::Reverse(word.text.len()));
        (rules, wrong)
    }

    /// Whether there is a rule for exactly this word.
    pub fn has(&self, format: Format, word: &str) -> bool {
        let word = Word { format, text: clean(word) };
        self.words.contains_key(&word) || self.beginnings.iter().any(|(known, _)| *known == word)
    }

    /// What a word stands for: by a rule, or because it is a type of the taxonomy itself.
    pub fn kind(&self, word: &Word) -> Option<Kind> {
        let Word { format, text } = word;
        if *format == Format::Rsit {
            return self.codes.written(text);
        }
        let text = text.to_ascii_lowercase();
        let word = Word { format: *format, text: text.as_str().into() };
        let begins =
            |rule: &&(Word, Kind)| rule.0.format == *format && word.text.starts_with(&*rule.0.text);
        let found = self.words.get(&word);
        let found = found.or_else(|| self.beginnings.iter().find(begins).map(|(_, kind)| kind));
        let own = || (*format == Format::Intelmq).then(|| self.types.get(&text)).flatten();
        found.or_else(own).cloned()
    }
}

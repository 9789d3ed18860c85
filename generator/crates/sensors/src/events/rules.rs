//! `content/data/sensors.yaml` → which class and type the words of each kind of sensor stand for.

use certsite_taxonomy::{Codes, Kind};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// What the words of sensors mean.
#[derive(Default)]
pub struct Rules {
    /// Categories of Suricata's rules, as written and in ASCII lower case.
    eve: HashMap<String, Kind>,
    /// Reports of Shadowserver by the beginning of their names, the longest first.
    shadowserver: Vec<(String, Kind)>,
    /// Types of IntelMQ that RSIT does not have.
    intelmq: HashMap<String, Kind>,
    /// Types that the taxonomy has, each in one class.
    types: HashMap<String, Kind>,
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

impl Rules {
    /// The rules as they are written, and those that name what the taxonomy does not have.
    pub fn new(written: Written, codes: &Codes) -> (Rules, Vec<WrongRule>) {
        let mut wrong = Vec::new();
        let mut known = |group: &str, map: BTreeMap<String, String>| {
            let mut found = Vec::new();
            for (word, code) in map {
                match codes.written(&code) {
                    // As it is written too: so most words are found at once.
                    Some(kind) => {
                        found.push((word.to_ascii_lowercase(), kind.clone()));
                        found.push((word, kind));
                    }
                    None => wrong.push(WrongRule { path: [group.to_owned(), word], code }),
                }
            }
            found
        };
        let mut rules = Rules {
            eve: known("eve", written.eve).into_iter().collect(),
            shadowserver: known("shadowserver", written.shadowserver),
            intelmq: known("intelmq", written.intelmq).into_iter().collect(),
            types: codes.by_type(),
        };
        rules.shadowserver.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        (rules, wrong)
    }

    /// What a category of Suricata's rules stands for.
    pub fn eve(&self, category: &str) -> Option<&Kind> {
        self.eve.get(category).or_else(|| self.eve.get(&category.to_ascii_lowercase()))
    }

    /// What a report of Shadowserver is about.
    pub fn shadowserver(&self, report: &str) -> Option<&Kind> {
        let found = self.shadowserver.iter().find(|(start, _)| report.starts_with(start));
        found.map(|(_, kind)| kind)
    }

    /// What a type of IntelMQ stands for: its own name in the taxonomy, or a rule.
    pub fn intelmq(&self, kind: &str) -> Option<&Kind> {
        self.intelmq.get(kind).or_else(|| self.types.get(kind))
    }
}

//! `content/data/sensors.yaml` → which class and type the words of each kind of sensor stand for.

use crate::diag::{Diagnostic, Problem};
use crate::load::Inputs;
use crate::rsit::Codes;
use crate::yaml::Source;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where the rules stand.
pub const FILE: &str = "content/data/sensors.yaml";

/// A class with one of its types, by RSIT's codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The class.
    pub class: Arc<str>,
    /// The type.
    pub kind: Arc<str>,
}

impl Kind {
    /// What is counted though nobody said what it is.
    pub fn undetermined() -> Kind {
        Kind { class: "other".into(), kind: "undetermined".into() }
    }
}

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

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    eve: BTreeMap<String, String>,
    shadowserver: BTreeMap<String, String>,
    intelmq: BTreeMap<String, String>,
}

impl Rules {
    /// Reads the rules; a class that the taxonomy does not have is reported at its line.
    pub fn read(inputs: &Inputs, codes: &Codes) -> (Rules, Vec<Diagnostic>) {
        let mut rules = Rules { types: types(codes), ..Rules::default() };
        let Some((file, text)) = inputs.text(FILE) else { return (rules, Vec::new()) };
        let source = Source::whole(file, text);
        let written: Written = match source.read_maps() {
            Ok(written) => written,
            Err(diagnostic) => return (rules, vec![*diagnostic]),
        };
        let mut diagnostics = Vec::new();
        let mut known = |group: &str, map: BTreeMap<String, String>| {
            let mut found = Vec::new();
            for (word, code) in map {
                match kind(codes, &code) {
                    // As it is written too: so most words are found at once.
                    Some(kind) => {
                        found.push((word.to_ascii_lowercase(), kind.clone()));
                        found.push((word, kind));
                    }
                    None => {
                        let message = format!("“{code}” is no class and type of the taxonomy");
                        let expected =
                            "write codes of content/data/rsit.yaml as class/type, such as \
                             intrusion-attempts/brute-force"
                                .to_owned();
                        let place = source.place_of_value(&[group, &word]);
                        let problem = Problem::BadValue { message, expected };
                        diagnostics.push(Diagnostic::at(problem, place));
                    }
                }
            }
            found
        };
        rules.eve = known("eve", written.eve).into_iter().collect();
        rules.shadowserver = known("shadowserver", written.shadowserver);
        rules.shadowserver.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        rules.intelmq = known("intelmq", written.intelmq).into_iter().collect();
        (rules, diagnostics)
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

/// `class/type` as codes that the taxonomy has.
fn kind(codes: &Codes, text: &str) -> Option<Kind> {
    let (class, kind) = text.split_once('/')?;
    let has = codes.class(class)?.types.iter().any(|known| known.code == kind);
    has.then(|| Kind { class: class.into(), kind: kind.into() })
}

fn types(codes: &Codes) -> HashMap<String, Kind> {
    let mut types = HashMap::new();
    for class in &codes.classes {
        let name: Arc<str> = class.code.as_str().into();
        for kind in &class.types {
            let code = kind.code.as_str();
            types.insert(code.to_owned(), Kind { class: name.clone(), kind: code.into() });
        }
    }
    types
}

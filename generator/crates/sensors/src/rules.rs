//! `content/data/sensors.yaml` → which class and type the words of each kind of sensor stand for.
//!
//! Tallies keep the words, and rules are asked when figures are made: a rule that comes later says
//! what was counted long before.

use crate::read::{LogFormat, Signature, shadowserver};
use crate::words::{clean, is_clean};
use certsite_taxonomy::{Codes, IncidentKind};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// What a sensor calls a kind of event: a category, a type, the name of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// The format of the logs that have the word: another sensor may mean something else by it.
    pub format: LogFormat,
    /// The word itself, as [`clean`] leaves it; empty if the log does not say what it was.
    pub text: Box<str>,
}

/// The file as it is written: a word, and the class and type that it stands for.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RulesFile {
    eve: BTreeMap<String, String>,
    shadowserver: BTreeMap<String, String>,
    intelmq: BTreeMap<String, String>,
    zeek: BTreeMap<String, String>,
    snort: BTreeMap<String, String>,
    crowdsec: BTreeMap<String, String>,
    fail2ban: BTreeMap<String, String>,
    cowrie: BTreeMap<String, String>,
    honeypot: BTreeMap<String, String>,
}

/// A rule that names a class or type which the taxonomy does not have.
#[derive(Debug)]
pub struct WrongRule {
    /// The keys in the file at which it stands: the name of the format, and the word.
    pub path: [String; 2],
    /// What it names, as it is written.
    pub code: String,
}

/// A word as rules are compared: older tallies have no `&`.
fn folded(word: &str) -> Box<str> {
    word.to_ascii_lowercase().replace('&', "-").into()
}

/// Stands between a signature that has a rule and the category that it is of.
const OF: &str = " // ";

/// The word of a signature that has a rule: with its category, which holds when the rule is gone, as
/// far as a tally has room for both.
pub fn with_category(signature: &str, category: &str) -> Box<str> {
    let both = format!("{signature}{OF}{}", clean(category));
    match !category.is_empty() && is_clean(&both) {
        true => both.into(),
        false => signature.into(),
    }
}

/// What the words of sensors mean: which class and type of the taxonomy.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Whole words, in ASCII lower case.
    words: HashMap<Word, IncidentKind>,
    /// Beginnings of words, the longest first.
    beginnings: Vec<(Word, IncidentKind)>,
    /// Types that the taxonomy has, each in one class.
    types: HashMap<String, IncidentKind>,
    codes: Codes,
}

impl Rules {
    /// The rules as they are written, and those that name what the taxonomy does not have.
    pub fn new(written: RulesFile, codes: &Codes) -> (Rules, Vec<WrongRule>) {
        let mut rules = Rules { types: codes.by_type(), codes: codes.clone(), ..Rules::default() };
        let mut wrong = Vec::new();
        let groups = [
            (LogFormat::Eve, written.eve),
            (LogFormat::Shadowserver, written.shadowserver),
            (LogFormat::Intelmq, written.intelmq),
            (LogFormat::Zeek, written.zeek),
            (LogFormat::Snort, written.snort),
            (LogFormat::Crowdsec, written.crowdsec),
            (LogFormat::Fail2ban, written.fail2ban),
            (LogFormat::Cowrie, written.cowrie),
            (LogFormat::Honeypot, written.honeypot),
        ];
        for (format, (word, code)) in groups
            .into_iter()
            .flat_map(|(format, group)| group.into_iter().map(move |rule| (format, rule)))
        {
            let Some(kind) = codes.written(&code) else {
                wrong.push(WrongRule { path: [format.name().to_owned(), word], code });
                continue;
            };
            // Zeek's words have colons, which a tally keeps for addresses.
            let written = if format == LogFormat::Zeek { word.replace("::", "/") } else { word };
            let word = Word { format, text: folded(&clean(&written)) };
            if format == LogFormat::Shadowserver && !shadowserver::is_report(&word.text) {
                rules.beginnings.push((word, kind));
            } else {
                rules.words.insert(word, kind);
            }
        }
        rules.beginnings.sort_by_key(|(word, _)| std::cmp::Reverse(word.text.len()));
        (rules, wrong)
    }

    /// Whether somebody has written a rule for exactly this word, in whatever case.
    pub fn has(&self, format: LogFormat, word: &str) -> bool {
        let word = Word { format, text: folded(&clean(word)) };
        self.words.contains_key(&word) || self.beginnings.iter().any(|(known, _)| *known == word)
    }

    /// The word for which there is a rule of a signature alone: its number, with the group before
    /// it unless that is 1, or its name. `None` if there is no such rule.
    pub fn signature(&self, format: LogFormat, signature: &Signature) -> Option<Box<str>> {
        let Signature { group, number, name } = signature;
        let numbered = |number: &u64| match group {
            1 => number.to_string(),
            group => format!("{group}-{number}"),
        };
        let names = [number.as_ref().map(numbered), Some(name.to_string())];
        names.into_iter().flatten().map(|name| clean(&name)).find(|name| {
            let text = folded(name);
            self.words.contains_key(&Word { format, text })
        })
    }

    /// The class and type that a word stands for: by a rule, or because it is a type of the
    /// taxonomy itself. One that was kept for a rule of its signature stands for its category once
    /// that rule is gone. `None` if no rule says anything.
    pub fn kind(&self, word: &Word) -> Option<IncidentKind> {
        let Word { format, text } = word;
        if *format == LogFormat::Rsit {
            return self.codes.written(text);
        }
        let text = folded(text);
        self.rule_for(*format, &text).or_else(|| {
            let (signature, category) = text.rsplit_once(OF)?;
            self.rule_for(*format, signature).or_else(|| self.rule_for(*format, category))
        })
    }

    fn rule_for(&self, format: LogFormat, text: &str) -> Option<IncidentKind> {
        let ruled =
            |format, text: &str| self.words.get(&Word { format, text: text.into() }).cloned();
        let own = ruled(format, text);
        match format {
            LogFormat::Shadowserver => own.or_else(|| self.report(text)),
            LogFormat::Intelmq => own.or_else(|| self.types.get(text).cloned()),
            // Snort's classes have the same descriptions as Suricata's.
            LogFormat::Snort => own.or_else(|| ruled(LogFormat::Eve, text)),
            _ => own,
        }
    }

    /// What a report of Shadowserver is about that has no rule of its own: what the same over IPv4
    /// is, what rules say of all that begin so, what Shadowserver states.
    fn report(&self, name: &str) -> Option<IncidentKind> {
        let twin = shadowserver::twin(name);
        let twin = twin.as_deref();
        let ruled = |name: &str| {
            let word = Word { format: LogFormat::Shadowserver, text: name.into() };
            self.words.get(&word).cloned()
        };
        let begins = |rule: &&(Word, IncidentKind)| name.starts_with(&*rule.0.text);
        let beginning = || self.beginnings.iter().find(begins).map(|(_, kind)| kind.clone());
        let stated = || {
            let code = shadowserver::stated(name).or_else(|| shadowserver::stated(twin?))?;
            self.codes.written(code)
        };
        twin.and_then(ruled).or_else(beginning).or_else(stated)
    }
}

#[cfg(test)]
mod tests;

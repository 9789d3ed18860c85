//! The theme's words in one language: `strings/<lang>.yaml`.

use super::slips::Slips;
use crate::config::Config;
use crate::feature::Asked;
use crate::load::Inputs;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::{Lang, PerLang};
use certsite_base::yaml::Source;
use serde_yaml::{Mapping, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The strings that certsite itself asks for, whatever a site holds.
pub const OWN: [&str; 14] = [
    "alert.caution",
    "alert.important",
    "alert.note",
    "alert.tip",
    "alert.warning",
    "content.anchor",
    "content.footnote_back",
    "content.footnotes",
    "content.table",
    "placeholder.none",
    "placeholder.unknown",
    "receipt.title",
    "redirect.title",
    "tags.all",
];

/// The strings of one language.
pub struct Strings {
    flat: BTreeMap<String, String>,
    /// Its file is not there or cannot be read, which is told.
    is_unread: bool,
    /// The same, nested, as templates see it.
    pub value: tera::Value,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { flat: BTreeMap::new(), is_unread: true, value: tera::Map::default().into() }
    }
}

impl Strings {
    /// The string at a path such as `alert.note`; the key itself if it is missing, so that
    /// a gap shows where it is.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.flat.get(key).map_or(key, String::as_str)
    }

    /// The keys of all its strings.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.flat.keys().map(String::as_str)
    }
}

/// Reads the strings of all languages. What certsite itself asks for, and each key that one language
/// has, must be there in all of them. What features ask for is `asked`.
pub fn read(
    config: &Config,
    inputs: &Inputs,
    asked: &[Asked],
    diagnostics: &mut Vec<Diagnostic>,
) -> PerLang<Strings> {
    let mut strings = PerLang::new(&config.languages, |lang| {
        let path = path(config, lang);
        let Some((file, text)) = inputs.text(&path) else {
            if !inputs.unread.contains(path.as_str()) {
                let place = Place::file(&path.as_str().into());
                diagnostics.push(Diagnostic::at(Problem::SettingsMissing { path }, place));
            }
            return Strings::default();
        };
        let source = Source::whole(file, text);
        let tree = source.read::<BTreeMap<String, Value>>();
        // Only a mapping tells of a key that stands in it twice.
        match tree.and_then(|tree| source.read::<Mapping>().map(|_| tree)) {
            Ok(_) if source.is_empty() => {
                diagnostics.extend(source.wants_keys(&[]));
                Strings::default()
            }
            Ok(tree) => {
                let tree: Mapping = tree.into_iter().map(|(k, v)| (k.into(), v)).collect();
                let mut reader = Reader { source, flat: BTreeMap::new(), diagnostics };
                reader.block(&tree, &mut Vec::new());
                let (flat, value) = (reader.flat, tera::Value::from_serializable(&tree));
                Strings { flat, is_unread: false, value }
            }
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                Strings::default()
            }
        }
    });
    let read = || strings.iter().filter(|(_, strings)| !strings.is_unread);
    let wanted = |lang: Lang| {
        let others = read().filter(move |(other, _)| *other != lang);
        OWN.into_iter().chain(others.flat_map(|(_, other)| other.keys()))
    };
    let slips = PerLang::new(&config.languages, |lang| {
        Slips::of(strings[lang].keys(), wanted(lang), keys(asked))
    });
    for (lang, own) in read() {
        diagnostics.extend(told(&slips[lang], config, inputs, lang));
        let follows = |key: &str| {
            slips[lang].mean(key) || slips.iter().any(|(other, of)| other != lang && of.hold(key))
        };
        let missing: BTreeSet<&str> =
            wanted(lang).filter(|key| !own.flat.contains_key(*key) && !follows(key)).collect();
        diagnostics.extend(missing.into_iter().map(|key| missing_in(config, lang, key)));
    }
    // Templates would miss every word of a file that is told of already.
    let other = read().next().map(|(_, strings)| strings.value.clone());
    if let Some(other) = other {
        for lang in config.languages.iter() {
            if strings[lang].is_unread {
                strings[lang].value = other.clone();
            }
        }
    }
    strings
}

/// Reports strings that no language has though features ask for them. `needed` says which of some
/// missing ones the site makes a feature ask for.
pub fn missing<'a>(
    strings: &PerLang<Strings>,
    config: &Config,
    inputs: &Inputs,
    asked: &'a [Asked],
    needed: impl Fn(&Asked, Vec<&'a str>) -> Vec<&'a str>,
) -> Vec<Diagnostic> {
    // What one language has is told of for the others when they are read.
    let is_missing =
        |key: &&str| strings.iter().all(|(_, own)| !own.is_unread && !own.flat.contains_key(*key));
    let mut wanted = BTreeSet::new();
    for asked in asked {
        let missing: Vec<_> = asked.keys.iter().map(String::as_str).filter(is_missing).collect();
        if !missing.is_empty() {
            wanted.extend(needed(asked, missing));
        }
    }
    let mut diagnostics = Vec::new();
    for (lang, own) in strings.iter().filter(|_| !wanted.is_empty()) {
        let known = OWN.into_iter().chain(keys(asked));
        let slips = Slips::of(own.keys(), wanted.iter().copied(), known);
        diagnostics.extend(told(&slips, config, inputs, lang));
        let others = wanted.iter().filter(|key| !slips.mean(key));
        diagnostics.extend(others.map(|key| missing_in(config, lang, key)));
    }
    diagnostics
}

fn keys(asked: &[Asked]) -> impl Iterator<Item = &str> {
    asked.iter().flat_map(|asked| &asked.keys).map(String::as_str)
}

/// The slips of a language, each at its line.
fn told(slips: &Slips, config: &Config, inputs: &Inputs, lang: Lang) -> Vec<Diagnostic> {
    let Some((file, text)) = inputs.text(&path(config, lang)) else { return Vec::new() };
    let source = Source::whole(file, text);
    let last = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
    let tell = |(written, meant): (&str, &str)| {
        let hint = format!("did you mean “{}”?", last(meant));
        let steps: Vec<&str> = written.split('.').collect();
        Diagnostic::at(Problem::UnknownKey { key: last(written), hint }, source.place_of(&steps))
    };
    slips.all().map(tell).collect()
}

fn missing_in(config: &Config, lang: Lang, key: &str) -> Diagnostic {
    let code = config.languages[lang].code.clone();
    let problem = Problem::StringMissing { key: key.to_owned(), lang: code };
    Diagnostic::at(problem, Place::file(&path(config, lang).into()))
}

/// The path of a language's words.
fn path(config: &Config, lang: Lang) -> String {
    format!("themes/{}/strings/{}.yaml", config.theme, config.languages[lang].code)
}

/// Reads the blocks of a file down to its texts.
struct Reader<'a> {
    source: Source<'a>,
    flat: BTreeMap<String, String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Mapping, path: &mut Vec<String>) {
        for (key, value) in block {
            path.push(match key {
                Value::Number(number) => number.to_string(),
                key => key.as_str().unwrap_or_default().to_owned(),
            });
            match value {
                Value::Mapping(inner) => self.block(inner, path),
                Value::String(text) if !text.trim().is_empty() => {
                    self.flat.insert(path.join("."), text.clone());
                }
                Value::String(_) => self.no_text(path, "is empty", "write what readers are to see"),
                _ => {
                    let expected = "write one text, between quotes if it is a number or “true”";
                    self.no_text(path, "is no text", expected);
                }
            }
            path.pop();
        }
    }

    fn no_text(&mut self, path: &[String], wrong: &str, expected: &str) {
        let problem = Problem::BadValue {
            message: format!("the string “{}” {wrong}", path.join(".")),
            expected: expected.into(),
        };
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        self.diagnostics.push(Diagnostic::at(problem, self.source.place_of(&steps)));
        // It is there, and need not be told of again.
        self.flat.insert(path.join("."), path.join("."));
    }
}

//! The theme's words in one language: `strings/<lang>.yaml`.

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
}

/// Reads the strings of all languages. What certsite itself asks for, and each key that one language
/// has, must be there in all of them.
pub fn read(
    config: &Config,
    inputs: &Inputs,
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
    for (lang, own) in read() {
        let stated = read().flat_map(|(_, other)| other.flat.keys().map(String::as_str));
        let wanted: BTreeSet<&str> = OWN.into_iter().chain(stated).collect();
        let missing = wanted.into_iter().filter(|key| !own.flat.contains_key(*key));
        diagnostics.extend(missing.map(|key| missing_in(config, lang, key)));
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
    asked: &'a [Asked],
    needed: impl Fn(&Asked, Vec<&'a str>) -> Vec<&'a str>,
) -> Vec<Diagnostic> {
    // What one language has is told of for the others when they are read.
    let is_missing =
        |key: &&str| strings.iter().all(|(_, own)| !own.is_unread && !own.flat.contains_key(*key));
    let mut keys = BTreeSet::new();
    for asked in asked {
        let missing: Vec<_> = asked.keys.iter().map(String::as_str).filter(is_missing).collect();
        if !missing.is_empty() {
            keys.extend(needed(asked, missing));
        }
    }
    let each = keys.into_iter().flat_map(|key| strings.iter().map(move |(lang, _)| (lang, key)));
    each.map(|(lang, key)| missing_in(config, lang, key)).collect()
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

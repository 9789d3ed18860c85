//! The theme's words in one language: `strings/<lang>.yaml`.

use crate::config::Config;
use crate::diag::{Diagnostic, Place, Problem};
use crate::lang::PerLang;
use crate::load::Inputs;
use crate::yaml::Source;
use std::collections::BTreeMap;

/// The strings of one language.
pub struct Strings {
    flat: BTreeMap<String, String>,
    /// The same, nested, as templates see it.
    pub value: tera::Value,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { flat: BTreeMap::new(), value: tera::Map::default().into() }
    }
}

impl Strings {
    /// The string at a path such as `alert.note`; the key itself if it is missing, so that
    /// a gap shows where it is.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.flat.get(key).map_or(key, String::as_str)
    }
}

/// Reads the strings of all languages; each key must be there in each.
pub fn read(
    config: &Config,
    inputs: &Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> PerLang<Strings> {
    let path = |code: &str| format!("themes/{}/strings/{code}.yaml", config.theme);
    let strings = PerLang::new(&config.languages, |lang| {
        let path = path(&config.languages[lang].code);
        let Some((file, text)) = inputs.text(&path) else {
            diagnostics.push(Diagnostic::site(Problem::SettingsMissing { path }));
            return Strings::default();
        };
        match Source::whole(file, text).read::<serde_yaml::Value>() {
            Ok(tree) => {
                let mut flat = BTreeMap::new();
                flatten(&tree, "", &mut flat);
                Strings { flat, value: tera::Value::from_serializable(&tree) }
            }
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                Strings::default()
            }
        }
    });
    for (lang, own) in strings.iter() {
        let code = &config.languages[lang].code;
        for (_, other) in strings.iter() {
            for key in other.flat.keys().filter(|key| !own.flat.contains_key(*key)) {
                let place = inputs.text(&path(code)).map(|(file, _)| Place::file(file));
                let problem = Problem::StringMissing { key: key.clone(), lang: code.clone() };
                diagnostics.push(Diagnostic { problem, place });
            }
        }
    }
    strings
}

fn flatten(tree: &serde_yaml::Value, prefix: &str, flat: &mut BTreeMap<String, String>) {
    match tree {
        serde_yaml::Value::Mapping(mapping) => {
            for (key, value) in mapping {
                let key = key.as_str().unwrap_or_default();
                let key =
                    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
                flatten(value, &key, flat);
            }
        }
        serde_yaml::Value::String(text) => drop(flat.insert(prefix.to_owned(), text.clone())),
        _ => {}
    }
}

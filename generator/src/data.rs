//! Data files of features: YAML → a type, with problems at their places.

use crate::config::{Config, Texts};
use crate::diag::{Diagnostic, Place, Problem};
use crate::lang::PerLang;
use crate::load::Inputs;
use crate::yaml::Source;
use serde::de::DeserializeOwned;

/// Reads a data file; one that is not there is the default, one that does not hold is reported.
pub fn read_data<T: DeserializeOwned + Default>(
    inputs: &Inputs,
    path: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> T {
    let Some((file, text)) = inputs.text(path) else { return T::default() };
    let source = Source::whole(file, text);
    // A map would keep the last of two equal keys without a word.
    let distinct = source.read::<serde_yaml::Value>();
    distinct.and_then(|_| source.read()).unwrap_or_else(|diagnostic| {
        diagnostics.push(*diagnostic);
        T::default()
    })
}

/// A text of a data file in all languages; a missing language is reported at the text in another
/// one, or where that cannot be found, at `path` of the file.
pub fn texts(
    config: &Config,
    inputs: &Inputs,
    file: &str,
    path: &[&str],
    texts: &Texts,
    diagnostics: &mut Vec<Diagnostic>,
) -> PerLang<String> {
    texts.per_lang(&config.languages).unwrap_or_else(|lang| {
        let problem = Problem::LanguageMissing { key: path.join("."), lang };
        let place = inputs.text(file).map(|(file, yaml)| {
            let found = texts.0.values().find_map(|text| Some((yaml.find(text)?, text.len())));
            match found.filter(|(_, width)| *width > 0) {
                Some((start, width)) => Place::range(file, yaml, start..start + width),
                None => Source::whole(file, yaml).place_of(path),
            }
        });
        diagnostics.push(Diagnostic { problem, place });
        let any = texts.0.values().next().cloned().unwrap_or_default();
        PerLang::new(&config.languages, |_| any.clone())
    })
}

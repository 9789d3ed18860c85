//! Data files of features: YAML → a type, with problems at their places.

use crate::config::{Config, Texts};
use crate::load::Files;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::PerLang;
use certsite_base::yaml::Source;
use serde::de::DeserializeOwned;

/// A data file whose texts stand in all languages of the site.
pub struct DataFile<'a> {
    config: &'a Config,
    source: Option<Source<'a>>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> DataFile<'a> {
    /// Opens a file that may not be there: then it holds nothing, and that is no mistake.
    pub fn new(
        config: &'a Config,
        files: Files<'a>,
        path: &str,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let source = files.text(path).map(|(file, text)| Source::whole(file, text));
        DataFile { config, source, diagnostics }
    }

    /// What it holds, without keys that are wrong, which are reported; the default if it is not
    /// there, or nothing of it holds.
    pub fn read<T: DeserializeOwned + Default>(&mut self) -> T {
        let Some(source) = &self.source else { return T::default() };
        source.read_maps().unwrap_or_else(|first| {
            let (left, told) = source.read_all();
            self.diagnostics.extend(if told.is_empty() { vec![*first] } else { told });
            left.unwrap_or_default()
        })
    }

    /// The text at a path in all languages; one that is missing is reported beside another one.
    pub fn texts(&mut self, path: &[&str], texts: &Texts) -> PerLang<String> {
        let is_name = |step: &&&str| step.parse::<usize>().is_err();
        let names: Vec<&str> = path.iter().filter(is_name).copied().collect();
        for (code, problem) in texts.foreign(&self.config.languages, &names.join(".")) {
            self.report(&[path, &[code]].concat(), problem);
        }
        texts.per_lang(&self.config.languages).unwrap_or_else(|lang| {
            let other = texts.0.keys().next().map(String::as_str);
            let beside: Vec<&str> = path.iter().copied().chain(other).collect();
            let problem = Problem::LanguageMissing { key: names.join("."), lang };
            let place = self.source.as_ref().map(|source| source.place_of_value(&beside));
            self.diagnostics.push(Diagnostic { problem, place });
            let any = texts.0.values().next().cloned().unwrap_or_default();
            PerLang::new(&self.config.languages, |_| any.clone())
        })
    }

    /// Where the key or item at a path stands; none if the file is not there.
    pub fn place(&self, path: &[&str]) -> Option<Place> {
        self.source.as_ref().map(|source| source.place_of(path))
    }

    /// Reports a problem of the value at a path.
    pub fn report_value(&mut self, path: &[&str], problem: Problem) {
        let place = self.source.as_ref().map(|source| source.place_of_value(path));
        self.diagnostics.push(Diagnostic { problem, place });
    }

    /// Reports a problem of the key or item at a path.
    pub fn report(&mut self, path: &[&str], problem: Problem) {
        let place = self.source.as_ref().map(|source| source.place_of(path));
        self.diagnostics.push(Diagnostic { problem, place });
    }
}

//! `content/data/checklists.yaml` → what a letter tells staff to do first, for each class of
//! incident in each language.

use certsite_base::diag::{Diagnostic, Problem, nearest};
use certsite_base::lang::PerLang;
use certsite_site::config::{Config, Texts};
use certsite_site::data::DataFile;
use certsite_site::load::Files;
use certsite_site::rsit::{self, ClassCode};
use serde::Deserialize;
use std::collections::BTreeMap;

pub const FILE: &str = "content/data/checklists.yaml";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChecklists {
    note: Option<Texts>,
    #[serde(default)]
    opening: Vec<Texts>,
    #[serde(default)]
    closing: Vec<Texts>,
    classes: BTreeMap<String, Vec<Texts>>,
}

/// A checklist as plain text, by class of RSIT and code of its language.
pub type Checklists = BTreeMap<(ClassCode, String), String>;

/// Reads the data file; without one there are no checklists.
pub fn checklists(config: &Config, files: Files, diagnostics: &mut Vec<Diagnostic>) -> Checklists {
    // Its own mistakes are reported where pages are made of it.
    let taxonomy = rsit::read(files);
    let mut file = DataFile::new(config, files, FILE, diagnostics);
    let raw: RawChecklists = file.read();
    let note = raw.note.as_ref().map(|note| file.texts(&["note"], note));
    let (opening, closing) =
        (all(&mut file, &["opening"], &raw.opening), all(&mut file, &["closing"], &raw.closing));
    let mut lists = Checklists::new();
    for (class, steps) in &raw.classes {
        let Some(code) = taxonomy.class(class).map(|own| &own.code) else {
            let known: Vec<&str> = taxonomy.classes.iter().map(|c| c.code.as_str()).collect();
            if !taxonomy.is_partial {
                file.report(&["classes", class], unknown_class(class, &known));
            }
            continue;
        };
        let own = all(&mut file, &["classes", class], steps);
        for lang in config.languages.iter() {
            let steps = opening.iter().chain(&own).chain(&closing).map(|step| line(&step[lang]));
            let numbered = steps.enumerate().map(|(n, step)| format!("{}. {step}\n", n + 1));
            let note = note.iter().map(|note| line(&note[lang]) + "\n");
            let list = note.chain(numbered).collect();
            lists.insert((code.clone(), config.languages[lang].code.clone()), list);
        }
    }
    lists
}

/// The steps of the list at a path in all languages.
fn all(file: &mut DataFile, path: &[&str], steps: &[Texts]) -> Vec<PerLang<String>> {
    let step = |(n, raw): (usize, &Texts)| {
        let n = n.to_string();
        file.texts(&[path, &[n.as_str()]].concat(), raw)
    };
    steps.iter().enumerate().map(step).collect()
}

/// A step on one line, however its YAML was broken.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unknown_class(class: &str, known: &[&str]) -> Problem {
    let hint = match nearest(class, known.iter().copied()) {
        Some(near) => format!("did you mean “{near}”?"),
        None => format!("write the code of a class of {}: {}", rsit::FILE, known.join(", ")),
    };
    Problem::UnknownKey { key: class.to_owned(), hint }
}

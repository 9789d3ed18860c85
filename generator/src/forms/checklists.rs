//! `content/data/checklists.yaml` → what a letter tells staff to do first, for each class of
//! incident in each language.

use crate::config::{Config, Texts};
use crate::data::{read_data, texts};
use crate::diag::{Diagnostic, Problem, nearest};
use crate::lang::{PerLang, is_slug};
use crate::load::Inputs;
use crate::yaml::Source;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = "content/data/checklists.yaml";

/// The file whose classes of incident the lists are for.
const CLASSES: &str = "content/data/rsit.yaml";

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

/// The part of the taxonomy that is needed here.
#[derive(Default, Deserialize)]
struct RawTaxonomy {
    classes: Vec<RawClass>,
}

#[derive(Deserialize)]
struct RawClass {
    code: String,
}

/// A checklist as plain text, by class of RSIT and code of its language.
pub type Checklists = BTreeMap<(String, String), String>;

/// Reads the data file; without one there are no checklists.
pub fn checklists(
    config: &Config,
    inputs: &Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Checklists {
    let raw: RawChecklists = read_data(inputs, FILE, diagnostics);
    // Its own mistakes are reported where pages are made of it.
    let taxonomy: RawTaxonomy = read_data(inputs, CLASSES, &mut Vec::new());
    // A code becomes the name of a file.
    let known: Vec<_> =
        taxonomy.classes.iter().map(|class| class.code.as_str()).filter(|c| is_slug(c)).collect();
    let mut all = |path: &[&str], steps: &[Texts]| -> Vec<PerLang<String>> {
        steps.iter().map(|raw| texts(config, inputs, FILE, path, raw, diagnostics)).collect()
    };
    let note = all(&["note"], raw.note.as_slice());
    let (opening, closing) = (all(&["opening"], &raw.opening), all(&["closing"], &raw.closing));
    let mut lists = Checklists::new();
    let mut unknown = Vec::new();
    for (class, steps) in &raw.classes {
        if !known.contains(&class.as_str()) {
            unknown.push(unknown_class(inputs, class, &known));
            continue;
        }
        let own = all(&["classes", class], steps);
        for lang in config.languages.iter() {
            let steps = opening.iter().chain(&own).chain(&closing).map(|step| line(&step[lang]));
            let numbered = steps.enumerate().map(|(n, step)| format!("{}. {step}\n", n + 1));
            let note = note.iter().map(|note| line(&note[lang]) + "\n");
            let list = note.chain(numbered).collect();
            lists.insert((class.clone(), config.languages[lang].code.clone()), list);
        }
    }
    diagnostics.extend(unknown);
    lists
}

/// A step on one line, however its YAML was broken.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unknown_class(inputs: &Inputs, class: &str, known: &[&str]) -> Diagnostic {
    let hint = match nearest(class, known.iter().copied()) {
        Some(near) => format!("did you mean “{near}”?"),
        None => format!("write the code of a class of {CLASSES}: {}", known.join(", ")),
    };
    let place = inputs
        .text(FILE)
        .map(|(file, text)| Source::whole(file, text).place_of(&["classes", class]));
    Diagnostic { problem: Problem::UnknownKey { key: class.to_owned(), hint }, place }
}

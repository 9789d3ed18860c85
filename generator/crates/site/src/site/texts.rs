//! What is wrong with words in whatever files they stand: characters, facts, values that are cut.

use crate::characters;
use crate::config::{self, Config};
use crate::feature::FactUse;
use crate::load::Inputs;
use crate::parse::{self, Doc};
use certsite_base::diag::{self, Diagnostic, Place, Problem};
use std::collections::HashSet;
use std::sync::Arc;

/// All problems of characters, facts and values in what is no page, in the order in which files are
/// looked through.
pub(super) fn problems(config: &Config, inputs: &Inputs, in_data: &[FactUse]) -> Vec<Diagnostic> {
    let mut problems = odd_characters(inputs);
    let unknown = in_data.iter().filter(|used| is_unknown(config, &used.key));
    problems.extend(unknown.map(|used| unknown_fact(&used.key, used.place.clone())));
    problems.extend(odd_values(inputs, in_data));
    problems
}

/// Characters that have no place in what is published, in all texts but pages, which are looked
/// at when they are parsed. Tables of codes and signatures say themselves what they cannot read.
fn odd_characters(inputs: &Inputs) -> Vec<Diagnostic> {
    let texts =
        inputs.texts().filter(|(path, _)| path.ends_with(".yaml") || path.ends_with(".html"));
    let problems = |(path, text): (&Arc<str>, &Arc<str>)| {
        let mut problems = characters::check(path, text);
        if path.ends_with(".yaml") {
            problems.extend(characters::check_yaml(path, text, 0..text.len()));
        }
        problems
    };
    texts.flat_map(problems).collect()
}

/// Facts that a page draws and that do not exist.
pub(super) fn unknown_facts(config: &Config, doc: &Doc) -> Vec<Diagnostic> {
    let unknown = doc.facts.iter().filter(|(key, _)| is_unknown(config, key));
    unknown.map(|(key, range)| unknown_fact(key, doc.place(range.clone()))).collect()
}

fn is_unknown(config: &Config, key: &str) -> bool {
    config.facts.get(key).is_none()
}

fn unknown_fact(key: &str, place: Place) -> Diagnostic {
    let hint = match diag::nearest(key, config::FACTS.iter().map(|def| def.key)) {
        Some(near) => format!("did you mean “{near}”?"),
        None => parse::NO_FACT.into(),
    };
    Diagnostic::at(Problem::UnknownFact { key: key.to_owned(), hint }, place)
}

/// Values of settings and data that do not say what their editor reads. Facts are drawn in those
/// files alone that features tell the facts of.
fn odd_values(inputs: &Inputs, in_data: &[FactUse]) -> Vec<Diagnostic> {
    let drawn: HashSet<&str> = in_data.iter().map(|used| &*used.place.file).collect();
    let is_ours = |path: &str| path.starts_with("content/") && path.ends_with(".yaml");
    let data = inputs.texts().filter(|(path, _)| is_ours(path));
    data.flat_map(|(path, text)| match drawn.contains(&**path) {
        true => parse::cuts(path, text),
        false => parse::value_problems(path, text, 0..text.len()),
    })
    .collect()
}

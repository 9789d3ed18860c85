//! Rules and tallies of sensors as a site has them, and what is wrong with them at its place. What
//! they are, the crate `certsite-sensors` knows.

use crate::diag::{Diagnostic, Place, Problem};
use crate::load::Inputs;
use crate::rsit::Codes;
use crate::yaml::Source;
use certsite_sensors::Fault;
use certsite_sensors::merge::strangers;
use certsite_sensors::old;
use certsite_sensors::part::{Name, Part};
use certsite_sensors::rules::{Rules, Written};
use certsite_sensors::store::FOLDER;
use certsite_sensors::tally::Tally;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the rules stand.
pub const RULES: &str = "content/data/sensors.yaml";

/// Reads the rules; a class that the taxonomy does not have is reported at its line.
pub fn rules(inputs: &Inputs, codes: &Codes) -> (Rules, Vec<Diagnostic>) {
    let none = || Rules::new(Written::default(), codes).0;
    let Some((file, text)) = inputs.text(RULES) else { return (none(), Vec::new()) };
    let source = Source::whole(file, text);
    let written = match source.read_maps() {
        Ok(written) => written,
        Err(diagnostic) => return (none(), vec![*diagnostic]),
    };
    let (rules, wrong) = Rules::new(written, codes);
    let diagnostics = wrong.into_iter().map(|rule| {
        let message = format!("“{}” is no class and type of the taxonomy", rule.code);
        let expected = "write codes of content/data/rsit.yaml as class/type, such as \
                        intrusion-attempts/brute-force"
            .to_owned();
        let place = source.place_of_value(&rule.path.each_ref().map(String::as_str));
        Diagnostic::at(Problem::BadValue { message, expected }, place)
    });
    (rules, diagnostics.collect())
}

/// A fault of a file as a problem of the site.
pub fn diagnostic(path: &Arc<str>, text: &str, fault: Fault) -> Diagnostic {
    let Fault { at, message, expected } = fault;
    Diagnostic::at(Problem::BadValue { message, expected }, Place::range(path, text, at))
}

/// The tallies of all sources by their names, and what is wrong with their files.
pub fn tallies(inputs: &Inputs) -> (BTreeMap<String, Vec<Tally>>, Vec<Diagnostic>) {
    let mut tallies: BTreeMap<String, Vec<Tally>> = BTreeMap::new();
    let mut parts: BTreeMap<String, Vec<(Arc<str>, Part)>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (path, text) in inputs.below(FOLDER).filter_map(|(path, _)| inputs.text(path)) {
        let Some((source, name)) = path[FOLDER.len()..].rsplit_once('/') else { continue };
        let stem = name.strip_suffix(".csv").and_then(|stem| stem.parse::<Name>().ok());
        let faults = if let Some(stem) = stem {
            match Part::parse(stem, text) {
                Ok(part) => {
                    parts.entry(source.to_owned()).or_default().push((path.clone(), part));
                    Vec::new()
                }
                Err(faults) => faults,
            }
        } else if old::is_month(name) {
            let (tally, faults) = old::tally(name, text);
            tallies.entry(source.to_owned()).or_default().push(tally);
            faults
        } else if name == old::LEDGER {
            old::ledger(text).err().into_iter().collect()
        } else {
            Vec::new()
        };
        diagnostics.extend(faults.into_iter().map(|fault| diagnostic(path, text, fault)));
    }
    for (source, parts) in parts {
        diagnostics.extend(unmerged(&parts));
        tallies.entry(source).or_default().extend(parts.into_iter().map(|(_, part)| part.tally));
    }
    (tallies, diagnostics)
}

/// The first two parts that may have lines in common, because nobody has looked.
fn unmerged(parts: &[(Arc<str>, Part)]) -> Option<Diagnostic> {
    let held: Vec<&Part> = parts.iter().map(|(_, part)| part).collect();
    let (earlier, later) = *strangers(&held).first()?;
    let message = format!(
        "this was counted on another machine than {}, and both have {}",
        held[earlier].name, held[later].name.first
    );
    let expected = "run “certsite sensors merge”: it finds the lines that both have counted";
    let problem = Problem::BadValue { message, expected: expected.to_owned() };
    Some(Diagnostic::at(problem, Place::file(&parts[later].0)))
}

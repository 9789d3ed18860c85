//! Rules, tallies and ledgers of sensors as a site has them, and what is wrong with them at its
//! place. What they are, the crate `certsite-sensors` knows.

use crate::diag::{Diagnostic, Place, Problem};
use crate::load::Inputs;
use crate::rsit::Codes;
use crate::yaml::Source;
use certsite_sensors::Fault;
use certsite_sensors::events::{Rules, Written};
use certsite_sensors::ledger::{self, Ledger};
use certsite_sensors::tally::{FOLDER, Tally};
use std::sync::Arc;

/// Where the rules stand.
pub const RULES: &str = "content/data/sensors.yaml";

/// Reads the rules; a class that the taxonomy does not have is reported at its line.
pub fn rules(inputs: &Inputs, codes: &Codes) -> (Rules, Vec<Diagnostic>) {
    let Some((file, text)) = inputs.text(RULES) else {
        return (Rules::new(Written::default(), codes).0, Vec::new());
    };
    let source = Source::whole(file, text);
    let written = match source.read_maps() {
        Ok(written) => written,
        Err(diagnostic) => {
            return (Rules::new(Written::default(), codes).0, vec![*diagnostic]);
        }
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

/// The tallies of all sources, a file each with the name of its source, and what is wrong with them
/// and their ledgers.
pub fn tallies(inputs: &Inputs, codes: &Codes) -> (Vec<(String, Tally)>, Vec<Diagnostic>) {
    let mut tallies = Vec::new();
    let mut diagnostics = Vec::new();
    for (path, text) in inputs.below(FOLDER).filter_map(|(path, _)| inputs.text(path)) {
        let faults = if path.ends_with(ledger::NAME) {
            Ledger::parse(text).err().into_iter().collect()
        } else if path.ends_with(".csv") {
            let (tally, faults) = Tally::parse(path, text, codes);
            let name = path[FOLDER.len()..].rsplit_once('/').map_or("", |(name, _)| name);
            tallies.push((name.to_owned(), tally));
            faults
        } else {
            Vec::new()
        };
        diagnostics.extend(faults.into_iter().map(|fault| diagnostic(path, text, fault)));
    }
    (tallies, diagnostics)
}

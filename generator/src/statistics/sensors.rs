//! Rules and tallies of sensors as a site has them, and what is wrong with them at its place. What
//! they are, the crate `certsite-sensors` knows.

use crate::diag::{Diagnostic, Place, Problem};
use crate::load::Inputs;
use crate::memo::Memo;
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
use xxhash_rust::xxh3::xxh3_64;

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

/// A file of tallies, read once for its bytes.
pub enum Read {
    /// What an import has added.
    Part(Part),
    /// A month of an older version.
    Month(Tally),
}

impl Read {
    fn tally(&self) -> &Tally {
        match self {
            Read::Part(part) => &part.tally,
            Read::Month(tally) => tally,
        }
    }
}

/// A file, and what is wrong with it.
type File = (Option<Read>, Vec<Fault>);

/// The tallies of one source.
#[derive(Default)]
pub struct Sensor(Vec<Arc<File>>);

impl Sensor {
    /// All its tallies.
    pub fn iter(&self) -> impl Iterator<Item = &Tally> {
        self.0.iter().filter_map(|file| file.0.as_ref()).map(Read::tally)
    }
}

/// The tallies of all sources by their names.
pub type Tallies = BTreeMap<String, Sensor>;

/// Reads a file of a source's folder.
fn read(name: &str, text: &str) -> File {
    let stem = name.strip_suffix(".csv").and_then(|stem| stem.parse::<Name>().ok());
    if let Some(stem) = stem {
        return match Part::parse(stem, text) {
            Ok(part) => (Some(Read::Part(part)), Vec::new()),
            Err(faults) => (None, faults),
        };
    }
    if old::is_month(name) {
        let (tally, faults) = old::tally(name, text);
        return (Some(Read::Month(tally)), faults);
    }
    let is_ledger = name == old::LEDGER;
    (None, is_ledger.then(|| old::ledger(text).err()).flatten().into_iter().collect())
}

/// The tallies of all sources, and what is wrong with their files.
pub fn tallies(inputs: &Inputs, memo: &Memo) -> (Tallies, Vec<Diagnostic>) {
    let mut tallies = Tallies::new();
    let mut paths: BTreeMap<&str, Vec<&Arc<str>>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (path, file) in inputs.below(FOLDER) {
        let (Some((source, name)), Some((path, text))) =
            (path[FOLDER.len()..].rsplit_once('/'), inputs.text(path))
        else {
            continue;
        };
        // What a name says is part of what is read.
        let sum = file.sum ^ xxh3_64(name.as_bytes());
        let file = memo.get(sum, || read(name, text));
        let problem = |fault: &Fault| diagnostic(path, text, fault.clone());
        diagnostics.extend(file.1.iter().map(problem));
        if file.0.is_some() {
            tallies.entry(source.to_owned()).or_default().0.push(file);
            paths.entry(source).or_default().push(path);
        }
    }
    let pairs = tallies.values().zip(paths.values());
    diagnostics.extend(pairs.filter_map(|(sensor, paths)| unmerged(sensor, paths)));
    (tallies, diagnostics)
}

/// The first two parts that may have lines in common, because nobody has looked.
fn unmerged(sensor: &Sensor, paths: &[&Arc<str>]) -> Option<Diagnostic> {
    let parts = sensor.0.iter().zip(paths).filter_map(|(file, path)| match &file.0 {
        Some(Read::Part(part)) => Some((part, *path)),
        _ => None,
    });
    let (parts, paths): (Vec<&Part>, Vec<&Arc<str>>) = parts.unzip();
    let (earlier, later) = *strangers(&parts).first()?;
    let message = format!(
        "this was counted on another machine than {}, and both have {}",
        parts[earlier].name, parts[later].name.first
    );
    let expected = "run “certsite sensors merge”: it finds the lines that both have counted";
    let problem = Problem::BadValue { message, expected: expected.to_owned() };
    Some(Diagnostic::at(problem, Place::file(paths[later])))
}

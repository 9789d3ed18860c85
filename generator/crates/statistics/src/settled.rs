//! `content/data/settled/<source>/<period>.csv` → figures that were settled when their period was
//! public: what came in later changes none of them, until somebody decides that it should.
//!
//! A file keeps all that was ever published of its period, revision by revision, with what was
//! withheld: what a later one may show depends on it.

use super::dimension::{Dimension, Slot, Value};
use super::figures::Measure;
use super::register::day;
use super::rows::{Misread, Rows};
use super::word::Word;
use certsite_base::diag::Diagnostic;
use certsite_periods::Period;
use certsite_periods::settled::{FOLDER, named};
use certsite_site::load::Files;
use certsite_site::rsit::Codes;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The first line of each file.
const HEADER: &str = "step,day,measure,dimension,value,count,withheld";

/// A number that was settled: published, or withheld for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledNumber {
    /// The number itself, for the team's eyes only where it is withheld.
    pub count: u64,
    /// Whether readers saw the number or that it is withheld.
    pub is_withheld: bool,
}

/// What was published of a period by one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Counts the decisions about this source: periods of one step were published together.
    pub step: u32,
    /// The day of the decision on the team's clock.
    pub day: Date,
    /// Every number of each measure: the totals, and all values that came up.
    pub numbers: BTreeMap<(Measure, Slot), SettledNumber>,
}

/// The revisions of each period of a source, the oldest first.
pub type Revisions = BTreeMap<Period, Vec<Revision>>;

/// All settled figures of a site, by source and period.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    sources: BTreeMap<String, Revisions>,
    none: Revisions,
}

impl Settled {
    /// Reads all files, and tells what of them cannot be read: such a period counts as not settled.
    pub fn read(files: Files, codes: &Codes) -> (Settled, Vec<Diagnostic>) {
        let (mut settled, mut problems) = (Settled::default(), Vec::new());
        for (path, text) in files.texts_below(FOLDER) {
            let Some((source, period)) = named(path) else { continue };
            let rows = Rows { path, text };
            match revisions(rows, codes) {
                Ok(found) => {
                    settled.sources.entry(source.to_owned()).or_default().insert(period, found);
                }
                Err((at, wrong)) => problems.push(rows.wrong(at, wrong)),
            }
        }
        (settled, problems)
    }

    /// The names of the sources of which anything was settled, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.sources.keys()
    }

    /// The settled figures of a source; none if nothing of it was settled.
    pub fn of_source(&self, source: &str) -> &Revisions {
        self.sources.get(source).unwrap_or(&self.none)
    }
}

/// The text of a file with these revisions of one period, the oldest first.
pub fn text(revisions: &[Revision]) -> String {
    let mut text = format!("{HEADER}\n");
    for Revision { step, day, numbers } in revisions {
        for ((measure, slot), SettledNumber { count, is_withheld }) in numbers {
            let (dimension, value) = match slot {
                None => ("total", ""),
                Some(value) => (value.dimension().word(), value.word()),
            };
            let measure = measure.word();
            // Writing to a string cannot fail.
            let _ =
                writeln!(text, "{step},{day},{measure},{dimension},{value},{count},{is_withheld}");
        }
    }
    text
}

fn revisions(rows: Rows, codes: &Codes) -> Result<Vec<Revision>, Misread> {
    let mut found: Vec<Revision> = Vec::new();
    for (at, row) in rows.under("settled figures", HEADER)? {
        let wrong = |what: &str| {
            let message = format!("{what} of these settled figures cannot be read");
            let help = "take the file from the repository's history; certsite alone writes it";
            (at.clone(), (message, help.to_owned()))
        };
        let cells: Vec<&str> = row.split(',').collect();
        let [step, on, measure, dimension, value, count, withheld] = cells.as_slice() else {
            return Err(wrong("a row"));
        };
        let step: u32 = step.parse().map_err(|_| wrong("the step"))?;
        let day = day(on).map_err(|_| wrong("the day"))?;
        let measure = Measure::find(measure).ok_or_else(|| wrong("the measure"))?;
        let slot = match *dimension {
            "total" => None,
            word => {
                let dimension = Dimension::find(word).ok_or_else(|| wrong("the dimension"))?;
                Some(Value::read(dimension, value, codes).ok_or_else(|| wrong("the value"))?)
            }
        };
        let number = SettledNumber {
            count: count.parse().map_err(|_| wrong("a number"))?,
            is_withheld: withheld.parse().map_err(|_| wrong("what is withheld"))?,
        };
        match found.last_mut() {
            Some(last) if last.step == step => drop(last.numbers.insert((measure, slot), number)),
            Some(last) if last.step > step => return Err(wrong("the order")),
            _ => {
                let numbers = BTreeMap::from([((measure, slot), number)]);
                found.push(Revision { step, day, numbers });
            }
        }
    }
    Ok(found)
}

/// The last revision of each period: what is public of it.
pub fn current(revisions: &Revisions) -> BTreeMap<Period, &Revision> {
    revisions.iter().filter_map(|(period, all)| Some((*period, all.last()?))).collect()
}

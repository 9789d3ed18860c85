//! A log → what it adds to the tallies of its source: each line that was not counted before, once.
//!
//! Nothing of this depends on what the log is called, how it is packed, or what was imported of it
//! before: each line is looked up by itself. A log that has grown, was cut, copied, joined with
//! another, exported anew or put into another order holds lines that were counted, and lines that
//! were not.

pub use run::import;

use crate::Trouble;
use crate::earlier_formats::Prefix;
use crate::part::{Id, Sealed};
use crate::rules::{Rules, Word};
use crate::sketch::HashKey;
use crate::time::Clock;
use crate::zone::Zone;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Where the parts of one source are: its folder on disk, or a place in memory.
pub trait Shelf {
    /// The marks of a day of a zone that were counted before this import, sorted: those of all days
    /// that share a moment with it, by whatever clock they were counted.
    ///
    /// # Errors
    /// If they cannot be read.
    fn known(&mut self, day: Date, zone: &Zone) -> Result<Vec<u64>, Trouble>;

    /// The parts that an import of the days from `first` to `last`, both inclusive, is counted beside:
    /// none of their lines is counted in it.
    ///
    /// # Errors
    /// If they cannot be listed.
    fn beside(&self, first: Date, last: Date) -> Result<BTreeSet<Id>, Trouble>;

    /// Takes a part of the import that is under way. It does not count before the import is decided.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn stage(&mut self, part: Sealed) -> Result<(), Trouble>;

    /// Forgets all that was staged, as if the import had not begun.
    ///
    /// # Errors
    /// If what was staged cannot be removed.
    fn forget(&mut self) -> Result<(), Trouble>;
}

/// Whether somebody still writes to a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogState {
    /// Nobody does: its last line counts even if it has no end.
    Closed,
    /// Somebody may: a last line without an end is left for the next import.
    Growing,
}

/// What becomes of events of days long over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldEvents {
    /// They are counted like others.
    Count,
    /// They are left out: a clock was wrong.
    Skip,
}

/// What an import has to know beside the log itself.
pub struct Settings<'a> {
    /// The team's key, which hashes lines and addresses.
    pub secret: &'a HashKey,
    /// The name of that key, which tells it from others without telling it.
    pub key: String,
    /// What the words of sensors mean. Only two things of an import depend on it: which signatures
    /// are words of their own, and of which classes the source is whom it was done to.
    pub rules: &'a Rules,
    /// By whose clock days are counted, today, and where the clocks of machines stand that do not
    /// say it.
    pub clock: &'a Clock,
    /// What the log is called, for people: its file's name as `words::clean` leaves it.
    pub log: String,
    /// The name of Shadowserver's report that the log is; empty for all other formats.
    pub report: String,
    /// Whether somebody still writes to the log: what its last line is worth depends on it.
    pub state: LogState,
    /// The first day that nobody wonders at: lines of earlier ones are named.
    pub since: Date,
    /// What becomes of events of earlier days.
    pub old: OldEvents,
    /// Prefixes of logs that an older version counted, the shortest first.
    pub counted: Vec<Prefix>,
    /// The folder in which scratch files may be made.
    pub scratch: &'a Path,
    /// How many events are settled at once: so many are kept in memory. Usually [`BATCH`].
    pub batch: usize,
}

/// How many events are settled at once where nothing else is said; so many take 8 MB.
pub const BATCH: usize = 1 << 18;

/// What came of reading one log, as far as it was read.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many events are new, by their day in the zone of [`Settings::clock`].
    pub fresh: BTreeMap<Date, u64>,
    /// How many events the log holds, whether they are new or not.
    pub events: u64,
    /// How many lines are well formed and nothing to count, such as flows.
    pub other: u64,
    /// How many lines cannot be read as what the format says.
    pub wrong: u64,
    /// The first few of these, and the first of each kind of fault: the number of the line in the log,
    /// from 1, and what is wrong with it.
    pub first_wrong: Vec<(u64, String)>,
    /// How many events are of days before [`Settings::since`], new or not.
    pub old: u64,
    /// The first few of their lines, with their days.
    pub first_old: Vec<(u64, Date)>,
    /// What the sensor called its events, and how often, new or not; of the first thousand words.
    pub words: BTreeMap<Word, u64>,
    /// Whether the log ends in the middle of a line, which was left for next time.
    pub is_cut: bool,
    /// How many lines at the beginning of the log an older version has counted; 0 if none.
    pub prefix: u64,
    /// Why the log could not be read to its end; `None` if it was. What stands before is counted.
    pub broken: Option<io::Error>,
}

impl Outcome {
    /// How many events are new, on all days together.
    pub fn new_events(&self) -> u64 {
        self.fresh.values().sum()
    }
}

mod event;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod odd;
mod run;
#[cfg(test)]
mod sides;
#[cfg(test)]
mod tests;

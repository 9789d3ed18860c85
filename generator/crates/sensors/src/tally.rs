//! Events → how many there were, by day and by what they have in common. Tallies add up exactly, in
//! any order.

use crate::port::Port;
use crate::rules::Word;
use crate::sketch::Sketch;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What the events of one cell have in common.
///
/// Cells stand in this order in files, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The day, by the clock of the part that has the cell.
    pub day: Date,
    /// What the sensor calls its events.
    pub word: Word,
    /// The family of malware; empty if none is known.
    pub family: Box<str>,
    /// The protocol in small letters, such as `tcp`; empty if none is known.
    pub protocol: Box<str>,
    /// The port that was called, which is the server's; `None` if none is known.
    pub port: Option<Port>,
    /// The country of the source (ISO 3166-1 alpha-2); empty if none is known.
    pub country: Box<str>,
}

/// How many events a cell has, and about how many sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The number of events, exactly.
    pub events: u64,
    /// A sketch of the addresses that they are counted for.
    pub sources: Sketch,
}

impl Cell {
    /// Counts one event, from the source with this hash.
    pub fn add(&mut self, source: Option<u64>) {
        self.events = self.events.saturating_add(1);
        if let Some(hash) = source {
            self.sources.add(hash);
        }
    }

    /// About how many sources there were; never more than events, which an estimate does not know.
    pub fn count(&self) -> u64 {
        self.sources.count().min(self.events)
    }

    /// Adds the events and sources of another cell.
    pub fn merge(&mut self, other: &Cell) {
        self.events = self.events.saturating_add(other.events);
        self.sources.merge(&other.sources);
    }
}

/// What was counted of a source: cells by what their events have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The cells in the order of their keys: by day first.
    pub cells: BTreeMap<CellKey, Cell>,
}

impl Tally {
    /// Adds all cells of another tally; those with equal keys add up.
    pub fn merge(&mut self, other: Tally) {
        for (key, cell) in other.cells {
            match self.cells.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(cell)),
                Entry::Occupied(mut entry) => entry.get_mut().merge(&cell),
            }
        }
    }

    /// How many events all cells have together.
    pub fn events(&self) -> u64 {
        self.cells.values().map(|cell| cell.events).sum()
    }

    /// The days of its events, in order and each once.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        let mut days: Vec<Date> = self.cells.keys().map(|key| key.day).collect();
        days.dedup();
        days.into_iter()
    }
}

/// The month of a day as ISO 8601 writes it: `2026-11`.
pub fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

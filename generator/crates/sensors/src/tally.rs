//! Events → how many there were, by day and by what they have in common. Tallies add up exactly, in
//! any order.

use crate::port::Port;
use crate::rules::Word;
use crate::sketch::Sketch;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What the events of one cell have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The day, by the clock of its part.
    pub day: Date,
    /// What the sensor calls it.
    pub word: Word,
    /// Family of malware, or nothing.
    pub family: Box<str>,
    /// Protocol, such as `tcp`, or nothing.
    pub protocol: Box<str>,
    /// Port that was called, if there was one: the server's.
    pub port: Option<Port>,
    /// Country of the source (ISO 3166-1 alpha-2), or nothing.
    pub country: Box<str>,
}

/// How much of it there was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Number of events.
    pub events: u64,
    /// Who they came from.
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

    /// Adds all that another has.
    pub fn merge(&mut self, other: &Cell) {
        self.events = self.events.saturating_add(other.events);
        self.sources.merge(&other.sources);
    }
}

/// Cells by what they have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The cells, in the order of their keys.
    pub cells: BTreeMap<CellKey, Cell>,
}

impl Tally {
    /// Adds all that another has.
    pub fn merge(&mut self, other: Tally) {
        for (key, cell) in other.cells {
            match self.cells.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(cell)),
                Entry::Occupied(mut entry) => entry.get_mut().merge(&cell),
            }
        }
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        self.cells.values().map(|cell| cell.events).sum()
    }

    /// The days of its events, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        let mut days: Vec<Date> = self.cells.keys().map(|key| key.day).collect();
        days.dedup();
        days.into_iter()
    }
}

/// The month of a day: `2026-11`.
pub fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

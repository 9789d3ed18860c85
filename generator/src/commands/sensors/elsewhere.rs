//! What of an import is counted under the names of other sensors, too: one log under two names would
//! be counted twice, and no figure would show it.

use super::{Failure, Trouble, stock};
use certsite_sensors::import::Shelf;
use certsite_sensors::part::{Id, Sealed};
use certsite_sensors::store::Store;
use certsite_sensors::zone::Zone;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A shelf, beside those of all other sources.
pub struct Watched<'a, S> {
    shelf: &'a mut S,
    others: Vec<(String, Store)>,
    /// How many events that are new here are counted there.
    pub twice: BTreeMap<String, u64>,
}

impl<'a, S: Shelf> Watched<'a, S> {
    /// The shelf of a source.
    pub fn new(root: &Path, source: &str, shelf: &'a mut S) -> Result<Watched<'a, S>, Failure> {
        let names = stock::sources(root)?.into_iter().filter(|name| name != source);
        let others = names.map(|name| (name.clone(), Store::new(root, &name))).collect();
        Ok(Watched { shelf, others, twice: BTreeMap::new() })
    }
}

impl<S: Shelf> Shelf for Watched<'_, S> {
    fn known(&mut self, day: Date, zone: &Zone) -> Result<Vec<u64>, Trouble> {
        self.shelf.known(day, zone)
    }
    fn beside(&self, first: Date, last: Date) -> Result<BTreeSet<Id>, Trouble> {
        self.shelf.beside(first, last)
    }
    fn stage(&mut self, part: Sealed) -> Result<(), Trouble> {
        let zone = &part.part.head.zone;
        let days = if self.others.is_empty() { Vec::new() } else { part.days() };
        for (day, marks) in days {
            for (name, store) in &mut self.others {
                // Tallies of others that do not hold are told where they are read.
                let known = store.known(day, zone).unwrap_or_default();
                let both = marks.iter().filter(|mark| known.binary_search(mark).is_ok()).count();
                if both > 0 {
                    *self.twice.entry(name.clone()).or_default() += both as u64;
                }
            }
        }
        self.shelf.stage(part)
    }
    fn forget(&mut self) -> Result<(), Trouble> {
        self.twice.clear();
        self.shelf.forget()
    }
}

//! A store that is only looked at: what an import would put into it is kept in memory, so that the
//! logs after it are judged as if it had been made.

use super::{Failure, Trouble, failure};
use certsite_sensors::import::Shelf;
use certsite_sensors::part::{Id, Sealed};
use certsite_sensors::store::Store;
use certsite_sensors::zone::Zone;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The tallies of a source, and what imports would add.
pub struct Trial {
    /// What is there.
    pub store: Store,
    /// The marks of what would be.
    counted: BTreeMap<Date, Vec<u64>>,
    staged: Vec<(Date, Vec<u64>)>,
}

impl Trial {
    /// Nothing was tried yet.
    pub fn new(root: &Path, source: &str) -> Trial {
        Trial { store: Store::new(root, source), counted: BTreeMap::new(), staged: Vec::new() }
    }

    /// Takes what was staged as counted.
    pub fn commit(&mut self) {
        for (day, marks) in self.staged.drain(..) {
            self.counted.entry(day).or_default().extend(marks);
        }
    }

    /// The first day that anything was, or would be, counted of.
    pub fn first_day(&self) -> Result<Option<Date>, Failure> {
        let first = self.store.first_day().map_err(failure)?;
        Ok(first.into_iter().chain(self.counted.keys().next().copied()).min())
    }
}

impl Shelf for Trial {
    fn known(&mut self, day: Date, zone: &Zone) -> Result<Vec<u64>, Trouble> {
        let mut known = self.store.known(day, zone)?;
        known.extend(self.counted.get(&day).into_iter().flatten());
        known.sort_unstable();
        Ok(known)
    }
    fn beside(&self, _: Date, _: Date) -> Result<BTreeSet<Id>, Trouble> {
        Ok(BTreeSet::new())
    }
    fn stage(&mut self, part: Sealed) -> Result<(), Trouble> {
        self.staged.extend(part.days());
        Ok(())
    }
    fn forget(&mut self) -> Result<(), Trouble> {
        self.staged.clear();
        Ok(())
    }
}

//! What of an import is counted under the names of other sensors, too: one log under two names would
//! be counted twice, and no figure would show it.

use super::sources::sources;
use super::{Failure, Trouble, failure};
use certsite_sensors::import::Shelf;
use certsite_sensors::part::{Id, Sealed};
use certsite_sensors::store::Store;
use certsite_sensors::zone::Zone;
use certsite_shell::command::count;
use certsite_shell::tell;
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
        let names = sources(root)?.into_iter().filter(|name| name != source);
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

/// Says how many events of a log count under other names, too.
pub fn tell_twice(shown: &str, twice: &BTreeMap<String, u64>) {
    for (other, events) in twice {
        let (stand, they) =
            if *events == 1 { ("stands", "it counts") } else { ("stand", "they count") };
        let events = count(*events as usize, "new event");
        tell!(
            "{shown}: {events} {stand} in a log that was counted as {other}, too, so {they} twice. \
             If it is one log under two names, take one of the two imports back (certsite sensors \
             undo)."
        );
    }
}

/// How many events count under two names each.
pub fn in_common(root: &Path) -> Result<BTreeMap<(String, String), u64>, Failure> {
    let sources = sources(root)?;
    let mut stores: Vec<Store> = sources.iter().map(|name| Store::new(root, name)).collect();
    let mut common = BTreeMap::new();
    for n in 0..stores.len() {
        let (own, others) = stores[n..].split_first_mut().expect("it is one of them");
        for part in own.parts().map_err(failure)? {
            let marks = own.marks(part.name).map_err(failure)?;
            let cells = part.with_marks(&marks).map_err(Failure::new)?;
            let mut days: BTreeMap<Date, Vec<u64>> = BTreeMap::new();
            for (key, (_, marks)) in cells {
                days.entry(key.day).or_default().extend(marks);
            }
            for (other, name) in others.iter_mut().zip(&sources[n + 1..]) {
                for (day, marks) in &days {
                    let known = other.known(*day, &part.head.zone).map_err(failure)?;
                    let both = marks.iter().filter(|mark| known.binary_search(mark).is_ok());
                    let pair = (sources[n].clone(), name.clone());
                    *common.entry(pair).or_default() += both.count() as u64;
                }
            }
        }
    }
    common.retain(|_, events| *events > 0);
    Ok(common)
}

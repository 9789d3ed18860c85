//! A machine that imports logs, with its store in memory.

use super::*;
use crate::elements::flatten;
use crate::lines::Lines;
use crate::merge;
use crate::part::{self, Id, Name, Part, near};
use crate::read::LogFormat;
use crate::tally::{self, Tally};
use crate::unpack::unpack;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::io::Cursor;

const SECRET: HashKey = HashKey([3; 16]);

/// A machine that counts logs, with its store in memory.
pub struct Machine {
    /// By whose clock it counts days.
    pub zone: TimeZone,
    /// Its parts, with the bytes of their marks.
    pub parts: BTreeMap<Name, (Part, Vec<u8>)>,
    /// What an import has put onto the shelf.
    pub staged: Vec<Sealed>,
    /// The rules that say what the words of sensors mean on it.
    pub rules: Rules,
    /// The first day that nobody wonders at.
    pub since: Date,
    /// What it does with events of earlier days.
    pub old: OldEvents,
}

impl Default for Machine {
    fn default() -> Machine {
        let (parts, staged) = (BTreeMap::new(), Vec::new());
        let (since, old) = (Date::MIN, OldEvents::Count);
        Machine { zone: TimeZone::UTC, parts, staged, rules: Rules::default(), since, old }
    }
}

impl Shelf for Machine {
    fn known(&mut self, day: Date, zone: &Zone) -> Result<Vec<u64>, Trouble> {
        let mut known = Vec::new();
        for (part, lines) in self.parts.values() {
            let cells = part.with_marks(lines)?;
            let days = if part.head.zone == *zone { day..=day } else { near(day, day) };
            let own = cells.into_iter().filter(|(key, _)| days.contains(&key.day));
            known.extend(own.flat_map(|(_, (_, marks))| marks));
        }
        known.sort_unstable();
        Ok(known)
    }

    fn beside(&self, first: Date, last: Date) -> Result<BTreeSet<Id>, Trouble> {
        let days = near(first, last);
        let near = self.parts.keys().filter(|name| name.has(&days));
        Ok(near.map(|name| name.id).collect())
    }

    fn stage(&mut self, part: Sealed) -> Result<(), Trouble> {
        self.staged.push(part);
        Ok(())
    }

    fn forget(&mut self) -> Result<(), Trouble> {
        self.staged.clear();
        Ok(())
    }
}

impl Machine {
    fn put(&mut self, Sealed { part, text, lines }: Sealed) {
        // What is written is what is read.
        assert_eq!(Part::parse(part.name, &text).as_ref(), Ok(&part));
        // Who looks at nothing sees the same.
        let (head, rows) = part::whole(part.name, &text).expect("it is whole");
        let seen = rows.iter().map(|row| {
            let port = row.port.parse().ok();
            let key = (row.day, row.format, row.word, row.family, row.protocol, port, row.country);
            (key, row.events, row.sources().expect("it is one"))
        });
        let kept = part.tally.cells.iter().map(|(key, cell)| {
            let tally::CellKey { day, word, family, protocol, port, country } = key;
            let key = (*day, word.format, &*word.text, &**family, &**protocol, *port, &**country);
            (key, cell.events, cell.sources.clone())
        });
        assert!(head == part.head && seen.eq(kept));
        assert!(part::whole(part.name, &(text.clone() + "\n")).is_none());
        self.parts.insert(part.name, (part, lines));
    }

    /// Imports a log, so many events at a time.
    pub fn import(&mut self, log: &Log, batch: usize) -> Outcome {
        let opened = unpack(Cursor::new(&log.bytes), None).expect("it is memory");
        let mut lines = Lines::new(flatten(opened).reader, None);
        let settings = Settings {
            secret: &SECRET,
            key: "0123456789abcdef".into(),
            rules: &self.rules.clone(),
            clock: &Clock::new(self.zone.clone(), TimeZone::UTC, date(2026, 3, 1)),
            log: log.name.clone(),
            report: log.report.into(),
            state: log.state,
            since: self.since,
            old: self.old,
            counted: Vec::new(),
            scratch: &std::env::temp_dir(),
            batch,
        };
        let outcome = import(&mut lines, log.format, &settings, self).expect("it is memory");
        let staged = std::mem::take(&mut self.staged);
        staged.into_iter().for_each(|part| self.put(part));
        outcome
    }

    /// Takes the files of another store, and finds what both have counted.
    pub fn merge(&mut self, other: &Machine) {
        let foreign = other.parts.iter().map(|(name, part)| (*name, part.clone()));
        self.parts.extend(foreign);
        let parts: Vec<Part> = self.parts.values().map(|(part, _)| part.clone()).collect();
        let marks = |name| Ok::<_, String>(self.parts[&name].1.clone());
        let merged = merge::reconcile(parts, marks).expect("they hold");
        self.parts.retain(|name, _| !merged.gone.contains(name));
        merged.new.into_values().for_each(|new| self.put(new));
        let parts = self.parts.values().map(|(part, _)| (part.name, &part.head));
        assert_eq!(merge::strangers(parts), []);
    }

    /// All that it has counted, of all its parts together.
    pub fn tally(&self) -> Tally {
        let mut all = Tally::default();
        self.parts.values().for_each(|(part, _)| all.merge(part.tally.clone()));
        all
    }
}

/// A log, as a machine finds it.
#[derive(Clone)]
pub struct Log {
    /// The name of its file.
    pub name: String,
    /// Who wrote it.
    pub format: LogFormat,
    /// The name of the report that it is, for Shadowserver's; empty for all others.
    pub report: &'static str,
    /// Whether somebody still writes to it.
    pub state: LogState,
    /// The bytes that stand in it, not packed.
    pub bytes: Vec<u8>,
}

//! Events of a log → what of them is new: the heart of the counting, and pure but for what it is
//! given. A batch holds as many events as fit into memory; which of them were counted before, in
//! this log or in others, is found by sorting.

use crate::mark::mark;
use crate::port::Port;
use crate::read::Event;
use crate::rules::Word;
use crate::seen::{Notes, Seen};
use crate::tally::{Cell, CellKey};
use crate::words::{clean, country};
use jiff::civil::Date;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

/// Whether more of a log follows a batch: only then has to be kept what was seen in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// More lines of the log may follow in another batch.
    More,
    /// The log ends with this batch.
    Nothing,
}

/// Events of a log that were read and not yet settled: nobody has looked which of them are new.
#[derive(Default)]
pub struct Batch {
    /// The cells that events with these words, as the log writes them, belong to: most events are
    /// like one before, and nothing has to be cleaned or copied for them.
    alike: HashMap<Box<[u8]>, u32>,
    /// The words of the last event.
    words: Vec<u8>,
    known: HashMap<CellKey, u32>,
    keys: Vec<CellKey>,
    records: Vec<Record>,
}

/// An event, as small as may be: there are a million of them.
#[derive(Clone, Copy)]
struct Record {
    line: u64,
    /// Hash of the line as it is spelt, by which older versions knew it.
    spelt: u64,
    /// Hash of the source; 0 if there is none.
    source: u64,
    cell: u32,
    day: i32,
}

/// What is new in a batch: its cells, each with the marks of its lines in their order.
pub type Fresh = BTreeMap<CellKey, (Cell, Vec<u64>)>;

/// A day as a number that has its order.
fn number(day: Date) -> i32 {
    i32::from(day.year()) << 9 | i32::from(day.month()) << 5 | i32::from(day.day())
}

impl Batch {
    /// Adds an event of a day, by the hashes of its line in the canonical spelling and as it is spelt.
    /// `source` is the hash of the address that it is counted for; `None` if the log names none.
    pub fn add(&mut self, day: Date, event: &Event, [line, spelt]: [u64; 2], source: Option<u64>) {
        let cell = self.cell(day, event);
        // A hash that happens to be 0 stands for one of 2⁶⁴ sources as well as 1 does.
        let source = source.map_or(0, |hash| hash.max(1));
        self.records.push(Record { line, spelt, source, cell, day: number(day) });
    }

    /// The cell of an event, which may be a new one.
    fn cell(&mut self, day: Date, event: &Event) -> u32 {
        let (format, port) = (event.format, event.port.map(Port::from_number));
        let port_bits = port.map_or(0, |port| match port {
            Port::Number(number) => 2 + u32::from(number),
            Port::Other => 1,
        });
        self.words.clear();
        self.words.extend(number(day).to_be_bytes());
        self.words.extend(port_bits.to_be_bytes());
        self.words.push(format as u8);
        for word in [&event.word, &event.family, &event.protocol, &event.country] {
            self.words.extend_from_slice(word.as_bytes());
            // No letter has this byte.
            self.words.push(0xff);
        }
        if let Some(cell) = self.alike.get(&*self.words) {
            return *cell;
        }
        let key = CellKey {
            day,
            word: Word { format, text: clean(&event.word) },
            family: clean(&event.family),
            protocol: clean(&event.protocol.to_ascii_lowercase()),
            port,
            country: country(&event.country),
        };
        let next = u32::try_from(self.keys.len()).expect("a batch has far fewer cells");
        let cell = match self.known.entry(key) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                self.keys.push(entry.key().clone());
                *entry.insert(next)
            }
        };
        self.alike.insert(self.words.as_slice().into(), cell);
        cell
    }

    /// How many events are not yet settled.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// What the sensor called its events, each with how many there are.
    pub fn words(&self) -> BTreeMap<&Word, u64> {
        let mut by_cell = vec![0_u64; self.keys.len()];
        self.records.iter().for_each(|record| by_cell[record.cell as usize] += 1);
        let mut words = BTreeMap::new();
        for (key, events) in self.keys.iter().zip(by_cell) {
            *words.entry(&key.word).or_default() += events;
        }
        words
    }

    /// How many cells they have, counting those that differ before words are cleaned.
    pub fn cells(&self) -> usize {
        self.alike.len()
    }

    /// Finds what is new, and notes what was seen. `known` are the marks of a day that were counted
    /// before, sorted.
    ///
    /// # Errors
    /// If marks, or what was seen, cannot be read.
    pub fn settle<E: From<io::Error>>(
        mut self,
        seen: &mut Seen,
        scratch: &Path,
        follows: Follows,
        mut known: impl FnMut(Date) -> Result<Vec<u64>, E>,
    ) -> Result<Fresh, E> {
        let mut fresh: Vec<(Cell, Vec<u64>)> = vec![Default::default(); self.keys.len()];
        // Equal lines stand together, and days in their order.
        self.records.sort_unstable_by_key(|record| (record.day, record.line));
        let ends = self.records.first().zip(self.records.last());
        let Some((first, last)) = ends.map(|(a, b)| ((a.day, a.line), (b.day, b.line))) else {
            return Ok(Fresh::new());
        };
        let mut before = seen.between(first, last)?;
        let mut notes = (follows == Follows::More).then(|| Notes::new(scratch)).transpose()?;
        for day in self.records.chunk_by(|a, b| a.day == b.day) {
            let counted = known(self.keys[day[0].cell as usize].day)?;
            for equal in day.chunk_by(|a, b| a.line == b.line) {
                let line = (equal[0].day, equal[0].line);
                let times = before.times(line)?;
                for (nth, record) in (times..).zip(equal) {
                    let is_counted = |line| counted.binary_search(&mark(line, nth)).is_ok();
                    if !is_counted(record.line) && !is_counted(record.spelt) {
                        let (cell, marks) = &mut fresh[record.cell as usize];
                        cell.add(Some(record.source).filter(|hash| *hash != 0));
                        marks.push(mark(record.line, nth));
                    }
                }
                if let Some(notes) = &mut notes {
                    let more = u32::try_from(equal.len()).expect("a batch has far fewer events");
                    notes.push(line, more)?;
                }
            }
        }
        notes.map(|notes| seen.keep(notes)).transpose()?;
        let cells = self.keys.into_iter().zip(fresh).filter(|(_, (cell, _))| cell.events > 0);
        Ok(cells
            .map(|(key, (cell, mut marks))| {
                marks.sort_unstable();
                (key, (cell, marks))
            })
            .collect())
    }
}

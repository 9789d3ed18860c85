//! A log → what it adds to the tallies of its source: each line that was not counted before, once.
//!
//! Nothing of this depends on what the log is called, how it is packed, or what was imported of it
//! before: each line is looked up by itself. A log that has grown, was cut, copied, joined with
//! another, exported anew or put into another order holds lines that were counted, and lines that
//! were not.

use crate::Trouble;
use crate::batch::Batch;
use crate::elements;
use crate::lines::{Lines, Piece, content};
use crate::mark::Liner;
use crate::old::Prefix;
use crate::part::{Head, Sealed, import_id};
use crate::read::finite::finite;
use crate::read::{Line, LogFormat, Reader};
use crate::rules::{Rules, Word};
use crate::seen::Seen;
use crate::sketch::HashKey;
use crate::spelling;
use crate::time::Clock;
use crate::zone::Zone;
use event::{Named, Sides, day};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Where parts are: the folder of a source, or a place in memory.
pub trait Shelf {
    /// The marks of a day of a zone that were counted before this import, sorted: those of all days
    /// that share a moment with it, by whatever clock they were counted.
    ///
    /// # Errors
    /// If they cannot be read.
    fn known(&mut self, day: Date, zone: &Zone) -> Result<Vec<u64>, Trouble>;

    /// The parts that an import of these days is counted beside.
    ///
    /// # Errors
    /// If they cannot be listed.
    fn beside(&self, first: Date, last: Date) -> Result<BTreeSet<crate::part::Id>, Trouble>;

    /// Takes a part, which is not there before the import is decided.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn stage(&mut self, part: Sealed) -> Result<(), Trouble>;

    /// Forgets what was staged.
    ///
    /// # Errors
    /// If it cannot.
    fn forget(&mut self) -> Result<(), Trouble>;
}

/// What an import is told.
pub struct Settings<'a> {
    /// The team's key.
    pub secret: &'a HashKey,
    /// Its name, which tells keys apart.
    pub key: String,
    /// What the words of sensors mean. Only two things of an import depend on it: which signatures
    /// are words of their own, and of which classes the source is whom it was done to.
    pub rules: &'a Rules,
    /// By whose clock days are counted, today, and where the clocks of machines stand that do not
    /// say it.
    pub clock: &'a Clock,
    /// What the log is called, for people.
    pub log: String,
    /// The name of the report, of logs that have one; else nothing.
    pub report: String,
    /// Whether nobody writes to the log any more: its last line counts without an end.
    pub is_closed: bool,
    /// Prefixes of logs that an older version counted, the shortest first.
    pub counted: Vec<Prefix>,
    /// Where scratch files may be.
    pub scratch: &'a Path,
    /// How many events are settled at once: what is kept in memory.
    pub batch: usize,
}

/// Of a row with a quote that nothing answers.
const NEVER_ENDS: &str = "a quoted cell in it does not end";
/// So many events take 8 MB.
pub const BATCH: usize = 1 << 18;
/// So many cells, however few events have them: each takes a sketch.
const CELLS: usize = 50_000;
/// How many wrong lines are told one by one.
const TOLD: usize = 5;
/// How many words are told.
const WORDS: usize = 1_000;

/// What came of a log.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Events that are new, by their day.
    pub fresh: BTreeMap<Date, u64>,
    /// Events in all, whether they are new or not.
    pub events: u64,
    /// Lines that are nothing to count, such as flows.
    pub other: u64,
    /// Lines that do not hold.
    pub wrong: u64,
    /// The first of these, by their number in the log.
    pub first_wrong: Vec<(u64, String)>,
    /// What the sensor called its events, and how often.
    pub words: BTreeMap<Word, u64>,
    /// Whether the log ends in the middle of a line, which was left for next time.
    pub is_cut: bool,
    /// How many lines an older version has counted.
    pub prefix: u64,
    /// Why it could not be read to its end.
    pub broken: Option<io::Error>,
}

impl Outcome {
    /// How many events are new.
    pub fn new_events(&self) -> u64 {
        self.fresh.values().sum()
    }
}

/// A log in the course of its import.
struct ImportRun<'a> {
    settings: &'a Settings<'a>,
    shelf: &'a mut dyn Shelf,
    reader: Box<dyn Reader>,
    /// Whether its lines may be JSON.
    is_json: bool,
    liner: Liner,
    batch: Batch,
    named: Named,
    sides: Sides,
    seen: Seen,
    import: Option<String>,
    spelling: Vec<u8>,
    /// Where a row began that is not at its end.
    open: Option<u64>,
    outcome: Outcome,
}

/// Counts the lines of a log. What is new stands on the shelf, undecided. `first` are the lines
/// that were read to know the format, each with whether it can be kept.
///
/// # Errors
/// If parts or scratch files cannot be read or written. That the log itself cannot be read to its
/// end is part of the outcome.
pub fn import(
    lines: &mut Lines,
    format: LogFormat,
    settings: &Settings,
    shelf: &mut dyn Shelf,
) -> Result<Outcome, Trouble> {
    let mut course = ImportRun {
        settings,
        shelf,
        reader: format.reader(&settings.report),
        is_json: format.is_json(),
        liner: Liner::new(settings.secret, &settings.report),
        batch: Batch::default(),
        named: Named::default(),
        sides: Sides::default(),
        seen: Seen::default(),
        import: None,
        spelling: Vec::new(),
        open: None,
        outcome: Outcome::default(),
    };
    course.all(lines)?;
    course.settle(true)?;
    Ok(course.outcome)
}

impl ImportRun<'_> {
    fn all(&mut self, lines: &mut Lines) -> Result<(), Trouble> {
        let mut counted = self.settings.counted.as_slice();
        loop {
            if counted.is_empty() {
                lines.forget_hash();
            }
            let n = lines.lines + 1;
            let is_last = match lines.read() {
                Ok(Piece::Line(line)) => {
                    self.line(n, line, true);
                    false
                }
                Ok(Piece::Long) => {
                    self.wrong(n, "it is longer than any event".to_owned());
                    false
                }
                Ok(Piece::End([])) => {
                    self.end();
                    return Ok(());
                }
                Ok(Piece::End(rest)) => {
                    match self.settings.is_closed {
                        true => self.line(n, rest, false),
                        false => self.outcome.is_cut = !rest.trim_ascii().is_empty(),
                    }
                    lines.end_last();
                    true
                }
                Err(error) => {
                    self.outcome.broken = Some(error);
                    return Ok(());
                }
            };
            let passed = counted.partition_point(|prefix| prefix.bytes < lines.bytes);
            counted = &counted[passed..];
            while let Some((prefix, rest)) = counted.split_first()
                && prefix.bytes == lines.bytes
            {
                counted = rest;
                if lines.hash().as_ref() == Some(&prefix.hash) {
                    self.pass_over(n)?;
                }
            }
            if is_last {
                self.end();
                return Ok(());
            }
            if self.batch.len() >= self.settings.batch || self.batch.cells() >= CELLS {
                self.settle(false)?;
            }
        }
    }

    /// A line, and whether it has an end.
    fn line(&mut self, n: u64, line: &[u8], is_ended: bool) {
        let line = content(line);
        if line.is_empty() && self.open.is_none() {
            return;
        }
        let Err(why) = self.event(n, line, is_ended) else { return };
        let Some(events) = elements::of_line(line).filter(|_| self.is_json) else {
            return self.tell(n, line, &why);
        };
        if events.is_empty() {
            self.outcome.other += 1;
        }
        for one in events {
            if let Err(why) = self.event(n, one, is_ended) {
                self.tell(n, one, &why);
            }
        }
    }

    /// Counts the event of a line, or says why there is none.
    fn event(&mut self, n: u64, line: &[u8], is_ended: bool) -> Result<(), String> {
        let Err(mut why) = self.count(n, line, line) else { return Ok(()) };
        // A letter in another encoding, in a payload or a name, is no reason to lose an event. Where a
        // log was cut off, half a letter says that the line is not whole.
        let text = String::from_utf8_lossy(line);
        if let (Cow::Owned(text), true) = (&text, is_ended) {
            match self.count(n, text.as_bytes(), line) {
                Ok(()) => return Ok(()),
                Err(still) => why = still,
            }
        }
        let plain = finite(text.as_bytes()).filter(|_| self.is_json);
        plain.map_or(Err(why), |plain| self.count(n, &plain, line))
    }

    /// Notes a line that does not hold.
    fn tell(&mut self, n: u64, line: &[u8], why: &str) {
        let is_told = self.outcome.first_wrong.len() < TOLD;
        let text = String::from_utf8_lossy(line);
        let exactly = is_told.then(|| self.reader.why(text.as_bytes())).flatten();
        self.wrong(n, exactly.map_or(why.to_owned(), |exactly| format!("{why}: {exactly}")));
    }

    /// Counts the event that a text says, which stands for a line, or says why there is none.
    fn count(&mut self, n: u64, text: &[u8], line: &[u8]) -> Result<(), String> {
        let open = self.open.take();
        let mut event = match self.reader.line(text) {
            Line::Event(event) => event,
            Line::Open => {
                self.open = open.or(Some(n));
                return Ok(());
            }
            Line::Other => {
                self.outcome.other += 1;
                return Ok(());
            }
            Line::Wrong(why) => return Err(why.to_owned()),
            Line::Foreign => return Err("it is no event of a log that certsite knows".to_owned()),
        };
        let Settings { rules, secret, clock, .. } = self.settings;
        let day = day(&event, clock)?;
        if let Some(word) = self.named.word(rules, &event) {
            event.word = Cow::Borrowed(word);
        } else if event.word.is_empty() {
            // What the sensor put into no category still has a name.
            event.word = event.signature.take().map(|own| own.name).unwrap_or_default();
        }
        let source = self.sides.source(rules, &event).map(|address| secret.hash(address));
        let text = event.id.as_deref().unwrap_or(line);
        let other = match event.is_one {
            true => None,
            false => spelling::one(text, &mut self.spelling),
        };
        let spelt = self.liner.hash(text);
        let hashes = [other.map_or(spelt, |one| self.liner.hash(one)), spelt];
        self.batch.add(day, &event, hashes, source);
        self.outcome.events += 1;
        // A row by itself: the one before it had a quote too many.
        if let Some(n) = open.filter(|_| event.id.is_none()) {
            self.wrong(n, NEVER_ENDS.to_owned());
        }
        Ok(())
    }

    /// What is open at the end of the log may still be written.
    fn end(&mut self) {
        if let Some(n) = self.open.take() {
            match self.settings.is_closed {
                true => self.wrong(n, NEVER_ENDS.to_owned()),
                false => self.outcome.is_cut = true,
            }
        }
    }

    fn wrong(&mut self, n: u64, why: String) {
        self.outcome.wrong += 1;
        if self.outcome.first_wrong.len() < TOLD {
            self.outcome.first_wrong.push((n, why));
        }
    }

    /// All lines so far were counted by an older version, which kept no marks of them.
    fn pass_over(&mut self, n: u64) -> Result<(), Trouble> {
        let batch = std::mem::take(&mut self.batch);
        batch.settle(&mut self.seen, self.settings.scratch, false, |_| {
            Ok::<_, Trouble>(Vec::new())
        })?;
        self.shelf.forget()?;
        self.outcome.fresh.clear();
        self.outcome.prefix = n;
        Ok(())
    }

    /// Puts what is new of the batch onto the shelf.
    fn settle(&mut self, is_last: bool) -> Result<(), Trouble> {
        let batch = std::mem::take(&mut self.batch);
        for (word, events) in batch.words() {
            if self.outcome.words.len() < WORDS || self.outcome.words.contains_key(word) {
                *self.outcome.words.entry(word.clone()).or_default() += events;
            }
        }
        let (shelf, zone) = (&mut *self.shelf, self.settings.clock.zone());
        let fresh = batch
            .settle(&mut self.seen, self.settings.scratch, is_last, |day| shelf.known(day, zone))?;
        for (key, (cell, _)) in &fresh {
            *self.outcome.fresh.entry(key.day).or_default() += cell.events;
        }
        let Some((first, last)) = fresh.keys().next().zip(fresh.keys().next_back()) else {
            return Ok(());
        };
        let beside = self.shelf.beside(first.day, last.day)?;
        let log = &self.settings.log;
        let import = self.import.get_or_insert_with(|| import_id(log, &fresh)).clone();
        let (log, key) = (log.clone(), self.settings.key.clone());
        let zone = zone.clone();
        let head = Head { log, import, key, zone, beside, was: BTreeSet::new() };
        let sealed = Sealed::new(head, fresh).expect("there are cells");
        self.shelf.stage(sealed)
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
#[cfg(test)]
mod sides;
#[cfg(test)]
mod tests;

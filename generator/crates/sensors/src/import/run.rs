//! The course of one import: line after line of a log → events → batches, of which what is new is
//! put onto the shelf.

use super::event::{InfectionWords, SignatureWords, day};
use super::{LogState, OldEvents, Outcome, Settings, Shelf};
use crate::Trouble;
use crate::batch::{Batch, Follows};
use crate::earlier_formats::Prefix;
use crate::elements;
use crate::lines::{Lines, Piece, content};
use crate::mark::LineHasher;
use crate::part::{Head, Sealed, import_id};
use crate::read::finite::finite;
use crate::read::{Event, Line, LogFormat, Reader};
use crate::seen::Seen;
use crate::spelling::{self, Spelling};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Of a row with a quote that nothing answers.
const NEVER_ENDS: &str = "a quoted cell in it does not end";
/// A batch is settled once it has so many cells, however few events have them: each takes a sketch.
const MAX_CELLS: usize = 50_000;
/// How many wrong lines are told one by one.
const MAX_TOLD_LINES: usize = 5;
/// How many kinds of faults are told, each by its first line.
const MAX_TOLD_KINDS: usize = 20;
/// How many different words are told.
const MAX_TOLD_WORDS: usize = 1_000;

/// A log in the course of its import.
struct ImportRun<'a> {
    settings: &'a Settings<'a>,
    shelf: &'a mut dyn Shelf,
    reader: Box<dyn Reader>,
    /// Whether its lines may be JSON.
    is_json: bool,
    hasher: LineHasher,
    batch: Batch,
    signatures: SignatureWords,
    infections: InfectionWords,
    seen: Seen,
    /// What this import is called; `None` as long as nothing of it is new.
    import: Option<String>,
    /// Room for the canonical spelling of a line.
    spelling: Vec<u8>,
    /// The line at which a row began that is not at its end, such as one with a quoted cell.
    open_row: Option<u64>,
    /// The kinds of faults that were told.
    kinds: BTreeSet<String>,
    outcome: Outcome,
}

/// Counts the lines of a log. What is new stands on the shelf, undecided.
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
    let mut run = ImportRun {
        settings,
        shelf,
        reader: format.reader(&settings.report),
        is_json: format.is_json(),
        hasher: LineHasher::new(settings.secret, &settings.report),
        batch: Batch::default(),
        signatures: SignatureWords::default(),
        infections: InfectionWords::default(),
        seen: Seen::default(),
        import: None,
        spelling: Vec::new(),
        open_row: None,
        kinds: BTreeSet::new(),
        outcome: Outcome::default(),
    };
    run.read_all(lines)?;
    run.settle(Follows::Nothing)?;
    Ok(run.outcome)
}

/// What was read of a log at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A line, after which there may be more.
    Line,
    /// A line that the end of the log has cut off.
    LastLine,
    /// Nothing: the log ends here, or cannot be read further.
    End,
}

/// How a line stands in its log.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    /// The line is whole: its end was read.
    Ended,
    /// The log ends within the line, which may go on later.
    CutOff,
}

/// Beginnings of the log that an older version counted and that were not reached yet, the shortest
/// first.
struct OldPrefixes<'a>(&'a [Prefix]);

impl OldPrefixes<'_> {
    /// Whether one of them is what was read so far. Those that are not longer are left out from then
    /// on.
    fn is_one(&mut self, lines: &Lines) -> bool {
        let shorter = self.0.partition_point(|prefix| prefix.bytes < lines.bytes);
        let rest = &self.0[shorter..];
        let (as_long, longer) =
            rest.split_at(rest.partition_point(|prefix| prefix.bytes == lines.bytes));
        self.0 = longer;
        as_long.iter().any(|prefix| lines.hash().as_ref() == Some(&prefix.hash))
    }
}

impl ImportRun<'_> {
    /// Counts line after line, and settles a batch whenever it is full.
    fn read_all(&mut self, lines: &mut Lines) -> Result<(), Trouble> {
        let mut old_prefixes = OldPrefixes(&self.settings.counted);
        loop {
            if old_prefixes.0.is_empty() {
                lines.forget_hash();
            }
            let n = lines.lines + 1;
            let step = self.read_line(n, lines);
            if step == Step::End {
                return Ok(());
            }
            if old_prefixes.is_one(lines) {
                self.pass_over(n)?;
            }
            if step == Step::LastLine {
                self.end_open_row();
                return Ok(());
            }
            if self.batch.len() >= self.settings.batch || self.batch.cells() >= MAX_CELLS {
                self.settle(Follows::More)?;
            }
        }
    }

    /// Counts the next line of the log, which is the nth from 1.
    fn read_line(&mut self, n: u64, lines: &mut Lines) -> Step {
        match lines.read() {
            Ok(Piece::Line(line)) => self.line(n, line, LineEnd::Ended),
            Ok(Piece::Long) => self.note_wrong(n, "it is longer than any event".to_owned()),
            Ok(Piece::End([])) => {
                self.end_open_row();
                return Step::End;
            }
            Ok(Piece::End(rest)) => {
                match self.settings.state {
                    LogState::Closed => self.line(n, rest, LineEnd::CutOff),
                    LogState::Growing => self.outcome.is_cut = !rest.trim_ascii().is_empty(),
                }
                lines.end_last();
                return Step::LastLine;
            }
            Err(error) => {
                self.outcome.broken = Some(error);
                return Step::End;
            }
        }
        Step::Line
    }

    /// Counts the events of a line: the one that it is, or those that it lists.
    fn line(&mut self, n: u64, line: &[u8], end: LineEnd) {
        let line = content(line);
        if line.is_empty() && self.open_row.is_none() {
            return;
        }
        let Err(why) = self.event(n, line, end) else { return };
        let Some(events) = elements::of_line(line).filter(|_| self.is_json) else {
            return self.explain_wrong(n, line, &why);
        };
        if events.is_empty() {
            self.outcome.other += 1;
        }
        for event in events {
            if let Err(why) = self.event(n, event, end) {
                self.explain_wrong(n, event, &why);
            }
        }
    }

    /// Counts the event of a line, or says why there is none.
    fn event(&mut self, n: u64, line: &[u8], end: LineEnd) -> Result<(), String> {
        let Err(mut why) = self.count(n, line, line) else { return Ok(()) };
        // A letter in another encoding, in a payload or a name, is no reason to lose an event. Where a
        // log was cut off, half a letter says that the line is not whole.
        let text = String::from_utf8_lossy(line);
        if let (Cow::Owned(text), LineEnd::Ended) = (&text, end) {
            match self.count(n, text.as_bytes(), line) {
                Ok(()) => return Ok(()),
                Err(still) => why = still,
            }
        }
        let with_finite_numbers = finite(text.as_bytes()).filter(|_| self.is_json);
        with_finite_numbers.map_or(Err(why), |text| self.count(n, &text, line))
    }

    /// Counts the event that a text says, which stands for a line, or says why there is none.
    fn count(&mut self, n: u64, text: &[u8], line: &[u8]) -> Result<(), String> {
        let open_row = self.open_row.take();
        let mut event = match self.reader.line(text) {
            Line::Event(event) => event,
            Line::Open => {
                self.open_row = open_row.or(Some(n));
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
        if day < self.settings.since {
            self.outcome.old += 1;
            if self.outcome.first_old.len() < MAX_TOLD_LINES {
                self.outcome.first_old.push((n, day));
            }
            if self.settings.old == OldEvents::Skip {
                return Ok(());
            }
        }
        if let Some(word) = self.signatures.word(rules, &event) {
            event.word = Cow::Borrowed(word);
        } else if event.word.is_empty() {
            // What the sensor put into no category still has a name.
            event.word = event.signature.take().map(|own| own.name).unwrap_or_default();
        }
        let source = self.infections.source(rules, &event).map(|address| secret.hash(address));
        let hashes = line_hashes(&self.hasher, &event, line, &mut self.spelling);
        self.batch.add(day, &event, hashes, source);
        self.outcome.events += 1;
        // A row by itself: the one before it had a quote too many.
        if let Some(n) = open_row.filter(|_| event.id.is_none()) {
            self.note_wrong(n, NEVER_ENDS.to_owned());
        }
        Ok(())
    }

    /// What is open at the end of the log may still be written.
    fn end_open_row(&mut self) {
        if let Some(n) = self.open_row.take() {
            match self.settings.state {
                LogState::Closed => self.note_wrong(n, NEVER_ENDS.to_owned()),
                LogState::Growing => self.outcome.is_cut = true,
            }
        }
    }

    /// Notes a line that is wrong, and if it is one of the first asks the reader for more about it.
    fn explain_wrong(&mut self, n: u64, line: &[u8], why: &str) {
        let is_told = self.is_told(why);
        let text = String::from_utf8_lossy(line);
        let exactly = is_told.then(|| self.reader.why(text.as_bytes())).flatten();
        self.note_wrong(n, exactly.map_or(why.to_owned(), |exactly| format!("{why}: {exactly}")));
    }

    fn note_wrong(&mut self, n: u64, why: String) {
        self.outcome.wrong += 1;
        if self.is_told(&why) {
            self.kinds.insert(kind(&why).to_owned());
            self.outcome.first_wrong.push((n, why));
        }
    }

    /// Whether a fault is told by its line: the first few are, and the first of each kind.
    fn is_told(&self, why: &str) -> bool {
        let is_new = || self.kinds.len() < MAX_TOLD_KINDS && !self.kinds.contains(kind(why));
        self.outcome.first_wrong.len() < MAX_TOLD_LINES || is_new()
    }

    /// All lines up to the nth were counted by an older version, which kept no marks of them.
    fn pass_over(&mut self, n: u64) -> Result<(), Trouble> {
        let batch = std::mem::take(&mut self.batch);
        batch.settle(&mut self.seen, self.settings.scratch, Follows::More, |_| {
            Ok::<_, Trouble>(Vec::new())
        })?;
        self.shelf.forget()?;
        self.outcome.fresh.clear();
        self.outcome.prefix = n;
        Ok(())
    }

    /// Puts what is new of the batch onto the shelf.
    fn settle(&mut self, follows: Follows) -> Result<(), Trouble> {
        let batch = std::mem::take(&mut self.batch);
        let told = &mut self.outcome.words;
        for (word, events) in batch.words() {
            if told.len() < MAX_TOLD_WORDS || told.contains_key(word) {
                *told.entry(word.clone()).or_default() += events;
            }
        }
        let (shelf, zone) = (&mut *self.shelf, self.settings.clock.zone());
        let known = |day| shelf.known(day, zone);
        let fresh = batch.settle(&mut self.seen, self.settings.scratch, follows, known)?;
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

/// What a fault has in common with others: what stands before the words of its own line.
fn kind(why: &str) -> &str {
    why.split(':').next().unwrap_or(why)
}

/// The hashes by which the line of an event is known: in the canonical spelling, and as it is spelt.
fn line_hashes(hasher: &LineHasher, event: &Event, line: &[u8], room: &mut Vec<u8>) -> [u64; 2] {
    let text = event.id.as_deref().unwrap_or(line);
    let spelt = hasher.hash(text);
    let canonical = match event.spelling {
        Spelling::Canonical => None,
        Spelling::Unknown => spelling::canonical(text, room),
    };
    [canonical.map_or(spelt, |text| hasher.hash(text)), spelt]
}

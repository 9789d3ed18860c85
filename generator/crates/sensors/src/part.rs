//! A part: what one import has added to the tallies of a source, and the form of its two files.
//!
//! `<first day>_<last day>_<id>.csv` says how much there was of what; `.lines/<the same>` holds the
//! marks of the lines that were counted, in the order of the rows. A part is named for a hash of
//! what it says and never changes: to put two stores together is to put their files together, to
//! undo an import is to remove its parts.

use crate::Fault;
use crate::batch::Fresh;
use crate::mark;
use crate::rows::{self, HEADER, Layout, RESTORE, Row, fault};
use crate::tally::Tally;
use crate::zone::{APART, Zone};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::str::FromStr;
use xxhash_rust::xxh3::xxh3_64;

/// The first half of a BLAKE3 hash of what a part says, written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Id {
    type Err = ();
    fn from_str(text: &str) -> Result<Id, ()> {
        let id = u64::from_str_radix(text, 16).map(Id).map_err(drop)?;
        if id.to_string() == text { Ok(id) } else { Err(()) }
    }
}

/// The name of a part's files, without what they end in. Names are in the order of their days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The first day that it has events of, by the clock of its zone.
    pub first: Date,
    /// The last day that it has events of, inclusive.
    pub last: Date,
    /// The hash of the text of its tally.
    pub id: Id,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.first, self.last, self.id)
    }
}

impl FromStr for Name {
    type Err = ();
    fn from_str(text: &str) -> Result<Name, ()> {
        let [first, last, id] = text.split('_').collect::<Vec<_>>()[..] else { return Err(()) };
        let day = |text: &str| text.parse::<Date>().map_err(drop);
        let name = Name { first: day(first)?, last: day(last)?, id: id.parse()? };
        if name.to_string() == text { Ok(name) } else { Err(()) }
    }
}

impl Name {
    /// Whether it may have events of some of these days, by their dates alone.
    pub fn has(&self, days: &RangeInclusive<Date>) -> bool {
        self.first <= *days.end() && *days.start() <= self.last
    }
}

/// The days, both ends inclusive, on which moments of the days from `first` to `last` may be by
/// another clock.
pub fn near(first: Date, last: Date) -> RangeInclusive<Date> {
    first.saturating_sub(APART.days())..=last.saturating_add(APART.days())
}

/// Within how many lines from its first a part says by whose clock its days are.
pub const ZONE: usize = 4;

/// By whose clock the days of a part are, by its first lines. Older versions counted in UTC and did
/// not say so.
pub fn zone<'a>(mut lines: impl Iterator<Item = &'a str>) -> Zone {
    lines.find_map(|line| line.strip_prefix("#zone,")?.parse().ok()).unwrap_or_default()
}

/// What a part says of itself in the lines before its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// What the log was called, for people: its file's name as `words::clean` leaves it.
    pub log: String,
    /// The import that it came with, as 8 hexadecimal digits; one of a long log has several parts.
    pub import: String,
    /// The name of the key that its sources and lines were hashed with: 16 hexadecimal digits.
    pub key: String,
    /// The zone by whose clock its days are.
    pub zone: Zone,
    /// The parts that were there before it: none of their lines is counted in it.
    pub beside: BTreeSet<Id>,
    /// The parts that it takes the place of, which had all its lines and others.
    pub was: BTreeSet<Id>,
}

/// A part without the marks of its lines: what it says of itself, and what it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of its files, which has its days and the hash of its text.
    pub name: Name,
    /// What it says of itself in the lines before its rows.
    pub head: Head,
    /// The hash that the file of its marks must have.
    pub sum: Id,
    /// What it adds to the tallies of its source.
    pub tally: Tally,
}

/// A part as it is written into two files.
pub struct Sealed {
    /// The part that the two files hold.
    pub part: Part,
    /// The text of the file of its tally, `<name>.csv`.
    pub text: String,
    /// The bytes of the file of its marks, `.lines/<name>`, in the order of the rows.
    pub lines: Vec<u8>,
}

impl Sealed {
    /// Makes a part of cells with the marks of their lines. `None` if there are no cells.
    pub fn new(head: Head, cells: Fresh) -> Option<Sealed> {
        let (first, last) = (cells.keys().next()?.day, cells.keys().next_back()?.day);
        let (mut rows, mut lines) = (String::new(), Vec::new());
        for (key, (cell, marks)) in &cells {
            rows::write(key, cell, &mut rows);
            mark::write(marks, &mut lines);
        }
        let list = |ids: &BTreeSet<Id>| ids.iter().map(|id| format!(",{id}")).collect::<String>();
        let Head { log, import, key, zone, beside, was } = &head;
        let (sum, beside, was) = (sum(&lines), list(beside), list(was));
        let text = format!(
            "#log,{log}\n#import,{import}\n#key,{key}\n#zone,{zone}\n#lines,{sum}\n#beside{beside}\n#was{was}\n\
             {HEADER}\n{rows}"
        );
        let name = Name { first, last, id: sum_of(&text) };
        let cells = cells.into_iter().map(|(key, (cell, _))| (key, cell)).collect();
        Some(Sealed { part: Part { name, head, sum, tally: Tally { cells } }, text, lines })
    }
}

impl Sealed {
    /// The marks of each of its days, in the order of the days.
    pub fn days(&self) -> Vec<(Date, Vec<u64>)> {
        let mut marks = mark::read(&self.lines);
        let cells = self.part.tally.cells.iter();
        let own = cells.map(|(key, cell)| {
            let count = usize::try_from(cell.events).expect("they are in memory");
            (key.day, marks.by_ref().take(count).collect::<Vec<_>>())
        });
        let mut days: Vec<(Date, Vec<u64>)> = Vec::new();
        for (day, marks) in own {
            match days.last_mut() {
                Some((last, all)) if *last == day => all.extend(marks),
                _ => days.push((day, marks)),
            }
        }
        days
    }
}

fn sum_of(text: &str) -> Id {
    sum(text.as_bytes())
}

/// The first half of the BLAKE3 hash of some bytes.
fn sum(bytes: &[u8]) -> Id {
    half(blake3::hash(bytes))
}

/// The sum of what a reader gives.
///
/// # Errors
/// If it cannot be read.
pub fn sum_read(reader: impl io::Read) -> io::Result<Id> {
    Ok(half(blake3::Hasher::new().update_reader(reader)?.finalize()))
}

fn half(hash: blake3::Hash) -> Id {
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    Id(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
}

/// Names an import by its log and by the first lines that it counted: 8 hexadecimal digits.
pub fn import_id(log: &str, cells: &Fresh) -> String {
    let mut bytes = log.as_bytes().to_vec();
    cells.values().for_each(|(_, marks)| mark::write(marks, &mut bytes));
    sum(&bytes).to_string()[..8].to_owned()
}

/// What a part says of itself and its rows, if all is as it was written under this name: then
/// nothing of it can be wrong, and nobody need look.
pub fn whole(name: Name, text: &str) -> Option<(Head, Vec<Row<'_>>)> {
    if sum_of(text) != name.id {
        return None;
    }
    let (head, _, start) = head(text).ok()?;
    let rows = rows::lines(text, start).map(|(_, row)| Row::parse(row));
    Some((head, rows.collect::<Option<_>>()?))
}

/// What the marks of a part must be, and whose they are.
pub struct Outline {
    /// The hash that the file of the marks must have.
    pub sum: Id,
    /// Its cells: the day, a fingerprint of all that says which cell it is, the number of events.
    pub cells: Vec<(Date, u64, u64)>,
}

impl Outline {
    /// That of a part; `None` if it is not as it was written under this name.
    pub fn parse(name: Name, text: &str) -> Option<Outline> {
        if sum_of(text) != name.id {
            return None;
        }
        let (_, sum, start) = head(text).ok()?;
        let cells = rows::lines(text, start).map(|(_, row)| {
            let Row { day, events, .. } = Row::parse(row)?;
            let (end, _) = row.match_indices(',').nth(rows::KEY - 1)?;
            Some((day, xxh3_64(&row.as_bytes()[..end]), events))
        });
        Some(Outline { sum, cells: cells.collect::<Option<_>>()? })
    }
}

impl Part {
    /// Reads the text of a part.
    ///
    /// # Errors
    /// If any of it does not hold: a part is whole or not at all.
    pub fn parse(name: Name, text: &str) -> Result<Part, Vec<Fault>> {
        let one = |fault| vec![fault];
        let (head, sum, start) = head(text).map_err(one)?;
        let (mut tally, mut faults) = (Tally::default(), Vec::new());
        for (at, row) in rows::lines(text, start) {
            match rows::read(row, at.start, Layout::Words) {
                Ok((key, cell)) => match tally.cells.entry(key) {
                    Entry::Vacant(entry) => drop(entry.insert(cell)),
                    Entry::Occupied(_) => {
                        let twice = ("this cell stands twice".to_owned(), RESTORE.to_owned());
                        faults.push(fault(at, twice));
                    }
                },
                Err(wrong) => faults.push(wrong),
            }
        }
        if faults.is_empty() && sum_of(text) != name.id {
            let message = "this is not what was written under this name: it was changed";
            faults.push(fault(0..text.find('\n').unwrap_or(0), (message.into(), RESTORE.into())));
        }
        if faults.is_empty() { Ok(Part { name, head, sum, tally }) } else { Err(faults) }
    }

    /// Where the marks of some days are in its lines: how many stand before, and how many they are.
    pub fn place(&self, days: &RangeInclusive<Date>) -> (u64, u64) {
        let (mut before, mut own) = (0, 0);
        for (key, cell) in &self.tally.cells {
            if key.day < *days.start() {
                before += cell.events;
            } else if key.day <= *days.end() {
                own += cell.events;
            } else {
                break;
            }
        }
        (before, own)
    }

    /// Its cells with their marks.
    ///
    /// # Errors
    /// If these are not the marks of this part.
    pub fn with_marks(&self, lines: &[u8]) -> Result<Fresh, String> {
        let wrong = || format!("the lines of {} are not what was written", self.name);
        let whole =
            usize::try_from(self.tally.events()).ok().and_then(|n| n.checked_mul(mark::SIZE));
        if whole != Some(lines.len()) || sum(lines) != self.sum {
            return Err(wrong());
        }
        let mut marks = mark::read(lines);
        let mut cells = Fresh::new();
        for (key, cell) in &self.tally.cells {
            let count = usize::try_from(cell.events).map_err(|_| wrong())?;
            let own: Vec<u64> = marks.by_ref().take(count).collect();
            cells.insert(key.clone(), (cell.clone(), own));
        }
        Ok(cells)
    }
}

/// What a part says of itself, and where its rows begin.
fn head(text: &str) -> Result<(Head, Id, usize), Fault> {
    let wrong = |at| fault(at, ("this is no tally as it is written".into(), RESTORE.into()));
    let mut lines = rows::lines(text, 0).peekable();
    let mut next = |name: &str| {
        let (at, line) = lines.peek().cloned().ok_or_else(|| wrong(0..0))?;
        let cells = line.strip_prefix('#').and_then(|line| line.strip_prefix(name));
        let cells = cells.ok_or_else(|| wrong(at.clone()))?;
        lines.next();
        Ok((at, cells))
    };
    let (_, log) = next("log,")?;
    let (_, import) = next("import,")?;
    let (_, key) = next("key,")?;
    // Older versions counted days in UTC, and did not say so.
    let zone = match next("zone,") {
        Ok((at, name)) => name.parse().map_err(|()| wrong(at))?,
        Err(_) => Zone::default(),
    };
    let (at, sum) = next("lines,")?;
    let sum = sum.parse().map_err(|()| wrong(at))?;
    let mut ids = |name: &str| {
        let (at, cells) = next(name)?;
        let ids = cells.split(',').skip(1).map(str::parse);
        ids.collect::<Result<BTreeSet<Id>, ()>>().map_err(|()| wrong(at))
    };
    let (beside, was) = (ids("beside")?, ids("was")?);
    let head = Head { log: log.into(), import: import.into(), key: key.into(), zone, beside, was };
    match lines.next() {
        Some((at, HEADER)) => Ok((head, sum, (at.end + 1).min(text.len()))),
        Some((at, _)) => Err(wrong(at)),
        None => Err(wrong(0..0)),
    }
}

#[cfg(test)]
mod tests;

//! Rows of comma-separated words and numbers, without quotes → cells of tallies, and faults where
//! they do not hold.

use crate::Fault;
use crate::read::LogFormat;
use crate::rules::Word;
use crate::sketch::Sketch;
use crate::tally::{Cell, CellKey};
use crate::words::{is_clean, is_country};
use jiff::civil::Date;
use std::fmt::Write;
use std::ops::Range;

/// The line with the names of the columns, before the rows of a part.
pub const HEADER: &str = "day,format,word,family,protocol,port,country,events,sources,sketch";
/// How many of the columns, from the first, say which cell a row is.
pub const KEY: usize = 7;
/// How many columns there are in all.
const COLUMNS: usize = 10;

/// The same of tallies of older versions, which kept a class and a type in the place of format and
/// word.
pub const OLD_HEADER: &str = "day,class,type,family,protocol,port,country,events,sources,sketch";

/// What is wrong with a cell, and what would be right.
pub type Wrong = (String, String);

/// Who wants to change a file by hand has something else in mind.
pub const RESTORE: &str = "restore the file from version control; it is written by “certsite \
                           sensors import”, never by hand";

/// Appends the row of a cell to a text, with the end of its line.
pub fn write(key: &CellKey, cell: &Cell, out: &mut String) {
    let CellKey { day, word: Word { format, text }, family, protocol, port, country } = key;
    let port = port.map(|port| port.to_string()).unwrap_or_default();
    let (events, count, sketch) = (cell.events, cell.count(), cell.sources.text());
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{day},{format},{text},{family},{protocol},{port},{country},{events},{count},{sketch}"
    );
}

/// The lines of a text from the byte `from` on, each with its bytes in the text and without its end.
pub fn all_lines(text: &str, from: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut offset = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let row = line.trim_end_matches(['\n', '\r']);
        let range = offset..offset + row.len();
        offset += line.len();
        (range, row)
    })
}

/// The lines of a text from the byte `from` on, like [`all_lines`], but without empty ones.
pub fn lines(text: &str, from: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
    all_lines(text, from).filter(|(_, row)| !row.is_empty())
}

/// A row as it stands: nothing of it is copied, and its sketch is not read before somebody asks.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The day, by the clock of the part's zone.
    pub day: Date,
    /// The format of the log in whose words the row speaks.
    pub format: LogFormat,
    /// What the sensor calls its events, as `words::clean` leaves it; may be empty.
    pub word: &'a str,
    /// The family of malware; empty if none is known.
    pub family: &'a str,
    /// The protocol in small letters, such as `tcp`; empty if none is known.
    pub protocol: &'a str,
    /// The port that was called, as [`Port`](crate::port::Port) is written; empty if none is known.
    pub port: &'a str,
    /// The country of the source (ISO 3166-1 alpha-2); empty if none is known.
    pub country: &'a str,
    /// How many events there were; more than none.
    pub events: u64,
    sketch: &'a str,
}

impl<'a> Row<'a> {
    /// A row of a file that is as certsite has written it; `None` if it is not. The names in it are
    /// not looked at.
    pub fn parse(row: &'a str) -> Option<Row<'a>> {
        let mut cells = row.split(',');
        let mut next = || cells.next();
        let row = Row {
            day: next()?.parse().ok()?,
            format: LogFormat::named(next()?)?,
            word: next()?,
            family: next()?,
            protocol: next()?,
            port: next()?,
            country: next()?,
            events: next()?.parse().ok()?,
            // What stands between follows from the sketch.
            sketch: next().and_then(|_| next())?,
        };
        next().is_none().then_some(row)
    }

    /// The sketch of who they came from; `None` if the cell is no sketch.
    pub fn sources(&self) -> Option<Sketch> {
        Sketch::parse(self.sketch)
    }
}

/// Which columns a tally has, by the version that wrote it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Those of [`HEADER`]: words of sensors.
    Words,
    /// Those of [`OLD_HEADER`]: classes and types, which older versions kept.
    Classes,
}

/// Reads a row that begins at the byte `start` of its file.
///
/// # Errors
/// If a cell of it does not hold.
pub fn read(row: &str, start: usize, layout: Layout) -> Result<(CellKey, Cell), Fault> {
    let cells: Vec<&str> = row.split(',').collect();
    let Ok(known) = <&[&str; COLUMNS]>::try_from(cells.as_slice()) else {
        let message = format!("this row has {} cells instead of {COLUMNS}", cells.len());
        return Err(fault(start..start + row.len(), (message, RESTORE.into())));
    };
    let (key, n) = key(known, layout)
        .and_then(|key| Ok((key, amount(known)?)))
        .map_err(|(n, wrong)| fault(cell_range(start, &cells, n), wrong))?;
    Ok((key, n))
}

/// A fault at these bytes of the file.
pub fn fault(at: Range<usize>, (message, expected): Wrong) -> Fault {
    Fault { at, message, expected }
}

fn wrong<T>(cells: &[&str], n: usize, what: &str, right: &str) -> Result<T, (usize, Wrong)> {
    Err((n, (format!("“{}” {what}", cells[n]), right.to_owned())))
}

/// What the events have in common, or which cell is wrong.
fn key(cells: &[&str; COLUMNS], layout: Layout) -> Result<CellKey, (usize, Wrong)> {
    let [text, format, word, family, protocol, port, country, ..] = *cells;
    let day = day(text, RESTORE).map_err(|wrong| (0, wrong))?;
    let word = match layout {
        Layout::Classes => {
            Word { format: LogFormat::Rsit, text: format!("{format}/{word}").into() }
        }
        Layout::Words => match LogFormat::named(format) {
            Some(format) => Word { format, text: word.into() },
            None => return wrong(cells, 1, "is no kind of log", RESTORE),
        },
    };
    for n in 2..=4 {
        if !is_clean(cells[n]) {
            return wrong(cells, n, "is no name", RESTORE);
        }
    }
    let port = match port {
        "" => None,
        port => match port.parse() {
            Ok(port) => Some(port),
            Err(_) => return wrong(cells, 5, "is no port", RESTORE),
        },
    };
    if !country.is_empty() && !is_country(country) {
        return wrong(cells, 6, "is no code of a country", RESTORE);
    }
    let (family, protocol, country) = (family.into(), protocol.into(), country.into());
    Ok(CellKey { day, word, family, protocol, port, country })
}

/// How much there was, or which cell is wrong.
fn amount(cells: &[&str; COLUMNS]) -> Result<Cell, (usize, Wrong)> {
    let [.., events, sources, sketch] = *cells;
    let Some(events) = events.parse().ok().filter(|n| *n > 0) else {
        return wrong(cells, 7, "is no number of events", RESTORE);
    };
    // What it says follows from the sketch, and is there for people.
    if sources.parse::<u64>().is_err() {
        return wrong(cells, 8, "is no number of sources", RESTORE);
    }
    match Sketch::parse(sketch) {
        Some(sources) => Ok(Cell { events, sources }),
        None => wrong(cells, 9, "is no sketch", RESTORE),
    }
}

/// A day from 2000 on, written as `YYYY-MM-DD` and in no other way. `help` is what would be right.
///
/// # Errors
/// If there is no such day, or it is before 2000.
pub fn day(text: &str, help: &str) -> Result<Date, Wrong> {
    let parsed = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let wrong = || (format!("“{text}” is not a day that exists"), help.to_owned());
    since_2000(parsed.ok_or_else(wrong)?, help)
}

/// The same day, unless it is before 2000. `help` is what would be right.
///
/// # Errors
/// If it is before 2000.
pub fn since_2000(day: Date, help: &str) -> Result<Date, Wrong> {
    match day.year() >= 2000 {
        true => Ok(day),
        false => Err((format!("{day} is before the year 2000"), help.to_owned())),
    }
}

/// The bytes of the nth cell, from 0, of a row that begins at the byte `start`; at least one.
pub fn cell_range(start: usize, cells: &[&str], n: usize) -> Range<usize> {
    let before: usize = cells[..n].iter().map(|cell| cell.len() + 1).sum();
    start + before..start + before + cells[n].len().max(1)
}

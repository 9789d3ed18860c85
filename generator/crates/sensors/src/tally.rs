//! Events of sensors → how many there were, by day and kind: tallies, which add up exactly in any
//! order, and their files `content/data/sensors/<source>/<year>-<month>.csv`.

use crate::Fault;
use crate::rows::{self, Wrong, day};
use crate::sketch::Sketch;
use certsite_taxonomy::Codes;
use jiff::civil::Date;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

/// Where the tallies of all sources are.
pub const FOLDER: &str = "content/data/sensors/";

/// The first line of each file.
pub const HEADER: &str = "day,class,type,family,protocol,port,country,events,sources,sketch";

/// What the events of one cell have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The day, in UTC.
    pub day: Date,
    /// RSIT's code of the class.
    pub class: Arc<str>,
    /// RSIT's code of the type.
    pub kind: Arc<str>,
    /// Family of malware, or nothing.
    pub family: Box<str>,
    /// Protocol, such as `tcp`, or nothing.
    pub protocol: Box<str>,
    /// Port that was called, if there was one.
    pub port: Option<u16>,
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
    pub cells: BTreeMap<Key, Cell>,
}

impl From<HashMap<Key, Cell>> for Tally {
    fn from(cells: HashMap<Key, Cell>) -> Tally {
        Tally { cells: cells.into_iter().collect() }
    }
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

    /// Splits it by month: `2026-11`.
    pub fn months(self) -> BTreeMap<String, Tally> {
        let mut months: BTreeMap<String, Tally> = BTreeMap::new();
        for (key, cell) in self.cells {
            months.entry(month(key.day)).or_default().cells.insert(key, cell);
        }
        months
    }

    /// As a file.
    pub fn text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for (key, cell) in &self.cells {
            let Key { day, class, kind, family, protocol, port, country } = key;
            let port = port.map(|port| port.to_string()).unwrap_or_default();
            let (events, count, sketch) = (cell.events, cell.count(), cell.sources.text());
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{day},{class},{kind},{family},{protocol},{port},{country},{events},{count},{sketch}"
            );
        }
        text
    }

    /// Reads the file at a path. What does not hold is a fault and left out.
    pub fn parse(path: &str, text: &str, codes: &Codes) -> (Tally, Vec<Fault>) {
        let (mut tally, mut wrong) = (Tally::default(), Vec::new());
        let month = path.rsplit('/').next().and_then(|name| name.strip_suffix(".csv"));
        let lines = match rows::under(text, "tally", HEADER) {
            Ok(lines) => lines,
            Err(fault) => return (tally, vec![fault]),
        };
        for (at, row) in lines {
            match cell(row, at.start, codes, month) {
                Ok((key, cell)) => match tally.cells.entry(key) {
                    Entry::Vacant(entry) => drop(entry.insert(cell)),
                    Entry::Occupied(_) => {
                        let help = "restore the file from version control; rows are written by \
                                    “certsite sensors import”, never by hand";
                        wrong.push(rows::fault(at, ("this cell stands twice".into(), help.into())));
                    }
                },
                Err(fault) => wrong.push(fault),
            }
        }
        (tally, wrong)
    }
}

/// The month of a day, as files are named.
pub fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Whether a cell of a tally may hold this: a name, and nothing that is somebody's address.
pub fn is_name(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"._+-/ ".contains(&b);
    text.len() <= 64
        && text.bytes().all(is_letter)
        && text.trim() == text
        && text.parse::<std::net::IpAddr>().is_err()
}

/// One row of the file of a month, or the bytes of its first wrong cell.
fn cell(row: &str, start: usize, codes: &Codes, month: Option<&str>) -> Result<(Key, Cell), Fault> {
    let cells: Vec<&str> = row.split(',').collect();
    let Ok(known) = <&[&str; 10]>::try_from(cells.as_slice()) else {
        let message = format!("this row has {} cells instead of 10", cells.len());
        return Err(rows::fault(start..start + row.len(), (message, format!("write {HEADER}"))));
    };
    read(known, codes, month).map_err(|(n, wrong)| rows::fault(rows::cell(start, &cells, n), wrong))
}

/// Ten cells → what they say, or which cell is wrong.
fn read(
    cells: &[&str; 10],
    codes: &Codes,
    own: Option<&str>,
) -> Result<(Key, Cell), (usize, Wrong)> {
    let [text, class, kind, family, protocol, port, country, events, sources, sketch] = *cells;
    let wrong = |n: usize, what: &str, right: &str| {
        Err((n, (format!("“{}” {what}", cells[n]), right.to_owned())))
    };
    let day = day(text).map_err(|wrong| (0, wrong))?;
    if own != Some(month(day).as_str()) {
        return wrong(0, "is not of the month of this file", "each month has its own file");
    }
    let Some(known) = codes.class(class) else {
        return wrong(1, "is no class", "write a class of content/data/rsit.yaml");
    };
    if !known.types.iter().any(|known| known.code == kind) {
        return wrong(2, "is no type of that class", "write a type of content/data/rsit.yaml");
    }
    for (n, name) in [(3, family), (4, protocol)] {
        if !is_name(name) {
            return wrong(n, "is no name", "write letters, digits and . _ + - /");
        }
    }
    let port = match port {
        "" => None,
        port => match port.parse() {
            Ok(port) => Some(port),
            Err(_) => return wrong(5, "is no port", "write a number up to 65535, or nothing"),
        },
    };
    if !country.is_empty() && !is_country(country) {
        return wrong(6, "is no code of a country", "write two capital letters, or nothing");
    }
    let Some(events) = events.parse().ok().filter(|n| *n > 0) else {
        return wrong(7, "is no number of events", "write a number above 0");
    };
    let Some(sketch) = Sketch::parse(sketch) else {
        return wrong(9, "is no sketch", "restore the file from version control");
    };
    let cell = Cell { events, sources: sketch };
    if sources.parse() != Ok(cell.count()) {
        let right = "the number of sources is what the sketch says; restore the file";
        return wrong(8, "does not fit the sketch", right);
    }
    let (class, kind) = (class.into(), kind.into());
    let (family, protocol, country) = (family.into(), protocol.into(), country.into());
    let key = Key { day, class, kind, family, protocol, port, country };
    Ok((key, cell))
}

/// Two capital letters (ISO 3166-1 alpha-2).
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

//! Reports of Shadowserver: CSV with a line of column names, one subject a report. Which reports
//! there are, which class its own schema states for each, and in which column whose address is,
//! stands in `shadowserver.csv`, as of 2026-03-24.

use super::value::address;
use super::{Event, Line, LogFormat, Reader};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// All reports that Shadowserver documented in 2026, with what it says of each.
const REPORTS: &str = include_str!("shadowserver.csv");

/// What Shadowserver says of a report.
struct Stated {
    /// Class and type, written `class/type`; empty if Shadowserver states none.
    kind: String,
    /// The column of the address that it is about, or nothing.
    address: &'static str,
}

static STATED: LazyLock<HashMap<&str, Stated>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let [name, class, kind, address, _] = line.split(',').collect::<Vec<_>>()[..] else {
            return None;
        };
        let kind = if class.is_empty() { String::new() } else { format!("{class}/{kind}") };
        Some((name, Stated { kind, address }))
    };
    REPORTS.lines().skip(1).filter_map(row).collect()
});

/// The names of all reports that Shadowserver documents, in the order of the table.
pub fn names() -> impl Iterator<Item = &'static str> {
    REPORTS.lines().skip(1).filter_map(|line| line.split(',').next())
}

/// Whether Shadowserver documents a report of this name.
pub fn is_report(name: &str) -> bool {
    STATED.contains_key(name)
}

/// The report of the same over IPv4, for one over IPv6. `None` for all others, and where there is
/// none.
pub fn twin(name: &str) -> Option<String> {
    let beginnings = [("scan6_", "scan_"), ("event6_", "event4_"), ("population6_", "population_")];
    let begins =
        |(own, other): &(&str, &str)| name.strip_prefix(*own).map(|rest| format!("{other}{rest}"));
    let twin = beginnings.iter().find_map(begins);
    let twin = twin.or_else(|| name.strip_suffix('6').map(str::to_owned))?;
    is_report(&twin).then_some(twin)
}

/// The class and type that Shadowserver states for a report, as `class/type`. `None` if it states
/// none.
pub fn stated(name: &str) -> Option<&'static str> {
    STATED.get(name).map(|stated| &*stated.kind).filter(|kind| !kind.is_empty())
}

/// The report that a file holds, by its name as Shadowserver gives it:
/// `2026-11-01-scan_dns-network.csv.gz` → `scan_dns`. None if no report is called so:
/// `download.csv`. There may be `others`, for which somebody has written a rule.
pub fn named_by(file: &str, others: impl Fn(&str) -> bool) -> Option<String> {
    let mut parts = parts(file);
    let is_known = |part: &&str| names().any(|name| name == *part) || others(part);
    parts.find(is_known).map(str::to_owned)
}

/// The parts of a file's name that could be the name of a report.
pub fn parts(file: &str) -> impl Iterator<Item = &str> {
    file.split(['-', '.', ' ', '(', ')']).filter(|part| is_name(part))
}

/// Whether a text has the form of a report's name: small letters, digits and `_`, with a letter
/// first.
pub fn is_name(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(is_letter)
}

/// Where in the rows of a report the columns stand that certsite reads.
pub struct Columns {
    /// How many columns a row has.
    all: usize,
    time: usize,
    source: Option<usize>,
    country: Option<usize>,
    protocol: Option<usize>,
    port: Option<usize>,
    family: Vec<usize>,
}

/// Whose address a report may be about, with the country of it and the port that was called there.
const SIDES: [[&str; 3]; 3] = [
    ["src_ip", "src_geo", "dst_port"],
    ["ip", "geo", "port"],
    ["http_referer_ip", "http_referer_geo", "dst_port"],
];

impl Columns {
    /// The columns of the report of a name, if this is the line of their names. Some reports are
    /// about no address.
    pub fn from_names(line: &[u8], report: &str) -> Option<Columns> {
        let names = record(line)?;
        let at = |name: &str| names.iter().position(|known| known.eq_ignore_ascii_case(name));
        let stated = STATED.get(report).map(|stated| stated.address);
        let own = SIDES.iter().find(|[address, ..]| Some(*address) == stated);
        let mut all = own.into_iter().chain(&SIDES);
        let side = all.find(|[address, ..]| at(address).is_some());
        if side.is_none() && at("severity").is_none() {
            return None;
        }
        let [address, country, port] = side.unwrap_or(&SIDES[1]);
        Some(Columns {
            all: names.len(),
            time: at("timestamp")?,
            source: at(address),
            country: at(country).or_else(|| at("geo")),
            protocol: at("protocol"),
            port: at(port).or_else(|| at("dst_port")).or_else(|| at("port")),
            family: ["family", "infection", "malware"].into_iter().filter_map(at).collect(),
        })
    }
}

/// Reads the rows of one report, also those that have several lines.
pub struct Report {
    name: String,
    columns: Option<Columns>,
    row: csv::StringRecord,
    /// The lines of a row that is not at its end.
    held: String,
}

impl Report {
    /// A reader of the report of this name, which has not seen the line of its columns yet.
    pub fn new(name: &str) -> Report {
        Report {
            name: name.to_owned(),
            columns: None,
            row: csv::StringRecord::new(),
            held: String::new(),
        }
    }
}

impl Reader for Report {
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l> {
        let Some(columns) = &self.columns else {
            self.columns = Columns::from_names(line, &self.name);
            return match self.columns.is_some() {
                true => Line::Other,
                false => Line::Wrong("it has not the columns of a report"),
            };
        };
        // A row by itself is one, whatever was open before it.
        let whole =
            |line: &[u8]| record(line).filter(|row| row.len() == columns.all && !is_open(line));
        let (row, id) = match whole(line) {
            Some(row) => {
                self.held.clear();
                (row, None)
            }
            None => {
                if !self.held.is_empty() {
                    self.held.push('\n');
                }
                self.held += &String::from_utf8_lossy(line);
                if is_open(self.held.as_bytes()) && self.held.len() < LONGEST {
                    return Line::Open;
                }
                let held = std::mem::take(&mut self.held).into_bytes();
                if held.len() == line.len() && std::str::from_utf8(line).is_err() {
                    return Line::Wrong("it is no CSV in UTF-8");
                }
                let Some(row) = whole(&held) else {
                    return Line::Wrong("it has not as many cells as the first line");
                };
                (row, Some(Cow::Owned(held)))
            }
        };
        self.row = row;
        let cell = |n: Option<usize>| n.and_then(|n| self.row.get(n)).unwrap_or_default();
        let family = columns.family.iter().map(|n| cell(Some(*n))).find(|name| !name.is_empty());
        Line::Event(Event {
            time: cell(Some(columns.time)).into(),
            word: Cow::Borrowed(&self.name),
            family: family.unwrap_or_default().into(),
            protocol: cell(columns.protocol).into(),
            port: cell(columns.port).parse().ok(),
            country: cell(columns.country).into(),
            source: address(cell(columns.source)),
            id,
            ..Event::new(LogFormat::Shadowserver)
        })
    }

    fn why(&self, line: &[u8]) -> Option<String> {
        let (columns, row) = (self.columns.as_ref()?, record(line)?);
        let (found, all) = (row.len(), columns.all);
        (found != all).then(|| format!("it has {found} cells, and the first line names {all}"))
    }
}

/// No row is longer, over all its lines.
const LONGEST: usize = 1 << 16;

/// Whether a quoted cell goes on behind the end of a line.
fn is_open(line: &[u8]) -> bool {
    if memchr::memchr_iter(b'"', line).count().is_multiple_of(2) {
        return false;
    }
    // A quote within a cell that does not begin with one is a letter like others.
    let (mut is_quoted, mut is_begin) = (false, true);
    for byte in line {
        match byte {
            b'"' if is_quoted || is_begin => (is_quoted, is_begin) = (!is_quoted, is_quoted),
            b',' if !is_quoted => is_begin = true,
            _ => is_begin = false,
        }
    }
    is_quoted
}

/// The cells of one line (RFC 4180).
fn record(line: &[u8]) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).ok()?.then_some(record)
}

//! `content/data/register/<year>.csv` → the incidents that the team registered, a row each.
//!
//! The columns are fixed and each holds a code, a number or a day: there is no place for a name, an
//! address or a sentence, so no personal data can get in.

mod country;
mod history;

pub use history::{Change, FILE as HISTORY, HEADER as HISTORY_HEADER, What, read as history};

use super::rows::{Misread, Rows, Wrong};
use crate::diag::{Diagnostic, Place, Problem, nearest};
use crate::load::Inputs;
use crate::rsit::Codes;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Where the register is kept.
pub const FOLDER: &str = "content/data/register/";

/// The first line of each file.
pub const HEADER: &str = "number,received,class,type,severity,origin,country,closed";

/// How urgent an incident was, by the scale of the incident form.
pub const SEVERITIES: [&str; 3] = ["normal", "medium", "high"];

/// How the team came to know of it.
pub const ORIGINS: [&str; 3] = ["report", "sensor", "peer"];

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number, which says nothing about it.
    pub number: String,
    /// The day it became known.
    pub received: Date,
    /// RSIT's code of its class.
    pub class: String,
    /// RSIT's code of its type.
    pub kind: String,
    /// One of [`SEVERITIES`].
    pub severity: String,
    /// One of [`ORIGINS`].
    pub origin: String,
    /// Country of the source's address (ISO 3166-1 alpha-2), if it is known.
    pub country: Option<String>,
    /// The day it was closed, once it is.
    pub closed: Option<Date>,
}

/// A row as the file has it.
impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Incident { number, received, class, kind, severity, origin, .. } = self;
        let country = self.country.as_deref().unwrap_or_default();
        let closed = self.closed.map(|date| date.to_string()).unwrap_or_default();
        write!(f, "{number},{received},{class},{kind},{severity},{origin},{country},{closed}")
    }
}

/// Where an incident stands. Its line is only counted when somebody asks for it.
#[derive(Clone)]
pub struct Row {
    /// The file's path from the site's root.
    pub file: Arc<str>,
    text: Arc<str>,
    range: Range<usize>,
}

impl Row {
    /// Its place.
    pub fn place(&self) -> Place {
        Place::range(&self.file, &self.text, self.range.clone())
    }
}

/// All incidents of all years.
#[derive(Default)]
pub struct Register {
    /// The incidents, in the order of the files, each with its row.
    pub incidents: Vec<(Incident, Row)>,
}

impl Register {
    /// Reads all files.
    pub fn read(inputs: &Inputs, codes: &Codes) -> (Register, Vec<Diagnostic>) {
        let mut register = Register::default();
        let mut diagnostics = Vec::new();
        let is_year = |path: &str| path.ends_with(".csv") && path != HISTORY;
        let files = inputs.below(FOLDER).filter(|(path, _)| is_year(path));
        for (path, text) in files.filter_map(|(path, _)| inputs.text(path)) {
            let mut file = File { rows: Rows { path, text }, codes, diagnostics: &mut diagnostics };
            let row = |range| Row { file: path.clone(), text: text.clone(), range };
            let found = file.read().into_iter();
            register.incidents.extend(found.map(|(incident, range)| (incident, row(range))));
        }
        diagnostics.extend(register.twice());
        diagnostics.extend(history(inputs).1);
        (register, diagnostics)
    }

    /// Numbers that stand twice.
    fn twice(&self) -> Vec<Diagnostic> {
        let mut first: BTreeMap<&str, &Row> = BTreeMap::new();
        let mut found = Vec::new();
        for (incident, row) in &self.incidents {
            match first.get(incident.number.as_str()) {
                Some(other) => {
                    let other = other.place();
                    let line = other.spot.as_ref().map_or(0, |spot| spot.line);
                    let message = format!("the number {} stands twice", incident.number);
                    let expected = format!("{}, line {line} has it first", other.file);
                    let problem = Problem::BadValue { message, expected };
                    found.push(Diagnostic::at(problem, row.place()));
                }
                None => {
                    first.insert(&incident.number, row);
                }
            }
        }
        found
    }

    /// Days that have not come yet.
    pub fn later_than(&self, today: Date) -> Vec<Diagnostic> {
        let is_later = |incident: &Incident| {
            incident.received > today || incident.closed.is_some_and(|date| date > today)
        };
        let later = self.incidents.iter().filter(|(incident, _)| is_later(incident));
        let problem = |(incident, row): &(Incident, Row)| {
            let message = format!("the incident {} has a day in the future", incident.number);
            let expected = "write the day on which it was received or closed".to_owned();
            Diagnostic::at(Problem::BadValue { message, expected }, row.place())
        };
        later.map(problem).collect()
    }
}

struct File<'a> {
    rows: Rows<'a>,
    codes: &'a Codes,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl File<'_> {
    fn read(&mut self) -> Vec<(Incident, Range<usize>)> {
        let lines = match self.rows.under("register", HEADER) {
            Ok(lines) => lines,
            Err((at, error)) => {
                self.diagnostics.push(self.rows.wrong(at, error));
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (at, row) in lines {
            match self.row(row, at.start) {
                Ok(incident) => found.push((incident, at)),
                Err((at, error)) => self.diagnostics.push(self.rows.wrong(at, error)),
            }
        }
        found
    }

    /// One row, or the bytes of its first wrong cell.
    fn row(&self, row: &str, start: usize) -> Result<Incident, Misread> {
        let cells: Vec<&str> = row.split(',').collect();
        let whole = start..start + row.len();
        let columns = HEADER.split(',').count();
        if cells.len() != columns {
            let message = format!("this row has {} cells instead of {columns}", cells.len());
            let help =
                "write one code, number or day a cell, without quotes; there is no room for text";
            return Err((whole, (message, help.to_owned())));
        }
        let cell = |n: usize, wrong: Wrong| (Rows::cell(start, &cells, n), wrong);
        let incident = incident(&cells, self.codes).map_err(|(n, wrong)| cell(n, wrong))?;
        let year = self.rows.path.rsplit('/').next().and_then(|name| name.strip_suffix(".csv"));
        let own = incident.received.year().to_string();
        if year != Some(own.as_str()) {
            let message = format!("{} is not of the year of this file", incident.received);
            return Err(cell(1, (message, format!("move the row to {FOLDER}{own}.csv"))));
        }
        Ok(incident)
    }
}

/// Eight cells → an incident, or which cell is wrong.
pub fn incident(cells: &[&str], codes: &Codes) -> Result<Incident, (usize, Wrong)> {
    let [number, received, class, kind, severity, origin, country, closed] = cells else {
        return Err((0, ("a row has eight cells".into(), format!("write {HEADER}"))));
    };
    if !is_number(number) {
        let help = "write capital letters, digits and the signs - # . / _, such as R-20261123-8X653FKQ62 or RTIR#1234";
        return Err((0, (format!("“{number}” cannot number an incident"), help.into())));
    }
    let day = |n: usize, text: &str| day(text).map_err(|wrong| (n, wrong));
    let received = day(1, received)?;
    let known: Vec<&str> = codes.classes.iter().map(|class| class.code.as_str()).collect();
    let class_types = codes.class(class).ok_or_else(|| (2, unknown("class", class, &known)))?;
    let known: Vec<&str> = class_types.types.iter().map(|kind| kind.code.as_str()).collect();
    if !known.contains(kind) {
        return Err((3, unknown(&format!("type of {class}"), kind, &known)));
    }
    for (n, what, value, known) in
        [(4, "severity", severity, &SEVERITIES), (5, "origin", origin, &ORIGINS)]
    {
        if !known.contains(value) {
            return Err((n, unknown(what, value, known)));
        }
    }
    let is_country = country::is_country(country);
    if !country.is_empty() && !is_country {
        let help = "write two capital letters (ISO 3166-1), such as AZ, or nothing";
        return Err((6, (format!("“{country}” is not the code of a country"), help.into())));
    }
    let closed = match closed.is_empty() {
        true => None,
        false => Some(day(7, closed)?),
    };
    if closed.is_some_and(|closed| closed < received) {
        let message = "it was closed before it was received".to_owned();
        return Err((7, (message, format!("write {received} or a later day, or nothing"))));
    }
    Ok(Incident {
        number: (*number).to_owned(),
        received,
        class: (*class).to_owned(),
        kind: (*kind).to_owned(),
        severity: (*severity).to_owned(),
        origin: (*origin).to_owned(),
        country: is_country.then(|| (*country).to_owned()),
        closed,
    })
}

/// Whether a text can number an incident: one that a ticket system gives, and no name.
fn is_number(text: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-#./_".contains(&b);
    text.len() <= 40
        && text.bytes().all(is_sign)
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// A day of this century, in one form.
pub fn day(text: &str) -> Result<Date, Wrong> {
    let help = "write a day since 2000 as YYYY-MM-DD".to_owned();
    let parsed = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    match parsed {
        Some(date) if date.year() >= 2000 => Ok(date),
        Some(_) => Err((format!("{text} is before the year 2000"), help)),
        None => Err((format!("“{text}” is not a day that exists"), help)),
    }
}

pub(super) fn unknown(what: &str, value: &str, known: &[&str]) -> Wrong {
    let help = match nearest(value, known.iter().copied()) {
        Some(near) => format!("did you mean “{near}”?"),
        None => format!("write one of: {}", known.join(", ")),
    };
    (format!("“{value}” is no {what}"), help)
}

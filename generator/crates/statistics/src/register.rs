//! `content/data/register/<year>.csv` → the incidents that the team registered, a row each.
//!
//! The columns are fixed and each holds a code, a number or a day: there is no place for a name, an
//! address or a sentence, so no personal data can get in.

mod cell;
mod country;
mod history;
mod scale;

pub use cell::{Cell, day, number, since_2000};
pub use country::Country;
pub use history::{
    Change, FILE as HISTORY, HEADER as HISTORY_HEADER, What, read as history, standing,
};
pub use scale::{Origin, Severity};

use super::rows::{Misread, Rows, Wrong};
use super::word::{Word, unknown};
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_sensors::rows::cell_range;
use certsite_site::load::Files;
use certsite_site::rsit::{Codes, IncidentKind};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The folder of the register's files, from the site's root.
pub const FOLDER: &str = "content/data/register/";

/// The line with the names of the columns, the first one of each file.
pub const HEADER: &str = "number,received,class,type,severity,origin,country,closed";

/// An incident as the team registered it: a row of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number in the team's ticket system, which says nothing about it.
    pub number: String,
    /// The day on which the team came to know of it, on the team's clock.
    pub received: Date,
    /// Its class and type by the taxonomy.
    pub kind: IncidentKind,
    /// How urgent it was, by the scale of the incident form.
    pub severity: Severity,
    /// How the team came to know of it.
    pub origin: Origin,
    /// The country of the source's address; `None` if it is not known.
    pub country: Option<Country>,
    /// The day on which it was closed, not before it was received; `None` as long as it is open.
    pub closed: Option<Date>,
}

/// A row as the file has it.
impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Incident { number, received, kind, severity, origin, .. } = self;
        let (class, kind) = (kind.class(), kind.kind());
        let country = self.country.map_or("", Country::as_str);
        let closed = self.closed.map(|date| date.to_string()).unwrap_or_default();
        write!(f, "{number},{received},{class},{kind},{severity},{origin},{country},{closed}")
    }
}

/// Where an incident stands in its file. Its line is only counted when somebody asks for it.
#[derive(Clone)]
pub struct Row {
    /// The file's path from the site's root.
    pub file: Arc<str>,
    text: Arc<str>,
    range: Range<usize>,
}

impl Row {
    /// The place of the row, for a problem with it.
    pub fn place(&self) -> Place {
        Place::range(&self.file, &self.text, self.range.clone())
    }
}

/// All incidents of all years that the team registered.
#[derive(Default)]
pub struct Register {
    /// The incidents, in the order of the files, each with its row.
    pub incidents: Vec<(Incident, Row)>,
}

impl Register {
    /// Reads all files of the register, and tells what is wrong with them. A row that does not hold
    /// is left out.
    pub fn read(files: Files, codes: &Codes) -> (Register, Vec<Diagnostic>) {
        let mut register = Register::default();
        let mut diagnostics = Vec::new();
        let is_year = |path: &str| path.ends_with(".csv") && path != HISTORY;
        for (path, text) in files.texts_below(FOLDER).filter(|(path, _)| is_year(path)) {
            let mut file =
                RegisterFile { rows: Rows { path, text }, codes, diagnostics: &mut diagnostics };
            let row = |range| Row { file: path.clone(), text: text.clone(), range };
            let found = file.read().into_iter();
            register.incidents.extend(found.map(|(incident, range)| (incident, row(range))));
        }
        diagnostics.extend(register.twice());
        let (changes, problems) = history(files);
        diagnostics.extend(problems);
        // A row that does not hold is there.
        if diagnostics.is_empty() && !files.lacks_any_of(FOLDER) {
            diagnostics.extend(register.lost(&changes));
        }
        (register, diagnostics)
    }

    /// A problem for each number that stands in more than one row.
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

    /// Incidents of which the history knows, and that are gone without a word of it.
    fn lost(&self, changes: &[Change]) -> Option<Diagnostic> {
        let known: BTreeSet<&str> = self.incidents.iter().map(|(i, _)| i.number.as_str()).collect();
        let lost: Vec<&str> = standing(changes).filter(|number| !known.contains(number)).collect();
        let first = lost.first()?;
        let what = match lost.len() {
            1 => format!("the incident {first}, which was changed, is"),
            n => format!("{n} incidents that were changed, such as {first}, are"),
        };
        Some(Diagnostic::at(Problem::RegisterGap { what }, Place::file(&HISTORY.into())))
    }

    /// A problem for each incident with a day after `today`: such days have not come yet.
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

struct RegisterFile<'a> {
    rows: Rows<'a>,
    codes: &'a Codes,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl RegisterFile<'_> {
    fn read(&mut self) -> Vec<(Incident, Range<usize>)> {
        if self.rows.text.trim().is_empty() {
            let message = "there is nothing in this file, not even the names of its columns";
            let help = "restore it from version control; a year without incidents needs no file";
            self.diagnostics.push(self.rows.wrong(0..0, (message.to_owned(), help.to_owned())));
            return Vec::new();
        }
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
        let columns = Cell::ALL.len();
        if cells.len() != columns {
            let message = format!("this row has {} cells instead of {columns}", cells.len());
            let help =
                "write one code, number or day a cell, without quotes; there is no room for text";
            return Err((whole, (message, help.to_owned())));
        }
        let at = |cell: Cell, wrong: Wrong| (cell_range(start, &cells, cell as usize), wrong);
        let incident = incident(&cells, self.codes).map_err(|(cell, wrong)| at(cell, wrong))?;
        let year = self.rows.path.rsplit('/').next().and_then(|name| name.strip_suffix(".csv"));
        let own = incident.received.year().to_string();
        if year != Some(own.as_str()) {
            let message = format!("{} is not of the year of this file", incident.received);
            return Err(at(
                Cell::Received,
                (message, format!("move the row to {FOLDER}{own}.csv")),
            ));
        }
        Ok(incident)
    }
}

/// An incident by the eight cells of its row.
///
/// # Errors
/// Which cell is wrong, and how.
pub fn incident(cells: &[&str], codes: &Codes) -> Result<Incident, (Cell, Wrong)> {
    let [number, received, class, kind, severity, origin, country, closed] = cells else {
        return Err((Cell::Number, ("a row has eight cells".into(), format!("write {HEADER}"))));
    };
    let at = |cell: Cell| move |wrong| (cell, wrong);
    Incident {
        number: self::number(number).map_err(at(Cell::Number))?,
        received: day(received).map_err(at(Cell::Received))?,
        kind: class_and_type(class, kind, codes)?,
        severity: Severity::read(severity).map_err(at(Cell::Severity))?,
        origin: Origin::read(origin).map_err(at(Cell::Origin))?,
        country: Country::read(country).map_err(at(Cell::Country))?,
        closed: match closed.is_empty() {
            true => None,
            false => Some(day(closed).map_err(at(Cell::Closed))?),
        },
    }
    .checked()
    .map_err(at(Cell::Closed))
}

fn class_and_type(class: &str, kind: &str, codes: &Codes) -> Result<IncidentKind, (Cell, Wrong)> {
    let Some(own) = codes.class(class) else {
        let known: Vec<&str> = codes.classes.iter().map(|class| class.code.as_str()).collect();
        return Err((Cell::Class, unknown("class", class, &known)));
    };
    codes.kind(class, kind).ok_or_else(|| {
        let known: Vec<&str> = own.types.iter().map(|kind| kind.code.as_str()).collect();
        (Cell::Type, unknown(&format!("type of {class}"), kind, &known))
    })
}

impl Incident {
    /// The same incident.
    ///
    /// # Errors
    /// If it was closed before it was received.
    pub fn checked(self) -> Result<Incident, Wrong> {
        let received = self.received;
        match self.closed.is_some_and(|closed| closed < received) {
            false => Ok(self),
            true => {
                let message = "it was closed before it was received".to_owned();
                Err((message, format!("write {received} or a later day, or nothing")))
            }
        }
    }
}

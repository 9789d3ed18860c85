//! Exports of ticket systems → rows of the register: RTIR's Results.tsv, the CSV of TheHive. Number,
//! days, class, severity and country are taken; subjects, names, addresses and words never are.
//!
//! Columns are known by their names, since both programs let their users choose which there are.

mod cells;
mod table;

use super::register::{self, Country, Incident, Origin, Severity, since_2000};
use super::word::Word;
use cells::{CaseWords, Words, class, day, is_nothing, kind_named, number, severity};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::load::Files;
use certsite_site::rsit::{self, Codes};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::{Record, Table};

/// The file in which the team says what words of its ticket system stand for, from the site's root.
pub const FILE: &str = "content/data/register.yaml";

/// What has to be known to read an export of a ticket system.
pub struct ExportContext<'a> {
    /// The classification, by whose codes and names classes may be written.
    pub codes: &'a Codes,
    /// The zone of the team's clock: a time becomes a day there.
    pub zone: &'a TimeZone,
    /// The team's own words for classes and types of incidents.
    pub words: &'a Words,
    /// What is put before a number that is digits alone; `None` for the program's name, `RTIR#` or
    /// `THEHIVE#`.
    pub prefix: Option<&'a str>,
    /// The origin of cases that do not say theirs.
    pub origin: Origin,
    /// The severity of cases that do not say theirs; `None` if that is a problem of their row.
    pub severity: Option<Severity>,
}

/// What an export of a ticket system says.
#[derive(Default)]
pub struct Export {
    /// Its incidents, in the order of its rows, each number once.
    pub incidents: Vec<Incident>,
    /// What is wrong with the export or with rows of it, which are not among the incidents.
    pub problems: Vec<Diagnostic>,
    /// The numbers of cases that were no incidents: rejected, deleted, merged, false alarms.
    pub none: Vec<String>,
}

/// What is looked for in an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Number,
    Received,
    Closed,
    Class,
    /// The class alone, of exports that say class and type in two columns, as the register does.
    ClassAlone,
    Severity,
    Status,
    Resolution,
    Country,
    Origin,
}

impl Word for Column {
    const WHAT: &'static str = "column";
    const ALL: &'static [Column] = &[
        Column::Number,
        Column::Received,
        Column::Closed,
        Column::Class,
        Column::ClassAlone,
        Column::Severity,
        Column::Status,
        Column::Resolution,
        Column::Country,
        Column::Origin,
    ];

    fn word(self) -> &'static str {
        match self {
            Column::Number => "number",
            Column::Received => "received",
            Column::Closed => "closed",
            Column::Class | Column::ClassAlone => "class",
            Column::Severity => "severity",
            Column::Status => "status",
            Column::Resolution => "resolution",
            Column::Country => "country",
            Column::Origin => "origin",
        }
    }
}

impl Column {
    /// Without these there is no incident.
    const NEEDED: [Column; 3] = [Column::Number, Column::Received, Column::Class];

    /// What both programs call it, without spaces and signs, in small letters; the best name first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Column::Number => &["id", "ticket", "ticketid", "caseid", "number", "casenumber"],
            Column::Received => {
                &["created", "createdat", "startdate", "date", "opened", "received", "reported"]
            }
            Column::Closed => {
                &["resolved", "enddate", "closed", "closedat", "resolvedat", "closedate"]
            }
            Column::Class => {
                &["classification", "incidenttype", "type", "category", "rsit", "tags", "tag"]
            }
            Column::ClassAlone => &["class"],
            Column::Severity => &["severity", "severitylabel", "priority"],
            Column::Status => &["status", "state", "extendedstatus"],
            Column::Resolution => &["resolutionstatus", "resolution"],
            Column::Country => &["country", "countrycode"],
            Column::Origin => &["origin", "howreported", "source"],
        }
    }
}

/// Where the columns of an export are, from 0.
type Columns = BTreeMap<Column, usize>;

/// States of cases that turned out to be none. Of an indeterminate one nobody knows that.
const NONE: [&str; 8] = [
    "rejected",
    "deleted",
    "abandoned",
    "duplicated",
    "duplicate",
    "merged",
    "falsepositive",
    "invalid",
];

/// States of cases that are at work.
const OPEN: [&str; 6] = ["new", "open", "inprogress", "stalled", "pending", "reopened"];

/// The team's words, from `content/data/register.yaml`, and what is wrong with them. Without a
/// taxonomy they stand for nothing.
pub fn words(files: Files, codes: &Codes) -> (Words, Vec<Diagnostic>) {
    let Some((path, text)) = files.text(FILE) else { return Default::default() };
    let source = certsite_base::yaml::Source::whole(path, text);
    let written: CaseWords = match source.read_maps() {
        Ok(_) if source.is_empty() => {
            return (Words::default(), source.wants_keys(&[]).into_iter().collect());
        }
        Ok(written) => written,
        Err(diagnostic) => return (Words::default(), vec![*diagnostic]),
    };
    let (mut words, mut wrong) = (Words::default(), Vec::new());
    for (word, code) in written.classes {
        match codes.written(&code) {
            Some(kind) => words.add(&word, kind),
            None if codes.classes.is_empty() => {}
            None => {
                let (message, expected) = rsit::unknown(codes, &code);
                let place = source.place_of_value(&["classes", &word]);
                wrong.push(Diagnostic::at(Problem::BadValue { message, expected }, place));
            }
        }
    }
    (words, wrong)
}

/// Reads an export, whose text begins without a mark of byte order. `path` is what its problems name.
pub fn read(path: &Arc<str>, text: &str, context: &ExportContext) -> Export {
    let mut export = Export::default();
    let table = Table::read(path, text);
    let columns = match columns(&table) {
        Ok(columns) => columns,
        Err(problems) => {
            export.problems = problems;
            return export;
        }
    };
    let prefix = context.prefix.unwrap_or_else(|| usual_prefix(&table));
    let is_row = |line: &Record, whole: &Record| {
        let [own, whole] =
            [line, whole].map(|record| Row { record, columns: &columns, context, prefix });
        line.cells.len() == table.width() && own.is_case_beside(&whole)
    };
    let mut starts: BTreeMap<String, usize> = BTreeMap::new();
    for record in table.records(is_row) {
        let record = match record {
            Ok(record) => record,
            Err(unended) => {
                export.problems.push(table.unended(unended));
                continue;
            }
        };
        let row = Row { record: &record, columns: &columns, context, prefix };
        if row.is_in_state(&NONE) {
            export.none.push(number(row.cell(Column::Number), prefix));
            continue;
        }
        let once = |incident: Incident| match starts.insert(incident.number.clone(), record.start) {
            None => Ok(incident),
            Some(start) => {
                let line = table.line(start);
                let message = format!("the case {} stands in line {line} too", incident.number);
                Err((Column::Number, (message, "export each case once".to_owned())))
            }
        };
        match row.incident().and_then(once) {
            Ok(incident) => export.incidents.push(incident),
            Err((column, (message, expected))) => {
                let at = columns.get(&column).copied();
                export.problems.push(table.problem(record.start, at, message, expected));
            }
        }
    }
    export
}

/// The columns that an export has, or which of those are missing without which there is no incident.
fn columns(table: &Table) -> Result<Columns, Vec<Diagnostic>> {
    let at = |column: &Column| Some((*column, table.column(column.names())?));
    let mut columns: Columns = Column::ALL.iter().filter_map(at).collect();
    if let Some(alone) = columns.get(&Column::ClassAlone).copied() {
        columns.entry(Column::Class).or_insert(alone);
    }
    let missing = |column: &Column| {
        let message = format!("this export has no column for “{}”", column.word());
        let names = column.names().join(", ");
        let expected = format!("export it with a column of one of these names: {names}");
        table.problem(0, None, message, expected)
    };
    let needed = Column::NEEDED.iter().filter(|column| !columns.contains_key(column));
    let problems: Vec<Diagnostic> = needed.map(missing).collect();
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

/// What stands before numbers that are digits alone: the program, by columns that only one has.
fn usual_prefix(table: &Table) -> &'static str {
    match table.column(&["caseid", "severitylabel", "startdate"]) {
        Some(_) => "THEHIVE#",
        None => "RTIR#",
    }
}

/// A case of the export that becomes a row of the register.
struct Row<'a> {
    record: &'a Record,
    columns: &'a Columns,
    context: &'a ExportContext<'a>,
    prefix: &'a str,
}

/// What is wrong with a cell, what would be right, and of which column it is.
type Wrong = (Column, (String, String));

impl Row<'_> {
    /// What stands in a column; nothing where it is empty in one of the programs' ways.
    fn cell(&self, column: Column) -> &str {
        let cell = self.columns.get(&column).and_then(|n| self.record.cells.get(*n));
        cell.map(|cell| cell.trim()).filter(|cell| !is_nothing(cell)).unwrap_or_default()
    }

    /// Whether it has a day, and a number like that of another case, whatever else is wrong with it.
    /// A number that is none is like all.
    fn is_case_beside(&self, other: &Row) -> bool {
        let [own, others] = [self, other].map(|row| number(row.cell(Column::Number), self.prefix));
        let shape = |number: &str| number.replace(|c: char| c.is_ascii_digit(), "");
        register::number(&own).is_ok()
            && own.contains(|c: char| c.is_ascii_digit())
            && (register::number(&others).is_err() || shape(&own) == shape(&others))
            && day(self.cell(Column::Received), self.context.zone).is_ok()
    }

    /// Whether its state, or how it was resolved, is one of these.
    fn is_in_state(&self, states: &[&str]) -> bool {
        let own =
            [Column::Status, Column::Resolution].map(|column| table::plain(self.cell(column)));
        own.iter().any(|state| states.contains(&state.as_str()))
    }

    fn incident(&self) -> Result<Incident, Wrong> {
        let context = self.context;
        let at = |column: Column| move |wrong| (column, wrong);
        let number = number(self.cell(Column::Number), self.prefix);
        let received =
            day(self.cell(Column::Received), context.zone).map_err(at(Column::Received))?;
        let closed = match self.cell(Column::Closed) {
            "" => None,
            text => Some(day(text, context.zone).map_err(at(Column::Closed))?),
        };
        // A case that was opened again keeps its end, which counts no more; one before its beginning
        // is wrong all the same.
        let is_open = |closed: &Date| self.is_in_state(&OPEN) && *closed >= received;
        let closed = closed.filter(|day| !is_open(day));
        let (own, alone) = (self.cell(Column::Class), self.cell(Column::ClassAlone));
        let both = format!("{alone}/{own}");
        let kind = Some(both).filter(|_| !alone.is_empty() && !own.is_empty());
        let kind = kind.and_then(|both| kind_named(&both, context.codes, context.words));
        let kind = kind
            .map_or_else(|| class(own, context.codes, context.words), Ok)
            .map_err(at(Column::Class))?;
        let severity = match (self.cell(Column::Severity), context.severity) {
            ("", Some(usual)) => usual,
            (text, _) => severity(text).map_err(at(Column::Severity))?,
        };
        let origin = match self.cell(Column::Origin).to_ascii_lowercase().as_str() {
            "sensor" | "monitoring" | "ids" => Origin::Sensor,
            "peer" | "cert" | "csirt" => Origin::Peer,
            "report" | "email" | "telephone" | "phone" | "web" => Origin::Report,
            _ => context.origin,
        };
        let country = self.cell(Column::Country).to_ascii_uppercase();
        Incident {
            number: register::number(&number).map_err(at(Column::Number))?,
            received: since_2000(received).map_err(at(Column::Received))?,
            kind,
            severity,
            origin,
            country: Country::read(&country).map_err(at(Column::Country))?,
            closed: closed.map(since_2000).transpose().map_err(at(Column::Closed))?,
        }
        .checked()
        .map_err(at(Column::Closed))
    }
}

#[cfg(test)]
mod tests;

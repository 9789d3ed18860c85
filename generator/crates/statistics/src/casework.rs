//! Exports of ticket systems → rows of the register: RTIR's Results.tsv, the CSV of TheHive. Number,
//! days, class, severity and country are taken; subjects, names, addresses and words never are.
//!
//! Columns are known by their names, since both programs let their users choose which there are.

mod cells;
mod table;

use super::register::{self, Country, Incident, Origin, Severity, since_2000};
use cells::{CaseWords, Words, class, day, is_nothing, number, severity};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::load::Files;
use certsite_site::rsit::{self, Codes};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::{Record, Table};

/// How words of a ticket system become classes, as the team says.
pub const FILE: &str = "content/data/register.yaml";

/// What the reading of an export needs to know.
pub struct ExportContext<'a> {
    /// The taxonomy.
    pub codes: &'a Codes,
    /// The team's clock.
    pub zone: &'a TimeZone,
    /// The team's words.
    pub words: &'a Words,
    /// What stands before a number that is digits alone; none for what the program is called.
    pub prefix: Option<&'a str>,
    /// Origin of cases that do not say theirs.
    pub origin: Origin,
    /// Severity of cases that do not say theirs.
    pub severity: Option<Severity>,
}

/// What became of an export.
#[derive(Default)]
pub struct Export {
    /// Its incidents.
    pub incidents: Vec<Incident>,
    /// Rows that cannot be taken.
    pub problems: Vec<Diagnostic>,
    /// The numbers of cases that were no incidents: rejected, deleted, merged, false alarms.
    pub none: Vec<String>,
}

/// A column that is looked for: its names, without spaces and signs, in small letters.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("number", &["id", "ticket", "ticketid", "caseid", "number", "casenumber"]),
    ("received", &["created", "createdat", "startdate", "date", "opened", "received", "reported"]),
    ("closed", &["resolved", "enddate", "closed", "closedat", "resolvedat", "closedate"]),
    ("class", &["classification", "incidenttype", "type", "category", "rsit", "tags", "tag"]),
    ("severity", &["severity", "severitylabel", "priority"]),
    ("status", &["status", "state", "extendedstatus"]),
    ("resolution", &["resolutionstatus", "resolution"]),
    ("country", &["country", "countrycode"]),
    ("origin", &["origin", "howreported", "source"]),
];

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

/// Reads an export.
pub fn read(path: &Arc<str>, text: &str, ground: &ExportContext) -> Export {
    let mut export = Export::default();
    let table = match Table::read(path, text) {
        Ok(table) => table,
        Err(problem) => {
            export.problems.push(*problem);
            return export;
        }
    };
    let columns: BTreeMap<&str, usize> = COLUMNS
        .iter()
        .filter_map(|(column, names)| Some((*column, table.column(names)?)))
        .collect();
    for needed in ["number", "received", "class"] {
        if !columns.contains_key(needed) {
            let (_, names) =
                COLUMNS.iter().find(|(column, _)| *column == needed).unwrap_or(&COLUMNS[0]);
            let message = format!("this export has no column for “{needed}”");
            let expected =
                format!("export it with a column of one of these names: {}", names.join(", "));
            export.problems.push(table.problem(0, None, message, expected));
        }
    }
    if !export.problems.is_empty() {
        return export;
    }
    let prefix = match (ground.prefix, table.column(&["caseid", "severitylabel", "startdate"])) {
        (Some(prefix), _) => prefix,
        (None, Some(_)) => "THEHIVE#",
        (None, None) => "RTIR#",
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for record in &table.records {
        let row = Row { record, columns: &columns, ground, prefix };
        if row.is(&NONE) {
            export.none.push(number(row.cell("number"), prefix));
            continue;
        }
        match row.incident() {
            Ok(incident) => match seen.insert(incident.number.clone(), record.line) {
                None => export.incidents.push(incident),
                Some(line) => {
                    let message = format!("the case {} stands in line {line} too", incident.number);
                    let expected = "export each case once".to_owned();
                    let at = columns.get("number").copied();
                    export.problems.push(table.problem(record.start, at, message, expected));
                }
            },
            Err((column, (message, expected))) => {
                let at = columns.get(column).copied();
                export.problems.push(table.problem(record.start, at, message, expected));
            }
        }
    }
    export
}

/// A case.
struct Row<'a> {
    record: &'a Record,
    columns: &'a BTreeMap<&'static str, usize>,
    ground: &'a ExportContext<'a>,
    prefix: &'a str,
}

/// What is wrong with a cell, what would be right, and of which column it is.
type Wrong = (&'static str, (String, String));

impl Row<'_> {
    /// What stands in a column; nothing where it is empty in one of the programs' ways.
    fn cell(&self, column: &str) -> &str {
        let cell = self.columns.get(column).and_then(|n| self.record.cells.get(*n));
        cell.map(|cell| cell.trim()).filter(|cell| !is_nothing(cell)).unwrap_or_default()
    }

    /// Whether its state, or how it was resolved, is one of these.
    fn is(&self, states: &[&str]) -> bool {
        let own = ["status", "resolution"].map(|column| table::plain(self.cell(column)));
        own.iter().any(|state| states.contains(&state.as_str()))
    }

    fn incident(&self) -> Result<Incident, Wrong> {
        let ground = self.ground;
        let at = |column: &'static str| move |wrong| (column, wrong);
        let number = number(self.cell("number"), self.prefix);
        let received = day(self.cell("received"), ground.zone).map_err(at("received"))?;
        let closed = match self.cell("closed") {
            "" => None,
            text => Some(day(text, ground.zone).map_err(at("closed"))?),
        };
        // A case that was opened again keeps its end, which counts no more; one before its beginning
        // is wrong all the same.
        let is_open = |closed: &Date| self.is(&OPEN) && *closed >= received;
        let closed = closed.filter(|day| !is_open(day));
        let kind = class(self.cell("class"), ground.codes, ground.words).map_err(at("class"))?;
        let severity = match (self.cell("severity"), ground.severity) {
            ("", Some(usual)) => usual,
            (text, _) => severity(text).map_err(at("severity"))?,
        };
        let origin = match self.cell("origin").to_ascii_lowercase().as_str() {
            "sensor" | "monitoring" | "ids" => Origin::Sensor,
            "peer" | "cert" | "csirt" => Origin::Peer,
            "report" | "email" | "telephone" | "phone" | "web" => Origin::Report,
            _ => ground.origin,
        };
        let country = self.cell("country").to_ascii_uppercase();
        Incident {
            number: register::number(&number).map_err(at("number"))?,
            received: since_2000(received).map_err(at("received"))?,
            kind,
            severity,
            origin,
            country: Country::read(&country).map_err(at("country"))?,
            closed: closed.map(since_2000).transpose().map_err(at("closed"))?,
        }
        .checked()
        .map_err(at("closed"))
    }
}

impl Table<'_> {
    /// A problem of a cell of the record that begins at `start`, or of its whole line.
    fn problem(
        &self,
        start: usize,
        column: Option<usize>,
        message: String,
        expected: String,
    ) -> Diagnostic {
        let problem = Problem::BadValue { message, expected };
        Diagnostic::at(problem, self.place(start, column))
    }
}

#[cfg(test)]
mod tests;

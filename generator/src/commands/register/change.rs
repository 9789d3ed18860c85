//! `certsite register close`, `reopen`, `correct`, `amend`: a row is changed, and what it said before
//! goes into the history; `history` prints that.

use super::super::{Failure, Outcome, print, show};
use super::{Ground, inputs, replace};
use crate::cli::{CellArgs, ChangeArgs};
use crate::diag;
use crate::statistics::register::{
    Change, HEADER, HISTORY, HISTORY_HEADER, Incident, Row, What, history as read_history, incident,
};
use jiff::civil::Date;
use std::fs;
use std::path::Path;

impl Ground<'_> {
    fn find(&self, number: &str) -> Result<&(Incident, Row), Failure> {
        let found = self.register.incidents.iter().find(|(known, _)| known.number == number);
        found.ok_or_else(|| Failure(format!("no incident has the number {number}")))
    }

    /// Notes the day on which it was closed; once.
    pub fn close(&self, number: &str, day: Date) -> Result<(), Failure> {
        let (known, _) = self.find(number)?;
        if known.closed == Some(day) {
            return print(format_args!("{known}\n"));
        }
        if let Some(closed) = known.closed {
            return Err(Failure(format!(
                "the incident {number} was closed on {closed} already; if that day is wrong, say “certsite register correct {number} --closed {day}”; if it went on, “certsite register reopen {number}”"
            )));
        }
        if day < known.received || day > self.today {
            return Err(Failure(format!(
                "{day} does not lie between {}, when it was received, and today",
                known.received
            )));
        }
        self.turn(&[(known.clone(), Incident { closed: Some(day), ..known.clone() })], What::Close)
    }

    /// Takes that day back.
    pub fn reopen(&self, number: &str) -> Result<(), Failure> {
        let (known, _) = self.find(number)?;
        if known.closed.is_none() {
            return Err(Failure(format!("{number} is open")));
        }
        self.turn(&[(known.clone(), Incident { closed: None, ..known.clone() })], What::Reopen)
    }

    /// Changes the cells that are given.
    pub fn set(&self, args: &ChangeArgs, what: What) -> Result<(), Failure> {
        let (known, _) = self.find(&args.number)?;
        let row = known.to_string();
        let mut cells: Vec<&str> = row.split(',').collect();
        let CellArgs { received, class, kind, severity, origin, country, closed } = &args.cells;
        // In the order of the register's columns, the first of which is the number.
        let given = [received, class, kind, severity, origin, country, closed];
        for (cell, given) in cells.iter_mut().skip(1).zip(given) {
            *cell = given.as_deref().unwrap_or(*cell);
        }
        let changed = incident(&cells, &self.codes)
            .map_err(|(_, (wrong, right))| Failure(format!("{wrong}: {right}")))?;
        self.is_past(&changed)?;
        if changed == *known {
            return Err(Failure(format!("{} says so already: {known}", known.number)));
        }
        self.turn(&[(known.clone(), changed)], what)
    }

    /// Turns rows into others. The history is written first: a change that did not come to pass is
    /// noted twice when it is made again, and none is made without a note.
    pub fn turn(&self, pairs: &[(Incident, Incident)], what: What) -> Result<(), Failure> {
        let mut notes = String::new();
        for (was, is) in pairs {
            for change in self.changes(was, is, what) {
                notes += &format!("{change}\n");
            }
        }
        let file = self.root.join(HISTORY);
        let before = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                format!("{HISTORY_HEADER}\n")
            }
            Err(error) => return Err(Failure::io(file.display())(error)),
        };
        let end = if before.ends_with('\n') { "" } else { "\n" };
        replace(&file, &format!("{before}{end}{notes}"))?;
        // Into a new year's file before out of the old one: a row may stand twice, never nowhere.
        let moves = pairs.iter().filter(|(was, is)| was.received.year() != is.received.year());
        let moved: Vec<Incident> = moves.map(|(_, is)| is.clone()).collect();
        self.append(&moved)?;
        let mut years: Vec<i16> = pairs.iter().map(|(was, _)| was.received.year()).collect();
        years.sort_unstable();
        years.dedup();
        for year in years {
            let text = self.year(year)?;
            let rows = text.lines().filter_map(|line| {
                let pair = pairs.iter().find(|(was, _)| was.to_string() == line);
                match pair {
                    None => Some(line.to_owned()),
                    Some((_, is)) if is.received.year() == year => Some(is.to_string()),
                    Some(_) => None,
                }
            });
            let rows: String = rows.map(|row| row + "\n").collect();
            replace(&self.file(year), &rows)?;
        }
        for (_, is) in pairs {
            print(format_args!("{is}\n"))?;
        }
        Ok(())
    }

    fn changes(&self, was: &Incident, is: &Incident, what: What) -> Vec<Change> {
        let (before, after) = (was.to_string(), is.to_string());
        let cells = HEADER.split(',').zip(before.split(',').zip(after.split(',')));
        let changed = cells.filter(|(_, (was, is))| was != is);
        changed
            .map(|(cell, (old, new))| Change {
                day: self.today,
                number: was.number.clone(),
                what,
                cell: cell.to_owned(),
                was: old.to_owned(),
                is: new.to_owned(),
            })
            .collect()
    }
}

/// Prints the history, of one incident or of all.
pub fn history(root: &Path, number: Option<&str>) -> Result<Outcome, Failure> {
    let (changes, problems) = read_history(&inputs(root)?);
    show(&problems);
    for change in changes.iter().filter(|c| number.is_none_or(|number| c.number == number)) {
        print(format_args!("{change}\n"))?;
    }
    Ok(if diag::has_errors(&problems) { Outcome::Problems } else { Outcome::Fine })
}

//! `certsite register close`, `reopen`, `correct`, `amend`, `remove`: a row is changed or goes, and
//! what it said before goes into the history; `history` prints that.

use super::{RegisterEdit, files, inputs};
use crate::cli::{CellArgs, ChangeArgs, Why};
use certsite_base::diag;
use certsite_shell::command::{Failure, Outcome, print, show};
use certsite_site::load::Files;
use certsite_statistics::register::{
    Cell, Change, FOLDER, HEADER, HISTORY, HISTORY_HEADER, Incident, Row, What,
    history as read_history, incident,
};
use certsite_statistics::word::Word;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

impl RegisterEdit<'_> {
    fn find(&self, number: &str) -> Result<&(Incident, Row), Failure> {
        let found = self.register.incidents.iter().find(|(known, _)| known.number == number);
        found.ok_or_else(|| Failure::new(format!("no incident has the number {number}")))
    }

    /// Notes the day on which it was closed; once.
    pub fn close(&self, number: &str, day: Date) -> Result<(), Failure> {
        let (known, _) = self.find(number)?;
        if known.closed == Some(day) {
            return print(format_args!("{known}\n"));
        }
        if let Some(closed) = known.closed {
            return Err(Failure::new(format!(
                "the incident {number} was closed on {closed} already; if that day is wrong, say “certsite register correct {number} --closed {day}”; if it went on, “certsite register reopen {number}”"
            )));
        }
        if day < known.received || day > self.today {
            return Err(Failure::new(format!(
                "{day} does not lie between {}, when it was received, and today",
                known.received
            )));
        }
        let is = Some(Incident { closed: Some(day), ..known.clone() });
        self.turn(&[Turn { was: known.clone(), is }], What::Close)
    }

    /// Takes that day back.
    pub fn reopen(&self, number: &str) -> Result<(), Failure> {
        let (known, _) = self.find(number)?;
        if known.closed.is_none() {
            return Err(Failure::new(format!("{number} is open")));
        }
        let is = Some(Incident { closed: None, ..known.clone() });
        self.turn(&[Turn { was: known.clone(), is }], What::Reopen)
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
            .map_err(|(_, (wrong, right))| Failure::new(format!("{wrong}: {right}")))?;
        self.is_past(&changed)?;
        if changed == *known {
            return Err(Failure::new(format!("{} says so already: {known}", known.number)));
        }
        self.turn(&[Turn { was: known.clone(), is: Some(changed) }], what)
    }

    /// Takes an incident out that was none.
    pub fn remove(&self, number: &str, why: Why) -> Result<(), Failure> {
        let (known, _) = self.find(number)?;
        let out = Turn { was: known.clone(), is: None };
        self.write(&[], &[out], why.what())?;
        print(format_args!("{known}\n"))
    }

    /// Turns rows into others, and prints these.
    pub fn turn(&self, turns: &[Turn], what: What) -> Result<(), Failure> {
        self.write(&[], turns, what)?;
        for is in turns.iter().filter_map(|turn| turn.is.as_ref()) {
            print(format_args!("{is}\n"))?;
        }
        Ok(())
    }

    /// Adds rows, turns others, and notes what these said before: all of it in one step.
    pub fn write(&self, new: &[Incident], turns: &[Turn], what: What) -> Result<(), Failure> {
        let by_row: HashMap<String, &Turn> =
            turns.iter().map(|turn| (turn.was.to_string(), turn)).collect();
        let moved = turns.iter().filter(|turn| turn.year() != Some(turn.was.received.year()));
        let moved = moved.filter_map(|turn| turn.is.as_ref());
        let mut added: BTreeMap<i16, String> = BTreeMap::new();
        for incident in new.iter().chain(moved) {
            *added.entry(incident.received.year()).or_default() += &format!("{incident}\n");
        }
        let years = turns.iter().map(|turn| turn.was.received.year());
        let years: BTreeSet<i16> = years.chain(added.keys().copied()).collect();
        let mut texts = BTreeMap::new();
        for year in years {
            let name = format!("{year}.csv");
            let mut text = String::new();
            for line in self.text(&name, HEADER)?.lines() {
                match by_row.get(line) {
                    None => text += line,
                    Some(Turn { is: Some(is), .. }) if is.received.year() == year => {
                        text += &is.to_string();
                    }
                    Some(_) => continue,
                }
                text.push('\n');
            }
            text += added.get(&year).map_or("", String::as_str);
            texts.insert(name, text);
        }
        if !turns.is_empty() {
            let name = HISTORY.strip_prefix(FOLDER).unwrap_or(HISTORY).to_owned();
            let mut history = self.text(&name, HISTORY_HEADER)?;
            for change in turns.iter().flat_map(|turn| self.changes(turn, what)) {
                history += &format!("{change}\n");
            }
            texts.insert(name, history);
        }
        files::replace(self.root, &texts)
    }

    /// The text of a file of the register; its head, if there is none yet.
    fn text(&self, name: &str, head: &str) -> Result<String, Failure> {
        let file = self.root.join(FOLDER).join(name);
        match fs::read_to_string(&file) {
            Ok(text) if text.is_empty() => Ok(format!("{head}\n")),
            Ok(text) if text.ends_with('\n') => Ok(text),
            Ok(text) => Ok(text + "\n"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(format!("{head}\n")),
            Err(error) => Err(Failure::io(file.display())(error)),
        }
    }

    /// Of a row that goes every cell was something, and is nothing.
    fn changes(&self, Turn { was, is }: &Turn, what: What) -> Vec<Change> {
        let before = was.to_string();
        let after = is.as_ref().map_or_else(|| ",".repeat(7), ToString::to_string);
        let cells = Cell::ALL.iter().zip(before.split(',').zip(after.split(',')));
        let changed = cells.filter(|(_, (was, is))| was != is);
        changed
            .map(|(cell, (old, new))| Change {
                day: self.today,
                number: was.number.clone(),
                what,
                cell: *cell,
                was: old.to_owned(),
                is: new.to_owned(),
            })
            .collect()
    }
}

/// A row, and what becomes of it: nothing, if it goes.
pub struct Turn {
    /// As it is.
    pub was: Incident,
    /// As it shall be.
    pub is: Option<Incident>,
}

impl Turn {
    fn year(&self) -> Option<i16> {
        self.is.as_ref().map(|is| is.received.year())
    }
}

/// Prints the history, of one incident or of all.
pub fn history(root: &Path, number: Option<&str>) -> Result<Outcome, Failure> {
    let (changes, problems) = read_history(Files::all(&inputs(root)?));
    show(&problems);
    for change in changes.iter().filter(|c| number.is_none_or(|number| c.number == number)) {
        print(format_args!("{change}\n"))?;
    }
    Ok(if diag::has_errors(&problems) { Outcome::Problems } else { Outcome::Fine })
}

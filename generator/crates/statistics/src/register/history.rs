//! `content/data/register/history.csv`: what was changed of rows since they were written, a cell a
//! line. Codes, numbers and days like the register itself: who changed it, Git knows.

use super::Cell;
use crate::rows::{Misread, Rows, Wrong};
use crate::word::Word;
use certsite_base::diag::Diagnostic;
use certsite_sensors::rows::cell_range;
use certsite_site::load::Files;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// The path of the history, from the site's root.
pub const FILE: &str = "content/data/register/history.csv";

/// The line with the names of its columns, the first one of the file.
pub const HEADER: &str = "day,number,change,cell,was,is";

/// Why a cell of the register changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The incident was closed.
    Close,
    /// The incident was opened again.
    Reopen,
    /// What stood there had been wrong.
    Correct,
    /// The team learned more about the incident.
    Amend,
    /// An export of the ticket system says so.
    Import,
    /// The row went, for it had been no incident.
    FalseAlarm,
    /// The row went, for the incident stood under another number too.
    Duplicate,
    /// The row went, for it should not have been entered.
    Mistake,
}

impl Word for What {
    const WHAT: &'static str = "change";
    const ALL: &'static [What] = &[
        What::Close,
        What::Reopen,
        What::Correct,
        What::Amend,
        What::Import,
        What::FalseAlarm,
        What::Duplicate,
        What::Mistake,
    ];

    fn word(self) -> &'static str {
        match self {
            What::Close => "close",
            What::Reopen => "reopen",
            What::Correct => "correct",
            What::Amend => "amend",
            What::Import => "import",
            What::FalseAlarm => "false-alarm",
            What::Duplicate => "duplicate",
            What::Mistake => "mistake",
        }
    }
}

/// A cell of the register that changed: a row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day of the change on the team's clock.
    pub day: Date,
    /// The incident's number, as it was before the change.
    pub number: String,
    /// What was done, because of which the cell changed.
    pub what: What,
    /// Which cell of the incident's row.
    pub cell: Cell,
    /// What stood in the cell before; may be empty.
    pub was: String,
    /// What stands in it since; empty if the row went.
    pub is: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { day, number, what, cell, was, is } = self;
        write!(f, "{day},{number},{},{},{was},{is}", what.word(), cell.word())
    }
}

/// The numbers of incidents that stand in the register after these changes, as far as they say it.
pub fn standing(changes: &[Change]) -> impl Iterator<Item = &str> {
    let mut numbers = BTreeSet::new();
    for Change { number, what, cell, was, is, .. } in changes {
        let has_gone = matches!(what, What::FalseAlarm | What::Duplicate | What::Mistake);
        match (has_gone, cell) {
            (true, _) => drop(numbers.remove(&**number)),
            (false, Cell::Number) => {
                numbers.remove(&**was);
                numbers.insert(&**is);
            }
            (false, _) => drop(numbers.insert(&**number)),
        }
    }
    numbers.into_iter()
}

/// Reads the history, the oldest change first, and tells which rows do not hold; these are left
/// out.
pub fn read(files: Files) -> (Vec<Change>, Vec<Diagnostic>) {
    let Some((path, text)) = files.text(FILE) else { return (Vec::new(), Vec::new()) };
    let rows = Rows { path, text };
    let lines = match rows.under("history", HEADER) {
        Ok(lines) => lines,
        Err((at, wrong)) => return (Vec::new(), vec![rows.wrong(at, wrong)]),
    };
    let (mut changes, mut problems) = (Vec::new(), Vec::new());
    for (at, row) in lines {
        match change(row, at.start) {
            Ok(change) => changes.push(change),
            Err((at, wrong)) => problems.push(rows.wrong(at, wrong)),
        }
    }
    (changes, problems)
}

fn change(row: &str, start: usize) -> Result<Change, Misread> {
    let cells: Vec<&str> = row.split(',').collect();
    let wrong = |n: usize, wrong: Wrong| (cell_range(start, &cells, n), wrong);
    let [day, number, what, cell, was, is] = cells.as_slice() else {
        let message = format!("this row has {} cells instead of 6", cells.len());
        return Err((start..start + row.len(), (message, format!("write {HEADER}"))));
    };
    let day = super::day(day).map_err(|found| wrong(0, found))?;
    let what = What::read(what).map_err(|found| wrong(2, found))?;
    let cell = Cell::read(cell).map_err(|found| wrong(3, found))?;
    let [number, was, is] = [number, was, is].map(|text| (*text).to_owned());
    Ok(Change { day, number, what, cell, was, is })
}

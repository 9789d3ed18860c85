//! `content/data/register/history.csv`: what was changed of rows since they were written, a cell a
//! line. Codes, numbers and days like the register itself: who changed it, Git knows.

use super::Cell;
use crate::rows::{Misread, Rows, Wrong};
use crate::word::Word;
use certsite_base::diag::Diagnostic;
use certsite_site::load::Files;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// Where the history is kept.
pub const FILE: &str = "content/data/register/history.csv";

/// Its first line.
pub const HEADER: &str = "day,number,change,cell,was,is";

/// Why a cell changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It was closed.
    Close,
    /// It was opened again.
    Reopen,
    /// It had been wrong.
    Correct,
    /// More was learned.
    Amend,
    /// An export of the ticket system says so.
    Import,
    /// It went: it had been no incident.
    FalseAlarm,
    /// It went: it stood under another number too.
    Duplicate,
    /// It went: it should not have been entered.
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

/// A cell that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day on the team's clock.
    pub day: Date,
    /// The incident's number, as it was then.
    pub number: String,
    /// Why.
    pub what: What,
    /// Which cell.
    pub cell: Cell,
    /// What stood there.
    pub was: String,
    /// What stands there now.
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

/// Reads the history.
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
    let wrong = |n: usize, wrong: Wrong| (Rows::cell(start, &cells, n), wrong);
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

//! Files of comma-separated words and numbers, without quotes → rows, and faults at their cells.

use crate::Fault;
use jiff::civil::Date;
use std::ops::Range;

/// What is wrong with a cell, and what would be right.
pub type Wrong = (String, String);

/// The rows below the names of the columns, each with its bytes. Empty lines are passed over. Other
/// columns are a fault; a file with nothing in it has no rows.
pub fn under<'a>(
    text: &'a str,
    kind: &str,
    header: &str,
) -> Result<impl Iterator<Item = (Range<usize>, &'a str)>, Fault> {
    let mut offset = 0;
    let mut lines = text.split_inclusive('\n').map(move |line| {
        let row = line.trim_end_matches(['\n', '\r']);
        let range = offset..offset + row.len();
        offset += line.len();
        (range, row)
    });
    if let Some((at, row)) = lines.next()
        && row != header
    {
        let message = format!("these are not the columns of the {kind}");
        let expected = format!("the first line of a {kind} is “{header}”");
        return Err(Fault { at, message, expected });
    }
    Ok(lines.filter(|(_, row)| !row.is_empty()))
}

/// The bytes of the nth cell of a row that begins at `start`.
pub fn cell(start: usize, cells: &[&str], n: usize) -> Range<usize> {
    let before: usize = cells[..n].iter().map(|cell| cell.len() + 1).sum();
    start + before..start + before + cells[n].len().max(1)
}

/// A fault at some bytes.
pub fn fault(at: Range<usize>, (message, expected): Wrong) -> Fault {
    Fault { at, message, expected }
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

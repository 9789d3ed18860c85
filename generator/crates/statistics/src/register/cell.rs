//! The cells of a row of the register, and what may stand in those that hold no word.

use crate::rows::Wrong;
use crate::word::Word;
use jiff::civil::Date;

/// A cell of a row, in the order of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The incident's number in the ticket system.
    Number,
    /// The day on which the team came to know of it.
    Received,
    /// The code of its class (RSIT).
    Class,
    /// The code of its type within the class (RSIT).
    Type,
    /// How urgent it was, as a word.
    Severity,
    /// How the team came to know of it, as a word.
    Origin,
    /// The country of the source's address; may be empty.
    Country,
    /// The day on which it was closed; empty as long as it is open.
    Closed,
}

impl Word for Cell {
    const WHAT: &'static str = "cell of the register";
    const ALL: &'static [Cell] = &[
        Cell::Number,
        Cell::Received,
        Cell::Class,
        Cell::Type,
        Cell::Severity,
        Cell::Origin,
        Cell::Country,
        Cell::Closed,
    ];

    fn word(self) -> &'static str {
        match self {
            Cell::Number => "number",
            Cell::Received => "received",
            Cell::Class => "class",
            Cell::Type => "type",
            Cell::Severity => "severity",
            Cell::Origin => "origin",
            Cell::Country => "country",
            Cell::Closed => "closed",
        }
    }
}

/// The number of an incident, if the text is one that a ticket system gives and no name.
pub fn number(text: &str) -> Result<String, Wrong> {
    let is_sign = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-#./_".contains(&b);
    let is_number = text.len() <= 40
        && text.bytes().all(is_sign)
        && text.starts_with(|c: char| c.is_ascii_alphanumeric());
    match is_number {
        true => Ok(text.to_owned()),
        false => {
            let help = "write capital letters, digits and the signs - # . / _, such as R-20261123-8X653FKQ62 or RTIR#1234";
            Err((format!("“{text}” cannot number an incident"), help.to_owned()))
        }
    }
}

const DAY: &str = "write a day since 2000 as YYYY-MM-DD";

/// A day from 2000 on, written as `YYYY-MM-DD` and in no other way.
pub fn day(text: &str) -> Result<Date, Wrong> {
    certsite_sensors::rows::day(text, DAY)
}

/// The same day, unless it is before 2000.
pub fn since_2000(day: Date) -> Result<Date, Wrong> {
    certsite_sensors::rows::since_2000(day, DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::HEADER;

    #[test]
    fn cells_stand_in_the_order_of_the_columns() {
        assert_eq!(Cell::words().join(","), HEADER);
        assert!(Cell::ALL.iter().enumerate().all(|(n, cell)| *cell as usize == n));
    }
}

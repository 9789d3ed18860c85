//! The text of an export → its records: separated by tabs, commas or semicolons, as the first line is;
//! quoted where cells hold line ends, as RFC 4180 has it.

use certsite_base::diag::{Diagnostic, Place, Problem};
use std::ops::Range;
use std::sync::Arc;

/// An export as a table: the names of its columns, and its records.
pub struct Table<'a> {
    path: &'a Arc<str>,
    text: &'a str,
    delimiter: u8,
    heads: Vec<String>,
    /// The records below the names of the columns, in their order.
    pub records: Vec<Record>,
}

/// One record of an export, which may have several lines.
pub struct Record {
    /// The place of its first byte in the text, from 0.
    pub start: usize,
    /// The number of its first line in the text, from 1.
    pub line: usize,
    /// Its cells without their quotes; there may be fewer or more than columns.
    pub cells: Vec<String>,
}

/// Letters and digits alone, in small letters: `CF.{Classification}` is `cfclassification`.
pub fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

impl<'a> Table<'a> {
    /// Reads the text of an export, whose first line has the names of the columns. `path` is what
    /// its problem names.
    pub fn read(path: &'a Arc<str>, text: &'a str) -> Result<Table<'a>, Box<Diagnostic>> {
        let first = text.lines().next().unwrap_or_default();
        let count = |delimiter: &u8| first.bytes().filter(|b| b == delimiter).count();
        let delimiter = [b'\t', b',', b';'].into_iter().max_by_key(count).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut records = Vec::new();
        for found in reader.records() {
            let found = found.map_err(|error| {
                let at = error.position().map_or(0, |at| at.byte() as usize);
                let problem = Problem::BadValue {
                    message: format!("this is no table: {error}"),
                    expected: "export it as CSV or as text with tabs".to_owned(),
                };
                Box::new(Diagnostic::at(problem, Place::range(path, text, at..at)))
            })?;
            let (start, line) =
                found.position().map_or((0, 1), |at| (at.byte() as usize, at.line() as usize));
            let cells = found.iter().map(str::to_owned).collect();
            records.push(Record { start, line, cells });
        }
        let heads = match records.is_empty() {
            true => Vec::new(),
            false => records.remove(0).cells,
        };
        let heads = heads.iter().map(|head| plain(head)).collect();
        Ok(Table { path, text, delimiter, heads, records })
    }

    /// The place from 0 of the column that has one of these names, of several the first name that
    /// is there. Names of fields that users added stand behind “CF” or “customFields”. `None` if
    /// there is no such column.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let own = |head: &str| {
            ["customfields", "customfield", "cf", ""]
                .iter()
                .find_map(|start| head.strip_prefix(start))
                .unwrap_or_default()
                .to_owned()
        };
        let heads: Vec<String> = self.heads.iter().map(|head| own(head)).collect();
        // RT calls the column of numbers “#”.
        let sign = self.heads.iter().position(String::is_empty);
        let found = names.iter().find_map(|name| heads.iter().position(|head| head == name));
        found.or(sign.filter(|_| names.contains(&"ticket")))
    }

    /// Where a cell of the record that begins at the byte `start` stands, or its first line if no
    /// column is given.
    pub fn place(&self, start: usize, column: Option<usize>) -> Place {
        let range = match column {
            Some(column) => self.cell(start, column),
            None => start..self.text[start..].find('\n').map_or(self.text.len(), |end| start + end),
        };
        Place::range(self.path, self.text, range)
    }

    /// The bytes of the nth cell of the record that begins here.
    fn cell(&self, start: usize, n: usize) -> Range<usize> {
        let (mut from, mut cell, mut is_quoted) = (start, 0, false);
        for (at, byte) in self.text.bytes().enumerate().skip(start) {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' | b'\r' if !is_quoted => return from..at,
                byte if byte == self.delimiter && !is_quoted => {
                    if cell == n {
                        return from..at;
                    }
                    (from, cell) = (at + 1, cell + 1);
                }
                _ => {}
            }
        }
        from..self.text.len()
    }
}

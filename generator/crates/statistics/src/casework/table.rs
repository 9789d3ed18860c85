//! The text of an export → its records: separated by tabs, commas or semicolons, as the first line is;
//! quoted where cells hold line ends, as RFC 4180 has it.
//!
//! A quotation mark that nothing closes would swallow all rows behind it, so a cell of several lines
//! has to end as such cells do, and no line of it may be a row by itself.

use certsite_base::diag::{Diagnostic, Place, Problem};
use std::ops::Range;
use std::sync::Arc;

/// An export as a table: the names of its columns, and its records.
pub struct Table<'a> {
    path: &'a Arc<str>,
    text: &'a str,
    delimiter: u8,
    heads: Vec<String>,
    /// Where the records below the names of the columns begin.
    body: usize,
}

/// One record of an export, which may have several lines.
pub struct Record {
    /// The place of its first byte in the text, from 0.
    pub start: usize,
    /// Its cells without their quotes; there may be fewer or more than columns.
    pub cells: Vec<String>,
}

/// A quoted cell that does not end: the place of the quotation mark that opens it.
pub struct Unended(usize);

/// Letters and digits alone, in small letters: `CF.{Classification}` is `cfclassification`.
pub fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The bytes of a record, by cells, with their quotes.
struct Cells {
    cells: Vec<Range<usize>>,
    /// The last quotation mark that opens a cell of several lines.
    opening: Option<usize>,
}

impl Cells {
    /// Where the record ends, before the end of its line.
    fn end(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.end)
    }
}

impl<'a> Table<'a> {
    /// Reads the text of an export, whose first line has the names of the columns. `path` is what
    /// its problems name.
    pub fn read(path: &'a Arc<str>, text: &'a str) -> Table<'a> {
        let body = text.find(['\n', '\r']).unwrap_or(text.len());
        let count = |delimiter: &u8| text[..body].bytes().filter(|b| b == delimiter).count();
        let delimiter = [b'\t', b',', b';'].into_iter().max_by_key(count).unwrap_or(b',');
        let mut table = Table { path, text, delimiter, heads: Vec::new(), body };
        let head = table.cells(0).ok().filter(|head| !text[..head.end()].is_empty());
        if let Some(head) = head {
            table.body = head.end();
            table.heads = table.record(&head).cells.iter().map(|head| plain(head)).collect();
        }
        table
    }

    /// The records below the names of the columns, in their order, without empty lines. Behind a cell
    /// that does not end reading goes on at the next line. `is_row` is whether a line within a quoted
    /// cell, given beside the record that has the cell, is plainly a row by itself.
    pub fn records(
        &self,
        is_row: impl Fn(&Record, &Record) -> bool,
    ) -> impl Iterator<Item = Result<Record, Unended>> {
        let mut at = self.body;
        std::iter::from_fn(move || {
            at = self.text.len() - self.text[at..].trim_start_matches(['\n', '\r']).len();
            if at == self.text.len() {
                return None;
            }
            let found = self.cells(at).and_then(|cells| match cells.opening {
                Some(opening) if self.has_row(&cells, &is_row) => Err(Unended(opening)),
                _ => Ok(cells),
            });
            Some(match found {
                Ok(cells) => {
                    at = cells.end();
                    Ok(self.record(&cells))
                }
                Err(Unended(opening)) => {
                    at = self.line_end(opening);
                    Err(Unended(opening))
                }
            })
        })
    }

    /// Whether a line of this record but its first is a row by itself.
    fn has_row(&self, cells: &Cells, is_row: impl Fn(&Record, &Record) -> bool) -> bool {
        let whole = self.record(cells);
        let mut at = self.line_end(whole.start);
        while at < cells.end() {
            at += 1;
            let end = self.line_end(at);
            let line = self.cells(at).ok().filter(|line| line.end() <= end);
            if line.is_some_and(|line| is_row(&self.record(&line), &whole)) {
                return true;
            }
            at = end;
        }
        false
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |end| at + end)
    }

    /// The cells of the record that begins at this byte. Letters behind a closing quotation mark are
    /// taken along as long as the cell has one line.
    fn cells(&self, start: usize) -> Result<Cells, Unended> {
        let bytes = self.text.as_bytes();
        let is_break = |byte: u8| byte == b'\n' || byte == b'\r';
        let mut found = Cells { cells: Vec::new(), opening: None };
        let mut at = start;
        loop {
            let from = at;
            if bytes.get(at) == Some(&b'"') {
                at = self.closing(from + 1).ok_or(Unended(from))? + 1;
                if bytes[from..at].iter().any(|byte| is_break(*byte)) {
                    found.opening = Some(from);
                    if bytes.get(at).is_some_and(|byte| *byte != self.delimiter && !is_break(*byte))
                    {
                        return Err(Unended(from));
                    }
                }
            }
            let is_end = |byte: &u8| *byte == self.delimiter || is_break(*byte);
            at = bytes[at..].iter().position(is_end).map_or(bytes.len(), |end| at + end);
            found.cells.push(from..at);
            match bytes.get(at) {
                Some(byte) if *byte == self.delimiter => at += 1,
                _ => return Ok(found),
            }
        }
    }

    /// The quotation mark that closes a cell whose text begins here; one that is doubled is a letter.
    fn closing(&self, mut at: usize) -> Option<usize> {
        loop {
            at += self.text[at..].find('"')?;
            match self.text[at + 1..].starts_with('"') {
                true => at += 2,
                false => return Some(at),
            }
        }
    }

    fn record(&self, cells: &Cells) -> Record {
        let text = |range: &Range<usize>| {
            let cell = &self.text[range.clone()];
            let Some(quoted) = cell.strip_prefix('"') else { return cell.to_owned() };
            let end =
                self.closing(range.start + 1).map_or(quoted.len(), |end| end - range.start - 1);
            let behind = quoted.get(end + 1..).unwrap_or_default();
            quoted[..end].replace("\"\"", "\"") + behind
        };
        let start = cells.cells.first().map_or(0, |cell| cell.start);
        Record { start, cells: cells.cells.iter().map(text).collect() }
    }

    /// How many columns the first line names.
    pub fn width(&self) -> usize {
        self.heads.len()
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

    /// A problem of a cell of the record that begins at the byte `start`, or of its first line if no
    /// column is given.
    pub fn problem(
        &self,
        start: usize,
        column: Option<usize>,
        message: String,
        expected: String,
    ) -> Diagnostic {
        let range = match column {
            Some(column) => self.cell(start, column),
            None => start..self.line_end(start),
        };
        let problem = Problem::BadValue { message, expected };
        Diagnostic::at(problem, Place::range(self.path, self.text, range))
    }

    /// The problem of a cell that does not end.
    pub fn unended(&self, Unended(opening): Unended) -> Diagnostic {
        let message = "this quoted cell does not end".to_owned();
        let expected = "close it with a quotation mark, and double those within it; the rows behind \
                        it were read by themselves";
        let range = opening..self.line_end(opening);
        let problem = Problem::BadValue { message, expected: expected.to_owned() };
        Diagnostic::at(problem, Place::range(self.path, self.text, range))
    }

    /// The number of the line, from 1, in which a record begins.
    pub fn line(&self, start: usize) -> usize {
        self.text[..start].bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    /// The bytes of the nth cell of the record that begins here; of one that it has not,
    /// the last.
    fn cell(&self, start: usize, n: usize) -> Range<usize> {
        let Ok(found) = self.cells(start) else { return start..start };
        found.cells.get(n).or(found.cells.last()).cloned().unwrap_or(start..start)
    }
}

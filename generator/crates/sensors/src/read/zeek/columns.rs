//! Logs of Zeek in which lines with `#` in front name the columns of all others.

use super::{Fields, event};
use crate::read::json::Json;
use crate::read::value::Text;
use crate::read::{Line, LogFormat, Reader, why};
use crate::spelling::Spelling;
use std::borrow::Cow;

/// Whether it is one of the lines with which a log with columns begins, and that no other log has.
pub fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"#separator ") || line.starts_with(b"#fields")
}

/// Reads a log of Zeek, with columns or as JSON: both may stand in one file.
pub struct Zeek {
    json: Json,
    separator: String,
    unset: String,
    /// The names of the columns, once they were read.
    names: Vec<String>,
}

impl Zeek {
    /// A reader that has seen nothing yet. Until a log says otherwise, a tabulator stands between
    /// cells and `-` for what is not set.
    pub fn new() -> Zeek {
        let (separator, unset) = ("\t".to_owned(), "-".to_owned());
        Zeek { json: Json::new(LogFormat::Zeek), separator, unset, names: Vec::new() }
    }

    fn header(&mut self, line: &str) {
        if let Some(written) = line.strip_prefix("#separator ") {
            let code = written.strip_prefix("\\x").and_then(|n| u8::from_str_radix(n, 16).ok());
            self.separator = code.map_or(written.to_owned(), |code| char::from(code).to_string());
            return;
        }
        let mut cells = line.split(&*self.separator);
        match cells.next() {
            Some("#unset_field") => self.unset = cells.next().unwrap_or("-").to_owned(),
            Some("#fields") => self.names = cells.map(str::to_owned).collect(),
            _ => {}
        }
    }
}

impl Reader for Zeek {
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l> {
        let Ok(text) = std::str::from_utf8(line.trim_ascii_end()) else {
            return Line::Wrong("it is no text in UTF-8");
        };
        if text.starts_with('#') {
            self.header(text);
            return Line::Other;
        }
        if text.starts_with('{') {
            return self.json.line(line);
        }
        if self.names.is_empty() {
            return Line::Wrong("no line #fields before it names its columns");
        }
        // The last cell may be a text that ends in blanks.
        if text.split(&*self.separator).count() != self.names.len() {
            return Line::Wrong("it has not as many cells as its line #fields names");
        }
        let mut fields = Fields::default();
        for (name, cell) in self.names.iter().zip(text.split(&*self.separator)) {
            if cell == self.unset {
                continue;
            }
            let text = Text(Cow::Borrowed(cell));
            match &**name {
                "ts" => fields.ts = text,
                "note" => fields.note = text,
                "conn_state" => fields.conn_state = text,
                "proto" => fields.proto = text,
                "src" => fields.src = text,
                "id.orig_h" => fields.client = text,
                "p" => fields.p.0 = cell.parse().ok(),
                "id.resp_p" => fields.port.0 = cell.parse().ok(),
                _ => {}
            }
        }
        event(fields, Spelling::Unknown)
    }

    fn why(&self, line: &[u8]) -> Option<String> {
        if line.starts_with(b"{") {
            return why::why::<Fields>(line);
        }
        let found = std::str::from_utf8(line).ok()?.split(&*self.separator).count();
        let named = self.names.len();
        (named != 0 && found != named).then(|| format!("{found} instead of {named}"))
    }
}

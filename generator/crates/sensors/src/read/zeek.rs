//! Notices and attempted connections of Zeek: `notice.log` and `conn.log`, as JSON or with columns
//! (Zeek's manual, “Zeek Log Formats and Inspection”).
//!
//! A notice counts as its type. Of connections those of TCP count that found no answer or were
//! refused (`conn_state`), as `conn/S0`, `conn/REJ` …: who looks for services leaves these. All others
//! are passed over as flows of Suricata are, and so are Zeek's other logs.

use super::json::Json;
use super::value::{Maybe, Number, Text};
use super::{Event, Line, LogFormat, Reader, compact, why};
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow)]
    ts: Text<'a>,
    #[serde(borrow, rename = "@timestamp")]
    at: Text<'a>,
    #[serde(borrow)]
    uid: Text<'a>,
    /// Which log it is of, where several go into one.
    #[serde(borrow, rename = "_path")]
    path: Text<'a>,
    #[serde(borrow)]
    note: Text<'a>,
    #[serde(borrow)]
    conn_state: Text<'a>,
    #[serde(borrow)]
    proto: Text<'a>,
    #[serde(borrow)]
    src: Text<'a>,
    p: Number<u16>,
    #[serde(borrow, rename = "id.orig_h", alias = "id_orig_h")]
    client: Text<'a>,
    #[serde(rename = "id.resp_p", alias = "id_resp_p")]
    port: Number<u16>,
    #[serde(borrow)]
    id: Maybe<Ends<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ends<'a> {
    #[serde(borrow)]
    orig_h: Text<'a>,
    resp_p: Number<u16>,
}

/// What a line of JSON is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((fields, is_one)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no record of Zeek");
    };
    match fields.is_record() {
        true => event(fields, is_one),
        false => Line::Foreign,
    }
}

impl Fields<'_> {
    /// Whether it is Zeek's own, and no wrapping that has a time as well.
    fn is_record(&self) -> bool {
        let has_time = !self.ts.is_empty() || !self.at.is_empty();
        let own = [&self.uid, &self.path, &self.note, &self.conn_state, &self.client];
        let ends = self.id.0.as_ref().map(|ends| &ends.orig_h);
        has_time && own.into_iter().chain(ends).any(|text| !text.is_empty())
    }
}

/// States of connections that came to nothing.
const ATTEMPTS: [&str; 6] = ["S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR"];

fn event(fields: Fields, is_one: bool) -> Line {
    let ends = fields.id.0.unwrap_or_default();
    let is_attempt = fields.proto.0 == "tcp" && ATTEMPTS.contains(&&*fields.conn_state.0);
    // A word has no colons: they are of addresses.
    let word = match &*fields.note.0 {
        "" if is_attempt => format!("conn/{}", fields.conn_state.0),
        "" => return Line::Other,
        note => note.replace("::", "/"),
    };
    // Of ICMP these are no ports.
    let port = fields.p.0.or(fields.port.0).or(ends.resp_p.0);
    Line::Event(Event {
        time: fields.ts.or(fields.at).0,
        word: Cow::Owned(word),
        port: port.filter(|_| fields.proto.0 != "icmp"),
        source: fields.src.or(fields.client).or(ends.orig_h).address(),
        protocol: fields.proto.0,
        is_one,
        ..Event::new(LogFormat::Zeek)
    })
}

/// Whether it is a line in front of columns.
pub fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"#separator ") || line.starts_with(b"#fields")
}

/// Reads a log of Zeek.
pub struct Zeek {
    json: Json,
    separator: String,
    unset: String,
    /// The names of the columns, once they were read.
    names: Vec<String>,
}

impl Zeek {
    /// A reader that has seen nothing yet.
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
        event(fields, false)
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

//! Notices and attempted connections of Zeek: `notice.log` and `conn.log`, as JSON or with columns
//! (Zeek's manual, “Zeek Log Formats and Inspection”).
//!
//! A notice counts as its type. Of connections those of TCP count that found no answer or were
//! refused (`conn_state`), as `conn/S0`, `conn/REJ` …: who looks for services leaves these. All others
//! are passed over as flows of Suricata are, and so are Zeek's other logs.

pub mod columns;

use super::value::{Maybe, Number, Text};
use super::{Event, Line, LogFormat, compact};
use crate::spelling::Spelling;
use serde::Deserialize;
use std::borrow::Cow;

/// The fields of a record that are read, by their names in Zeek's logs.
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

/// What a line of JSON in one of Zeek's logs is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((fields, spelling)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no record of Zeek");
    };
    match fields.is_record() {
        true => event(fields, spelling),
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

fn event(fields: Fields, spelling: Spelling) -> Line {
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
        spelling,
        ..Event::new(LogFormat::Zeek)
    })
}

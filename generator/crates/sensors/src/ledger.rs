//! `content/data/sensors/<source>/imports.csv`: which logs were counted, and how far, so that none
//! is counted twice.
//!
//! A log is known by the hash of its first lines, however it is named or compressed. How far it was
//! counted is a number of bytes with their hash: the log may have grown since.

use crate::Fault;
use crate::rows::{self, Wrong};
use std::fmt::Write;
use std::ops::Range;

/// The name of the file in a source's folder.
pub const NAME: &str = "imports.csv";

const HEADER: &str = "log,bytes,hash,key";

/// A log that was counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Keyed BLAKE3 of its first lines, in hexadecimal digits.
    pub log: String,
    /// How many bytes were counted, without compression; a line ends there.
    pub bytes: u64,
    /// Keyed BLAKE3 of these bytes.
    pub hash: String,
    /// Which key its sources were hashed with.
    pub key: String,
}

/// All logs of a source.
#[derive(Default)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// Reads it. It is whole or not at all: half a ledger would count logs again.
    ///
    /// # Errors
    /// If any of it does not hold.
    pub fn parse(text: &str) -> Result<Ledger, Fault> {
        if text.is_empty() {
            let message = "there is nothing in this ledger, not even the names of its columns";
            let help = "restore it from version control, or else its logs are counted again; if \
                        there are no tallies, delete it";
            return Err(rows::fault(0..0, (message.into(), help.into())));
        }
        let rows = rows::under(text, "ledger", HEADER)?;
        let read =
            |(at, row): (Range<usize>, &str)| entry(row).map_err(|error| rows::fault(at, error));
        Ok(Ledger { entries: rows.map(read).collect::<Result<_, _>>()? })
    }

    /// As a file.
    pub fn text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for Entry { log, bytes, hash, key } in &self.entries {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{log},{bytes},{hash},{key}");
        }
        text
    }

    /// What was counted of logs with these first lines, the shortest first.
    pub fn of(&self, log: &str) -> Vec<Entry> {
        let mut found: Vec<_> = self.entries.iter().filter(|e| e.log == log).cloned().collect();
        found.sort_by_key(|entry| entry.bytes);
        found
    }

    /// Whether anything was counted by a key other than this one.
    pub fn has_other_key(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key != key)
    }

    /// Notes how far a log is counted now, and forgets how far it was.
    pub fn note(&mut self, before: Option<&Entry>, now: Entry) {
        self.entries.retain(|entry| Some(entry) != before);
        self.entries.push(now);
        self.entries.sort();
    }
}

fn entry(row: &str) -> Result<Entry, Wrong> {
    let cells: Vec<&str> = row.split(',').collect();
    let is_hex = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_hexdigit());
    match cells[..] {
        [log, bytes, hash, key] if is_hex(log, 64) && is_hex(hash, 64) && is_hex(key, 16) => {
            let bytes = bytes.parse().map_err(|_| {
                (format!("“{bytes}” is no number of bytes"), "restore the file".to_owned())
            })?;
            let (log, hash, key) = (log.to_owned(), hash.to_owned(), key.to_owned());
            Ok(Entry { log, bytes, hash, key })
        }
        _ => Err((
            "this is no row of a ledger".into(),
            "restore the file from version control; it is written by “certsite sensors import”"
                .into(),
        )),
    }
}

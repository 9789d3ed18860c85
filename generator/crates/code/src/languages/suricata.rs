//! Rules of Suricata and Snort.

use crate::Kind;
use crate::cursor::Cursor;
use crate::table::{Quote, Table};

const TABLE: Table = Table {
    comments: &["#"],
    apart: true,
    quotes: &[Quote::line("\"")],
    values: &["any"],
    sigils: b"$",
    joins: b"-.",
    other: kind,
    ..Table::NONE
};

/// Reads rules.
pub fn read(cursor: &mut Cursor) {
    TABLE.read(cursor);
}

/// Options stand before `:` or `;` inside brackets; action and protocol begin a rule.
fn kind(cursor: &Cursor, word: &str) -> Option<Kind> {
    if cursor.begins_line() && !cursor.rest()[word.len()..].starts_with([':', ';']) {
        return Some(Kind::Keyword);
    }
    let before = cursor.before().trim_end_matches([' ', '\t', '\n', '\\']);
    let is_option = before.ends_with(['(', ';'])
        && cursor.rest()[word.len()..].trim_start_matches(' ').starts_with([':', ';', ')']);
    if is_option {
        return Some(Kind::Name);
    }
    let first = cursor.line().trim_ascii();
    let is_protocol = !first.is_empty() && first.bytes().all(|b| b.is_ascii_alphabetic());
    is_protocol.then_some(Kind::Meta)
}

//! JSON, with comments.

use crate::Kind;
use crate::cursor::{Cursor, Escape};
use crate::table::{Quote, Table};

const TABLE: Table = Table {
    comments: &["//"],
    long_comments: &[("/*", "*/")],
    quotes: &[Quote::line("\"")],
    values: &["true", "false", "null"],
    first: key,
    ..Table::NONE
};

/// Reads JSON.
pub fn read(cursor: &mut Cursor) {
    TABLE.read(cursor);
}

/// A text before a colon is a key.
fn key(cursor: &mut Cursor) -> bool {
    if !cursor.sees("\"") {
        return false;
    }
    let length = cursor.quoted(1, "\"", Escape::With(b'\\'), false);
    let is_key = cursor.rest()[length..].trim_ascii_start().starts_with(':');
    cursor.take(if is_key { Kind::Name } else { Kind::Text }, length);
    true
}

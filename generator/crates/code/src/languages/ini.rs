//! Settings in lines: INI, TOML, and what looks like them.

use crate::Kind;
use crate::cursor::{Cursor, Escape};
use crate::table::{Quote, Table, is_value};

/// What stands behind a key.
const VALUE: Table = Table {
    comments: &["#", ";"],
    apart: true,
    quotes: &[
        Quote { open: "\"\"\"", close: "\"\"\"", escape: Escape::With(b'\\'), has_lines: true },
        Quote { open: "'''", close: "'''", escape: Escape::None, has_lines: true },
        Quote::line("\""),
        Quote { open: "'", close: "'", escape: Escape::None, has_lines: false },
    ],
    joins: b"-./:'",
    other: |cursor, word| {
        let is_named = NAMED.iter().any(|own| own.eq_ignore_ascii_case(word));
        (is_named && is_value(cursor, word)).then_some(Kind::Number)
    },
    ..Table::NONE
};

/// Values that have a name.
const NAMED: [&str; 6] = ["true", "false", "yes", "no", "on", "off"];

/// Reads settings.
pub fn read(cursor: &mut Cursor) {
    while cursor.peek().is_some() {
        line(cursor);
        while cursor.peek().is_some_and(|byte| byte != b'\n') {
            VALUE.step(cursor);
        }
        cursor.skip(1);
    }
}

/// What a line begins with: a comment, a section, a key.
fn line(cursor: &mut Cursor) {
    cursor.blanks();
    let end = cursor.to_line_end();
    let line = &cursor.rest()[..end];
    if line.starts_with(['#', ';']) {
        return cursor.take(Kind::Comment, end);
    }
    if line.starts_with('[') && line.contains(']') {
        return cursor.take(Kind::Keyword, line.rfind(']').map_or(end, |at| at + 1));
    }
    if let Some(key) = line.split_once('=').map(|(key, _)| key.trim_end()) {
        cursor.take(Kind::Name, key.len());
    }
}

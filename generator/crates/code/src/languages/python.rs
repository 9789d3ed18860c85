//! Python.

use crate::Kind;
use crate::cursor::{Cursor, Escape};
use crate::table::{Quote, Table, is_called};

const TABLE: Table = Table {
    comments: &["#"],
    quotes: &[
        Quote { open: "\"\"\"", close: "\"\"\"", escape: Escape::With(b'\\'), has_lines: true },
        Quote { open: "'''", close: "'''", escape: Escape::With(b'\\'), has_lines: true },
        Quote::line("\""),
        Quote::line("'"),
    ],
    keywords: &[
        "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def",
        "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return", "try",
        "while", "with", "yield",
    ],
    values: &["True", "False", "None"],
    other: |cursor, word| is_called(cursor, word).then_some(Kind::Name),
    first,
    ..Table::NONE
};

/// Reads Python.
pub fn read(cursor: &mut Cursor) {
    TABLE.read(cursor);
}

/// Decorators, and the letters before a text: `rb"…"`.
fn first(cursor: &mut Cursor) -> bool {
    if cursor.sees("@") && cursor.begins_line() {
        let rest = cursor.rest();
        cursor.take(Kind::Meta, rest.find(['(', '\n', ' ']).unwrap_or(rest.len()));
        return true;
    }
    let letters = cursor.word(&[]);
    let prefix = &cursor.rest()[..letters];
    let is_prefix = matches!(letters, 1 | 2)
        && prefix.bytes().all(|letter| b"bBfFrRuU".contains(&letter))
        && cursor.rest()[letters..].starts_with(['"', '\'']);
    if is_prefix {
        cursor.take(Kind::Text, letters);
    }
    is_prefix
}

//! Rules of YARA.

use crate::Kind;
use crate::cursor::{Cursor, Escape};
use crate::table::{Quote, Table, is_called};

const TABLE: Table = Table {
    comments: &["//"],
    long_comments: &[("/*", "*/")],
    quotes: &[Quote::line("\"")],
    keywords: &[
        "all",
        "and",
        "any",
        "ascii",
        "at",
        "base64",
        "base64wide",
        "condition",
        "contains",
        "defined",
        "endswith",
        "entrypoint",
        "filesize",
        "for",
        "fullword",
        "global",
        "icontains",
        "iendswith",
        "iequals",
        "import",
        "in",
        "include",
        "istartswith",
        "matches",
        "meta",
        "nocase",
        "none",
        "not",
        "of",
        "or",
        "private",
        "rule",
        "startswith",
        "strings",
        "them",
        "wide",
        "xor",
    ],
    values: &["true", "false"],
    sigils: b"$#@!",
    other: |cursor, word| {
        let is_rule = cursor.before().trim_ascii_end().ends_with("rule");
        (is_rule || is_called(cursor, word)).then_some(Kind::Name)
    },
    first,
    ..Table::NONE
};

/// Reads rules.
pub fn read(cursor: &mut Cursor) {
    TABLE.read(cursor);
}

/// Bytes and patterns: `= { 4D 5A ?? }`, `= /x[0-9]+/`, `matches /x/`.
fn first(cursor: &mut Cursor) -> bool {
    let (close, escape) = match cursor.peek() {
        Some(b'{') => ("}", Escape::None),
        Some(b'/') if !cursor.sees("//") && !cursor.sees("/*") => ("/", Escape::With(b'\\')),
        _ => return false,
    };
    let before = cursor.before().trim_ascii_end();
    let begins = before.ends_with('=') || close == "/" && before.ends_with("matches");
    if begins {
        cursor.take(Kind::Text, cursor.quoted(1, close, escape, close == "}"));
    }
    begins
}

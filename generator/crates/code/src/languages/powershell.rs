//! PowerShell.

use crate::Kind;
use crate::cursor::{Cursor, Escape};
use crate::table::{Quote, Table, is_called};

const TABLE: Table = Table {
    comments: &["#"],
    apart: true,
    long_comments: &[("<#", "#>")],
    quotes: &[
        Quote { open: "@\"", close: "\n\"@", escape: Escape::None, has_lines: true },
        Quote { open: "@'", close: "\n'@", escape: Escape::None, has_lines: true },
        Quote { open: "'", close: "'", escape: Escape::Twice, has_lines: true },
        Quote { open: "\"", close: "\"", escape: Escape::With(b'`'), has_lines: true },
    ],
    keywords: &[
        "begin",
        "break",
        "catch",
        "class",
        "continue",
        "data",
        "do",
        "dynamicparam",
        "else",
        "elseif",
        "end",
        "exit",
        "filter",
        "finally",
        "for",
        "foreach",
        "function",
        "if",
        "in",
        "param",
        "process",
        "return",
        "switch",
        "throw",
        "trap",
        "try",
        "until",
        "using",
        "while",
    ],
    folds: true,
    sigils: b"$",
    joins: b"-",
    other: |cursor, word| {
        // Commands are a verb and a noun: `Get-Item`.
        let is_command = word.split_once('-').is_some_and(|(verb, noun)| {
            verb.bytes().all(|b| b.is_ascii_alphabetic())
                && noun.starts_with(|c: char| c.is_ascii_alphabetic())
        });
        (is_command || is_called(cursor, word)).then_some(Kind::Name)
    },
    first,
    ..Table::NONE
};

/// Reads PowerShell.
pub fn read(cursor: &mut Cursor) {
    TABLE.read(cursor);
}

/// Parameters and operators (`-Path`, `-eq`), values (`$true`), types (`[string]`).
fn first(cursor: &mut Cursor) -> bool {
    if cursor.sees("-") && cursor.is_behind_blank() {
        let name = cursor.rest()[1..].bytes().take_while(|b| b.is_ascii_alphabetic()).count();
        if name > 0 {
            cursor.take(Kind::Meta, 1 + name);
        }
        return name > 0;
    }
    let length = 1 + cursor
        .rest()
        .get(1..)
        .map_or(0, |rest| rest.bytes().take_while(|b| b.is_ascii_alphanumeric()).count());
    let word = cursor.rest().get(..length).unwrap_or_default();
    let is_value = ["$true", "$false", "$null"].iter().any(|own| own.eq_ignore_ascii_case(word));
    if is_value {
        cursor.take(Kind::Number, length);
    }
    is_value
}

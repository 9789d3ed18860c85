//! YAML, and what languages that are YAML have of their own.

use crate::Kind;
use crate::cursor::{Cursor, Escape};
use crate::table::{Quote, Table, is_value};

/// What stands behind a key or the dash of a list.
pub const VALUE: Table = Table {
    comments: &["#"],
    apart: true,
    quotes: &[
        Quote { open: "\"", close: "\"", escape: Escape::With(b'\\'), has_lines: true },
        Quote { open: "'", close: "'", escape: Escape::Twice, has_lines: true },
    ],
    sigils: b"&*",
    joins: b"-./:+@|%*'",
    other: |cursor, word| {
        let is_named = NAMED.iter().any(|own| own.eq_ignore_ascii_case(word));
        (is_named && is_value(cursor, word)).then_some(Kind::Number)
    },
    first: tag,
    ..Table::NONE
};

/// Values that have a name.
const NAMED: [&str; 7] = ["true", "false", "null", "yes", "no", "on", "off"];

/// What a language that is YAML has of its own.
pub struct Dialect {
    /// Reads a key, of so many bytes, that stands so far in.
    pub key: fn(&mut Cursor, usize, usize),
    /// Reads the next part, or something that is none, of the value of this key in its line.
    pub value: fn(&mut Cursor, &str),
}

/// YAML itself.
const PLAIN: Dialect = Dialect {
    key: |cursor, length, _| cursor.take(Kind::Name, length),
    value: |cursor, _| VALUE.step(cursor),
};

/// Reads YAML.
pub fn read(cursor: &mut Cursor) {
    read_as(cursor, &PLAIN);
}

/// Reads YAML with what a language has of its own.
pub fn read_as(cursor: &mut Cursor, dialect: &Dialect) {
    while cursor.peek().is_some() {
        let indent = cursor.count(|byte| byte == b' ');
        let key = line(cursor, dialect);
        while cursor.peek().is_some_and(|byte| byte != b'\n') {
            if begins_block(cursor) {
                cursor.skip(cursor.to_line_end() + 1);
                block(cursor, indent);
                break;
            }
            (dialect.value)(cursor, key);
        }
        if cursor.sees("\n") {
            cursor.skip(1);
        }
    }
}

/// Whether a text of several lines follows: `|`, `>-`, `|2+` at the end of a line.
fn begins_block(cursor: &Cursor) -> bool {
    let Some(rest) = cursor.rest().strip_prefix(['|', '>']) else { return false };
    let rest = rest.trim_start_matches(|c: char| matches!(c, '+' | '-' | '1'..='9'));
    cursor.is_behind_blank() && rest.trim_start_matches([' ', '\r']).starts_with('\n')
}

/// What a line begins with: marks of documents and lists, a key, which is given back.
fn line<'a>(cursor: &mut Cursor<'a>, dialect: &Dialect) -> &'a str {
    cursor.skip(cursor.count(|byte| byte == b' '));
    let is_mark = |line: &str| line.starts_with("---") || line.starts_with("...");
    if is_mark(cursor.rest()) {
        cursor.take(Kind::Meta, 3);
        return "";
    }
    while cursor.sees("- ") {
        cursor.skip(2);
        cursor.skip(cursor.count(|byte| byte == b' '));
    }
    let line = &cursor.rest()[..cursor.to_line_end()];
    let Some(length) = key(line) else { return "" };
    let indent = cursor.line().len();
    (dialect.key)(cursor, length, indent);
    &line[..length]
}

/// How long the key is with which a line begins: up to a colon with a blank or nothing behind it.
fn key(line: &str) -> Option<usize> {
    if line.starts_with(['#', '[', '{', '&', '*', '!', '|', '>']) {
        return None;
    }
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = match quote {
        Some(quote) => line[1..].find(quote)? + 2,
        None => 0,
    };
    let mut colons = line[from..].match_indices(':').map(|(at, _)| from + at);
    let at = colons.find(|at| line[at + 1..].chars().next().is_none_or(char::is_whitespace))?;
    // A colon behind a comment or a text is none of a key.
    let is_plain =
        quote.is_some() || !line[..at].contains(['"', '\'']) && !line[..at].contains(" #");
    (is_plain && (quote.is_none() || at == from)).then_some(at)
}

/// Lines of a text that is further in than its key.
fn block(cursor: &mut Cursor, indent: usize) {
    while cursor.peek().is_some() {
        let end = cursor.to_line_end();
        let line = &cursor.rest()[..end];
        let own = cursor.count(|byte| byte == b' ');
        if own <= indent && !line.trim_ascii().is_empty() {
            return;
        }
        cursor.skip(own.min(end));
        cursor.take(Kind::Text, end - own.min(end));
        cursor.skip(1);
    }
}

/// `!tag`; and stars and ampersands that begin no name.
fn tag(cursor: &mut Cursor) -> bool {
    let is_tag = cursor.sees("!") && cursor.is_behind_blank();
    if is_tag {
        cursor.take(Kind::Meta, cursor.count(|byte| !byte.is_ascii_whitespace()));
    }
    let is_alone = !is_tag && cursor.peek().is_some_and(|byte| b"&*".contains(&byte));
    if is_alone && !cursor.is_behind_blank() {
        cursor.skip(1);
        return true;
    }
    is_tag
}

//! Rules of Sigma: YAML with words of its own, fields with modifiers, and a condition.

use super::yaml::{Dialect, VALUE, read_as};
use crate::Kind;
use crate::cursor::Cursor;
use crate::table::{Table, is_value};

/// Keys of a rule.
const OF_RULES: [&str; 22] = [
    "action",
    "author",
    "correlation",
    "date",
    "description",
    "detection",
    "falsepositives",
    "fields",
    "id",
    "level",
    "license",
    "logsource",
    "modified",
    "name",
    "references",
    "related",
    "scope",
    "status",
    "tags",
    "taxonomy",
    "title",
    "type",
];

/// Keys further in that no rule names itself.
const FURTHER_IN: [&str; 6] =
    ["category", "condition", "definition", "product", "service", "timeframe"];

/// What says how a value is compared, behind the name of its field.
const MODIFIERS: [&str; 27] = [
    "all",
    "base64",
    "base64offset",
    "cased",
    "cidr",
    "contains",
    "day",
    "endswith",
    "exists",
    "expand",
    "fieldref",
    "gt",
    "gte",
    "hour",
    "i",
    "lt",
    "lte",
    "m",
    "minute",
    "neq",
    "re",
    "s",
    "startswith",
    "utf16",
    "utf16be",
    "utf16le",
    "windash",
];

/// A condition: words between names of what is looked for.
const CONDITION: Table = Table {
    comments: &["#"],
    apart: true,
    keywords: &["all", "and", "any", "by", "near", "not", "of", "or", "them"],
    joins: b"*-",
    folds: true,
    other: |_, _| Some(Kind::Variable),
    ..Table::NONE
};

/// Values that the language has names for.
const NAMED: [&str; 10] = [
    "critical",
    "deprecated",
    "experimental",
    "high",
    "informational",
    "low",
    "medium",
    "stable",
    "test",
    "unsupported",
];

const SIGMA: Dialect = Dialect { key, value };

/// Reads a rule.
pub fn read(cursor: &mut Cursor) {
    read_as(cursor, &SIGMA);
}

/// A key of the language, or a field with what is behind its bars.
fn key(cursor: &mut Cursor, length: usize, indent: usize) {
    let key = &cursor.rest()[..length];
    let own = if indent == 0 { &OF_RULES[..] } else { &FURTHER_IN };
    if own.contains(&key) {
        return cursor.take(Kind::Keyword, length);
    }
    let mut parts = key.split('|');
    cursor.take(Kind::Name, parts.next().map_or(0, str::len));
    for modifier in parts {
        cursor.skip(1);
        match MODIFIERS.contains(&modifier) {
            true => cursor.take(Kind::Meta, modifier.len()),
            false => cursor.skip(modifier.len()),
        }
    }
}

fn value(cursor: &mut Cursor, key: &str) {
    let named = || NAMED.iter().find(|own| cursor.sees(own) && is_value(cursor, own));
    match key {
        "condition" => CONDITION.step(cursor),
        "status" | "level" => match named() {
            Some(own) => cursor.take(Kind::Number, own.len()),
            None => VALUE.step(cursor),
        },
        _ => VALUE.step(cursor),
    }
}

//! Messages of HTTP: first line, headers, body.

use crate::Kind;
use crate::cursor::Cursor;
use crate::languages::json;

/// Reads messages.
pub fn read(cursor: &mut Cursor) {
    let is_json = head(cursor);
    let body = cursor.rest().trim_ascii_start();
    if is_json || body.starts_with(['{', '[']) {
        return json::read(cursor);
    }
    cursor.skip(cursor.rest().len());
}

/// Reads up to the empty line; says whether a body of JSON follows.
fn head(cursor: &mut Cursor) -> bool {
    let mut is_json = false;
    let mut is_first = true;
    while cursor.peek().is_some() {
        let end = cursor.to_line_end();
        let line = &cursor.rest()[..end];
        if line.trim_ascii().is_empty() {
            if !is_first {
                return is_json;
            }
        } else if is_first {
            first_line(cursor, line);
            is_first = false;
        } else if let Some((name, value)) = line.split_once(':') {
            cursor.take(Kind::Name, name.len());
            let is_type = name.eq_ignore_ascii_case("content-type");
            is_json |= is_type && value.contains("json");
        }
        cursor.skip(cursor.to_line_end() + 1);
    }
    is_json
}

/// `GET /path HTTP/1.1`, `HTTP/2 200 OK`; a header if it is neither.
fn first_line(cursor: &mut Cursor, line: &str) {
    let first = line.find([' ', ':']).unwrap_or(line.len());
    if line[first..].starts_with(':') {
        return cursor.take(Kind::Name, first);
    }
    cursor.take(Kind::Keyword, first);
    cursor.blanks();
    let next = cursor.rest().find([' ', '\n']).unwrap_or(cursor.rest().len());
    let is_answer = line.starts_with("HTTP/");
    cursor.take(if is_answer { Kind::Number } else { Kind::Text }, next);
    cursor.blanks();
    if !is_answer {
        cursor.take(Kind::Meta, cursor.to_line_end());
    }
}

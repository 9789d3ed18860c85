//! The shell: scripts, and what a terminal shows of them.

use crate::Kind;
use crate::cursor::{Cursor, Escape, is_of_word};
use crate::table::{Quote, Table};

const TABLE: Table = Table {
    comments: &["#"],
    apart: true,
    quotes: &[
        Quote { open: "'", close: "'", escape: Escape::None, has_lines: true },
        Quote { open: "\"", close: "\"", escape: Escape::With(b'\\'), has_lines: true },
        Quote { open: "`", close: "`", escape: Escape::With(b'\\'), has_lines: true },
    ],
    keywords: &[
        "case", "do", "done", "elif", "else", "esac", "exit", "export", "fi", "for", "function",
        "if", "in", "local", "return", "select", "set", "then", "unset", "until", "while",
    ],
    values: &["true", "false"],
    sigils: b"$",
    joins: b"-./:+@%#",
    other: |cursor, _| is_command(cursor).then_some(Kind::Name),
    first,
    ..Table::NONE
};

/// Reads a script.
pub fn script(cursor: &mut Cursor) {
    TABLE.read(cursor);
}

/// Reads a session: lines behind a prompt, and lines that answer them.
pub fn session(cursor: &mut Cursor) {
    while cursor.peek().is_some() {
        let end = cursor.to_line_end();
        let line = &cursor.rest()[..end];
        let prompt = ["$ ", "# ", "> "].into_iter().find_map(|sign| {
            let at = line.find(sign)?;
            // A prompt may tell the user and the folder before its sign, and nothing else.
            let before = &line[..at];
            let is_bare = before.is_empty() || before.contains(['@', ':']);
            let is_prompt = is_bare && before.bytes().all(|b| !b" \t\"'=;|<>".contains(&b));
            is_prompt.then_some(at + 1)
        });
        let Some(prompt) = prompt else {
            cursor.skip(end + 1);
            continue;
        };
        cursor.take(Kind::Meta, prompt);
        while cursor.peek().is_some_and(|byte| byte != b'\n') {
            TABLE.step(cursor);
        }
        cursor.skip(1);
    }
}

/// So many bytes before a word tell whether it is a command.
const NEAR: usize = 100;

/// Options, what a backslash stands before, and texts of several lines.
fn first(cursor: &mut Cursor) -> bool {
    if cursor.sees("\\") {
        cursor.skip(2);
        return true;
    }
    if cursor.sees("<<") {
        here(cursor);
        return true;
    }
    let is_option = cursor.sees("-") && cursor.is_behind_blank();
    let length = cursor.count(|byte| byte == b'-' || byte.is_ascii_alphanumeric());
    if is_option && length > 1 {
        cursor.take(Kind::Meta, length);
    }
    is_option && length > 1
}

/// `<<END` and the lines up to `END`.
fn here(cursor: &mut Cursor) {
    let end = cursor.to_line_end();
    let line = &cursor.rest()[..end];
    let word = line[2..].trim_start_matches(['-', '~', ' ']).trim_start_matches(['"', '\'', '\\']);
    let length = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
    let word = &word[..length];
    if word.is_empty() || line.starts_with("<<<") {
        return cursor.skip(2);
    }
    cursor.skip(end + 1);
    while cursor.peek().is_some() {
        let end = cursor.to_line_end();
        if cursor.rest()[..end].trim_ascii() == word {
            return cursor.skip(end);
        }
        cursor.take(Kind::Text, end);
        cursor.skip(1);
    }
}

/// Whether a word names what is run: the first of a line, or behind what ends a command.
fn is_command(cursor: &Cursor) -> bool {
    let before = cursor.before().trim_end_matches([' ', '\t']);
    if before.is_empty() || before.ends_with(['\n', '|', '&', ';', '(', '{', '!']) {
        return !before.ends_with("\\\n") && !is_assigned(cursor);
    }
    // Behind a prompt, what runs another command, and words that begin a list of commands.
    let words = [
        "$", "#", "sudo", "doas", "env", "then", "do", "else", "if", "elif", "while", "until",
        "exec", "xargs", "time", "nohup",
    ];
    let line = cursor.line();
    let near = &line[line.ceil_char_boundary(line.len().saturating_sub(NEAR))..];
    let command = near.rsplit([';', '|', '&']).next().unwrap_or_default();
    let is_prompt = |word: &str| word.contains('@') && word.ends_with(['$', '#']);
    let is_set = |word: &str| word.find('=').is_some_and(|at| word[..at].bytes().all(is_of_word));
    let goes_before = |word: &str| words.contains(&word) || is_prompt(word) || is_set(word);
    let mut of_command = command.split_ascii_whitespace().rev();
    of_command.next().is_some_and(goes_before)
        && of_command.next().is_none_or(goes_before)
        && !is_assigned(cursor)
}

/// `NAME=value` sets a variable.
fn is_assigned(cursor: &Cursor) -> bool {
    cursor.rest()[cursor.word(&[])..].starts_with('=')
}

//! Languages that a table describes: comments, texts, words, variables.

use crate::Kind;
use crate::cursor::{Cursor, Escape, is_of_word};

/// Text between two signs.
pub struct Quote {
    /// What it begins with.
    pub open: &'static str,
    /// What it ends with.
    pub close: &'static str,
    /// How the second stands within it.
    pub escape: Escape,
    /// Whether it may have several lines.
    pub has_lines: bool,
}

impl Quote {
    /// Text in one line, with a backslash before signs.
    pub const fn line(sign: &'static str) -> Quote {
        Quote { open: sign, close: sign, escape: Escape::With(b'\\'), has_lines: false }
    }
}

/// What is known of a language.
pub struct Table {
    /// What begins a comment up to the end of the line.
    pub comments: &'static [&'static str],
    /// Whether a comment of one line begins only behind a blank.
    pub apart: bool,
    /// Begin and end of comments of several lines.
    pub long_comments: &'static [(&'static str, &'static str)],
    /// Texts; of two that begin alike, the longer sign first.
    pub quotes: &'static [Quote],
    /// Words of the language.
    pub keywords: &'static [&'static str],
    /// Values that have a name.
    pub values: &'static [&'static str],
    /// Whether words may be in capital letters, too; `keywords` and `values` are in small ones.
    pub folds: bool,
    /// What begins a variable.
    pub sigils: &'static [u8],
    /// What words may hold beside letters, digits and low lines.
    pub joins: &'static [u8],
    /// What other words are: the code in which it stands, the word, which is not yet read.
    pub other: fn(&Cursor, &str) -> Option<Kind>,
    /// What is looked for before all else; true if it has read something.
    pub first: fn(&mut Cursor) -> bool,
}

impl Table {
    /// Nothing at all.
    pub const NONE: Table = Table {
        comments: &[],
        apart: false,
        long_comments: &[],
        quotes: &[],
        keywords: &[],
        values: &[],
        folds: false,
        sigils: &[],
        joins: &[],
        other: |_, _| None,
        first: |_| false,
    };

    /// Reads code to its end.
    pub fn read(&self, cursor: &mut Cursor) {
        while cursor.peek().is_some() {
            self.step(cursor);
        }
    }

    /// Reads the next part, or something that is none.
    pub fn step(&self, cursor: &mut Cursor) {
        if (self.first)(cursor) || self.comment(cursor) || self.quote(cursor) {
            return;
        }
        let Some(next) = cursor.peek() else { return };
        if self.sigils.contains(&next) {
            return variable(cursor);
        }
        let number = cursor.number();
        if number > 0 {
            return cursor.take(Kind::Number, number);
        }
        if !is_of_word(next) {
            return cursor.skip(1);
        }
        let length = cursor.word(self.joins);
        match self.kind(cursor, &cursor.rest()[..length]) {
            Some(kind) => cursor.take(kind, length),
            None => cursor.skip(length),
        }
    }

    fn comment(&self, cursor: &mut Cursor) -> bool {
        let long = self.long_comments.iter().find(|(open, _)| cursor.sees(open));
        let begins = self.comments.iter().any(|open| cursor.sees(open));
        let length = match long {
            Some((open, close)) => cursor.quoted(open.len(), close, Escape::None, true),
            None if begins && (!self.apart || cursor.is_behind_blank()) => cursor.to_line_end(),
            None => return false,
        };
        cursor.take(Kind::Comment, length);
        true
    }

    fn quote(&self, cursor: &mut Cursor) -> bool {
        let Some(quote) = self.quotes.iter().find(|quote| cursor.sees(quote.open)) else {
            return false;
        };
        let Quote { open, close, escape, has_lines } = quote;
        cursor.take(Kind::Text, cursor.quoted(open.len(), close, *escape, *has_lines));
        true
    }

    /// What a word is that comes next.
    fn kind(&self, cursor: &Cursor, word: &str) -> Option<Kind> {
        let is_in = |list: &[&str]| match self.folds {
            true => list.iter().any(|own| own.eq_ignore_ascii_case(word)),
            false => list.contains(&word),
        };
        if is_in(self.keywords) {
            return Some(Kind::Keyword);
        }
        match is_in(self.values) {
            true => Some(Kind::Number),
            false => (self.other)(cursor, word),
        }
    }
}

/// Longer ones between braces are no variables.
const LONGEST: usize = 200;

/// `$name`, `${name}`, `$1`, `@name`: the sign alone means nothing.
fn variable(cursor: &mut Cursor) {
    let rest = &cursor.rest()[1..];
    let length = match rest.strip_prefix('{') {
        Some(inner) => inner.bytes().take(LONGEST).position(|b| b"}\n".contains(&b)),
        None => None,
    };
    let length = length.map(|end| end + 2);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let name = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let name = rest[..name].trim_end_matches(':').len();
    match length.unwrap_or(name) {
        0 => cursor.skip(1),
        length => cursor.take(Kind::Variable, 1 + length),
    }
}

/// Whether a bracket follows a word, as behind the name of a function.
pub fn is_called(cursor: &Cursor, word: &str) -> bool {
    cursor.rest()[word.len()..].starts_with('(')
}

/// Whether a word is all that stands behind a key, or in a place of a list.
pub fn is_value(cursor: &Cursor, word: &str) -> bool {
    let before = cursor.line().trim_ascii_end();
    let after = cursor.rest()[word.len()..].trim_start_matches([' ', '\t', '\r']);
    let begins = before.is_empty() || before.ends_with([':', '=', '-', ',', '[', '{']);
    begins && (after.is_empty() || after.starts_with(['\n', ',', ']', '}', '#', ';']))
}

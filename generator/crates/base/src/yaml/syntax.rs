//! YAML that does not parse → what the editor did there. The parser says what it expected next;
//! this looks for what people get wrong: colons, quotes, brackets, tabs, indentation.

use super::line::{LineKey, glued_colon, plain};
use std::ops::Range;

/// What breaks a stretch of YAML, so that no parser can read it.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes that are wrong, from the beginning of the stretch.
    pub at: Range<usize>,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What would be right, as an instruction.
    pub help: String,
}

/// The first mistake of a stretch whose parser gave up at byte `end`: never before the mistake.
pub fn explain(yaml: &str, end: usize) -> Option<Mistake> {
    let mut scan = Scan { yaml, levels: Vec::new(), above: Above::Nothing, resume: 0, block: None };
    let mut start = 0;
    for line in yaml.split_inclusive('\n') {
        if start > end {
            return None;
        }
        if start >= scan.resume
            && let Err(mistake) = scan.line(start, line.trim_end())
        {
            return Some(*mistake);
        }
        start += line.len();
    }
    None
}

/// What the last key was given on its own line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    /// Nothing: what is indented below it is its value.
    Nothing,
    /// A value without quotes, which may go on below.
    Plain,
    /// A value that ends on that line: nothing of it may go on below.
    Whole,
}

struct Scan<'a> {
    yaml: &'a str,
    /// Columns at which the open lists and mappings begin.
    levels: Vec<usize>,
    above: Above,
    /// Where a value of several lines ends.
    resume: usize,
    /// Of a `|` or `>` value, the column above it, and that of its first line.
    block: Option<(usize, Option<usize>)>,
}

type Checked = Result<(), Box<Mistake>>;

impl Scan<'_> {
    fn line(&mut self, start: usize, line: &str) -> Checked {
        let text = line.trim_start_matches([' ', '\t']);
        let mut column = line.len() - text.len();
        if text.is_empty() {
            return Ok(());
        }
        if let Some((above, first)) = self.block
            && column > above
        {
            let first = first.unwrap_or(column);
            self.block = Some((above, Some(first)));
            if column >= first {
                return Ok(());
            }
            let message = "this line begins further left than the text that it belongs to";
            let help = "begin all lines of the text in the same column";
            return wrong(start + column..start + line.len(), message, help);
        }
        self.block = None;
        if text.starts_with('#') {
            return Ok(());
        }
        if let Some(tab) = line[..column].find('\t') {
            let help = "indent by spaces: YAML does not allow tabs before its keys";
            return wrong(start + tab..start + tab + 1, "this line is indented by a tab", help);
        }
        if start > 0 && (line.starts_with("---") || line == "...") {
            let help = "take the line out: a file holds one document";
            return wrong(start..start + line.len(), "another document begins here", help);
        }
        let mut rest = text;
        let mut items = 0;
        while rest == "-" || rest.starts_with("- ") {
            self.indent(start, column, rest, items > 0)?;
            let inner = rest[1..].trim_start();
            (column, rest) = (column + rest.len() - inner.len(), inner);
            items += 1;
            self.above = Above::Nothing;
        }
        if rest.is_empty() || rest.starts_with('#') {
            return Ok(());
        }
        match LineKey::of(rest) {
            Some(key) if key.name.is_empty() => {
                let at = start + column;
                wrong(at..at + 1, "there is no key before this colon", "write “key: value”")
            }
            Some(key) => {
                self.indent(start, column, rest, items > 0)?;
                let value = rest[key.end..].trim_start();
                let at = start + column + rest.len() - value.len();
                self.value(at, value, Some(key.name), column)
            }
            None => self.without_key(start, column, rest, items > 0),
        }
    }

    /// Holds the column of a key or item against those above it.
    fn indent(&mut self, start: usize, column: usize, text: &str, is_inner: bool) -> Checked {
        let mut is_back = false;
        while self.levels.last().is_some_and(|level| *level > column) {
            self.levels.pop();
            is_back = true;
        }
        let at = start + column..start + column + text.len();
        match self.levels.last() {
            Some(level) if *level == column => return Ok(()),
            Some(_) if is_back => {
                let message = "this line begins between two of the columns above it";
                return wrong(at, message, "begin it below the line that it belongs to");
            }
            None if is_back => {
                let message = "this line begins further left than the first one";
                return wrong(at, message, "begin all keys in the same column");
            }
            Some(_) if self.above != Above::Nothing && !is_inner => {
                let message = "this line is indented below a key that has a value already";
                let help = "begin it in the column of the key above; or, if it belongs to that value, put the whole value between quotes";
                return wrong(at, message, help);
            }
            _ => self.levels.push(column),
        }
        Ok(())
    }

    /// A line that is no key: an item, or the rest of a value.
    fn without_key(&mut self, start: usize, column: usize, rest: &str, is_item: bool) -> Checked {
        let at = start + column;
        if self.above == Above::Plain && !is_item && self.levels.last().is_some_and(|l| column > *l)
        {
            return Ok(());
        }
        if let Some(colon) = glued_colon(rest) {
            let help = format!("write “{}: {}”", &rest[..colon], &rest[colon + 1..]);
            return wrong(at + colon..at + colon + 1, "a space is missing after the colon", help);
        }
        if is_item {
            return self.value(at, rest, None, column);
        }
        if rest.starts_with('-') && rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '"') {
            let help = format!("write “- {}”", &rest[1..]);
            return wrong(at..at + 1, "a space is missing after the hyphen", help);
        }
        self.value(at, rest, None, column)?;
        if self.above == Above::Plain {
            let message = "this line has no colon, so it is neither a key nor a value";
            return wrong(at..at + rest.len(), message, "write “key: value”");
        }
        Ok(())
    }

    /// Checks a value that begins at byte `at`; it may go on behind its line.
    fn value(&mut self, at: usize, value: &str, key: Option<&str>, column: usize) -> Checked {
        self.above = Above::Whole;
        let Some(first) = value.chars().next().filter(|c| *c != '#') else {
            self.above = Above::Nothing;
            return Ok(());
        };
        let written = |value: &str| key.map_or(value.to_owned(), |key| format!("{key}: {value}"));
        let in_quotes = || format!("put it between quotes: {}", written(&quoted(plain(value))));
        match first {
            '"' | '\'' => return self.quotes(at, first, column),
            '[' | '{' => return self.brackets(at, value, column, &in_quotes()),
            '|' | '>' => {
                let head = value[1..].split(" #").next().unwrap_or_default().trim();
                if !head.bytes().all(|b| b.is_ascii_digit() || b == b'+' || b == b'-') {
                    let message = format!("after “{first}” a text begins on the next line");
                    return wrong(at..at + 1, message, in_quotes());
                }
                self.block = Some((self.levels.last().copied().unwrap_or_default(), None));
            }
            '@' | '`' | '%' | ']' | '}' | ',' => {
                let message = format!("“{first}” cannot begin a value");
                return wrong(at..at + 1, message, in_quotes());
            }
            '*' | '&' => {
                let word = value.split([' ', ',']).next().unwrap_or(value);
                if first == '*' || word.len() == 1 {
                    let message = match first {
                        '*' => format!(
                            "“{word}” stands for a value that is called “&{}” elsewhere, and there is none",
                            &word[1..]
                        ),
                        _ => "“&” gives a value a name, and there is none".to_owned(),
                    };
                    return wrong(at..at + word.len(), message, in_quotes());
                }
                self.above = Above::Nothing;
            }
            '!' => self.above = Above::Nothing,
            '-' | '?' | ':' if value.len() == 1 || value[1..].starts_with(' ') => {
                let message = format!("“{first} ” cannot begin a value on the line of its key");
                let help = match first {
                    '-' => format!(
                        "begin each item of a list on a line of its own; or, if no list is meant, {}",
                        in_quotes()
                    ),
                    _ => in_quotes(),
                };
                return wrong(at..at + 1, message, help);
            }
            _ => {
                self.above = Above::Plain;
                let text = plain(value);
                if let Some(colon) = text.find(": ").or(text.strip_suffix(':').map(str::len)) {
                    let message = "a colon in a text begins another value";
                    return wrong(at + colon..at + colon + 1, message, in_quotes());
                }
            }
        }
        Ok(())
    }

    fn quotes(&mut self, at: usize, quote: char, column: usize) -> Checked {
        let end = match self.closing_quote(at, quote, column) {
            Ok(Some(end)) => end,
            Ok(None) => {
                let help = format!("write {quote} at its end");
                return wrong(at..at + 1, "the quote that begins here is not closed", help);
            }
            Err(escape) => {
                let text = &self.yaml[escape.clone()];
                let message = format!("“{text}” means nothing between double quotes");
                let help = format!("write “\\{text}”, or put the text between single quotes");
                return wrong(escape, message, help);
            }
        };
        let rest = self.line_end(end);
        let after = self.yaml[end..rest].trim_start();
        if after.is_empty() || after.starts_with('#') {
            self.resume = end;
            return Ok(());
        }
        let help = match quote {
            '"' => "write \\\" for a quote inside the text, or put the text between single quotes",
            _ => {
                "write '' for an apostrophe inside the text, or put the text between double quotes"
            }
        };
        wrong(end - 1..rest, "the text ends at this quote, and more follows", help)
    }

    /// The byte after the closing quote; or the bytes of an escape that does not exist.
    fn closing_quote(
        &self,
        at: usize,
        quote: char,
        column: usize,
    ) -> Result<Option<usize>, Range<usize>> {
        let mut chars = self.yaml[at + 1..].char_indices().peekable();
        while let Some((n, c)) = chars.next() {
            let n = at + 1 + n;
            if c == quote {
                if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                    chars.next();
                    continue;
                }
                return Ok(Some(n + 1));
            }
            if c == '\\' && quote == '"' {
                match chars.next() {
                    Some((_, escaped)) if !ESCAPES.contains(escaped) => {
                        return Err(n..n + 1 + escaped.len_utf8());
                    }
                    _ => {}
                }
            }
            if c == '\n' && self.key_follows(n + 1, column) {
                return Ok(None);
            }
        }
        Ok(None)
    }

    fn brackets(&mut self, at: usize, value: &str, column: usize, in_quotes: &str) -> Checked {
        let what = if value.starts_with('[') { "list" } else { "block of keys" };
        let Some(end) = self.closing_bracket(at, column) else {
            let close = if what == "list" { ']' } else { '}' };
            let message = format!("the {what} that begins here is not closed");
            return wrong(at..at + 1, message, format!("write “{close}” at its end"));
        };
        let rest = self.line_end(end);
        let after = self.yaml[end..rest].trim_start();
        if after.is_empty() || after.starts_with('#') {
            self.resume = end;
            return Ok(());
        }
        let message = format!("the {what} ends at this bracket, and more follows");
        wrong(end - 1..rest, message, format!("if no {what} is meant, {in_quotes}"))
    }

    /// The byte after the bracket that closes the one at `at`.
    fn closing_bracket(&self, at: usize, column: usize) -> Option<usize> {
        let mut open = 0usize;
        let mut skip = 0;
        let mut before = ' ';
        for (n, c) in self.yaml[at..].char_indices().map(|(n, c)| (at + n, c)) {
            if n < skip {
                continue;
            }
            match c {
                '[' | '{' => open += 1,
                ']' | '}' => {
                    open -= 1;
                    if open == 0 {
                        return Some(n + 1);
                    }
                }
                // Inside a word it is an apostrophe.
                '"' | '\'' if " [{,:\n".contains(before) => {
                    skip = self.closing_quote(n, c, column).ok()??;
                }
                '\n' if self.key_follows(n + 1, column) => return None,
                _ => {}
            }
            before = c;
        }
        None
    }

    /// Whether a line is a key that stands no deeper than `column`.
    fn key_follows(&self, start: usize, column: usize) -> bool {
        let line = &self.yaml[start..self.line_end(start)];
        let text = line.trim_start_matches(' ');
        line.len() - text.len() <= column && LineKey::of(text).is_some()
    }

    fn line_end(&self, at: usize) -> usize {
        self.yaml[at..].find('\n').map_or(self.yaml.len(), |end| at + end)
    }
}

/// What may follow a backslash between double quotes (YAML 1.2 §5.7).
const ESCAPES: &str = "0abt\tnvfre \"/\\N_LPxuU\n\r";

/// A text between the quotes that it does not hold itself.
pub fn quoted(text: &str) -> String {
    match (text.contains('"') || text.contains('\\'), text.contains('\'')) {
        (false, _) => format!("\"{text}\""),
        (true, false) => format!("'{text}'"),
        (true, true) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

fn wrong(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Checked {
    Err(Box::new(Mistake { at, message: message.into(), help: help.into() }))
}

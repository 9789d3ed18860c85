//! Titles of links that run over very many lines. The parser looks for the beginning of each line
//! of a title anew, so a long one would take it minutes; what nobody means for a title is made text.

use memchr::memmem;

/// A title of more lines is none.
pub const MOST_LINES: usize = 100;

/// The places of brackets that begin an address with such a title, sorted.
pub fn overlong(text: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    // No line of text has so few bytes that less could hold so many.
    if text.len() < MOST_LINES {
        return found;
    }
    let mut end_of = Ends::default();
    for at in memmem::find_iter(text, b"](") {
        let address = after_blanks(text, at + 2);
        let end = match text.get(address) {
            Some(b'<') => end_of.brackets(text, address) + 1,
            _ => end_of.words(text, address),
        };
        let title = after_blanks(text, end);
        if title > end && is_overlong(text, title) {
            found.push(at + 1);
        }
    }
    found
}

/// Where something ends next, looked for only once that is passed: one end is that of many.
#[derive(Default)]
struct Ends {
    bracket: usize,
    word: usize,
}

impl Ends {
    fn brackets(&mut self, text: &[u8], at: usize) -> usize {
        next(&mut self.bracket, text, at, |b| matches!(b, b'>' | b'\n' | b'\r'))
    }

    fn words(&mut self, text: &[u8], at: usize) -> usize {
        next(&mut self.word, text, at, |b| *b <= b' ')
    }
}

fn next(known: &mut usize, text: &[u8], at: usize, is_end: impl Fn(&u8) -> bool) -> usize {
    if *known < at {
        let rest = text.get(at..).unwrap_or_default();
        *known = at + rest.iter().position(is_end).unwrap_or(rest.len());
    }
    *known
}

/// Behind blanks with at most one line break, and the marks of quotes before the next line.
fn after_blanks(text: &[u8], at: usize) -> usize {
    let is_blank = |b: &&u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'>');
    at + text.get(at..).unwrap_or_default().iter().take_while(is_blank).count()
}

/// Whether a title begins here that does not end in time. A mark that begins one ends the one
/// before it, so none is gone through more than a few times.
fn is_overlong(text: &[u8], start: usize) -> bool {
    let close = match text.get(start) {
        Some(b @ (b'"' | b'\'')) => *b,
        Some(b'(') => b')',
        _ => return false,
    };
    let mut lines = 0;
    let mut at = start + 1;
    while let Some(b) = text.get(at) {
        match b {
            b'\\' => at += 1,
            b if *b == close || *b == b'(' && close == b')' => return false,
            b'\n' if text.get(at + 1) == Some(&b'\n') => return false,
            b'\n' => lines += 1,
            _ => {}
        }
        if lines == MOST_LINES {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_titles_that_nobody_means_are_found() {
        let lines = |n: usize, end: &str| "x\n".repeat(n) + end;
        for (begin, end, place) in [
            ("[a](b \"", "\")", 3),
            ("[a](b 'x \" ", "')", 3),
            ("[a](b (", "))", 3),
            ("> [a](<b c>\n> \"\\\" ", "\")", 5),
            ("![a]( b\t\"", "", 4),
            ("[a](b) [c](d \"", "\")", 10),
        ] {
            let found = |n| overlong(format!("{begin}{}", lines(n, end)).as_bytes());
            assert_eq!(found(MOST_LINES), [place], "{begin}");
            assert!(found(MOST_LINES - 1).is_empty(), "{begin}");
        }
        for fine in ["[a](b)\n", "[a](b \"c\") ", "[a](b \"c\n\n", "[a](b\"c\n", "[a](b c \"\n"] {
            let found = overlong(format!("{fine}{}", lines(500, "")).as_bytes());
            assert!(found.is_empty(), "{fine}");
        }
    }
}

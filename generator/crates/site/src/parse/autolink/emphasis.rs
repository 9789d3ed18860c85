//! Signs within addresses that Markdown would take for emphasis, and those that are.

use memchr::{memchr2, memmem};
use std::ops::Range;

/// The places of characters in addresses that Markdown would take for emphasis, sorted.
pub fn emphatic(text: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    for mark in [b"://".as_slice(), b"www.", b"WWW.", b"Www."] {
        let mut passed = 0;
        let mut is_open = false;
        for start in memmem::find_iter(text, mark) {
            // One address may hold another.
            if start >= passed {
                is_open = is_starred(text, passed..start, is_open);
                passed = address_end(text, start + mark.len());
                let own = (start..passed).filter(|at| is_emphatic(text, *at, is_open));
                found.extend(own);
                // A star in it that is none of its own closes what was open.
                is_open &=
                    !(start..passed).any(|at| text[at] == b'*' && !is_emphatic(text, at, true));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Where an address ends at the latest, whatever stands around it in Markdown.
fn address_end(text: &[u8], start: usize) -> usize {
    let mut open = 0;
    // The number of a host stands in brackets.
    let is_number = |b: &&u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
    let mut end = match &text[start..] {
        [b'[', number @ ..] => {
            (start + 2 + number.iter().take_while(is_number).count()).min(text.len())
        }
        _ => start,
    };
    while let Some(b) = text.get(end) {
        match b {
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            b')' | b'<' | b'>' | b'[' | b']' | b'"' | b'|' | b'`' => break,
            // What is escaped means nothing, and is part of the address.
            b'\\' => match text.get(end + 1) {
                Some(b'<' | b'|' | b'{') | None => break,
                Some(next) if next.is_ascii_punctuation() => end += 1,
                Some(next) if next.is_ascii_whitespace() => break,
                Some(_) => {}
            },
            b if b.is_ascii_whitespace() => break,
            _ => {}
        }
        end += 1;
    }
    let is_punctuation = |b: &&u8| b"?!.,:;*_~'".contains(b);
    end - text[start..end].iter().rev().take_while(is_punctuation).count()
}

/// Whether emphasis by stars is open behind a stretch of a text, and was before it.
fn is_starred(text: &[u8], range: Range<usize>, mut is_open: bool) -> bool {
    let mut at = range.start;
    while let Some(next) = memchr2(b'*', b'\n', &text[at..range.end]) {
        let start = at + next;
        if text[start] == b'\n' {
            // An empty line ends a paragraph, and all that is open in it.
            is_open &= !matches!(text[start + 1..], [b'\n', ..] | [b'\r', b'\n', ..]);
            at = start + 1;
            continue;
        }
        at = start + text[start..range.end].iter().take_while(|b| **b == b'*').count();
        let is_space = |b: Option<&u8>| b.is_none_or(u8::is_ascii_whitespace);
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        // Between spaces it is a star, or an item of a list.
        let is_mark = !(is_space(before) && is_space(text.get(at))) && before != Some(&b'\\');
        is_open ^= is_mark;
    }
    is_open
}

/// Underscores inside words mean nothing to Markdown. Stars belong to an address unless they may
/// close what `is_open` before it, as before a suffix: two never do then.
fn is_emphatic(text: &[u8], at: usize, is_open: bool) -> bool {
    let is_word = |at: usize| text.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    match text[at] {
        b'_' => !(is_word(at - 1) && is_word(at + 1)),
        b'*' if is_open => {
            let is_suffix = is_word(at + 1) || matches!(text.get(at + 1), Some(b'-' | b'\''));
            text[at - 1] != b'*' && text.get(at + 1) != Some(&b'*') && !is_suffix
        }
        b'*' => true,
        b => b == b'~',
    }
}

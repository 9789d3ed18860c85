//! Where a code span that begins here ends.

use super::blocks::{BlockKind, Blocks, Skip};
use super::lines::{line_end, next_line};

/// The runs of back-quotes of one paragraph, found when the first of them is met.
#[derive(Default)]
pub struct Spans {
    /// The first byte of each run and its length in bytes, in their order.
    runs: Vec<(usize, usize)>,
    /// How far they have been looked for: a comment may lead beyond the end of a paragraph.
    reach: usize,
    /// The first of them that is not yet passed.
    next: usize,
    /// Lengths of which there is none any more.
    missing: Vec<usize>,
}

impl Spans {
    /// Forgets everything: another paragraph begins.
    pub fn clear(&mut self) {
        if self.reach > 0 {
            *self = Spans::default();
        }
    }

    /// Where the code span ends whose opening run begins at `at`, or that run, if it opens none.
    /// `blocks` is the state behind this line.
    pub fn end(&mut self, bytes: &[u8], blocks: &Blocks, at: usize) -> usize {
        let length = bytes[at..].iter().take_while(|b| **b == b'`').count();
        let after = at + length;
        if blocks.is_table() {
            return in_cell(bytes, after, length).unwrap_or(after);
        }
        if at >= self.reach {
            let (runs, reach) = runs(bytes, blocks, at);
            *self = Spans { runs, reach, ..Spans::default() };
        }
        if self.missing.contains(&length) {
            return after;
        }
        self.next += self.runs[self.next..].iter().take_while(|(start, _)| *start < after).count();
        match self.runs[self.next..].iter().find(|(_, other)| *other == length) {
            Some((start, _)) => start + length,
            None => {
                self.missing.push(length);
                after
            }
        }
    }
}

/// All runs from `at` to the end of the paragraph, and where that is.
fn runs(bytes: &[u8], blocks: &Blocks, at: usize) -> (Vec<(usize, usize)>, usize) {
    let mut found = Vec::new();
    collect(bytes, at, &mut found);
    let mut blocks = blocks.clone();
    let mut next = next_line(bytes, at);
    while next < bytes.len() {
        let line = blocks.line(bytes, next, &mut |at, _| Skip::Stands(at));
        if line.kind != BlockKind::More {
            break;
        }
        collect(bytes, line.text, &mut found);
        next = line.next;
    }
    (found, next.max(at + 1))
}

/// Adds the runs of back-quotes on a line, from byte `from` to the line's end.
fn collect(bytes: &[u8], from: usize, found: &mut Vec<(usize, usize)>) {
    let line = &bytes[..line_end(bytes, from)];
    let mut at = from;
    while let Some(start) = memchr::memchr(b'`', &line[at..]) {
        let length = line[at + start..].iter().take_while(|b| **b == b'`').count();
        found.push((at + start, length));
        at += start + length;
    }
}

/// The same inside one cell of a table.
fn in_cell(bytes: &[u8], from: usize, length: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'`' => {
                let run = bytes[at..].iter().take_while(|b| **b == b'`').count();
                at += run;
                if run == length {
                    return Some(at);
                }
            }
            b'\n' | b'\r' => return None,
            b'|' if bytes[at - 1] != b'\\' => return None,
            _ => at += 1,
        }
    }
}

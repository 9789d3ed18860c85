//! Where the lines of a text begin: read once, so that each of many places costs the same.

use super::{Place, floor_char};
use std::ops::Range;
use std::sync::Arc;

/// The first byte of each line.
#[derive(Clone, Debug)]
pub struct Lines(Box<[usize]>);

impl Lines {
    /// Those of a text.
    pub fn of(text: &str) -> Lines {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Lines(std::iter::once(0).chain(breaks).collect())
    }

    /// The place of some bytes of the text, as [`Place::range`] gives it.
    pub fn place(&self, file: &Arc<str>, text: &str, range: Range<usize>) -> Place {
        let line = self.0.partition_point(|start| *start <= floor_char(text, range.start));
        Place::in_line(file, text, range, line, self.0[line - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_a_single_look() {
        let file: Arc<str> = "x".into();
        for text in ["", "a", "\n", "ab\nəc\r\n\nd", "a\n"] {
            let lines = Lines::of(text);
            for start in 0..=text.len() + 2 {
                for end in start..=text.len() + 2 {
                    let expect = Place::range(&file, text, start..end);
                    assert_eq!(
                        lines.place(&file, text, start..end),
                        expect,
                        "{text:?} {start} {end}"
                    );
                }
            }
        }
    }
}

//! Which brackets are open where an address begins, each byte counted once however many addresses
//! turn out to be none.

use std::ops::Range;

/// What is open before an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    pub in_round: bool,
    pub in_square: bool,
    pub in_curly: bool,
    /// An apostrophe stands right before it.
    pub is_quoted: bool,
}

/// How many brackets of each kind were opened and not closed in some bytes of a text.
#[derive(Default)]
pub struct Brackets {
    counted: Range<usize>,
    round: isize,
    square: isize,
    curly: isize,
}

impl Brackets {
    /// What is open at a place of the text, of what stands behind another one.
    pub fn before(&mut self, text: &str, from: usize, place: usize) -> Before {
        if self.counted.start != from || self.counted.end > place {
            *self = Brackets { counted: from..from, ..Brackets::default() };
        }
        for byte in &text.as_bytes()[self.counted.end..place] {
            match byte {
                b'(' => self.round += 1,
                b')' => self.round -= 1,
                b'[' => self.square += 1,
                b']' => self.square -= 1,
                b'{' => self.curly += 1,
                b'}' => self.curly -= 1,
                _ => {}
            }
        }
        self.counted.end = place;
        Before {
            in_round: self.round > 0,
            in_square: self.square > 0,
            in_curly: self.curly > 0,
            is_quoted: text[from..place].ends_with('\''),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_if_all_were_counted_each_time() {
        let text = "(a [b] {c ' (d) ') ]] }} (( {";
        let mut brackets = Brackets::default();
        for (from, place) in [(0, 3), (0, 9), (0, 9), (0, 11), (2, 11), (2, 18), (2, 5), (0, 29)] {
            let before = &text[from..place];
            let is_open = |open: char, close: char| {
                before.matches(open).count() > before.matches(close).count()
            };
            let expect = Before {
                in_round: is_open('(', ')'),
                in_square: is_open('[', ']'),
                in_curly: is_open('{', '}'),
                is_quoted: before.ends_with('\''),
            };
            assert_eq!(brackets.before(text, from, place), expect, "{from} {place}");
        }
    }
}

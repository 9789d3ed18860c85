//! Where the text that the Markdown parser reads comes from: places in it → places in the source.

use std::ops::Range;

/// The edits between a stretch of a source and the text made of it.
pub struct Origin {
    /// The byte of the source at which the stretch begins.
    base: usize,
    /// The edits, in the order of their places.
    steps: Vec<Step>,
}

/// A place of the text from which on it comes from another place of the source.
#[derive(Clone, Copy)]
struct Step {
    text: usize,
    /// Where the source of the text before it ends.
    before: usize,
    /// Where the source of the text after it begins.
    after: usize,
}

impl Origin {
    /// Text that is its source, from `base` on.
    pub fn new(base: usize) -> Origin {
        Origin { base, steps: Vec::new() }
    }

    /// At `text`, the bytes `source` were replaced by `length` others.
    pub fn replaced(&mut self, text: usize, source: Range<usize>, length: usize) {
        let Range { start, end } = source;
        if length == 0 {
            self.steps.push(Step { text, before: start, after: end });
        } else {
            self.steps.push(Step { text, before: start, after: start });
            self.steps.push(Step { text: text + length, before: end, after: end });
        }
    }

    /// The source of a stretch of the text.
    pub fn range(&self, text: Range<usize>) -> Range<usize> {
        let start = self.start(text.start);
        start..self.end(text.end).max(start)
    }

    /// The source of the text that begins here.
    pub fn start(&self, text: usize) -> usize {
        match self.steps[..self.steps.partition_point(|step| step.text <= text)].last() {
            Some(step) => step.after + (text - step.text),
            None => self.base + text,
        }
    }

    fn end(&self, text: usize) -> usize {
        let passed = self.steps.partition_point(|step| step.text < text);
        match (self.steps.get(passed), self.steps[..passed].last()) {
            (Some(step), _) if step.text == text => step.before,
            (_, Some(step)) => step.after + (text - step.text),
            (_, None) => self.base + text,
        }
    }

    /// The same for a text into which `length` bytes were put at each of these places, which are
    /// sorted.
    pub fn widened(&self, places: &[usize], length: usize) -> Origin {
        let mut widened = Origin::new(self.base);
        let mut old = self.steps.iter().peekable();
        for (n, place) in places.iter().enumerate() {
            while let Some(step) = old.next_if(|step| step.text <= *place) {
                widened.steps.push(Step { text: step.text + n * length, ..*step });
            }
            let source = self.start(*place);
            widened.replaced(place + n * length, source..source, length);
        }
        let shift = places.len() * length;
        widened.steps.extend(old.map(|step| Step { text: step.text + shift, ..*step }));
        widened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: &Origin, text: Range<usize>, expect: Range<usize>) {
        assert_eq!(origin.range(text), expect);
    }

    #[test]
    fn places_behind_what_was_left_out_are_those_of_the_source() {
        // “ab⟨cut⟩cd”
        let mut origin = Origin::new(0);
        origin.replaced(2, 2..7, 0);
        check(&origin, 0..2, 0..2);
        check(&origin, 2..4, 7..9);
        check(&origin, 1..3, 1..8);
    }

    #[test]
    fn what_was_replaced_is_one_place() {
        // “a{{x}}b” as “a•b”
        let mut origin = Origin::new(0);
        origin.replaced(1, 1..6, 3);
        check(&origin, 1..4, 1..6);
        check(&origin, 0..5, 0..7);
        check(&origin, 4..5, 6..7);
    }

    #[test]
    fn what_was_put_in_has_no_width() {
        let mut origin = Origin::new(0);
        origin.replaced(2, 2..7, 0);
        let widened = origin.widened(&[1, 3], 3);
        check(&widened, 0..1, 0..1);
        check(&widened, 4..5, 1..2);
        check(&widened, 5..6, 7..8);
        check(&widened, 9..10, 8..9);
    }
}

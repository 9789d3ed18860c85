//! A later version of numbers that were published before: what it withholds, so that all versions
//! together give away nothing that one of them withholds.
//!
//! A reader who has all versions is taken for one who knows which numbers did not change from one to
//! the next: such a number is one unknown, shown if any version shows it. So what was withheld stays
//! withheld, what was shown covers for nothing any more, and only numbers that changed can be
//! withheld anew. The equations of all versions are solved together. What such a reader does not
//! know, and must not read from what is withheld, the module `alike` sees to.

use super::alike::alike;
use super::cover::Cover;
use super::equations::computable;
use super::{Earlier, Number, Sum};

/// What a version withholds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Which of its numbers.
    pub hidden: Vec<bool>,
    /// Those that could be computed all the same, from all versions together, or that could be told
    /// to have changed: if there is one, this version must not be published.
    pub exposed: Vec<usize>,
}

/// Which of the numbers a version withholds that comes after others, the oldest first. An earlier
/// version has nothing of a number that it did not publish at all.
pub fn withheld_after(
    before: &[Vec<Option<Earlier>>],
    numbers: &[Number],
    sums: &[Sum],
    threshold: u64,
) -> Next {
    let mut all = All { unknowns: Vec::new(), hidden: Vec::new(), sums: Vec::new() };
    let mut last: Vec<Option<(usize, Earlier)>> = vec![None; numbers.len()];
    for version in before {
        let known = version.iter().take(numbers.len()).enumerate();
        let mut here = vec![None; numbers.len()];
        for (n, earlier) in known.filter_map(|(n, earlier)| Some((n, (*earlier)?))) {
            let same = last[n].filter(|(_, own)| own.value == earlier.value);
            let at = match same {
                Some((at, _)) => at,
                None => all.add(Number { value: earlier.value, layer: 0 }, true),
            };
            // A reader may know of zeros: they cover for nothing.
            all.hidden[at] &= earlier.hidden && earlier.value > 0;
            (here[n], last[n]) = (Some(at), Some((at, earlier)));
        }
        all.add_sums(sums, &here);
    }
    let published = all.unknowns.len();
    let is_small = |number: &Number| 0 < number.value && number.value < threshold;
    let mut at = Vec::with_capacity(numbers.len());
    for (n, number) in numbers.iter().enumerate() {
        let same = last[n].filter(|(_, own)| own.value == number.value);
        at.push(same.map_or_else(
            || all.add(Number { layer: number.layer + 1, ..*number }, is_small(number)),
            |(at, _)| at,
        ));
    }
    all.add_sums(sums, &at.iter().copied().map(Some).collect::<Vec<_>>());
    let All { unknowns, mut hidden, sums: equations } = all;
    let last: Vec<Option<Earlier>> = last.into_iter().map(|own| own.map(|own| own.1)).collect();
    let (shown, found) = loop {
        hidden = Cover::new(&unknowns, threshold, hidden).after(published).run(&equations);
        let own = at.iter().map(|at| hidden[*at]).collect();
        let shown = alike(&last, (numbers, sums), own, threshold);
        // What is new and withheld for others' sake is covered like all that is withheld.
        let is_bare = |n: &usize| {
            at[*n] >= published && shown.hidden[*n] && !hidden[at[*n]] && numbers[*n].value > 0
        };
        let bare: Vec<usize> = (0..numbers.len()).filter(is_bare).collect();
        if bare.is_empty() {
            break (shown, computable(&unknowns, &equations.iter().collect::<Vec<_>>(), &hidden));
        }
        bare.into_iter().for_each(|n| hidden[at[n]] = true);
    };
    let mut exposed: Vec<usize> = (0..numbers.len()).filter(|n| found.contains(&at[*n])).collect();
    if exposed.is_empty() && !found.is_empty() {
        // Of an earlier version alone: it is about this one's numbers all the same.
        exposed.push(0);
    }
    exposed.extend(shown.told);
    Next { hidden: shown.hidden, exposed }
}

/// The unknowns and equations of all versions.
struct All {
    unknowns: Vec<Number>,
    hidden: Vec<bool>,
    sums: Vec<Sum>,
}

impl All {
    fn add(&mut self, number: Number, hidden: bool) -> usize {
        self.unknowns.push(number);
        self.hidden.push(hidden);
        self.unknowns.len() - 1
    }

    /// The sums of a version, as far as it has all their numbers.
    fn add_sums(&mut self, sums: &[Sum], here: &[Option<usize>]) {
        let moved = sums.iter().filter_map(|sum| {
            let parts = sum.parts.iter().map(|part| here[*part]).collect::<Option<Vec<_>>>()?;
            Some(Sum { total: here[sum.total]?, parts })
        });
        self.sums.extend(moved);
    }
}

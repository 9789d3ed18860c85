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

/// What a later version withholds, and what it would give away all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Of each number whether it is withheld, in the order of the numbers.
    pub hidden: Vec<bool>,
    /// The places of numbers that could be computed all the same, from all versions together, or
    /// that could be told to have changed: if there is one, this version must not be published.
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
    let mut all = Unknowns::new(numbers.len());
    before.iter().for_each(|version| all.add_earlier(version, sums));
    let published = all.numbers.len();
    let at = all.add_latest(numbers, sums, threshold);
    let Unknowns { numbers: unknowns, mut hidden, equations, last } = all;
    let last: Vec<Option<Earlier>> = last.into_iter().map(|own| Some(own?.1)).collect();
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

/// The unknowns and equations of all versions. A number that did not change from one version to the
/// next is one unknown.
struct Unknowns {
    numbers: Vec<Number>,
    hidden: Vec<bool>,
    equations: Vec<Sum>,
    /// What was last public of each number, with the place of its unknown.
    last: Vec<Option<(usize, Earlier)>>,
}

impl Unknowns {
    /// Nothing yet of a version that has so many numbers.
    fn new(count: usize) -> Unknowns {
        let (numbers, hidden, equations) = (Vec::new(), Vec::new(), Vec::new());
        Unknowns { numbers, hidden, equations, last: vec![None; count] }
    }

    /// Adds a version that came out before, after those that were older.
    fn add_earlier(&mut self, version: &[Option<Earlier>], sums: &[Sum]) {
        let count = self.last.len();
        let known = version.iter().take(count).enumerate();
        let mut here = vec![None; count];
        for (n, earlier) in known.filter_map(|(n, earlier)| Some((n, (*earlier)?))) {
            let at = self
                .unchanged(n, earlier.value)
                .unwrap_or_else(|| self.add(Number { value: earlier.value, layer: 0 }, true));
            // A reader may know of zeros: they cover for nothing.
            self.hidden[at] &= earlier.hidden && earlier.value > 0;
            (here[n], self.last[n]) = (Some(at), Some((at, earlier)));
        }
        self.add_sums(sums, &here);
    }

    /// Adds the version that is to come out, and gives the places of its numbers' unknowns.
    fn add_latest(&mut self, numbers: &[Number], sums: &[Sum], threshold: u64) -> Vec<usize> {
        let is_small = |number: &Number| 0 < number.value && number.value < threshold;
        let mut at = Vec::with_capacity(numbers.len());
        for (n, number) in numbers.iter().enumerate() {
            at.push(self.unchanged(n, number.value).unwrap_or_else(|| {
                self.add(Number { layer: number.layer + 1, ..*number }, is_small(number))
            }));
        }
        self.add_sums(sums, &at.iter().copied().map(Some).collect::<Vec<_>>());
        at
    }

    /// The unknown of a number that the version before had with the same value.
    fn unchanged(&self, n: usize, value: u64) -> Option<usize> {
        self.last[n].filter(|(_, last)| last.value == value).map(|(at, _)| at)
    }

    fn add(&mut self, number: Number, hidden: bool) -> usize {
        self.numbers.push(number);
        self.hidden.push(hidden);
        self.numbers.len() - 1
    }

    /// The sums of a version, as far as it has all their numbers.
    fn add_sums(&mut self, sums: &[Sum], here: &[Option<usize>]) {
        let moved = sums.iter().filter_map(|sum| {
            let parts = sum.parts.iter().map(|part| here[*part]).collect::<Option<Vec<_>>>()?;
            Some(Sum { total: here[sum.total]?, parts })
        });
        self.equations.extend(moved);
    }
}

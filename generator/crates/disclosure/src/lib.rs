//! Numbers and the sums that they stand in → which of them are withheld, so that nobody finds a
//! small number in what is published, however the published numbers are put together.
//!
//! What is guaranteed: a withheld number of 1 or more cannot be computed. Take the numbers that are
//! withheld as the unknowns of the published sums. Elimination finds each unknown that these
//! equations determine, even for a reader who knows which of the withheld numbers are zero; each
//! gets cover until there is none. An unknown that they do not determine can be moved a little up
//! and down together with others. All of them are above zero, so no reader who knows only that
//! numbers are not negative can tell in which direction it lies: its range has a width. (A reader
//! indeed knows no more than that: zeros are withheld like small numbers, unless a sum tells them.)
//!
//! Numbers come in layers, as they come out: months first, years on top. A later layer covers for
//! itself, because what was once published cannot be taken back. For the same reason a later version
//! of the same numbers is settled together with the versions before it ([`withheld_after`]).
//!
//! Pure mathematics: this crate knows neither statistics nor sites.

mod alike;
mod cover;
mod equations;
#[cfg(test)]
mod tests;
mod versions;

pub use versions::{Next, withheld_after};

use cover::Cover;

/// A number that would be published if nothing forbade it.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// How much was counted.
    pub value: u64,
    /// When it is published: numbers of lower layers come out first.
    pub layer: u8,
}

/// A number that is the sum of others; all by their indices.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The place of the sum among the numbers, from 0.
    pub total: usize,
    /// The places of the numbers that it is made of.
    pub parts: Vec<usize>,
}

impl Sum {
    fn members(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().copied().chain([self.total])
    }
}

/// A number as an earlier version published it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// How much was counted then.
    pub value: u64,
    /// Whether the version withheld it.
    pub hidden: bool,
}

/// Of each number whether it is withheld: those above zero and below the threshold, what covers for
/// them, and zeros, which look like them, unless a sum tells them.
pub fn withheld(numbers: &[Number], sums: &[Sum], threshold: u64) -> Vec<bool> {
    let is_small = |number: &Number| 0 < number.value && number.value < threshold;
    let hidden = numbers.iter().map(is_small).collect();
    with_zeros(numbers, sums, Cover::new(numbers, threshold, hidden).run(sums))
}

/// A zero is shown only where a sum that shows all else gives it away; not a sum of a later layer,
/// or a zero that came out as withheld would be shown as soon as that is out.
fn with_zeros(numbers: &[Number], sums: &[Sum], mut hidden: Vec<bool>) -> Vec<bool> {
    let is_zero = |n: usize| numbers[n].value == 0;
    let zeros: Vec<usize> = (0..numbers.len()).filter(|n| is_zero(*n)).collect();
    zeros.iter().for_each(|n| hidden[*n] = true);
    loop {
        let mut shown = Vec::new();
        for sum in sums {
            let is_told = |n: usize| !hidden[n] || is_zero(n);
            if !hidden[sum.total] && sum.parts.iter().all(|part| is_told(*part)) {
                let layer = numbers[sum.total].layer;
                let is_out = |part: &&usize| numbers[**part].layer >= layer;
                shown.extend(sum.parts.iter().filter(|part| hidden[**part]).filter(is_out));
            } else if hidden[sum.total]
                && is_zero(sum.total)
                && sum.parts.iter().all(|part| !hidden[*part])
            {
                shown.push(sum.total);
            }
        }
        if shown.is_empty() {
            return hidden;
        }
        shown.into_iter().for_each(|n| hidden[n] = false);
    }
}

//! What a later version withholds says which numbers changed, if only those are withheld anew: a
//! zero that turns into `[c]` is where the one late incident went. So none stands alone.
//!
//! Zeros and small numbers look alike, in a later version as in a first one. Where a sum had shown
//! one zero alone, its smallest other number is withheld with it, whatever it is that changed of this
//! sum; and so is another number with any that falls below the threshold. What was withheld for that
//! stays withheld as long as it does not change. Where no other number is there to be withheld, the
//! number is told, and the version must not be published.

use super::Earlier;
use super::equations::computable;
use super::{Number, Sum, with_zeros};

/// What a version shows of its numbers.
pub struct Display {
    /// Of each number whether it is withheld, in the order of the numbers.
    pub hidden: Vec<bool>,
    /// Small numbers of which everybody sees that they changed.
    pub told: Vec<usize>,
}

/// What is withheld in a version beside that which no version may give away (`hidden`). `last` is
/// what was last public of each number; `None` for those that never were.
pub fn alike(
    last: &[Option<Earlier>],
    (numbers, sums): (&[Number], &[Sum]),
    hidden: Vec<bool>,
    threshold: u64,
) -> Display {
    let mut version = Version { last, numbers, sums, hidden };
    for n in 0..numbers.len() {
        version.hidden[n] |= version.is_same(n) && version.was_hidden(n);
    }
    let changed: Vec<&Sum> = sums.iter().filter(|sum| version.has_changed(sum)).collect();
    version.zeros(&changed);
    while changed.iter().any(|sum| version.accompany(sum)) {
        version.zeros(&changed);
    }
    let told = version.told(&changed, threshold);
    Display { hidden: version.hidden, told }
}

struct Version<'a> {
    last: &'a [Option<Earlier>],
    numbers: &'a [Number],
    sums: &'a [Sum],
    hidden: Vec<bool>,
}

impl Version<'_> {
    fn is_same(&self, n: usize) -> bool {
        self.last[n].is_some_and(|last| last.value == self.numbers[n].value)
    }

    fn was_hidden(&self, n: usize) -> bool {
        self.last[n].is_some_and(|last| last.hidden)
    }

    /// Whether it was shown, and is no more.
    fn is_new(&self, n: usize) -> bool {
        self.hidden[n] && self.last[n].is_some_and(|last| !last.hidden)
    }

    fn was_zero(&self, n: usize) -> bool {
        self.last[n].is_some_and(|last| !last.hidden && last.value == 0)
    }

    /// Whether all of a sum came out together before, and something of it is new. That a year
    /// changed with one of its months is no secret, and what changed in it these tell.
    fn has_changed(&self, sum: &Sum) -> bool {
        let layer = self.numbers[sum.total].layer;
        let is_later = |sum: &Sum| sum.parts.iter().any(|n| self.numbers[*n].layer < layer);
        let mut own = self.sums.iter().filter(|other| other.total == sum.total);
        !own.any(is_later)
            && sum.members().all(|n| self.numbers[n].layer == layer && self.last[n].is_some())
            && sum.members().any(|n| !self.is_same(n))
    }

    /// Withholds zeros beside what is withheld: new ones, and those of sums that changed.
    fn zeros(&mut self, changed: &[&Sum]) {
        let shown = with_zeros(self.numbers, self.sums, self.hidden.clone());
        let mut open: Vec<bool> = (0..self.numbers.len()).map(|n| !self.is_same(n)).collect();
        changed.iter().flat_map(|sum| sum.members()).for_each(|n| open[n] = true);
        for n in (0..self.numbers.len()).filter(|n| self.numbers[*n].value == 0) {
            if open[n] && shown[n] && self.was_zero(n) && !self.hidden[n] {
                self.withhold(n);
            }
            self.hidden[n] |= open[n] && shown[n];
        }
    }

    /// Sees to it that no part of a sum is withheld alone. True if it withheld more.
    fn accompany(&mut self, sum: &Sum) -> bool {
        let (zeros, others): (Vec<usize>, Vec<usize>) =
            sum.parts.iter().copied().partition(|n| self.was_zero(*n));
        let is_new = |n: &&usize| self.is_new(**n);
        let new = others.iter().filter(is_new).count();
        let mut more = Vec::new();
        if let [zero] = zeros[..]
            && !self.hidden[zero]
        {
            more.push(zero);
        }
        let needs_one = new == 1 && !zeros.iter().any(|n| self.is_new(*n));
        if needs_one || (zeros.len() == 1 && new == 0) {
            let free = others.iter().filter(|n| !self.hidden[**n] && self.numbers[**n].value > 0);
            more.extend(free.min_by_key(|n| (self.numbers[**n].value, **n)));
        }
        more.iter().for_each(|n| self.withhold(*n));
        !more.is_empty()
    }

    /// Withholds a number, and what would tell it by one sum: its own parts, or a total that comes
    /// out later.
    fn withhold(&mut self, n: usize) {
        let (numbers, sums) = (self.numbers, self.sums);
        let mut rest = vec![n];
        while let Some(n) = rest.pop() {
            self.hidden[n] = true;
            let Number { value, layer } = numbers[n];
            for sum in sums.iter().filter(|sum| sum.members().any(|m| m == n)) {
                if sum.members().any(|m| m != n && self.hidden[m]) {
                    continue;
                }
                if sum.total == n {
                    let tells = |m: &&usize| {
                        numbers[**m].layer == layer && (numbers[**m].value == 0) == (value == 0)
                    };
                    rest.extend(sum.parts.iter().filter(tells));
                } else if numbers[sum.total].layer > layer {
                    rest.push(sum.total);
                }
            }
        }
    }

    /// Small numbers that were shown, beside which nothing else of their sums could be what changed.
    fn told(&self, changed: &[&Sum], threshold: u64) -> Vec<usize> {
        // Here zeros are unknowns like all others.
        let unknowns: Vec<Number> =
            self.numbers.iter().map(|n| Number { value: n.value.max(1), ..*n }).collect();
        let known = computable(&unknowns, &self.sums.iter().collect::<Vec<_>>(), &self.hidden);
        let is_small =
            |n: &usize| (1..threshold).contains(&self.numbers[*n].value) && self.is_new(*n);
        let mut told = Vec::new();
        // The only part of a sum is the sum, which has fellows of its own.
        for sum in changed.iter().filter(|sum| sum.parts.len() > 1) {
            let could_be = |n: &&usize| self.is_new(**n) && !known.contains(*n);
            let could_be = sum.parts.iter().filter(could_be).count();
            if could_be < 2 {
                told.extend(sum.parts.iter().copied().filter(is_small));
            }
        }
        told
    }
}

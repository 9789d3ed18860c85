//! Numbers that are withheld for others' sake, so that no sum gives those away.

use super::equations::computable;
use super::{Number, Sum};

/// Which numbers are withheld, while more and more are.
pub struct Cover<'a> {
    numbers: &'a [Number],
    threshold: u64,
    hidden: Vec<bool>,
    /// Numbers that earlier layers tell, so that they cover nothing.
    told: Vec<bool>,
}

impl<'a> Cover<'a> {
    /// Begins with those that are withheld for their own sake.
    pub fn new(numbers: &'a [Number], threshold: u64, hidden: Vec<bool>) -> Cover<'a> {
        Cover { numbers, threshold, hidden, told: vec![false; numbers.len()] }
    }

    /// The same where the first numbers, as many as `published`, came out before: it is too late to
    /// withhold any of them.
    pub fn after(mut self, published: usize) -> Cover<'a> {
        self.told[..published].fill(true);
        self
    }

    /// Of each number whether it is withheld, once those are covered that are withheld for their
    /// own sake, layer by layer.
    pub fn run(mut self, sums: &[Sum]) -> Vec<bool> {
        let layers = self.numbers.iter().map(|number| number.layer).max().unwrap_or(0);
        for layer in 0..=layers {
            let is_out = |sum: &&Sum| sum.members().all(|n| self.numbers[n].layer <= layer);
            let sums: Vec<&Sum> = sums.iter().filter(is_out).collect();
            self.mark_told(&sums, layer);
            while self.sums(&sums, layer) || self.computable(&sums, layer) {}
        }
        self.hidden
    }

    /// Marks the totals of this layer whose parts came out before.
    fn mark_told(&mut self, sums: &[&Sum], layer: u8) {
        for sum in sums.iter().filter(|sum| self.numbers[sum.total].layer == layer) {
            let is_out = |n: &usize| self.numbers[*n].layer < layer && !self.hidden[*n];
            if sum.parts.iter().all(is_out) {
                self.told[sum.total] = true;
            }
        }
    }

    /// Covers what a single sum gives away: its only withheld part, or several that are small
    /// together. True if it withheld more.
    fn sums(&mut self, sums: &[&Sum], layer: u8) -> bool {
        let mut changed = false;
        for sum in sums {
            while !self.hidden[sum.total] {
                let parts = sum.parts.iter().filter(|part| self.hidden[**part]);
                let rest: u64 = parts.clone().map(|part| self.numbers[*part].value).sum();
                let is_safe = match parts.count() {
                    0 => true,
                    1 => false,
                    _ => rest >= self.threshold,
                };
                if is_safe || !self.withhold([*sum], layer) {
                    break;
                }
                changed = true;
            }
        }
        changed
    }

    /// Covers what only several sums together give away. True if it withheld more.
    fn computable(&mut self, sums: &[&Sum], layer: u8) -> bool {
        let mut changed = false;
        for found in computable(self.numbers, sums, &self.hidden) {
            let near = sums.iter().copied().filter(|sum| sum.members().any(|n| n == found));
            let near: Vec<&Sum> = near.collect();
            changed |= self.withhold(near, layer)
                || self.withhold(connected(sums, found, &self.hidden), layer);
        }
        changed
    }

    /// Withholds the smallest number of this layer that these sums show, a part rather than a total.
    fn withhold<'s>(&mut self, sums: impl IntoIterator<Item = &'s Sum>, layer: u8) -> bool {
        let (mut parts, mut totals) = (Vec::new(), Vec::new());
        for sum in sums {
            parts.extend_from_slice(&sum.parts);
            totals.push(sum.total);
        }
        let is_free = |n: &usize| {
            let number = self.numbers[*n];
            !self.hidden[*n] && !self.told[*n] && number.value > 0 && number.layer == layer
        };
        let smallest = |from: Vec<usize>| {
            from.into_iter().filter(is_free).min_by_key(|n| (self.numbers[*n].value, *n))
        };
        let Some(chosen) = smallest(parts).or_else(|| smallest(totals)) else { return false };
        self.hidden[chosen] = true;
        true
    }
}

/// The sums that hang together with a number by what is withheld.
fn connected<'a>(sums: &[&'a Sum], from: usize, hidden: &[bool]) -> Vec<&'a Sum> {
    let mut known = vec![from];
    let mut found: Vec<&Sum> = Vec::new();
    let mut rest: Vec<&Sum> = sums.to_vec();
    while let Some(n) = known.pop() {
        let (near, far): (Vec<&Sum>, Vec<&Sum>) =
            rest.into_iter().partition(|sum| sum.members().any(|m| m == n));
        known.extend(near.iter().flat_map(|sum| sum.members()).filter(|m| hidden[*m]));
        found.extend(near);
        rest = far;
    }
    found
}

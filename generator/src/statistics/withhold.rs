//! Numbers and the sums that they stand in → which of them are withheld, so that nobody finds a
//! small number in what is published, however the published numbers are put together.
//!
//! What is guaranteed: a withheld number of 1 or more cannot be computed. Take the numbers that are
//! withheld as the unknowns of the published sums. [`computable`] finds each unknown that these
//! equations determine, even for a reader who knows which of the withheld numbers are zero; each
//! gets cover until there is none. An unknown that they do not determine can be moved a little up
//! and down together with others. All of them are above zero, so no reader who knows only that
//! numbers are not negative can tell in which direction it lies: its range has a width. (A reader
//! indeed knows no more than that: zeros are withheld like small numbers, unless a sum tells them.)
//!
//! Numbers come in layers, as they come out: months first, years on top. A later layer covers for
//! itself, because what was once published cannot be taken back.

use std::collections::BTreeMap;

/// A number that might be published.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// What was counted.
    pub value: u64,
    /// When it is published: lower ones first.
    pub layer: u8,
}

/// A number that is the sum of others; all by their indices.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The sum.
    pub total: usize,
    /// What it is made of.
    pub parts: Vec<usize>,
}

impl Sum {
    fn members(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().copied().chain([self.total])
    }
}

/// Which of the numbers are withheld, with zeros below the threshold like all small numbers.
pub fn withheld(numbers: &[Number], sums: &[Sum], threshold: u64) -> Vec<bool> {
    let is_small = |number: &Number| 0 < number.value && number.value < threshold;
    let hidden = numbers.iter().map(is_small).collect();
    let mut cover = Cover { numbers, threshold, hidden, told: vec![false; numbers.len()] };
    let layers = numbers.iter().map(|number| number.layer).max().unwrap_or(0);
    for layer in 0..=layers {
        let is_out = |sum: &&Sum| sum.members().all(|n| numbers[n].layer <= layer);
        let sums: Vec<&Sum> = sums.iter().filter(is_out).collect();
        cover.mark_told(&sums, layer);
        while cover.sums(&sums, layer) || cover.computable(&sums, layer) {}
    }
    with_zeros(numbers, sums, cover.hidden)
}

struct Cover<'a> {
    numbers: &'a [Number],
    threshold: u64,
    hidden: Vec<bool>,
    /// Numbers that earlier layers tell, so that they cover nothing.
    told: Vec<bool>,
}

impl Cover<'_> {
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

/// Numbers are taken modulo this prime (2³¹ − 1): no fraction that comes up here has a numerator or
/// denominator that it divides, and nothing is rounded.
const PRIME: u64 = 2_147_483_647;

/// The withheld numbers above zero that the sums determine: those that elimination (Gauss, Jordan)
/// leaves alone in an equation.
fn computable(numbers: &[Number], sums: &[&Sum], hidden: &[bool]) -> Vec<usize> {
    let is_unknown = |n: usize| hidden[n] && numbers[n].value > 0;
    let mut rows: Vec<BTreeMap<usize, u64>> = Vec::new();
    for sum in sums {
        let mut row = BTreeMap::new();
        row.extend(sum.parts.iter().filter(|n| is_unknown(**n)).map(|n| (*n, 1)));
        if is_unknown(sum.total) {
            row.insert(sum.total, PRIME - 1);
        }
        for done in &rows {
            eliminate(&mut row, done);
        }
        let Some(first) = row.values().next().copied() else { continue };
        let inverse = power(first, PRIME - 2);
        row.values_mut().for_each(|value| *value = *value * inverse % PRIME);
        for done in &mut rows {
            eliminate(done, &row);
        }
        rows.push(row);
    }
    rows.iter().filter(|row| row.len() == 1).filter_map(|row| row.keys().next().copied()).collect()
}

/// Takes the pivot of `by`, its first number, out of a row.
fn eliminate(row: &mut BTreeMap<usize, u64>, by: &BTreeMap<usize, u64>) {
    let Some(factor) = by.keys().next().and_then(|pivot| row.get(pivot).copied()) else { return };
    for (n, value) in by {
        let entry = row.entry(*n).or_insert(0);
        *entry = (*entry + (PRIME - factor) * value) % PRIME;
        if *entry == 0 {
            row.remove(n);
        }
    }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut square, mut result) = (base, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        exponent >>= 1;
    }
    result
}

/// A zero is shown only where a sum that shows all else gives it away.
fn with_zeros(numbers: &[Number], sums: &[Sum], mut hidden: Vec<bool>) -> Vec<bool> {
    let is_zero = |n: usize| numbers[n].value == 0;
    let zeros: Vec<usize> = (0..numbers.len()).filter(|n| is_zero(*n)).collect();
    zeros.iter().for_each(|n| hidden[*n] = true);
    loop {
        let mut shown = Vec::new();
        for sum in sums {
            let is_told = |n: usize| !hidden[n] || is_zero(n);
            if !hidden[sum.total] && sum.parts.iter().all(|part| is_told(*part)) {
                shown.extend(sum.parts.iter().filter(|part| hidden[**part]));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of months and kinds: each row, each column and the whole are summed; rows are out
    /// before columns.
    fn table(rows: &[&[u64]]) -> (Vec<Number>, Vec<Sum>) {
        let width = rows[0].len();
        let mut numbers = Vec::new();
        let mut sums = Vec::new();
        let mut add = |value, layer| {
            numbers.push(Number { value, layer });
            numbers.len() - 1
        };
        let cells: Vec<Vec<usize>> =
            rows.iter().map(|row| row.iter().map(|v| add(*v, 0)).collect()).collect();
        let months: Vec<usize> = rows.iter().map(|row| add(row.iter().sum(), 0)).collect();
        let column = |k: usize| rows.iter().map(|row| row[k]).sum::<u64>();
        let kinds: Vec<usize> = (0..width).map(|k| add(column(k), 1)).collect();
        let all = add((0..width).map(column).sum(), 1);
        for (parts, total) in cells.iter().zip(&months) {
            sums.push(Sum { total: *total, parts: parts.clone() });
        }
        for (k, total) in kinds.iter().enumerate() {
            sums.push(Sum { total: *total, parts: cells.iter().map(|row| row[k]).collect() });
        }
        sums.push(Sum { total: all, parts: months });
        sums.push(Sum { total: all, parts: kinds });
        (numbers, sums)
    }

    fn check(rows: &[&[u64]], expect: &str) {
        let (numbers, sums) = table(rows);
        let hidden = withheld(&numbers, &sums, 5);
        let show = |n: usize| match hidden[n] {
            true => "x".to_owned(),
            false => numbers[n].value.to_string(),
        };
        let shown: Vec<String> = (0..numbers.len()).map(show).collect();
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn a_small_number_gets_cover_where_its_sum_would_tell_it() {
        // 2 is small; 7 is the smallest that covers it; the columns would tell both, so they go.
        check(&[&[20, 7, 2], &[10, 10, 10]], "20 x x 10 10 10 29 30 30 x x 59");
    }

    #[test]
    fn small_numbers_that_are_small_together_get_cover_too() {
        check(&[&[20, 1, 2]], "x x x 23 x x x 23");
    }

    #[test]
    fn a_quiet_month_hides_behind_another_or_its_year_is_withheld() {
        check(&[&[1, 1], &[20, 20]], "x x 20 20 x 40 x x x");
        check(&[&[1, 2], &[2, 1], &[20, 20]], "x x x x 20 20 x x 40 x x 46");
    }

    #[test]
    fn a_zero_is_shown_where_all_else_is() {
        check(&[&[20, 0], &[10, 10]], "20 0 10 10 20 20 30 10 40");
        check(&[&[0, 3], &[10, 10]], "0 x 10 10 x 20 10 x x");
    }

    /// Whether another table, with no number below zero, shows the same and has another number here.
    /// Steps of one in some of nine cells are enough: tables of rows and columns are networks.
    fn has_another(numbers: &[Number], sums: &[Sum], hidden: &[bool], which: usize) -> bool {
        (0..3_usize.pow(9)).any(|code| {
            let step = |n: usize| (code / 3_usize.pow(n as u32) % 3) as i64 - 1;
            let mut values: Vec<i64> = numbers.iter().map(|number| number.value as i64).collect();
            if (0..9).any(|n| step(n) != 0 && (!hidden[n] || values[n] + step(n) < 0)) {
                return false;
            }
            (0..9).for_each(|n| values[n] += step(n));
            sums.iter()
                .for_each(|sum| values[sum.total] = sum.parts.iter().map(|n| values[*n]).sum());
            let is_same = |n: usize| hidden[n] || values[n] == numbers[n].value as i64;
            values[which] != numbers[which].value as i64 && (0..numbers.len()).all(is_same)
        })
    }

    #[test]
    fn no_withheld_number_can_be_computed() {
        let mut seed = 2_350_u64;
        let mut random = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            // Small numbers and zeros are what this is about.
            [0, 0, 1, 2, 3, 4, 5, 8, 20, 90][(seed % 10) as usize]
        };
        let mut count = 0;
        for _ in 0..150 {
            let rows: Vec<Vec<u64>> = (0..3).map(|_| (0..3).map(|_| random()).collect()).collect();
            let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
            let (numbers, sums) = table(&rows);
            let hidden = withheld(&numbers, &sums, 5);
            for n in (0..numbers.len()).filter(|n| hidden[*n] && numbers[*n].value > 0) {
                assert!(has_another(&numbers, &sums, &hidden, n), "{rows:?}: {n} of {hidden:?}");
                count += 1;
            }
        }
        assert!(count > 500, "{count} is little to go by");
    }
}

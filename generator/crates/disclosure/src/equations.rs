//! The published sums as equations: which unknowns they determine.

use super::{Number, Sum};
use std::collections::BTreeMap;

/// Numbers are taken modulo this prime (2³¹ − 1): no fraction that comes up here has a numerator or
/// denominator that it divides, and nothing is rounded.
const PRIME: u64 = 2_147_483_647;

/// The withheld numbers above zero that the sums determine: those that elimination (Gauss, Jordan)
/// leaves alone in an equation.
pub fn computable(numbers: &[Number], sums: &[&Sum], hidden: &[bool]) -> Vec<usize> {
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

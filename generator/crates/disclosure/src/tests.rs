//! Tables of months and kinds, small enough to try all others that show the same.

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
    // The year tells it, but the month came out before.
    check(&[&[0, 3], &[10, 10]], "x x 10 10 x 20 10 x x");
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
        sums.iter().for_each(|sum| values[sum.total] = sum.parts.iter().map(|n| values[*n]).sum());
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

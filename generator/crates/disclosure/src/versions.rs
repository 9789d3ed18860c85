//! A later version of numbers that were published before: what it withholds, so that all versions
//! together give away nothing that one of them withholds.
//!
//! A reader who has all versions is taken for one who knows which numbers did not change from one to
//! the next: such a number is one unknown, shown if any version shows it. So what was withheld stays
//! withheld, what was shown covers for nothing any more, and only numbers that changed can be
//! withheld anew. The equations of all versions are solved together.

use super::cover::Cover;
use super::equations::computable;
use super::{Number, Sum, with_zeros};

/// A number as an earlier version had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// What was counted then.
    pub value: u64,
    /// Whether it was withheld.
    pub hidden: bool,
}

/// What a version withholds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Which of its numbers.
    pub hidden: Vec<bool>,
    /// Those that could be computed all the same, from all versions together: if there is one, this
    /// version must not be published.
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
    let mut last: Vec<Option<usize>> = vec![None; numbers.len()];
    for version in before {
        let known = version.iter().take(numbers.len()).enumerate();
        let mut here = vec![None; numbers.len()];
        for (n, earlier) in known.filter_map(|(n, earlier)| Some((n, (*earlier)?))) {
            let same = last[n].filter(|at| all.unknowns[*at].value == earlier.value);
            let at = match same {
                Some(at) => at,
                None => all.add(Number { value: earlier.value, layer: 0 }, earlier.hidden),
            };
            all.hidden[at] &= earlier.hidden;
            (here[n], last[n]) = (Some(at), Some(at));
        }
        all.add_sums(sums, &here);
    }
    let is_small = |number: &Number| 0 < number.value && number.value < threshold;
    let mut here = Vec::with_capacity(numbers.len());
    let mut fixed = Vec::with_capacity(numbers.len());
    for (n, number) in numbers.iter().enumerate() {
        let same = last[n].filter(|at| all.unknowns[*at].value == number.value);
        fixed.push(same.is_some());
        here.push(Some(same.unwrap_or_else(|| {
            let own = Number { layer: number.layer + 1, ..*number };
            all.add(own, is_small(number))
        })));
    }
    all.add_sums(sums, &here);
    let All { unknowns, hidden, sums: equations } = all;
    let hidden = Cover::new(&unknowns, threshold, hidden).run(&equations);
    let found = computable(&unknowns, &equations.iter().collect::<Vec<_>>(), &hidden);
    let at: Vec<usize> = here.into_iter().flatten().collect();
    let exposed = (0..numbers.len()).filter(|n| found.contains(&at[*n]));
    let exposed = match found.is_empty() {
        true => Vec::new(),
        // Of an earlier version alone: it is about this one's numbers all the same.
        false => {
            let own: Vec<usize> = exposed.collect();
            let gone =
                found.iter().filter_map(|found| last.iter().position(|l| l == &Some(*found)));
            if own.is_empty() { gone.chain([0]).take(1).collect() } else { own }
        }
    };
    let own = at.iter().map(|at| hidden[*at]).collect();
    let mut own = with_zeros(numbers, sums, own);
    for n in (0..numbers.len()).filter(|n| fixed[*n]) {
        own[n] = hidden[at[n]];
    }
    Next { hidden: own, exposed }
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

//! What a stranger can find out who has every version that was ever published, knows which numbers
//! add up to which, which did not change, that none is negative, and has a computer: linear
//! programming tells the least and the most that each number can be.

use certsite_disclosure::{Earlier, Number, Sum, withheld_after};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

const THRESHOLD: u64 = 5;
const MONTHS: usize = 3;
const KINDS: usize = 3;

/// Counts of each month by kind, and whether the year is out too.
struct Truth {
    cells: [[u64; KINDS]; MONTHS],
    has_year: bool,
}

impl Truth {
    /// Cells, totals of months, totals of kinds, the total of all.
    fn numbers(&self) -> Vec<Number> {
        let number = |value, layer| Number { value, layer };
        let column = |kind: usize| self.cells.iter().map(|row| row[kind]).sum::<u64>();
        let cells = self.cells.iter().flatten().map(|value| number(*value, 0));
        let months = self.cells.iter().map(|row| number(row.iter().sum(), 0));
        let kinds = (0..KINDS).map(|kind| number(column(kind), 1));
        let all = (0..KINDS).map(column).sum();
        cells.chain(months).chain(kinds).chain([number(all, 1)]).collect()
    }

    fn published(&self) -> usize {
        if self.has_year { MONTHS * KINDS + MONTHS + KINDS + 1 } else { MONTHS * KINDS + MONTHS }
    }
}

fn sums() -> Vec<Sum> {
    let cell = |month: usize, kind: usize| month * KINDS + kind;
    let (months, kinds) = (MONTHS * KINDS, MONTHS * KINDS + MONTHS);
    let all = kinds + KINDS;
    let of_months = (0..MONTHS).map(|month| Sum {
        total: months + month,
        parts: (0..KINDS).map(|kind| cell(month, kind)).collect(),
    });
    let of_kinds = (0..KINDS).map(|kind| Sum {
        total: kinds + kind,
        parts: (0..MONTHS).map(|month| cell(month, kind)).collect(),
    });
    let of_all = [
        Sum { total: all, parts: (months..months + MONTHS).collect() },
        Sum { total: all, parts: (kinds..kinds + KINDS).collect() },
    ];
    of_months.chain(of_kinds).chain(of_all).collect()
}

/// The least and the most that a number of a version can be.
fn range(versions: &[Vec<Option<Earlier>>], (version, which): (usize, usize)) -> (f64, f64) {
    let bound = |direction: OptimizationDirection| {
        let mut problem = Problem::new(direction);
        let mut variables: Vec<Vec<Option<Variable>>> = Vec::new();
        for (v, numbers) in versions.iter().enumerate() {
            let mut own = Vec::new();
            for (n, number) in numbers.iter().enumerate() {
                let aim = if (v, n) == (version, which) { 1.0 } else { 0.0 };
                own.push(number.map(|number| {
                    let shown = number.value as f64;
                    let range = if number.hidden { (0.0, 10_000.0) } else { (shown, shown) };
                    problem.add_var(aim, range)
                }));
            }
            for sum in sums() {
                let parts = sum.parts.iter().map(|part| Some((own[*part]?, 1.0)));
                let total = own[sum.total].map(|total| (total, -1.0));
                if let Some(all) = parts.chain([total]).collect::<Option<Vec<_>>>() {
                    problem.add_constraint(all, ComparisonOp::Eq, 0.0);
                }
            }
            // What did not change is known not to have changed, and that there was only more.
            if let Some(before) = variables.last() {
                let both = |n: usize| versions[v - 1][n].zip(numbers[n]);
                let has_grown =
                    (0..own.len()).all(|n| both(n).is_none_or(|(was, is)| was.value <= is.value));
                for n in (0..own.len()).filter(|_| has_grown) {
                    if let (Some(was), Some(is)) = (before[n], own[n]) {
                        problem.add_constraint([(is, 1.0), (was, -1.0)], ComparisonOp::Ge, 0.0);
                    }
                }
                for n in 0..own.len() {
                    let is_same = versions[v - 1][n].zip(numbers[n]);
                    if is_same.is_some_and(|(was, is)| was.value == is.value)
                        && let (Some(was), Some(is)) = (before[n], own[n])
                    {
                        problem.add_constraint([(was, 1.0), (is, -1.0)], ComparisonOp::Eq, 0.0);
                    }
                }
            }
            variables.push(own);
        }
        match problem.solve().expect("the truth is one solution") {
            SolveOutcome::Solution(solution) => solution.objective(),
            other => panic!("{other:?}"),
        }
    };
    (bound(OptimizationDirection::Minimize), bound(OptimizationDirection::Maximize))
}

/// A seeded source of small numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

#[test]
fn no_sequence_of_versions_gives_away_what_one_of_them_withholds() {
    let (mut tried, mut later, mut refused) = (0, 0, 0);
    for seed in 1..=60_u64 {
        let mut random = Random(seed * 7_919);
        let sizes = [0, 0, 1, 2, 3, 4, 5, 8, 20, 90];
        let mut truth = Truth { cells: [[0; KINDS]; MONTHS], has_year: false };
        for cell in truth.cells.iter_mut().flatten() {
            *cell = sizes[random.below(10) as usize];
        }
        let mut versions: Vec<Vec<Option<Earlier>>> = Vec::new();
        for step in 0..4 {
            if step > 1 {
                // What came late, and now and then what had been wrong.
                for _ in 0..1 + random.below(3) {
                    let cell = &mut truth.cells[random.below(3) as usize][random.below(3) as usize];
                    *cell = if random.below(4) == 0 {
                        cell.saturating_sub(2)
                    } else {
                        *cell + 1 + random.below(4)
                    };
                }
            }
            truth.has_year = step > 0;
            let numbers = truth.numbers();
            // Of the first version the year is not out, so nothing may depend on it.
            let public: Vec<Sum> =
                sums().into_iter().filter(|sum| sum.total < truth.published()).collect();
            let next = withheld_after(&versions, &numbers, &public, THRESHOLD);
            if !next.exposed.is_empty() {
                refused += 1;
                continue;
            }
            let version = numbers.iter().zip(&next.hidden).enumerate();
            let version = version.map(|(n, (number, hidden))| {
                (n < truth.published()).then_some(Earlier { value: number.value, hidden: *hidden })
            });
            versions.push(version.collect());
        }
        for (v, version) in versions.iter().enumerate() {
            for (n, number) in version.iter().enumerate() {
                let Some(Earlier { value: 1.., hidden: true }) = number else { continue };
                // What was public, and did not change, is withheld for others' sake alone.
                let was = versions[..v].iter().rev().filter_map(|version| version[n]);
                let mut was = was.take_while(|was| was.value == number.unwrap_or(*was).value);
                if was.any(|was| !was.hidden) {
                    continue;
                }
                let (least, most) = range(&versions, (v, n));
                assert!(
                    most - least > 0.99,
                    "seed {seed}: {n} of version {v} is {least} to {most}: {versions:?}"
                );
                tried += 1;
                later += usize::from(v > 1);
            }
        }
    }
    assert!(
        tried > 800 && later > 300,
        "{tried} and {later} are little to go by, {refused} refused"
    );
    assert!(refused < 60, "{refused} of 240 versions are refused");
}

/// What an issue found: two late events, and what the first version withheld stood in the second.
#[test]
fn what_was_withheld_is_not_shown_by_a_later_version() {
    let version = |cells: [[u64; KINDS]; MONTHS], before: &[Vec<Option<Earlier>>]| {
        let truth = Truth { cells, has_year: true };
        let numbers = truth.numbers();
        let next = withheld_after(before, &numbers, &sums(), THRESHOLD);
        let version = numbers.iter().zip(&next.hidden);
        let version = version.map(|(n, hidden)| Some(Earlier { value: n.value, hidden: *hidden }));
        (version.collect::<Vec<_>>(), next.exposed)
    };
    let (first, _) = version([[20, 7, 2], [30, 30, 30], [30, 30, 30]], &[]);
    assert!(first[1].is_some_and(|n| n.hidden) && first[2].is_some_and(|n| n.hidden));
    // Alone, the second version would withhold another one than the 7 beside the 2.
    let cells = [[6, 7, 2], [30, 30, 30], [30, 30, 30]];
    let (second, exposed) = version(cells, std::slice::from_ref(&first));
    assert_eq!(exposed, Vec::<usize>::new());
    assert!(second[1].is_some_and(|n| n.hidden) && second[2].is_some_and(|n| n.hidden));
}

/// A month by kind, with types below each kind that add up to it.
fn month(types: &[&[u64]]) -> (Vec<Number>, Vec<Sum>) {
    let (mut numbers, mut sums) = (Vec::new(), Vec::new());
    let mut add = |value| {
        numbers.push(Number { value, layer: 0 });
        numbers.len() - 1
    };
    let total = add(types.iter().copied().flatten().sum());
    let mut kinds = Vec::new();
    for own in types {
        let kind = add(own.iter().sum());
        sums.push(Sum { total: kind, parts: own.iter().map(|value| add(*value)).collect() });
        kinds.push(kind);
    }
    sums.push(Sum { total, parts: kinds });
    (numbers, sums)
}

/// What readers see.
type Seen = Vec<Option<u64>>;

/// What readers see of a month, and then of the month with one more, at each place of it; nothing
/// where that must not be published.
fn with_one_more(types: &[&[u64]]) -> (Seen, Vec<(usize, Option<Seen>)>) {
    let (first, sums) = month(types);
    let seen = |numbers: &[Number], hidden: &[bool]| -> Seen {
        numbers.iter().zip(hidden).map(|(n, hidden)| (!hidden).then_some(n.value)).collect()
    };
    let hidden = withheld_after(&[], &first, &sums, THRESHOLD).hidden;
    let before = first.iter().zip(&hidden);
    let before: Vec<Option<Earlier>> =
        before.map(|(n, hidden)| Some(Earlier { value: n.value, hidden: *hidden })).collect();
    let mut all = Vec::new();
    for (kind, own) in types.iter().enumerate() {
        for place in 0..own.len() {
            let mut more: Vec<Vec<u64>> = types.iter().map(|own| own.to_vec()).collect();
            more[kind][place] += 1;
            let more: Vec<&[u64]> = more.iter().map(Vec::as_slice).collect();
            let (numbers, _) = month(&more);
            let next = withheld_after(std::slice::from_ref(&before), &numbers, &sums, THRESHOLD);
            let now = next.exposed.is_empty().then(|| seen(&numbers, &next.hidden));
            let changed = (0..first.len()).rfind(|n| first[*n].value != numbers[*n].value);
            all.push((changed.expect("one more"), now));
        }
    }
    (seen(&first, &hidden), all)
}

/// Who reads two versions, and knows how they are made, tries each place at which the one late
/// incident can have been: if only one makes what was published, it is told whose it was. That it
/// joined a number that was shown, and is not small, is no secret.
#[test]
fn a_later_version_does_not_say_which_zero_became_a_small_number() {
    let months: &[&[&[u64]]] = &[
        // One kind alone, as the tester found it.
        &[&[30, 0, 0], &[0, 0], &[0, 0, 0], &[0, 0]],
        &[&[30, 0, 0], &[12, 9], &[0, 0, 0], &[0, 0]],
        &[&[30, 0, 0], &[12, 9], &[0, 7], &[0, 0]],
        // One zero among three, as with severities.
        &[&[20], &[10], &[0]],
        &[&[20], &[10], &[0], &[0]],
        &[&[20], &[0], &[0]],
        &[&[90, 80, 70], &[60, 50, 0], &[40, 30, 20]],
        &[&[0, 0], &[0, 0]],
        &[&[3, 0], &[0, 8], &[20, 9]],
    ];
    let (mut tried, mut refused) = (0, 0);
    for types in months {
        let (first, all) = with_one_more(types);
        for (place, now) in &all {
            let Some(now) = now else {
                refused += 1;
                continue;
            };
            let is_plain = first[*place].is_some_and(|was| was >= THRESHOLD);
            let same = all.iter().filter(|(_, other)| other.as_ref() == Some(now)).count();
            assert!(is_plain || same > 1, "{types:?}: {first:?}, then {now:?}");
            tried += 1;
        }
    }
    assert!(tried > 40 && refused < 8, "{tried} tried, {refused} refused");
}

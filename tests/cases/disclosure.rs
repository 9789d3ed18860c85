//! What nobody may find in published statistics, however the numbers are put together.

use crate::statistics::{data, site};
use certsite_tests::statistics::{self, rows};
use certsite_tests::{Rng, Site};
use std::collections::BTreeMap;

/// What a dimension leaves of the total, where the total is shown.
fn rests(
    rows: &BTreeMap<[String; 4], Option<u64>>,
    measure: &str,
    dimension: &str,
) -> Vec<(String, u64)> {
    let totals = rows.iter().filter(|([_, m, d, _], _)| m == measure && d == "total");
    let rest = |([period, ..], total): (&[String; 4], &Option<u64>)| {
        let own =
            rows.iter().filter(|([p, m, d, _], _)| p == period && m == measure && d == dimension);
        let shown: u64 = own.filter_map(|(_, count)| *count).sum();
        Some((period.clone(), (*total)? - shown))
    };
    totals.filter_map(rest).collect()
}

#[test]
fn what_is_not_even_named_is_not_few() {
    let site = site();
    // Families of which one came once and one three times, and ports from all over.
    let line = |family: &str, n: usize| {
        format!(
            "{{\"timestamp\":\"2026-02-03T00:00:00+0000\",\"event_type\":\"alert\",\"src_ip\":\"198.18.0.{n}\",\
             \"dest_port\":{n},\"proto\":\"TCP\",\"alert\":{{\"category\":\"Misc Attack\",\"metadata\":\
             {{\"malware_family\":[\"{family}\"]}}}}}}\n"
        )
    };
    let families = [("Mirai", 40), ("Emotet", 9), ("QakBot", 3), ("Gafgyt", 1)];
    let log: String =
        families.iter().flat_map(|(family, n)| (1..=*n).map(|n| line(family, n))).collect();
    site.write("log", log);
    let path = site.path("log").to_string_lossy().into_owned();
    site.certsite(&["sensors", "import", "--allow-old", &path]).ok();
    site.build().ok();
    let sensor = rows(&site.page("data/statistics/sensors/suricata.csv"));
    let named: Vec<&str> = sensor
        .keys()
        .filter(|[period, measure, dimension, _]| {
            period == "2026-02" && measure == "events" && dimension == "family"
        })
        .map(|[.., value]| value.as_str())
        .collect();
    // Three and one are four: Emotet covers for them.
    assert_eq!(named, ["Mirai"]);
    let register = data(&site);
    let mut count = 0;
    for (rows, measure, dimension) in [
        (&sensor, "events", "family"),
        (&sensor, "events", "port"),
        (&sensor, "events", "protocol"),
        (&sensor, "events", "country"),
        (&register, "incidents", "country"),
    ] {
        for (period, rest) in rests(rows, measure, dimension) {
            // The register's countries are published by year alone.
            assert!(rest == 0 || rest >= 5, "{period} {dimension}: {rest}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

/// All that a stranger knows: which numbers add up to which, what is shown, that none is negative.
struct Stranger {
    known: BTreeMap<[String; 4], Option<u64>>,
    sums: Vec<(usize, Vec<usize>)>,
    keys: Vec<[String; 4]>,
}

impl Stranger {
    fn new(known: BTreeMap<[String; 4], Option<u64>>) -> Stranger {
        let keys: Vec<[String; 4]> =
            known.keys().filter(|[_, _, dimension, _]| dimension != "country").cloned().collect();
        let mut sums = Vec::new();
        for (n, [period, _, dimension, value]) in keys.iter().enumerate() {
            let mut add = |is_part: &dyn Fn(&[String; 4]) -> bool| {
                let parts = (0..keys.len()).filter(|m| is_part(&keys[*m]));
                let parts: Vec<usize> = parts.collect();
                if !parts.is_empty() {
                    sums.push((n, parts));
                }
            };
            // A year is the sum of its months, number by number.
            let month = format!("{period}-");
            add(&|[p, _, d, v]| p.starts_with(&month) && d == dimension && v == value);
            match dimension.as_str() {
                "total" => ["class", "severity", "origin"]
                    .iter()
                    .for_each(|by| add(&|[p, _, d, _]| p == period && d == by)),
                "class" => {
                    let types = format!("{value}/");
                    add(&|[p, _, d, v]| p == period && d == "type" && v.starts_with(&types));
                }
                _ => {}
            }
        }
        Stranger { known, sums, keys }
    }

    /// The least and the most that a number can be.
    fn range(&self, which: usize) -> (f64, f64) {
        let bound = |direction: microlp::OptimizationDirection| {
            let mut problem = microlp::Problem::new(direction);
            let variables: Vec<microlp::Variable> = (0..self.keys.len())
                .map(|n| {
                    let shown = self.known[&self.keys[n]].map(|count| count as f64);
                    let range = shown.map_or((0.0, 10_000.0), |count| (count, count));
                    problem.add_var(if n == which { 1.0 } else { 0.0 }, range)
                })
                .collect();
            for (total, parts) in &self.sums {
                let parts = parts.iter().map(|part| (variables[*part], 1.0));
                let sum: Vec<_> = parts.chain([(variables[*total], -1.0)]).collect();
                problem.add_constraint(sum, microlp::ComparisonOp::Eq, 0.0);
            }
            match problem.solve().expect("the truth is one solution") {
                microlp::SolveOutcome::Solution(solution) => solution.objective(),
                other => panic!("{other:?}"),
            }
        };
        use microlp::OptimizationDirection::{Maximize, Minimize};
        (bound(Minimize), bound(Maximize))
    }
}

#[test]
fn no_combination_of_published_numbers_reveals_a_withheld_one() {
    let mut withheld = 0;
    for seed in 1..=6 {
        let site = Site::shipped();
        let mut rng = Rng::new(seed);
        let months: Vec<(u16, u8, usize)> =
            (3..=6).map(|month| (2025, month, [3, 9, 20, 60, 150][rng.below(5)])).collect();
        statistics::write(&site, seed, &months);
        site.build().ok();
        let register = site.read("content/data/register/2025.csv");
        let stranger = Stranger::new(data(&site));
        let counted = |[period, _, dimension, value]: &[String; 4]| {
            let is_counted = |row: &&str| {
                let cells: Vec<&str> = row.split(',').collect();
                cells[1].starts_with(period)
                    && match dimension.as_str() {
                        "class" => cells[2] == value,
                        "type" => format!("{}/{}", cells[2], cells[3]) == *value,
                        "severity" => cells[4] == value,
                        "origin" => cells[5] == value,
                        _ => true,
                    }
            };
            register.lines().skip(1).filter(is_counted).count()
        };
        for (n, key) in stranger.keys.iter().enumerate() {
            // That nothing happened tells of nobody.
            if stranger.known[key].is_none() && counted(key) > 0 && rng.one_in(3) {
                let (least, most) = stranger.range(n);
                assert!(
                    most - least > 0.99,
                    "seed {seed}, {months:?}: {key:?} is {least} to {most}"
                );
                withheld += 1;
            }
        }
    }
    assert!(withheld > 100, "{withheld} withheld numbers are little to go by");
}

//! Ranges of versions as programs read them: `vers:generic/>=2.0|<2.4.1` (the VERS specification,
//! ECMA-427). Versions ascend, each stands there once, and beginnings and ends take turns, or a range
//! means something else to every program, or nothing.

use std::cmp::Ordering;

/// What stands before a version, the longer ones first.
const COMPARATORS: [&str; 6] = ["<=", ">=", "!=", "<", ">", "="];

/// Looks at what stands behind `vers:`, and tells what is wrong with it.
pub fn check(text: &str) -> Result<(), &'static str> {
    let none = "is not a range of versions";
    let (kind, range) = text.split_once('/').ok_or(none)?;
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if kind.is_empty() || !kind.bytes().all(is_sign) {
        return Err(none);
    }
    // All versions.
    if range == "*" {
        return Ok(());
    }
    let constraints: Option<Vec<_>> = range.split('|').map(constraint).collect();
    let constraints = constraints.ok_or(none)?;
    for pair in constraints.windows(2) {
        match compare(pair[0].1, pair[1].1) {
            Some(Ordering::Equal) => return Err("names one version twice"),
            Some(Ordering::Greater) => return Err("names versions that do not ascend"),
            Some(Ordering::Less) | None => {}
        }
    }
    let mut versions: Vec<&str> = constraints.iter().map(|(_, version)| *version).collect();
    versions.sort_unstable();
    if versions.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err("names one version twice");
    }
    // Versions that are left out say nothing of where a stretch begins and ends.
    let stated = constraints.iter().map(|(comparator, _)| comparator.trim_end_matches('='));
    let stated: Vec<&str> = stated.filter(|comparator| *comparator != "!").collect();
    match stated.windows(2).all(|pair| may_follow(pair[0], pair[1])) {
        true => Ok(()),
        false => Err("contradicts itself: beginnings (“>”) and ends (“<”) take turns"),
    }
}

/// Whether a constraint may follow on another: `>` and `<` take turns, and a version by itself,
/// whose comparator is empty, stands in no stretch.
fn may_follow(one: &str, next: &str) -> bool {
    match one {
        ">" => next == "<",
        _ => next != "<",
    }
}

/// A comparator, if any, and a version.
fn constraint(text: &str) -> Option<(&str, &str)> {
    let comparator = COMPARATORS.iter().find(|comparator| text.starts_with(**comparator));
    let (comparator, version) = text.split_at(comparator.map_or(0, |comparator| comparator.len()));
    let is_version = !version.is_empty() && !version.contains([' ', '<', '>', '=', '!', '*']);
    is_version.then_some((comparator, version))
}

/// The order of two versions of numbers alone, which is the same in all ecosystems; none of others.
fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (mut one, mut other) = (numbers(one)?, numbers(other)?);
    let length = one.len().max(other.len());
    one.resize(length, 0);
    other.resize(length, 0);
    Some(one.cmp(&other))
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok().filter(|_| !part.starts_with('+'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_mean_one_thing_are_taken() {
        for text in [
            "generic/*",
            "generic/1.2.3",
            "generic/<2",
            "generic/>=2.0|<2.4.1",
            "generic/>1|<=2|>3|<=4|>5",
            "generic/<1|>=2|<3|>=4",
            "npm/1.2.3|>=2.0.0|<5.0.0",
            "pypi/0.0.0|0.0.1|0.0.2|1.0",
            "generic/>=1|!=1.5|<2|=3|=4",
            "deb/1:2.3-4",
            "generic/<2.10|>=2.11",
            "maven/>=1.0-beta1|<=1.7.5|>=7.0.0-M1|<=7.0.7",
            "generic/>=10|<9a",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn ranges_that_contradict_themselves_are_refused() {
        let (order, twice) = ("names versions that do not ascend", "names one version twice");
        let turns = "contradicts itself: beginnings (“>”) and ends (“<”) take turns";
        let none = "is not a range of versions";
        for (text, wrong) in [
            ("generic/>=3|<2", order),
            ("generic/<2|>1", order),
            ("generic/>=2.10|<2.9", order),
            ("generic/>=1|<3|>=2|<4", order),
            ("generic/1|2|1.5", order),
            ("generic/<2|<3", turns),
            ("generic/>2|>=3", turns),
            ("generic/>=1|2|<3", turns),
            ("generic/=1|<3", turns),
            ("generic/>=1|!=2|>=3", turns),
            ("generic/>=2|<2.0", twice),
            ("generic/>=a|<b|>=a", twice),
            ("generic/1|1", twice),
            ("generic/*|<2", none),
            ("generic/<2|*", none),
            ("generic/", none),
            ("generic/>=1|", none),
            ("generic", none),
            ("/1", none),
            ("Generic/1", none),
            ("x/>= 1", none),
        ] {
            assert_eq!(check(text), Err(wrong), "{text}");
        }
    }
}

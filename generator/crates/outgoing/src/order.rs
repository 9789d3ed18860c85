//! Versions and times as documents write them → which comes first.

use jiff::Timestamp;
use std::cmp::Ordering;

/// Which of two times is later: as moments, whatever their zones, or as texts if one of them is none.
pub fn times(one: &str, other: &str) -> Ordering {
    let moment = |text: &str| text.parse::<Timestamp>().ok();
    match moment(one).zip(moment(other)) {
        Some((one, other)) => one.cmp(&other),
        None => one.cmp(other),
    }
}

/// A number of any length, by its digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Reads digits.
    pub fn of(digits: &str) -> Option<Number> {
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Number(digits.trim_start_matches('0').to_owned()))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "0" } else { &self.0 })
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        (self.0.len(), &self.0).cmp(&(other.0.len(), &other.0))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A version for comparison: a whole number, as most have them, or one of Semantic Versioning
/// (CSAF 2.0 §3.1.11). What it was built from makes no difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Without zeros at the end: 1 is 1.0.0.
    numbers: Vec<Number>,
    before: Before,
}

/// What a version precedes (SemVer 2.0.0 §11).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Before {
    /// The one of its numbers, by the parts of its name.
    Release(Vec<Part>),
    /// Nothing: it is that one.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(Number),
    Word(String),
}

impl Version {
    /// Reads a version; nothing if it is none.
    pub fn of(text: &str) -> Option<Version> {
        let (text, _) = text.split_once('+').unwrap_or((text, ""));
        let (numbers, before) = match text.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before)),
            None => (text, None),
        };
        let mut numbers: Vec<Number> = numbers.split('.').map(Number::of).collect::<Option<_>>()?;
        while numbers.last().is_some_and(|last| last.0.is_empty()) {
            numbers.pop();
        }
        let part = |part: &str| Number::of(part).map_or(Part::Word(part.to_owned()), Part::Number);
        let before = match before {
            Some(before) => Before::Release(before.split('.').map(part).collect()),
            None => Before::Nothing,
        };
        Some(Version { numbers, before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_any_length_are_ordered() {
        let chain = [
            "0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.99999999999999999999999",
            "1.0.0-alpha.beta",
            "1.0.0-rc.1",
            "1",
            "1.0.1",
            "2",
            "10",
            "18446744073709551616",
            "99999999999999999999999999",
            "99999999999999999999999999.1.0",
            "100000000000000000000000000",
        ];
        for (n, one) in chain.iter().enumerate() {
            for (m, other) in chain.iter().enumerate() {
                assert_eq!(Version::of(one).cmp(&Version::of(other)), n.cmp(&m), "{one} {other}");
            }
        }
        for (one, other) in [("1", "1.0.0"), ("1.0.0+a", "1.0.0+b"), ("007", "7")] {
            assert_eq!(Version::of(one), Version::of(other), "{one} {other}");
        }
        for none in ["", "-1", "x", "1.", "1.x"] {
            assert_eq!(Version::of(none), None, "{none}");
        }
    }

    #[test]
    fn times_are_moments() {
        for (one, other, expect) in [
            ("2026-02-26T04:00:00+04:00", "2026-02-26T00:00:00Z", Ordering::Equal),
            ("2026-02-26T00:00:00.000Z", "2026-02-26T00:00:00Z", Ordering::Equal),
            ("2026-02-26T03:59:59+04:00", "2026-02-26T00:00:00Z", Ordering::Less),
            ("2026-02-26T00:00:00.001Z", "2026-02-26T00:00:00Z", Ordering::Greater),
            ("2026-02-26", "2026-02-25", Ordering::Greater),
        ] {
            assert_eq!(times(one, other), expect, "{one} {other}");
        }
    }
}

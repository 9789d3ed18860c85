//! Which of two versions comes first. Each ecosystem has rules of its own; here is what is certain:
//! numbers, which all order alike, and pre-releases where Semantic Versioning or plain words tell.

use std::cmp::Ordering;

/// How versions of an ecosystem are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// By Semantic Versioning 2.0.0.
    Semantic,
    /// By their numbers, and words such as “rc” say that a version comes before that of its numbers.
    Usual,
    /// By their numbers alone: what stands beside them means something else in each ecosystem.
    Numbers,
}

/// How the name of a pre-release begins.
const WORDS: [&str; 9] =
    ["alpha", "beta", "rc", "pre", "preview", "dev", "snapshot", "nightly", "canary"];

/// A version as it is compared: its numbers, and what stands behind them.
struct Parts<'a> {
    numbers: Vec<u64>,
    before: Option<&'a str>,
    /// Whether that is known to be the name of a pre-release.
    is_known: bool,
}

impl Scheme {
    /// The one of a kind of package, as ranges name it.
    pub fn of(kind: &str) -> Scheme {
        match kind {
            "semver" | "npm" | "cargo" | "golang" | "hex" | "pub" | "swift" => Scheme::Semantic,
            "generic" => Scheme::Usual,
            _ => Scheme::Numbers,
        }
    }

    /// The order of two versions; none if it is not certain.
    pub fn compare(self, one: &str, other: &str) -> Option<Ordering> {
        let (one, other) = (self.parts(one)?, self.parts(other)?);
        let by_number = compare_numbers(one.numbers, other.numbers);
        if by_number != Ordering::Equal {
            return Some(by_number);
        }
        // A revision or a build of the same numbers comes where its ecosystem says.
        if !(one.is_known && other.is_known) {
            return None;
        }
        match (one.before, other.before) {
            (None, None) => Some(Ordering::Equal),
            (Some(_), None) => Some(Ordering::Less),
            (None, Some(_)) => Some(Ordering::Greater),
            (Some(one), Some(other)) if one == other => Some(Ordering::Equal),
            (Some(one), Some(other)) => {
                (self == Scheme::Semantic).then(|| compare_identifiers(one, other))
            }
        }
    }

    fn parts(self, version: &str) -> Option<Parts<'_>> {
        // What was built from it changes no order.
        let (version, _) = match self {
            Scheme::Semantic => version.split_once('+').unwrap_or((version, "")),
            _ => (version, ""),
        };
        let version = match self {
            Scheme::Semantic => version.strip_prefix('v').unwrap_or(version),
            _ => version,
        };
        let (numbers, before) = match version.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before)),
            None => (version, None),
        };
        let is_known = |before: &str| match self {
            Scheme::Semantic => !before.is_empty(),
            Scheme::Usual => {
                let before = before.to_ascii_lowercase();
                WORDS.iter().any(|word| before.starts_with(word))
            }
            Scheme::Numbers => false,
        };
        let is_known = before.is_none_or(is_known);
        Some(Parts { numbers: read_numbers(numbers)?, before, is_known })
    }
}

fn compare_numbers(mut one: Vec<u64>, mut other: Vec<u64>) -> Ordering {
    let length = one.len().max(other.len());
    one.resize(length, 0);
    other.resize(length, 0);
    one.cmp(&other)
}

fn read_numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok().filter(|_| !part.starts_with('+'))).collect()
}

/// SemVer 2.0.0 §11.4: numbers before words, each among themselves, and more parts after fewer.
fn compare_identifiers(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| -> Vec<Result<u64, String>> {
        text.split('.').map(|part| part.parse().map_err(|_| part.to_owned())).collect()
    };
    // `Ok` comes before `Err`.
    parts(one).cmp(&parts(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The standard's own chain, and what other ecosystems leave open.
    #[test]
    fn versions_are_ordered_as_far_as_that_is_certain() {
        let chain = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1-0",
            "1.0.1",
            "2.0.0",
            "2.1.0",
            "2.10.0",
        ];
        for (n, one) in chain.iter().enumerate() {
            for (m, other) in chain.iter().enumerate() {
                assert_eq!(Scheme::Semantic.compare(one, other), Some(n.cmp(&m)), "{one} {other}");
            }
        }
        let usual = |one, other| Scheme::Usual.compare(one, other);
        assert_eq!(usual("2.0-RC1", "2"), Some(Ordering::Less));
        assert_eq!(usual("2.0", "2.0-beta"), Some(Ordering::Greater));
        assert_eq!(usual("1.9-rc1", "2.0-beta"), Some(Ordering::Less));
        assert_eq!(usual("2.0-rc2", "2.0-rc10"), None, "the text says otherwise");
        assert_eq!(usual("2.0-1", "2.0"), None, "perhaps a build of it");
        assert_eq!(usual("2.0-rc1", "2.0-rc1"), Some(Ordering::Equal));
        assert_eq!(Scheme::Numbers.compare("2.0-rc1", "2.0"), None);
        assert_eq!(Scheme::Numbers.compare("2.0-r1", "3.0-r0"), Some(Ordering::Less));
        assert_eq!(Scheme::Numbers.compare("1:2.0-1", "2:1.0-1"), None, "an epoch");
        assert_eq!(Scheme::Semantic.compare("v1.2.0", "1.2.0+build"), Some(Ordering::Equal));
        assert_eq!(Scheme::of("deb"), Scheme::Numbers);
    }
}

//! Which of two versions comes first. Each ecosystem has rules of its own; here is what is certain:
//! numbers, which all order alike, pre-releases where Semantic Versioning or plain words tell, and what
//! package managers say of theirs (`packages`).

mod packages;

use packages::Words;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::cmp::Ordering;

/// How versions of an ecosystem are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// By Semantic Versioning 2.0.0.
    Semantic,
    /// The same for NuGet, which does not tell capitals apart.
    NuGet,
    /// By PEP 440.
    Python,
    /// As `dpkg` does.
    Debian,
    /// As RPM does.
    Rpm,
    /// As RubyGems does.
    Gem,
    /// By numbers, and words of a list.
    Words(&'static Words),
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
            "semver" | "npm" | "cargo" | "golang" | "hex" | "pub" | "dart" | "swift" => {
                Scheme::Semantic
            }
            "nuget" => Scheme::NuGet,
            "pypi" => Scheme::Python,
            "deb" => Scheme::Debian,
            "rpm" => Scheme::Rpm,
            "gem" | "cocoapods" => Scheme::Gem,
            "maven" => Scheme::Words(&packages::MAVEN),
            "composer" => Scheme::Words(&packages::COMPOSER),
            "apk" | "ebuild" => Scheme::Words(&packages::GENTOO),
            "alpm" => Scheme::Words(&packages::PACMAN),
            "generic" | "conda" | "libversion" => Scheme::Usual,
            _ => Scheme::Numbers,
        }
    }

    /// The one by which versions of two kinds can be compared.
    pub fn common(one: &str, other: &str) -> Option<Scheme> {
        let (first, second) = (Scheme::of(one), Scheme::of(other));
        // These name no ecosystem, and numbers are ordered alike by all.
        let is_free = [one, other].iter().any(|kind| matches!(*kind, "all" | "generic" | "semver"));
        match one == other || is_free && first == second {
            true => Some(first),
            false => is_free.then_some(Scheme::Usual),
        }
    }

    /// The order of two versions, whose signs may be encoded; none if it is not certain.
    pub fn compare(self, one: &str, other: &str) -> Option<Ordering> {
        let [one, other] = [one, other].map(|version| match version.contains('%') {
            true => percent_decode_str(version).decode_utf8_lossy(),
            false => Cow::Borrowed(version),
        });
        let by_numbers = || Scheme::Numbers.by_parts(&one, &other);
        match self {
            Scheme::Semantic | Scheme::Usual | Scheme::Numbers => self.by_parts(&one, &other),
            Scheme::NuGet => {
                let [one, other] = [one, other].map(|version| version.to_ascii_lowercase());
                Scheme::Semantic.by_parts(&one, &other)
            }
            Scheme::Python => packages::python(&one, &other).or_else(by_numbers),
            Scheme::Debian => packages::debian(&one, &other),
            Scheme::Rpm => packages::rpm(&one, &other),
            Scheme::Gem => packages::gem(&one, &other).or_else(by_numbers),
            Scheme::Words(words) => words.compare(&one, &other).or_else(by_numbers),
        }
    }

    fn by_parts(self, one: &str, other: &str) -> Option<Ordering> {
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
        let (numbers, before) = match self {
            Scheme::Usual => before_a_word(version).or_else(|| version.split_once('-')),
            _ => version.split_once('-'),
        }
        .map_or((version, None), |(numbers, before)| (numbers, Some(before)));
        let is_known = |before: &str| match self {
            Scheme::Semantic => !before.is_empty(),
            Scheme::Usual => begins_a_word(before),
            _ => false,
        };
        let is_known = before.is_none_or(is_known);
        Some(Parts { numbers: read_numbers(numbers)?, before, is_known })
    }
}

/// Numbers, and the name of a pre-release behind them: 2.0-rc1, 2.0rc1, 2.0.RC1, 2.0~rc1.
fn before_a_word(version: &str) -> Option<(&str, &str)> {
    let letter = version.find(|c: char| c.is_ascii_alphabetic())?;
    let (numbers, word) = version.split_at(letter);
    let numbers = numbers.strip_suffix(['-', '.', '~', '_', ' ']).unwrap_or(numbers);
    begins_a_word(word).then_some((numbers, word))
}

fn begins_a_word(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    WORDS.iter().any(|word| text.starts_with(word))
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
        assert_eq!(Scheme::of("oci"), Scheme::Numbers);
    }
}

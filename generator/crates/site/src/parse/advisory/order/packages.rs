//! How package managers order versions, each by its own rules. None where an epoch or a revision is
//! stated of one version alone: whoever left it out did not mean the first one.

use pep440_rs::Version;
use std::cmp::Ordering;

/// How a manager writes what stands behind the numbers of a version.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// Words, and where versions that bear them come: below 0 before that of the numbers alone.
    ranks: &'static [(&'static str, i8)],
    /// What may stand between numbers and a word; nothing may, too, if `is_glued`.
    signs: &'static str,
    is_glued: bool,
    /// What stands before a revision of the package, if it has any.
    revision: Option<&'static str>,
}

/// Maven's `ComparableVersion`; one letter is a word before a number alone.
pub const MAVEN: Words = Words {
    ranks: &[
        ("a", -5),
        ("alpha", -5),
        ("b", -4),
        ("beta", -4),
        ("m", -3),
        ("milestone", -3),
        ("cr", -2),
        ("rc", -2),
        ("snapshot", -1),
        ("final", 0),
        ("ga", 0),
        ("sp", 1),
    ],
    signs: "-.",
    is_glued: true,
    revision: None,
};

/// PHP's `version_compare`, as Composer uses it.
pub const COMPOSER: Words = Words {
    ranks: &[
        ("dev", -4),
        ("a", -3),
        ("alpha", -3),
        ("b", -2),
        ("beta", -2),
        ("rc", -1),
        ("stable", 0),
        ("p", 1),
        ("pl", 1),
        ("patch", 1),
    ],
    signs: "-.",
    is_glued: true,
    revision: None,
};

/// Alpine's, and Gentoo's, from which it comes.
pub const GENTOO: Words = Words {
    ranks: &[("alpha", -4), ("beta", -3), ("pre", -2), ("rc", -1), ("p", 1)],
    signs: "_",
    is_glued: false,
    revision: Some("-r"),
};

/// Pacman's: letters behind a number come before it, in the order of the alphabet.
pub const PACMAN: Words = Words {
    ranks: &[("alpha", -5), ("beta", -4), ("dev", -3), ("pre", -2), ("rc", -1)],
    signs: "",
    is_glued: true,
    revision: Some("-"),
};

impl Words {
    pub fn compare(&self, one: &str, other: &str) -> Option<Ordering> {
        whole(one, other, self.revision, |one, other| {
            let ((one, behind), (other, behind_other)) = (numbers(one)?, numbers(other)?);
            let by_number = super::compare_numbers(one, other);
            match by_number {
                Ordering::Equal if behind == behind_other => Some(by_number),
                Ordering::Equal => Some(self.rank(behind)?.cmp(&self.rank(behind_other)?)),
                _ => Some(by_number),
            }
        })
    }

    /// The rank of a word behind numbers, and the number behind it.
    fn rank(&self, behind: &str) -> Option<(i8, u64)> {
        if behind.is_empty() {
            return Some((0, 0));
        }
        let word = match behind.strip_prefix(|c| self.signs.contains(c)) {
            Some(word) => word,
            None => Some(behind).filter(|_| self.is_glued)?,
        };
        let end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
        let (word, number) = word.split_at(end);
        let word = word.to_ascii_lowercase();
        // One letter may mean anything elsewhere.
        let is_clear = word.len() > 1 || number.starts_with(|c: char| c.is_ascii_digit());
        let known = self.ranks.iter().find(|(known, _)| *known == word && is_clear);
        let number = number.strip_prefix(['-', '.']).unwrap_or(number);
        let number = if number.is_empty() { 0 } else { number.parse().ok()? };
        Some((known?.1, number))
    }
}

/// The numbers with which a version begins, and what stands behind them.
fn numbers(version: &str) -> Option<(Vec<u64>, &str)> {
    let is_other = |c: char| !c.is_ascii_digit() && c != '.';
    let end = version.find(is_other).unwrap_or(version.len());
    let end = version[..end].trim_end_matches('.').len();
    Some((super::read_numbers(&version[..end])?, &version[end..]))
}

/// Python's (PEP 440).
pub fn python(one: &str, other: &str) -> Option<Ordering> {
    let (one, other): (Version, Version) = (one.parse().ok()?, other.parse().ok()?);
    Some(one.cmp(&other))
}

/// Debian's (Policy §5.6.12).
pub fn debian(one: &str, other: &str) -> Option<Ordering> {
    whole(one, other, Some("-"), |one, other| Some(debian_part(one, other)))
}

/// RPM's.
pub fn rpm(one: &str, other: &str) -> Option<Ordering> {
    whole(one, other, Some("-"), |one, other| Some(rpm_part(one, other)))
}

/// Two versions with their epochs and revisions, whose parts are compared alike.
fn whole(
    one: &str,
    other: &str,
    revision: Option<&str>,
    compare: impl Fn(&str, &str) -> Option<Ordering>,
) -> Option<Ordering> {
    let parts = |version| {
        let (epoch, version) = match revision.and_then(|_| str::split_once(version, ':')) {
            Some((epoch, version)) => (Some(epoch.parse::<u64>().ok()?), version),
            None => (None, version),
        };
        let cut = revision.and_then(|sign| version.rsplit_once(sign));
        Some(match cut {
            Some((version, revision)) => (epoch, version, Some(revision)),
            None => (epoch, version, None),
        })
    };
    let ((epoch, one, revision), (other_epoch, other, other_revision)) =
        (parts(one)?, parts(other)?);
    let by_epoch = both(epoch, other_epoch, |one, other| Some(one.cmp(&other)))?;
    if by_epoch != Ordering::Equal {
        return Some(by_epoch);
    }
    match compare(one, other)? {
        Ordering::Equal => both(revision, other_revision, compare),
        by_version => Some(by_version),
    }
}

/// What only one of two versions states cannot be compared.
fn both<T>(
    one: Option<T>,
    other: Option<T>,
    compare: impl Fn(T, T) -> Option<Ordering>,
) -> Option<Ordering> {
    match (one, other) {
        (None, None) => Some(Ordering::Equal),
        (Some(one), Some(other)) => compare(one, other),
        _ => None,
    }
}

/// Words by their letters, a tilde before all, even before the end; numbers by their value.
fn debian_part(mut one: &str, mut other: &str) -> Ordering {
    let weight = |c: Option<char>| match c {
        None | Some('0'..='9') => 0,
        Some('~') => -1,
        Some(c) if c.is_ascii_alphabetic() => i64::from(u32::from(c)),
        Some(c) => i64::from(u32::from(c)) + 256,
    };
    let is_word = |text: &str| text.starts_with(|c: char| !c.is_ascii_digit());
    while !(one.is_empty() && other.is_empty()) {
        while is_word(one) || is_word(other) {
            let (mut a, mut b) = (one.chars(), other.chars());
            let by_sign = weight(a.next()).cmp(&weight(b.next()));
            if by_sign != Ordering::Equal {
                return by_sign;
            }
            (one, other) = (a.as_str(), b.as_str());
        }
        let (a, b) =
            (taken(&mut one, |c| c.is_ascii_digit()), taken(&mut other, |c| c.is_ascii_digit()));
        let by_number = by_value(a, b);
        if by_number != Ordering::Equal {
            return by_number;
        }
    }
    Ordering::Equal
}

/// Numbers after words, a tilde before all, a caret after the end and before all else.
fn rpm_part(mut one: &str, mut other: &str) -> Ordering {
    let is_sign = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
    loop {
        (one, other) = (one.trim_start_matches(is_sign), other.trim_start_matches(is_sign));
        match (one.strip_prefix('~'), other.strip_prefix('~')) {
            (Some(a), Some(b)) => {
                (one, other) = (a, b);
                continue;
            }
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        match (one.strip_prefix('^'), other.strip_prefix('^')) {
            (Some(a), Some(b)) => {
                (one, other) = (a, b);
                continue;
            }
            (Some(_), None) if other.is_empty() => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) if one.is_empty() => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => {}
        }
        if one.is_empty() || other.is_empty() {
            return other.is_empty().cmp(&one.is_empty());
        }
        let is_digit = |c: char| c.is_ascii_digit();
        let is_letter = |c: char| c.is_ascii_alphabetic();
        let by_part = match (one.starts_with(is_digit), other.starts_with(is_digit)) {
            (true, true) => by_value(taken(&mut one, is_digit), taken(&mut other, is_digit)),
            (false, false) => taken(&mut one, is_letter).cmp(taken(&mut other, is_letter)),
            (is_number, _) => is_number.cmp(&!is_number),
        };
        if by_part != Ordering::Equal {
            return by_part;
        }
    }
}

/// RubyGems': a version with letters comes before that of its numbers.
pub fn gem(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (segments(one)?, segments(other)?);
    let length = one.len().max(other.len());
    let at = |all: &[Segment], n: usize| all.get(n).cloned().unwrap_or(Segment::Number(0));
    let by_part = (0..length).map(|n| at(&one, n).cmp(&at(&other, n)));
    Some(by_part.fold(Ordering::Equal, Ordering::then))
}

/// Words come before numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Word(String),
    Number(u64),
}

fn segments(version: &str) -> Option<Vec<Segment>> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let text = version.replace('-', ".pre.");
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(is_plain) {
        return None;
    }
    let (mut rest, mut all) = (text.as_str(), Vec::new());
    while !rest.is_empty() {
        let number = taken(&mut rest, |c| c.is_ascii_digit());
        if !number.is_empty() {
            all.push(Segment::Number(number.parse().ok()?));
        }
        let word = taken(&mut rest, |c| c.is_ascii_alphabetic());
        if !word.is_empty() {
            // 1.0.0.rc1 is 1.rc1.
            if all.iter().all(|part| matches!(part, Segment::Number(_))) {
                let is_last = |part: &Segment| *part != Segment::Number(0);
                all.truncate(all.iter().rposition(is_last).map_or(0, |n| n + 1));
            }
            all.push(Segment::Word(word.to_owned()));
        }
        rest = rest.trim_start_matches('.');
    }
    Some(all)
}

/// What a text begins with, which is taken off it.
fn taken<'a>(text: &mut &'a str, is_part: impl Fn(char) -> bool) -> &'a str {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (start, rest) = text.split_at(end);
    *text = rest;
    start
}

/// Digits of any number, by their value.
fn by_value(one: &str, other: &str) -> Ordering {
    let [one, other] = [one, other].map(|digits| digits.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::super::Scheme;
    use std::cmp::Ordering;

    /// Chains from the documents and tests of the managers themselves.
    #[test]
    fn each_manager_orders_versions_by_its_own_rules() {
        for (kind, chain) in [
            // PEP 440, “Summary of permitted suffixes and relative ordering”.
            (
                "pypi",
                "1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0rc1.dev456 1.0rc1 1.0 1.0.post456.dev34 1.0.post456 1.1.dev1 1.10 1!0.1",
            ),
            (
                "maven",
                "0.9 1.0-alpha 1.0-alpha-1 1.0-a2 1.0-beta-2 1.0-M1 1.0.0.M2 1.0-RC1 1.0.0-cr2 1.0-SNAPSHOT 1.0 1.0-sp-1 1.0.1 1.10",
            ),
            ("composer", "0.9 1.0-dev 1.0.0-alpha2 1.0.0-beta1 1.0-RC1 1.0.0RC2 1.0 1.0-p1 1.0.1"),
            ("deb", "1.0~~ 1.0~~a 1.0~ 1.0~rc1 1.0 1.0a 1.0+b 1.0.1 1.9 1.10"),
            ("deb", "0:1.0-1 0:1.0-1+deb12u1 0:1.0-2~bpo12 0:1.0-2 0:1.0-10 0:2.0-1 1:0.9-1"),
            ("rpm", "1.0~beta 1.0~rc1 1.0 1.0^20240101 1.0a 1.0.1 1.9 1.10"),
            ("rpm", "1.0~rc1-3 1.0-1.el9 1.0-1.1.el9 1.0-2.el9 1.0-10.el9"),
            ("gem", "0.9 1.0.a 1.0.0.beta1 1.0-rc1 1.0.rc1 1.0.rc2 1.0 1.0.1 1.10"),
            ("nuget", "1.0.0-ALPHA 1.0.0-beta 1.0.0-Beta.2 1.0.0-rc.10 1.0.0 1.0.0.1 1.0.1"),
            (
                "apk",
                "0.9-r1 1.0_alpha-r3 1.0_alpha2-r0 1.0_beta-r1 1.0_pre1-r1 1.0_rc2-r0 1.0-r0 1.0-r1 1.0-r10 1.0_p1-r0 1.0.1-r0",
            ),
            ("alpm", "1.0alpha-1 1.0beta-1 1.0pre1-1 1.0rc1-1 1.0-1 1.0-2 1.0-10 1.0.1-1"),
            ("generic", "1.0rc1 1.0 1.1~beta2 1.1.0 1.2.0.Alpha1 1.2"),
        ] {
            let chain: Vec<&str> = chain.split(' ').collect();
            for (n, one) in chain.iter().enumerate() {
                for (m, other) in chain.iter().enumerate() {
                    let got = Scheme::of(kind).compare(one, other);
                    assert_eq!(got, Some(n.cmp(&m)), "{kind} {one} {other}");
                }
            }
        }
    }

    #[test]
    fn what_is_left_out_or_means_something_else_is_not_ordered() {
        for (kind, one, other) in [
            ("deb", "1.0", "1.0-1"),
            ("deb", "2.0", "1:1.0"),
            ("rpm", "1.0", "1.0-1.el9"),
            ("apk", "1.0_rc1", "1.0_git2"),
            ("alpm", "1.0.rc1", "1.0"),
            ("maven", "1.0-1", "1.0"),
            ("maven", "1.0-a", "1.0"),
            ("maven", "1.0-jre", "1.0-android"),
            ("maven", "1.0-rc1-SNAPSHOT", "1.0-rc1"),
            ("composer", "dev-main", "1.0"),
            ("pypi", "1.0-custom", "1.0"),
            ("gem", "x", "1.0"),
            ("generic", "1.0b2", "1.0"),
        ] {
            let [got, back] = [(one, other), (other, one)]
                .map(|(one, other)| Scheme::of(kind).compare(one, other));
            assert_eq!((got, back), (None, None), "{kind} {one} {other}");
        }
        for (kind, one, other) in [
            ("pypi", "1.0-RC.1", "1.0rc1"),
            ("pypi", "v1.0", "1.0.0"),
            ("maven", "1.0.Final", "1.0.0"),
            ("maven", "1.0-cr1", "1.0.RC-1"),
            ("deb", "1%3A2.0%7Erc1-1", "1:2.0~rc1-1"),
            ("gem", "1.0.0.rc1", "1.0.rc1"),
            ("nuget", "1.0.0-RC.1", "1.0-rc.1"),
        ] {
            let got = Scheme::of(kind).compare(one, other);
            assert_eq!(got, Some(Ordering::Equal), "{kind} {one} {other}");
        }
    }
}

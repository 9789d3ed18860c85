//! Ranges of versions as programs read them: `vers:generic/>=2.0|<2.4.1` (the VERS specification,
//! ECMA-427). Versions ascend, each stands there once, and beginnings and ends take turns, or a range
//! means something else to every program, or nothing.

mod kind;
mod stated;

pub use stated::Stated;

use super::order::Scheme;
use certsite_text::is_invisible;
use std::cmp::Ordering;

/// What stands before a version, the longer ones first.
const COMPARATORS: [&str; 6] = ["<=", ">=", "!=", "<", ">", "="];

/// Looks at what stands behind `vers:`, and tells what is wrong with it.
pub fn check(text: &str) -> Result<(), String> {
    says_one_thing(text)?;
    kind::check(text.split_once('/').map_or(text, |(kind, _)| kind))
}

fn says_one_thing(text: &str) -> Result<(), &'static str> {
    let none = "is not a range of versions";
    let (kind, range) = text.split_once('/').ok_or(none)?;
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if kind.is_empty() || !kind.bytes().all(is_sign) {
        return Err(none);
    }
    if kind == "none" {
        return Err("names no version at all");
    }
    if range.contains(['≤', '≥', '≠', '＜', '＞', '＝', '！', '｜']) {
        return Err(
            "holds a sign that programs do not know; they know “<=”, “>=”, “!=”, “<”, “>”, “|”",
        );
    }
    // All versions.
    if range == "*" {
        return Ok(());
    }
    let constraints: Option<Vec<_>> = range.split('|').map(constraint).collect();
    let constraints = constraints.ok_or(none)?;
    if constraints.iter().any(|(_, version)| is_of_package_manager(version)) {
        return Err("is written as a package manager does, not as one of “vers:”");
    }
    if !constraints.iter().all(|(_, version)| version.bytes().all(is_plain)) {
        return Err("holds a sign that stands in a version as in an address: “%” and its bytes");
    }
    if !constraints.iter().all(|(_, version)| is_encoded(version)) {
        return Err("has a “%” that stands for no sign");
    }
    // Programs read no other versions of these.
    if !constraints.iter().all(|(_, version)| kind::takes(kind, version)) {
        return Err("has a version that is not of three numbers, as all of this kind are (1.0.0)");
    }
    for pair in constraints.windows(2) {
        match Scheme::of(kind).compare(pair[0].1, pair[1].1) {
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
    if stated.is_empty() {
        return Err("names only versions that are left out");
    }
    match stated.windows(2).all(|pair| may_follow(pair[0], pair[1])) {
        true => Ok(()),
        false => Err("contradicts itself: beginnings (“>”) and ends (“<”) take turns"),
    }
}

/// The order of two versions of a kind of package, as ranges name it; none if it is not certain.
pub fn order(kind: &str, one: &str, other: &str) -> Option<Ordering> {
    Scheme::of(kind).compare(one, other)
}

/// Whether versions that are stated as affected hold one: those of a range, or those before one that
/// words name. None where that cannot be told.
pub fn holds(affected: &str, version: &str) -> Option<bool> {
    Stated::of(affected).holds(version)
}

/// The version that words name as the end of what is affected, and whether it is part of that.
pub(super) fn words(affected: &str) -> Option<(&str, bool)> {
    let affected = affected.trim();
    let behind = |words: &[&str]| words.iter().find_map(|words| affected.strip_prefix(words));
    let before = behind(&["before ", "prior to ", "earlier than ", "< "]).map(|end| (end, false));
    let (end, is_part) =
        before.or_else(|| behind(&["up to ", "through ", "<= "]).map(|end| (end, true)))?;
    Some((end.trim().trim_start_matches("version ").trim(), is_part))
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
pub(super) fn constraint(text: &str) -> Option<(&str, &str)> {
    let comparator = COMPARATORS.iter().find(|comparator| text.starts_with(**comparator));
    let (comparator, version) = text.split_at(comparator.map_or(0, |comparator| comparator.len()));
    let is_version = !version.is_empty() && !version.contains([' ', '<', '>', '=', '!', '*']);
    is_version.then_some((comparator, version))
}

/// Whether a text begins as no version does, but ranges of npm, Maven and Python do.
pub(super) fn is_of_package_manager(version: &str) -> bool {
    version.starts_with(['^', '~', '[', '(', ',', ']'])
}

/// Whether a byte may stand in a version as it is. The standard wants all encoded that it has a use
/// for; what else programs, pages and tables have a use for is none of a version either.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+:()%@/^#$".contains(&byte)
}

/// Whether each `%` begins the two digits of a byte, and the bytes are text: signs that a range has
/// a use for stand in a version as in an address.
pub(super) fn is_encoded(version: &str) -> bool {
    let is_byte = |rest: &str| {
        rest.get(..2).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    version.split('%').skip(1).all(is_byte)
        && percent_encoding::percent_decode_str(version)
            .decode_utf8()
            .is_ok_and(|text| is_seen(&text))
}

/// Whether people see all of a text.
fn is_seen(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || is_invisible(c))
}

/// Whether all versions of a range come after this one.
pub fn begins_after(affected: &str, version: &str) -> bool {
    let range = affected.strip_prefix("vers:").and_then(|range| range.split_once('/'));
    let Some((kind, range)) = range else { return false };
    let mut constraints = range.split('|').filter_map(constraint);
    let first = constraints.find(|(comparator, _)| *comparator != "!=");
    first.is_some_and(|(comparator, first)| {
        !comparator.starts_with('<')
            && Scheme::of(kind).compare(version, first) == Some(Ordering::Less)
    })
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
            "deb/1%3A2.3-4",
            "generic/<2%20SP%c9%99",
            "generic/<2.10|>=2.11",
            "maven/>=1.0-beta1|<=1.7.5|>=7.0.0-M1|<=7.0.7",
            "generic/>=10|<9a",
            "generic/15.2(4)M",
            "deb/<1.0~rc1",
            "all/*",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_a_range_holds_is_known_of_numbers() {
        for (affected, version, expect) in [
            ("vers:generic/<2", "1", Some(true)),
            ("vers:generic/<2", "2", Some(false)),
            ("vers:generic/<2", "2.0", Some(false)),
            ("vers:generic/<=2", "2.0", Some(true)),
            ("vers:generic/>=2.0|<2.4.1", "2.4.1", Some(false)),
            ("vers:generic/>=2.0|<2.4.1", "2.4", Some(true)),
            ("vers:generic/>=2.0|<2.4.1", "1.9", Some(false)),
            ("vers:generic/>=2.0|<2.10", "2.9", Some(true)),
            ("vers:generic/<1|>=2|<3", "1.5", Some(false)),
            ("vers:generic/<1|>=2|<3", "2.5", Some(true)),
            ("vers:generic/<1|>=2", "7", Some(true)),
            ("vers:generic/>=1|!=1.5|<2", "1.5", Some(false)),
            ("vers:npm/1.2.3|>=2.0.0|<5.0.0", "1.2.3", Some(true)),
            ("vers:generic/*", "7", Some(true)),
            ("vers:deb/<1:2.3-4", "1", None),
            ("vers:generic/<2", "1.0-beta", Some(true)),
            ("vers:generic/<1.0.0", "1.0.0-rc1", Some(true)),
            ("vers:generic/<1.0.0-rc1", "1.0.0", Some(false)),
            ("vers:generic/<1.0.0", "1.0.0-4", None),
            ("vers:semver/>=1.0.0-alpha|<1.0.0-beta.2", "1.0.0-alpha.1", Some(true)),
            ("vers:deb/<1.0.0", "1.0.0-rc1", None),
            ("vers:deb/<1.0.0", "1.0.0~rc1", Some(true)),
            ("vers:deb/<1%3A1.0.0-2", "1:1.0.0-1", Some(true)),
            ("vers:rpm/<1.0.0-2.el9", "1.0.0-2.el9", Some(false)),
            ("vers:pypi/<1.0", "1.0rc1", Some(true)),
            ("vers:pypi/<1.0", "1.0.post1", Some(false)),
            ("vers:maven/>=1.0-M2|<1.0", "1.0-SNAPSHOT", Some(true)),
            ("vers:gem/<1.0", "1.0.rc1", Some(true)),
            ("vers:generic/<1.0", "1.0rc1", Some(true)),
            ("before 2", "1", Some(true)),
            ("before 2", "2", Some(false)),
            ("prior to version 2.4.1", "2.4.1", Some(false)),
            ("up to 2.4", "2.4", Some(true)),
            ("all of them", "2.4", None),
        ] {
            assert_eq!(holds(affected, version), expect, "{affected} {version}");
        }
    }

    /// Of long ranges only a part is looked at; it tells what all of it does.
    #[test]
    fn each_version_of_a_long_range_is_told_by_what_is_near() {
        let ones: Vec<String> = (0..50).map(|n| format!("1.{}", 2 * n)).collect();
        let range = format!("vers:generic/<0.5|{}|!=2.1|>=3|!=3.5|<4|5|>=6", ones.join("|"));
        let stated = Stated::of(&range);
        for n in 0..100 {
            assert_eq!(stated.holds(&format!("1.{n}")), Some(n % 2 == 0), "1.{n}");
        }
        for (version, expect) in [
            ("0.4", true),
            ("0.5", false),
            ("2", false),
            ("2.1", false),
            ("3", true),
            ("3.4", true),
            ("3.5", false),
            ("3.6", true),
            ("4", false),
            ("5", true),
            ("5.5", false),
            ("6", true),
            ("7", true),
        ] {
            assert_eq!(stated.holds(version), Some(expect), "{version}");
        }
        assert_eq!(stated.holds("x"), None);
    }

    #[test]
    fn a_fix_that_comes_before_all_that_is_affected_is_seen() {
        for (affected, version, expect) in [
            ("vers:generic/>=2.0|<2.4.1", "1.9", true),
            ("vers:generic/>=2.0|<2.4.1", "2.4.1", false),
            ("vers:generic/<2.4.1", "1", false),
            ("vers:generic/2.1|2.2", "2.0", true),
            ("vers:generic/!=1|>2", "1", true),
            ("vers:generic/*", "1", false),
            ("vers:semver/>=1.0.0", "1.0.0-rc1", true),
            ("vers:deb/>=1.0.0", "1.0.0-rc1", false),
            ("before 2", "1", false),
        ] {
            assert_eq!(begins_after(affected, version), expect, "{affected} {version}");
        }
    }

    #[test]
    fn ranges_that_contradict_themselves_are_refused() {
        let (order, twice) = ("names versions that do not ascend", "names one version twice");
        let turns = "contradicts itself: beginnings (“>”) and ends (“<”) take turns";
        let none = "is not a range of versions";
        let sign = "has a “%” that stands for no sign";
        let sign_of_people =
            "holds a sign that programs do not know; they know “<=”, “>=”, “!=”, “<”, “>”, “|”";
        let encoded = "holds a sign that stands in a version as in an address: “%” and its bytes";
        let manager = "is written as a package manager does, not as one of “vers:”";
        for (text, wrong) in [
            ("deb/1%3", sign),
            ("none/*", "names no version at all"),
            ("none/1.0", "names no version at all"),
            ("npm/^1.0", manager),
            ("npm/~1.2.3", manager),
            ("pypi/~=1.4", none),
            ("maven/[1.0,2.0)", manager),
            ("maven/>=1.0|<(2.0", manager),
            ("generic/>=2%|<3", sign),
            ("generic/>=2|<3%ZZ", sign),
            ("generic/%FF", sign),
            ("generic/<%00", sign),
            ("generic/<%E2%80%8B1", sign),
            ("generic/>=3|<2", order),
            ("generic/<2|>1", order),
            ("generic/>=2.10|<2.9", order),
            ("generic/>=1.0.0|<1.0.0-rc1", order),
            ("semver/>=1.0.0-beta.11|<1.0.0-beta.2", order),
            ("npm/>=1.0.0+x|<1.0.0+y", twice),
            ("pypi/>=1.0|<1.0rc1", order),
            ("maven/>=1.0-rc1|<1.0-M1", order),
            ("deb/>=1.0|<1.0~rc1", order),
            ("pypi/1.0|1.0.0", twice),
            ("generic/>=1|<3|>=2|<4", order),
            ("generic/1|2|1.5", order),
            ("generic/<2|<3", turns),
            ("generic/>2|>=3", turns),
            ("generic/>=1|2|<3", turns),
            ("generic/=1|<3", turns),
            ("generic/>=1|!=2|>=3", turns),
            ("generic/!=2", "names only versions that are left out"),
            ("generic/!=2|!=3", "names only versions that are left out"),
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
            ("generic/≥1", sign_of_people),
            ("generic/>=1｜<2", sign_of_people),
            ("generic/＜1", sign_of_people),
            ("generic/&lt;1", encoded),
            ("generic/1,2", encoded),
            ("generic/<2ə", encoded),
            ("generic/\"1\"", encoded),
        ] {
            assert_eq!(check(text), Err(wrong.to_owned()), "{text}");
        }
    }
}

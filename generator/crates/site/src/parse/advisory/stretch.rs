//! What is said of versions → the stretches of versions that are meant, and whether two of them have a
//! version in common.

use super::order::Scheme;
use super::vers::{constraint, words};
use std::cmp::Ordering;

/// A version at an end of a stretch, and whether it is part of it.
type End<'a> = (&'a str, bool);

/// Versions from one to another; without an end as far as there are any.
#[derive(Clone, Copy, Default)]
struct Stretch<'a> {
    from: Option<End<'a>>,
    to: Option<End<'a>>,
}

/// What is meant by a range or by words, and by whose order.
struct Stretches<'a> {
    /// None of words, which name no kind of package.
    kind: Option<&'a str>,
    all: Vec<Stretch<'a>>,
    /// Versions that are left out.
    without: Vec<&'a str>,
}

/// Whether some version is among both. None where that is not certain.
pub fn overlap(one: &str, other: &str) -> Option<bool> {
    let (one, other) = (Stretches::read(one)?, Stretches::read(other)?);
    let scheme = match (one.kind, other.kind) {
        (Some(one), Some(other)) => Scheme::common(one, other)?,
        (Some(kind), _) | (_, Some(kind)) => Scheme::of(kind),
        (None, None) => Scheme::Numbers,
    };
    let without = [&*one.without, &*other.without].concat();
    let pairs = one.all.iter().flat_map(|one| other.all.iter().map(move |other| (one, other)));
    let mut is_certain = true;
    for (one, other) in pairs {
        match one.meets(other, &without, scheme) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => is_certain = false,
        }
    }
    is_certain.then_some(false)
}

impl<'a> Stretches<'a> {
    fn read(text: &'a str) -> Option<Stretches<'a>> {
        let text = text.trim();
        let Some(range) = text.strip_prefix("vers:") else {
            let stretch = match words(text) {
                Some(to) => Stretch { from: None, to: Some(to) },
                None if is_version(text) => {
                    Stretch { from: Some((text, true)), to: Some((text, true)) }
                }
                None => return None,
            };
            return Some(Stretches { kind: None, all: vec![stretch], without: Vec::new() });
        };
        let (kind, range) = range.split_once('/')?;
        let (mut all, mut without) = (Vec::new(), Vec::new());
        let mut open: Option<Stretch> = None;
        let constraints = range.split('|').filter(|_| range != "*").map(constraint);
        for (comparator, version) in constraints.collect::<Option<Vec<_>>>()? {
            let end = Some((version, comparator.contains('=')));
            match comparator {
                "!=" => without.push(version),
                "=" | "" => {
                    let one = Some((version, true));
                    all.push(Stretch { from: one, to: one });
                }
                "<" | "<=" => all.push(Stretch { to: end, ..open.take().unwrap_or_default() }),
                _ => open = Some(Stretch { from: end, to: None }),
            }
        }
        all.extend(open);
        if range == "*" {
            all.push(Stretch::default());
        }
        Some(Stretches { kind: Some(kind), all, without })
    }
}

/// Whether a text without a kind is a version by itself.
fn is_version(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || ".+~:_-".contains(c);
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_sign)
}

impl Stretch<'_> {
    /// Whether some version is in both, other than these: one less changes nothing but where the two
    /// have that one alone in common.
    fn meets(&self, other: &Stretch, without: &[&str], scheme: Scheme) -> Option<bool> {
        let is_before = |from: Option<End>, to: Option<End>| {
            let (Some((from, has_from)), Some((to, has_to))) = (from, to) else {
                return Some(true);
            };
            Some(match scheme.compare(from, to)? {
                Ordering::Less => true,
                Ordering::Equal => has_from && has_to,
                Ordering::Greater => false,
            })
        };
        // Each is not empty by itself, so that both begin before the other one ends is enough.
        let do_meet = is_before(self.from, other.to)? && is_before(other.from, self.to)?;
        let is_left_out = |version: &str| {
            without.iter().any(|out| scheme.compare(version, out) == Some(Ordering::Equal))
        };
        Some(do_meet && !self.only(other, scheme).is_some_and(is_left_out))
    }

    /// The one version that two have in common which meet, if it is one alone.
    fn only<'a>(&'a self, other: &Stretch<'a>, scheme: Scheme) -> Option<&'a str> {
        let froms = [self.from, other.from].into_iter().flatten();
        let mut ends = froms.flat_map(|from| [self.to, other.to].map(|to| Some((from.0, to?.0))));
        let is_one = |(from, to): &(&str, &str)| scheme.compare(from, to) == Some(Ordering::Equal);
        ends.find_map(|ends| ends.filter(is_one)).map(|(from, _)| from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_ranges_have_in_common_is_known_of_numbers() {
        for (one, other, expect) in [
            ("vers:generic/<2.0", "1.5", Some(true)),
            ("vers:generic/<2.0", "2.0", Some(false)),
            ("vers:generic/<=2.0", "2.0", Some(true)),
            ("vers:generic/<2.0", "vers:generic/<1.5", Some(true)),
            ("vers:generic/<2.0", "vers:generic/>=2.0", Some(false)),
            ("vers:generic/<=2.0", "vers:generic/>=2.0", Some(true)),
            ("vers:generic/<=2.0", "vers:generic/>2.0", Some(false)),
            ("vers:generic/<2.0", "vers:generic/>=1.0|<3.0", Some(true)),
            ("vers:generic/<2.0", "vers:generic/*", Some(true)),
            ("vers:generic/<1|>=2|<3", "vers:generic/>=1|<2|>=3", Some(false)),
            ("vers:generic/<1|>=2|<3", "vers:generic/>=1|<2.1", Some(true)),
            ("vers:generic/1.0|1.2", "vers:generic/1.1|1.3", Some(false)),
            ("vers:generic/1.0|1.2", "vers:generic/>1.1", Some(true)),
            ("vers:generic/>=1|!=1.5|<2", "vers:generic/>=2", Some(false)),
            ("before 2.0", "vers:generic/>=1.9", Some(true)),
            ("before 2.0", "vers:generic/>=2.0", Some(false)),
            ("up to 2.0", "2.0", Some(true)),
            ("before 2.0", "before 1.0", Some(true)),
            ("vers:generic/>=1|!=1.5|<2", "1.5", Some(false)),
            ("vers:generic/!=1.5|<2", "vers:generic/1.5", Some(false)),
            ("vers:generic/!=1.5|<2", "vers:generic/1.4|1.5.0", Some(true)),
            ("vers:generic/!=1.5|<2", "vers:generic/>=1.5", Some(true)),
            ("vers:generic/>=1|!=2.0|<=2", "vers:generic/>=2.0", Some(false)),
            ("vers:generic/>=1|!=2.0|<=2", "vers:generic/>=2|!=3", Some(false)),
            ("vers:npm/<2.0.0", "vers:generic/<2.0", Some(true)),
            ("vers:semver/<2.0.0", "vers:npm/1.0.0", Some(true)),
            ("vers:all/*", "vers:npm/1.0.0", Some(true)),
            ("vers:pypi/*", "vers:npm/1.0.0", None),
            ("vers:generic/<2.0.0", "vers:semver/2.0.0", Some(false)),
            ("vers:npm/<2.0.0", "vers:pypi/<2.0", None),
            ("vers:deb/<1:2.0", "vers:generic/1.0", None),
            ("vers:deb/<1.0-3", "vers:deb/>=1.0-2", Some(true)),
            ("vers:deb/<1.0-3", "vers:deb/>=1.0-3", Some(false)),
            ("vers:deb/<1.0-3", "vers:deb/>=1.0", None),
            ("vers:pypi/<1.0", "1.0rc1", Some(true)),
            ("vers:pypi/<1.0rc1", "1.0rc1", Some(false)),
            ("vers:pypi/<1.0", "vers:pypi/>=1.0rc1", Some(true)),
            ("vers:semver/<1.0.0", "vers:npm/1.0.0-rc.1", Some(true)),
            ("vers:generic/<1.0", "vers:maven/1.0-rc1", Some(true)),
            ("vers:maven/<1.0", "1.0-SNAPSHOT", Some(true)),
            ("vers:deb/<1.0", "vers:deb/1.0~rc1", Some(true)),
            ("vers:pypi/<1.0", "before 1.0rc1", Some(true)),
            ("before 1.0", "1.0-rc1", None),
            ("vers:pypi/<1.0", "1.0 and later", None),
            ("vers:deb/<1.0-3|>=4", "vers:deb/>=1.0-2", Some(true)),
            ("all that are supported", "1.0", None),
        ] {
            assert_eq!(overlap(one, other), expect, "{one} {other}");
            assert_eq!(overlap(other, one), expect, "{other} {one}");
        }
    }
}

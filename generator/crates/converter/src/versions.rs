//! Versions as issuers write them → as an advisory states them: one version, a range of vers, or words.

pub use certsite_site::parse::advisory::names_nothing;

use super::fitting::fits;
use certsite_site::parse::advisory::{Range, Versions, order};
use std::cmp::Ordering;

/// One version, or several that a text tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spec {
    /// One.
    One(String),
    /// A range, of vers or in words.
    Range(String),
    /// That nothing is said of versions.
    Open,
    /// That no version is meant.
    Nothing,
}

/// What an advisory says where a document does not tell the versions: the editor finds out.
pub const OPEN: &str = "versions not stated";

impl Spec {
    /// What a text tells.
    pub fn of(text: &str) -> Spec {
        if names_nothing(text) {
            return Spec::Open;
        }
        if text.trim_start().starts_with("vers:none/") {
            return Spec::Nothing;
        }
        match text.contains(',') || !fits::<Versions>(text) {
            true => Spec::Range(text.to_owned()),
            false => Spec::One(text.to_owned()),
        }
    }

    fn text(&self) -> &str {
        match self {
            Spec::One(text) | Spec::Range(text) => text,
            Spec::Open | Spec::Nothing => OPEN,
        }
    }
}

/// All versions together, for a key that takes a range or words.
pub fn range(specs: &[Spec]) -> String {
    let mut once: Vec<&Spec> = Vec::new();
    specs.iter().for_each(|spec| {
        if !once.contains(&spec) {
            once.push(spec)
        }
    });
    let specs = once.as_slice();
    let alone = match specs {
        [one] => Some(one.text().to_owned()),
        _ => listed(specs),
    };
    if let Some(alone) = alone.filter(|alone| fits::<Range>(alone)) {
        return alone;
    }
    let told = specs.iter().map(|spec| match spec.text().strip_prefix("vers:") {
        // A range that contradicts itself is words.
        Some(range) => range.split_once('/').map_or(range, |(_, range)| range),
        None => spec.text(),
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Single versions as a range of vers.
fn listed(specs: &[&Spec]) -> Option<String> {
    let ones = specs.iter().map(|spec| match spec {
        Spec::One(version) if is_plain(version) => Some(version.as_str()),
        _ => None,
    });
    let ones: Vec<&str> = ones.collect::<Option<_>>()?;
    Some(format!("vers:generic/{}", ascending("generic", ones, |one| one)?.join("|")))
}

/// Versions for a key that takes single ones, and what cannot stand there.
pub fn ones(specs: &[Spec]) -> (Option<String>, Vec<&str>) {
    let (mut ones, mut other) = (Vec::new(), Vec::new());
    for spec in specs {
        match spec {
            Spec::One(version) if !ones.contains(&version.as_str()) => ones.push(version.as_str()),
            Spec::One(_) => {}
            _ => other.push(spec.text()),
        }
    }
    ((!ones.is_empty()).then(|| ones.join(", ")), other)
}

/// A stretch of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first version; none if it begins with the first one that there is.
    pub from: Option<String>,
    /// Its end, and whether that is part of it; none if it has none yet.
    pub until: Option<(String, bool)>,
}

impl Stretch {
    /// One version by itself.
    pub fn one(version: &str) -> Stretch {
        Stretch { from: Some(version.to_owned()), until: Some((version.to_owned(), true)) }
    }

    fn end(&self) -> Option<&str> {
        self.until.as_ref().map(|(until, _)| until.as_str())
    }

    fn begin(&self) -> &str {
        self.from.as_deref().or(self.end()).unwrap_or_default()
    }
}

/// Stretches and single versions as one range of vers of a kind of package; in words where their order
/// is not certain.
pub fn stretches(kind: &str, stretches: &[Stretch]) -> String {
    let constraints = |stretch: &Stretch| -> Vec<String> {
        match (&stretch.from, &stretch.until) {
            (Some(from), Some((until, true))) if from == until => vec![from.clone()],
            (from, until) => {
                let from = from.iter().map(|from| format!(">={from}"));
                let until = until.iter().map(|(until, is_part)| match is_part {
                    true => format!("<={until}"),
                    false => format!("<{until}"),
                });
                from.chain(until).collect()
            }
        }
    };
    if stretches.iter().any(|stretch| stretch.from.is_none() && stretch.until.is_none()) {
        return format!("vers:{kind}/*");
    }
    let sorted = ascending(kind, stretches.iter().collect(), |stretch: &&Stretch| stretch.begin());
    let vers = sorted.map(|sorted| {
        let all: Vec<String> = sorted.into_iter().flat_map(constraints).collect();
        format!("vers:{kind}/{}", all.join("|"))
    });
    let is_plain =
        |stretch: &Stretch| stretch.from.as_deref().into_iter().chain(stretch.end()).all(is_plain);
    match vers.filter(|vers| stretches.iter().all(is_plain) && fits::<Range>(vers)) {
        Some(vers) => vers,
        None => {
            let told = stretches.iter().map(|stretch| constraints(stretch).join(" "));
            told.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Items in the order of their versions; none where that is not certain, or two are the same.
pub fn ascending<T>(kind: &str, items: Vec<T>, version: impl Fn(&T) -> &str) -> Option<Vec<T>> {
    in_order(items, |one, other| {
        order(kind, version(one), version(other)).filter(|order| order.is_ne())
    })
}

/// The order of two versions of a kind, of which “0” comes before all others, as CVE and OSV have it;
/// none where it is not certain.
pub fn from_zero(kind: &str, one: &str, other: &str) -> Option<Ordering> {
    match (one, other) {
        _ if one == other => Some(Ordering::Equal),
        ("0", _) => Some(Ordering::Less),
        (_, "0") => Some(Ordering::Greater),
        _ => order(kind, one, other),
    }
}

/// Items in an order that may not be certain of some of them; none where it is not. What is the same
/// stays as it stood.
pub fn in_order<T>(items: Vec<T>, order: impl Fn(&T, &T) -> Option<Ordering>) -> Option<Vec<T>> {
    let mut sorted: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        // Most are in order; for all others the half is looked for that holds their place.
        let (mut start, mut end) = (0, sorted.len());
        let mut middle = end.saturating_sub(1);
        while start < end {
            match order(&sorted[middle], &item)? {
                Ordering::Greater => end = middle,
                Ordering::Less | Ordering::Equal => start = middle + 1,
            }
            middle = start + (end - start) / 2;
        }
        sorted.insert(start, item);
    }
    Some(sorted)
}

/// Whether a version can stand in a range of vers without escapes.
fn is_plain(version: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-+~:".contains(&b);
    !version.is_empty() && version.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_one_or_many() {
        for (text, is_one) in [
            ("2.4.1", true),
            ("V2.3 SP1", true),
            ("vers:generic/<2", false),
            ("< V5.4", false),
            ("all versions", false),
            ("before 2", false),
            ("1.0, 1.1", false),
        ] {
            assert_eq!(matches!(Spec::of(text), Spec::One(_)), is_one, "{text}");
        }
    }

    #[test]
    fn many_become_a_range_where_their_order_is_certain() {
        let one = |text: &str| Spec::of(text);
        for (specs, expect) in [
            (vec![one("N/A")], OPEN),
            (vec![one("2.1")], "2.1"),
            (vec![one("2.10"), one("2.9")], "vers:generic/2.9|2.10"),
            (vec![one("2.1"), one("2.1")], "2.1"),
            (vec![one("R2 SP1"), one("R3")], "R2 SP1, R3"),
            (vec![one("vers:generic/<2"), one("3")], "<2, 3"),
            (vec![one("vers:generic/<2|<3")], "<2|<3"),
            (vec![Spec::Open], OPEN),
        ] {
            assert_eq!(range(&specs), expect, "{specs:?}");
        }
    }

    #[test]
    fn stretches_become_one_range() {
        let stretch = |from: &str, until: &str, is_part| Stretch {
            from: (!from.is_empty()).then(|| from.to_owned()),
            until: (!until.is_empty()).then(|| (until.to_owned(), is_part)),
        };
        for (kind, all, expect) in [
            ("npm", vec![stretch("", "2.0.0", false)], "vers:npm/<2.0.0"),
            (
                "npm",
                vec![stretch("3.0.0", "3.1.0", true), stretch("1.0.0", "2.0.0", false)],
                "vers:npm/>=1.0.0|<2.0.0|>=3.0.0|<=3.1.0",
            ),
            ("generic", vec![stretch("1", "", false)], "vers:generic/>=1"),
            ("generic", vec![stretch("1", "1", true)], "vers:generic/1"),
            ("generic", vec![stretch("", "", false)], "vers:generic/*"),
            ("generic", vec![stretch("build 7", "build 9", true)], ">=build 7 <=build 9"),
            ("generic", vec![stretch("1", "5", false), stretch("2", "3", false)], ">=1 <5, >=2 <3"),
        ] {
            assert_eq!(stretches(kind, &all), expect, "{all:?}");
        }
    }
}

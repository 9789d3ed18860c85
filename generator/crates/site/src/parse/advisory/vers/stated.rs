//! A range of versions, or words for one, that is asked about many versions: read once, and of a range
//! in order only what lies near a version is looked at.

use super::super::order::Scheme;
use super::{constraint, words};
use std::cmp::Ordering;

/// Versions that are stated as affected, read once, since they may be asked about many.
pub struct Stated<'a>(Meant<'a>);

enum Meant<'a> {
    /// Those before a version that words name, and whether that is part of them.
    Words(&'a str, bool),
    All,
    Range {
        scheme: Scheme,
        constraints: Vec<(&'a str, &'a str)>,
        /// Which of them begin or end a stretch, if each version comes after the one before it for
        /// certain.
        bounds: Option<Vec<usize>>,
    },
    Unclear,
}

impl<'a> Stated<'a> {
    /// Reads a range, or words.
    pub fn of(affected: &'a str) -> Stated<'a> {
        let Some(range) = affected.strip_prefix("vers:") else {
            let words = words(affected);
            return Stated(
                words.map_or(Meant::Unclear, |(last, is_part)| Meant::Words(last, is_part)),
            );
        };
        let Some((kind, range)) = range.split_once('/') else { return Stated(Meant::Unclear) };
        if range == "*" {
            return Stated(Meant::All);
        }
        let scheme = Scheme::of(kind);
        let constraints: Option<Vec<_>> = range.split('|').map(constraint).collect();
        let Some(constraints) = constraints else { return Stated(Meant::Unclear) };
        let is_less =
            |pair: &[(&str, &str)]| scheme.compare(pair[0].1, pair[1].1) == Some(Ordering::Less);
        let is_bound = |n: &usize| constraints[*n].0.starts_with(['<', '>']);
        let is_sorted = constraints.windows(2).all(is_less);
        let bounds = is_sorted.then(|| (0..constraints.len()).filter(is_bound).collect());
        Stated(Meant::Range { scheme, constraints, bounds })
    }

    /// Whether a version is among them; none where that cannot be told.
    pub fn holds(&self, version: &str) -> Option<bool> {
        match &self.0 {
            Meant::Words(last, is_part) => {
                let order = Scheme::Numbers.compare(version, last)?;
                Some(order == Ordering::Less || *is_part && order == Ordering::Equal)
            }
            Meant::All => Some(true),
            Meant::Range { scheme, constraints, bounds } => match bounds {
                Some(bounds) => {
                    within(*scheme, &near(*scheme, constraints, bounds, version)?, version)
                }
                None => within(*scheme, constraints, version),
            },
            Meant::Unclear => None,
        }
    }
}

/// Those of sorted constraints that tell of a version: the last beginning or end before it, the one of
/// its place, and the first beginning or end from there on. None where its place is not certain.
fn near<'a>(
    scheme: Scheme,
    constraints: &[(&'a str, &'a str)],
    bounds: &[usize],
    version: &str,
) -> Option<Vec<(&'a str, &'a str)>> {
    let (mut start, mut end) = (0, constraints.len());
    while start < end {
        let middle = start + (end - start) / 2;
        match scheme.compare(constraints[middle].1, version)? {
            Ordering::Less => start = middle + 1,
            Ordering::Equal | Ordering::Greater => end = middle,
        }
    }
    let from = bounds.partition_point(|bound| *bound < start);
    let (before, behind) = (bounds[..from].last(), bounds.get(from));
    let own = Some(&start).filter(|_| behind != Some(&start));
    let near = [before, own, behind].into_iter().flatten();
    Some(near.filter_map(|n| constraints.get(*n)).copied().collect())
}

/// Whether a version is in the stretches of these constraints.
fn within(scheme: Scheme, constraints: &[(&str, &str)], version: &str) -> Option<bool> {
    // Before the first beginning or end: within, if that is an end.
    let mut is_within = None;
    for (comparator, other) in constraints {
        let order = scheme.compare(version, other)?;
        let is_one = order == Ordering::Equal;
        match *comparator {
            "=" | "" if is_one => return Some(true),
            "!=" if is_one => return Some(false),
            "=" | "" | "!=" => {}
            end if end.starts_with('<') => {
                let is_before = order == Ordering::Less || end == "<=" && is_one;
                if is_before && is_within.unwrap_or(true) {
                    return Some(true);
                }
                is_within = Some(false);
            }
            begin => {
                is_within = Some(order == Ordering::Greater || begin == ">=" && is_one);
            }
        }
    }
    Some(is_within.unwrap_or(false))
}

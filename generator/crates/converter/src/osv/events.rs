//! The events of a range (OSV schema, “affected[].ranges[].events” and “Evaluation”) → stretches of
//! affected versions, and the versions that fix them. Events that say nothing are listed.

use crate::json::list;
use crate::left::Left;
use crate::versions::{Spec, Stretch, from_zero, in_order, names_nothing};
use serde_json::Value;
use std::cmp::Ordering;

/// What happens at a version, in the order in which it does where several things happen at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Introduced,
    Fixed,
    LastAffected,
}

/// An event with its version.
type Event<'a> = (&'a str, Kind);

/// Events as they are read, in the record's order.
#[derive(Default)]
struct Events<'a> {
    all: Vec<Event<'a>>,
    /// No version from the last of these on counts, whatever the events say.
    limits: Vec<&'a str>,
}

/// Reads a range of a package.
pub fn read(
    range: &Value,
    (kind, name): (&str, &str),
    (affected, fixed): (&mut Vec<Stretch>, &mut Vec<Spec>),
    left: &mut Left,
) {
    let Events { all, limits } = Events::of(range, name, left);
    fixed.extend(all.iter().filter(|(_, what)| *what == Kind::Fixed).map(|(at, _)| Spec::of(at)));
    let Some(stretches) = stretches(&all, kind, name, fixed, left) else {
        let told: Vec<String> = all.iter().map(told).collect();
        left.add(format!(
            "events of {name}, for the order of their versions is not certain: {}",
            told.join(", ")
        ));
        return;
    };
    affected.extend(limited(stretches, &limits, (kind, name), left));
}

impl<'a> Events<'a> {
    fn of(range: &'a Value, name: &str, left: &mut Left) -> Events<'a> {
        let mut found = Events::default();
        for event in list(range, &["events"]) {
            let Some(keys) = event.as_object().filter(|keys| !keys.is_empty()) else {
                left.add(format!("an event of {name} that says nothing"));
                continue;
            };
            // One event has one key; those of a record that has two are two.
            for (key, value) in keys {
                let kind = match key.as_str() {
                    "introduced" => Some(Kind::Introduced),
                    "fixed" => Some(Kind::Fixed),
                    "last_affected" => Some(Kind::LastAffected),
                    "limit" => None,
                    _ => {
                        left.add(format!("an event of {name} of another kind: {key}"));
                        continue;
                    }
                };
                match (value.as_str().map(str::trim).filter(|at| !names_nothing(at)), kind) {
                    (Some(at), Some(kind)) => found.all.push((at, kind)),
                    (Some(at), None) => found.limits.push(at),
                    (None, _) => left.add(format!("an event of {name} without a version: {key}")),
                }
            }
        }
        if list(range, &["events"]).next().is_none() {
            left.add(format!("a range of {name} without events"));
        }
        found
    }
}

/// Where affected versions begin and end; nothing where that depends on an order that is not certain.
fn stretches(
    all: &[Event],
    kind: &str,
    name: &str,
    fixed: &mut Vec<Spec>,
    left: &mut Left,
) -> Option<Vec<Stretch>> {
    let sorted = in_order(all.to_vec(), |(one, n), (other, m)| {
        Some(from_zero(kind, one, other)?.then(n.cmp(m)))
    });
    let is_certain = sorted.is_some();
    // “0” comes first in any order, and most records have the others as they are.
    let events = sorted.unwrap_or_else(|| {
        let (mut first, rest): (Vec<Event>, Vec<Event>) =
            all.iter().copied().partition(|event| *event == ("0", Kind::Introduced));
        first.extend(rest);
        first
    });
    let is_told = is_certain || take_turns(&events) && may_ascend(kind, &events);
    if !is_told {
        return None;
    }
    let mut found = Vec::new();
    let mut open: Option<&str> = None;
    let mut rest = events.as_slice();
    while let Some((at, _)) = rest.first() {
        let is_here = |other: &str| from_zero(kind, at, other) == Some(Ordering::Equal);
        let here = rest.iter().take_while(|(other, _)| is_here(other)).count();
        let (now, later) = rest.split_at(here);
        rest = later;
        let has = |what| now.iter().any(|(_, own)| *own == what);
        let from = |begin: &str| (begin != "0").then(|| begin.to_owned());
        match (open, has(Kind::Introduced), has(Kind::Fixed), has(Kind::LastAffected)) {
            // What ends where it begins anew goes on.
            (Some(_), true, true, _) => {
                fixed.retain(|spec| *spec != Spec::of(at));
                left.add(format!("that {name} is fixed in {at}, for it is affected from there on"));
            }
            (Some(_), true, ..) => {}
            (Some(begin), false, true, _) => {
                found.push(Stretch { from: from(begin), until: Some((at.to_string(), false)) });
                open = None;
            }
            (Some(begin), false, false, _) => {
                found.push(Stretch { from: from(begin), until: Some((at.to_string(), true)) });
                open = None;
            }
            (None, true, true, _) => {
                fixed.retain(|spec| *spec != Spec::of(at));
                left.add(format!(
                    "a range of {name} that holds no version: introduced and fixed in {at}"
                ));
            }
            (None, true, false, true) => found.push(Stretch::one(at)),
            (None, true, false, false) => open = Some(at),
            (None, false, ..) if !found.is_empty() => {
                // A second end: nothing is affected from the first on.
                if has(Kind::LastAffected) {
                    left.add(format!(
                        "an event of {name} where nothing is affected: last_affected {at}"
                    ));
                }
            }
            (None, false, ..) => {
                left.add(format!(
                    "from which version {name} is affected, before {}",
                    told(&now[0])
                ));
            }
        }
    }
    found.extend(
        open.map(|begin| Stretch { from: (begin != "0").then(|| begin.to_owned()), until: None }),
    );
    Some(found)
}

/// Whether events in a record's order are beginnings and ends in turn.
fn take_turns(events: &[Event]) -> bool {
    let begins = |n: usize| events[n].1 == Kind::Introduced;
    (0..events.len()).all(|n| begins(n) == (n % 2 == 0))
}

/// Whether no event certainly comes before the one that stands before it; of versions that cannot be
/// read at all nobody knows.
fn may_ascend(kind: &str, events: &[Event]) -> bool {
    let read = |at: &&str| from_zero(kind, at, at).is_some();
    let versions: Vec<&str> = events.iter().map(|(at, _)| *at).filter(read).collect();
    versions.windows(2).all(|pair| from_zero(kind, pair[0], pair[1]) != Some(Ordering::Greater))
}

/// Stretches before the last limit.
fn limited(
    stretches: Vec<Stretch>,
    limits: &[&str],
    (kind, name): (&str, &str),
    left: &mut Left,
) -> Vec<Stretch> {
    let is_endless = |limit: &&str| limit.contains('*');
    if limits.is_empty() || limits.iter().any(is_endless) {
        return stretches;
    }
    let last = in_order(limits.to_vec(), |one, other| from_zero(kind, one, other));
    let Some(last) = last.and_then(|sorted| sorted.last().copied()) else {
        left.add(format!("limits of {name}: {}", limits.join(", ")));
        return stretches;
    };
    let mut kept = Vec::new();
    for stretch in stretches {
        let order = |version: &str| from_zero(kind, version, last);
        let begin = order(stretch.from.as_deref().unwrap_or("0"));
        let end = stretch.until.as_ref().map(|(end, _)| order(end));
        match (begin, end) {
            (Some(Ordering::Less), None | Some(Some(Ordering::Greater | Ordering::Equal))) => {
                let from = stretch.from;
                kept.push(Stretch { from, until: Some((last.to_owned(), false)) });
            }
            (Some(Ordering::Less), Some(Some(Ordering::Less))) => kept.push(stretch),
            // Without an end it goes on to the limit, which no order is needed for.
            (None, None) => {
                kept.push(Stretch { until: Some((last.to_owned(), false)), ..stretch });
            }
            (Some(_), _) => left.add(format!(
                "that {name} is affected from {} on, which lies beyond the limit {last}",
                stretch.from.as_deref().unwrap_or("0")
            )),
            _ => {
                left.add(format!(
                    "a limit of {name}, of which it is not certain what comes before it: {last}"
                ));
                kept.push(stretch);
            }
        }
    }
    kept
}

fn told((at, kind): &Event) -> String {
    let kind = match kind {
        Kind::Introduced => "introduced",
        Kind::Fixed => "fixed",
        Kind::LastAffected => "last_affected",
    };
    format!("{kind} {at}")
}

#[cfg(test)]
mod tests;

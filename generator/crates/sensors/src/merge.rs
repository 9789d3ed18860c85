//! Parts of several machines, put together → parts that have no line in common.
//!
//! Parts of one store never have: each was counted with those in view that were there before. Only
//! where two stores were put together may two parts that do not know of each other hold the same
//! lines. The later one by its name then gives them up. What comes of it does not depend on who
//! does it, or how often.

use crate::batch::Fresh;
use crate::part::{Head, Id, Name, Part, Sealed, import_id, near};
use crate::tally::month;
use crate::zone::Zone;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What has to be done with the parts of a source, as one step.
#[derive(Default)]
pub struct Merged {
    /// The names of the parts that are removed.
    pub gone: BTreeSet<Name>,
    /// The parts that take their place, by their names; none of them is there yet.
    pub new: BTreeMap<Name, Sealed>,
}

/// Whether one part was made with the other in view, or with one that the other has taken the place
/// of: that had all its lines, and more.
fn knows(one: Title, other: Title) -> bool {
    let mut ids = other.1.was.iter().chain([&other.0.id]);
    ids.any(|id| one.1.beside.contains(id))
}

/// A part by its name and by what it says of itself.
pub type Title<'a> = (Name, &'a Head);

/// Pairs of parts that may have lines in common, by their places; parts are in the order of their
/// names, and so is each pair.
pub fn strangers<'a>(parts: impl IntoIterator<Item = Title<'a>>) -> Vec<(usize, usize)> {
    let parts: Vec<Title> = parts.into_iter().collect();
    let mut pairs = Vec::new();
    for (n, one) in parts.iter().enumerate() {
        let days = near(one.0.first, one.0.last);
        let later = parts[n + 1..].iter().take_while(|other| other.0.first <= *days.end());
        for (m, other) in (n + 1..).zip(later) {
            // By another clock a line may be of another day.
            let is_apart = one.1.zone == other.1.zone && one.0.last < other.0.first;
            if !is_apart && !knows(*one, *other) && !knows(*other, *one) {
                pairs.push((n, m));
            }
        }
    }
    pairs
}

/// Two parts that may have lines in common, and were counted with different keys: by their marks
/// nobody can tell.
pub fn foreign(parts: &[Part]) -> Option<(&Part, &Part)> {
    let pairs = strangers(parts.iter().map(|part| (part.name, &part.head)));
    let mut pairs = pairs.into_iter().map(|(one, other)| (&parts[one], &parts[other]));
    pairs.find(|(one, other)| one.head.key != other.head.key)
}

/// What has to be done so that no line is counted twice. All parts have one key ([`foreign`]).
/// `marks` gives the bytes of a part's marks.
///
/// # Errors
/// If marks cannot be read, or are not those of their part.
pub fn reconcile<E: From<String>>(
    parts: Vec<Part>,
    mut marks: impl FnMut(Name) -> Result<Vec<u8>, E>,
) -> Result<Merged, E> {
    let before: BTreeSet<Name> = parts.iter().map(|part| part.name).collect();
    let mut parts: BTreeMap<Name, Part> = parts.into_iter().map(|part| (part.name, part)).collect();
    let mut made: BTreeMap<Name, Sealed> = BTreeMap::new();
    // A part that comes may be one that somebody else has made before, with strangers of its own.
    loop {
        let held: Vec<&Part> = parts.values().collect();
        let pairs = strangers(held.iter().map(|part| (part.name, &part.head)));
        if pairs.is_empty() {
            break;
        }
        let lines = |name| match made.get(&name) {
            Some(sealed) => Ok(sealed.lines.clone()),
            None => marks(name),
        };
        let changes = round(&held, pairs, lines)?;
        changes.keys().for_each(|name| drop(parts.remove(name)));
        for sealed in changes.into_values().flatten() {
            parts.insert(sealed.part.name, sealed.part.clone());
            made.insert(sealed.part.name, sealed);
        }
    }
    let gone = before.iter().filter(|name| !parts.contains_key(name)).copied().collect();
    made.retain(|name, _| parts.contains_key(name) && !before.contains(name));
    Ok(Merged { gone, new: made })
}

/// Each part that meets strangers before it, with what is left of it.
fn round<E: From<String>>(
    parts: &[&Part],
    pairs: Vec<(usize, usize)>,
    mut lines: impl FnMut(Name) -> Result<Vec<u8>, E>,
) -> Result<BTreeMap<Name, Option<Sealed>>, E> {
    let mut against: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (earlier, later) in pairs {
        against.entry(later).or_default().push(earlier);
    }
    // What is left of those that were looked at, and what they are called now.
    let mut left: BTreeMap<usize, Fresh> = BTreeMap::new();
    let mut ids: BTreeMap<usize, Option<Id>> = BTreeMap::new();
    let mut changes = BTreeMap::new();
    for (later, earlier) in against {
        let part = parts[later];
        let mut cells = part.with_marks(&lines(part.name)?)?;
        let mut head = part.head.clone();
        let mut twice: HashSet<(Date, u64)> = HashSet::new();
        for n in earlier {
            if let Entry::Vacant(entry) = left.entry(n) {
                entry.insert(parts[n].with_marks(&lines(parts[n].name)?)?);
            }
            let is_same_clock = parts[n].head.zone == part.head.zone;
            for (key, (_, own)) in &left[&n] {
                let days = if is_same_clock { key.day..=key.day } else { near(key.day, key.day) };
                let days = days.start().series(1.day()).take_while(|day| day <= days.end());
                twice.extend(days.flat_map(|day| own.iter().map(move |mark| (day, *mark))));
            }
            head.beside.extend(ids.get(&n).copied().unwrap_or(Some(parts[n].name.id)));
        }
        for (key, (cell, marks)) in &mut cells {
            marks.retain(|mark| !twice.contains(&(key.day, *mark)));
            cell.events = marks.len() as u64;
        }
        cells.retain(|_, (cell, _)| cell.events > 0);
        head.was.insert(part.name.id);
        let new = Sealed::new(head, cells.clone());
        ids.insert(later, new.as_ref().map(|sealed| sealed.part.name.id));
        left.insert(later, cells);
        changes.insert(part.name, new);
    }
    Ok(changes)
}

/// What the log of a part that was put together of several is called.
const SEVERAL: &str = "several logs";

/// Parts of one month that was over before a day, put together: fewer files, and a row for what had
/// one in each of them. They say the same as before, but can no longer be told apart.
///
/// # Errors
/// If marks cannot be read, or are not those of their part.
pub fn compact<E: From<String>>(
    parts: &[Part],
    before: Date,
    mut marks: impl FnMut(Name) -> Result<Vec<u8>, E>,
) -> Result<Merged, E> {
    let mut months: BTreeMap<(String, &str, &Zone), Vec<&Part>> = BTreeMap::new();
    for part in parts {
        let (first, last) = (month(part.name.first), month(part.name.last));
        if first == last && part.name.last < before {
            months.entry((first, &part.head.key, &part.head.zone)).or_default().push(part);
        }
    }
    let mut merged = Merged::default();
    for ((_, key, zone), group) in months.into_iter().filter(|(_, group)| group.len() > 1) {
        let mut cells = Fresh::new();
        for part in &group {
            for (key, (cell, own)) in part.with_marks(&marks(part.name)?)? {
                let (all, lines) = cells.entry(key).or_default();
                all.merge(&cell);
                lines.extend(own);
            }
        }
        cells.values_mut().for_each(|(_, lines)| lines.sort_unstable());
        let gone: BTreeSet<Name> = group.iter().map(|part| part.name).collect();
        // No two parts have a line in common, or they would have been merged before.
        let others = parts.iter().map(|part| part.name).filter(|name| !gone.contains(name));
        let import = import_id(SEVERAL, &cells);
        let head = Head {
            log: SEVERAL.to_owned(),
            import,
            key: key.to_owned(),
            zone: zone.clone(),
            beside: others.map(|name| name.id).collect(),
            was: BTreeSet::new(),
        };
        merged.new.extend(Sealed::new(head, cells).map(|new| (new.part.name, new)));
        merged.gone.extend(gone);
    }
    Ok(merged)
}

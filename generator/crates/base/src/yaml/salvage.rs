//! YAML with several mistakes → each of them told, and what can be read without them.

use super::Source;
use super::explain::{Way, odd_key, steps};
use super::tree::Tree;
use crate::diag::{Diagnostic, Problem};
use serde::de::DeserializeOwned;
use serde_yaml::Value;
use std::collections::HashSet;

/// At most this many mistakes of one file are looked for: each means reading it again.
const MAX_MISTAKES: usize = 100;

/// What is taken out to read the rest: a key or item that is wrong, or the entry of the whole that
/// it stands in, which would lack it. Keys that nobody knows are missed by none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    LineKey,
    Entry,
}

/// Reads a `T` without what is wrong, and tells of each mistake. Nothing if the whole is no YAML, or
/// a mistake cannot be taken out.
pub fn salvage<T: DeserializeOwned>(
    source: &Source,
    yaml: &str,
    unit: Unit,
) -> (Option<T>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let (mut gone, mut emptied) = (HashSet::new(), HashSet::new());
    let Some((mut whole, tree)) = read(source, yaml) else { return (None, told) };
    told.extend(tree.odd_keys().take(MAX_MISTAKES).map(|key| odd_key(source, tree, key)));
    if !told.is_empty() {
        take_out_odd_keys(&mut whole);
    }
    for _ in 0..MAX_MISTAKES {
        let error = match serde_path_to_error::deserialize::<_, T>(whole.clone()) {
            Ok(value) => return (Some(value), told),
            Err(error) => error,
        };
        let way = Way { source, tree, steps: steps(error.path()) };
        let Some(diagnostic) = way.problem(&error.inner().to_string()) else { break };
        let path: Vec<&str> = way.path().collect();
        // What was taken out is not missing.
        let is_told = match &diagnostic.problem {
            Problem::MissingKey { key } => gone.contains(&[&path[..], &[key]].concat().join(".")),
            _ => emptied.contains(&path.join(".")),
        };
        let is_unknown = matches!(diagnostic.problem, Problem::UnknownKey { .. });
        told.extend((!is_told).then_some(diagnostic));
        gone.insert(path.join("."));
        let out =
            if unit == Unit::Entry && !is_unknown { &path[..path.len().min(1)] } else { &path };
        if !take_out(&mut whole, out) {
            break;
        }
        // A list that nothing is left in is not one that its editor left empty.
        if let Some((_, list)) = out.split_last()
            && is_empty_list(&whole, list)
        {
            emptied.insert(list.join("."));
        }
    }
    (None, told)
}

/// The values and the tree of what is YAML. The tree is asked first: the library that reads values
/// takes very long where brackets stand too deep.
fn read<'a>(source: &'a Source, yaml: &str) -> Option<(Value, &'a Tree)> {
    let tree = source.tree()?;
    Some((serde_yaml::from_str(yaml).ok()?, tree))
}

/// The first text that has no value, so that none or “null” would be read in its place.
pub fn nothing_for_text<T: DeserializeOwned>(source: &Source, yaml: &str) -> Option<Diagnostic> {
    let (mut whole, tree) = read(source, yaml)?;
    for _ in 0..MAX_MISTAKES {
        let error = serde_path_to_error::deserialize::<_, T>(whole.clone()).err()?;
        let way = Way { source, tree, steps: steps(error.path()) };
        let text = error.inner().to_string();
        if text.ends_with("expected a string") {
            return way.problem(&text);
        }
        // A list or a block that is not filled in as yet.
        let path: Vec<&str> = way.path().collect();
        if !take_out(&mut whole, &path) {
            return None;
        }
    }
    None
}

/// Takes out the entries whose key is a list or a block of keys, at any depth.
fn take_out_odd_keys(value: &mut Value) {
    match value {
        Value::Mapping(map) => {
            map.retain(|key, _| !matches!(key, Value::Mapping(_) | Value::Sequence(_)));
            map.values_mut().for_each(take_out_odd_keys);
        }
        Value::Sequence(items) => items.iter_mut().for_each(take_out_odd_keys),
        _ => {}
    }
}

fn is_empty_list(whole: &Value, path: &[&str]) -> bool {
    let value = path.iter().try_fold(whole, |value, step| match value {
        Value::Mapping(map) => map.get(*step),
        Value::Sequence(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    });
    value.and_then(Value::as_sequence).is_some_and(Vec::is_empty)
}

/// Takes out what a path leads to, and says whether it was there.
fn take_out(whole: &mut Value, path: &[&str]) -> bool {
    let Some((last, way)) = path.split_last() else { return false };
    let parent = way.iter().try_fold(whole, |value, step| match value {
        Value::Mapping(map) => map.get_mut(*step),
        Value::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    });
    match parent {
        Some(Value::Mapping(map)) => map.shift_remove(*last).is_some(),
        // The others keep their numbers, by which they are told.
        Some(Value::Sequence(items)) => match last.parse::<usize>() {
            Ok(n) if n + 1 == items.len() => items.pop().is_some(),
            _ => false,
        },
        _ => false,
    }
}

//! YAML with several mistakes → each of them told, and what can be read without them.

use super::Source;
use super::explain::{Step, Way, odd_key, steps};
use super::tree::Tree;
use crate::diag::{Diagnostic, Problem};
use serde::de::DeserializeOwned;
use serde_yaml::Value;
use std::collections::{BTreeSet, HashMap, HashSet};

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
    // The blocks that lack what was taken out of them.
    let mut lacking = HashSet::new();
    let Some((whole, tree)) = read(source, yaml) else { return (None, told) };
    told.extend(tree.odd_keys().take(MAX_MISTAKES).map(|key| odd_key(source, tree, key)));
    let mut rest = Rest { whole, out: HashMap::new() };
    if !told.is_empty() {
        take_out_odd_keys(&mut rest.whole);
    }
    for _ in 0..MAX_MISTAKES {
        let error = match serde_path_to_error::deserialize::<_, T>(rest.whole.clone()) {
            Ok(value) => return (Some(value), told),
            Err(error) => error,
        };
        let way = Way { source, tree, steps: rest.written(steps(error.path())) };
        let Some(diagnostic) = way.problem(&error.inner().to_string()) else { break };
        let path: Vec<&str> = way.path().collect();
        // What was taken out is not missing.
        let is_told = match &diagnostic.problem {
            Problem::MissingKey { key } => gone.contains(&[&path[..], &[key]].concat().join(".")),
            _ => emptied.contains(&path.join(".")) || lacking.contains(&path.join(".")),
        };
        let is_unknown = matches!(diagnostic.problem, Problem::UnknownKey { .. });
        if !is_unknown && let Some((_, block)) = path.split_last() {
            lacking.insert(block.join("."));
        }
        told.extend((!is_told).then_some(diagnostic));
        gone.insert(path.join("."));
        let out =
            if unit == Unit::Entry && !is_unknown { &path[..path.len().min(1)] } else { &path };
        if !rest.take_out(out) {
            break;
        }
        // A list that nothing is left in is not one that its editor left empty.
        if let Some((_, list)) = out.split_last()
            && rest.value(list).and_then(Value::as_sequence).is_some_and(Vec::is_empty)
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
    let (whole, tree) = read(source, yaml)?;
    let mut rest = Rest { whole, out: HashMap::new() };
    for _ in 0..MAX_MISTAKES {
        let error = serde_path_to_error::deserialize::<_, T>(rest.whole.clone()).err()?;
        let way = Way { source, tree, steps: rest.written(steps(error.path())) };
        let text = error.inner().to_string();
        if text.ends_with("expected a string") {
            return way.problem(&text);
        }
        // A list or a block that is not filled in as yet.
        let path: Vec<&str> = way.path().collect();
        if !rest.take_out(&path) {
            return None;
        }
    }
    None
}

/// What is left of a text's values. Paths are those of the text, by which mistakes are told: of a list,
/// what was taken out has its number still.
struct Rest {
    whole: Value,
    /// By the path of a list, the numbers of its items that are out.
    out: HashMap<String, BTreeSet<usize>>,
}

impl Rest {
    /// A way through what is left, as the text was written.
    fn written(&self, steps: Vec<Step>) -> Vec<Step> {
        let mut list = String::new();
        let written = steps.into_iter().map(|step| {
            let step = match step {
                Step::Item(n) => Step::Item(match (n.parse(), self.out.get(&list)) {
                    (Ok(n), Some(out)) => number(n, out).to_string(),
                    _ => n,
                }),
                key => key,
            };
            list = joined(&list, step.text());
            step
        });
        written.collect()
    }

    fn value(&self, path: &[&str]) -> Option<&Value> {
        let mut list = String::new();
        path.iter().try_fold(&self.whole, |value, step| {
            let value = match value {
                Value::Mapping(map) => map.get(*step),
                Value::Sequence(items) => items.get(place(self.out.get(&list), step)?),
                _ => None,
            };
            list = joined(&list, step);
            value
        })
    }

    /// Takes out what a path leads to, and says whether it was there.
    fn take_out(&mut self, path: &[&str]) -> bool {
        let Some((last, way)) = path.split_last() else { return false };
        let mut list = String::new();
        let parent = way.iter().try_fold(&mut self.whole, |value, step| {
            let value = match value {
                Value::Mapping(map) => map.get_mut(*step),
                Value::Sequence(items) => items.get_mut(place(self.out.get(&list), step)?),
                _ => None,
            };
            list = joined(&list, step);
            value
        });
        match parent {
            Some(Value::Mapping(map)) => map.shift_remove(*last).is_some(),
            Some(Value::Sequence(items)) => {
                match (place(self.out.get(&list), last), last.parse()) {
                    (Some(at), Ok(n)) if at < items.len() => {
                        items.remove(at);
                        self.out.entry(list).or_default().insert(n)
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

fn joined(path: &str, step: &str) -> String {
    format!("{path}.{step}")
}

/// The number that the item at a place of what is left has in the text.
fn number(at: usize, out: &BTreeSet<usize>) -> usize {
    out.iter().fold(at, |at, gone| at + usize::from(*gone <= at))
}

/// The place in what is left of the item that has a number in the text.
fn place(out: Option<&BTreeSet<usize>>, number: &str) -> Option<usize> {
    let number: usize = number.parse().ok()?;
    Some(number - out.map_or(0, |out| out.range(..number).count()))
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

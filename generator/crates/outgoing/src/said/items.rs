//! Lists whose order says nothing → what was added, removed and changed in them.

use crate::report::Change;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// How many signs of a text are told.
const SHORT: usize = 70;

/// Something in a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// By what it is known again.
    pub key: String,
    /// What people are told of it.
    pub text: String,
    /// What is compared.
    pub value: String,
    /// Where it stands (RFC 6901).
    pub pointer: String,
}

/// The items of a list, by their keys and texts.
pub fn list(all: &Value, pointer: &str, of: impl Fn(&Value) -> (String, String)) -> Vec<Item> {
    let items = all.as_array().into_iter().flatten().enumerate().map(|(n, one)| {
        let (key, text) = of(one);
        Item { key, text, value: one.to_string(), pointer: format!("{pointer}/{n}") }
    });
    items.collect()
}

/// Gives each of several with one key a key of its own, by their order.
pub fn distinct(mut items: Vec<Item>) -> Vec<Item> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for item in &mut items {
        let n = count.entry(item.key.clone()).or_default();
        *n += 1;
        if *n > 1 {
            item.key = format!("{} {n}", item.key);
        }
    }
    items
}

/// What changes in a list. Of several with one key those are the same that say the same; the others
/// are taken for each other in their order.
pub fn compare(what: &str, [old, new]: [Vec<Item>; 2], found: &mut Vec<Change>) {
    let mut groups: BTreeMap<&str, [Vec<&Item>; 2]> = BTreeMap::new();
    for (side, items) in [&old, &new].into_iter().enumerate() {
        for item in items {
            groups.entry(&item.key).or_default()[side].push(item);
        }
    }
    for [before, after] in groups.into_values() {
        let [before, after] = others(before, after);
        for n in 0..before.len().max(after.len()) {
            found.push(match (before.get(n), after.get(n)) {
                (Some(was), Some(is)) if was.text == is.text => {
                    change(format!("{what} changed: {}", is.text), &is.pointer)
                }
                (Some(was), Some(is)) => {
                    change(format!("{what} changed: {} → {}", was.text, is.text), &is.pointer)
                }
                (Some(was), None) => change(format!("{what} removed: {}", was.text), &was.pointer),
                (None, Some(is)) => change(format!("{what} added: {}", is.text), &is.pointer),
                (None, None) => continue,
            });
        }
    }
}

/// Those of two groups that have no equal in the other one.
fn others<'a>(before: Vec<&'a Item>, after: Vec<&'a Item>) -> [Vec<&'a Item>; 2] {
    let counted = |all: &[&'a Item]| -> HashMap<&'a str, usize> {
        let mut count = HashMap::new();
        all.iter().for_each(|item| *count.entry(item.value.as_str()).or_default() += 1);
        count
    };
    let (own, other) = (counted(&before), counted(&after));
    let without = |all: Vec<&'a Item>, mut equals: HashMap<&'a str, usize>| {
        let is_other = |item: &&Item| match equals.get_mut(item.value.as_str()) {
            Some(n) if *n > 0 => {
                *n -= 1;
                false
            }
            _ => true,
        };
        all.into_iter().filter(is_other).collect()
    };
    [without(before, other), without(after, own)]
}

/// A single value that changes, with both.
pub fn changed(what: &str, (old, new): (&Value, &Value), place: &str, key: &str) -> Option<Change> {
    let (was, is) = (at(old, key), at(new, key));
    let text = match (was, is) {
        _ if was == is => return None,
        (Value::Null, is) => format!("{what} added: {}", short(&text(is))),
        (was, Value::Null) => format!("{what} removed: {}", short(&text(was))),
        (was, is) => format!("{what}: “{}” → “{}”", short(&text(was)), short(&text(is))),
    };
    Some(change(text, &format!("{place}/{key}")))
}

/// The same of what asks for no new version, without the values.
pub fn value_changes(
    what: &str,
    (old, new): (&Value, &Value),
    place: &str,
    key: &str,
) -> Option<Change> {
    let is_same = at(old, key) == at(new, key);
    let pointer = format!("{place}/{key}");
    (!is_same).then(|| Change { is_said: false, ..change(format!("{what} changed"), &pointer) })
}

/// Something that readers are told.
pub fn change(text: String, pointer: &str) -> Change {
    Change { text, pointer: pointer.to_owned(), is_said: true }
}

/// The value behind a path of keys.
fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    key.split('/').fold(value, |value, key| &value[key])
}

/// A value as people read it.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The beginning of a text on one line.
pub fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

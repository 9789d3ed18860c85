//! What has no words of its own: told by its place, as far down as both sides agree.

use super::items::change;
use crate::report::Change;
use serde_json::Value;

/// How far down a place is told.
const DEEP: usize = 6;

/// All that differs in two values, but for the keys that are told elsewhere.
pub fn compare((old, new): (&Value, &Value), place: &str, told: &[&str], found: &mut Vec<Change>) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        if old != new {
            found.push(change(format!("changed: {}", or_root(place)), place));
        }
        return;
    };
    let added = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(added).filter(|key| !told.contains(&key.as_str())) {
        let pointer = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
        match (before.get(key), after.get(key)) {
            (Some(_), None) => found.push(change(format!("removed: {pointer}"), &pointer)),
            (None, Some(_)) => found.push(change(format!("added: {pointer}"), &pointer)),
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) if pointer.matches('/').count() < DEEP => {
                compare((old, new), &pointer, &[], found);
            }
            _ => found.push(change(format!("changed: {pointer}"), &pointer)),
        }
    }
}

fn or_root(place: &str) -> &str {
    if place.is_empty() { "the whole" } else { place }
}

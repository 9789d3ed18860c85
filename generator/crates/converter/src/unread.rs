//! What a reader never looks at: keys of a document that it does not know are told, so that nothing is
//! lost without a word.

use super::left::Left;
use serde_json::Value;
use std::collections::HashSet;

/// How deep a document is looked through: branches of CSAF may stand in each other.
const DEEPEST: usize = 120;

/// The keys that a reader knows.
pub struct Known {
    /// Keys that are read whole, or that say nothing of what is warned of.
    whole: HashSet<String>,
    /// Keys of which some of those below are read.
    parts: HashSet<String>,
}

impl Known {
    /// Keys as paths from the top, without places in lists: a line for a key and those below it, as
    /// in `cna.affected: vendor product`. Keys of branches are those of the first branch.
    pub fn of(lines: &str) -> Known {
        let mut known = Known { whole: HashSet::new(), parts: HashSet::new() };
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (path, keys) = line.split_once(": ").unwrap_or(("", line));
            known.parts.extend(ends(path));
            known.whole.extend(keys.split(' ').map(|key| joined(path, key)));
        }
        known
    }

    /// Tells the keys of a document that are not known, each with how often it stands there.
    pub fn tell_others(&self, document: &Value, left: &mut Left) {
        self.walk(document, "", 0, left);
    }

    fn walk(&self, value: &Value, path: &str, depth: usize, left: &mut Left) {
        match value {
            Value::Array(list) if depth < DEEPEST => {
                list.iter().for_each(|item| self.walk(item, path, depth + 1, left));
            }
            Value::Object(map) if depth < DEEPEST => {
                for (key, child) in map {
                    // A branch of a branch is one more of the same.
                    let is_same = path.ends_with("branches") && key == "branches";
                    let below = if is_same { path.to_owned() } else { joined(path, key) };
                    if self.parts.contains(&below) {
                        self.walk(child, &below, depth + 1, left);
                    } else if !self.whole.contains(&below) && !is_empty(child) {
                        left.add(format!("what stands in “{below}”"));
                    }
                }
            }
            other if is_empty(other) => {}
            _ => left.add(format!("what stands in “{path}”")),
        }
    }
}

/// A path and all above it: `a.b` → `a`, `a.b`.
fn ends(path: &str) -> impl Iterator<Item = String> {
    let inner = path.match_indices('.').map(|(at, _)| path[..at].to_owned());
    inner.chain((!path.is_empty()).then(|| path.to_owned()))
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        Value::Object(map) => map.values().all(is_empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_keys_are_told_once_and_empty_ones_never() {
        let known = Known::of("id\na.b: c d\ntree.branches: name product");
        for (document, expect) in [
            (json!({"id": {"x": 1}, "a": {"b": [{"c": 1}, {"d": [2]}]}}), vec![]),
            (
                json!({"z": 1, "y": null, "x": "", "w": [], "v": {"u": [" "]}}),
                vec!["what stands in “z”"],
            ),
            (
                json!({"a": {"b": [{"e": 1}, {"e": 2, "c": 3}], "f": true}}),
                vec!["what stands in “a.b.e” (2 times)", "what stands in “a.f”"],
            ),
            (json!({"a": "text"}), vec!["what stands in “a”"]),
            (
                json!({"tree": {"branches": [{"name": "x", "branches": [{"name": "y", "odd": 1, "branches": []}]}]}}),
                vec!["what stands in “tree.branches.odd”"],
            ),
        ] {
            let mut left = Left::default();
            known.tell_others(&document, &mut left);
            assert_eq!(left.told().collect::<Vec<_>>(), expect, "{document}");
        }
    }
}

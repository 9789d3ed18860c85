//! STIX bundles: of two objects with one name programs keep the one with the later `modified` (STIX
//! 2.1 §3.6).

use super::{Said, Values, tally};
use crate::order::times;
use serde_json::Value;
use std::collections::BTreeMap;

/// What changes in a bundle.
pub fn compare((old, new): Values, said: &mut Said) -> String {
    if !old.is_null() && new.is_null() {
        let text = "the bundle goes: whoever has its objects keeps them as if they held".into();
        said.warn("bundle-gone", text, "keep the page of the advisory and withdraw it");
    }
    let [before, after] = [old, new].map(objects);
    let mut counts = [0, 0, 0];
    for (id, object) in &before {
        match after.get(id) {
            None => counts[1] += 1,
            Some(now) if now == object => {}
            Some(now) => {
                counts[2] += 1;
                if times(modified(now), modified(object)).is_le() {
                    let text = format!(
                        "{id} changes, and “modified” does not rise: programs keep what they have"
                    );
                    said.warn(
                        "object-unraised",
                        text,
                        "add a version to the advisory that says what changed",
                    );
                }
            }
        }
    }
    counts[0] = after.keys().filter(|id| !before.contains_key(*id)).count();
    tally(counts, "object")
}

fn modified(object: &Value) -> &str {
    object["modified"].as_str().unwrap_or_default()
}

fn objects(bundle: &Value) -> BTreeMap<&str, &Value> {
    let all = bundle["objects"].as_array().into_iter().flatten();
    all.filter_map(|object| Some((object["id"].as_str()?, object))).collect()
}

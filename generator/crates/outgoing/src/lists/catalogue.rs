//! Documents on the tree itself: `provider-metadata.json` (CSAF 2.0 §7.1.7), services and categories.

use super::{Said, Values};
use crate::place::Place;
use crate::tree::Tree;
use serde_json::Value;

/// What clients begin with: a change of what they know the team by is told.
pub fn metadata((old, new): Values, said: &mut Said) -> String {
    if new.is_null() {
        if !old.is_null() {
            let text =
                "it goes, and with it all documents: programs find nothing and are told nothing";
            said.warn(
                "metadata-gone",
                text.into(),
                "publish from a build that knows csaf.publisher_namespace, csaf.role and base_url",
            );
        }
        return "where programs begin".into();
    }
    if old.is_null() {
        return format!("where programs begin: {}", text(&new["canonical_url"]));
    }
    let is_other = |key: &str| old[key] != new[key];
    if is_other("canonical_url") && !stays(old, new, said.trees) {
        let text = format!(
            "its address was <{}> and would be <{}>",
            text(&old["canonical_url"]),
            text(&new["canonical_url"])
        );
        said.warn("address", text, "let the old address lead to the new one");
    }
    if old["publisher"]["namespace"] != new["publisher"]["namespace"] {
        let [was, is] = [old, new].map(|one| text(&one["publisher"]["namespace"]));
        let text = format!(
            "the namespace was <{was}> and would be <{is}>: all documents are those of another publisher"
        );
        said.warn("namespace", text, "keep “csaf.publisher_namespace” of team.yaml");
    }
    if is_other("public_openpgp_keys") && old["public_openpgp_keys"] != serde_json::json!([]) {
        let text = "it names another key: signatures by the old one no longer verify".into();
        said.note("key", text, "sign all documents by the new key, or keep the old one");
    }
    what_changed(old, new)
}

/// Whether metadata are left at the address that they had: the site stands where it stood, and there
/// is a file there.
fn stays(old: &Value, new: &Value, (before, after): (&Tree, &Tree)) -> bool {
    let was = site_and_path(text(&old["canonical_url"]), before);
    let is = site_and_path(text(&new["canonical_url"]), after);
    was.zip(is).is_some_and(|(was, is)| was.0 == is.0 && after.get(was.1).is_some())
}

/// The address of a site and the path of its metadata below it.
fn site_and_path<'a>(address: &'a str, tree: &'a Tree) -> Option<(&'a str, &'a str)> {
    let all = tree.iter().filter(|(_, place, _)| *place == Place::Metadata);
    let mut sites = all.filter_map(|(path, ..)| {
        let site = address.strip_suffix(path)?;
        site.ends_with('/').then_some((site, path))
    });
    sites.next()
}

/// Services and categories.
pub fn other((old, new): Values) -> String {
    what_changed(old, new)
}

fn what_changed(old: &Value, new: &Value) -> String {
    if old.is_null() || new.is_null() {
        return "what there is in the tree".into();
    }
    let mut changes = Vec::new();
    leaves(old, new, "", &mut changes);
    if changes.is_empty() { "written otherwise".into() } else { changes.join(", ") }
}

/// Places that differ, with both values where they are short.
fn leaves(old: &Value, new: &Value, place: &str, changes: &mut Vec<String>) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        if old != new {
            changes.push(match (old, new) {
                (Value::String(was), Value::String(is)) => format!("{place}: {was} → {is}"),
                _ => place.to_owned(),
            });
        }
        return;
    };
    let added = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(added) {
        let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        leaves(&old[key], &new[key], &place, changes);
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

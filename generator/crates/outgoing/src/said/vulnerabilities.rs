//! Vulnerabilities (CSAF 2.0 §3.2.3): which come and go, and what changes in those that stay.

use super::items::{Item, changed, compare as compare_items, distinct, list, short, text};
use super::products::Products;
use super::{notes, references, rest, thanks};
use crate::report::Change;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The keys of a vulnerability that are told in words.
const TOLD: [&str; 14] = [
    "acknowledgments",
    "cve",
    "cwe",
    "discovery_date",
    "flags",
    "ids",
    "notes",
    "product_status",
    "references",
    "release_date",
    "remediations",
    "scores",
    "threats",
    "title",
];

/// The states of products, as they are told.
const STATES: [(&str, &str); 9] = [
    ("known_affected", "affected"),
    ("first_affected", "first affected"),
    ("last_affected", "last affected"),
    ("fixed", "fixed"),
    ("first_fixed", "first fixed"),
    ("recommended", "recommended"),
    ("known_not_affected", "not affected"),
    ("under_investigation", "under investigation"),
    ("unknown", "unknown"),
];

/// What changes among the vulnerabilities.
pub fn compare(old: &Value, new: &Value, products: &[Products; 2], found: &mut Vec<Change>) {
    let [before, after] = [old, new].map(|all| {
        distinct(list(all, "/vulnerabilities", |one| {
            let name = name(one);
            (name.clone(), name)
        }))
    });
    let places: HashMap<String, String> =
        before.iter().map(|item| (item.key.clone(), item.pointer.clone())).collect();
    let mut changes = Vec::new();
    compare_items("vulnerability", [before, after.clone()], &mut changes);
    // What changes in those that stay is told piece by piece.
    found.extend(
        changes.into_iter().filter(|change| !change.text.starts_with("vulnerability changed: ")),
    );
    for item in &after {
        let Some(was) = places.get(&item.key) else { continue };
        let (was, is) = (element(old, was), element(new, &item.pointer));
        one((was, is), (&item.key, &item.pointer), products, found);
    }
}

/// The element of a list that a pointer ends with.
fn element<'a>(all: &'a Value, pointer: &str) -> &'a Value {
    let n = pointer.rsplit('/').next().and_then(|n| n.parse::<usize>().ok());
    &all[n.unwrap_or(usize::MAX)]
}

/// Its CVE, another number of it, or its title.
fn name(vulnerability: &Value) -> String {
    let id = || vulnerability["ids"][0]["text"].as_str();
    let title = || vulnerability["title"].as_str();
    vulnerability["cve"].as_str().or_else(id).or_else(title).unwrap_or("one without a name").into()
}

fn one(
    (old, new): (&Value, &Value),
    (name, place): (&str, &str),
    products: &[Products; 2],
    found: &mut Vec<Change>,
) {
    let mut own = Vec::new();
    let both = (old, new);
    states(both, place, products, &mut own);
    if old != new {
        others(both, place, products, &mut own);
    }
    found.extend(
        own.into_iter().map(|change| Change { text: format!("{name}: {}", change.text), ..change }),
    );
}

/// The items of a list of a vulnerability, by its place and the names of products.
type List = fn(&Value, &str, &Products) -> Vec<Item>;

/// All but the states of products.
fn others(both: (&Value, &Value), place: &str, products: &[Products; 2], own: &mut Vec<Change>) {
    let (old, new) = both;
    for (what, key) in [
        ("title", "title"),
        ("day of its discovery", "discovery_date"),
        ("day of its release", "release_date"),
    ] {
        own.extend(changed(what, both, place, key));
    }
    own.extend(weakness(both, place));
    let lists: [(&str, List); 5] = [
        ("score", scores),
        ("remediation", remediations),
        ("threat", threats),
        ("reason why not affected", flags),
        ("other number", ids),
    ];
    for (what, of) in lists {
        let [old, new] = [of(old, place, &products[0]), of(new, place, &products[1])];
        compare_items(what, [old, new], own);
    }
    compare_items("note", [notes(old, place), notes(new, place)], own);
    compare_items("reference", [references(old, place), references(new, place)], own);
    compare_items("thanks to", [thanks(old, place), thanks(new, place)], own);
    rest::compare(both, place, &TOLD, own);
}

fn weakness((old, new): (&Value, &Value), place: &str) -> Option<Change> {
    let name = |one: &Value| {
        let all = format!("{} {}", text(&one["cwe"]["id"]), text(&one["cwe"]["name"]));
        serde_json::json!({ "cwe": all.trim() })
    };
    changed("weakness", (&name(old), &name(new)), place, "cwe")
}

/// What is said of each product, by its name.
fn states(
    (old, new): (&Value, &Value),
    place: &str,
    products: &[Products; 2],
    own: &mut Vec<Change>,
) {
    let said = |one: &Value, products: &Products| -> BTreeMap<String, Vec<&str>> {
        let mut said: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (key, word) in STATES {
            for id in one["product_status"][key].as_array().into_iter().flatten() {
                said.entry(products.name(&text(id)).to_owned()).or_default().push(word);
            }
        }
        said
    };
    let (before, after) = (said(old, &products[0]), said(new, &products[1]));
    let none = vec!["not named"];
    let added = after.keys().filter(|name| !before.contains_key(*name));
    for product in before.keys().chain(added) {
        let [was, is] = [&before, &after].map(|all| all.get(product).unwrap_or(&none));
        if was != is {
            let text = format!("“{product}”: {} → {}", was.join(", "), is.join(", "));
            own.push(super::items::change(text, &format!("{place}/product_status")));
        }
    }
}

/// The names of the products that a statement is of, in their order.
fn names(ids: &Value, products: &Products) -> String {
    let mut names: Vec<String> = ids
        .as_array()
        .into_iter()
        .flatten()
        .map(|id| products.name(&text(id)).to_owned())
        .collect();
    names.sort();
    names.join(", ")
}

/// Scores by the version of CVSS: what is scored anew is a change.
fn scores(one: &Value, place: &str, products: &Products) -> Vec<Item> {
    let all = one["scores"].as_array().into_iter().flatten().enumerate();
    let items = all.flat_map(|(n, score)| {
        let versions = ["cvss_v2", "cvss_v3", "cvss_v4"].into_iter();
        versions.filter(|key| score[*key].is_object()).map(move |key| {
            let cvss = &score[key];
            let (version, vector) = (text(&cvss["version"]), text(&cvss["vectorString"]));
            Item {
                text: format!("CVSS {version} {} ({vector})", text(&cvss["baseScore"])),
                key: version,
                value: format!("{cvss} {}", names(&score["products"], products)),
                pointer: format!("{place}/scores/{n}/{key}"),
            }
        })
    });
    items.collect()
}

/// Items of one key as far as their texts differ: what is worded anew is a change, not another one.
fn worded(
    one: &Value,
    (place, key): (&str, &str),
    products: &Products,
    text_of: &str,
) -> Vec<Item> {
    let all = one[key].as_array().into_iter().flatten().enumerate();
    let items = all.map(|(n, item)| {
        let category = text(&item[text_of]);
        let details = short(&text(&item["details"]));
        let mut rest = item.clone();
        rest["product_ids"] = names(&item["product_ids"], products).into();
        Item {
            text: if details.is_empty() {
                category.clone()
            } else {
                format!("{category}: {details}")
            },
            key: category,
            value: rest.to_string(),
            pointer: format!("{place}/{key}/{n}"),
        }
    });
    items.collect()
}

fn remediations(one: &Value, place: &str, products: &Products) -> Vec<Item> {
    worded(one, (place, "remediations"), products, "category")
}

fn threats(one: &Value, place: &str, products: &Products) -> Vec<Item> {
    worded(one, (place, "threats"), products, "category")
}

fn flags(one: &Value, place: &str, products: &Products) -> Vec<Item> {
    worded(one, (place, "flags"), products, "label")
}

fn ids(one: &Value, place: &str, _: &Products) -> Vec<Item> {
    list(&one["ids"], &format!("{place}/ids"), |id| {
        let name = format!("{} {}", text(&id["system_name"]), text(&id["text"]));
        (name.clone(), name)
    })
}

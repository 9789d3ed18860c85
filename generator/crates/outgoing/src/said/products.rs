//! The product tree (CSAF 2.0 §3.2.2) → products by their identifiers, with their names.

use super::items::{Item, compare as compare_items, text};
use crate::report::Change;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How deep branches are followed; the standard's tree has four levels or so.
const DEEPEST: usize = 60;

/// The products of a document.
#[derive(Debug, Default)]
pub struct Products {
    all: Vec<Item>,
    names: BTreeMap<String, String>,
}

impl Products {
    /// Reads the tree: branches, products without a branch, and products on others.
    pub fn of(tree: &Value) -> Products {
        let mut found = Products::default();
        found.branches(&tree["branches"], "/product_tree/branches", 0);
        let alone = tree["full_product_names"].as_array().into_iter().flatten().enumerate();
        for (n, product) in alone {
            found.add(product, String::new(), format!("/product_tree/full_product_names/{n}"));
        }
        let relations = tree["relationships"].as_array().into_iter().flatten().enumerate();
        for (n, relation) in relations {
            let pointer = format!("/product_tree/relationships/{n}/full_product_name");
            let kind = text(&relation["category"]);
            found.add(&relation["full_product_name"], kind, pointer);
        }
        found
    }

    fn branches(&mut self, branches: &Value, place: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for (n, branch) in branches.as_array().into_iter().flatten().enumerate() {
            if branch["product"].is_object() {
                self.add(&branch["product"], String::new(), format!("{place}/{n}/product"));
            }
            self.branches(&branch["branches"], &format!("{place}/{n}/branches"), depth + 1);
        }
    }

    fn add(&mut self, product: &Value, more: String, pointer: String) {
        let (name, id) = (text(&product["name"]), text(&product["product_id"]));
        let helper = &product["product_identification_helper"];
        self.names.insert(id, name.clone());
        let value = format!("{name} {more} {helper}");
        self.all.push(Item { key: name.clone(), text: name, value, pointer });
    }

    /// The name of a product; its identifier if it has none.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

impl Products {
    /// Takes over the names that products have later, where the same identifier has another one: one
    /// that is worded anew is no other product.
    pub fn called_as(&mut self, later: &Products) {
        let own: HashSet<String> = self.names.values().cloned().collect();
        let others: HashSet<&String> = later.names.values().collect();
        let mut renamed: HashMap<String, String> = HashMap::new();
        for (id, name) in &mut self.names {
            let Some(new) = later.names.get(id) else { continue };
            if !others.contains(name) && !own.contains(new) {
                renamed.insert(std::mem::replace(name, new.clone()), new.clone());
            }
        }
        for item in &mut self.all {
            if let Some(new) = renamed.get(&item.key) {
                item.key.clone_from(new);
            }
        }
    }
}

/// Products that come, go, get another name, or are known by other identifiers.
pub fn compare([old, new]: &[Products; 2], found: &mut Vec<Change>) {
    let mut changes = Vec::new();
    compare_items("product", [old.all.clone(), new.all.clone()], &mut changes);
    for change in &mut changes {
        if let Some(name) = change.text.strip_prefix("product changed: ")
            && !name.contains(" → ")
        {
            change.text = format!("identifiers of a product changed: {name}");
        }
    }
    found.extend(changes);
}

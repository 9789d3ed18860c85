//! The products of an advisory: each once, with versions that a name in another registry does not
//! contradict, on products that there are.

use super::Page;
use certsite_site::parse::advisory::{ProductKey, State, holds};
use certsite_text::as_read;
use std::collections::{BTreeSet, HashMap};

/// The keys that tell of versions, without one of which a product says nothing.
const KEYS_OF_STATES: [&str; 10] = [
    "version",
    "affected",
    "first_affected",
    "last_affected",
    "fixed",
    "first_fixed",
    "recommended",
    "not_affected",
    "under_investigation",
    "unknown",
];

impl Page<'_, '_> {
    pub fn products(&mut self) {
        let mut keys: BTreeSet<&ProductKey> = BTreeSet::new();
        for (n, product) in self.advisory.products.iter().enumerate() {
            let n = n.to_string();
            // What is there and has no value is told by itself.
            let is_there =
                |key| self.doc.front_source().entry(&["advisory", "products", &n, key]).is_some();
            let is_stated = product.states().next().is_some();
            let mut keys_of_states = KEYS_OF_STATES.into_iter();
            if !is_stated && !keys_of_states.any(is_there) {
                self.wrong(
                    &["products", &n, "product"],
                    format!("the product “{}” has no version", product.product),
                    "state “affected” versions, the “fixed” version, or both",
                );
            }
            if let Some(key) = product.key.as_ref().filter(|key| !keys.insert(key)) {
                let message = format!("two products have the key “{}”", key.0);
                self.wrong_key(&["products", &n, "key"], message, "give each its own");
            }
        }
        self.states();
        self.reasons();
        self.relations();
        self.products_twice();
        self.other_names();
        let of_vulnerabilities = self.advisory.vulnerabilities.iter().map(|v| &v.products);
        let of_remediations = self.advisory.remediations.iter().map(|r| &r.products);
        let named = of_vulnerabilities.enumerate().map(|named| ("vulnerabilities", named));
        let named = named.chain(of_remediations.enumerate().map(|named| ("remediations", named)));
        for (block, (n, named)) in named {
            for (i, key) in named.iter().enumerate().filter(|(_, key)| !keys.contains(key)) {
                let path = [block, &n.to_string(), "products", &i.to_string()];
                let message = format!("no product has the key “{}”", key.0);
                self.wrong(&path, message, "name the “key” of one of the “products”");
            }
        }
    }

    /// The same product with the same versions.
    fn products_twice(&mut self) {
        let mut first = HashMap::new();
        for (n, product) in self.advisory.products.iter().enumerate() {
            let name = [&product.vendor, &product.product].map(|name| as_read(name));
            // Of one that is affected, what is said of its other versions does not matter.
            let is_affected = product.affected.is_some();
            let states =
                product.states().filter(|(state, _)| !is_affected || *state == State::Affected);
            let states: Vec<_> =
                states.map(|(state, version)| (state.key(), version.trim())).collect();
            let to = product.relation.as_ref().map(|relation| &*relation.to.0);
            let known = *first.entry((name, states, to)).or_insert(n);
            if known == n {
                continue;
            }
            let place = self.value(&["products", &known.to_string(), "product"]);
            let line = place.spot.map_or(0, |spot| spot.line);
            self.wrong(
                &["products", &n.to_string(), "product"],
                format!(
                    "“{}” with the same versions stands in line {line} already",
                    product.product
                ),
                "keep one of the two; programs would count it twice",
            );
        }
    }

    /// A version in a CPE name or a package URL, which stand for all that is affected.
    fn other_names(&mut self) {
        for (n, product) in self.advisory.products.iter().enumerate() {
            let cpes = product.cpe.iter().map(|cpe| ("cpe", cpe.version(), "“*”"));
            let purls = product.purl.iter().map(|purl| ("purl", purl.version(), "no version"));
            for (key, version, all) in cpes.chain(purls) {
                let Some(version) = version else { continue };
                let stated = match (&product.affected, product.fixed.0.as_slice()) {
                    (Some(affected), _) if holds(&affected.0, &version) == Some(false) => {
                        format!("affected are “{}”", affected.0)
                    }
                    (None, [fixed]) if fixed.0 != version => format!("{} is fixed", fixed.0),
                    _ => continue,
                };
                self.wrong(
                    &["products", &n.to_string(), key],
                    format!("“{key}” names version {version}, but {stated}"),
                    &format!("write {all} there: the versions stand in “affected” and “fixed”"),
                );
            }
        }
    }

    /// A product that another one stands on, or with.
    fn relations(&mut self) {
        let products = &self.advisory.products;
        let mut used: BTreeSet<&ProductKey> = BTreeSet::new();
        for (n, product) in products.iter().enumerate() {
            let Some(relation) = &product.relation else { continue };
            used.insert(&relation.to);
            let key = &relation.to.0;
            let to = products.iter().find(|other| other.key.as_ref() == Some(&relation.to));
            let (message, help) = match to {
                None => (
                    format!("no product has the key “{key}”"),
                    "name the “key” of one of the “products”",
                ),
                Some(to) if to.relation.is_some() => (
                    format!("the product “{key}” stands on another one itself"),
                    "name a product without a “relation”",
                ),
                Some(to) if to.version.0.is_empty() => (
                    format!("which versions of “{key}” are meant is not said"),
                    "state them in its “version”",
                ),
                Some(_) => continue,
            };
            self.wrong(&["products", &n.to_string(), "relation", "to"], message, help);
        }
        for (n, product) in products.iter().enumerate() {
            let is_used = product.key.as_ref().is_some_and(|key| used.contains(key));
            if !product.version.0.is_empty() && !is_used {
                self.wrong(
                    &["products", &n.to_string(), "version"],
                    format!("nothing is said of this version of “{}”", product.product),
                    "write “affected”, “fixed” or “not_affected”, or name the product in the “relation” of another one",
                );
            }
        }
    }

    /// Why versions are not affected: programs and readers ask, and CSAF's profile VEX does.
    fn reasons(&mut self) {
        for (n, product) in self.advisory.products.iter().enumerate() {
            let Some(not) = &product.not_affected else { continue };
            if not.justification.is_none() && not.impact.is_none() {
                self.wrong_key(
                    &["products", &n.to_string(), "not_affected"],
                    format!("why {} is not affected is not said", product.product),
                    "add a “justification”, or an “impact” in a sentence",
                );
            }
        }
    }
}

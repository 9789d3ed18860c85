//! The products of an advisory: each once, with versions that do not contradict each other, whether
//! they stand in a range, as the one that is fixed, or in a name of another registry.

use super::Page;
use certsite_site::parse::advisory::{Product, ProductKey, begins_after, holds};
use std::collections::{BTreeSet, HashMap};

/// At most this many rows of one product are compared with each other.
const MAX_COMPARED_ROWS: usize = 100;

impl Page<'_, '_> {
    pub fn products(&mut self) {
        let source = self.doc.front_source();
        let mut keys: BTreeSet<&ProductKey> = BTreeSet::new();
        for (n, product) in self.advisory.products.iter().enumerate() {
            let n = n.to_string();
            // What is there and has no value is told by itself.
            let is_there = |key| source.entry(&["advisory", "products", &n, key]).is_some();
            let is_stated = product.affected.is_some() || product.fixed.is_some();
            if !is_stated && !["affected", "fixed"].into_iter().any(is_there) {
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
        self.fixes();
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

    /// A version that is fixed is not affected, by no row of its product, and comes after one that is.
    fn fixes(&mut self) {
        let products = &self.advisory.products;
        let mut rows: HashMap<(&str, &str), Vec<&Product>> = HashMap::new();
        for product in products {
            rows.entry((&product.vendor, &product.product)).or_default().push(product);
        }
        for (n, product) in products.iter().enumerate() {
            let Some(fixed) = &product.fixed else { continue };
            let path = ["products", &n.to_string(), "fixed"];
            let rows = &rows[&(product.vendor.as_str(), product.product.as_str())];
            let mut ranges =
                rows.iter().take(MAX_COMPARED_ROWS).filter_map(|row| row.affected.as_ref());
            if let Some(affected) = ranges.find(|range| holds(&range.0, &fixed.0) == Some(true)) {
                let message = format!(
                    "{} is said to be fixed, and affected (“{}”), too",
                    fixed.0, affected.0
                );
                let help = "correct “fixed”, or let “affected” end before it";
                self.wrong(&path, message, help);
            } else if let Some(affected) = &product.affected
                && begins_after(&affected.0, &fixed.0)
            {
                let message = format!(
                    "{} is said to be fixed, and comes before all that is affected (“{}”)",
                    fixed.0, affected.0
                );
                let help = "correct “fixed”: what was never affected fixes nothing";
                self.wrong(&path, message, help);
            }
        }
    }

    /// The same product with the same versions.
    fn products_twice(&mut self) {
        let mut first = HashMap::new();
        for (n, product) in self.advisory.products.iter().enumerate() {
            let name =
                [&product.vendor, &product.product].map(|name| name.trim().to_ascii_lowercase());
            let versions = match &product.affected {
                Some(affected) => affected.0.trim(),
                None => product.fixed.as_ref().map_or("", |fixed| fixed.0.trim()),
            };
            let known = *first.entry((name, versions)).or_insert(n);
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
            let cpe = product.cpe.as_ref().and_then(|cpe| cpe.version());
            let purl = product.purl.as_ref().and_then(|purl| purl.version());
            let named = [("cpe", cpe, "“*”"), ("purl", purl, "no version")];
            for (key, version, all) in named {
                let Some(version) = version else { continue };
                let stated = match (&product.affected, &product.fixed) {
                    (Some(affected), _) if holds(&affected.0, &version) == Some(false) => {
                        format!("affected are “{}”", affected.0)
                    }
                    (None, Some(fixed)) if fixed.0 != version => format!("{} is fixed", fixed.0),
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
}

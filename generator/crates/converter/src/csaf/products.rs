//! The tree of products of a CSAF document (CSAF 2.0 §3.2.2) → products by their ids.

use crate::cpe::formatted;
use crate::json::{at, list, text, texts};
use crate::left::Left;
use crate::notice::Item;
use crate::versions::Spec;
use packageurl::PackageUrl;
use serde_json::Value;
use std::collections::HashMap;

/// How deep branches are followed: the standard allows 30 levels.
const DEEPEST: usize = 40;

/// All products by their ids.
#[derive(Default)]
pub struct Tree<'a> {
    leaves: HashMap<&'a str, Leaf>,
    groups: HashMap<&'a str, Vec<&'a str>>,
}

/// A product with one version, or one range of them.
#[derive(Clone)]
pub struct Leaf {
    /// The product, of which nothing is said yet.
    pub item: Item,
    /// Its version.
    pub spec: Spec,
}

/// What the branches above a product say of it.
#[derive(Clone, Copy, Default)]
struct Above<'a> {
    vendor: Option<&'a str>,
    family: Option<&'a str>,
    product: Option<&'a str>,
    version: Option<&'a str>,
    architecture: Option<&'a str>,
    level: Option<&'a str>,
}

impl Above<'_> {
    /// Name and version of an RPM, whose branch is `name-version-release.architecture` below one of that
    /// architecture.
    fn rpm(&self) -> Option<(String, String)> {
        let (rest, architecture) = self.version?.rsplit_once('.')?;
        (self.architecture == Some(architecture)).then_some(())?;
        let (rest, release) = rest.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        Some((name.to_owned(), format!("{version}-{release}")))
    }
}

impl<'a> Tree<'a> {
    /// Reads the tree of a document.
    pub fn read(document: &'a Value, left: &mut Left) -> Tree<'a> {
        let mut tree = Tree::default();
        tree.branches(document, &["product_tree", "branches"], Above::default(), 0);
        for product in list(document, &["product_tree", "full_product_names"]) {
            tree.add(product, Above::default());
        }
        for relation in list(document, &["product_tree", "relationships"]) {
            tree.relation(relation, left);
        }
        for group in list(document, &["product_tree", "product_groups"]) {
            if let Some(id) = text(group, &["group_id"]) {
                tree.groups.insert(id, texts(group, &["product_ids"]).collect());
            }
        }
        tree
    }

    /// The product of an id.
    pub fn leaf(&self, id: &str) -> Option<&Leaf> {
        self.leaves.get(id)
    }

    /// The ids that a part of a vulnerability names, by themselves or as groups.
    pub fn named(&self, part: &'a Value) -> Vec<&'a str> {
        let own = texts(part, &["product_ids"]);
        let groups = texts(part, &["group_ids"]).filter_map(|id| self.groups.get(id));
        own.chain(groups.flatten().copied()).collect()
    }

    fn branches(&mut self, value: &'a Value, path: &[&str], above: Above<'a>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for branch in list(value, path) {
            let name = text(branch, &["name"]);
            let mut here = above;
            match text(branch, &["category"]) {
                Some("vendor") => here.vendor = name,
                Some("product_family") => here.family = name,
                Some("product_name") => here.product = name,
                Some("product_version" | "product_version_range") => here.version = name,
                Some("architecture") => here.architecture = name,
                Some("patch_level" | "service_pack") => here.level = name,
                _ => {}
            }
            if let Some(product) = at(branch, &["product"]) {
                self.add(product, here);
            }
            self.branches(branch, &["branches"], here, depth + 1);
        }
    }

    fn add(&mut self, product: &'a Value, above: Above) {
        let Some(id) = text(product, &["product_id"]) else { return };
        let helper = product.get("product_identification_helper").unwrap_or(&Value::Null);
        let purls: Vec<String> = text(helper, &["purl"])
            .into_iter()
            .chain(texts(helper, &["purls"]))
            .map(str::to_owned)
            .collect();
        let own = |path: &[&str]| texts(helper, path).map(str::to_owned).collect();
        let mut item = Item {
            vendor: above.vendor.map(str::to_owned),
            family: above.family.map(str::to_owned),
            cpes: text(helper, &["cpe"]).into_iter().map(formatted).collect(),
            models: own(&["model_numbers"]),
            serials: own(&["serial_numbers"]),
            hashes: hashes(helper),
            ..Item::default()
        };
        let package: Option<PackageUrl> = purls.first().and_then(|purl| purl.parse().ok());
        let (name, version) = match (above.product, &package) {
            (Some(name), _) => (name.to_owned(), above.version.map(str::to_owned)),
            // A package stands in no branch of a product: its address has both.
            (None, Some(package)) => {
                let version = package.version().map(str::to_owned);
                (package.name().to_owned(), version.or(above.version.map(str::to_owned)))
            }
            // So does an RPM that has none.
            (None, None) if let Some((name, version)) = above.rpm() => (name, Some(version)),
            (None, None) => {
                let name = text(product, &["name"]).or(above.family).unwrap_or(id);
                (name.to_owned(), above.version.map(str::to_owned))
            }
        };
        item.purls = purls;
        item.product = name;
        let spec = match (version, above.level) {
            (Some(version), Some(level)) => Spec::of(&format!("{version} {level}")),
            (Some(version), None) => Spec::of(&version),
            (None, Some(level)) => Spec::of(level),
            (None, None) => Spec::Open,
        };
        self.leaves.insert(id, Leaf { item, spec });
    }

    /// A product together with another one (§3.2.2.3): its name tells both.
    fn relation(&mut self, relation: &'a Value, left: &mut Left) {
        let Some(id) = text(relation, &["full_product_name", "product_id"]) else { return };
        let leaf = |key: &str| text(relation, &[key]).and_then(|id| self.leaves.get(id));
        let (one, other) = (leaf("product_reference"), leaf("relates_to_product_reference"));
        let (Some(one), Some(other)) = (one, other) else {
            if let Some(product) = at(relation, &["full_product_name"]) {
                self.add(product, Above::default());
            }
            return;
        };
        let mut both = one.clone();
        let version = match &other.spec {
            Spec::One(version) => format!(" {version}"),
            _ => String::new(),
        };
        let kind = text(relation, &["category"]).unwrap_or_default().replace('_', " ");
        left.add(format!("how products belong together ({kind}), but for their names"));
        both.item.product = format!("{} ({}{version})", one.item.product, other.item.product);
        self.leaves.insert(id, both);
    }
}

/// Files with their SHA-256 (§3.1.3.3.2).
fn hashes(helper: &Value) -> Vec<(String, String)> {
    let of_file = |hash: &Value| {
        let file = text(hash, &["filename"])?;
        let is_sha256 = |one: &&Value| text(one, &["algorithm"]) == Some("sha256");
        let sum = list(hash, &["file_hashes"]).find(is_sha256)?;
        Some((file.to_owned(), text(sum, &["value"])?.to_owned()))
    };
    list(helper, &["hashes"]).filter_map(of_file).collect()
}

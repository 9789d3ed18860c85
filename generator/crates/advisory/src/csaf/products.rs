//! Products of an advisory → the product tree (CSAF 2.0 §3.2.2): maker, product, versions. Each
//! leaf has an identifier by its place in the list, so that all languages give the same.

use super::model::{Branch, FullProductName, Helper, ProductTree};
use certsite_site::parse::advisory::{Product, ProductKey};

/// Products with the identifiers of their affected and fixed versions.
pub struct ProductIds<'a>(&'a [Product]);

/// Which versions of a product a leaf stands for.
#[derive(Clone, Copy)]
enum Leaf {
    Affected,
    Fixed,
}

impl<'a> ProductIds<'a> {
    pub fn of(products: &'a [Product]) -> ProductIds<'a> {
        ProductIds(products)
    }

    /// Identifiers of the affected versions of the products with these keys, or of all.
    pub fn affected(&self, keys: &[ProductKey]) -> Vec<String> {
        self.ids(keys, Leaf::Affected)
    }

    /// Identifiers of the fixed versions of the products with these keys, or of all.
    pub fn fixed(&self, keys: &[ProductKey]) -> Vec<String> {
        self.ids(keys, Leaf::Fixed)
    }

    fn ids(&self, keys: &[ProductKey], leaf: Leaf) -> Vec<String> {
        let is_meant = |product: &Product| {
            keys.is_empty() || product.key.as_ref().is_some_and(|key| keys.contains(key))
        };
        let named = self.0.iter().enumerate().filter(|(_, product)| is_meant(product));
        named
            .filter(|(_, product)| version(product, leaf).is_some())
            .map(|(n, _)| id(n, leaf))
            .collect()
    }

    /// The tree; a maker and a product stand in it once.
    pub fn tree(&self) -> ProductTree {
        let mut vendors: Vec<Branch> = Vec::new();
        for (n, product) in self.0.iter().enumerate() {
            let vendor = inner(&mut vendors, "vendor", &product.vendor);
            let name = inner(&mut vendor.branches, "product_name", &product.product);
            for leaf in [Leaf::Affected, Leaf::Fixed] {
                name.branches.extend(branch(n, product, leaf));
            }
        }
        ProductTree { branches: vendors }
    }
}

fn id(n: usize, leaf: Leaf) -> String {
    let place = match leaf {
        Leaf::Affected => 2 * n + 1,
        Leaf::Fixed => 2 * n + 2,
    };
    format!("CSAFPID-{place:04}")
}

fn version(product: &Product, leaf: Leaf) -> Option<&str> {
    match leaf {
        Leaf::Affected => product.affected.as_ref().map(|range| range.0.as_str()),
        Leaf::Fixed => product.fixed.as_ref().map(|version| version.0.as_str()),
    }
}

/// The branch of a name, added if there is none yet.
fn inner<'a>(branches: &'a mut Vec<Branch>, category: &'static str, name: &str) -> &'a mut Branch {
    let at = branches.iter().position(|branch| branch.name == name).unwrap_or(branches.len());
    if at == branches.len() {
        let name = name.to_owned();
        branches.push(Branch { branches: Vec::new(), category, name, product: None });
    }
    &mut branches[at]
}

fn branch(n: usize, product: &Product, leaf: Leaf) -> Option<Branch> {
    let version = version(product, leaf)?;
    let category = match leaf {
        Leaf::Affected => "product_version_range",
        Leaf::Fixed => "product_version",
    };
    let helper = Helper {
        cpe: product.cpe.as_ref().map(|cpe| cpe.0.clone()),
        purl: product.purl.as_ref().map(|purl| purl.0.clone()),
    };
    let full = FullProductName {
        name: format!("{} {} {version}", product.vendor, product.product),
        product_id: id(n, leaf),
        product_identification_helper: (helper.cpe.is_some() || helper.purl.is_some())
            .then_some(helper),
    };
    Some(Branch { branches: Vec::new(), category, name: version.to_owned(), product: Some(full) })
}

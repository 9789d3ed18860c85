//! Products of an advisory → the product tree (CSAF 2.0 §3.2.2) and the state of each version
//! (§3.2.3.9). Each version has an identifier by its place in the list, so that all languages give
//! the same, and the same in each version of the advisory.

use super::model::{
    Branch, FileHashes, FullProductName, HashValue, Helper, ProductStatus, ProductTree,
    Relationship, Uri,
};
use certsite_site::parse::advisory::{Product, ProductKey, State};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Products with the identifiers of their versions.
pub struct ProductIds<'a> {
    products: &'a [Product],
    /// In the order of the products.
    leaves: Vec<Leaf<'a>>,
}

/// A version, or a range of them, of which something is said.
struct Leaf<'a> {
    /// The place of its product.
    n: usize,
    state: State,
    version: &'a str,
    id: String,
    /// Whether another leaf is the same version, and has the identifier.
    is_known: bool,
    /// Its identifiers together with each version of the product that it stands on; empty if it
    /// stands alone.
    together: Vec<Together>,
}

/// A version on one version of another product.
struct Together {
    id: String,
    /// The identifier of the other one.
    other: String,
    name: String,
}

impl<'a> ProductIds<'a> {
    pub fn of(products: &'a [Product]) -> ProductIds<'a> {
        let mut known: HashMap<(&str, &str, &str), String> = HashMap::new();
        let mut leaves: Vec<Leaf> = Vec::with_capacity(2 * products.len());
        for (n, product) in products.iter().enumerate() {
            let mut count = 0;
            let mut before = None;
            for (state, version) in product.states() {
                count = if before == Some(state) { count + 1 } else { 0 };
                before = Some(state);
                let own = id(n, state, count);
                let name = (product.vendor.as_str(), product.product.as_str(), version);
                let first = known.entry(name).or_insert_with(|| own.clone());
                // These two were there first, and had identifiers of their own wherever they stood.
                let is_own = matches!(state, State::Affected | State::Fixed) && count == 0;
                let is_known = !is_own && *first != own;
                let id = if is_known { first.clone() } else { own };
                leaves.push(Leaf { n, state, version, id, is_known, together: Vec::new() });
            }
        }
        let mut ids = ProductIds { products, leaves };
        ids.relate();
        ids
    }

    /// Gives identifiers to versions on versions of another product.
    fn relate(&mut self) {
        for (n, product) in self.products.iter().enumerate() {
            let Some(relation) = &product.relation else { continue };
            let is_other = |other: &Product| other.key.as_ref() == Some(&relation.to);
            let Some(to) = self.products.iter().position(is_other) else { continue };
            let other = &self.products[to];
            let others: Vec<_> = self.leaves[self.place(to)]
                .iter()
                .filter(|leaf| leaf.state == State::Named)
                .map(|leaf| (leaf.id.clone(), full_name(other, leaf.version)))
                .collect();
            let words = relation.kind.word().replace('_', " ");
            let place = self.place(n);
            for leaf in &mut self.leaves[place] {
                let own = full_name(product, leaf.version);
                let both = others.iter().map(|(other, name)| Together {
                    id: format!("{}-{other}", leaf.id),
                    other: other.clone(),
                    name: format!("{own} {words} {name}"),
                });
                leaf.together = both.collect();
            }
        }
    }

    /// Where the versions of a product stand.
    fn place(&self, n: usize) -> Range<usize> {
        let before = |n: usize| self.leaves.partition_point(|leaf| leaf.n < n);
        before(n)..before(n + 1)
    }

    /// Identifiers of the versions of which one of these is said, of the products with these keys,
    /// or of all.
    pub fn ids(&self, keys: &[ProductKey], states: &[State]) -> Vec<String> {
        let meant = self.meant(keys).flat_map(|(n, _)| &self.leaves[self.place(n)]);
        unique(meant.filter(|leaf| states.contains(&leaf.state)))
    }

    /// Identifiers of the versions of one product that are not affected.
    pub fn not_affected(&self, n: usize) -> Vec<String> {
        let own = self.leaves[self.place(n)].iter();
        unique(own.filter(|leaf| leaf.state == State::NotAffected))
    }

    /// The products with these keys, or all, with their places.
    pub fn meant(&self, keys: &[ProductKey]) -> impl Iterator<Item = (usize, &'a Product)> {
        self.products.iter().enumerate().filter(|(n, _)| self.is_meant(*n, keys))
    }

    fn is_meant(&self, n: usize, keys: &[ProductKey]) -> bool {
        let key = self.products[n].key.as_ref();
        keys.is_empty() || key.is_some_and(|key| keys.contains(key))
    }

    /// Identifiers of all versions that are affected, the first and the last ones too.
    pub fn affected(&self, keys: &[ProductKey]) -> Vec<String> {
        self.ids(keys, &[State::Affected, State::FirstAffected, State::LastAffected])
    }

    /// What is known of all versions of the products with these keys, or of all.
    pub fn status(&self, keys: &[ProductKey]) -> ProductStatus {
        let ids = |state| self.ids(keys, &[state]);
        ProductStatus {
            first_affected: ids(State::FirstAffected),
            first_fixed: ids(State::FirstFixed),
            fixed: ids(State::Fixed),
            known_affected: ids(State::Affected),
            known_not_affected: ids(State::NotAffected),
            last_affected: ids(State::LastAffected),
            recommended: ids(State::Recommended),
            under_investigation: ids(State::UnderInvestigation),
        }
    }

    /// The tree; a maker, a family and a product stand in it once.
    pub fn tree(&self) -> ProductTree {
        let mut vendors: Vec<Branch> = Vec::new();
        for leaf in self.leaves.iter().filter(|leaf| !leaf.is_known) {
            let product = &self.products[leaf.n];
            let vendor = inner(&mut vendors, "vendor", &product.vendor);
            let within = match &product.family {
                Some(family) => inner(&mut vendor.branches, "product_family", family),
                None => vendor,
            };
            let name = inner(&mut within.branches, "product_name", &product.product);
            name.branches.push(branch(product, leaf));
        }
        let mut known: HashSet<&str> = HashSet::new();
        let together = self.leaves.iter().flat_map(|leaf| {
            let relation = self.products[leaf.n].relation.as_ref();
            let kind = relation.map(|relation| relation.kind);
            leaf.together.iter().filter_map(move |together| Some((leaf, kind?, together)))
        });
        let new = together.filter(|(.., together)| known.insert(&together.id));
        let relationships = new.map(|(leaf, kind, together)| Relationship {
            category: kind.word(),
            full_product_name: FullProductName {
                name: together.name.clone(),
                product_id: together.id.clone(),
                // It is known by its own signs, wherever it stands.
                product_identification_helper: helper(&self.products[leaf.n]),
            },
            product_reference: leaf.id.clone(),
            relates_to_product_reference: together.other.clone(),
        });
        let relationships = relationships.collect();
        ProductTree { branches: vendors, relationships }
    }
}

/// The identifiers of leaves, each once: one that is another leaf's too follows on that.
fn unique<'a, 'b: 'a>(leaves: impl Iterator<Item = &'a Leaf<'b>>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for leaf in leaves {
        let together = leaf.together.iter().map(|together| &together.id);
        let alone = leaf.together.is_empty().then_some(&leaf.id);
        for id in together.chain(alone) {
            if !leaf.is_known || !ids.contains(id) {
                ids.push(id.clone());
            }
        }
    }
    ids
}

/// The identifier of the `count`th version of which something is said. Those of what is affected and
/// of the first fix are as old as the documents.
fn id(n: usize, state: State, count: usize) -> String {
    let first = 2 * n + 1;
    let sign = match state {
        State::Affected => return format!("CSAFPID-{first:04}"),
        State::Fixed if count == 0 => return format!("CSAFPID-{:04}", first + 1),
        State::Fixed => "F",
        State::Named => "V",
        State::FirstAffected => "FA",
        State::LastAffected => "LA",
        State::FirstFixed => "FF",
        State::Recommended => "R",
        State::NotAffected => "NA",
        State::UnderInvestigation => "UI",
    };
    format!("CSAFPID-{first:04}-{sign}{}", count + 1)
}

/// The branch of a name, added if there is none yet.
fn inner<'a>(branches: &'a mut Vec<Branch>, category: &'static str, name: &str) -> &'a mut Branch {
    let is_it = |branch: &Branch| branch.name == name && branch.category == category;
    let at = branches.iter().position(is_it).unwrap_or(branches.len());
    if at == branches.len() {
        let name = name.to_owned();
        branches.push(Branch { branches: Vec::new(), category, name, product: None });
    }
    &mut branches[at]
}

fn full_name(product: &Product, version: &str) -> String {
    format!("{} {} {version}", product.vendor, product.product)
}

fn branch(product: &Product, leaf: &Leaf) -> Branch {
    let full = FullProductName {
        name: full_name(product, leaf.version),
        product_id: leaf.id.clone(),
        product_identification_helper: helper(product),
    };
    Branch {
        branches: Vec::new(),
        category: match leaf.state.is_of_one() {
            true => "product_version",
            false => "product_version_range",
        },
        name: leaf.version.to_owned(),
        product: Some(full),
    }
}

/// By what a product is known (§3.1.3.3). CSAF 2.0 has room for one CPE name and one package URL;
/// those that follow are addresses of other lists (§3.1.3.3.8).
fn helper(product: &Product) -> Option<Helper> {
    let further = |names: &[String], namespace: &'static str| -> Vec<Uri> {
        // A backslash stands in no address.
        let uri = |name: &String| Uri { namespace, uri: name.replace('\\', "%5C") };
        names.iter().skip(1).map(uri).collect()
    };
    let cpes: Vec<String> = product.cpe.iter().map(|cpe| cpe.0.clone()).collect();
    let purls: Vec<String> = product.purl.iter().map(|purl| purl.0.clone()).collect();
    let mut uris = further(&cpes, "https://nvd.nist.gov/products/cpe");
    uris.extend(further(&purls, "https://github.com/package-url/purl-spec"));
    let hashes = product.hashes.iter().map(|hash| FileHashes {
        file_hashes: [HashValue { algorithm: "sha256", value: hash.sha256.0.clone() }],
        filename: hash.file.clone(),
    });
    let helper = Helper {
        cpe: cpes.into_iter().next(),
        hashes: hashes.collect(),
        model_numbers: product.models.clone(),
        purl: purls.into_iter().next(),
        serial_numbers: product.serials.clone(),
        x_generic_uris: uris,
    };
    helper.says_something().then_some(helper)
}

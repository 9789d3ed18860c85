//! Products of an advisory → the product tree (CSAF 2.0 §3.2.2) and the state of each version
//! (§3.2.3.9). Each version has an identifier by its place in the list, so that all languages give
//! the same, and the same in each version of the advisory.

mod helper;

use super::lent::Ids;
use super::model::{
    Branch, FullProductName, Name, ProductPath, ProductStatus, ProductTree, Relationship, Subpath,
};
use crate::version::CsafVersion;
use certsite_site::parse::advisory::{Product, ProductKey, State};
use helper::helper;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::ops::Range;
use std::rc::Rc;

/// Products with the identifiers of their versions.
pub struct ProductIds<'a> {
    products: &'a [Product],
    version: CsafVersion,
    /// In the order of the products.
    leaves: Vec<Leaf<'a>>,
    /// Where the versions of each product begin, and where those of the last end.
    begins: Vec<usize>,
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

impl Leaf<'_> {
    /// Whether this version of CSAF has a place for what is said of it: 2.0 has none for versions of
    /// which nobody knows.
    fn has_place(&self, version: CsafVersion) -> bool {
        version == CsafVersion::V21 || self.state != State::Unknown
    }

    /// Adds its identifiers to others, each once: one that is another leaf's too follows on that.
    fn add_to<'a>(&'a self, ids: &mut Ids<'a>) {
        let together = self.together.iter().map(|together| &*together.id);
        let alone = self.together.is_empty().then_some(&*self.id);
        for id in together.chain(alone) {
            if !self.is_known || !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
}

/// A version on one version of another product.
struct Together {
    id: String,
    /// The identifier of the other one.
    other: String,
    name: String,
}

impl<'a> ProductIds<'a> {
    pub fn of(products: &'a [Product], version: CsafVersion) -> ProductIds<'a> {
        // Several of one name, if their signs tell them apart.
        let mut known: HashMap<(&str, &str, &str), Vec<usize>> =
            HashMap::with_capacity(3 * products.len());
        let mut leaves: Vec<Leaf> = Vec::with_capacity(3 * products.len());
        let mut begins = Vec::with_capacity(products.len() + 1);
        for (n, product) in products.iter().enumerate() {
            begins.push(leaves.len());
            let mut count = 0;
            let mut before = None;
            for (state, version) in product.states() {
                count = if before == Some(state) { count + 1 } else { 0 };
                before = Some(state);
                let name = (product.vendor.as_str(), product.product.as_str(), version);
                let known = known.entry(name).or_default();
                let is_same = |at: &&usize| !products[leaves[**at].n].is_told_apart(product);
                let same = known.iter().find(is_same).map(|at| &leaves[*at]);
                if same.is_none() {
                    known.push(leaves.len());
                }
                // These two were there first, and had identifiers of their own wherever they stood.
                let is_own = matches!(state, State::Affected | State::Fixed) && count == 0;
                let (is_known, id) = match same.filter(|_| !is_own) {
                    Some(same) => (true, same.id.clone()),
                    None => (false, id(n, state, count)),
                };
                leaves.push(Leaf { n, state, version, id, is_known, together: Vec::new() });
            }
        }
        begins.push(leaves.len());
        let mut ids = ProductIds { products, version, leaves, begins };
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
                .map(|leaf| (leaf.id.clone(), name(other, leaf.version)))
                .collect();
            let words = relation.kind.word().replace('_', " ");
            let place = self.place(n);
            for leaf in &mut self.leaves[place] {
                let own = name(product, leaf.version);
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
        self.begins[n]..self.begins[n + 1]
    }

    /// The versions of the products with these keys, or of all.
    fn leaves(&self, keys: &[ProductKey]) -> impl Iterator<Item = &Leaf<'a>> {
        self.meant(keys).flat_map(|(n, _)| &self.leaves[self.place(n)])
    }

    /// Identifiers of the versions of which this is said, of the products with these keys, or of all.
    pub fn ids(&self, keys: &[ProductKey], state: State) -> Ids<'_> {
        unique(self.leaves(keys).filter(|leaf| leaf.state == state))
    }

    /// Identifiers of the versions of one product that are not affected.
    pub fn not_affected(&self, n: usize) -> Ids<'_> {
        let own = self.leaves[self.place(n)].iter();
        unique(own.filter(|leaf| leaf.state == State::NotAffected))
    }

    /// The names of versions of which nobody knows, for which CSAF 2.0 has no place.
    pub fn unknown(&self, keys: &[ProductKey]) -> Vec<String> {
        let unknown = self.leaves(keys).filter(|leaf| leaf.state == State::Unknown);
        unknown.map(|leaf| name(&self.products[leaf.n], leaf.version).to_string()).collect()
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
    pub fn affected(&self, keys: &[ProductKey]) -> Ids<'_> {
        let is_affected =
            |state| matches!(state, State::Affected | State::FirstAffected | State::LastAffected);
        unique(self.leaves(keys).filter(|leaf| is_affected(leaf.state)))
    }

    /// Identifiers of the versions that a score can be about: those that are affected, or else those of
    /// which nobody knows yet.
    pub fn rated(&self, keys: &[ProductKey]) -> Ids<'_> {
        let affected = self.affected(keys);
        if !affected.is_empty() {
            return affected;
        }
        let is_open = |state| matches!(state, State::UnderInvestigation | State::Unknown);
        let open = self.leaves(keys).filter(|leaf| is_open(leaf.state));
        unique(open.filter(|leaf| leaf.has_place(self.version)))
    }

    /// What is known of all versions of the products with these keys, or of all; none of those of which
    /// nobody knows, for which CSAF 2.0 has no place.
    pub fn status(&self, keys: &[ProductKey]) -> Option<ProductStatus<'_>> {
        let mut status = ProductStatus::default();
        for leaf in self.leaves(keys).filter(|leaf| leaf.has_place(self.version)) {
            leaf.add_to(match leaf.state {
                State::Named => continue,
                State::FirstAffected => &mut status.first_affected,
                State::FirstFixed => &mut status.first_fixed,
                State::Fixed => &mut status.fixed,
                State::Affected => &mut status.known_affected,
                State::NotAffected => &mut status.known_not_affected,
                State::LastAffected => &mut status.last_affected,
                State::Recommended => &mut status.recommended,
                State::UnderInvestigation => &mut status.under_investigation,
                State::Unknown => &mut status.unknown,
            });
        }
        (status != ProductStatus::default()).then_some(status)
    }

    /// The tree; a maker, a family and a product stand in it once.
    pub fn tree(&self) -> ProductTree<'_> {
        let version = self.version;
        let helpers: Vec<_> =
            self.products.iter().map(|product| helper(product, version).map(Rc::new)).collect();
        let mut vendors: Vec<Branch> = Vec::new();
        let mut in_words: Vec<FullProductName> = Vec::new();
        let told = || self.leaves.iter().filter(|leaf| leaf.has_place(version));
        for leaf in told().filter(|leaf| !leaf.is_known) {
            let product = &self.products[leaf.n];
            let full = FullProductName {
                name: name(product, leaf.version),
                product_id: &leaf.id,
                product_identification_helper: helpers[leaf.n].clone(),
            };
            let Some((category, named)) = placed(leaf, version) else {
                in_words.push(full);
                continue;
            };
            let vendor = inner(&mut vendors, "vendor", &product.vendor);
            let within = match &product.family {
                Some(family) => inner(&mut vendor.branches, "product_family", family),
                None => vendor,
            };
            let name = inner(&mut within.branches, "product_name", &product.product);
            name.branches.push(Branch {
                branches: Vec::new(),
                category,
                name: named,
                product: Some(full),
            });
        }
        let mut known: HashSet<&str> = HashSet::new();
        let together = told().flat_map(|leaf| {
            let relation = self.products[leaf.n].relation.as_ref();
            let kind = relation.map(|relation| relation.kind);
            leaf.together.iter().filter_map(move |together| Some((leaf, kind?, together)))
        });
        let mut tree = ProductTree {
            branches: vendors,
            full_product_names: in_words,
            ..ProductTree::default()
        };
        let new = together.filter(|(.., together)| known.insert(&together.id));
        for (leaf, kind, together) in new {
            let category = kind.word();
            let full_product_name = FullProductName {
                name: Name::Together(&together.name),
                product_id: &together.id,
                // It is known by its own signs, wherever it stands.
                product_identification_helper: helpers[leaf.n].clone(),
            };
            let (own, other) = (&leaf.id, &together.other);
            match version {
                CsafVersion::V20 => tree.relationships.push(Relationship {
                    category,
                    full_product_name,
                    product_reference: own,
                    relates_to_product_reference: other,
                }),
                CsafVersion::V21 => tree.product_paths.push(ProductPath {
                    beginning_product_reference: own,
                    full_product_name,
                    subpaths: [Subpath { category, next_product_reference: other }],
                }),
            }
        }
        tree
    }
}

/// The identifiers of leaves, each once.
fn unique<'a>(leaves: impl Iterator<Item = &'a Leaf<'a>>) -> Ids<'a> {
    let mut ids = Ids::new();
    leaves.for_each(|leaf| leaf.add_to(&mut ids));
    ids
}

/// The identifier of the `count`th version of which something is said. Those of what is affected and
/// of the first fix are as old as the documents.
fn id(n: usize, state: State, count: usize) -> String {
    let first = 2 * n + 1;
    let plain = |number: usize| {
        // One is made for each version: its room is taken at once.
        let mut id = String::with_capacity("CSAFPID-0001-NA10".len());
        let _ = write!(id, "CSAFPID-{number:04}");
        id
    };
    let sign = match state {
        State::Affected => return plain(first),
        State::Fixed if count == 0 => return plain(first + 1),
        State::Fixed => "F",
        State::Named => "V",
        State::FirstAffected => "FA",
        State::LastAffected => "LA",
        State::FirstFixed => "FF",
        State::Recommended => "R",
        State::NotAffected => "NA",
        State::UnderInvestigation => "UI",
        State::Unknown => "U",
    };
    let mut id = plain(first);
    let _ = write!(id, "-{sign}{}", count + 1);
    id
}

/// The branch of a name, added if there is none yet.
fn inner<'a, 'b>(
    branches: &'b mut Vec<Branch<'a>>,
    category: &'static str,
    name: &'a str,
) -> &'b mut Branch<'a> {
    let is_it = |branch: &Branch| branch.name == name && branch.category == category;
    let at = branches.iter().position(is_it).unwrap_or(branches.len());
    if at == branches.len() {
        let name = name.into();
        branches.push(Branch { branches: Vec::new(), category, name, product: None });
    }
    &mut branches[at]
}

fn name<'a>(product: &'a Product, version: &'a str) -> Name<'a> {
    Name::Alone { vendor: &product.vendor, product: &product.product, version }
}

/// As what a leaf hangs in the tree, and under which name. CSAF 2.1 has no branch for words: a range
/// is one of vers, and names more than one version (3.1.2.3.2, 6.1.59).
fn placed<'a>(leaf: &Leaf<'a>, version: CsafVersion) -> Option<(&'static str, Cow<'a, str>)> {
    const ONE: &str = "product_version";
    const RANGE: &str = "product_version_range";
    let name = leaf.version;
    if leaf.state.is_of_one() {
        return Some((ONE, name.into()));
    }
    if version == CsafVersion::V20 {
        return Some((RANGE, name.into()));
    }
    let (kind, range) = name.strip_prefix("vers:")?.split_once('/')?;
    let bare = |part: &'_ str| part.strip_prefix('=').unwrap_or(part).to_owned();
    let parts: Vec<String> = range.split('|').map(bare).collect();
    match parts.as_slice() {
        [all] if all == "*" => Some((RANGE, "vers:all/*".into())),
        [one] if !one.starts_with(['<', '>', '!']) => {
            let one = percent_encoding::percent_decode_str(one).decode_utf8_lossy();
            Some((ONE, one.into_owned().into()))
        }
        parts => Some((RANGE, format!("vers:{kind}/{}", parts.join("|")).into())),
    }
}

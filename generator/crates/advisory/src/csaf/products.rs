//! Products of an advisory → the product tree (CSAF 2.0 §3.2.2) and the state of each version
//! (§3.2.3.9). Each version has an identifier by its place in the list, so that all languages give
//! the same, and the same in each version of the advisory.

use super::model::{
    Branch, FileHashes, FullProductName, HashValue, Helper, ProductPath, ProductStatus,
    ProductTree, Relationship, Subpath, Uri,
};
use crate::version::CsafVersion;
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

impl Leaf<'_> {
    /// Whether this version of CSAF has a place for what is said of it: 2.0 has none for versions of
    /// which nobody knows.
    fn has_place(&self, version: CsafVersion) -> bool {
        version == CsafVersion::V21 || self.state != State::Unknown
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

    /// The names of versions of which nobody knows, for which CSAF 2.0 has no place.
    pub fn unknown(&self, keys: &[ProductKey]) -> Vec<String> {
        let meant = self.meant(keys).flat_map(|(n, _)| &self.leaves[self.place(n)]);
        let unknown = meant.filter(|leaf| leaf.state == State::Unknown);
        unknown.map(|leaf| full_name(&self.products[leaf.n], leaf.version)).collect()
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

    /// What is known of all versions of the products with these keys, or of all; none of those of which
    /// nobody knows, for which CSAF 2.0 has no place.
    pub fn status(&self, keys: &[ProductKey], version: CsafVersion) -> Option<ProductStatus> {
        let ids = |state| self.ids(keys, &[state]);
        let status = ProductStatus {
            first_affected: ids(State::FirstAffected),
            first_fixed: ids(State::FirstFixed),
            fixed: ids(State::Fixed),
            known_affected: ids(State::Affected),
            known_not_affected: ids(State::NotAffected),
            last_affected: ids(State::LastAffected),
            recommended: ids(State::Recommended),
            under_investigation: ids(State::UnderInvestigation),
            unknown: match version {
                CsafVersion::V20 => Vec::new(),
                CsafVersion::V21 => ids(State::Unknown),
            },
        };
        (status != ProductStatus::default()).then_some(status)
    }

    /// The tree; a maker, a family and a product stand in it once.
    pub fn tree(&self, version: CsafVersion) -> ProductTree {
        let mut vendors: Vec<Branch> = Vec::new();
        let mut in_words: Vec<FullProductName> = Vec::new();
        let told = || self.leaves.iter().filter(|leaf| leaf.has_place(version));
        for leaf in told().filter(|leaf| !leaf.is_known) {
            let product = &self.products[leaf.n];
            let full = FullProductName {
                name: full_name(product, leaf.version),
                product_id: leaf.id.clone(),
                product_identification_helper: helper(product, version),
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
                name: together.name.clone(),
                product_id: together.id.clone(),
                // It is known by its own signs, wherever it stands.
                product_identification_helper: helper(&self.products[leaf.n], version),
            };
            let (own, other) = (leaf.id.clone(), together.other.clone());
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
        State::Unknown => "U",
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

/// As what a leaf hangs in the tree, and under which name. CSAF 2.1 has no branch for words: a range
/// is one of vers, and names more than one version (3.1.2.3.2, 6.1.59).
fn placed(leaf: &Leaf, version: CsafVersion) -> Option<(&'static str, String)> {
    const ONE: &str = "product_version";
    const RANGE: &str = "product_version_range";
    let name = leaf.version;
    if leaf.state.is_of_one() {
        return Some((ONE, name.to_owned()));
    }
    if version == CsafVersion::V20 {
        return Some((RANGE, name.to_owned()));
    }
    let (kind, range) = name.strip_prefix("vers:")?.split_once('/')?;
    let bare = |part: &'_ str| part.strip_prefix('=').unwrap_or(part).to_owned();
    let parts: Vec<String> = range.split('|').map(bare).collect();
    match parts.as_slice() {
        [all] if all == "*" => Some((RANGE, "vers:all/*".to_owned())),
        [one] if !one.starts_with(['<', '>', '!']) => {
            let one = percent_encoding::percent_decode_str(one).decode_utf8_lossy();
            Some((ONE, one.into_owned()))
        }
        parts => Some((RANGE, format!("vers:{kind}/{}", parts.join("|")))),
    }
}

/// By what a product is known (§3.1.3.3). CSAF 2.0 has room for one CPE name and one package URL, 2.1
/// for package URLs that differ in their qualifiers; those that follow are addresses of other lists
/// (§3.1.3.3.8).
fn helper(product: &Product, version: CsafVersion) -> Option<Helper> {
    let further = |names: &[String], namespace: &'static str| -> Vec<Uri> {
        // A backslash stands in no address.
        let uri = |name: &String| Uri { namespace, uri: name.replace('\\', "%5C") };
        names.iter().map(uri).collect()
    };
    let cpes: Vec<String> = product.cpe.iter().map(|cpe| cpe.0.clone()).collect();
    let purls: Vec<String> = product.purl.iter().map(|purl| purl.0.clone()).collect();
    let is_new = version == CsafVersion::V21;
    let (own, others): (Vec<String>, Vec<String>) = match purls.first().map(|first| package(first))
    {
        // CSAF 2.1, 6.1.42.
        Some(first) if is_new => purls.into_iter().partition(|purl| package(purl) == first),
        _ => {
            let mut own = purls;
            let others = own.split_off(own.len().min(1));
            (own, others)
        }
    };
    let mut uris = further(cpes.get(1..).unwrap_or_default(), "https://nvd.nist.gov/products/cpe");
    uris.extend(further(&others, "https://github.com/package-url/purl-spec"));
    let hashes = product.hashes.iter().map(|hash| FileHashes {
        file_hashes: [HashValue { algorithm: "sha256", value: hash.sha256.0.clone() }],
        filename: hash.file.clone(),
    });
    // A backslash is a sign like others in 2.0, and in 2.1 makes one of the sign behind it.
    let numbers = |numbers: &[String]| match is_new {
        true => numbers.iter().map(|number| number.replace('\\', "\\\\")).collect(),
        false => numbers.to_vec(),
    };
    let (purl, purls) = if is_new {
        let mut purls: Vec<String> = own.iter().map(|purl| lower_kind(purl)).collect();
        purls.dedup();
        (None, purls)
    } else {
        (own.into_iter().next(), Vec::new())
    };
    let helper = Helper {
        cpe: cpes.into_iter().next(),
        hashes: hashes.collect(),
        model_numbers: numbers(&product.models),
        purl,
        purls,
        serial_numbers: numbers(&product.serials),
        x_generic_uris: uris,
    };
    helper.says_something().then_some(helper)
}

/// A package URL without its qualifiers and what stands behind them.
fn package(purl: &str) -> String {
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    lower_kind(&purl[..end])
}

/// A package URL whose kind is written in small letters, as its canonical form is.
fn lower_kind(purl: &str) -> String {
    match purl.find('/') {
        Some(end) => format!("{}{}", purl[..end].to_ascii_lowercase(), &purl[end..]),
        None => purl.to_owned(),
    }
}

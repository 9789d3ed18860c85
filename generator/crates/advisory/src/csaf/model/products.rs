//! The parts of a product tree (CSAF 2.0 §3.2.2), and by what products are known (§3.1.3.3).

use crate::csaf::lent::shown;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

#[derive(Default, Serialize)]
pub struct ProductTree<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch<'a>>,
    /// Products that fit into no branch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub full_product_names: Vec<FullProductName<'a>>,
    /// In CSAF 2.1 alone (3.2.3.4).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_paths: Vec<ProductPath<'a>>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<Relationship<'a>>,
}

impl ProductTree<'_> {
    /// Whether it names any product.
    pub fn says_something(&self) -> bool {
        !self.branches.is_empty() || !self.full_product_names.is_empty()
    }
}

#[derive(Serialize)]
pub struct Relationship<'a> {
    pub category: &'static str,
    pub full_product_name: FullProductName<'a>,
    pub product_reference: &'a str,
    pub relates_to_product_reference: &'a str,
}

#[derive(Serialize)]
pub struct ProductPath<'a> {
    pub beginning_product_reference: &'a str,
    pub full_product_name: FullProductName<'a>,
    pub subpaths: [Subpath<'a>; 1],
}

#[derive(Serialize)]
pub struct Subpath<'a> {
    pub category: &'static str,
    pub next_product_reference: &'a str,
}

#[derive(Serialize)]
pub struct Branch<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch<'a>>,
    pub category: &'static str,
    pub name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<FullProductName<'a>>,
}

#[derive(Serialize)]
pub struct FullProductName<'a> {
    #[serde(serialize_with = "shown")]
    pub name: Name<'a>,
    pub product_id: &'a str,
    /// One for all versions of a product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_identification_helper: Option<Rc<Helper<'a>>>,
}

/// What a version of a product is called in full.
#[derive(Clone, Copy)]
pub enum Name<'a> {
    Alone {
        vendor: &'a str,
        product: &'a str,
        version: &'a str,
    },
    /// Of a version that stands on one of another product.
    Together(&'a str),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = match self {
            Name::Alone { vendor, product, version } => [vendor, " ", product, " ", version],
            Name::Together(name) => return f.write_str(name),
        };
        parts.into_iter().try_for_each(|part| f.write_str(part))
    }
}

#[derive(Serialize)]
pub struct Helper<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpe: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<FileHashes<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub model_numbers: Cow<'a, [String]>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<&'a str>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purls: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub serial_numbers: Cow<'a, [String]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub x_generic_uris: Vec<Uri<'a>>,
}

impl Helper<'_> {
    /// Whether there is anything in it: an empty one is refused by the schema.
    pub fn says_something(&self) -> bool {
        self.cpe.is_some()
            || self.purl.is_some()
            || !self.purls.is_empty()
            || !self.hashes.is_empty()
            || !self.model_numbers.is_empty()
            || !self.serial_numbers.is_empty()
    }
}

#[derive(Serialize)]
pub struct FileHashes<'a> {
    pub file_hashes: [HashValue<'a>; 1],
    pub filename: &'a str,
}

#[derive(Serialize)]
pub struct HashValue<'a> {
    pub algorithm: &'static str,
    pub value: &'a str,
}

#[derive(Serialize)]
pub struct Uri<'a> {
    pub namespace: &'static str,
    pub uri: Cow<'a, str>,
}

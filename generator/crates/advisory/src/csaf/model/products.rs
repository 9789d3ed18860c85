//! The parts of a product tree (CSAF 2.0 §3.2.2), and by what products are known (§3.1.3.3).

use serde::Serialize;

#[derive(Default, Serialize)]
pub struct ProductTree {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Products that fit into no branch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub full_product_names: Vec<FullProductName>,
    /// In CSAF 2.1 alone (3.2.3.4).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_paths: Vec<ProductPath>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<Relationship>,
}

impl ProductTree {
    /// Whether it names any product.
    pub fn says_something(&self) -> bool {
        !self.branches.is_empty() || !self.full_product_names.is_empty()
    }
}

#[derive(Serialize)]
pub struct Relationship {
    pub category: &'static str,
    pub full_product_name: FullProductName,
    pub product_reference: String,
    pub relates_to_product_reference: String,
}

#[derive(Serialize)]
pub struct ProductPath {
    pub beginning_product_reference: String,
    pub full_product_name: FullProductName,
    pub subpaths: [Subpath; 1],
}

#[derive(Serialize)]
pub struct Subpath {
    pub category: &'static str,
    pub next_product_reference: String,
}

#[derive(Serialize)]
pub struct Branch {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    pub category: &'static str,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<FullProductName>,
}

#[derive(Serialize)]
pub struct FullProductName {
    pub name: String,
    pub product_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_identification_helper: Option<Helper>,
}

#[derive(Serialize)]
pub struct Helper {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpe: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<FileHashes>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub model_numbers: Vec<String>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purls: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub serial_numbers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub x_generic_uris: Vec<Uri>,
}

impl Helper {
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
pub struct FileHashes {
    pub file_hashes: [HashValue; 1],
    pub filename: String,
}

#[derive(Serialize)]
pub struct HashValue {
    pub algorithm: &'static str,
    pub value: String,
}

#[derive(Serialize)]
pub struct Uri {
    pub namespace: &'static str,
    pub uri: String,
}

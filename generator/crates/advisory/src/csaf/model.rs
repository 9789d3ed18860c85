//! The parts of a CSAF 2.0 document that certsite writes, named as in the standard (§3.2), fields
//! in the order of their names.

use certsite_site::parse::advisory as front;
use serde::Serialize;

/// Where TLP is explained (§3.2.1.5.2.2).
pub const TLP: &str = "https://www.first.org/tlp/";

#[derive(Serialize)]
pub struct Csaf<'a> {
    pub document: Document<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_tree: Option<ProductTree>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vulnerabilities: Vec<CsafVulnerability<'a>>,
}

#[derive(Serialize)]
pub struct Document<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acknowledgments: Vec<Acknowledgment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate_severity: Option<Text>,
    pub category: &'static str,
    pub csaf_version: &'static str,
    pub distribution: Distribution,
    pub lang: &'a str,
    pub notes: Vec<Note>,
    pub publisher: Publisher<'a>,
    pub references: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_lang: Option<&'a str>,
    pub title: &'a str,
    pub tracking: Tracking<'a>,
}

#[derive(Serialize)]
pub struct Acknowledgment<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
}

impl Acknowledgment<'_> {
    pub fn of(thanked: &front::Acknowledgement) -> Acknowledgment<'_> {
        Acknowledgment {
            names: thanked.names.iter().map(String::as_str).collect(),
            organization: thanked.organization.as_deref(),
            summary: thanked.summary.as_deref(),
        }
    }
}

#[derive(Serialize)]
pub struct Text {
    pub text: String,
}

#[derive(Serialize)]
pub struct Distribution {
    pub tlp: Tlp,
}

#[derive(Serialize)]
pub struct Tlp {
    pub label: &'static str,
    pub url: &'static str,
}

#[derive(Serialize)]
pub struct Note {
    pub category: &'static str,
    pub text: String,
    pub title: String,
}

#[derive(Serialize)]
pub struct Publisher<'a> {
    pub category: &'static str,
    pub name: &'a str,
    pub namespace: &'a str,
}

#[derive(Serialize)]
pub struct Reference {
    pub category: &'static str,
    pub summary: String,
    pub url: String,
}

#[derive(Serialize)]
pub struct Tracking<'a> {
    pub current_release_date: String,
    pub generator: Generator,
    pub id: String,
    pub initial_release_date: String,
    pub revision_history: Vec<Revision<'a>>,
    pub status: &'static str,
    pub version: String,
}

#[derive(Serialize)]
pub struct Generator {
    pub engine: Engine,
}

#[derive(Serialize)]
pub struct Engine {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Serialize)]
pub struct Revision<'a> {
    pub date: String,
    pub number: String,
    pub summary: &'a str,
}

impl<'a> Revision<'a> {
    pub fn of(version: &front::NumberedVersion<'a>) -> Revision<'a> {
        Revision {
            date: version.at.to_string(),
            number: version.number.to_string(),
            summary: version.summary,
        }
    }
}

#[derive(Serialize)]
pub struct ProductTree {
    pub branches: Vec<Branch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<Relationship>,
}

#[derive(Serialize)]
pub struct Relationship {
    pub category: &'static str,
    pub full_product_name: FullProductName,
    pub product_reference: String,
    pub relates_to_product_reference: String,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
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

#[derive(Serialize)]
pub struct CsafVulnerability<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cve: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cwe: Option<CsafCwe<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    pub notes: Vec<Note>,
    pub product_status: ProductStatus,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remediations: Vec<CsafRemediation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threats: Vec<Threat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
}

#[derive(Serialize)]
pub struct CsafCwe<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

#[derive(Serialize)]
pub struct ProductStatus {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_affected: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_fixed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_affected: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_not_affected: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_affected: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recommended: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub under_investigation: Vec<String>,
}

impl ProductStatus {
    /// Whether one of the four states is there that the profile VEX knows (§4.5).
    pub fn says_what_vex_asks(&self) -> bool {
        let states = [
            &self.fixed,
            &self.known_affected,
            &self.known_not_affected,
            &self.under_investigation,
        ];
        states.iter().any(|ids| !ids.is_empty())
    }
}

/// Why versions are not affected, for programs (§3.2.3.5).
#[derive(Serialize)]
pub struct Flag {
    pub label: &'static str,
    pub product_ids: Vec<String>,
}

/// What a vulnerability does, or why it does nothing (§3.2.3.14).
#[derive(Serialize)]
pub struct Threat {
    pub category: &'static str,
    pub details: String,
    pub product_ids: Vec<String>,
}

#[derive(Serialize)]
pub struct CsafRemediation<'a> {
    pub category: &'static str,
    pub details: &'a str,
    pub product_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

#[derive(Serialize)]
pub struct Score<'a> {
    pub cvss_v3: CvssV3<'a>,
    pub products: Vec<String>,
}

/// Fields as in the schema of CVSS v3.1 of FIRST.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CvssV3<'a> {
    pub base_score: f64,
    pub base_severity: String,
    pub vector_string: &'a str,
    pub version: &'static str,
}

impl CvssV3<'_> {
    pub fn of(cvss: &front::Cvss) -> CvssV3<'_> {
        CvssV3 {
            base_score: cvss.score,
            base_severity: cvss.severity.word().to_ascii_uppercase(),
            vector_string: &cvss.vector,
            version: "3.1",
        }
    }
}

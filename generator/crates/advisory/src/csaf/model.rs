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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
}

#[derive(Serialize)]
pub struct CsafVulnerability<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cve: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cwe: Option<CsafCwe<'a>>,
    pub notes: Vec<Note>,
    pub product_status: ProductStatus,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remediations: Vec<CsafRemediation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score<'a>>,
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
    pub fixed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_affected: Vec<String>,
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

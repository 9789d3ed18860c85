//! Scores of a vulnerability in the words of CSAF (CSAF 2.0 §3.2.3.13): fields as in FIRST's schemas of
//! CVSS.

use certsite_site::parse::advisory as front;
use serde::Serialize;

#[derive(Serialize)]
pub struct Score<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss_v2: Option<CvssV2<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvss_v3: Option<CvssV3<'a>>,
    pub products: Vec<String>,
}

/// Fields as in the schema of CVSS v2.0 of FIRST.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CvssV2<'a> {
    pub base_score: f64,
    pub vector_string: &'a str,
    pub version: &'static str,
}

/// Fields as in the schemas of CVSS v3.0 and v3.1 of FIRST.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CvssV3<'a> {
    pub base_score: f64,
    pub base_severity: String,
    pub vector_string: &'a str,
    pub version: &'static str,
}

impl Score<'_> {
    /// None of v4.0, for which CSAF 2.0 has no place.
    pub fn of(cvss: &front::Cvss, products: Vec<String>) -> Option<Score<'_>> {
        let version = cvss.version.number();
        let (base_score, vector_string) = (cvss.score, cvss.vector.as_str());
        let (cvss_v2, cvss_v3) = match cvss.version {
            front::CvssVersion::V20 => (Some(CvssV2 { base_score, vector_string, version }), None),
            front::CvssVersion::V30 | front::CvssVersion::V31 => {
                let base_severity = cvss.severity.word().to_ascii_uppercase();
                (None, Some(CvssV3 { base_score, base_severity, vector_string, version }))
            }
            front::CvssVersion::V40 => return None,
        };
        Some(Score { cvss_v2, cvss_v3, products })
    }
}

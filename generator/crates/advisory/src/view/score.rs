//! How grave a vulnerability is and how urgent, as templates get it.

use super::SeverityView;
use certsite_site::link::DateView;
use schemars::JsonSchema;
use serde::Serialize;

/// A score by CVSS.
#[derive(Serialize, JsonSchema)]
pub struct CvssView<'a> {
    /// The version of the standard: `2.0`, `3.0`, `3.1` or `4.0`.
    pub version: &'static str,
    /// The score, 0 to 10, with the decimal mark of the page's language.
    pub score: String,
    /// What the score means.
    pub severity: SeverityView,
    /// The vector.
    pub vector: &'a str,
    /// The address of a page of whoever determined it first; none if the team did.
    #[schemars(extend("format" = "uri"))]
    pub source: Option<&'a str>,
}

/// How likely a vulnerability is to be used, by EPSS, on a day.
#[derive(Serialize, JsonSchema)]
pub struct EpssView<'a> {
    /// In per cent, with the decimal mark of the page's language.
    pub score: String,
    /// How many of all vulnerabilities are as likely or less, in per cent.
    pub percentile: Option<String>,
    /// The day.
    pub date: DateView,
    /// The address of a page of whoever determined it first; none if the team did.
    #[schemars(extend("format" = "uri"))]
    pub source: Option<&'a str>,
}

/// What is decided of a vulnerability, by SSVC, on a day.
#[derive(Serialize, JsonSchema)]
pub struct SsvcView<'a> {
    /// What was chosen at each point of the decision.
    pub points: Vec<SsvcPointView>,
    /// The day.
    pub date: DateView,
    /// The address of a page of whoever decided it first; none if the team did.
    #[schemars(extend("format" = "uri"))]
    pub source: Option<&'a str>,
}

/// A point of a decision by SSVC.
#[derive(Serialize, JsonSchema)]
pub struct SsvcPointView {
    /// What it is about, in the page's language: the theme's string `ssvc.<point>`.
    pub point: String,
    /// What was chosen, in the page's language: the theme's string `ssvc.<point>_<value>`.
    pub value: String,
}

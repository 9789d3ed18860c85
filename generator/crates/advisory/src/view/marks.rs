//! By what an attack is known, as templates get it: malware, indicators and rules of detection.

use certsite_base::address::WebPath;
use certsite_site::link::DateView;
use schemars::JsonSchema;
use serde::Serialize;

/// A family of malware.
#[derive(Serialize, JsonSchema)]
pub struct MalwareView<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its sorts, in the page's language: the theme's strings `malware.<type>`.
    pub types: Vec<String>,
    /// What it is, in plain text.
    pub description: Option<&'a str>,
    /// What others call it.
    pub aliases: Vec<&'a str>,
    /// What the list of software of ATT&CK calls it.
    pub software: Option<SoftwareView<'a>>,
    /// The techniques of ATT&CK that it uses.
    pub techniques: Vec<TechniqueView<'a>>,
}

/// A program in the list of ATT&CK.
#[derive(Serialize, JsonSchema)]
pub struct SoftwareView<'a> {
    /// Its number, as in `S0154`.
    pub id: &'a str,
    /// Its name there.
    pub name: &'a str,
    /// Where it is described.
    #[schemars(extend("format" = "uri"))]
    pub url: String,
}

/// Something that computers are searched for.
#[derive(Serialize, JsonSchema)]
pub struct IndicatorView<'a> {
    /// What it is, in the page's language: the theme's string `indicator.<kind>`.
    pub kind: String,
    /// Its value; an address is written so that no program takes it for a link.
    pub value: String,
    /// Whether programs are to raise an alarm over it, or to block it; else it only tells more of an attack.
    pub alarming: bool,
    /// What its editor says of it, in plain text.
    pub comment: Option<&'a str>,
    /// In which phase of an attack it is seen, in the page's language: the theme's string
    /// `phase.<word>`.
    pub phase: Option<String>,
    /// By which technique of ATT&CK it is used.
    pub technique: Option<TechniqueView<'a>>,
    /// The name of the malware that it points to.
    pub malware: Option<&'a str>,
    /// When it was seen first.
    pub first_seen: Option<DateView>,
    /// When it was seen last.
    pub last_seen: Option<DateView>,
    /// How sure the team is of it, in per cent.
    pub confidence: Option<String>,
}

/// A rule by which programs find what the advisory describes.
#[derive(Serialize, JsonSchema)]
pub struct RuleView<'a> {
    /// The language that it is written in, in the page's language: the theme's string
    /// `rule.<kind>`.
    pub kind: String,
    /// The name of its file.
    pub file: String,
    /// The address of its file.
    pub url: WebPath,
    /// The rule.
    pub text: &'a str,
    /// What its editor says of it, in plain text.
    pub comment: Option<&'a str>,
    /// In which phase of an attack it finds something.
    pub phase: Option<String>,
    /// The technique of ATT&CK that it finds.
    pub technique: Option<TechniqueView<'a>>,
    /// The name of the malware that it finds.
    pub malware: Option<&'a str>,
    /// Since when it is used.
    pub first_seen: Option<DateView>,
    /// How sure the team is of it, in per cent.
    pub confidence: Option<String>,
}

/// A technique of ATT&CK.
#[derive(Serialize, JsonSchema)]
pub struct TechniqueView<'a> {
    /// Its number, as in `T1566.001`.
    pub id: &'a str,
    /// Its name, in English.
    pub name: &'a str,
    /// Where it is described.
    #[schemars(extend("format" = "uri"))]
    pub url: String,
}

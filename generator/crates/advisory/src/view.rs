//! What the template of an advisory's page gets as `page.advisory`. What stands above a field is what
//! authors of themes read (`certsite schema --theme`).

mod marks;
mod score;

pub use marks::{IndicatorView, MalwareView, RuleView, SoftwareView, TechniqueView};
pub use score::{CvssView, EpssView, SsvcPointView, SsvcView};

use certsite_base::address::WebPath;
use certsite_site::feature::OnPage;
use certsite_site::link::DateView;
use schemars::JsonSchema;
use serde::Serialize;

/// An advisory.
#[derive(Serialize, JsonSchema)]
pub struct AdvisoryView<'a> {
    /// Its number, as in `ADV-2026-0001`.
    pub id: &'a str,
    /// Who may know it, by TLP 2.0, as in `TLP:CLEAR`; the same in every language.
    pub tlp: &'static str,
    /// Its status in the page's language: the theme's string `advisory.status_<status>`.
    pub status: String,
    /// The gravest of its vulnerabilities; none if none has a score.
    pub severity: Option<SeverityView>,
    /// Whether attackers use one of its vulnerabilities.
    pub exploited: bool,
    /// The number of its newest version; none for a sketch without one.
    pub version: Option<usize>,
    /// When and why it was withdrawn; none while it holds.
    pub withdrawn: Option<WithdrawnView<'a>>,
    /// The advisory that took its place; none while it holds.
    pub superseded: Option<SupersededView<'a>>,
    /// What else it is called.
    pub aliases: Vec<&'a str>,
    /// Its versions, the newest first.
    pub revisions: Vec<RevisionView<'a>>,
    /// What it is about.
    pub products: Vec<ProductView<'a>>,
    /// Whether it warns of any of them: `is_concerned` of one.
    pub concerned: bool,
    /// Whether it says of any of them that it is not affected: `not_affected` of one.
    pub spared: bool,
    /// Its vulnerabilities, in the editor's order.
    pub vulnerabilities: Vec<VulnerabilityView<'a>>,
    /// What to do, in the editor's order.
    pub remediations: Vec<RemediationView<'a>>,
    /// Pages elsewhere.
    pub references: Vec<ReferenceView<'a>>,
    /// Who is thanked.
    pub acknowledgements: Vec<ThankedView<'a>>,
    /// Malware that it warns of.
    pub malware: Vec<MalwareView<'a>>,
    /// Indicators of compromise.
    pub indicators: Vec<IndicatorView<'a>>,
    /// Rules by which programs find what it describes.
    pub rules: Vec<RuleView<'a>>,
    /// What an earlier version named as an indicator of compromise, and is none.
    pub indicators_withdrawn: Vec<IndicatorView<'a>>,
    /// What the team says of all its advisories; none if it says nothing.
    pub terms: Option<TermsView>,
    /// Its forms in CSAF, one for each language; empty if the team publishes none.
    pub documents: Vec<DocumentView<'a>>,
    /// The ids of its sections. Take them from here: no heading of the page has one of these.
    pub ids: SectionIds,
}

/// How grave something is.
#[derive(Serialize, JsonSchema)]
pub struct SeverityView {
    /// `none`, `low`, `medium`, `high` or `critical`.
    pub word: &'static str,
    /// The same in the page's language: the theme's string `severity.<word>`.
    pub text: String,
}

/// That an advisory was withdrawn.
#[derive(Serialize, JsonSchema)]
pub struct WithdrawnView<'a> {
    /// On which day.
    pub date: DateView,
    /// Why, in plain text.
    pub reason: &'a str,
}

/// That another advisory took the place of one.
#[derive(Serialize, JsonSchema)]
pub struct SupersededView<'a> {
    /// On which day.
    pub date: DateView,
    /// What is different there, in plain text.
    pub reason: &'a str,
    /// The number of the other one.
    pub id: &'a str,
    /// The address of its page.
    pub url: Option<&'a WebPath>,
}

/// A version of an advisory.
#[derive(Serialize, JsonSchema)]
pub struct RevisionView<'a> {
    /// Its number: 1, 2, 3 …
    pub number: usize,
    /// The day on which it was published.
    pub date: DateView,
    /// The time with its zone, as in `10:30 +04:00`; none if only the day is stated.
    pub time: Option<String>,
    /// What changed, in plain text.
    pub summary: &'a str,
}

/// A product.
#[derive(Serialize, JsonSchema)]
pub struct ProductView<'a> {
    /// Who makes it.
    pub vendor: &'a str,
    /// The family that it belongs to.
    pub family: Option<&'a str>,
    /// What it is called.
    pub product: &'a str,
    /// The other product together with which it is meant, in the page's language: the theme's string
    /// `relation.<kind>` with its name.
    pub relation: Option<String>,
    /// Whether the advisory warns of it: some of its versions are affected, fixed, or still looked
    /// into.
    pub is_concerned: bool,
    /// Which versions are affected.
    pub affected: Option<&'a str>,
    /// The first version that is affected; of several lines, with commas between them.
    pub first_affected: Option<String>,
    /// The last version that is affected.
    pub last_affected: Option<String>,
    /// The versions in which it is mended, with commas between them.
    pub fixed: Option<String>,
    /// The first versions in which it is mended.
    pub first_fixed: Option<String>,
    /// The versions that the maker recommends.
    pub recommended: Option<String>,
    /// The versions that do not have the vulnerability.
    pub not_affected: Option<NotAffectedView<'a>>,
    /// The versions of which nobody knows yet.
    pub under_investigation: Option<&'a str>,
    /// The versions of which nobody knows, and which nobody looks into.
    pub unknown: Option<&'a str>,
    /// Its names in the Common Platform Enumeration.
    pub cpe: Vec<&'a str>,
    /// Its package URLs.
    pub purl: Vec<&'a str>,
    /// Its model numbers.
    pub models: Vec<&'a str>,
    /// Its serial numbers; `*` and `?` stand for any signs.
    pub serials: Vec<&'a str>,
    /// Files by which it is known.
    pub hashes: Vec<HashView<'a>>,
}

/// Versions that do not have a vulnerability.
#[derive(Serialize, JsonSchema)]
pub struct NotAffectedView<'a> {
    /// Which ones.
    pub versions: &'a str,
    /// Why, in the page's language: the theme's string `justification.<word>`.
    pub justification: Option<String>,
    /// Why, in the words of the editor, in plain text.
    pub impact: Option<&'a str>,
}

/// A file with its hash.
#[derive(Serialize, JsonSchema)]
pub struct HashView<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// Its SHA-256.
    pub sha256: &'a str,
}

/// A vulnerability.
#[derive(Serialize, JsonSchema)]
pub struct VulnerabilityView<'a> {
    /// Its number, as in `CVE-2026-0001`.
    pub cve: Option<&'a str>,
    /// What it is called.
    pub title: Option<&'a str>,
    /// What it is, in plain text.
    pub description: Option<&'a str>,
    /// Its numbers in other lists, as in `EUVD-2026-0001`.
    pub ids: Vec<IdView<'a>>,
    /// The weaknesses that it comes from.
    pub cwes: Vec<CweView<'a>>,
    /// Its scores.
    pub cvss: Vec<CvssView<'a>>,
    /// What else is said of it.
    pub notes: Vec<RemarkView<'a>>,
    /// Since when attackers use it; none if that is not known.
    pub exploited: Option<ExploitedView<'a>>,
    /// Lists of vulnerabilities that are used, which have it.
    pub known_exploited: Vec<ListedView<'a>>,
    /// How likely it is to be used, by EPSS.
    pub epss: Option<EpssView<'a>>,
    /// What is decided of it, by SSVC.
    pub ssvc: Option<SsvcView<'a>>,
    /// What it does, and to whom.
    pub threats: Vec<ThreatView<'a>>,
    /// When it was found.
    pub discovered: Option<DateView>,
    /// When it became public.
    pub released: Option<DateView>,
    /// Pages elsewhere that tell of it.
    pub references: Vec<ReferenceView<'a>>,
    /// Who is thanked for it.
    pub acknowledgements: Vec<ThankedView<'a>>,
}

/// A number of a vulnerability in a list.
#[derive(Serialize, JsonSchema)]
pub struct IdView<'a> {
    /// What the list is called.
    pub system: &'a str,
    /// Whether certsite knows the list and calls it by its name in English.
    pub is_in_english: bool,
    /// The number.
    pub id: &'a str,
}

/// A text with its title.
#[derive(Serialize, JsonSchema)]
pub struct RemarkView<'a> {
    /// What it is about.
    pub title: Option<&'a str>,
    /// The text, plain.
    pub text: &'a str,
}

/// That attackers use a vulnerability.
#[derive(Serialize, JsonSchema)]
pub struct ExploitedView<'a> {
    /// Since when that is known.
    pub since: DateView,
    /// How, in plain text.
    pub text: Option<&'a str>,
}

/// That a list of vulnerabilities that are used has one.
#[derive(Serialize, JsonSchema)]
pub struct ListedView<'a> {
    /// What the list is called.
    pub list: &'a str,
    /// Since when it has it.
    pub date: DateView,
    /// Where it stands.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<&'a str>,
}

/// What a vulnerability does, or to whom.
#[derive(Serialize, JsonSchema)]
pub struct ThreatView<'a> {
    /// What is told of it, in the page's language: the theme's string `threat.<kind>`.
    pub kind: String,
    /// The text, plain.
    pub text: &'a str,
    /// Since when it holds.
    pub date: Option<DateView>,
}

/// A kind of weakness, by the Common Weakness Enumeration.
#[derive(Serialize, JsonSchema)]
pub struct CweView<'a> {
    /// Its number, as in `CWE-79`.
    pub id: &'a str,
    /// Its name, in English.
    pub name: &'a str,
}

/// What to do against a vulnerability.
#[derive(Serialize, JsonSchema)]
pub struct RemediationView<'a> {
    /// What kind of remedy it is, in the page's language: the theme's string `remediation.<kind>`.
    pub kind: String,
    /// What to do, in plain text.
    pub text: &'a str,
    /// The address of more on it, elsewhere.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<&'a str>,
    /// The vulnerabilities against which it helps, by number or title; empty if against all.
    pub cves: Vec<&'a str>,
    /// Since when it is there.
    pub date: Option<DateView>,
    /// What has to be started anew, in the page's language: the theme's string `restart.<word>`.
    pub restart: Option<String>,
    /// What one needs to get it.
    pub entitlements: Vec<&'a str>,
}

/// A page elsewhere.
#[derive(Serialize, JsonSchema)]
pub struct ReferenceView<'a> {
    /// What it is.
    pub title: &'a str,
    /// Its address.
    #[schemars(extend("format" = "uri"))]
    pub url: &'a str,
}

/// Whom the team thanks.
#[derive(Serialize, JsonSchema)]
pub struct ThankedView<'a> {
    /// People, with a comma between them; empty if none is named.
    pub names: String,
    /// Their organisation.
    pub organization: Option<&'a str>,
    /// What for, in plain text.
    pub summary: Option<&'a str>,
}

/// What holds for all advisories of a team, in the page's language, in plain text.
#[derive(Serialize, JsonSchema)]
pub struct TermsView {
    /// Whom to ask: the fact `advisories.contact`.
    pub contact: Option<String>,
    /// By what authority it is issued: the fact `advisories.issuing_authority`.
    pub issuing_authority: Option<String>,
    /// To whom it may be passed on: the fact `advisories.distribution`.
    pub distribution: Option<String>,
    /// What else holds: the fact `advisories.notes`.
    pub notes: Option<String>,
    /// What the team is not liable for: the fact `advisories.legal_disclaimer`.
    pub legal_disclaimer: Option<String>,
    /// Under which licence it may be passed on, by SPDX: the fact `advisories.license`.
    pub license: Option<String>,
}

/// An advisory as a document of CSAF.
#[derive(Serialize, JsonSchema)]
pub struct DocumentView<'a> {
    /// The name of its language in itself.
    pub language: &'a str,
    /// The version of CSAF: `2.0` or `2.1`.
    pub version: &'static str,
    /// The name of its file.
    pub file: &'a str,
    /// Its address.
    pub url: &'a WebPath,
}

/// The ids of the sections that a theme draws of an advisory.
#[derive(Serialize, JsonSchema)]
pub struct SectionIds {
    /// Of `vulnerabilities`.
    pub vulnerabilities: &'static str,
    /// Of `products`.
    pub products: &'static str,
    /// Of those that are not affected.
    pub not_affected: &'static str,
    /// Of `remediations`.
    pub remediations: &'static str,
    /// Of `malware`.
    pub malware: &'static str,
    /// Of `indicators`.
    pub indicators: &'static str,
    /// Of `rules`.
    pub rules: &'static str,
    /// Of `indicators_withdrawn`.
    pub indicators_withdrawn: &'static str,
    /// Of `references`.
    pub references: &'static str,
    /// Of `acknowledgements`.
    pub acknowledgements: &'static str,
    /// Of `terms`.
    pub terms: &'static str,
    /// Of `revisions`.
    pub history: &'static str,
    /// Of `documents`.
    pub machines: &'static str,
}

impl OnPage for AdvisoryView<'_> {
    const NAME: &'static str = "advisory";
}

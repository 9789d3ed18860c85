//! The parts of a CSAF document that certsite writes, named as in the standard (CSAF 2.0 §3.2), fields
//! in the order of their names. What only one version of the standard knows is left out in the other.

mod products;

pub use products::*;

use super::lent::{Ids, shown, shown_if_any};
use super::score::{Metric, Score};
use crate::provider::{Provider, said};
use crate::version::CsafVersion;
use certsite_base::lang::Lang;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory as front;
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;

/// Where TLP is explained (§3.2.1.5.2.2).
pub const TLP: &str = "https://www.first.org/tlp/";

#[derive(Serialize)]
pub struct Csaf<'a> {
    /// In CSAF 2.1 alone.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<&'static str>,
    pub document: Document<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_tree: Option<ProductTree<'a>>,
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
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_expression: Option<String>,
    pub notes: Vec<Note<'a>>,
    pub publisher: Publisher<'a>,
    pub references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_lang: Option<&'a str>,
    pub title: &'a str,
    pub tracking: Tracking<'a>,
}

#[derive(Serialize)]
pub struct Acknowledgment<'a> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub names: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
}

impl Acknowledgment<'_> {
    pub fn of(thanked: &front::Acknowledgement) -> Acknowledgment<'_> {
        Acknowledgment {
            names: &thanked.names,
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
    /// To whom it may be passed on, in words (§3.2.1.5.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub tlp: Tlp,
}

#[derive(Serialize)]
pub struct Tlp {
    pub label: &'static str,
    pub url: &'static str,
}

#[derive(Serialize)]
pub struct Note<'a> {
    pub category: &'static str,
    pub text: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Cow<'a, str>>,
}

/// Who publishes (§3.2.1.8), in the language of the document.
#[derive(Serialize)]
pub struct Publisher<'a> {
    pub category: &'a str,
    /// Whom to ask, in free form (§3.2.1.8.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_details: Option<String>,
    /// By what authority it is issued, and for whom (§3.2.1.8.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuing_authority: Option<String>,
    pub name: &'a str,
    pub namespace: &'a str,
}

impl<'a> Publisher<'a> {
    pub fn of(
        site: Linked,
        provider: &'a Provider,
        lang: Lang,
        category: &'a str,
        version: CsafVersion,
    ) -> Publisher<'a> {
        let contact = said(site, lang, "advisories.contact");
        Publisher {
            category,
            // Drafts of CSAF 2.1 write it in two ways, and refuse each other's.
            contact_details: contact.filter(|_| version == CsafVersion::V20),
            issuing_authority: said(site, lang, "advisories.issuing_authority"),
            name: &provider.name,
            namespace: &provider.namespace,
        }
    }
}

#[derive(Serialize)]
pub struct Reference<'a> {
    pub category: &'static str,
    pub summary: Cow<'a, str>,
    pub url: Cow<'a, str>,
}

impl Reference<'_> {
    /// A page elsewhere.
    pub fn of(reference: &front::Reference) -> Reference<'_> {
        Reference {
            category: "external",
            summary: reference.title.as_str().into(),
            url: reference.url.0.as_str().into(),
        }
    }
}

#[derive(Serialize)]
pub struct Tracking<'a> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub aliases: &'a [String],
    #[serde(serialize_with = "shown")]
    pub current_release_date: Timestamp,
    pub generator: Generator,
    pub id: String,
    #[serde(serialize_with = "shown")]
    pub initial_release_date: Timestamp,
    pub revision_history: Vec<Revision<'a>>,
    pub status: &'static str,
    #[serde(serialize_with = "shown")]
    pub version: usize,
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
    #[serde(serialize_with = "shown")]
    pub date: Timestamp,
    #[serde(serialize_with = "shown")]
    pub number: usize,
    pub summary: &'a str,
}

impl<'a> Revision<'a> {
    pub fn of(version: &front::NumberedVersion<'a>) -> Revision<'a> {
        Revision { date: version.at, number: version.number, summary: version.summary }
    }
}

#[derive(Serialize)]
pub struct CsafVulnerability<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acknowledgments: Vec<Acknowledgment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cve: Option<&'a str>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cwe: Option<CsafCwe<'a>>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cwes: Vec<CsafCwe<'a>>,
    /// What CSAF 2.0 calls the date of its release.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown_if_any")]
    pub disclosure_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown_if_any")]
    pub discovery_date: Option<Timestamp>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_known_exploitation_dates: Vec<Exploitation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<Id<'a>>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Metric<'a>>,
    pub notes: Vec<Note<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_status: Option<ProductStatus<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference<'a>>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown_if_any")]
    pub release_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remediations: Vec<CsafRemediation<'a>>,
    /// In CSAF 2.0 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threats: Vec<Threat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
}

/// A number in a list that is not CVE's (§3.2.3.6).
#[derive(Serialize)]
pub struct Id<'a> {
    pub system_name: &'a str,
    pub text: &'a str,
}

#[derive(Serialize)]
pub struct CsafCwe<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// The version of the list, in CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<&'static str>,
}

/// Since when it is used (CSAF 2.1, 3.2.4.6).
#[derive(Serialize)]
pub struct Exploitation<'a> {
    /// When that was said last.
    #[serde(serialize_with = "shown")]
    pub date: Timestamp,
    #[serde(serialize_with = "shown")]
    pub exploitation_date: Timestamp,
    pub product_ids: Ids<'a>,
}

#[derive(PartialEq, Default, Serialize)]
pub struct ProductStatus<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_affected: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_fixed: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_affected: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_not_affected: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_affected: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recommended: Ids<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub under_investigation: Ids<'a>,
    /// In CSAF 2.1 alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Ids<'a>,
}

impl ProductStatus<'_> {
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
pub struct Flag<'a> {
    pub label: &'static str,
    pub product_ids: Ids<'a>,
}

/// What a vulnerability does, or why it does nothing (§3.2.3.14).
#[derive(Serialize)]
pub struct Threat<'a> {
    pub category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown_if_any")]
    pub date: Option<Timestamp>,
    pub details: Cow<'a, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_ids: Ids<'a>,
}

#[derive(Serialize)]
pub struct CsafRemediation<'a> {
    pub category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown_if_any")]
    pub date: Option<Timestamp>,
    pub details: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub entitlements: &'a [String],
    pub product_ids: Ids<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_required: Option<RestartRequired>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

impl<'a> CsafRemediation<'a> {
    /// What helps, and for which products.
    pub fn of((remediation, product_ids): (&'a front::Remediation, Ids<'a>)) -> Self {
        CsafRemediation {
            category: remediation.kind.word(),
            date: remediation.date.as_ref().map(front::Moment::begins),
            details: &remediation.text,
            entitlements: &remediation.entitlements,
            product_ids,
            restart_required: remediation
                .restart
                .map(|restart| RestartRequired { category: restart.word() }),
            url: remediation.url.as_ref().map(|url| url.0.as_str()),
        }
    }
}

#[derive(Serialize)]
pub struct RestartRequired {
    pub category: &'static str,
}

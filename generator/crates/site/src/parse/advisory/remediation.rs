//! What readers can do against the vulnerabilities of an advisory.

use super::{CveId, HttpsUrl, Moment, ProductKey, Vulnerability, VulnerabilityKey, some};
use schemars::JsonSchema;
use serde::Deserialize;

/// Something that readers can do against the weaknesses, or that nothing can be done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remediation {
    /// What sort of help it is, in the words of CSAF.
    pub kind: RemediationKind,
    /// What to do, in a sentence or two.
    pub text: String,
    /// Where the update or the instructions are.
    pub url: Option<HttpsUrl>,
    /// Since when it is there (CSAF 2.0 §3.2.3.12.2).
    pub date: Option<Moment>,
    /// What has to be started anew afterwards (§3.2.3.12.7).
    pub restart: Option<Restart>,
    /// What one needs to get it, such as a contract with the maker (§3.2.3.12.4).
    #[serde(default, deserialize_with = "some")]
    pub entitlements: Vec<String>,
    /// The vulnerabilities that it is for; all if none is named.
    #[serde(default, deserialize_with = "some")]
    pub cves: Vec<CveId>,
    /// The same by their keys, for those without a CVE number.
    #[serde(default, deserialize_with = "some")]
    pub vulnerabilities: Vec<VulnerabilityKey>,
    /// Keys of the products that it is for; all if none is named.
    #[serde(default, deserialize_with = "some")]
    pub products: Vec<ProductKey>,
}

/// Kinds of remediation (CSAF 2.0 §3.2.3.12.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemediationKind {
    /// An update of the maker's that removes the weakness.
    VendorFix,
    /// A measure that makes an attack harder or its damage smaller.
    Mitigation,
    /// Avoids the weakness without an update.
    Workaround,
    /// There is no update yet, and nothing else is known that helps.
    NoneAvailable,
    /// The maker will not remove the weakness.
    NoFixPlanned,
}

impl RemediationKind {
    /// All, the best first.
    pub const ALL: [RemediationKind; 5] = [
        RemediationKind::VendorFix,
        RemediationKind::Mitigation,
        RemediationKind::Workaround,
        RemediationKind::NoneAvailable,
        RemediationKind::NoFixPlanned,
    ];

    /// The word that CSAF uses in `vulnerabilities[].remediations[].category`.
    pub fn word(self) -> &'static str {
        match self {
            RemediationKind::VendorFix => "vendor_fix",
            RemediationKind::Mitigation => "mitigation",
            RemediationKind::Workaround => "workaround",
            RemediationKind::NoneAvailable => "none_available",
            RemediationKind::NoFixPlanned => "no_fix_planned",
        }
    }
}

impl Remediation {
    /// Whether it is for a vulnerability: one that it names, or any if it names none.
    pub fn is_for(&self, vulnerability: &Vulnerability) -> bool {
        let cve = vulnerability.cve.as_ref();
        let key = vulnerability.key.as_ref();
        self.cves.is_empty() && self.vulnerabilities.is_empty()
            || cve.is_some_and(|cve| self.cves.contains(cve))
            || key.is_some_and(|key| self.vulnerabilities.contains(key))
    }
}

/// What has to be started anew after a remediation (CSAF 2.0 §3.2.3.12.7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
    /// What it is connected to.
    Connected,
    /// What depends on it.
    Dependencies,
    /// The machine on which it runs.
    Machine,
    /// Nothing.
    None,
    /// What it is a part of.
    Parent,
    /// The service itself.
    Service,
    /// The whole system.
    System,
    /// The part that had the vulnerability.
    VulnerableComponent,
    /// The zone in which it stands.
    Zone,
}

impl Restart {
    /// All, in the order of the standard.
    pub const ALL: [Restart; 9] = [
        Restart::Connected,
        Restart::Dependencies,
        Restart::Machine,
        Restart::None,
        Restart::Parent,
        Restart::Service,
        Restart::System,
        Restart::VulnerableComponent,
        Restart::Zone,
    ];

    /// The word that CSAF uses in `remediations[].restart_required.category`.
    pub fn word(self) -> &'static str {
        match self {
            Restart::Connected => "connected",
            Restart::Dependencies => "dependencies",
            Restart::Machine => "machine",
            Restart::None => "none",
            Restart::Parent => "parent",
            Restart::Service => "service",
            Restart::System => "system",
            Restart::VulnerableComponent => "vulnerable_component",
            Restart::Zone => "zone",
        }
    }
}

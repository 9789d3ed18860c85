//! The block `advisory:` of a page's front matter → [`AdvisoryFront`]: a published warning, as its
//! editors state it. What is the same in each language stands in each file, and `check` compares.
//!
//! Knows no other advisory and no format that it is published in.

mod cvss;
mod for_programs;
mod indicator;
mod malware;
mod many;
mod moment;
mod name;
#[cfg(test)]
mod one_text;
mod order;
mod product;
mod purl;
mod remediation;
mod rule;
mod scalar;
mod ssvc;
mod stretch;
mod vers;
mod vulnerability;

pub(super) use for_programs::ForPrograms;

pub use cvss::{Cvss, CvssVersion, Severity};
pub use indicator::{
    Confidence, Context, Indicator, IndicatorKind, Phase, Technique, is_known_ending,
};
pub use malware::{GalaxyTag, Malware, MalwareType, Software};
pub use many::Many;
pub use moment::Moment;
pub use name::{Cpe, HttpsUrl};
pub use product::{
    FileHash, Justification, NotAffected, Product, Relation, RelationKind, State, Verdict,
};
pub use purl::Purl;
pub use remediation::{Remediation, RemediationKind, Restart};
pub use rule::{DetectionRule, RuleKind};
pub use scalar::{
    AdvisoryId, CveId, Cwe, ProductKey, Range, Tlp, Version, Versions, VulnerabilityKey,
    names_nothing,
};
pub use ssvc::{Decision, Exploitation, Point, Ssvc, TechnicalImpact};
pub use stretch::overlap;
pub use vers::{Stated, begins_after, holds, order};
pub use vulnerability::{
    Epss, Exploited, KnownExploited, OtherId, Remark, Threat, ThreatKind, Vulnerability,
};

use certsite_base::yaml::EXPECTED;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};

/// A published warning. Title and summary are those of its page.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvisoryFront {
    /// Its identifier, the same in each language.
    pub id: AdvisoryId,
    /// What else it is called (CSAF 2.0 §3.2.1.12.1), such as a number of another team.
    #[serde(default, deserialize_with = "some")]
    pub aliases: Vec<String>,
    /// How settled it is, in the words of CSAF.
    pub status: Status,
    /// Who may know it (TLP 2.0). A public site takes `TLP:CLEAR` alone.
    pub tlp: Tlp,
    /// How grave it is, where no CVSS vector says so.
    pub severity: Option<Severity>,
    /// The language that it was first written in, by its code; the others are translations. By
    /// default the site's first language.
    pub original: Option<String>,
    /// Its history, oldest first; the last one is the current version.
    pub revisions: Vec<Revision>,
    /// Where this language followed another one later: the day or the moment of its own first
    /// publication. Programs that ask what is new learn of it by that.
    pub published: Option<Moment>,
    /// That it no longer holds: its page and its documents stay, and say so.
    pub withdrawn: Option<Withdrawal>,
    /// That another advisory says what holds today: its page and its documents stay, and lead there.
    pub superseded_by: Option<Supersession>,
    /// What is affected, and where it is fixed.
    #[serde(default)]
    pub products: Vec<Product>,
    /// The weaknesses that it warns of; without any it is for information.
    #[serde(default)]
    pub vulnerabilities: Vec<Vulnerability>,
    /// What readers are to do, or why they cannot do anything yet.
    #[serde(default)]
    pub remediations: Vec<Remediation>,
    /// Pages elsewhere that tell more, such as the maker's own advisory.
    #[serde(default)]
    pub references: Vec<Reference>,
    /// People and organizations that are thanked for their part in it.
    #[serde(default)]
    pub acknowledgements: Vec<Acknowledgement>,
    /// Malware that it warns of.
    #[serde(default, deserialize_with = "some")]
    pub malware: Vec<Malware>,
    /// What an attack is known by.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// Rules by which programs find it, each published as a file beside the page.
    #[serde(default)]
    pub rules: Vec<DetectionRule>,
    /// What an earlier version took for one: programs that have it are told that it is none.
    #[serde(default)]
    pub indicators_withdrawn: Vec<Indicator>,
}

impl AdvisoryFront {
    /// How grave it is: by its worst CVSS score, else as stated.
    pub fn severity(&self) -> Option<Severity> {
        let scores = self.vulnerabilities.iter().flat_map(|vulnerability| &vulnerability.cvss);
        scores.map(|cvss| cvss.severity).max().or(self.severity)
    }

    /// Whether it holds: it is neither withdrawn nor superseded.
    pub fn holds(&self) -> bool {
        self.end().is_none()
    }

    /// When and why it no longer holds.
    pub fn end(&self) -> Option<(&Moment, &String)> {
        let superseded = self.superseded_by.iter().map(|by| (&by.date, &by.reason));
        let withdrawn = self.withdrawn.iter().map(|withdrawn| (&withdrawn.date, &withdrawn.reason));
        withdrawn.chain(superseded).next()
    }

    /// Whether attackers use one of its vulnerabilities, as its editor states.
    pub fn is_exploited(&self) -> bool {
        self.holds() && self.vulnerabilities.iter().any(Vulnerability::is_exploited)
    }

    /// Its versions, oldest first, as everybody is told of them. Its end is the last one.
    pub fn versions(&self) -> Vec<NumberedVersion<'_>> {
        self.versions_since(None)
    }

    /// The same, as they are told of this language: none of its versions was there before itself.
    pub fn own_versions(&self) -> Vec<NumberedVersion<'_>> {
        self.versions_since(self.published.as_ref())
    }

    fn versions_since(&self, first: Option<&Moment>) -> Vec<NumberedVersion<'_>> {
        let revisions = self.revisions.iter().map(|revision| (&revision.date, &revision.summary));
        let all: Vec<_> = revisions.chain(self.end()).collect();
        let moments = moment::rising(all.iter().map(|(moment, _)| *moment), first);
        let told = all.into_iter().zip(moments).zip(1..);
        told.map(|(((moment, summary), at), number)| NumberedVersion {
            number,
            moment,
            at,
            summary,
        })
        .collect()
    }
}

/// A version, as everybody is told of it.
#[derive(Clone, Debug)]
pub struct NumberedVersion<'a> {
    /// Its number, from 1: as it is counted, and not as the revision states it.
    pub number: usize,
    /// When it was published, as it is written.
    pub moment: &'a Moment,
    /// The same for machines: always later than the version before.
    pub at: Timestamp,
    /// What changed in this version, or why the advisory was withdrawn.
    pub summary: &'a str,
}

/// How settled an advisory is (CSAF 2.0 §3.2.1.12.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not yet meant for readers; it may still change in every respect.
    Draft,
    /// Published, and expected to change soon.
    Interim,
    /// Published, and settled unless something new turns up.
    Final,
}

impl Status {
    /// All, from the first on.
    pub const ALL: [Status; 3] = [Status::Draft, Status::Interim, Status::Final];

    /// The word that CSAF uses in `document.tracking.status`.
    pub fn word(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Interim => "interim",
            Status::Final => "final",
        }
    }
}

/// A version of the advisory.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// Its number: 1 for the first, and one more for each that follows.
    pub number: u32,
    /// Its day, or the moment of its day.
    pub date: Moment,
    /// What changed since the version before, in one sentence.
    pub summary: String,
}

/// That an advisory no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The day, or the moment of it with its zone, from which it no longer holds.
    pub date: Moment,
    /// Why it no longer holds, in a sentence for readers.
    pub reason: String,
}

/// That another advisory takes the place of one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supersession {
    /// The number of the other advisory.
    pub id: AdvisoryId,
    /// The day, or the moment of it with its zone, from which the other one holds.
    pub date: Moment,
    /// What is different there, in a sentence for readers.
    pub reason: String,
}

/// A list that is not set where nothing stands: what stands there and is empty is told by itself.
fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Option::deserialize(from)?.map_or_else(|| Ok(Vec::new()), filled)
}

/// A list that stands for all of them where it is left out: one that names none would, too.
fn filled<T, E: Error>(list: Vec<T>) -> Result<Vec<T>, E> {
    if list.is_empty() {
        let expected = "those that are meant, or leave the key out where all are";
        return Err(E::custom(format!("an empty list names none{EXPECTED}{expected}")));
    }
    Ok(list)
}

/// A value that is not set where nothing stands: what stands there and is empty is told by itself.
fn unset<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// A page elsewhere that tells more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The title of the page, or what it is, for the text of the link.
    pub title: String,
    /// The address of the page, which begins with `https://`.
    pub url: HttpsUrl,
}

/// Somebody to thank; at least one of the three is given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// Names of people, one in each item.
    #[serde(default)]
    pub names: Vec<String>,
    /// The organization in which they work, or that is thanked by itself.
    pub organization: Option<String>,
    /// What they are thanked for.
    pub summary: Option<String>,
}

//! A product of an advisory: what it is called, by which signs it is known, and which of its versions
//! are affected, fixed, not affected or still looked into.

use super::{Cpe, Many, ProductKey, Purl, Range, Versions, some, unset};
use certsite_base::from_text;
use certsite_text::as_read;
use schemars::JsonSchema;
use serde::Deserialize;

/// A product with what is known of its versions. At least one of the keys that tell of versions is
/// set; a product can stand in several items, each with a key of its own, where vulnerabilities
/// differ in the versions that they concern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// What vulnerabilities and remediations call it; needed only if some concern not all products.
    pub key: Option<ProductKey>,
    /// The name of the maker, as the maker writes it.
    pub vendor: String,
    /// The family that the maker counts it to (CSAF 2.0 §3.1.2.2, `product_family`).
    pub family: Option<String>,
    /// The name of the product, without maker and version.
    pub product: String,
    /// The versions that are meant where nothing is said of them: another product runs on them, or
    /// with them, and names this one in its `relation`.
    #[serde(default, deserialize_with = "unset")]
    pub version: Versions,
    /// The affected versions, as a range of vers or in words (CSAF 2.0 §3.2.3.9,
    /// `known_affected`).
    pub affected: Option<Range>,
    /// The first version that is affected (`first_affected`).
    #[serde(default, deserialize_with = "unset")]
    pub first_affected: Versions,
    /// The last version that is affected (`last_affected`).
    #[serde(default, deserialize_with = "unset")]
    pub last_affected: Versions,
    /// The version in which it is fixed; several with commas between them (`fixed`).
    #[serde(default, deserialize_with = "unset")]
    pub fixed: Versions,
    /// The first version in which it is fixed, of each line (`first_fixed`).
    #[serde(default, deserialize_with = "unset")]
    pub first_fixed: Versions,
    /// The version that the maker recommends (`recommended`).
    #[serde(default, deserialize_with = "unset")]
    pub recommended: Versions,
    /// The versions that do not have the vulnerability, and why (`known_not_affected`).
    pub not_affected: Option<NotAffected>,
    /// The versions of which nobody knows yet (`under_investigation`).
    pub under_investigation: Option<Range>,
    /// The versions of which nobody knows, and which nobody looks into (CSAF 2.1, 3.2.4.13, `unknown`).
    pub unknown: Option<Range>,
    /// That it is meant together with another product alone, such as a program on one system.
    pub relation: Option<Relation>,
    /// Its name in the CPE dictionary (CPE 2.3); a list, if it has several.
    #[serde(default)]
    pub cpe: Many<Cpe>,
    /// Its package URL (purl), which names its ecosystem too; a list, if it has several.
    #[serde(default)]
    pub purl: Many<Purl>,
    /// Model numbers, as they stand on the device.
    #[serde(default, deserialize_with = "some")]
    pub models: Vec<String>,
    /// Serial numbers; `*` and `?` stand for any signs.
    #[serde(default, deserialize_with = "some")]
    pub serials: Vec<String>,
    /// Files by whose hash a version is known.
    #[serde(default, deserialize_with = "some")]
    pub hashes: Vec<FileHash>,
}

/// Versions that do not have a vulnerability (CSAF 2.0 §3.2.3.5 and §3.2.3.14): a justification for
/// programs, or a sentence for readers, or both.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAffected {
    /// Which versions, as a range of vers or in words.
    pub versions: Range,
    /// Why, in the words of VEX.
    pub justification: Option<Justification>,
    /// Why, in a sentence for readers: the impact statement of VEX.
    pub impact: Option<String>,
}

/// Why a product does not have a vulnerability (CSAF 2.0 §3.2.3.5.2): a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Justification {
    /// The part that has the vulnerability is not in the product.
    ComponentNotPresent,
    /// What protects is in place and cannot be switched off.
    InlineMitigationsAlreadyExist,
    /// The code is there, and no attacker can make it do harm.
    VulnerableCodeCannotBeControlledByAdversary,
    /// The code is there, and never runs.
    VulnerableCodeNotInExecutePath,
    /// The part is there without the code that has the vulnerability.
    VulnerableCodeNotPresent,
}

impl Justification {
    /// All, in the order of the standard.
    pub const ALL: [Justification; 5] = [
        Justification::ComponentNotPresent,
        Justification::InlineMitigationsAlreadyExist,
        Justification::VulnerableCodeCannotBeControlledByAdversary,
        Justification::VulnerableCodeNotInExecutePath,
        Justification::VulnerableCodeNotPresent,
    ];

    /// The word that CSAF uses in `vulnerabilities[].flags[].label`.
    pub fn word(self) -> &'static str {
        match self {
            Justification::ComponentNotPresent => "component_not_present",
            Justification::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
            Justification::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Justification::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Justification::VulnerableCodeNotPresent => "vulnerable_code_not_present",
        }
    }
}

/// How a product stands to another one (CSAF 2.0 §3.2.2.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// How they belong together.
    pub kind: RelationKind,
    /// The key of the other product, of which the versions in `version` are meant.
    pub to: ProductKey,
}

/// Kinds of relation between two products (CSAF 2.0 §3.2.2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// It is part of the other product from the beginning.
    DefaultComponentOf,
    /// It is made by somebody else, and part of the other product.
    ExternalComponentOf,
    /// It runs on the other product.
    InstalledOn,
    /// It runs beside the other product.
    InstalledWith,
    /// It can be made a part of the other product.
    OptionalComponentOf,
}

impl RelationKind {
    /// All, in the order of the standard.
    pub const ALL: [RelationKind; 5] = [
        RelationKind::DefaultComponentOf,
        RelationKind::ExternalComponentOf,
        RelationKind::InstalledOn,
        RelationKind::InstalledWith,
        RelationKind::OptionalComponentOf,
    ];

    /// The word that CSAF uses in `product_tree.relationships[].category`.
    pub fn word(self) -> &'static str {
        match self {
            RelationKind::DefaultComponentOf => "default_component_of",
            RelationKind::ExternalComponentOf => "external_component_of",
            RelationKind::InstalledOn => "installed_on",
            RelationKind::InstalledWith => "installed_with",
            RelationKind::OptionalComponentOf => "optional_component_of",
        }
    }
}

/// A file with its hash (CSAF 2.0 §3.1.3.3.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileHash {
    /// The name of the file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: Sha256Hex,
}

/// A SHA-256 in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sha256Hex(pub String);

from_text!(
    Sha256Hex,
    |text| {
        let is_one = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if is_one { Ok(Sha256Hex(text.to_ascii_lowercase())) } else { Err("is no SHA-256") }
    },
    "its 64 hexadecimal digits"
);

/// What is said of a version (CSAF 2.0 §3.2.3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing: another product runs on it.
    Named,
    /// It is among the versions that are affected.
    Affected,
    /// It is the first one that is affected.
    FirstAffected,
    /// It is the last one that is affected.
    LastAffected,
    /// It is fixed.
    Fixed,
    /// It is the first one that is fixed.
    FirstFixed,
    /// The maker recommends it.
    Recommended,
    /// It does not have the vulnerability.
    NotAffected,
    /// Nobody knows yet.
    UnderInvestigation,
    /// Nobody knows, or looks into it.
    Unknown,
}

impl State {
    /// The key of the front matter that says it.
    pub fn key(self) -> &'static str {
        match self {
            State::Named => "version",
            State::Affected => "affected",
            State::FirstAffected => "first_affected",
            State::LastAffected => "last_affected",
            State::Fixed => "fixed",
            State::FirstFixed => "first_fixed",
            State::Recommended => "recommended",
            State::NotAffected => "not_affected",
            State::UnderInvestigation => "under_investigation",
            State::Unknown => "unknown",
        }
    }

    /// Whether it is said of one version, or of many.
    pub fn is_of_one(self) -> bool {
        !matches!(
            self,
            State::Affected | State::NotAffected | State::UnderInvestigation | State::Unknown
        )
    }

    /// What it says of the vulnerability; what says another thing contradicts it (CSAF 2.0 §6.1.6).
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            State::Named => None,
            State::Affected | State::FirstAffected | State::LastAffected => Some(Verdict::Affected),
            State::Fixed | State::FirstFixed | State::Recommended => Some(Verdict::Fixed),
            State::NotAffected => Some(Verdict::NotAffected),
            State::UnderInvestigation => Some(Verdict::Open),
            State::Unknown => Some(Verdict::Unknown),
        }
    }
}

/// What is known of a version and a vulnerability, of which one thing alone can be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has it.
    Affected,
    /// It had it.
    Fixed,
    /// It never had it.
    NotAffected,
    /// Nobody knows yet.
    Open,
    /// Nobody knows, or looks into it.
    Unknown,
}

impl Product {
    /// Whether signs that both bear say that they are two products, though of one name.
    pub fn is_told_apart(&self, other: &Product) -> bool {
        fn differ<T>(one: &[T], other: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
            let has = |sign: &T| other.iter().any(|their| is_same(sign, their));
            !one.is_empty() && !other.is_empty() && !one.iter().any(has)
        }
        let reads_alike = |one: &String, other: &String| as_read(one) == as_read(other);
        differ(&self.models, &other.models, reads_alike)
            || differ(&self.serials, &other.serials, reads_alike)
            || differ(&self.cpe, &other.cpe, PartialEq::eq)
            || differ(&self.purl, &other.purl, |one, other| one.canonical() == other.canonical())
    }

    /// All that is said of its versions.
    pub fn states(&self) -> impl Iterator<Item = (State, &str)> {
        let ones = [
            (State::Named, &self.version),
            (State::Fixed, &self.fixed),
            (State::FirstAffected, &self.first_affected),
            (State::LastAffected, &self.last_affected),
            (State::FirstFixed, &self.first_fixed),
            (State::Recommended, &self.recommended),
        ];
        let ranges = [
            (State::Affected, self.affected.as_ref()),
            (State::NotAffected, self.not_affected.as_ref().map(|not| &not.versions)),
            (State::UnderInvestigation, self.under_investigation.as_ref()),
            (State::Unknown, self.unknown.as_ref()),
        ];
        let ranges = ranges.into_iter().filter_map(|(state, range)| Some((state, &*range?.0)));
        let ones = ones.into_iter().flat_map(|(state, versions)| {
            versions.0.iter().map(move |version| (state, &*version.0))
        });
        ranges.chain(ones)
    }

    /// Whether it states the same facts as in another language, whatever the words for readers.
    pub fn states_the_same(&self, other: &Product) -> bool {
        let without_words = |product: &Product| {
            let mut product = product.clone();
            if let Some(not) = &mut product.not_affected {
                // Whether there are any is a fact.
                not.impact = not.impact.take().map(|_| String::new());
            }
            product
        };
        self == other || self.not_affected.is_some() && without_words(self) == without_words(other)
    }
}

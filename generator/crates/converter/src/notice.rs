//! What a document of another issuer says, whatever its format.

use super::left::Left;
use super::versions::Spec;
use std::collections::BTreeMap;

/// A warning as its issuer published it.
#[derive(Debug, Default)]
pub struct Notice {
    /// The format that it came in, such as `CSAF 2.0`.
    pub format: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// What its issuer calls it.
    pub id: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Its title.
    pub title: Option<String>,
    /// The language of its texts, as a tag of BCP 47; none if it is not stated.
    pub language: Option<String>,
    /// The day of the version that was read, `YYYY-MM-DD`.
    pub day: Option<String>,
    /// What it is about, in a few sentences.
    pub summary: Option<String>,
    /// Its other texts.
    pub sections: Vec<Section>,
    /// How grave its issuer calls it.
    pub severity: Option<String>,
    /// Products, each with what is said of its versions.
    pub products: Vec<Item>,
    /// Vulnerabilities.
    pub vulnerabilities: Vec<Found>,
    /// What can be done, and of which vulnerabilities and products it is true.
    pub remediations: Vec<Remedy>,
    /// Pages elsewhere; the document itself first.
    pub references: Vec<Link>,
    /// Who is thanked.
    pub thanks: Vec<Thanks>,
    /// What has no place in an advisory.
    pub left: Left,
}

/// A text with its heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is about.
    pub title: Option<String>,
    /// The text.
    pub text: String,
}

/// A product with what vulnerabilities say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The maker; none if the document does not name one.
    pub vendor: Option<String>,
    /// The line of products.
    pub family: Option<String>,
    /// The product.
    pub product: String,
    /// What is said of its versions.
    pub said: Said,
    /// Names in CPE.
    pub cpes: Vec<String>,
    /// Package URLs.
    pub purls: Vec<String>,
    /// Model numbers.
    pub models: Vec<String>,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// Names of files with their SHA-256.
    pub hashes: Vec<(String, String)>,
    /// The places of the vulnerabilities that it is named with.
    pub vulnerabilities: Vec<usize>,
}

/// What is said of versions of a product: by the key of the front matter that says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Said {
    /// The versions of each state.
    pub states: BTreeMap<&'static str, Vec<Spec>>,
    /// Why versions are not affected, in the words of VEX.
    pub justification: Option<String>,
    /// The same in a sentence.
    pub impact: Option<String>,
}

/// A vulnerability.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its CVE number.
    pub cve: Option<String>,
    /// Its numbers in other lists: the list, the number.
    pub ids: Vec<(String, String)>,
    /// What it is called.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Kinds of weakness, each with number and name.
    pub cwes: Vec<String>,
    /// CVSS vectors, the gravest of each version first.
    pub vectors: Vec<String>,
    /// What else is said.
    pub notes: Vec<Section>,
    /// Pages elsewhere.
    pub references: Vec<Link>,
    /// Who is thanked.
    pub thanks: Vec<Thanks>,
    /// When it was found.
    pub discovered: Option<String>,
    /// When it became public.
    pub released: Option<String>,
    /// Since when attackers use it.
    pub exploited: Option<String>,
    /// Lists of exploited vulnerabilities: name, day, address.
    pub known_exploited: Vec<(String, String, Option<String>)>,
    /// EPSS: score, percentile, day.
    pub epss: Option<(f64, Option<f64>, String)>,
    /// What was decided of it by SSVC.
    pub ssvc: Option<Decided>,
    /// What it does and to whom: kind, text, day.
    pub threats: Vec<(String, String, Option<String>)>,
}

/// A decision by SSVC, in the words of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// How far attackers are.
    pub exploitation: &'static str,
    /// Whether attackers can do all steps without people.
    pub automatable: bool,
    /// How much of the product they control then.
    pub technical_impact: &'static str,
    /// When it was decided.
    pub date: String,
    /// A page that says so.
    pub source: String,
}

/// Something that can be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Remedy {
    /// The kind, in the words of CSAF.
    pub kind: String,
    /// What to do.
    pub text: String,
    /// Where it is.
    pub url: Option<String>,
    /// Since when.
    pub date: Option<String>,
    /// What has to be started anew.
    pub restart: Option<String>,
    /// What one needs to get it.
    pub entitlements: Vec<String>,
    /// The places of its vulnerabilities.
    pub vulnerabilities: Vec<usize>,
    /// The places of its products; none if it is for all of them.
    pub products: Option<Vec<usize>>,
}

/// A page elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is.
    pub title: Option<String>,
    /// Its address.
    pub url: String,
}

/// Somebody who is thanked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thanks {
    /// People.
    pub names: Vec<String>,
    /// The organization.
    pub organization: Option<String>,
    /// For what.
    pub summary: Option<String>,
}

//! Checked values of an advisory: names and numbers of other standards, each refused where it
//! stands if it is none.

use super::vers;
use certsite_base::from_text;

/// What an advisory is called for ever, such as `AZSC-2026-0001`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdvisoryId(pub String);

from_text!(
    AdvisoryId,
    |text| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let is_id = text.bytes().all(plain) && text.bytes().any(|b| b.is_ascii_digit());
        if is_id { Ok(AdvisoryId(text.into())) } else { Err("cannot name an advisory") }
    },
    "letters A–Z, digits and hyphens, as the scheme of site.yaml says, such as AZSC-2026-0001"
);

/// A label of the Traffic Light Protocol 2.0 (FIRST).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tlp {
    /// For the eyes of the recipients alone.
    Red,
    /// For the recipient's organisation alone.
    AmberStrict,
    /// For the recipient's organisation and its clients.
    Amber,
    /// For the community of the recipients, and not for the public.
    Green,
    /// For everybody, the public too.
    Clear,
}

impl Tlp {
    /// The label, which no language translates.
    pub fn label(self) -> &'static str {
        match self {
            Tlp::Red => "TLP:RED",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Amber => "TLP:AMBER",
            Tlp::Green => "TLP:GREEN",
            Tlp::Clear => "TLP:CLEAR",
        }
    }
}

from_text!(
    Tlp,
    |text| {
        let all = [Tlp::Red, Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear];
        all.into_iter().find(|tlp| tlp.label() == text).ok_or("is not a label of TLP 2.0")
    },
    "TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED"
);

/// A number of the CVE list, such as `CVE-2026-0001`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CveId(pub String);

from_text!(
    CveId,
    |text| {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let is_cve = text
            .strip_prefix("CVE-")
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(year, n)| year.len() == 4 && n.len() >= 4 && digits(year) && digits(n));
        if is_cve { Ok(CveId(text.into())) } else { Err("is not a CVE number") }
    },
    "CVE, the year and at least four digits, such as CVE-2026-0001"
);

/// A kind of weakness (CWE): number and name, because CSAF wants both and they must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cwe {
    /// The number with its prefix, such as `CWE-79`.
    pub id: String,
    /// Its name in the list, in English.
    pub name: String,
}

from_text!(
    Cwe,
    |text| {
        let (id, name) = text.split_once(' ').ok_or("lacks the name of the weakness")?;
        let digits = id.strip_prefix("CWE-").unwrap_or_default();
        let is_id = (1..=6).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        match is_id && !name.trim().is_empty() {
            true => Ok(Cwe { id: id.into(), name: name.trim().into() }),
            false => Err("is not a weakness of the CWE list"),
        }
    },
    "number and name as in the list, such as “CWE-269 Improper Privilege Management”"
);

/// What an advisory calls one of its products.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProductKey(pub String);

from_text!(
    ProductKey,
    |text| match certsite_base::lang::is_slug(text) {
        true => Ok(ProductKey(text.into())),
        false => Err("cannot be the key of a product"),
    },
    "lower-case letters a–z, digits and hyphens, such as “mail-server”"
);

/// What an advisory calls one of its vulnerabilities that has no CVE number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VulnerabilityKey(pub String);

from_text!(
    VulnerabilityKey,
    |text| match certsite_base::lang::is_slug(text) {
        true => Ok(VulnerabilityKey(text.into())),
        false => Err("cannot be the key of a vulnerability"),
    },
    "lower-case letters a–z, digits and hyphens, such as “login”"
);

/// Affected versions: a range in vers form, or words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(pub String);

from_text!(
    Range,
    |text| {
        let text = text.trim();
        let wrong = match text.strip_prefix("vers:") {
            None if is_no_version(text) => "says no version",
            None if begins_as_range(text) => "begins with “vers:” in other letters",
            None if text.contains(char::is_control) => "is more than one line",
            None => return Ok(Range(text.into())),
            Some(rest) => return vers::check(rest).map(|()| Range(text.into())),
        };
        Err(wrong.to_owned())
    },
    "a vers range such as “vers:generic/>=2.0|<2.4.1”, or words such as “before 2.4.1”"
);

/// Whether programs would take for words what somebody meant as a range.
fn begins_as_range(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("vers"))
        && text[4..].trim_start().starts_with(':')
}

/// Words that answer another question than which version is meant, in small letters.
const NO_VERSION: [&str; 13] =
    ["", "true", "false", "yes", "no", "on", "off", "n/a", "none", "-", "?", "…", "..."];

fn is_no_version(text: &str) -> bool {
    NO_VERSION.contains(&text.trim().to_ascii_lowercase().as_str())
}

/// Words that people write where something would be named, and that name nothing, in small letters.
const NOTHING: [&str; 14] = [
    "n/a",
    "na",
    "none",
    "null",
    "not available",
    "not specified",
    "tbd",
    "unknown",
    "unspecified",
    "yox",
    "-",
    "?",
    "…",
    "...",
];

/// Whether a text stands where something would be named, and names nothing.
pub fn names_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || NOTHING.contains(&text.to_ascii_lowercase().as_str())
}

/// Words that name another version each day, or one that is to come.
const NOT_YET: [&str; 5] = ["current", "latest", "newest", "not yet", "pending"];

/// One version, not a range (CSAF 2.0 §6.1.31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

fn version(text: &str) -> Result<Version, &'static str> {
    let is_sign = |c: char| matches!(c, '<' | '>' | '=' | '*' | '≤' | '≥') || c.is_control();
    if is_no_version(text) || begins_as_range(text) || text.contains(is_sign) {
        return Err("is not one version");
    }
    if names_nothing(text) || NOT_YET.contains(&text.to_ascii_lowercase().as_str()) {
        return Err("names no version that one could look for");
    }
    if vers::is_of_package_manager(text) {
        return Err("is a range as a package manager writes it, not one version");
    }
    if are_several(text) {
        return Err("are several versions");
    }
    match spans(text) {
        true => Err("is a range, not one version"),
        false => Ok(Version(text.into())),
    }
}

/// Whether a text names versions one after the other.
fn are_several(text: &str) -> bool {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_dotted = |word: &&str| is_number(word) && word.contains('.');
    text.contains([';', '|'])
        || text.split_whitespace().any(|word| ["and", "or", "və"].contains(&word))
        || text.split_whitespace().filter(is_dotted).count() > 1
        || text.split_once('/').is_some_and(|(one, other)| is_number(one) && is_number(other))
}

/// Whether a text names all versions between two, from one on, or below a number.
fn spans(text: &str) -> bool {
    let words = ["after", "all", "before", "earlier", "later", "prior", "to", "until", "versions"];
    let is_word = |word: &str| words.contains(&word.to_ascii_lowercase().as_str());
    let is_dash = |word: &str| matches!(word, "-" | "–" | "—");
    let is_any = |part: &str| part.eq_ignore_ascii_case("x");
    text.split_whitespace().any(|word| is_word(word) || is_dash(word))
        || text.contains(['–', '—'])
        || text.ends_with('+')
        || text.contains('.') && text.split('.').skip(1).any(is_any)
}

/// Versions, each of them one: with a comma between two of them, since YAML makes 2.1 of a 2.10 that
/// may stand by itself or in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(pub Vec<Version>);

from_text!(
    Versions,
    |text| {
        let versions: Result<Vec<Version>, _> =
            text.split(',').map(|text| version(text.trim())).collect();
        let versions = versions?;
        // A “v” in front is a matter of taste.
        let number = |version: &Version| {
            let text = version.0.to_ascii_lowercase();
            text.strip_prefix('v').map(str::to_owned).unwrap_or(text)
        };
        let numbers: Vec<String> = versions.iter().map(number).collect();
        let is_twice = |(n, number): (usize, &String)| numbers[..n].contains(number);
        match numbers.iter().enumerate().any(is_twice) {
            true => Err("names one version twice"),
            false => Ok(Versions(versions)),
        }
    },
    "one version, such as “2.4.1”, or several with commas between them; ranges go into “affected”"
);

#[cfg(test)]
mod tests {
    use super::super::one_text::check;
    use super::*;

    /// YAML would make the number 2.1 of it.
    #[test]
    fn a_version_stays_as_it_is_written() {
        let read = |text| serde_yaml::from_str::<Versions>(text).expect("one").0;
        assert_eq!(read("2.10"), [Version("2.10".into())]);
        assert_eq!(read("2.10, 3.0"), [Version("2.10".into()), Version("3.0".into())]);
    }

    #[test]
    fn identifiers_labels_and_ranges_that_are_none_are_refused() {
        check::<AdvisoryId>(&["AZSC-2026-0001"], &["AZSC 1", "", "x/1", "AZSC", "../1"]);
        check::<Tlp>(&["TLP:CLEAR", "TLP:AMBER+STRICT"], &["TLP:WHITE", "clear", "TLP: RED"]);
        check::<CveId>(
            &["CVE-2026-0001", "CVE-2026-1234567"],
            &["CVE-26-1", "cve-2026-0001", "CVE-2026-12a4"],
        );
        check::<Cwe>(
            &["CWE-79 Some Name"],
            &["CWE-79", "79 Name", "CWE-x Name", "CWE-079 Name", "CWE-1234567 Name"],
        );
        check::<Range>(
            &["before 2.4.1", "vers:generic/>=2.0|<2.4.1", "vers:deb/1.2"],
            &[
                "",
                "true",
                "yes",
                "vers:generic",
                "vers:generic/>=",
                "vers:/1",
                "vers:x/>= 1",
                "vers:x/<2|<3",
                "VERS:generic/<1",
                "Vers :generic/<1",
                "before\n2.0",
                "n/a",
            ],
        );
        check::<Versions>(
            &[
                "2.4.1",
                "10 SP2",
                "2.4.1, 2.3.9",
                "15.2(4)M",
                "bookworm",
                "1.0+build.5",
                "2.0-1",
                "xenial",
                "v2.0",
                "11.x-dev",
            ],
            &[
                "< 2",
                "all versions",
                "before 2",
                "vers:x/1",
                "",
                "2,",
                "2, 2",
                "1, before 2",
                "1; 2",
                "1 və 2",
                "true",
                "n/a",
                "*",
                "1.x, *",
                "^1.0",
                "~1.2",
                "[1.0,2.0)",
                "(,2.0]",
                "1.0\n2.0",
                "≥ 2",
                "VERS:generic/<1",
                "2.0 - 3.0",
                "2.0–3.0",
                "2.0 to 3.0",
                "2.0/3.0",
                "2.0|3.0",
                "2.0 3.0",
                "2.0+",
                "2.x",
                "2.X.1",
                "latest",
                "Unknown",
                "tbd",
                "NA",
                "not available",
                "yox",
                "…",
                "2.0, v2.0",
            ],
        );
    }
}

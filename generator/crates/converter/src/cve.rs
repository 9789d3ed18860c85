//! A record of the CVE list (CVE JSON 5) → a notice.

use super::Refused;
use super::json::{at, list, text, texts};
use super::left::Left;
use super::notice::{Found, Item, Link, Notice, Remedy, Said, Section, Thanks};
use super::versions::{Spec, Stretch, stretches};
use serde_json::Value;

/// Words that issuers write where they know nothing.
const NOTHING: [&str; 5] = ["n/a", "unspecified", "unknown", "-", "*"];

/// Reads a record.
pub fn read(record: &Value) -> Result<Notice, Refused> {
    let id = text(record, &["cveMetadata", "cveId"]).unwrap_or_default().to_owned();
    if text(record, &["cveMetadata", "state"]) == Some("REJECTED") {
        return Err(Refused(format!("{id} was rejected: there is no such vulnerability")));
    }
    let version = text(record, &["dataVersion"]).unwrap_or("5");
    if !version.starts_with('5') {
        return Err(Refused(format!("CVE JSON {version} is not read, only 5")));
    }
    let Some(cna) = at(record, &["containers", "cna"]) else {
        return Err(Refused(format!("{id} says nothing yet: its part “cna” is missing")));
    };
    let mut left = Left::default();
    let mut found = Found {
        cve: Some(id.clone()),
        title: text(cna, &["title"]).map(str::to_owned),
        released: text(cna, &["datePublic"]).map(str::to_owned),
        description: english(cna, "descriptions"),
        ..Found::default()
    };
    // What others added (“adp”) counts where the issuer is silent.
    let others: Vec<&Value> = list(record, &["containers", "adp"]).collect();
    let all = || std::iter::once(cna).chain(others.iter().copied());
    found.vectors = all().map(vectors).find(|list| !list.is_empty()).unwrap_or_default();
    found.cwes =
        all().map(|part| cwes(part, &mut left)).find(|list| !list.is_empty()).unwrap_or_default();
    found.known_exploited = all().flat_map(known_exploited).collect();
    for part in list(cna, &["exploits"]) {
        let words = text(part, &["value"]).map(str::to_owned);
        found.threats.extend(words.map(|words| ("exploit_status".to_owned(), words, None)));
    }
    let address = format!("https://www.cve.org/CVERecord?id={id}");
    let mut references = vec![Link { title: Some(id.clone()), url: address }];
    references.extend(all().flat_map(|part| list(part, &["references"])).filter_map(link));
    let products = list(cna, &["affected"]).filter_map(|one| product(one, &mut left)).collect();
    let sections = ["configurations", "impacts"]
        .into_iter()
        .filter_map(|key| Some(Section { title: Some(key.to_owned()), text: english(cna, key)? }));
    Ok(Notice {
        format: format!("CVE JSON {version}"),
        issuer: text(record, &["cveMetadata", "assignerShortName"]).map(str::to_owned),
        title: found.title.clone().or_else(|| Some(id.clone())),
        language: Some("en".to_owned()),
        day: text(record, &["cveMetadata", "dateUpdated"]).map(str::to_owned),
        summary: found.description.clone(),
        sections: sections.collect(),
        products,
        remediations: remedies(cna),
        references,
        thanks: thanks(cna),
        vulnerabilities: vec![found],
        left,
        id,
        ..Notice::default()
    })
}

/// The English text of a list of texts; the issuer has to give one.
fn english(part: &Value, key: &str) -> Option<String> {
    let is_english =
        |item: &&Value| text(item, &["lang"]).is_none_or(|lang| lang.starts_with("en"));
    let all: Vec<&str> =
        list(part, &[key]).filter(is_english).filter_map(|item| text(item, &["value"])).collect();
    (!all.is_empty()).then(|| all.join("\n\n"))
}

fn vectors(part: &Value) -> Vec<String> {
    let of = |metric: &'_ Value| -> Option<String> {
        let keys = ["cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"];
        keys.iter().find_map(|key| text(metric, &[key, "vectorString"])).map(str::to_owned)
    };
    list(part, &["metrics"]).filter_map(of).collect()
}

/// Kinds of weakness: the description of most is number and name.
fn cwes(part: &Value, left: &mut Left) -> Vec<String> {
    let mut all = Vec::new();
    let descriptions = list(part, &["problemTypes"]).flat_map(|kind| list(kind, &["descriptions"]));
    for description in descriptions {
        let Some(words) = text(description, &["description"]) else { continue };
        let Some(id) = text(description, &["cweId"]) else {
            if !NOTHING.contains(&words) {
                left.add(format!("a kind of weakness that is none of CWE: {words}"));
            }
            continue;
        };
        let name =
            words.strip_prefix(id).unwrap_or(words).trim_start_matches([':', ' ', '-']).trim();
        all.push(format!("{id} {name}").trim().to_owned());
    }
    all
}

/// Entries of the list of exploited vulnerabilities, as CISA adds them.
fn known_exploited(part: &Value) -> Vec<(String, String, Option<String>)> {
    let kev = |metric: &Value| {
        let other = at(metric, &["other"])?;
        (text(other, &["type"]) == Some("kev")).then_some(())?;
        let content = at(other, &["content"])?;
        let date = text(content, &["dateAdded"])?.to_owned();
        Some(("CISA KEV".to_owned(), date, text(content, &["reference"]).map(str::to_owned)))
    };
    list(part, &["metrics"]).filter_map(kev).collect()
}

fn link(reference: &Value) -> Option<Link> {
    let url = text(reference, &["url"])?.to_owned();
    Some(Link { title: text(reference, &["name"]).map(str::to_owned), url })
}

fn product(one: &Value, left: &mut Left) -> Option<Item> {
    let known = |key: &str| {
        let word = text(one, &[key])?;
        (!NOTHING.contains(&word.to_ascii_lowercase().as_str())).then(|| word.to_owned())
    };
    let product = known("product").or_else(|| known("packageName"))?;
    let mut said = Said::default();
    let (mut affected, mut fixed, mut kind) = (Vec::new(), Vec::new(), None);
    for version in list(one, &["versions"]) {
        let Some(begin) = text(version, &["version"]) else { continue };
        let own = text(version, &["versionType"]).unwrap_or("custom");
        let end = text(version, &["lessThan"]).map(|end| (end, false));
        let end = end.or_else(|| text(version, &["lessThanOrEqual"]).map(|end| (end, true)));
        match text(version, &["status"]) {
            _ if own == "git" => left.add(format!("commits of {product}, such as {begin}")),
            Some("affected") => {
                kind = Some(scheme(own));
                affected.push(stretch(begin, end));
                for change in list(version, &["changes"]) {
                    if text(change, &["status"]) == Some("unaffected") {
                        fixed.extend(text(change, &["at"]).map(Spec::of));
                    }
                }
            }
            Some("unaffected") => left.add(format!(
                "versions of {product} that are not affected, for the reason is not told: {begin}{}",
                end.map_or(String::new(), |(end, _)| format!(" to {end}"))
            )),
            _ => left.add(format!("a version of {product} of which nobody knows: {begin}")),
        }
    }
    if !fixed.is_empty() {
        said.states.insert("fixed", fixed);
    }
    let all = match (affected.is_empty(), text(one, &["defaultStatus"])) {
        (false, _) => Some(vec![Spec::Range(stretches(kind.unwrap_or("generic"), &affected))]),
        (true, Some("unaffected")) => None,
        (true, _) => Some(vec![Spec::Open]),
    };
    said.states.extend(all.map(|all| ("affected", all)));
    Some(Item {
        vendor: known("vendor"),
        product,
        said,
        cpes: texts(one, &["cpes"]).map(super::cpe::formatted).collect(),
        purls: text(one, &["packageURL"]).into_iter().map(str::to_owned).collect(),
        vulnerabilities: vec![0],
        ..Item::default()
    })
}

fn stretch(begin: &str, end: Option<(&str, bool)>) -> Stretch {
    let is_first = |text: &str| text == "0" || NOTHING.contains(&text);
    match end {
        None if begin == "*" || NOTHING.contains(&begin) => Stretch { from: None, until: None },
        None => Stretch { from: Some(begin.to_owned()), until: Some((begin.to_owned(), true)) },
        Some((end, is_part)) => Stretch {
            from: (!is_first(begin)).then(|| begin.to_owned()),
            until: (end != "*").then(|| (end.to_owned(), is_part)),
        },
    }
}

/// The kind of a range of vers for a kind of version.
fn scheme(kind: &str) -> &'static str {
    match kind {
        "semver" => "semver",
        "maven" => "maven",
        "python" => "pypi",
        "rpm" => "rpm",
        "dpkg" => "deb",
        _ => "generic",
    }
}

fn remedies(cna: &Value) -> Vec<Remedy> {
    let one = |(key, kind): (&str, &str)| {
        let text = english(cna, key)?;
        let kind = kind.to_owned();
        Some(Remedy { kind, text, vulnerabilities: vec![0], ..Remedy::default() })
    };
    let both = [("solutions", "vendor_fix"), ("workarounds", "workaround")];
    both.into_iter().filter_map(one).collect()
}

fn thanks(cna: &Value) -> Vec<Thanks> {
    let names = list(cna, &["credits"]).filter_map(|credit| text(credit, &["value"]));
    names.map(|name| Thanks { names: vec![name.to_owned()], ..Thanks::default() }).collect()
}

//! A record of the CVE list (CVE JSON 5) → a notice.

mod affected;
mod ssvc;

use super::Refused;
use super::json::{at, list, text, texts};
use super::left::Left;
use super::notice::{Found, Item, Link, Notice, Remedy, Section, Thanks};
use super::unread::Known;
use super::versions::names_nothing;
use serde_json::Value;

/// The keys that are read, or that say nothing of the weakness.
const KNOWN: &str = "
    dataType dataVersion cveMetadata
    containers.cna: providerMetadata title datePublic dateAssigned dateUpdated descriptions exploits solutions workarounds configurations x_generator x_legacyV4Record
    containers.cna.affected: vendor product versions defaultStatus cpes packageURL
    containers.cna.problemTypes: descriptions
    containers.cna.references: url name tags
    containers.cna.credits: value lang type
    containers.cna.metrics: format cvssV4_0 cvssV3_1 cvssV3_0 cvssV2_0 other
    containers.cna.impacts: capecId descriptions
    containers.adp: providerMetadata title x_generator
    containers.adp.problemTypes: descriptions
    containers.adp.references: url name tags
    containers.adp.metrics: format cvssV4_0 cvssV3_1 cvssV3_0 cvssV2_0 other
";

/// Reads a record.
pub fn read(record: &Value) -> Result<Notice, Refused> {
    let id = text(record, &["cveMetadata", "cveId"]).unwrap_or_default().to_owned();
    let state = text(record, &["cveMetadata", "state"]);
    if state.is_some_and(|state| state.eq_ignore_ascii_case("rejected")) {
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
    Known::of(KNOWN).tell_others(record, &mut left);
    let address = format!("https://www.cve.org/CVERecord?id={id}");
    let mut found = Found {
        cve: Some(id.clone()),
        title: text(cna, &["title"]).map(str::to_owned),
        released: text(cna, &["datePublic"]).map(str::to_owned),
        description: english(cna, "descriptions", &mut left),
        ..Found::default()
    };
    // What others added (“adp”) counts where the issuer is silent.
    let others: Vec<&Value> = list(record, &["containers", "adp"]).collect();
    let all = || std::iter::once(cna).chain(others.iter().copied());
    found.vectors = first(all().map(vectors).collect(), "another vector", &mut left);
    let weaknesses = all().map(|part| cwes(part, &mut left)).collect();
    found.cwes = first(weaknesses, "another kind of weakness", &mut left);
    all().for_each(|part| other_metrics(part, &mut left));
    let decisions: Vec<&Value> = all().flat_map(|part| of_kind(part, "ssvc")).collect();
    found.ssvc = ssvc::decided(&decisions, &id, &address, &mut left);
    found.known_exploited = all().flat_map(|part| known_exploited(part, &id, &mut left)).collect();
    for part in list(cna, &["exploits"]) {
        let words = text(part, &["value"]).map(str::to_owned);
        found.threats.extend(words.map(|words| ("exploit_status".to_owned(), words, None)));
    }
    let mut references = vec![Link { title: Some(id.clone()), url: address }];
    references.extend(all().flat_map(|part| list(part, &["references"])).filter_map(link));
    let products = list(cna, &["affected"]).filter_map(|one| product(one, &mut left)).collect();
    let section = |title: &str, text| Section { title: Some(title.to_owned()), text };
    let configurations = english(cna, "configurations", &mut left);
    let sections = configurations.map(|text| section("configurations", text)).into_iter();
    let impacts = impacts(cna, &mut left).map(|text| section("impacts", text));
    Ok(Notice {
        format: format!("CVE JSON {version}"),
        issuer: text(record, &["cveMetadata", "assignerShortName"]).map(str::to_owned),
        title: found.title.clone().or_else(|| Some(id.clone())),
        language: Some("en".to_owned()),
        day: text(record, &["cveMetadata", "dateUpdated"]).map(str::to_owned),
        summary: found.description.clone(),
        sections: sections.chain(impacts).collect(),
        products,
        remediations: remedies(cna, &mut left),
        references,
        thanks: thanks(cna),
        vulnerabilities: vec![found],
        left,
        id,
        ..Notice::default()
    })
}

/// The English text of a list of texts; the issuer has to give one.
fn english(part: &Value, key: &str, left: &mut Left) -> Option<String> {
    let mut all = Vec::new();
    for item in list(part, &[key]) {
        match text(item, &["lang"]).filter(|lang| !lang.starts_with("en")) {
            None => all.extend(text(item, &["value"])),
            Some(lang) => left.add(format!("a text of “{key}” in “{lang}”")),
        }
    }
    (!all.is_empty()).then(|| all.join("\n\n"))
}

/// What attackers can do, each with its number in CAPEC.
fn impacts(cna: &Value, left: &mut Left) -> Option<String> {
    let one = |impact: &Value| {
        let words = english(impact, "descriptions", left);
        let all: Vec<String> =
            text(impact, &["capecId"]).map(str::to_owned).into_iter().chain(words).collect();
        (!all.is_empty()).then(|| all.join(": "))
    };
    let all: Vec<String> = list(cna, &["impacts"]).filter_map(one).collect();
    (!all.is_empty()).then(|| all.join("\n\n"))
}

/// Of what several parts say, what the first says that says anything.
fn first(parts: Vec<Vec<String>>, what: &str, left: &mut Left) -> Vec<String> {
    let mut parts = parts.into_iter().filter(|part| !part.is_empty());
    let own = parts.next().unwrap_or_default();
    for other in parts.flatten().filter(|other| !own.contains(other)) {
        left.add(format!("{what}, which others than the issuer add: {other}"));
    }
    own
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
            if !names_nothing(words) {
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

/// Entries of the list of exploited vulnerabilities, as CISA adds them. One that leads to another
/// vulnerability was put into the wrong record.
fn known_exploited(
    part: &Value,
    cve: &str,
    left: &mut Left,
) -> Vec<(String, String, Option<String>)> {
    let is_of = |url: &str| {
        let url = url.to_ascii_uppercase();
        let mut named = url.match_indices("CVE-").map(|(at, _)| {
            let rest = &url[at..];
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
            rest.find(|c: char| !is_part(c)).map_or(rest, |end| &rest[..end])
        });
        named.all(|named| named == cve)
    };
    let kev = |content: &Value| {
        let date = text(content, &["dateAdded"])?.to_owned();
        let reference = text(content, &["reference"]).map(str::to_owned);
        if let Some(other) = reference.as_deref().filter(|url| !is_of(url)) {
            left.add(format!("an entry of CISA KEV, of {date}, for another one: {other}"));
            return None;
        }
        Some(("CISA KEV".to_owned(), date, reference))
    };
    of_kind(part, "kev").filter_map(kev).collect()
}

/// What the metrics of a kind of its own say.
fn of_kind<'a>(part: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    let others = list(part, &["metrics"]).filter_map(|metric| at(metric, &["other"]));
    let own = others.filter(move |other| text(other, &["type"]) == Some(kind));
    own.map(|other| at(other, &["content"]).unwrap_or(&Value::Null))
}

/// Metrics that are neither vectors nor a list of exploited vulnerabilities, nor a decision.
fn other_metrics(part: &Value, left: &mut Left) {
    for metric in list(part, &["metrics"]).filter_map(|metric| at(metric, &["other"])) {
        match text(metric, &["type"]) {
            Some("kev" | "ssvc") => {}
            kind => left.add(format!("a metric of another kind: {}", kind.unwrap_or("unnamed"))),
        }
    }
}

fn link(reference: &Value) -> Option<Link> {
    let url = text(reference, &["url"])?.to_owned();
    Some(Link { title: text(reference, &["name"]).map(str::to_owned), url })
}

fn product(one: &Value, left: &mut Left) -> Option<Item> {
    let known = |key: &str| {
        let word = text(one, &[key])?;
        (!names_nothing(word) && word != "*").then(|| word.to_owned())
    };
    let Some(product) = known("product").or_else(|| known("packageName")) else {
        let stated = known("vendor").into_iter().chain(list(one, &["versions"]).filter_map(|of| {
            text(of, &["version"]).filter(|version| !names_nothing(version)).map(str::to_owned)
        }));
        let stated: Vec<String> = stated.collect();
        if !stated.is_empty() {
            left.add(format!("a product without a name: {}", stated.join(", ")));
        }
        return None;
    };
    let said = affected::said(one, &product, left);
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

fn remedies(cna: &Value, left: &mut Left) -> Vec<Remedy> {
    let one = |(key, kind): (&str, &str)| {
        let text = english(cna, key, left)?;
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

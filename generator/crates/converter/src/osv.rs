//! A record of an OSV database (Open Source Vulnerability format) → a notice.

mod events;

use super::Refused;
use super::json::{list, text, texts};
use super::left::Left;
use super::notice::{Found, Item, Link, Notice, Said, Section, Thanks};
use super::unread::Known;
use super::versions::{Spec, Stretch, names_nothing, stretches};
use certsite_site::parse::advisory::holds;
use serde_json::Value;

/// At most so many versions are listed one by one.
const MOST_LISTED: usize = 50;

/// The keys that are read, or that say nothing of the weakness.
const KNOWN: &str = "
    id modified published withdrawn schema_version aliases summary details severity references
    affected: package severity versions
    affected.ranges: type events repo
    credits: name
    database_specific: cwe_ids severity
";

/// Reads a record.
pub fn read(record: &Value) -> Result<Notice, Refused> {
    let id = text(record, &["id"]).unwrap_or_default().to_owned();
    // Whatever stands there, somebody wanted it to be withdrawn.
    if let Some(when) = record.get("withdrawn").filter(|when| !when.is_null()) {
        let day = text(when, &[]).map(|day| format!(" on {}", day.get(..10).unwrap_or(day)));
        return Err(Refused(format!("{id} was withdrawn{}", day.unwrap_or_default())));
    }
    let mut left = Left::default();
    Known::of(KNOWN).tell_others(record, &mut left);
    let aliases: Vec<String> = texts(record, &["aliases"]).map(str::to_owned).collect();
    let is_cve = |name: &&String| name.starts_with("CVE-");
    let cve = std::iter::once(&id).chain(&aliases).find(is_cve).cloned();
    let summary = text(record, &["summary"]).map(str::to_owned);
    let details = text(record, &["details"]).map(str::to_owned);
    let others = std::iter::once(&id).chain(&aliases).filter(|name| Some(*name) != cve.as_ref());
    let found = Found {
        ids: others.filter_map(|name| Some((database(name)?.to_owned(), name.clone()))).collect(),
        title: summary.clone(),
        description: details.clone().or_else(|| summary.clone()),
        vectors: vectors(record),
        cwes: texts(record, &["database_specific", "cwe_ids"]).map(str::to_owned).collect(),
        released: text(record, &["published"]).map(str::to_owned),
        cve,
        ..Found::default()
    };
    let address = format!("https://osv.dev/vulnerability/{id}");
    let mut references = vec![Link { title: Some(id.clone()), url: address }];
    references.extend(list(record, &["references"]).filter_map(link));
    Ok(Notice {
        format: "OSV".to_owned(),
        issuer: database(&id).map(str::to_owned),
        aliases,
        title: summary.clone().or_else(|| Some(id.clone())),
        language: Some("en".to_owned()),
        day: text(record, &["modified"]).map(str::to_owned),
        severity: text(record, &["database_specific", "severity"]).map(str::to_owned),
        sections: details.map(|text| Section { title: None, text }).into_iter().collect(),
        summary,
        products: list(record, &["affected"]).filter_map(|one| product(one, &mut left)).collect(),
        references,
        thanks: thanks(record),
        vulnerabilities: vec![found],
        left,
        id,
        ..Notice::default()
    })
}

/// The database that gives numbers with a prefix.
fn database(id: &str) -> Option<&'static str> {
    match id.split_once('-')?.0 {
        "GHSA" => Some("GitHub Advisory Database"),
        "GO" => Some("Go Vulnerability Database"),
        "PYSEC" => Some("Python Packaging Advisory Database"),
        "RUSTSEC" => Some("RustSec Advisory Database"),
        "OSV" => Some("OSV"),
        "MAL" => Some("OpenSSF Malicious Packages"),
        "DSA" | "DLA" | "DEBIAN" => Some("Debian"),
        "USN" | "UBUNTU" => Some("Ubuntu"),
        "ALPINE" => Some("Alpine"),
        "EUVD" => Some("European Vulnerability Database"),
        _ => None,
    }
}

fn vectors(record: &Value) -> Vec<String> {
    let own = list(record, &["severity"]);
    let of_packages = list(record, &["affected"]).flat_map(|one| list(one, &["severity"]));
    let is_cvss =
        |score: &&Value| text(score, &["type"]).is_some_and(|kind| kind.starts_with("CVSS"));
    let scores = own.chain(of_packages).filter(is_cvss);
    scores.filter_map(|score| text(score, &["score"])).map(str::to_owned).collect()
}

fn link(reference: &Value) -> Option<Link> {
    let kind = text(reference, &["type"]).filter(|kind| *kind != "WEB");
    let kind = kind.map(|kind| kind[..1].to_owned() + &kind[1..].to_ascii_lowercase());
    Some(Link { title: kind, url: text(reference, &["url"])?.to_owned() })
}

fn product(one: &Value, left: &mut Left) -> Option<Item> {
    let name = text(one, &["package", "name"])?.to_owned();
    let ecosystem = text(one, &["package", "ecosystem"]).unwrap_or_default();
    let kind = scheme(ecosystem);
    let (mut affected, mut fixed) = (Vec::new(), Vec::new());
    for range in list(one, &["ranges"]) {
        match text(range, &["type"]) {
            Some("GIT") => left.add(format!("commits of {name}")),
            _ => events::read(range, (kind, &name), (&mut affected, &mut fixed), left),
        }
    }
    let mut said = Said::default();
    said.states.insert("affected", all_affected(one, kind, &affected, left));
    if !fixed.is_empty() {
        said.states.insert("fixed", fixed);
    }
    Some(Item {
        family: (!ecosystem.is_empty()).then(|| ecosystem.to_owned()),
        product: name,
        said,
        purls: text(one, &["package", "purl"]).into_iter().map(str::to_owned).collect(),
        vulnerabilities: vec![0],
        ..Item::default()
    })
}

/// All versions that are affected: those of ranges, and those that are listed beside them.
fn all_affected(one: &Value, kind: &str, ranges: &[Stretch], left: &mut Left) -> Vec<Spec> {
    let range = stretches(kind, ranges);
    let (mut listed, mut unsure) = (Vec::new(), 0);
    let named = || texts(one, &["versions"]).filter(|version| !names_nothing(version));
    for version in named() {
        match holds(&range, version).filter(|_| !ranges.is_empty()) {
            Some(true) => {}
            None if !ranges.is_empty() => unsure += 1,
            _ => listed.push(version),
        }
    }
    let name = text(one, &["package", "name"]).unwrap_or_default();
    let unnamed = list(one, &["versions"]).count() - named().count();
    if unnamed > 0 {
        left.add(format!("{unnamed} of the versions of {name}, which name none"));
    }
    if unsure > 0 {
        left.add(format!("{unsure} versions of {name} that are listed beside its ranges"));
    }
    if listed.len() > MOST_LISTED {
        left.add(format!("{} of the versions of {name}", listed.len() - MOST_LISTED));
        listed.truncate(MOST_LISTED);
    }
    if ranges.is_empty() {
        let all: Vec<Spec> = listed.into_iter().map(Spec::of).collect();
        return if all.is_empty() { vec![Spec::Open] } else { all };
    }
    let mut all = ranges.to_vec();
    all.extend(listed.into_iter().map(Stretch::one));
    vec![Spec::Range(stretches(kind, &all))]
}

/// The kind of a range of vers for an ecosystem.
fn scheme(ecosystem: &str) -> &'static str {
    match ecosystem.split(':').next().unwrap_or_default() {
        "npm" => "npm",
        "PyPI" => "pypi",
        "Go" => "golang",
        "crates.io" => "cargo",
        "Maven" => "maven",
        "RubyGems" => "gem",
        "NuGet" => "nuget",
        "Packagist" => "composer",
        "Hex" => "hex",
        "Pub" => "pub",
        "SwiftURL" => "swift",
        "Debian" | "Ubuntu" => "deb",
        "Alpine" => "apk",
        "Red Hat" | "AlmaLinux" | "Rocky Linux" | "SUSE" | "openSUSE" => "rpm",
        _ => "generic",
    }
}

fn thanks(record: &Value) -> Vec<Thanks> {
    let names = list(record, &["credits"]).filter_map(|credit| text(credit, &["name"]));
    names.map(|name| Thanks { names: vec![name.to_owned()], ..Thanks::default() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::versions::range;
    use serde_json::json;

    #[test]
    fn versions_that_are_listed_beside_ranges_are_affected_too() {
        for (ranges, versions, expect) in [
            (json!([]), json!([]), "versions not stated"),
            (json!([]), json!(["n/a", 5]), "versions not stated"),
            (json!([]), json!(["n/a", "1.0.0"]), "1.0.0"),
            (json!([]), json!(["1.0.0", "1.2.0"]), "vers:generic/1.0.0|1.2.0"),
            (json!([{"introduced": "0"}, {"fixed": "2.0.0"}]), json!(["1.0.0"]), "vers:npm/<2.0.0"),
            (
                json!([{"introduced": "0"}, {"fixed": "2.0.0"}]),
                json!(["9.9.9", "1.0.0"]),
                "vers:npm/<2.0.0|9.9.9",
            ),
        ] {
            let record = json!({"package": {"name": "x", "ecosystem": "npm"}, "versions": versions, "ranges": [{"type": "SEMVER", "events": ranges}]});
            let item = product(&record, &mut Left::default()).expect("one");
            assert_eq!(range(&item.said.states["affected"]), expect, "{record}");
        }
    }
}

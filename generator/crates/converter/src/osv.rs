//! A record of an OSV database (Open Source Vulnerability format) → a notice.

use super::Refused;
use super::json::{list, text, texts};
use super::left::Left;
use super::notice::{Found, Item, Link, Notice, Said, Section, Thanks};
use super::versions::{Spec, Stretch, stretches};
use serde_json::Value;

/// At most so many versions are listed one by one where there are no ranges.
const MOST_LISTED: usize = 50;

/// Reads a record.
pub fn read(record: &Value) -> Result<Notice, Refused> {
    let id = text(record, &["id"]).unwrap_or_default().to_owned();
    if let Some(day) = text(record, &["withdrawn"]) {
        return Err(Refused(format!("{id} was withdrawn on {}", day.get(..10).unwrap_or(day))));
    }
    let mut left = Left::default();
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
            _ => events(range, &mut affected, &mut fixed),
        }
    }
    let listed: Vec<&str> = texts(one, &["versions"]).collect();
    let mut said = Said::default();
    let all = match (affected.is_empty(), listed.len()) {
        (false, _) => vec![Spec::Range(stretches(kind, &affected))],
        (true, 0) => vec![Spec::Open],
        (true, many) => {
            if many > MOST_LISTED {
                left.add(format!("{} of the versions of {name}", many - MOST_LISTED));
            }
            listed.iter().take(MOST_LISTED).map(|version| Spec::of(version)).collect()
        }
    };
    said.states.insert("affected", all);
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

/// The events of a range: where vulnerable versions begin and end.
fn events(range: &Value, affected: &mut Vec<Stretch>, fixed: &mut Vec<Spec>) {
    let mut open: Option<Option<String>> = None;
    for event in list(range, &["events"]) {
        if let Some(begin) = text(event, &["introduced"]) {
            open = Some((begin != "0").then(|| begin.to_owned()));
            continue;
        }
        let end =
            text(event, &["fixed"]).or_else(|| text(event, &["limit"])).map(|end| (end, false));
        let end = end.or_else(|| text(event, &["last_affected"]).map(|end| (end, true)));
        let (Some((end, is_part)), Some(from)) = (end, open.take()) else { continue };
        affected.push(Stretch { from, until: Some((end.to_owned(), is_part)) });
        fixed.extend(text(event, &["fixed"]).map(Spec::of));
    }
    affected.extend(open.map(|from| Stretch { from, until: None }));
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
    fn events_are_stretches() {
        for (events_of, expect, fixed_in) in [
            (json!([{"introduced": "0"}, {"fixed": "1.2.0"}]), "vers:golang/<1.2.0", 1),
            (json!([{"introduced": "1.0.0"}]), "vers:golang/>=1.0.0", 0),
            (json!([{"introduced": "0"}]), "vers:golang/*", 0),
            (
                json!([{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}, {"introduced": "2.0.0"}, {"fixed": "2.1.0"}]),
                "vers:golang/>=1.0.0|<=1.5.0|>=2.0.0|<2.1.0",
                1,
            ),
        ] {
            let record = json!({"package": {"name": "x", "ecosystem": "Go"}, "ranges": [{"type": "SEMVER", "events": events_of}]});
            let item = product(&record, &mut Left::default()).expect("one");
            assert_eq!(range(&item.said.states["affected"]), expect, "{record}");
            assert_eq!(item.said.states.get("fixed").map_or(0, Vec::len), fixed_in, "{record}");
        }
    }
}

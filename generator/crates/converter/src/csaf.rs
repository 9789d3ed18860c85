//! CSAF 2.0 and 2.1 (OASIS) → a notice.

mod products;
mod vulnerability;

use super::Refused;
use super::json::{at, list, text, texts};
use super::left::Left;
use super::notice::{Link, Notice, Section, Thanks};
use super::unread::Known;
use products::Tree;
use serde_json::Value;

/// The keys that are read, or that say nothing of the weakness.
const KNOWN: &str = "
    $schema
    document: category csaf_version title lang source_lang publisher tracking
    document.distribution: tlp text
    document.aggregate_severity: text namespace
    document.references: category summary url
    document.acknowledgments: names organization summary urls
    document.notes: category text title audience
    product_tree.branches: category name
    product_tree.branches.product: name product_id
    product_tree.branches.product.product_identification_helper: cpe purl purls model_numbers serial_numbers hashes
    product_tree.full_product_names: name product_id
    product_tree.full_product_names.product_identification_helper: cpe purl purls model_numbers serial_numbers hashes
    product_tree.relationships: category product_reference relates_to_product_reference full_product_name
    product_tree.product_groups: group_id product_ids summary
    vulnerabilities: cve title discovery_date release_date disclosure_date ids cwe cwes notes product_status involvements references acknowledgments
    vulnerabilities.scores: products cvss_v2 cvss_v3 cvss_v4
    vulnerabilities.metrics: products source
    vulnerabilities.metrics.content: cvss_v2 cvss_v3 cvss_v4 epss
    vulnerabilities.flags: label product_ids group_ids date
    vulnerabilities.threats: category details date product_ids group_ids
    vulnerabilities.remediations: category details url date entitlements product_ids group_ids
    vulnerabilities.remediations.restart_required: category
    vulnerabilities.first_known_exploitation_dates: exploitation_date date
";

/// Reads a document of a version of the standard.
pub fn read(document: &Value, version: &str) -> Result<Notice, Refused> {
    may_be_public(document)?;
    let mut left = Left::default();
    Known::of(KNOWN).tell_others(document, &mut left);
    let head = |path: &[&str]| text(document, &[&["document"], path].concat()).map(str::to_owned);
    let mut notice = Notice {
        format: format!("CSAF {version}"),
        issuer: head(&["publisher", "name"]),
        id: head(&["tracking", "id"]).unwrap_or_default(),
        aliases: texts(document, &["document", "tracking", "aliases"]).map(str::to_owned).collect(),
        title: head(&["title"]),
        language: head(&["lang"]),
        day: head(&["tracking", "current_release_date"]),
        severity: head(&["aggregate_severity", "text"]),
        references: links(document, &["document", "references"]),
        thanks: thanks(document, &["document", "acknowledgments"]),
        ..Notice::default()
    };
    // The document's own address first.
    let is_own = |link: &Value| text(link, &["category"]) == Some("self");
    let own = list(document, &["document", "references"]).find(|link| is_own(link));
    let own = own.and_then(|link| text(link, &["url"]));
    notice.references.sort_by_key(|link| Some(link.url.as_str()) != own);
    notes(document, &mut notice, &mut left);
    told(document, &mut left);
    let tree = Tree::read(document, &mut left);
    vulnerability::read(document, &tree, &mut notice, &mut left);
    notice.left = left;
    Ok(notice)
}

/// Who may know the document, and whether it still holds (CSAF 2.0 §3.2.1.5, CSAF 2.1 §4.6 and §4.7).
fn may_be_public(document: &Value) -> Result<(), Refused> {
    let tlp = at(document, &["document", "distribution", "tlp"]).unwrap_or(&Value::Null);
    let label = tlp.get("label").unwrap_or(&Value::Null);
    if !(tlp.is_null() || tlp.is_object() && (label.is_null() || label.is_string())) {
        let why =
            "its TLP label is no text, so nobody can tell whether it may become a public page";
        return Err(Refused(format!("{why}; ask its issuer")));
    }
    let label = text(label, &[]).map(|label| label.to_ascii_uppercase());
    match label.as_deref().map(|label| label.strip_prefix("TLP:").unwrap_or(label).trim()) {
        None | Some("WHITE" | "CLEAR") => {}
        Some(label) => {
            return Err(Refused(format!(
                "the document is TLP:{label}, so it must not become a public page; ask its issuer for a version that is TLP:CLEAR"
            )));
        }
    }
    match text(document, &["document", "category"]) {
        Some("csaf_withdrawn") => Err(Refused("its issuer has withdrawn the document".into())),
        Some("csaf_superseded") => {
            Err(Refused("the document is superseded: take the one that it names".into()))
        }
        _ => Ok(()),
    }
}

/// Texts of the document (§3.2.1.8). The first summary or description is what it is about.
fn notes(document: &Value, notice: &mut Notice, left: &mut Left) {
    let mut sections = Vec::new();
    for note in list(document, &["document", "notes"]) {
        let Some(body) = text(note, &["text"]) else { continue };
        let title = text(note, &["title"]).map(str::to_owned);
        match text(note, &["category"]) {
            Some("legal_disclaimer") => left.add("the legal disclaimer of its issuer"),
            Some("summary") if notice.summary.is_none() => notice.summary = Some(body.to_owned()),
            category => sections.push((category, Section { title, text: body.to_owned() })),
        }
    }
    if notice.summary.is_none() {
        let first = sections.iter().position(|(category, _)| *category == Some("description"));
        notice.summary = first.map(|n| sections.remove(n).1.text);
    }
    notice.sections = sections.into_iter().map(|(_, section)| section).collect();
}

/// What an editor should know that has no place in an advisory.
fn told(document: &Value, left: &mut Left) {
    if text(document, &["document", "distribution", "tlp", "label"]).is_none() {
        left.add("whether it is TLP:CLEAR: the document does not state it");
    }
    if let Some(terms) = text(document, &["document", "distribution", "text"]) {
        left.add(format!("what its issuer says of passing it on: {terms}"));
    }
    if let Some(status @ ("draft" | "interim")) =
        text(document, &["document", "tracking", "status"])
    {
        left.add(format!("that the document is “{status}”"));
    }
}

fn links(value: &Value, path: &[&str]) -> Vec<Link> {
    let link = |link: &Value| {
        let url = text(link, &["url"])?.to_owned();
        Some(Link { title: text(link, &["summary"]).map(str::to_owned), url })
    };
    list(value, path).filter_map(link).collect()
}

fn thanks(value: &Value, path: &[&str]) -> Vec<Thanks> {
    let one = |one: &Value| Thanks {
        names: texts(one, &["names"]).map(str::to_owned).collect(),
        organization: text(one, &["organization"]).map(str::to_owned),
        summary: text(one, &["summary"]).map(str::to_owned),
    };
    list(value, path).map(one).collect()
}

//! A vulnerability → MISP's object `vulnerability`, which holds what attributes alone could not keep
//! together.

use crate::exchange::{Exchanged, Publisher};
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{Verdict, Vulnerability};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// The template of the object among those that MISP publishes, and which edition of it.
const TEMPLATE: (&str, &str) = ("81650945-f186-437b-8945-9f31715d32da", "12");

/// The relations of which an object may have several.
const MANY: [&str; 3] = ["references", "credit", "vulnerable-configuration"];

/// The objects of an event, in the order of its vulnerabilities.
pub fn vulnerabilities(
    site: Linked,
    publisher: &Publisher,
    event: &Exchanged,
    uuid: &str,
) -> Vec<Value> {
    let all = event.vulnerabilities().iter().enumerate();
    all.map(|(n, found)| object(site, publisher, event, (uuid, n, found))).collect()
}

fn object(
    site: Linked,
    publisher: &Publisher,
    event: &Exchanged,
    (uuid, n, found): (&str, usize, &Vulnerability),
) -> Value {
    // A number stays with its vulnerability wherever that stands.
    let key = found.cve.as_ref().map_or_else(|| n.to_string(), |cve| cve.0.clone());
    let name = |part: &str| {
        let name = format!("misp vulnerability {uuid} {key} {part}");
        Uuid::new_v5(&publisher.namespace, name.as_bytes()).to_string()
    };
    let timestamp = event.seconds();
    let attribute = |(relation, kind, category, value): Part| {
        // What there is once has another value later; of several each stays itself.
        let which = if MANY.contains(&relation) { value.as_str() } else { "" };
        json!({
            "uuid": name(&format!("{relation} {which}")),
            "object_relation": relation,
            "type": kind,
            "category": category,
            "to_ids": false,
            "value": value,
            "comment": "",
            "timestamp": timestamp,
        })
    };
    let mut object = json!({
        "uuid": name("object"),
        "name": "vulnerability",
        "meta-category": "vulnerability",
        "description": "Vulnerability object describing a common vulnerability enumeration.",
        "template_uuid": TEMPLATE.0,
        "template_version": TEMPLATE.1,
        "comment": event.exploitation(site, found).join("; "),
        "timestamp": timestamp,
        "Attribute": parts(event, found).into_iter().map(attribute).collect::<Vec<_>>(),
    });
    if !event.holds() {
        object["deleted"] = json!(true);
    }
    object
}

/// Relation, type, category and value of an attribute.
type Part = (&'static str, &'static str, &'static str, String);

fn parts(event: &Exchanged, found: &Vulnerability) -> Vec<Part> {
    const OTHER: &str = "Other";
    const ANALYSIS: &str = "External analysis";
    let mut parts: Vec<Part> = Vec::new();
    // Its type takes numbers of CVE alone.
    parts.extend(found.cve.iter().map(|cve| ("id", "vulnerability", ANALYSIS, cve.0.clone())));
    let others: Vec<String> =
        found.ids.iter().map(|id| format!("{} ({})", id.id, id.system)).collect();
    let title = found.title.as_deref().unwrap_or(event.title);
    let summary = std::iter::once(title).chain(others.iter().map(String::as_str));
    parts.push(("summary", "text", OTHER, summary.collect::<Vec<_>>().join("; ")));
    let description = found.description.as_deref().or(event.description);
    parts.extend(description.map(|text| ("description", "text", OTHER, text.to_owned())));
    // There is room for one score: that of the newest version.
    if let Some(cvss) = found.cvss.iter().max_by_key(|cvss| cvss.version) {
        parts.push(("cvss-score", "float", OTHER, format!("{:.1}", cvss.score)));
        parts.push(("cvss-string", "text", OTHER, cvss.vector.clone()));
    }
    let days = [("published", &found.released), ("created", &found.discovered)];
    for (relation, day) in days {
        parts.extend(day.iter().map(|day| (relation, "datetime", OTHER, day.begins().to_string())));
    }
    let impacts = found.threats.iter().map(|threat| threat.text.clone());
    let impacts: Vec<String> = impacts.collect();
    if !impacts.is_empty() {
        parts.push(("impact", "text", OTHER, impacts.join("\n")));
    }
    let references = found.references.iter();
    parts.extend(references.map(|to| ("references", "link", ANALYSIS, to.url.0.clone())));
    let thanked = found
        .acknowledgements
        .iter()
        .flat_map(|thanked| thanked.names.iter().chain(&thanked.organization).cloned());
    parts.extend(thanked.map(|name| ("credit", "text", OTHER, name)));
    let own = event.advisory.products.iter().filter(|product| {
        let is_named = product.key.as_ref().is_some_and(|key| found.products.contains(key));
        let mut verdicts = product.states().filter_map(|(state, _)| state.verdict());
        (found.products.is_empty() || is_named)
            && verdicts.any(|verdict| verdict == Verdict::Affected)
    });
    let names = own.flat_map(|product| product.cpe.iter().map(|cpe| cpe.0.clone()));
    parts.extend(names.map(|cpe| ("vulnerable-configuration", "cpe", ANALYSIS, cpe)));
    let mut told = HashSet::new();
    parts.retain(|(relation, .., value)| told.insert((*relation, value.clone())));
    parts
}

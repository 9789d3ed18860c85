//! A STIX 2.1 bundle for the indicators of each advisory (OASIS Standard, 10 June 2021), marked by
//! TLP 2.0.

use super::{Exchanged, Publisher, exchanged, exchanged_for, json_route, publisher};
use crate::address::WebPath;
use crate::config::Date;
use crate::features::{Feature, World};
use crate::link::DocId;
use crate::parse::advisory::{AdvisoryFront, Indicator, IndicatorKind};
use crate::plan::{Rank, Route};
use serde_json::{Value, json};
use uuid::Uuid;

/// Writes the bundles.
pub struct Stix;

/// TLP:CLEAR of TLP 2.0, as FIRST's STIX marking has it.
const CLEAR: &str = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";

impl Feature for Stix {
    fn view(&self, world: World, id: DocId) -> Option<(&'static str, Value)> {
        publisher(world)?;
        let bundle = exchanged_for(world, id)?;
        Some(("stix", json!({ "url": url(world, bundle.advisory) })))
    }

    fn routes(&self, world: World) -> Vec<Route> {
        let Some(publisher) = publisher(world) else { return Vec::new() };
        let bundles = exchanged(world).into_iter().map(|advisory| {
            let bundle = bundle(world, &publisher, &advisory);
            json_route(url(world, advisory.advisory), Rank::Page, &bundle)
        });
        bundles.collect()
    }
}

fn url(world: World, advisory: &AdvisoryFront) -> WebPath {
    world.at(&format!("stix/{}.json", advisory.id.0.to_ascii_lowercase()))
}

/// §3.2: milliseconds, in UTC.
fn time(date: Date) -> String {
    format!("{date}T00:00:00.000Z")
}

fn bundle(world: World, publisher: &Publisher, advisory: &Exchanged) -> Value {
    let name = |kind: &str, what: &str| {
        let name = format!("stix {kind} {what}");
        format!("{kind}--{}", Uuid::new_v5(&publisher.namespace, name.as_bytes()))
    };
    let id = &advisory.advisory.id.0;
    let (created, modified) = (time(advisory.created()), time(advisory.modified()));
    let team = name("identity", "team");
    let indicators: Vec<Value> = advisory
        .advisory
        .indicators
        .iter()
        .map(|found| indicator(publisher, advisory, found, &team))
        .collect();
    let refs: Vec<&Value> = indicators.iter().map(|indicator| &indicator["id"]).collect();
    let report = json!({
        "type": "report",
        "spec_version": "2.1",
        "id": name("report", id),
        "created_by_ref": team,
        "created": created,
        "modified": modified,
        "lang": world.config.languages[advisory.doc.lang].code,
        "name": advisory.title,
        "description": advisory.description,
        "report_types": ["indicator"],
        "published": created,
        "object_refs": refs,
        "object_marking_refs": [CLEAR],
        "external_references": [{
            "source_name": publisher.name, "external_id": id, "url": advisory.page(world),
        }],
    });
    // The team is as old as the first thing that it says.
    let identity = json!({
        "type": "identity",
        "spec_version": "2.1",
        "id": team,
        "created": created,
        "modified": created,
        "name": publisher.name,
        "identity_class": "organization",
    });
    let mut objects = vec![identity, marking(), report];
    objects.extend(indicators);
    json!({ "type": "bundle", "id": name("bundle", &format!("{id} {modified}")), "objects": objects })
}

fn marking() -> Value {
    json!({
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": CLEAR,
        "created": "2022-10-01T00:00:00.000Z",
        "name": "TLP:CLEAR",
        "extensions": {
            "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {
                "extension_type": "property-extension", "tlp_2_0": "clear",
            },
        },
    })
}

fn indicator(
    publisher: &Publisher,
    advisory: &Exchanged,
    indicator: &Indicator,
    team: &str,
) -> Value {
    let mut value = json!({
        "type": "indicator",
        "spec_version": "2.1",
        "id": format!("indicator--{}", advisory.uuid(publisher, indicator, "stix")),
        "created_by_ref": team,
        "created": time(advisory.created()),
        "modified": time(advisory.modified()),
        "name": indicator.value,
        "indicator_types": ["malicious-activity"],
        "pattern": pattern(indicator),
        "pattern_type": "stix",
        "valid_from": time(advisory.created()),
        "object_marking_refs": [CLEAR],
    });
    if let Some(comment) = &indicator.comment {
        value["description"] = json!(comment);
    }
    value
}

/// §9: in a string, backslash and quote are escaped.
fn pattern(indicator: &Indicator) -> String {
    let path = match indicator.kind {
        IndicatorKind::Ipv4 => "ipv4-addr:value",
        IndicatorKind::Ipv6 => "ipv6-addr:value",
        IndicatorKind::Domain => "domain-name:value",
        IndicatorKind::Url => "url:value",
        IndicatorKind::Md5 => "file:hashes.MD5",
        IndicatorKind::Sha1 => "file:hashes.'SHA-1'",
        IndicatorKind::Sha256 => "file:hashes.'SHA-256'",
        IndicatorKind::Sha512 => "file:hashes.'SHA-512'",
    };
    let value = indicator.value.replace('\\', "\\\\").replace('\'', "\\'");
    format!("[{path} = '{value}']")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_cannot_end_a_pattern() {
        let indicator = Indicator {
            kind: IndicatorKind::Url,
            value: r"https://x.example/a'b\c".to_owned(),
            comment: None,
        };
        assert_eq!(pattern(&indicator), r"[url:value = 'https://x.example/a\'b\\c']");
    }
}

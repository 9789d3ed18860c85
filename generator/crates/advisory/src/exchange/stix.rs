//! A STIX 2.1 bundle for the indicators of each advisory (OASIS Standard, 10 June 2021), marked by
//! TLP 2.0.

use super::{Exchanged, Publisher, exchanged, exchanged_for, json_route, publisher};
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Contribution, Feature, ForTheme, NamedView, OnPage, Part, Reading, ViewOfPage, nothing_to_read,
};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::parse::advisory::{AdvisoryFront, Indicator, IndicatorKind};
use certsite_site::plan::{Rank, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// The feature that publishes the advisories' indicators as STIX bundles.
pub struct Stix;

/// TLP:CLEAR of TLP 2.0, as FIRST's STIX marking has it.
const CLEAR: &str = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";

impl Feature for Stix {
    fn theme(&self) -> ForTheme {
        ForTheme::default().page::<StixView>()
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Stix)
    }
}

impl Part for Stix {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let views: Vec<ViewOfPage> = vec![Arc::new(view)];
        Contribution { routes: routes(site), views, ..Contribution::default() }
    }
}

/// The advisory as a STIX bundle, if it has indicators.
#[derive(Serialize, JsonSchema)]
struct StixView {
    /// The address of the bundle.
    url: WebPath,
}

impl OnPage for StixView {
    const NAME: &'static str = "stix";
}

fn view(site: Linked, id: DocId) -> Option<NamedView> {
    publisher(site)?;
    let bundle = exchanged_for(site, id)?;
    Some(StixView { url: url(site, bundle.advisory) }.named_view())
}

fn routes(site: Linked) -> Vec<Route> {
    let Some(publisher) = publisher(site) else { return Vec::new() };
    let bundles = exchanged(site).into_iter().map(|advisory| {
        let bundle = bundle(site, &publisher, &advisory);
        json_route(url(site, advisory.advisory), Rank::Page, &bundle)
    });
    bundles.collect()
}

fn url(site: Linked, advisory: &AdvisoryFront) -> WebPath {
    site.at(&format!("stix/{}.json", advisory.id.0.to_ascii_lowercase()))
}

/// §3.2: milliseconds, in UTC.
fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn bundle(site: Linked, publisher: &Publisher, advisory: &Exchanged) -> Value {
    let name = |kind: &str, what: &str| {
        let name = format!("stix {kind} {what}");
        format!("{kind}--{}", Uuid::new_v5(&publisher.namespace, name.as_bytes()))
    };
    let id = &advisory.advisory.id.0;
    let (created, modified) = (time(advisory.created()), time(advisory.modified()));
    let team = name("identity", "team");
    let indicators: Vec<Value> =
        advisory.indicators().map(|found| indicator(publisher, advisory, found, &team)).collect();
    let refs: Vec<&Value> = indicators.iter().map(|indicator| &indicator["id"]).collect();
    let mut report = json!({
        "type": "report",
        "spec_version": "2.1",
        "id": name("report", id),
        "created_by_ref": team,
        "created": created,
        "modified": modified,
        "lang": site.config.languages[advisory.doc.lang].code,
        "name": advisory.title,
        "description": advisory.description,
        "report_types": ["indicator"],
        "published": created,
        "object_refs": refs,
        "object_marking_refs": [CLEAR],
        "external_references": [{
            "source_name": publisher.name, "external_id": id, "url": advisory.page(site),
        }],
    });
    if !advisory.holds() {
        report["revoked"] = json!(true);
    }
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
    // Another content is another bundle (§8): its name is made of all that it holds.
    let content = serde_json::to_string(&objects).unwrap_or_default();
    json!({ "type": "bundle", "id": name("bundle", &format!("{id} {content}")), "objects": objects })
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
    (indicator, holds): (&Indicator, bool),
    team: &str,
) -> Value {
    let id = advisory.uuid(publisher, indicator, "stix");
    let (kind, pattern) = pattern(indicator, id);
    let mut value = json!({
        "type": "indicator",
        "spec_version": "2.1",
        "id": format!("indicator--{id}"),
        "created_by_ref": team,
        "created": time(advisory.created()),
        "modified": time(advisory.modified()),
        "name": indicator.value,
        "indicator_types": ["malicious-activity"],
        "pattern": pattern,
        "pattern_type": kind,
        "valid_from": time(advisory.created()),
        "object_marking_refs": [CLEAR],
    });
    if let Some(comment) = &indicator.comment {
        value["description"] = json!(comment);
    }
    if !holds {
        value["revoked"] = json!(true);
    }
    value
}

/// The language of a pattern, and the pattern.
fn pattern(indicator: &Indicator, id: Uuid) -> (&'static str, String) {
    let value = indicator.value.as_str();
    let path = match indicator.kind {
        IndicatorKind::Ipv4 => "ipv4-addr:value",
        IndicatorKind::Ipv6 => "ipv6-addr:value",
        IndicatorKind::Domain => "domain-name:value",
        IndicatorKind::Url => "url:value",
        IndicatorKind::Email => "email-addr:value",
        IndicatorKind::Filename => "file:name",
        IndicatorKind::Md5 => "file:hashes.MD5",
        IndicatorKind::Sha1 => "file:hashes.'SHA-1'",
        IndicatorKind::Sha256 => "file:hashes.'SHA-256'",
        IndicatorKind::Sha512 => "file:hashes.'SHA-512'",
        IndicatorKind::Mutex => "mutex:name",
        IndicatorKind::RegistryKey => "windows-registry-key:key",
        IndicatorKind::UserAgent => {
            "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
        }
        // STIX has no object with these; Suricata's rules are among the languages of its patterns.
        IndicatorKind::Ja3 => return ("suricata", rule("tls", "ja3.hash", value, id)),
        IndicatorKind::Ja3s => return ("suricata", rule("tls", "ja3s.hash", value, id)),
        IndicatorKind::Ja4 => return ("suricata", rule("tls", "ja4.hash", value, id)),
        IndicatorKind::Hassh => return ("suricata", rule("ssh", "ssh.hassh", value, id)),
    };
    // §9: in a string, backslash and quote are escaped.
    let text = value.replace('\\', "\\\\").replace('\'', "\\'");
    let is_network =
        matches!(indicator.kind, IndicatorKind::Ipv4 | IndicatorKind::Ipv6) && value.contains('/');
    let compared = if is_network { "ISSUBSET" } else { "=" };
    ("stix", format!("[{path} {compared} '{text}']"))
}

/// A rule of Suricata that finds a fingerprint; its number lies above those that are given out.
fn rule(protocol: &str, buffer: &str, value: &str, id: Uuid) -> String {
    let number = 3_000_000_000 + id.as_u128() % 1_000_000_000;
    format!(
        "alert {protocol} any any -> any any (msg:\"{buffer} {value}\"; {buffer}; content:\"{value}\"; sid:{number}; rev:1;)"
    )
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
        let expect = r"[url:value = 'https://x.example/a\'b\\c']";
        assert_eq!(pattern(&indicator, Uuid::nil()), ("stix", expect.to_owned()));
    }
}

//! An advisory → an event as MISP writes it (MISP core format, draft-dulaunoy-misp-core-format).

use crate::exchange::{Exchanged, Publisher};
use certsite_base::address::WebPath;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{Indicator, IndicatorKind, Severity};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// Before the name of an event that no longer holds.
const WITHDRAWN: &str = "[WITHDRAWN] ";

/// The folder of the feed, to which another team's MISP subscribes.
pub fn feed(site: Linked) -> WebPath {
    site.at("misp/")
}

pub fn uuid(publisher: &Publisher, id: &str) -> Uuid {
    Uuid::new_v5(&publisher.namespace, format!("misp {id}").as_bytes())
}

/// What manifest and event both say.
pub fn head(publisher: &Publisher, event: &Exchanged) -> Value {
    json!({
        "Orgc": { "name": publisher.name, "uuid": publisher.namespace.to_string() },
        "Tag": [{ "name": "tlp:clear", "colour": "#ffffff" }],
        // 2: the team has finished its analysis.
        "analysis": "2",
        "date": event.advisory.revisions[0].date.day.to_string(),
        "info": info(event),
        "threat_level_id": threat_level(event.advisory.severity()),
        "timestamp": seconds(event.modified()),
    })
}

/// What an event is called; MISP has no sign of its own for what was withdrawn.
fn info(event: &Exchanged) -> String {
    let mark = if event.holds() { "" } else { WITHDRAWN };
    format!("{mark}{}: {}", event.advisory.id.0, event.title)
}

/// The number of the advisory that an event is called after.
pub fn number(info: &str) -> Option<&str> {
    let info = info.strip_prefix(WITHDRAWN).unwrap_or(info);
    info.split_once(": ").map(|(number, _)| number)
}

pub fn whole(site: Linked, publisher: &Publisher, event: &Exchanged, uuid: &str) -> Value {
    let indicators = event.indicators().map(|found| attribute(publisher, event, found));
    let link = json!({
        "uuid": Uuid::new_v5(&publisher.namespace, format!("misp link {uuid}").as_bytes()).to_string(),
        "type": "link",
        "category": "External analysis",
        "to_ids": false,
        "value": event.page(site),
        "comment": "",
        "timestamp": seconds(event.modified()),
    });
    let mut whole = head(publisher, event);
    whole["Attribute"] = indicators.chain([link]).collect();
    whole["published"] = json!(true);
    whole["publish_timestamp"] = json!(seconds(event.modified()));
    whole["uuid"] = json!(uuid);
    whole
}

fn attribute(
    publisher: &Publisher,
    event: &Exchanged,
    (indicator, holds): (&Indicator, bool),
) -> Value {
    let (kind, category) = kind(indicator.kind);
    let mut value = json!({
        "uuid": event.uuid(publisher, indicator, "misp").to_string(),
        "type": kind,
        "category": category,
        "to_ids": holds,
        "value": indicator.value,
        "comment": indicator.comment.clone().unwrap_or_default(),
        "timestamp": seconds(event.modified()),
    });
    if !holds {
        value["deleted"] = json!(true);
    }
    value
}

/// Type and category of MISP's core format.
pub fn kind(kind: IndicatorKind) -> (&'static str, &'static str) {
    match kind {
        IndicatorKind::Ipv4 | IndicatorKind::Ipv6 => ("ip-dst", "Network activity"),
        IndicatorKind::Domain => ("domain", "Network activity"),
        IndicatorKind::Url => ("url", "Network activity"),
        IndicatorKind::Email => ("email-src", "Payload delivery"),
        IndicatorKind::Ja3 => ("ja3-fingerprint-md5", "Network activity"),
        // MISP knows the fingerprints of servers by the same type.
        IndicatorKind::Ja3s => ("ja3-fingerprint-md5", "Network activity"),
        IndicatorKind::Ja4 => ("other", "Network activity"),
        IndicatorKind::Hassh => ("hassh-md5", "Network activity"),
        IndicatorKind::UserAgent => ("user-agent", "Network activity"),
        IndicatorKind::Mutex => ("mutex", "Artifacts dropped"),
        IndicatorKind::RegistryKey => ("regkey", "Persistence mechanism"),
        IndicatorKind::Filename => ("filename", "Payload delivery"),
        IndicatorKind::Md5 => ("md5", "Payload delivery"),
        IndicatorKind::Sha1 => ("sha1", "Payload delivery"),
        IndicatorKind::Sha256 => ("sha256", "Payload delivery"),
        IndicatorKind::Sha512 => ("sha512", "Payload delivery"),
    }
}

/// MISP knows high, medium, low, undefined: 1 to 4.
fn threat_level(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Critical | Severity::High) => "1",
        Some(Severity::Medium) => "2",
        Some(Severity::Low | Severity::None) => "3",
        None => "4",
    }
}

/// In seconds since 1970, as MISP writes it.
fn seconds(at: Timestamp) -> String {
    at.as_second().to_string()
}

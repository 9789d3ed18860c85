//! An advisory → an event as MISP writes it (MISP core format, draft-dulaunoy-misp-core-format).

use super::{object, tags};
use crate::exchange::{Exchanged, Publisher};
use certsite_base::address::WebPath;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{
    Context, DetectionRule, Indicator, IndicatorKind, RuleKind, Severity,
};
use certsite_text::split_port;
use serde_json::{Value, json};
use std::collections::BTreeSet;
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
        "Orgc": { "name": publisher.name, "uuid": publisher.organisation },
        "Tag": tags::of_event(event),
        // 2: the team has finished its analysis.
        "analysis": "2",
        "date": event.advisory.revisions[0].date.day.to_string(),
        "info": info(event),
        "threat_level_id": threat_level(event.advisory.severity()),
        "timestamp": event.seconds(),
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
    let fixed = |name: &str, kind: &str, value: String| {
        let name = format!("misp {name} {uuid}");
        json!({
            "uuid": Uuid::new_v5(&publisher.namespace, name.as_bytes()).to_string(),
            "type": kind,
            "category": "External analysis",
            "to_ids": false,
            "value": value,
            "comment": "",
            "timestamp": event.seconds(),
        })
    };
    let weaknesses = event.vulnerabilities().iter().flat_map(|found| found.cwe.iter());
    let weaknesses: BTreeSet<&str> = weaknesses.map(|cwe| cwe.id.as_str()).collect();
    let weaknesses = weaknesses.into_iter().map(|cwe| {
        let mut weakness = fixed(&format!("weakness {cwe}"), "weakness", cwe.into());
        if !event.holds() {
            weakness["deleted"] = json!(true);
        }
        weakness
    });
    let link = fixed("link", "link", event.page(site).to_string());
    let mut whole = head(publisher, event);
    let rules = event.advisory.rules.iter().map(|found| rule(publisher, event, found));
    whole["Attribute"] = indicators.chain(rules).chain(weaknesses).chain([link]).collect();
    let objects = object::vulnerabilities(site, publisher, event, uuid);
    if !objects.is_empty() {
        whole["Object"] = objects.into();
    }
    whole["published"] = json!(true);
    whole["publish_timestamp"] = json!(event.seconds());
    whole["uuid"] = json!(uuid);
    whole
}

fn attribute(
    publisher: &Publisher,
    event: &Exchanged,
    (indicator, holds): (&Indicator, bool),
) -> Value {
    let (kind, category) = kind(indicator.kind);
    let mut attribute = json!({
        "uuid": event.uuid(publisher, indicator, "misp").to_string(),
        "type": kind,
        "category": category,
        "to_ids": holds && indicator.raises_alarms(),
        "value": value(indicator),
        "comment": indicator.comment.clone().unwrap_or_default(),
        "timestamp": event.seconds(),
    });
    let Context { first_seen, last_seen, .. } = &indicator.context;
    for (key, seen) in [("first_seen", first_seen), ("last_seen", last_seen)] {
        if let Some(seen) = seen {
            attribute[key] = json!(format!("{:.6}", seen.begins()));
        }
    }
    let Context { phase, technique, malware, confidence, .. } = &indicator.context;
    let malware = event.malware(malware.as_ref());
    let tags = tags::of(*phase, technique.as_ref(), malware, *confidence);
    if !tags.is_empty() {
        attribute["Tag"] = tags.into();
    }
    if !holds {
        attribute["deleted"] = json!(true);
    }
    attribute
}

/// A rule as an attribute, with its whole text.
fn rule(publisher: &Publisher, event: &Exchanged, rule: &DetectionRule) -> Value {
    let category = match rule.kind {
        RuleKind::Yara | RuleKind::Sigma => "Payload installation",
        RuleKind::Suricata => "Network activity",
    };
    let mut attribute = json!({
        "uuid": event.rule_uuid(publisher, rule, "misp").to_string(),
        "type": rule.kind.word(),
        "category": category,
        "to_ids": event.holds(),
        "value": rule.text.trim_end(),
        "comment": rule.comment.clone().unwrap_or_else(|| rule.file()),
        "timestamp": event.seconds(),
    });
    if let Some(seen) = &rule.first_seen {
        attribute["first_seen"] = json!(format!("{:.6}", seen.begins()));
    }
    let malware = event.malware(rule.malware.as_ref());
    let tags = tags::of(rule.phase, rule.technique.as_ref(), malware, rule.confidence);
    if !tags.is_empty() {
        attribute["Tag"] = tags.into();
    }
    if !event.holds() {
        attribute["deleted"] = json!(true);
    }
    attribute
}

/// The value as MISP writes it: a port behind a bar, the number of a network without letters.
pub fn value(indicator: &Indicator) -> String {
    let value = indicator.value.as_str();
    match indicator.kind {
        IndicatorKind::IpPort | IndicatorKind::HostPort => {
            let (host, port) = split_port(value);
            format!("{}|{}", host.trim_matches(['[', ']']), port.unwrap_or_default())
        }
        IndicatorKind::Asn => value.trim_start_matches("AS").to_owned(),
        _ => value.to_owned(),
    }
}

/// By which values programs find the event: of one in two parts each by itself.
pub fn looked_for(event: &Exchanged) -> Vec<String> {
    let indicators = event.indicators().filter(|(_, holds)| *holds);
    let indicators = indicators.flat_map(|(indicator, _)| {
        let value = value(indicator);
        match kind(indicator.kind).0.contains('|') {
            true => value.split('|').map(str::to_owned).collect(),
            false => vec![value],
        }
    });
    let found = event.vulnerabilities().iter().filter(|_| event.holds());
    let cves = found.filter_map(|found| found.cve.as_ref());
    let rules = event.advisory.rules.iter().filter(|_| event.holds());
    let rules = rules.map(|rule| rule.text.trim_end().to_owned());
    indicators.chain(cves.map(|cve| cve.0.clone())).chain(rules).collect()
}

/// Whether attributes of a type stand for indicators, and not for what else an event holds.
pub fn is_indicator(of: &str) -> bool {
    IndicatorKind::ALL.into_iter().any(|own| kind(own).0 == of)
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
        // MISP has one type for names with and without folders.
        IndicatorKind::Filename | IndicatorKind::FilePath => ("filename", "Payload delivery"),
        IndicatorKind::Subject => ("email-subject", "Payload delivery"),
        IndicatorKind::IpPort => ("ip-dst|port", "Network activity"),
        IndicatorKind::HostPort => ("hostname|port", "Network activity"),
        IndicatorKind::Asn => ("AS", "Network activity"),
        IndicatorKind::CertificateMd5 => ("x509-fingerprint-md5", "Network activity"),
        IndicatorKind::CertificateSha1 => ("x509-fingerprint-sha1", "Network activity"),
        IndicatorKind::CertificateSha256 => ("x509-fingerprint-sha256", "Network activity"),
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

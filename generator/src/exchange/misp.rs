//! The MISP feed: `manifest.json`, one event an advisory, `hashes.csv` (MISP core format, MISP feed
//! format). A MISP of another team subscribes to its folder.

use super::{Exchanged, Publisher, bytes_route, exchanged, exchanged_for, json_route, publisher};
use crate::address::WebPath;
use crate::diag::{Diagnostic, Problem};
use crate::features::{Before, Feature, World};
use crate::link::DocId;
use crate::parse::advisory::{AdvisoryFront, Indicator, IndicatorKind, Severity};
use crate::plan::{Rank, Route};
use jiff::Timestamp;
use md5::{Digest, Md5};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Writes the feed.
pub struct Misp;

/// Where the feed lies.
fn folder(world: World) -> WebPath {
    world.at("misp/")
}

impl Feature for Misp {
    fn view(&self, world: World, id: DocId) -> Option<(&'static str, Value)> {
        let publisher = publisher(world)?;
        let event = exchanged_for(world, id)?;
        let uuid = uuid(&publisher, &event.advisory.id.0);
        Some(("misp", json!({ "url": folder(world).join(&format!("{uuid}.json")) })))
    }

    fn routes(&self, world: World) -> Vec<Route> {
        let Some(publisher) = publisher(world) else { return Vec::new() };
        let events = exchanged(world);
        if events.is_empty() {
            return Vec::new();
        }
        let folder = folder(world);
        let mut routes = Vec::with_capacity(events.len() + 2);
        let mut manifest = Map::new();
        let mut hashes = String::new();
        for event in &events {
            let uuid = uuid(&publisher, &event.advisory.id.0).to_string();
            for (indicator, _) in event.indicators().filter(|(_, holds)| *holds) {
                hashes += &format!("{:x},{uuid}\n", Md5::digest(&indicator.value));
            }
            let whole = json!({ "Event": whole(world, &publisher, event, &uuid) });
            routes.push(json_route(folder.join(&format!("{uuid}.json")), Rank::Page, &whole));
            manifest.insert(uuid, head(&publisher, event));
        }
        routes.push(bytes_route(folder.join("hashes.csv"), Rank::Index, hashes.into_bytes()));
        let manifest = Value::Object(manifest);
        routes.push(json_route(folder.join("manifest.json"), Rank::Index, &manifest));
        routes
    }

    fn since(&self, world: World, before: &Before) -> Vec<Diagnostic> {
        let Some(publisher) = publisher(world) else { return Vec::new() };
        let pages = world.graph.ids().filter_map(|id| {
            let advisory = world.graph.doc(id).front.advisory.as_deref()?;
            // Its languages state the same indicators: the one that is told of speaks.
            let is_first = exchanged_for(world, id).is_none_or(|event| event.id == id);
            is_first.then_some((id, advisory))
        });
        let vanished = pages.filter_map(|(id, advisory)| {
            let uuid = uuid(&publisher, &advisory.id.0);
            let event = (before.read)(&folder(world).join(&format!("{uuid}.json")).file())?;
            let gone = vanished(&event, advisory);
            (!gone.is_empty()).then(|| told(world, id, advisory, &gone))
        });
        vanished.collect()
    }
}

/// What an event told as an indicator, and its advisory names no more.
fn vanished(event: &[u8], advisory: &AdvisoryFront) -> Vec<String> {
    let event: Value = serde_json::from_slice(event).unwrap_or_default();
    let attributes = event["Event"]["Attribute"].as_array().into_iter().flatten();
    let was_told = attributes.filter(|a| a["type"] != "link" && a["deleted"] != true);
    let values = was_told.filter_map(|attribute| attribute["value"].as_str());
    let all = || advisory.indicators.iter().chain(&advisory.indicators_withdrawn);
    let is_gone = |value: &&str| !all().any(|own| own.value == *value || own.is_spelt(value));
    values.filter(is_gone).map(str::to_owned).collect()
}

fn told(world: World, id: DocId, advisory: &AdvisoryFront, gone: &[String]) -> Diagnostic {
    let doc = world.graph.doc(id);
    let it = if gone.len() == 1 { "it" } else { "them" };
    let message = format!(
        "{} was published with {}, and no longer names {it}",
        advisory.id.0,
        gone.join(", ")
    );
    let help = format!(
        "move {it} from “indicators” to “indicators_withdrawn”: programs of other teams that have {it} are told then, else they block on for ever"
    );
    Diagnostic::at(
        Problem::Advisory { message, help },
        doc.front_place(&["advisory", "indicators"]),
    )
}

fn uuid(publisher: &Publisher, id: &str) -> Uuid {
    Uuid::new_v5(&publisher.namespace, format!("misp {id}").as_bytes())
}

/// What manifest and event both say.
fn head(publisher: &Publisher, event: &Exchanged) -> Value {
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
    let mark = if event.holds() { "" } else { "[WITHDRAWN] " };
    format!("{mark}{}: {}", event.advisory.id.0, event.title)
}

fn whole(world: World, publisher: &Publisher, event: &Exchanged, uuid: &str) -> Value {
    let indicators = event.indicators().map(|found| attribute(publisher, event, found));
    let link = json!({
        "uuid": Uuid::new_v5(&publisher.namespace, format!("misp link {uuid}").as_bytes()).to_string(),
        "type": "link",
        "category": "External analysis",
        "to_ids": false,
        "value": event.page(world),
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
fn kind(kind: IndicatorKind) -> (&'static str, &'static str) {
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

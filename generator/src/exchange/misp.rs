//! The MISP feed: `manifest.json`, one event an advisory, `hashes.csv` (MISP core format, MISP feed
//! format). A MISP of another team subscribes to its folder.

use super::{Exchanged, Publisher, bytes_route, exchanged, exchanged_for, json_route, publisher};
use crate::address::WebPath;
use crate::config::Date;
use crate::features::{Feature, World};
use crate::link::DocId;
use crate::parse::advisory::{IndicatorKind, Severity};
use crate::plan::{Rank, Route};
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
            for indicator in &event.advisory.indicators {
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
        "date": event.created().to_string(),
        "info": format!("{}: {}", event.advisory.id.0, event.title),
        "threat_level_id": threat_level(event.advisory.severity()),
        "timestamp": seconds(event.modified()),
    })
}

fn whole(world: World, publisher: &Publisher, event: &Exchanged, uuid: &str) -> Value {
    let attribute = |indicator| attribute(publisher, event, indicator);
    let indicators = event.advisory.indicators.iter().map(attribute);
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
    indicator: &crate::parse::advisory::Indicator,
) -> Value {
    let (kind, category) = match indicator.kind {
        IndicatorKind::Ipv4 | IndicatorKind::Ipv6 => ("ip-dst", "Network activity"),
        IndicatorKind::Domain => ("domain", "Network activity"),
        IndicatorKind::Url => ("url", "Network activity"),
        hash => (hash.word(), "Payload delivery"),
    };
    json!({
        "uuid": event.uuid(publisher, indicator, "misp").to_string(),
        "type": kind,
        "category": category,
        "to_ids": true,
        "value": indicator.value,
        "comment": indicator.comment.clone().unwrap_or_default(),
        "timestamp": seconds(event.modified()),
    })
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

/// The beginning of a day in UTC, in seconds since 1970, as MISP writes it.
fn seconds(date: Date) -> String {
    let days = (date.0 - jiff::civil::date(1970, 1, 1)).get_days();
    (i64::from(days) * 86_400).to_string()
}

//! The MISP feed: a MISP fetches an event if the manifest gives it a later timestamp than it has.

use super::{Said, Values, counted, tally};
use crate::order::Number;
use serde_json::Value;
use std::collections::BTreeSet;

const HELP: &str = "add a version to the advisory that says what changed";

/// What changes in the list of events.
pub fn manifest((old, new): Values, said: &mut Said) -> String {
    let empty = serde_json::Map::new();
    let [before, after] = [old, new].map(|all| all.as_object().unwrap_or(&empty));
    let mut counts = [0, 0, 0];
    for (uuid, head) in before {
        match after.get(uuid) {
            None => {
                counts[1] += 1;
                let text = format!("event {uuid} goes ({}): whoever has it keeps it", info(head));
                said.warn("event-gone", text, "keep the page of the advisory and withdraw it");
            }
            Some(now) if now == head => {}
            Some(now) => {
                counts[2] += 1;
                if seconds(now) <= seconds(head) {
                    let text = format!(
                        "event {uuid} ({}) changes, and its timestamp {} does not rise: a MISP that has it does not fetch it",
                        info(now),
                        seconds(now)
                    );
                    said.warn("event-unraised", text, HELP);
                }
            }
        }
    }
    counts[0] = after.keys().filter(|uuid| !before.contains_key(*uuid)).count();
    tally(counts, "event")
}

/// What changes in an event.
pub fn event((old, new): Values, said: &mut Said) -> String {
    let (before, after) = (&old["Event"], &new["Event"]);
    if !before.is_null() && !after.is_null() && seconds(after) <= seconds(before) {
        // The manifest tells it where what stands there changes, too.
        let is_told = ["info", "threat_level_id", "Tag", "Orgc"]
            .iter()
            .any(|key| before[*key] != after[*key]);
        if !is_told {
            let text = format!(
                "the event ({}) changes, and its timestamp {} does not rise: a MISP that has it does not fetch it",
                info(after),
                seconds(after)
            );
            said.warn("event-unraised", text, HELP);
        }
    }
    if !after.is_null() {
        left_behind(before, after, said);
    }
    let shown = if after.is_null() { before } else { after };
    let count = |event: &Value| {
        let all = event["Attribute"].as_array().into_iter().flatten();
        let gone = all.clone().filter(|one| one["deleted"] == true).count();
        (all.count() - gone, gone)
    };
    let (told, gone) = count(shown);
    let gone = if gone == 0 { String::new() } else { format!(", {gone} taken back") };
    format!("{}: {}{gone}", info(shown), counted(told, "attribute"))
}

/// What an event no longer names without taking it back (`deleted`).
fn left_behind(before: &Value, after: &Value, said: &mut Said) {
    let known: BTreeSet<&str> = parts(after).filter_map(|part| part["uuid"].as_str()).collect();
    let is_left = |part: &&Value| {
        let uuid = part["uuid"].as_str().unwrap_or_default();
        part["deleted"] != true && !known.contains(uuid)
    };
    let names = |part: &Value| {
        let of_object = part["Attribute"][0]["value"].as_str();
        part["value"].as_str().or(of_object).unwrap_or("something").to_owned()
    };
    let mut left: Vec<String> = parts(before).filter(is_left).map(names).collect();
    left.dedup();
    if !left.is_empty() {
        let text = format!(
            "the event ({}) no longer names {} and does not take it back: a MISP that has it keeps it",
            info(after),
            left.join(", ")
        );
        let help = "an indicator belongs into “indicators_withdrawn”; for anything else withdraw the advisory and publish another one, or tell those who pull the feed";
        said.warn("left-behind", text, help);
    }
}

/// The attributes and objects of an event, and the attributes of its objects.
fn parts(event: &Value) -> impl Iterator<Item = &Value> {
    fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
        of[key].as_array().into_iter().flatten()
    }
    let objects = list(event, "Object");
    let inner = list(event, "Object").flat_map(|object| list(object, "Attribute"));
    list(event, "Attribute").chain(objects).chain(inner)
}

fn info(head: &Value) -> &str {
    head["info"].as_str().unwrap_or("without a name")
}

/// MISP writes its times as texts.
fn seconds(head: &Value) -> Number {
    let value = &head["timestamp"];
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Number::of(&text).unwrap_or_default()
}

//! A file → what it holds, or what is wrong with it if it is not what its place says.

use crate::place::Place;
use jiff::Timestamp;
use serde_json::Value;

/// What a file of JSON holds, null of another one; or why it cannot be read as what stands at its
/// place, as the end of a sentence.
pub fn read(place: Place, bytes: &[u8]) -> Result<Value, String> {
    let json = |is_one: fn(&Value) -> bool, what: &str| match serde_json::from_slice(bytes) {
        Err(wrong) => Err(crate::document::why(&wrong)),
        Ok(value) if is_one(&value) => Ok(value),
        Ok(_) => Err(format!("is {what}")),
    };
    let lines = |is_one, what| lines(bytes, is_one, what).map_or(Ok(Value::Null), Err);
    match place {
        Place::Rolie => json(is_feed, "no feed of ROLIE"),
        Place::Metadata => json(is_metadata, "no metadata of a provider"),
        Place::MispManifest => json(is_manifest, "no list of events of MISP"),
        Place::MispEvent => json(is_event, "no event of MISP"),
        Place::Stix => json(is_bundle, "no bundle of STIX"),
        Place::Catalogue => json(Value::is_object, "no object of JSON"),
        Place::Changes => lines(is_change, "path and time"),
        Place::MispHashes => lines(|line| line.contains(','), "value and event"),
        Place::Index => lines(|line| line.ends_with(".json"), "path of a document"),
        Place::IndicatorTable => super::csv::wrong_table(bytes).map_or(Ok(Value::Null), Err),
        Place::IndicatorValues | Place::Rule => lines(|_| true, "text"),
        Place::Document | Place::Hash(_) | Place::Signature(_) => Ok(Value::Null),
    }
}

/// What is wrong with a text of whose lines each has to be something.
fn lines(bytes: &[u8], is_one: fn(&str) -> bool, what: &str) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(wrong) => {
            return Some(format!("is not UTF-8 from byte {} on", wrong.valid_up_to() + 1));
        }
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let (n, _) = lines.find(|(_, line)| !is_one(line))?;
    Some(format!("has no {what} in line {}", n + 1))
}

fn is_change(line: &str) -> bool {
    super::csv::row(line).is_some_and(|(_, time)| time.parse::<Timestamp>().is_ok())
}

/// A list, if there is one, of objects that have a text each.
fn is_list(list: &Value, key: &str) -> bool {
    let is_item = |item: &Value| item[key].is_string();
    list.is_null() || list.as_array().is_some_and(|list| list.iter().all(is_item))
}

fn is_feed(value: &Value) -> bool {
    value["feed"].is_object() && is_list(&value["feed"]["entry"], "id")
}

fn is_metadata(value: &Value) -> bool {
    value["canonical_url"].is_string()
}

fn is_manifest(value: &Value) -> bool {
    value.as_object().is_some_and(|events| events.values().all(Value::is_object))
}

fn is_event(value: &Value) -> bool {
    let event = &value["Event"];
    let is_list = |key: &str| event[key].is_null() || event[key].is_array();
    event.is_object() && is_list("Attribute") && is_list("Object")
}

fn is_bundle(value: &Value) -> bool {
    value.is_object() && is_list(&value["objects"], "id")
}

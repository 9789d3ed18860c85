//! A decision by SSVC, as CISA adds it to a record → the same in the words of the front matter.

use crate::front::moment;
use crate::json::{at, list, text};
use crate::left::Left;
use crate::notice::Decided;
use serde_json::Value;

/// The decision that came first, if all three points of CISA's tree and its time are stated in words
/// that are known; whatever else there is, is told.
pub fn decided(all: &[&Value], cve: &str, source: &str, left: &mut Left) -> Option<Decided> {
    let mut first: Option<Decided> = None;
    for content in all {
        if let Some(other) = text(content, &["id"]).filter(|id| *id != cve) {
            left.add(format!("a decision by SSVC on {other}: {}", words(content)));
            continue;
        }
        match (read(content, source), &first) {
            (Some(decided), None) => first = Some(decided),
            (Some(decided), Some(known)) if decided == *known => {}
            (Some(_), Some(_)) => left.add(format!("another decision by SSVC: {}", words(content))),
            (None, _) => left.add(format!(
                "a decision by SSVC that is not whole, or not by the points of CISA: {}",
                words(content)
            )),
        }
    }
    first
}

fn read(content: &Value, source: &str) -> Option<Decided> {
    let (mut exploitation, mut automatable, mut technical_impact) = (None, None, None);
    for (point, value) in points(content) {
        let is_known = match (point, value?) {
            ("Exploitation", "none") => set(&mut exploitation, "none"),
            ("Exploitation", "poc") => set(&mut exploitation, "public_poc"),
            ("Exploitation", "active") => set(&mut exploitation, "active"),
            ("Automatable", "no") => set(&mut automatable, false),
            ("Automatable", "yes") => set(&mut automatable, true),
            ("Technical Impact", "partial") => set(&mut technical_impact, "partial"),
            ("Technical Impact", "total") => set(&mut technical_impact, "total"),
            _ => false,
        };
        if !is_known {
            return None;
        }
    }
    let date = text(content, &["timestamp"]).filter(|date| moment(date).is_some())?.to_owned();
    Some(Decided {
        exploitation: exploitation?,
        automatable: automatable?,
        technical_impact: technical_impact?,
        date,
        source: source.to_owned(),
    })
}

/// Notes what was chosen; false if something else was before.
fn set<T: Copy + PartialEq>(chosen: &mut Option<T>, choice: T) -> bool {
    *chosen.get_or_insert(choice) == choice
}

/// Each point with what was chosen; none of a choice that is no word.
fn points(content: &Value) -> impl Iterator<Item = (&str, Option<&str>)> {
    let options = list(content, &["options"]).filter_map(Value::as_object);
    options.flatten().map(|(point, value)| (point.as_str(), value.as_str()))
}

/// The decision as it is stated, in one line.
fn words(content: &Value) -> String {
    let all = points(content).map(|(point, value)| format!("{point}: {}", value.unwrap_or("?")));
    let all: Vec<String> = all.collect();
    let time = at(content, &["timestamp"]).and_then(Value::as_str).unwrap_or("without a time");
    match all.is_empty() {
        true => format!("nothing ({time})"),
        false => format!("{} ({time})", all.join(", ")),
    }
}

//! CSAF documents of a state: those that can be read, with what programs go by, and those that
//! cannot.

use crate::place::Place;
use crate::tree::Tree;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// A document, by what programs know it and go by.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path below the root of the site.
    pub path: String,
    /// `/document/tracking/id`.
    pub id: String,
    pub title: String,
    /// The namespace of its publisher; with the number it is the document's name.
    pub namespace: String,
    /// The label of TLP that it states.
    pub label: String,
    pub version: String,
    pub status: String,
    /// `/document/tracking/current_release_date`, as it is written.
    pub current: String,
    /// The same, if it is a moment.
    pub at: Option<Timestamp>,
    /// The document itself.
    pub bytes: Arc<[u8]>,
}

/// The documents of a state.
#[derive(Debug, Default)]
pub struct Documents {
    /// In the order of their paths.
    pub read: Vec<Document>,
    /// Paths of those that cannot be read, and why, as the end of a sentence.
    pub unread: Vec<(String, String)>,
}

/// All documents of a state.
pub fn all(tree: &Tree) -> Documents {
    let mut found = Documents::default();
    let documents = tree.iter().filter(|(_, place, _)| *place == Place::Document);
    for (path, _, bytes) in documents {
        let read = bytes.as_ref().map_err(Clone::clone).and_then(|bytes| parse(path, bytes));
        match read {
            Ok(document) => found.read.push(document),
            Err(why) => found.unread.push((path.to_owned(), why)),
        }
    }
    found
}

#[derive(Deserialize)]
struct Whole {
    document: Head,
}

#[derive(Deserialize)]
struct Head {
    title: String,
    publisher: Publisher,
    distribution: Option<Distribution>,
    tracking: Tracking,
}

#[derive(Deserialize)]
struct Publisher {
    namespace: String,
}

#[derive(Deserialize)]
struct Distribution {
    tlp: Option<Tlp>,
}

#[derive(Deserialize)]
struct Tlp {
    label: String,
}

#[derive(Deserialize)]
struct Tracking {
    id: String,
    version: String,
    status: String,
    current_release_date: String,
}

fn parse(path: &str, bytes: &Arc<[u8]>) -> Result<Document, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|wrong| format!("is not UTF-8 from byte {} on", wrong.valid_up_to() + 1))?;
    let whole: Whole = serde_json::from_str(text).map_err(|wrong| why(&wrong))?;
    let Head { title, publisher, distribution, tracking } = whole.document;
    let label = distribution.and_then(|found| found.tlp).map(|tlp| tlp.label);
    Ok(Document {
        path: path.to_owned(),
        title,
        namespace: publisher.namespace,
        label: label.unwrap_or_default(),
        at: tracking.current_release_date.parse().ok(),
        id: tracking.id,
        version: tracking.version,
        status: tracking.status,
        current: tracking.current_release_date,
        bytes: bytes.clone(),
    })
}

/// What is wrong with a text in JSON, as the end of a sentence.
pub fn why(wrong: &serde_json::Error) -> String {
    match wrong.classify() {
        serde_json::error::Category::Eof => "ends in the middle".to_owned(),
        serde_json::error::Category::Data => format!("is no CSAF document: {wrong}"),
        _ => format!("is no JSON: {wrong}"),
    }
}

impl Document {
    /// All that it says, its times in UTC; nothing if it is nested so deep that nobody could have
    /// meant it.
    pub fn value(&self) -> Option<Value> {
        let mut value = serde_json::from_slice(&self.bytes).ok()?;
        in_utc(&mut value);
        Some(value)
    }

    /// The folder of its tree, above those of years.
    pub fn folder(&self) -> &str {
        self.path.rsplitn(3, '/').last().unwrap_or_default()
    }
}

/// Writes each time as the same moment in UTC: another zone says nothing else.
fn in_utc(value: &mut Value) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, value)| match value {
            Value::String(text) if key.ends_with("date") || key == "timestamp" => {
                if let Ok(moment) = text.parse::<Timestamp>() {
                    *text = moment.to_string();
                }
            }
            other => in_utc(other),
        }),
        Value::Array(list) => list.iter_mut().for_each(in_utc),
        _ => {}
    }
}

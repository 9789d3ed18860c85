//! Events of IntelMQ: JSON lines with the keys of its Data Format.

use super::{Event, Line, Rules};
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Intelmq<'a> {
    #[serde(borrow, default, rename = "classification.type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default, rename = "malware.name")]
    family: Cow<'a, str>,
    #[serde(borrow, default, rename = "protocol.application")]
    application: Cow<'a, str>,
    #[serde(borrow, default, rename = "protocol.transport")]
    transport: Cow<'a, str>,
    #[serde(rename = "destination.port")]
    port: Option<u16>,
    #[serde(borrow, default, rename = "source.geolocation.cc")]
    country: Cow<'a, str>,
    #[serde(borrow, default, rename = "source.ip")]
    source: Cow<'a, str>,
    #[serde(borrow, default, rename = "time.source")]
    time: Cow<'a, str>,
    #[serde(borrow, default, rename = "time.observation")]
    observation: Cow<'a, str>,
}

/// Reads one line.
pub fn line(line: &[u8], rules: &Rules) -> Line {
    let Ok(event) = sonic_rs::from_slice::<Intelmq>(line.trim_ascii()) else {
        return Line::Wrong("it is no event of IntelMQ");
    };
    let kind = rules.intelmq(&event.kind).cloned().ok_or_else(|| event.kind.into_owned());
    let either = |first: Cow<str>, second: Cow<str>| {
        if first.is_empty() { second.into_owned() } else { first.into_owned() }
    };
    let found = Event {
        time: either(event.time, event.observation),
        family: event.family.into_owned(),
        protocol: either(event.transport, event.application),
        port: event.port,
        country: event.country.into_owned(),
        source: event.source.parse().ok(),
    };
    Line::Event(found, kind)
}

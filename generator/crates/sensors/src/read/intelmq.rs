//! Events of IntelMQ: JSON lines with the keys of its Data Format.

use super::{Event, Line, Reader, why};
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Fields<'a> {
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

/// Reads events.
pub struct Intelmq;

impl Reader for Intelmq {
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l> {
        let Ok(event) = sonic_rs::from_slice::<Fields>(line.trim_ascii()) else {
            return Line::Wrong("it is no event of IntelMQ");
        };
        let either = |first: Cow<'l, str>, second| if first.is_empty() { second } else { first };
        Line::Event(Event {
            time: either(event.time, event.observation),
            word: event.kind,
            family: event.family,
            protocol: either(event.transport, event.application),
            port: event.port,
            country: event.country,
            source: event.source.parse().ok(),
        })
    }

    fn why(&self, line: &[u8]) -> Option<String> {
        why::why::<Fields>(line)
    }
}

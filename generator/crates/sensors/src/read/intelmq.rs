//! Events of IntelMQ: JSON lines with the keys of its Data Format (IntelMQ's user guide), as its
//! outputs write them: flat, nested (`hierarchical_output`), with `_` for `.` (Elastic), with null
//! for what is not known (databases).

use super::value::{Maybe, Number, Text};
use super::{Event, Line, LogFormat, compact};
use serde::Deserialize;

/// The keys of an event that are read, flat and nested.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow, rename = "classification.type", alias = "classification_type")]
    kind: Text<'a>,
    #[serde(borrow, rename = "malware.name", alias = "malware_name")]
    family: Text<'a>,
    #[serde(borrow, rename = "protocol.application", alias = "protocol_application")]
    application: Text<'a>,
    #[serde(borrow, rename = "protocol.transport", alias = "protocol_transport")]
    transport: Text<'a>,
    #[serde(rename = "destination.port", alias = "destination_port")]
    destination_port: Number<u16>,
    #[serde(rename = "source.port", alias = "source_port")]
    source_port: Number<u16>,
    #[serde(borrow, rename = "source.geolocation.cc", alias = "source_geolocation_cc")]
    country: Text<'a>,
    #[serde(borrow, rename = "source.ip", alias = "source_ip")]
    address: Text<'a>,
    #[serde(borrow, rename = "time.source", alias = "time_source")]
    time: Text<'a>,
    #[serde(borrow, rename = "time.observation", alias = "time_observation")]
    observation: Text<'a>,
    #[serde(borrow, rename = "classification")]
    in_classification: Maybe<Classification<'a>>,
    #[serde(borrow, rename = "malware")]
    in_malware: Maybe<Malware<'a>>,
    #[serde(borrow, rename = "protocol")]
    in_protocol: Maybe<Protocol<'a>>,
    #[serde(borrow, rename = "source")]
    in_source: Maybe<Host<'a>>,
    #[serde(borrow, rename = "destination")]
    in_destination: Maybe<Host<'a>>,
    #[serde(borrow, rename = "time")]
    in_time: Maybe<Times<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Classification<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Malware<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Protocol<'a> {
    #[serde(borrow)]
    application: Text<'a>,
    #[serde(borrow)]
    transport: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Host<'a> {
    #[serde(borrow)]
    ip: Text<'a>,
    port: Number<u16>,
    #[serde(borrow)]
    geolocation: Maybe<Geolocation<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Geolocation<'a> {
    #[serde(borrow)]
    cc: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Times<'a> {
    #[serde(borrow)]
    source: Text<'a>,
    #[serde(borrow)]
    observation: Text<'a>,
}

/// Types whose source is the server: what somebody runs there, or could attack there. Of all others
/// the source came to a port of the destination.
const SERVERS: [&str; 12] = [
    "c2-server",
    "ddos-amplifier",
    "information-disclosure",
    "malware-configuration",
    "malware-distribution",
    "misconfiguration",
    "phishing",
    "potentially-unwanted-accessible",
    "proxy",
    "tor",
    "vulnerable-system",
    "weak-crypto",
];

/// What a line with an event of IntelMQ is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((event, spelling)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no event of IntelMQ");
    };
    let classification = event.in_classification.0.unwrap_or_default();
    let protocol = event.in_protocol.0.unwrap_or_default();
    let (source, destination) =
        (event.in_source.0.unwrap_or_default(), event.in_destination.0.unwrap_or_default());
    let times = event.in_time.0.unwrap_or_default();
    let kind = event.kind.or(classification.kind);
    let time = event.time.or(times.source).or(event.observation).or(times.observation);
    if kind.is_empty() && time.is_empty() {
        return Line::Foreign;
    }
    let called = event.destination_port.0.or(destination.port.0);
    let own = event.source_port.0.or(source.port.0);
    let port = match SERVERS.contains(&&*kind.0) {
        true => own.or(called),
        false => called,
    };
    let transport = event.transport.or(protocol.transport);
    Line::Event(Event {
        time: time.0,
        word: kind.0,
        family: event.family.or(event.in_malware.0.unwrap_or_default().name).0,
        protocol: transport.or(event.application).or(protocol.application).0,
        port,
        country: event.country.or(source.geolocation.0.unwrap_or_default().cc).0,
        source: event.address.or(source.ip).address(),
        spelling,
        ..Event::new(LogFormat::Intelmq)
    })
}

//! Events of honeypots as T-Pot collects them in Elasticsearch (its `logstash.conf`), and the JSON
//! lines of Dionaea (`log_json`) and Heralding. An event is called as T-Pot calls its honeypot.

use super::cowrie::{self, Geoip};
use super::value::{Maybe, Number, Text};
use super::{Event, Line, LogFormat, compact, eve};
use serde::Deserialize;
use std::borrow::Cow;

/// The keys of an event that are read, by the names that the programs give them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow, rename = "@timestamp")]
    at: Text<'a>,
    #[serde(borrow, alias = "source_ip")]
    src_ip: Text<'a>,
    #[serde(alias = "dst_port", alias = "destination_port")]
    dest_port: Number<u16>,
    #[serde(borrow, alias = "proto")]
    protocol: Text<'a>,
    #[serde(borrow)]
    eventid: Text<'a>,
    #[serde(borrow)]
    geoip: Maybe<Geoip<'a>>,
    #[serde(borrow)]
    connection: Maybe<Connection<'a>>,
    #[serde(borrow)]
    num_auth_attempts: Text<'a>,
}

/// What Dionaea says of a connection, inside of its event.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Connection<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    transport: Text<'a>,
}

/// What T-Pot has beside its honeypots: guesses at clients, and its own web server.
const NO_HONEYPOTS: [&str; 3] = ["Fatt", "NGINX", "P0f"];

/// What a line of a honeypot's log, or of T-Pot's, is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((event, spelling)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no event of a honeypot");
    };
    match &*event.kind.0 {
        "Suricata" => return eve::line(text),
        "Cowrie" => return cowrie::line(text),
        kind if NO_HONEYPOTS.contains(&kind) => return Line::Other,
        _ => {}
    }
    let connection = event.connection.0.unwrap_or_default();
    let word = match (event.kind.is_empty(), connection.kind.is_empty()) {
        (false, _) => event.kind.0,
        (_, false) => Cow::Borrowed("Dionaea"),
        _ if !event.num_auth_attempts.is_empty() => Cow::Borrowed("Heralding"),
        _ => return Line::Foreign,
    };
    // Not what somebody did: that a honeypot listens, calls somebody itself, or ends a session.
    let is_own = ["listen", "connect"].contains(&&*connection.kind.0);
    if is_own || event.eventid.0.ends_with(".closed") || event.src_ip.is_empty() {
        return Line::Other;
    }
    Line::Event(Event {
        time: event.at.or(event.timestamp).0,
        word,
        protocol: connection.transport.or(event.protocol).0,
        port: event.dest_port.0,
        country: event.geoip.0.unwrap_or_default().country_code2.0,
        source: event.src_ip.address(),
        spelling,
        ..Event::new(LogFormat::Honeypot)
    })
}

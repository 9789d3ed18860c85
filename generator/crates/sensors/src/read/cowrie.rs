//! Events of the honeypot Cowrie, as JSON lines (Cowrie's manual, “Output Event Code Reference”).
//!
//! Connections, logins, files and misuse as a proxy count, each as its `eventid`; what describes a
//! session further, such as its keys, its terminal and its commands, is passed over.

use super::value::{Maybe, Number, Text};
use super::{Event, Line, LogFormat, compact};
use serde::Deserialize;

/// The keys of an event that are read, by their names in the log.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow)]
    eventid: Text<'a>,
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow, rename = "@timestamp")]
    at: Text<'a>,
    #[serde(borrow)]
    src_ip: Text<'a>,
    #[serde(alias = "dest_port")]
    dst_port: Number<u16>,
    #[serde(borrow)]
    protocol: Text<'a>,
    #[serde(borrow)]
    geoip: Maybe<Geoip<'a>>,
}

/// The country of an address, as Logstash or Elastic find it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Geoip<'a> {
    /// The code of the country (ISO 3166-1 alpha-2); empty if it is not known.
    #[serde(borrow, alias = "country_iso_code")]
    pub country_code2: Text<'a>,
}

/// What only describes a session. An event that stands neither here nor among rules is told.
const DETAILS: [&str; 16] = [
    "cowrie.client.fingerprint",
    "cowrie.client.kex",
    "cowrie.client.size",
    "cowrie.client.var",
    "cowrie.client.version",
    "cowrie.command.failed",
    "cowrie.command.input",
    "cowrie.command.success",
    "cowrie.direct-tcpip.data",
    "cowrie.log.closed",
    "cowrie.log.open",
    "cowrie.session.closed",
    "cowrie.session.params",
    "cowrie.telnet.option",
    "cowrie.virustotal.scanfile",
    "cowrie.virustotal.scanurl",
];

/// What a line of Cowrie's log is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((event, spelling)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no event of Cowrie");
    };
    match &*event.eventid.0 {
        "" => return Line::Foreign,
        detail if DETAILS.contains(&detail) => return Line::Other,
        _ => {}
    }
    Line::Event(Event {
        time: event.timestamp.or(event.at).0,
        word: event.eventid.0,
        protocol: event.protocol.0,
        port: event.dst_port.0,
        country: event.geoip.0.unwrap_or_default().country_code2.0,
        source: event.src_ip.address(),
        spelling,
        ..Event::new(LogFormat::Cowrie)
    })
}

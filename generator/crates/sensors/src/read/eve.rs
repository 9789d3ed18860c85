//! Alerts of Suricata: EVE JSON, a line an event (Suricata's user guide, “Eve JSON Format”).

use super::{Event, Line, Reader, why};
use memchr::memmem::Finder;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default)]
    timestamp: Cow<'a, str>,
    #[serde(borrow, default)]
    event_type: Cow<'a, str>,
    #[serde(borrow, default)]
    src_ip: Cow<'a, str>,
    #[serde(borrow, default)]
    proto: Cow<'a, str>,
    dest_port: Option<u16>,
    #[serde(borrow)]
    alert: Option<Alert<'a>>,
}

#[derive(Deserialize)]
struct Alert<'a> {
    #[serde(borrow, default)]
    category: Cow<'a, str>,
    #[serde(borrow)]
    metadata: Option<Metadata<'a>>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    malware_family: Vec<Cow<'a, str>>,
}

/// Made once, not for each line.
static ALERT: LazyLock<Finder> = LazyLock::new(|| Finder::new("\"alert\""));

/// Reads alerts.
pub struct Eve;

impl Reader for Eve {
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l> {
        let text = line.trim_ascii();
        if !(text.starts_with(b"{") && text.ends_with(b"}")) {
            return Line::Wrong("it is no JSON object");
        }
        // Flows and queries are most of a log: they are not read at all.
        if ALERT.find(text).is_none() {
            return Line::Other;
        }
        let Ok(eve) = sonic_rs::from_slice::<Fields>(text) else {
            return Line::Wrong("it is no event of EVE JSON");
        };
        let alert = match eve.alert {
            Some(alert) if eve.event_type == "alert" => alert,
            _ if eve.event_type == "alert" => return Line::Wrong("it is an alert without one"),
            _ => return Line::Other,
        };
        let families = alert.metadata.map(|metadata| metadata.malware_family);
        Line::Event(Event {
            time: eve.timestamp,
            word: alert.category,
            family: families.and_then(|all| all.into_iter().next()).unwrap_or_default(),
            protocol: eve.proto,
            port: eve.dest_port,
            country: Cow::Borrowed(""),
            source: eve.src_ip.parse().ok(),
        })
    }

    fn why(&self, line: &[u8]) -> Option<String> {
        why::why::<Fields>(line)
    }
}

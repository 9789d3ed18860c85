//! Alerts of Suricata: EVE JSON, a line an event (Suricata's user guide, “Eve JSON Format”), and
//! what Filebeat's module for Suricata makes of them (its pipeline `eve/ingest/pipeline.yml`).
//!
//! Rules match packets, also answers of a server. What is counted does not depend on that: the port
//! is the server's; the source is who began the connection, unless the alert says who attacked whom
//! (`alert.source` and `alert.target` by the keyword `target`, or `attack_target` of the metadata).

use super::value::{Maybe, Number, Text};
use super::{Event, Line, LogFormat, Signature, compact};
use crate::port::{is_answer, is_server_of};
use crate::spelling::Spelling;
use memchr::memmem::Finder;
use serde::Deserialize;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::LazyLock;

/// The keys of an event that are read, by their names in EVE JSON.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow, rename = "@timestamp")]
    at: Text<'a>,
    #[serde(borrow)]
    event_type: Text<'a>,
    #[serde(borrow)]
    src_ip: Text<'a>,
    src_port: Number<u16>,
    #[serde(borrow)]
    dest_ip: Text<'a>,
    dest_port: Number<u16>,
    #[serde(borrow)]
    proto: Text<'a>,
    #[serde(borrow)]
    direction: Text<'a>,
    #[serde(borrow)]
    alert: Maybe<Alert<'a>>,
}

/// Who began a connection to whom, as Suricata 7 says it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Flow<'a> {
    #[serde(borrow)]
    src_ip: Text<'a>,
    #[serde(borrow)]
    dest_ip: Text<'a>,
    dest_port: Number<u16>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Alert<'a> {
    #[serde(borrow)]
    category: Text<'a>,
    gid: Number<u64>,
    signature_id: Number<u64>,
    #[serde(borrow)]
    signature: Text<'a>,
    #[serde(borrow)]
    source: Maybe<Side<'a>>,
    #[serde(borrow)]
    target: Maybe<Side<'a>>,
    #[serde(borrow)]
    metadata: Maybe<Metadata<'a>>,
}

/// One end of a connection: who attacked, or was attacked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Side<'a> {
    #[serde(borrow)]
    ip: Text<'a>,
    port: Number<u16>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata<'a> {
    #[serde(borrow)]
    malware_family: Text<'a>,
    #[serde(borrow)]
    attack_target: Text<'a>,
}

/// Made once, not for each line.
static ALERT: LazyLock<Finder> = LazyLock::new(|| Finder::new("\"alert\""));
static TYPE: LazyLock<Finder> = LazyLock::new(|| Finder::new("\"event_type\""));
static SOURCE: LazyLock<Finder> = LazyLock::new(|| Finder::new("\"src_ip\""));

static NUMBERED: LazyLock<Finder> = LazyLock::new(|| Finder::new("\\u"));

/// Whether a line is a flow, a query or the like: most of a log is, and is not read at all. What has
/// its type further inside is wrapped in something; words may be written by the numbers of letters.
pub fn is_passed_over(text: &[u8]) -> bool {
    let own = || TYPE.find(text).map(|end| &text[1..end]);
    ALERT.find(text).is_none()
        && own().is_some_and(|before| memchr::memchr(b'{', before).is_none())
        && NUMBERED.find(text).is_none()
}

/// What a line of EVE JSON is that is not passed over unread.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((eve, spelling)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no event of EVE JSON");
    };
    match &*eve.event_type.0 {
        "" => module(text),
        "alert" => event(eve, spelling, text, &["flow"]),
        _ => Line::Other,
    }
}

/// The ends of a connection, as far as they are known.
#[derive(Default)]
struct Ends {
    client: Option<IpAddr>,
    server: Option<IpAddr>,
    port: Option<u16>,
}

/// What the flow of an event says. It is long, and only needed where the event itself says less.
fn flow(text: &[u8], path: &[&str]) -> Ends {
    if SOURCE.find_iter(text).nth(1).is_none() && NUMBERED.find(text).is_none() {
        return Ends::default();
    }
    let found = sonic_rs::get_from_slice(text, path).ok();
    let flow = found.as_ref().and_then(|flow| sonic_rs::from_str::<Flow>(flow.as_raw_str()).ok());
    let flow = flow.unwrap_or_default();
    let (client, server) = (flow.src_ip.address(), flow.dest_ip.address());
    Ends { client, server, port: flow.dest_port.0 }
}

/// Whether the packet of an event is an answer of a server.
fn is_answer_of_server(eve: &Fields, ends: &Ends, target: Option<IpAddr>) -> bool {
    let (from, to) = (eve.src_port.0, eve.dest_port.0);
    match &*eve.direction.0 {
        "to_client" => true,
        "to_server" => false,
        _ if ends.client.is_some() => {
            ends.client == eve.dest_ip.address() && ends.client != eve.src_ip.address()
        }
        // Before Suricata 7 only the ports tell, and who was attacked.
        _ if target.is_some() && target == eve.src_ip.address() => is_server_of(from, to),
        _ if target.is_some() && target == eve.dest_ip.address() => !is_server_of(to, from),
        _ => is_answer(from, to),
    }
}

/// An alert, whose flow stands at a path of keys in the text.
fn event<'l>(mut eve: Fields<'l>, spelling: Spelling, text: &[u8], path: &[&str]) -> Line<'l> {
    let Some(alert) = eve.alert.0.take() else { return Line::Wrong("it is an alert without one") };
    let ends = if eve.direction.is_empty() { flow(text, path) } else { Ends::default() };
    let side = |host: Maybe<Side>| host.0.and_then(|host| host.ip.address());
    let (source, target) = (side(alert.source), side(alert.target));
    let is_answer = is_answer_of_server(&eve, &ends, target);
    let (client, server, port) = match is_answer {
        true => (&eve.dest_ip, &eve.src_ip, eve.src_port),
        false => (&eve.src_ip, &eve.dest_ip, eve.dest_port),
    };
    let (client, port) = (ends.client.or_else(|| client.address()), ends.port.or(port.0));
    let server = || ends.server.or_else(|| server.address());
    let Metadata { malware_family, attack_target } = alert.metadata.0.unwrap_or_default();
    let is_at = |who: &str| attack_target.0.contains(who);
    let (is_at_client, is_at_server) = (is_at("Client"), is_at("Server") || is_at("server"));
    // A page that attacks a browser is an answer, too.
    let attacker = match is_answer && is_at_client && !is_at_server {
        true => server(),
        false => client,
    };
    let infected = match is_at_server && !is_at_client {
        true => server(),
        false => client,
    };
    let source = source.or(attacker);
    let victim = target.or(infected);
    Line::Event(Event {
        time: eve.timestamp.or(eve.at).0,
        word: alert.category.0,
        signature: Some(Signature {
            group: alert.gid.0.unwrap_or(1),
            number: alert.signature_id.0,
            name: alert.signature.0,
        }),
        family: malware_family.0,
        protocol: eve.proto.0,
        port,
        source,
        victim: victim.filter(|victim| Some(*victim) != source),
        spelling,
        ..Event::new(LogFormat::Eve)
    })
}

/// What Filebeat's module leaves of an event: addresses in Elastic's Common Schema.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Module<'a> {
    #[serde(borrow, rename = "@timestamp")]
    at: Text<'a>,
    #[serde(borrow)]
    source: Maybe<Side<'a>>,
    #[serde(borrow)]
    destination: Maybe<Side<'a>>,
    #[serde(borrow)]
    network: Maybe<Network<'a>>,
    #[serde(borrow)]
    rule: Maybe<Rule<'a>>,
    #[serde(borrow)]
    suricata: Maybe<Suricata<'a>>,
    #[serde(borrow)]
    event: Maybe<Original<'a>>,
}

/// The event as Suricata wrote it, if it was kept.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Original<'a> {
    #[serde(borrow)]
    original: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Network<'a> {
    #[serde(borrow)]
    transport: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rule<'a> {
    #[serde(borrow)]
    category: Text<'a>,
    id: Number<u64>,
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Suricata<'a> {
    #[serde(borrow)]
    eve: Maybe<Fields<'a>>,
}

fn module(text: &[u8]) -> Line<'_> {
    let Some((module, spelling)) = compact::read::<Module>(text) else { return Line::Foreign };
    if module.event.0.is_some_and(|event| event.original.0.starts_with('{')) {
        return Line::Foreign;
    }
    let Some(mut eve) = module.suricata.0.and_then(|suricata| suricata.eve.0) else {
        return Line::Foreign;
    };
    match &*eve.event_type.0 {
        "" => return Line::Foreign,
        "alert" => {}
        _ => return Line::Other,
    }
    // What is all there is the event as Suricata wrote it.
    let is_whole = !(eve.timestamp.is_empty() || eve.src_ip.is_empty() || eve.alert.0.is_none());
    let (from, to) =
        (module.source.0.unwrap_or_default(), module.destination.0.unwrap_or_default());
    eve.src_ip = eve.src_ip.or(from.ip);
    eve.dest_ip = eve.dest_ip.or(to.ip);
    eve.src_port.0 = eve.src_port.0.or(from.port.0);
    eve.dest_port.0 = eve.dest_port.0.or(to.port.0);
    eve.proto = eve.proto.or(module.network.0.unwrap_or_default().transport);
    eve.at = eve.at.or(module.at);
    let mut alert = eve.alert.0.unwrap_or_default();
    let rule = module.rule.0.unwrap_or_default();
    alert.category = alert.category.or(rule.category);
    alert.signature = alert.signature.or(rule.name);
    alert.signature_id.0 = alert.signature_id.0.or(rule.id.0);
    eve.alert.0 = Some(alert);
    let own = is_whole.then(|| sonic_rs::get_from_slice(text, ["suricata", "eve"]).ok()).flatten();
    let line = event(eve, spelling, text, &["suricata", "eve", "flow"]);
    match (line, own.as_ref().map(|own| own.as_raw_str())) {
        (Line::Event(event), Some(own)) => {
            let id = Some(Cow::Owned(own.as_bytes().to_vec()));
            Line::Event(Event { id, ..event })
        }
        (line, _) => line,
    }
}

//! Alerts of Snort 3 by its logger `alert_json` (Snort 3's source, `src/loggers/alert_json.cc`), with
//! whatever of its fields is configured. Its times are of the machine's clock and have no year.

use super::value::{Number, Text, address};
use super::{Event, Line, LogFormat, Signature, UnzonedTime, compact};
use crate::port::{is_answer, is_server_of};
use serde::Deserialize;
use std::borrow::Cow;
use std::net::IpAddr;

/// The keys of an alert that are read, of those that Snort can be told to write.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow)]
    seconds: Text<'a>,
    #[serde(borrow)]
    class: Text<'a>,
    #[serde(borrow)]
    msg: Text<'a>,
    /// Group, number and revision: `1:1000000:0`.
    #[serde(borrow)]
    rule: Text<'a>,
    gid: Number<u64>,
    sid: Number<u64>,
    #[serde(borrow)]
    proto: Text<'a>,
    #[serde(borrow)]
    dir: Text<'a>,
    /// Address and port of the source, with a colon between them.
    #[serde(borrow)]
    src_ap: Text<'a>,
    #[serde(borrow)]
    dst_ap: Text<'a>,
    #[serde(borrow)]
    src_addr: Text<'a>,
    #[serde(borrow)]
    dst_addr: Text<'a>,
    src_port: Number<u16>,
    dst_port: Number<u16>,
    #[serde(borrow)]
    target: Text<'a>,
}

/// One side of a packet. Where there are no ports the port is 0.
fn side(own: &Text, port: Number<u16>, both: &Text) -> (Option<IpAddr>, Option<u16>) {
    let (host, of_both) = both.0.rsplit_once(':').unwrap_or(("", ""));
    let port = port.0.or_else(|| of_both.parse().ok()).filter(|port| *port != 0);
    (own.address().or_else(|| address(host)), port)
}

/// What a line of Snort's log is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((alert, spelling)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no alert of Snort");
    };
    let is_rule = !(alert.rule.is_empty() && alert.msg.is_empty()) || alert.sid.0.is_some();
    if !is_rule || (alert.timestamp.is_empty() && alert.seconds.is_empty()) {
        return Line::Foreign;
    }
    let from = side(&alert.src_addr, alert.src_port, &alert.src_ap);
    let to = side(&alert.dst_addr, alert.dst_port, &alert.dst_ap);
    let target = alert.target.address();
    let is_answer = match &*alert.dir.0 {
        "S2C" => true,
        "C2S" => false,
        _ if target.is_some() && target == from.0 => is_server_of(from.1, to.1),
        _ if target.is_some() && target == to.0 => !is_server_of(to.1, from.1),
        _ => is_answer(from.1, to.1),
    };
    let ((client, _), (server, port)) = if is_answer { (to, from) } else { (from, to) };
    let mut numbers = alert.rule.0.split(':').map(|n| n.parse::<u64>().ok());
    let (group, number) = (numbers.next().flatten(), numbers.next().flatten());
    // Whom a rule's keyword “target” names was attacked by the other side.
    let source = match target {
        Some(target) if Some(target) == client => server,
        _ => client,
    };
    let class = if alert.class.0 == "none" { Cow::Borrowed("") } else { alert.class.0 };
    Line::Event(Event {
        time: alert.seconds.or(alert.timestamp).0,
        unzoned: UnzonedTime::MachineClock,
        word: class,
        signature: Some(Signature {
            group: alert.gid.0.or(group).unwrap_or(1),
            number: alert.sid.0.or(number),
            name: match alert.msg.is_empty() {
                true => alert.rule.0.clone(),
                false => alert.msg.0,
            },
        }),
        protocol: alert.proto.0,
        port,
        source,
        victim: target.or(client).filter(|victim| Some(*victim) != source),
        spelling,
        ..Event::new(LogFormat::Snort)
    })
}

//! Alerts of CrowdSec: `cscli alerts list -o json`, the same of decisions, and the lines that its
//! notification plugins write (CrowdSec's source, `pkg/models/alert.go`).
//!
//! An alert is known by its number, for the rest of what is listed changes while a ban runs out.
//! Lists that others have made, and bans by hand, are nothing that this machine saw.

use super::value::{Maybe, Text};
use super::{Event, Line, LogFormat, compact};
use serde::Deserialize;
use std::borrow::Cow;

/// The keys of an alert, or of a decision by itself, that are read.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields<'a> {
    #[serde(borrow)]
    uuid: Text<'a>,
    #[serde(borrow)]
    scenario: Text<'a>,
    #[serde(borrow)]
    start_at: Text<'a>,
    #[serde(borrow)]
    created_at: Text<'a>,
    #[serde(borrow)]
    machine_id: Text<'a>,
    #[serde(borrow)]
    source: Maybe<Source<'a>>,
    #[serde(borrow)]
    decisions: Option<Vec<Maybe<Decision<'a>>>>,
    /// Where a decision comes from, if the line is one by itself and no alert.
    #[serde(borrow)]
    origin: Text<'a>,
    #[serde(borrow)]
    value: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source<'a> {
    #[serde(borrow)]
    ip: Text<'a>,
    #[serde(borrow)]
    value: Text<'a>,
    #[serde(borrow)]
    cn: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Decision<'a> {
    #[serde(borrow)]
    origin: Text<'a>,
}

/// What was not seen by CrowdSec here.
const ELSEWHERE: [&str; 6] =
    ["CAPI", "lists", "cscli", "cscli-import", "console", "remediation_sync"];

/// What a line with an alert or a decision of CrowdSec is.
pub fn line(text: &[u8]) -> Line<'_> {
    let Some((alert, _)) = compact::read::<Fields>(text) else {
        return Line::Wrong("it is no alert of CrowdSec");
    };
    if alert.scenario.is_empty() {
        return Line::Foreign;
    }
    let mut decisions = alert.decisions.into_iter().flatten().filter_map(|decision| decision.0);
    let origin = decisions.next().map(|decision| decision.origin).unwrap_or_default();
    if ELSEWHERE.contains(&&*alert.origin.or(origin).0) || alert.scenario.0.starts_with("update :")
    {
        return Line::Other;
    }
    let source = alert.source.0.unwrap_or_default();
    let address = source.ip.or(source.value).or(alert.value);
    let time = alert.start_at.or(alert.created_at);
    let id = match alert.uuid.is_empty() {
        false => alert.uuid.0.into_owned(),
        true => [&*alert.machine_id.0, &time.0, &alert.scenario.0, &address.0].join(" "),
    };
    Line::Event(Event {
        time: time.0,
        word: alert.scenario.0,
        country: source.cn.0,
        source: address.address(),
        id: Some(Cow::Owned(id.into_bytes())),
        ..Event::new(LogFormat::Crowdsec)
    })
}

//! Logs of JSON: which sensor wrote a line, also if a collector has wrapped it. What no sensor that
//! is known has written is told, never passed over.

use super::depth::is_deep;
use super::{
    Event, Line, LogFormat, Reader, cowrie, crowdsec, eve, honeypot, intelmq, snort, why, zeek,
};
use serde::de::IgnoredAny;
use sonic_rs::{JsonValueTrait, LazyValue};
use std::borrow::Cow;

/// How often an event may be wrapped: by Wazuh, and then by Elastic, of whose bulk a line is part.
const DEPTH: usize = 5;

/// Where collectors keep what a sensor wrote, each as a path of keys: an object, or a text that
/// holds one. The most exact come first.
const WRAPPINGS: [&[&str]; 12] = [
    &["_source"],           // Elasticsearch and OpenSearch
    &["event", "original"], // Elastic's agents, as the sensor wrote it
    &["event.original"],
    &["result"], // Splunk's export
    &["_raw"],
    &["data"],          // Wazuh
    &["message"],       // Filebeat, syslog as JSON
    &["MESSAGE"],       // journald
    &["log"],           // containers
    &["full_log"],      // Wazuh, what it has not read itself
    &["short_message"], // Graylog
    &["line"],          // Loki
];

/// The keys of an object with what stands at them, unread.
struct Keys<'l>(Vec<(Cow<'l, str>, LazyValue<'l>)>);

impl<'l> Keys<'l> {
    fn read(text: &'l [u8]) -> Option<Keys<'l>> {
        sonic_rs::to_object_iter(text).collect::<Result<_, _>>().ok().map(Keys)
    }

    fn at(&self, name: &str) -> Option<&LazyValue<'l>> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn has(&self, name: &str) -> bool {
        self.at(name).is_some_and(|value| !value.is_null())
    }

    /// Whether there is an object with a key.
    fn holds(&self, name: &str, key: &str) -> bool {
        self.at(name).is_some_and(|value| value.get(key).is_some())
    }
}

/// The sensor that wrote such a line, if it is not wrapped.
fn format_of_keys(keys: &Keys) -> Option<LogFormat> {
    let has = |name: &str| keys.has(name);
    let either = |name: &str| has(name) || has(&name.replace('.', "_"));
    let text = |name: &str| keys.at(name).and_then(|value| value.as_str()).unwrap_or_default();
    let is_of_tpot = keys.0.iter().any(|(key, _)| key.starts_with("t-pot_"));
    if is_of_tpot && has("type") {
        return Some(LogFormat::Honeypot);
    }
    if text("eventid").starts_with("cowrie.") {
        return Some(LogFormat::Cowrie);
    }
    if has("event_type") || keys.holds("suricata", "eve") {
        return Some(LogFormat::Eve);
    }
    let is_intelmq = either("classification.type")
        || either("time.source")
        || either("time.observation")
        || keys.holds("classification", "type")
        || keys.holds("time", "observation");
    if is_intelmq {
        return Some(LogFormat::Intelmq);
    }
    let is_zeek = has("note") || has("uid") || has("_path") || either("id.orig_h");
    if (has("ts") || has("@timestamp")) && (is_zeek || keys.holds("id", "orig_h")) {
        return Some(LogFormat::Zeek);
    }
    let is_packet = has("src_ap") || has("src_addr") || has("pkt_num") || has("pkt_gen");
    if (has("timestamp") || has("seconds")) && is_packet {
        return Some(LogFormat::Snort);
    }
    if !text("scenario").is_empty() && (has("source") || has("scope")) {
        return Some(LogFormat::Crowdsec);
    }
    let is_dionaea = keys.holds("connection", "transport") && has("src_ip");
    let is_heralding = has("num_auth_attempts") && has("source_ip");
    let is_collected = has("type") && has("src_ip") && has("@timestamp");
    (is_dionaea || is_heralding || is_collected).then_some(LogFormat::Honeypot)
}

/// The sensor that wrote such a line, however it is wrapped. `None` if no sensor that is known did.
pub fn format_of(line: &[u8]) -> Option<LogFormat> {
    unwrap(line).map(|(format, _)| format)
}

/// What a sensor wrote, and which one.
fn unwrap(line: &[u8]) -> Option<(LogFormat, Vec<u8>)> {
    let mut text = line.to_vec();
    for _ in 0..DEPTH {
        // Behind the object there may be another one.
        if is_deep(&text) || sonic_rs::from_slice::<IgnoredAny>(&text).is_err() {
            return None;
        }
        let keys = Keys::read(&text)?;
        // What Filebeat's module has taken apart may be there as the sensor wrote it, too.
        let original = || inner(&keys, &["event", "original"]);
        if let Some(original) = keys.has("suricata").then(original).flatten() {
            text = original;
            continue;
        }
        if let Some(format) = format_of_keys(&keys) {
            return Some((format, text));
        }
        text = WRAPPINGS.iter().find_map(|path| inner(&keys, path))?;
    }
    None
}

/// What stands at a path, if it is an object or the text of one.
fn inner(keys: &Keys, path: &[&str]) -> Option<Vec<u8>> {
    let (first, rest) = path.split_first()?;
    let value = keys.at(first)?;
    let deeper = rest.iter().try_fold(None, |_: Option<LazyValue>, key| value.get(*key).map(Some));
    let deeper = deeper?;
    let value = deeper.as_ref().unwrap_or(value);
    match value.as_str() {
        Some(text) => {
            // Syslog writes who it was before what they said.
            let start = text.find('{')?;
            let text = text[start..].trim_end();
            text.ends_with('}').then(|| text.as_bytes().to_vec())
        }
        None => value.is_object().then(|| value.as_raw_str().as_bytes().to_vec()),
    }
}

fn read(format: LogFormat, text: &[u8]) -> Line<'_> {
    match format {
        LogFormat::Eve => eve::line(text),
        LogFormat::Intelmq => intelmq::line(text),
        LogFormat::Zeek => zeek::line(text),
        LogFormat::Snort => snort::line(text),
        LogFormat::Crowdsec => crowdsec::line(text),
        LogFormat::Cowrie => cowrie::line(text),
        LogFormat::Honeypot => honeypot::line(text),
        LogFormat::Shadowserver | LogFormat::Fail2ban | LogFormat::Rsit => Line::Foreign,
    }
}

/// Reads logs of one object of JSON a line, however the objects are wrapped.
pub struct Json {
    /// Who wrote most of them: asked first.
    main: LogFormat,
    /// What is in a line that was wrapped.
    inner: Vec<u8>,
}

impl Json {
    /// Reads a log that a sensor wrote, or a collector.
    pub fn new(main: LogFormat) -> Json {
        Json { main, inner: Vec::new() }
    }
}

impl Reader for Json {
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l> {
        let text = line.trim_ascii();
        if !(text.starts_with(b"{") && text.ends_with(b"}")) {
            return Line::Wrong("it is no JSON object");
        }
        if self.main == LogFormat::Eve && eve::is_passed_over(text) {
            return Line::Other;
        }
        // What a wrapping says may stand at a key of the sensor's own, as “rule” does of Wazuh's.
        let wrong = match read(self.main, text) {
            Line::Wrong(_) | Line::Foreign if is_deep(text) => {
                return Line::Wrong("it is nested deeper than any event");
            }
            Line::Foreign => None,
            Line::Wrong(why) => Some(why),
            own => return own,
        };
        let unknown = Line::Wrong(wrong.unwrap_or("it is no event of a log that certsite knows"));
        let Some((format, inner)) = unwrap(text) else {
            return if wrong.is_none() && is_of_bulk(text) { Line::Other } else { unknown };
        };
        if wrong.is_some() && inner == text {
            return unknown;
        }
        self.inner = inner;
        match read(format, &self.inner) {
            Line::Foreign => Line::Wrong("it is no event of a log that certsite knows"),
            Line::Event(event) => {
                let id = event.id.or(Some(Cow::Borrowed(&*self.inner)));
                Line::Event(Event { id, ..event })
            }
            own => own,
        }
    }

    fn why(&self, line: &[u8]) -> Option<String> {
        let text = line.trim_ascii();
        let (format, inner) = unwrap(text).unwrap_or((self.main, text.to_vec()));
        match format {
            LogFormat::Eve => why::why::<eve::Fields>(&inner),
            LogFormat::Intelmq => why::why::<intelmq::Fields>(&inner),
            LogFormat::Zeek => why::why::<zeek::Fields>(&inner),
            LogFormat::Snort => why::why::<snort::Fields>(&inner),
            LogFormat::Crowdsec => why::why::<crowdsec::Fields>(&inner),
            LogFormat::Cowrie => why::why::<cowrie::Fields>(&inner),
            LogFormat::Honeypot => why::why::<honeypot::Fields>(&inner),
            LogFormat::Shadowserver | LogFormat::Fail2ban | LogFormat::Rsit => None,
        }
    }
}

/// Whether it is a line between the documents of Elasticsearch's bulk format.
fn is_of_bulk(text: &[u8]) -> bool {
    let Some(keys) = Keys::read(text) else { return false };
    keys.0.len() == 1 && (keys.holds("index", "_index") || keys.holds("create", "_index"))
}

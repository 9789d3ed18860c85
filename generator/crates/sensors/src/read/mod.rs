//! Lines of a sensor's log → events, in the words of the log. One small reader for each kind of
//! log, chosen by what the first lines hold.
//!
//! A reader knows what its sensor writes and nothing of what becomes of it: neither classes nor
//! tallies. Another kind of log is a file beside these, a row of [`Format`], and the rules that say
//! what its words stand for.

mod eve;
mod intelmq;
pub mod shadowserver;
#[cfg(test)]
mod tests;
mod why;

use jiff::Timestamp;
use jiff::civil::Date;
use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

/// Kinds of log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Suricata's EVE JSON, a line an event.
    Eve,
    /// A report of Shadowserver, as CSV.
    Shadowserver,
    /// Events of IntelMQ, as JSON lines.
    Intelmq,
    /// No log: a class and type of the taxonomy, as tallies of older versions have them.
    Rsit,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Eve, Format::Shadowserver, Format::Intelmq, Format::Rsit];

    /// As files and rules write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Eve => "eve",
            Format::Shadowserver => "shadowserver",
            Format::Intelmq => "intelmq",
            Format::Rsit => "rsit",
        }
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What a log's tallies are called unless somebody says otherwise.
    pub fn source(self) -> &'static str {
        match self {
            Format::Eve => "suricata",
            other => other.name(),
        }
    }

    /// The kind of log that has such a line.
    pub fn of(line: &[u8]) -> Option<Format> {
        let has = |text: &str| memchr::memmem::find(line, text.as_bytes()).is_some();
        match line.trim_ascii_start().first() {
            Some(b'{') if has("\"event_type\"") => Some(Format::Eve),
            Some(b'{') if has("\"classification.") || has("\"time.source\"") => {
                Some(Format::Intelmq)
            }
            _ if shadowserver::Columns::of(line).is_some() => Some(Format::Shadowserver),
            _ => None,
        }
    }

    /// Whether a log of this kind has a name that says what it is about.
    pub fn is_named(self) -> bool {
        self == Format::Shadowserver
    }

    /// A reader of such logs; `report` is the name of the report, where they have one.
    pub fn reader(self, report: &str) -> Box<dyn Reader> {
        match self {
            Format::Eve => Box::new(eve::Eve),
            Format::Intelmq => Box::new(intelmq::Intelmq),
            Format::Shadowserver | Format::Rsit => Box::new(shadowserver::Report::new(report)),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads the lines of one log, in their order.
pub trait Reader {
    /// What a line is.
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l>;

    /// What exactly is wrong with a line that does not hold: which key, and what it says. Asked only
    /// of lines that somebody is told of.
    fn why(&self, _line: &[u8]) -> Option<String> {
        None
    }
}

/// What a line is.
pub enum Line<'l> {
    /// An event.
    Event(Event<'l>),
    /// It is sound, and nothing that is counted.
    Other,
    /// It does not hold.
    Wrong(&'static str),
}

/// One event, in words of the log.
#[derive(Default)]
pub struct Event<'l> {
    /// When it was, as the log writes it; without a zone it is in UTC.
    pub time: Cow<'l, str>,
    /// What the sensor calls it: a category, a type, the name of a report. Rules say which class
    /// that is, whenever figures are made.
    pub word: Cow<'l, str>,
    /// Family of malware, or nothing.
    pub family: Cow<'l, str>,
    /// Protocol, or nothing.
    pub protocol: Cow<'l, str>,
    /// Port that was called.
    pub port: Option<u16>,
    /// Country of the source, or nothing.
    pub country: Cow<'l, str>,
    /// Who it came from.
    pub source: Option<IpAddr>,
}

/// The day of a time, in UTC; a time that names no zone is in UTC.
pub fn utc_day(time: &str) -> Option<Date> {
    let is_utc =
        |rest: &str| rest.ends_with('Z') || rest.ends_with("+0000") || !rest.contains(['+', '-']);
    // Most logs are in UTC, and have their day in front.
    if let (Some(day), Some(rest)) = (time.get(..10), time.get(10..))
        && is_utc(rest)
    {
        let is_time = rest.is_empty() || rest.starts_with(['T', ' ']);
        return day.parse().ok().filter(|_| is_time);
    }
    let time: Timestamp = time.parse().ok()?;
    Some(time.to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
}

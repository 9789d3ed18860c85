//! Lines of a sensor's log → events, in the words of the log. One small reader for each kind of
//! log, chosen by what the first lines hold.
//!
//! A reader knows what its sensor writes and nothing of what becomes of it: neither classes nor
//! tallies. Another kind of log is a file beside these, a row of [`LogFormat`], and the rules that say
//! what its words stand for.

mod compact;
mod cowrie;
mod crowdsec;
mod depth;
mod eve;
mod fail2ban;
pub mod finite;
mod honeypot;
mod intelmq;
mod json;
#[cfg(test)]
mod others;
pub mod shadowserver;
mod snort;
#[cfg(test)]
mod tests;
mod value;
mod why;
mod zeek;

use crate::elements;
use crate::lines::content;
use crate::spelling::Spelling;
use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

/// What a log is written by, and in which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogFormat {
    /// Suricata's EVE JSON, a line an event.
    Eve,
    /// A report of Shadowserver, as CSV.
    Shadowserver,
    /// Events of IntelMQ, as JSON lines.
    Intelmq,
    /// Notices and connections of Zeek, as JSON lines or with columns.
    Zeek,
    /// Alerts of Snort 3, as JSON lines.
    Snort,
    /// Alerts and decisions of CrowdSec, as JSON, one a line.
    Crowdsec,
    /// The log of Fail2ban, of whose lines the bans are counted.
    Fail2ban,
    /// Events of the honeypot Cowrie, as JSON lines.
    Cowrie,
    /// Events of other honeypots, as JSON lines.
    Honeypot,
    /// No log: a class and type of the taxonomy, as tallies of older versions have them.
    Rsit,
}

impl LogFormat {
    /// All formats, in the order of this type.
    pub const ALL: [LogFormat; 10] = [
        LogFormat::Eve,
        LogFormat::Shadowserver,
        LogFormat::Intelmq,
        LogFormat::Zeek,
        LogFormat::Snort,
        LogFormat::Crowdsec,
        LogFormat::Fail2ban,
        LogFormat::Cowrie,
        LogFormat::Honeypot,
        LogFormat::Rsit,
    ];

    /// Its name, as tallies and the groups of `content/data/sensors.yaml` write it.
    pub fn name(self) -> &'static str {
        match self {
            LogFormat::Eve => "eve",
            LogFormat::Shadowserver => "shadowserver",
            LogFormat::Intelmq => "intelmq",
            LogFormat::Zeek => "zeek",
            LogFormat::Snort => "snort",
            LogFormat::Crowdsec => "crowdsec",
            LogFormat::Fail2ban => "fail2ban",
            LogFormat::Cowrie => "cowrie",
            LogFormat::Honeypot => "honeypot",
            LogFormat::Rsit => "rsit",
        }
    }

    /// The format of this name; `None` if none is called so.
    pub fn named(name: &str) -> Option<LogFormat> {
        LogFormat::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What the source of such logs is called unless `--source` says otherwise.
    pub fn source(self) -> &'static str {
        match self {
            LogFormat::Eve => "suricata",
            other => other.name(),
        }
    }

    /// The format of a log that has this line. `None` if the line is of no log that certsite knows, or
    /// does not tell.
    pub fn of_line(line: &[u8]) -> Option<LogFormat> {
        // A letter in another encoding says nothing of who wrote it.
        let text = String::from_utf8_lossy(content(line));
        let text = text.as_bytes();
        match text.first()? {
            b'{' | b'[' => match elements::of_line(text) {
                Some(events) => events.into_iter().find_map(json::format_of),
                None => json::format_of(text),
            },
            b'#' if zeek::columns::is_header(text) => Some(LogFormat::Zeek),
            _ if fail2ban::is_line(text) => Some(LogFormat::Fail2ban),
            _ => shadowserver::Columns::from_names(text, "").map(|_| LogFormat::Shadowserver),
        }
    }

    /// Whether lines of such a log may be JSON.
    pub fn is_json(self) -> bool {
        !matches!(self, LogFormat::Shadowserver | LogFormat::Fail2ban | LogFormat::Rsit)
    }

    /// Whether such a log is a report whose name says what it is about, which has to be known.
    pub fn is_named(self) -> bool {
        self == LogFormat::Shadowserver
    }

    /// A reader of one such log; `report` is the name of the report, and empty if it is none.
    pub fn reader(self, report: &str) -> Box<dyn Reader> {
        match self {
            LogFormat::Zeek => Box::new(zeek::columns::Zeek::new()),
            LogFormat::Fail2ban => Box::new(fail2ban::Fail2ban),
            LogFormat::Shadowserver | LogFormat::Rsit => {
                Box::new(shadowserver::Report::new(report))
            }
            _ => Box::new(json::Json::new(self)),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads the lines of one log, in their order.
pub trait Reader {
    /// What the next line is, given without its end.
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l>;

    /// What exactly is wrong with a line that does not hold: which key, and what it says. Asked only
    /// of lines that somebody is told of.
    fn why(&self, _line: &[u8]) -> Option<String> {
        None
    }
}

/// What a line of a log is.
#[expect(clippy::large_enum_variant, reason = "one at a time, and most are events")]
pub enum Line<'l> {
    /// It is an event that counts.
    Event(Event<'l>),
    /// It is sound, and nothing that is counted.
    Other,
    /// It is the begin of a row that goes on in the next line.
    Open,
    /// It cannot be read as what the format says, for this reason.
    Wrong(&'static str),
    /// It is nothing that this sensor writes, and may be of another.
    Foreign,
}

/// One event, in words of the log.
pub struct Event<'l> {
    /// Who saw it: a collector's log may have events of several sensors.
    pub format: LogFormat,
    /// When it was, as the log writes it; empty if it does not say.
    pub time: Cow<'l, str>,
    /// By whose clock that is, if it names no zone.
    pub unzoned: UnzonedTime,
    /// What the sensor calls it: a category, a type, the name of a report. Rules say which class
    /// that is, whenever figures are made.
    pub word: Cow<'l, str>,
    /// Which of the sensor's own rules it was; `None` for sensors without such.
    pub signature: Option<Signature<'l>>,
    /// The family of malware as the sensor calls it; empty if it names none.
    pub family: Cow<'l, str>,
    /// The protocol as the sensor writes it, such as `TCP`; empty if it names none.
    pub protocol: Cow<'l, str>,
    /// The port that was called, which is the server's; `None` if the log does not say it.
    pub port: Option<u16>,
    /// The country of the source as the sensor writes it (ISO 3166-1 alpha-2); empty if it names none.
    pub country: Cow<'l, str>,
    /// Who did it: the source, unless the class is about whom it was done to.
    pub source: Option<IpAddr>,
    /// Whom it was done to, if that is somebody else and the log says so: the infected host.
    pub victim: Option<IpAddr>,
    /// What the event is known by; `None` if that is the line as it stands.
    pub id: Option<Cow<'l, [u8]>>,
    /// Whether what it is known by is known to have the canonical spelling.
    pub spelling: Spelling,
}

/// By whose clock a time is that names no zone of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnzonedTime {
    /// By the clock of UTC, as most programs write it.
    #[default]
    Utc,
    /// By the clock of the machine that wrote the log.
    MachineClock,
}

/// A rule of a sensor, by which it knew an event.
pub struct Signature<'l> {
    /// The group of its number; 1 is that of rules which people write.
    pub group: u64,
    /// Its number within the group; `None` if the log does not say it.
    pub number: Option<u64>,
    /// Its name, such as “ET SCAN Potential SSH Scan”; may be empty.
    pub name: Cow<'l, str>,
}

impl Event<'_> {
    /// An event of which nothing is known yet.
    pub fn new(format: LogFormat) -> Self {
        let nothing = || Cow::Borrowed("");
        Event {
            format,
            time: nothing(),
            unzoned: UnzonedTime::Utc,
            word: nothing(),
            signature: None,
            family: nothing(),
            protocol: nothing(),
            port: None,
            country: nothing(),
            source: None,
            victim: None,
            id: None,
            spelling: Spelling::Unknown,
        }
    }
}

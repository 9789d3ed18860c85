//! Lines of a sensor's log → events, with nothing of them left that names somebody: what a tally
//! counts. Pure; who opens and unpacks logs is somebody else.

mod eve;
mod intelmq;
mod rules;
mod shadowserver;

pub use rules::{Rules, Written, WrongRule};

use crate::sketch::Key as Secret;
use crate::tally::{Cell, Key, is_country, is_name};
use certsite_taxonomy::Kind;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

/// Kinds of log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Suricata's EVE JSON, a line an event.
    Eve,
    /// A report of Shadowserver, as CSV.
    Shadowserver,
    /// Events of IntelMQ, as JSON lines.
    Intelmq,
}

impl Format {
    /// What a log's tallies are called unless somebody says otherwise.
    pub fn source(self) -> &'static str {
        match self {
            Format::Eve => "suricata",
            Format::Shadowserver => "shadowserver",
            Format::Intelmq => "intelmq",
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
}

/// One event, in words of the log.
#[derive(Default)]
struct Event {
    time: String,
    family: String,
    protocol: String,
    port: Option<u16>,
    country: String,
    source: Option<IpAddr>,
}

/// What became of a line.
enum Line {
    /// It is an event of this kind; none if no rule knows the word.
    Event(Event, Result<Kind, String>),
    /// It is sound, and nothing that is counted.
    Other,
    /// It does not hold.
    Wrong(&'static str),
}

/// What lines added up to.
#[derive(Default)]
pub struct Counts {
    /// The events, by what they have in common.
    pub cells: HashMap<Key, Cell>,
    /// How many of them there were.
    pub events: u64,
    /// Lines that are nothing to count, such as flows.
    pub other: u64,
    /// Lines that do not hold.
    pub wrong: u64,
    /// The first of these, by their number in the log.
    pub first_wrong: Vec<(u64, String)>,
    /// Words that no rule knows, with how often they came.
    pub unknown: BTreeMap<String, u64>,
}

/// How many wrong lines are told one by one.
const TOLD: usize = 5;
/// How many unknown words are told.
const WORDS: usize = 50;

/// Counts the lines of one log.
pub struct Counter<'a> {
    rules: &'a Rules,
    secret: &'a Secret,
    today: Date,
    format: Format,
    report: Option<String>,
    columns: Option<shadowserver::Columns>,
}

impl<'a> Counter<'a> {
    /// A counter of a log of this kind; `report` is the name of a report of Shadowserver.
    pub fn new(
        rules: &'a Rules,
        secret: &'a Secret,
        today: Date,
        format: Format,
        report: Option<String>,
    ) -> Counter<'a> {
        Counter { rules, secret, today, format, report, columns: None }
    }

    /// Counts a line, of which this is the number.
    pub fn line(&mut self, n: u64, line: &[u8], counts: &mut Counts) {
        if line.trim_ascii().is_empty() {
            return;
        }
        let found = match self.format {
            Format::Eve => eve::line(line, self.rules),
            Format::Intelmq => intelmq::line(line, self.rules),
            Format::Shadowserver => self.shadowserver(line),
        };
        let wrong = match found {
            Line::Event(event, kind) => self.event(event, kind, counts).err(),
            Line::Other => {
                counts.other += 1;
                None
            }
            Line::Wrong(why) => Some(why),
        };
        if let Some(why) = wrong {
            counts.wrong(n, why);
        }
    }

    fn shadowserver(&mut self, line: &[u8]) -> Line {
        match (&self.columns, &self.report) {
            (Some(columns), Some(report)) => columns.line(line, report, self.rules),
            _ => {
                self.columns = shadowserver::Columns::of(line);
                match self.columns.is_some() {
                    true => Line::Other,
                    false => Line::Wrong("it has not the columns of a report"),
                }
            }
        }
    }

    fn event(
        &self,
        event: Event,
        kind: Result<Kind, String>,
        counts: &mut Counts,
    ) -> Result<(), &'static str> {
        let day = utc_day(&event.time).ok_or("it has no time that exists")?;
        if day.year() < 2000 {
            return Err("its time is before the year 2000");
        }
        // Clocks differ, and days begin in the east.
        if day > self.today.tomorrow().unwrap_or(self.today) {
            return Err("its time is in the future");
        }
        let kind = match kind {
            Ok(kind) => kind,
            Err(word) if self.format == Format::Intelmq => {
                counts.unknown(word);
                return Err("its class is not in the taxonomy");
            }
            Err(word) => {
                counts.unknown(word);
                Kind::undetermined()
            }
        };
        let key = Key {
            day,
            class: kind.class().into(),
            kind: kind.kind().into(),
            family: name(event.family),
            protocol: name(event.protocol.to_ascii_lowercase()),
            port: event.port,
            country: country(event.country),
        };
        let source = event.source.map(|address| self.secret.hash(address));
        counts.cells.entry(key).or_default().add(source);
        counts.events += 1;
        Ok(())
    }
}

impl Counts {
    /// Notes a line that does not hold.
    pub fn wrong(&mut self, n: u64, why: &str) {
        self.wrong += 1;
        if self.first_wrong.len() < TOLD {
            self.first_wrong.push((n, why.to_owned()));
        }
    }

    fn unknown(&mut self, word: String) {
        if self.unknown.len() < WORDS || self.unknown.contains_key(&word) {
            *self.unknown.entry(word).or_default() += 1;
        }
    }
}

/// The day of a time, in UTC; a time that names no zone is in UTC.
fn utc_day(time: &str) -> Option<Date> {
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

/// A word of a log as a tally may hold it; what could name somebody is left out.
fn name(word: String) -> Box<str> {
    if word.is_empty() || is_name(&word) {
        return word.into();
    }
    let clean: String = word
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._+-/ ".contains(c) { c } else { '-' })
        .take(64)
        .collect();
    let is_somebody = word.contains(['@', ':']) || word.parse::<IpAddr>().is_ok();
    match clean.trim() {
        clean if !is_somebody && is_name(clean) => clean.into(),
        _ => "".into(),
    }
}

fn country(mut code: String) -> Box<str> {
    code.make_ascii_uppercase();
    if is_country(&code) { code.into() } else { "".into() }
}

#[cfg(test)]
mod tests;

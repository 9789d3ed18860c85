//! When a version of an advisory was published: a day, or a moment of it with its zone.

use crate::config::Date;
use certsite_base::from_text;
use jiff::Timestamp;
use std::fmt;

/// A day, or a moment of that day if a time is written behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day, as it is written.
    pub day: Date,
    /// The time of day. Without it, which moment of the day is meant is open.
    pub time: Option<Time>,
}

/// A time of day with its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The moment itself, in UTC.
    pub at: Timestamp,
    /// `14:30`, as it is written.
    pub clock: Box<str>,
    /// `+04:00`, as it is written; `UTC` for Z.
    pub zone: Box<str>,
}

from_text!(
    Moment,
    Moment::parse,
    "a day as YYYY-MM-DD, or a moment with its zone, such as 2026-11-23T14:30+04:00"
);

impl Moment {
    fn parse(text: &str) -> Result<Moment, &'static str> {
        let (day, rest) = text.split_at_checked(10).ok_or("is not a date")?;
        let day = Date(day.parse().map_err(|_| "is not a date that exists")?);
        if rest.is_empty() {
            return Ok(Moment { day, time: None });
        }
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or("is not a date")?;
        let zone = rest.find(['Z', 'z', '+', '-']).ok_or("has a time without its zone")?;
        let (clock, zone) = (rest[..zone].trim_end(), &rest[zone..]);
        let is_clock = matches!(clock.len(), 5 | 8) && clock.split(':').all(|part| part.len() == 2);
        let is_zone =
            zone.eq_ignore_ascii_case("z") || zone.len() == 6 && zone.as_bytes()[3] == b':';
        if !is_clock || !is_zone {
            return Err("is not a moment");
        }
        let at =
            format!("{day}T{clock}{zone}").parse().map_err(|_| "is not a moment that exists")?;
        let zone = if zone.len() == 1 { "UTC" } else { zone };
        Ok(Moment { day, time: Some(Time { at, clock: clock.into(), zone: zone.into() }) })
    }

    /// When it begins: a day begins at midnight in UTC.
    pub fn begins(&self) -> Timestamp {
        match &self.time {
            Some(time) => time.at,
            // All days that can be written are days of a `Timestamp`, but for the last of all years.
            None => midnight(self.day).unwrap_or(Timestamp::MAX),
        }
    }

    /// Whether it can come after another one: of two days alone, or a day and a moment, nobody can
    /// say which of one day came first.
    pub fn can_follow(&self, other: &Moment) -> bool {
        match (&self.time, &other.time) {
            (Some(own), Some(other)) => own.at > other.at,
            _ => self.day >= other.day,
        }
    }
}

/// The beginning of a day in UTC.
fn midnight(day: Date) -> Option<Timestamp> {
    day.0.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.time {
            None => write!(f, "{}", self.day),
            Some(time) => write!(f, "{} {} {}", self.day, time.clock, time.zone),
        }
    }
}

/// The moments that machines are told: each later than the one before it. Versions of one day that
/// state no time are a second apart, since a program that asks for what is new compares seconds.
/// None is before `first`.
pub fn rising<'a>(
    moments: impl Iterator<Item = &'a Moment>,
    first: Option<&Moment>,
) -> Vec<Timestamp> {
    let mut told: Vec<Timestamp> = Vec::new();
    let first = first.map_or(Timestamp::MIN, Moment::begins);
    for moment in moments {
        let next = told.last().map(|last| last.as_second() + 1);
        let next = next.and_then(|second| Timestamp::from_second(second).ok());
        let begins = moment.begins().max(first);
        told.push(next.map_or(begins, |next| begins.max(next)));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_a_zone() {
        for (text, expect) in [
            ("2026-01-12", "2026-01-12 = 2026-01-12T00:00:00Z"),
            ("2026-01-12T14:30+04:00", "2026-01-12 14:30 +04:00 = 2026-01-12T10:30:00Z"),
            ("2026-01-12T01:30:05+04:00", "2026-01-12 01:30:05 +04:00 = 2026-01-11T21:30:05Z"),
            ("2026-01-12 14:30 +04:00", "2026-01-12 14:30 +04:00 = 2026-01-12T10:30:00Z"),
            ("2026-01-12T14:30Z", "2026-01-12 14:30 UTC = 2026-01-12T14:30:00Z"),
            ("2026-01-12t14:30z", "2026-01-12 14:30 UTC = 2026-01-12T14:30:00Z"),
            ("2026-01-12T14:30", "has a time without its zone"),
            ("2026-02-30", "is not a date that exists"),
            ("2026-01-12T25:30Z", "is not a moment that exists"),
            ("2026-01-12T14:30:00.5Z", "is not a moment"),
            ("2026-01-12T1430Z", "is not a moment"),
            ("2026-01-12T14:30+4", "is not a moment"),
            ("12.01.2026", "is not a date that exists"),
            ("2026-1-2", "is not a date"),
            ("2026-01-1ə", "is not a date"),
        ] {
            let got = match Moment::parse(text) {
                Ok(moment) => format!("{moment} = {}", moment.begins()),
                Err(why) => why.to_owned(),
            };
            assert_eq!(got, expect, "{text}");
        }
    }

    #[test]
    fn later_versions_are_later_for_machines() {
        for (moments, expect) in [
            (&["2026-01-12", "2026-01-14"][..], "00:00:00 00:00:00"),
            (&["2026-01-12", "2026-01-12", "2026-01-12"], "00:00:00 00:00:01 00:00:02"),
            (&["2026-01-12", "2026-01-12T14:30Z", "2026-01-12"], "00:00:00 14:30:00 14:30:01"),
            // Before the day has begun in UTC.
            (&["2026-01-12", "2026-01-12T01:00+04:00"], "00:00:00 00:00:01"),
        ] {
            let moments: Vec<_> = moments.iter().map(|m| Moment::parse(m).expect("one")).collect();
            let told = rising(moments.iter(), None);
            assert!(told.is_sorted_by(|a, b| a < b));
            let clocks: Vec<_> = told.iter().map(|at| at.to_string()[11..19].to_owned()).collect();
            assert_eq!(clocks.join(" "), expect);
        }
    }
}

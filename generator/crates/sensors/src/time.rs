//! A time as some program writes it → the day on which it was, in UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// What some logs do not say: where the clock of their machine stands, and what year it is.
pub struct Clock {
    /// The zone of times that are of their machine's clock, and name none.
    pub zone: TimeZone,
    /// Today.
    pub today: Date,
}

impl Clock {
    /// The day of a time. One that names no zone is in UTC, or if it `is_local` in the clock's.
    pub fn day(&self, time: &str, is_local: bool) -> Option<Date> {
        let is_utc = |rest: &str| {
            rest.ends_with('Z')
                || rest.ends_with("+0000")
                || !(is_local || rest.contains(['+', '-']))
        };
        // Most logs are in UTC, and have their day in front.
        if let (Some(day), Some(rest)) = (time.get(..10), time.get(10..))
            && time.as_bytes()[4] == b'-'
            && is_utc(rest)
        {
            let is_time = rest.is_empty() || rest.starts_with(['T', ' ']);
            return day.parse().ok().filter(|_| is_time);
        }
        let moment = match since_epoch(time) {
            Some(moment) => moment,
            None if time.get(10..).is_some_and(|rest| rest.contains(['+', '-', 'Z'])) => {
                time.parse().ok().or_else(|| self.local(time))?
            }
            None => self.local(time)?,
        };
        Some(moment.to_zoned_datetime(TimeZone::UTC).date())
    }

    /// A time of the machine's clock.
    fn local(&self, time: &str) -> Option<Timestamp> {
        let written: DateTime = match time.as_bytes() {
            [_, _, _, _, b'-', ..] => time.parse().ok()?,
            [_, _, b'/', ..] => self.of_snort(time)?,
            _ => self.of_syslog(time)?,
        };
        Some(written.to_zoned_datetime(self.zone.clone()).ok()?.timestamp())
    }

    /// `11/01-02:00:00.123456`, or with `-y` `26/11/01-02:00:00.123456`.
    fn of_snort(&self, text: &str) -> Option<DateTime> {
        let (day, time) = text.split_once('-')?;
        let numbers = day.split('/').map(|n| n.parse().ok()).collect::<Option<Vec<i16>>>()?;
        let time: Time = time.parse().ok()?;
        let date = match numbers[..] {
            [month, day] => self.latest(month.try_into().ok()?, day.try_into().ok()?)?,
            [year, month, day] => {
                let year = if year < 100 { 2000 + year } else { year };
                Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?
            }
            _ => return None,
        };
        Some(date.to_datetime(time))
    }

    /// `Nov  1 02:00:00`.
    fn of_syslog(&self, text: &str) -> Option<DateTime> {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let mut words = text.split_ascii_whitespace();
        let (month, day, time) = (words.next()?, words.next()?, words.next()?);
        let month = 1 + MONTHS.iter().position(|known| *known == month)?;
        let date = self.latest(month.try_into().ok()?, day.parse().ok()?)?;
        Some(date.to_datetime(time.parse().ok()?))
    }

    /// The last such day: a log without years is not older than one, and not of the future.
    fn latest(&self, month: i8, day: i8) -> Option<Date> {
        let tomorrow = self.today.checked_add(1.day()).ok()?;
        let years = (0..=8).map(|n| self.today.year() - n);
        let mut days = years.filter_map(|year| Date::new(year, month, day).ok());
        days.find(|date| *date <= tomorrow)
    }
}

/// Seconds since 1970 with their fraction; without one also thousandths and millionths.
fn since_epoch(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !(whole.bytes().all(|b| b.is_ascii_digit()) && fraction.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        16 => Timestamp::from_microsecond(number).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(time: &str, is_local: bool) -> Option<String> {
        let zone = TimeZone::get("Asia/Baku").expect("it is built in");
        let clock = Clock { zone, today: date(2026, 11, 28) };
        clock.day(time, is_local).map(|day| day.to_string())
    }

    #[test]
    fn times_have_their_day_in_utc() {
        let check = |time: &str, expect: Option<&str>| {
            assert_eq!(day(time, false).as_deref(), expect, "{time}");
        };
        check("2026-11-01T23:59:59.999999+0000", Some("2026-11-01"));
        check("2026-11-01T03:00:00.000000+0400", Some("2026-10-31"));
        check("2026-11-01T23:00:00-04:00", Some("2026-11-02"));
        check("2026-11-01 03:00:00+04", Some("2026-10-31"));
        check("2026-11-01 10:00:00", Some("2026-11-01"));
        check("2026-11-01", Some("2026-11-01"));
        check("1793490000.123456", Some("2026-10-31"));
        check("1793491200", Some("2026-11-01"));
        check("1793491200000", Some("2026-11-01"));
        check("1793491200000000", Some("2026-11-01"));
        let wrong = [
            "",
            "2026-13-01T00:00:00Z",
            "2026-11-01x",
            "1 November",
            "2026-11-0ə",
            "12345",
            "1.2.3",
        ];
        for wrong in wrong {
            check(wrong, None);
        }
    }

    #[test]
    fn the_clock_of_a_machine_may_name_neither_zone_nor_year() {
        let check = |time: &str, expect: Option<&str>| {
            assert_eq!(day(time, true).as_deref(), expect, "{time}");
        };
        check("2026-11-01 03:59:59,123", Some("2026-10-31"));
        check("2026-11-01 04:00:00,123", Some("2026-11-01"));
        // Who names a zone is taken at their word.
        check("2026-11-01T03:00:00+0000", Some("2026-11-01"));
        check("2026-11-01T03:00:00Z", Some("2026-11-01"));
        check("11/01-03:00:00.123456", Some("2026-10-31"));
        check("11/01-05:00:00.123456", Some("2026-11-01"));
        check("26/11/01-05:00:00.123456", Some("2026-11-01"));
        check("12/31-12:00:00.123456", Some("2025-12-31"));
        check("02/29-12:00:00.123456", Some("2024-02-29"));
        check("Nov  1 03:00:00", Some("2026-10-31"));
        check("Nov  1 12:00:00", Some("2026-11-01"));
        for wrong in ["13/01-00:00:00", "11/01", "Foo 1 03:00:00", "yesterday"] {
            check(wrong, None);
        }
    }
}

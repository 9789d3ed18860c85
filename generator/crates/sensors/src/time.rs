//! A time as some program writes it → the day on which it was, by the clock of one zone.

use crate::read::UnzonedTime;
use crate::zone::{Days, Zone};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// By whose clock days are counted, and what some logs do not say: where the clock of their machine
/// stands, and what year it is.
pub struct Clock {
    days: Days,
    /// The zone of times that are of their machine's clock, and name none.
    machines: TimeZone,
    /// Whether that is the zone of the days.
    is_zone_of_days: bool,
    /// The day on which the import runs, in the zone of the days.
    pub today: Date,
}

impl Clock {
    /// Counts days of `zone`. Times that are of their machine's clock and name no zone are those of
    /// `machines`.
    pub fn new(zone: TimeZone, machines: TimeZone, today: Date) -> Clock {
        let is_zone_of_days = zone == machines;
        Clock { days: Days::new(zone), machines, is_zone_of_days, today }
    }

    /// The zone in which days are counted.
    pub fn zone(&self) -> &Zone {
        self.days.zone()
    }

    /// The day of a time, in the zone of the days. `unzoned` says by whose clock it is if it names no
    /// zone. A day without a time is itself. `None` if there is no such time.
    pub fn day(&self, time: &str, unzoned: UnzonedTime) -> Option<Date> {
        // The end of a day is the begin of the next (ISO 8601).
        if time.get(11..16) == Some("24:00")
            && let (Some(day), Some(rest)) = (time.get(..10), time.get(16..))
            && !rest.trim_start_matches([':', '.', '0']).starts_with(|c: char| c.is_ascii_digit())
        {
            let next = day.parse::<Date>().ok()?.tomorrow().ok()?;
            return self.day(&format!("{next}{}00:00{rest}", &time[10..11]), unzoned);
        }
        if let Some((wall, ahead)) = self.days.written(time) {
            match ahead {
                Some(ahead) => return self.days.day_of(wall - ahead),
                None if unzoned == UnzonedTime::Utc => return self.days.day_of(wall),
                None if self.is_zone_of_days => return time.get(..10)?.parse().ok(),
                None => {}
            }
        }
        if time.len() == 10 && time.as_bytes()[4] == b'-' {
            return time.parse().ok();
        }
        let moment = match since_epoch(time) {
            Some(moment) => moment,
            None if time.get(10..).is_some_and(|rest| rest.contains(['+', '-', 'Z'])) => {
                time.parse().ok().or_else(|| self.moment(time, unzoned))?
            }
            None => self.moment(time, unzoned)?,
        };
        self.days.day_of(moment.as_second())
    }

    /// The moment of a time without a zone.
    fn moment(&self, time: &str, unzoned: UnzonedTime) -> Option<Timestamp> {
        let written: DateTime = match time.as_bytes() {
            [_, _, _, _, b'-', ..] => time.parse().ok()?,
            [_, _, b'/', ..] => self.of_snort(time)?,
            _ => self.of_syslog(time)?,
        };
        let zone = match unzoned {
            UnzonedTime::Utc => TimeZone::UTC,
            UnzonedTime::MachineClock => self.machines.clone(),
        };
        Some(written.to_zoned_datetime(zone).ok()?.timestamp())
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

    /// A time as syslog writes it, without a year: `Nov  1 02:00:00`.
    fn of_syslog(&self, text: &str) -> Option<DateTime> {
        let mut words = text.split_ascii_whitespace();
        let (month, day, time) = (words.next()?, words.next()?, words.next()?);
        let date = self.latest(month_named(month)?, day.parse().ok()?)?;
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

/// The month, from 1 to 12, whose English name begins with these three letters; `None` if none
/// does.
pub fn month_named(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    (1..).zip(MONTHS).find(|(_, known)| *known == name).map(|(month, _)| month)
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

    /// The day of a time by the clock of a zone, with a machine in Baku.
    fn day_in(zone: &str, time: &str, unzoned: UnzonedTime) -> Option<String> {
        let get = |name| TimeZone::get(name).expect("it is built in");
        let clock = Clock::new(get(zone), get("Asia/Baku"), date(2026, 11, 28));
        clock.day(time, unzoned).map(|day| day.to_string())
    }

    fn day(time: &str, unzoned: UnzonedTime) -> Option<String> {
        day_in("UTC", time, unzoned)
    }

    #[test]
    fn times_have_their_day_in_utc() {
        let check = |time: &str, expect: Option<&str>| {
            assert_eq!(day(time, UnzonedTime::Utc).as_deref(), expect, "{time}");
        };
        check("2026-11-01T23:59:59.999999+0000", Some("2026-11-01"));
        check("2026-11-01T03:00:00.000000+0400", Some("2026-10-31"));
        check("2026-11-01T23:00:00-04:00", Some("2026-11-02"));
        check("2026-11-01 03:00:00+04", Some("2026-10-31"));
        check("2026-11-01 10:00:00", Some("2026-11-01"));
        check("2026-11-01T24:00:00+0000", Some("2026-11-02"));
        check("2026-10-31 24:00:00.000", Some("2026-11-01"));
        check("2026-12-31T24:00Z", Some("2027-01-01"));
        check("2026-11-01T24:00:00+04:00", Some("2026-11-01"));
        check("2026-11-01T24:00:00-0400", Some("2026-11-02"));
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
    fn days_are_those_of_one_clock() {
        let check = |zone: &str, time: &str, expect: &str| {
            assert_eq!(
                day_in(zone, time, UnzonedTime::Utc).as_deref(),
                Some(expect),
                "{time} in {zone}"
            );
        };
        for (time, expect) in [
            ("2026-10-31T19:59:59.999999+0000", "2026-10-31"),
            ("2026-10-31T20:00:00.000000+0000", "2026-11-01"),
            ("2026-10-31T20:00:00Z", "2026-11-01"),
            ("2026-10-31 20:00:00", "2026-11-01"),
            ("2026-10-31 20:00", "2026-11-01"),
            ("2026-10-31 20:00:00 UTC", "2026-11-01"),
            ("2026-10-31T20:00:00,5 +0000", "2026-11-01"),
            ("2026-11-01T00:00:00+04:00", "2026-11-01"),
            ("2026-10-31T15:30:00-0430", "2026-11-01"),
            ("2026-10-31T22:00:00+02", "2026-11-01"),
            ("2026-10-31T20:00:00+00:00[UTC]", "2026-11-01"),
            ("1793476799.999", "2026-10-31"),
            ("1793476800", "2026-11-01"),
            // A day is a day.
            ("2026-10-31", "2026-10-31"),
            // Baku had summer time until 2015.
            ("2015-07-01T18:59:59Z", "2015-07-01"),
            ("2015-07-01T19:00:00Z", "2015-07-02"),
        ] {
            check("Asia/Baku", time, expect);
        }
        // An hour that comes twice, and one that never comes.
        check("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01");
        check("America/New_York", "2026-11-02T05:00:00Z", "2026-11-02");
        check("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07");
        check("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09");
        for wrong in ["2026-10-31T24:00:01Z", "2026-10-31T20:60:00Z", "2026-02-29T00:00:00Z"] {
            assert_eq!(day_in("Asia/Baku", wrong, UnzonedTime::Utc), None, "{wrong}");
        }
    }

    /// Whatever is kept of one time decides nothing about the next.
    #[test]
    fn every_order_gives_the_days_of_the_library() {
        for name in ["Asia/Baku", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
        {
            let zone = TimeZone::get(name).expect("it is built in");
            let clock = Clock::new(zone.clone(), TimeZone::UTC, date(2026, 11, 28));
            let mut seed = 5_u64;
            for _ in 0..4_000 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                // Around a day of 2011, and anywhere since 2000.
                let near = 1_325_203_200 + (seed >> 33) as i64 % 172_800;
                let far = 946_684_800 + (seed >> 20) as i64 % 900_000_000;
                for second in [near, far] {
                    let moment = Timestamp::from_second(second).expect("it is one");
                    let expect = moment.to_zoned_datetime(zone.clone()).date();
                    assert_eq!(
                        clock.day(&moment.to_string(), UnzonedTime::Utc),
                        Some(expect),
                        "{moment} {name}"
                    );
                    assert_eq!(
                        clock.day(&second.to_string(), UnzonedTime::Utc),
                        Some(expect),
                        "{second} {name}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_clock_of_a_machine_may_name_neither_zone_nor_year() {
        let check = |time: &str, expect: Option<&str>| {
            assert_eq!(day(time, UnzonedTime::MachineClock).as_deref(), expect, "{time}");
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

//! The zone by whose clock days are counted, and moments → its days, as quickly as a log is read.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::cell::Cell;
use std::fmt;
use std::str::FromStr;

/// A time zone by its name in the IANA database, such as `Asia/Baku`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(Box<str>);

/// By which older versions counted, whatever the site's was.
impl Default for Zone {
    fn default() -> Zone {
        Zone("UTC".into())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Zone {
    type Err = ();
    fn from_str(text: &str) -> Result<Zone, ()> {
        let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"/_+-".contains(&b);
        let is_name = !text.is_empty() && text.bytes().all(is_letter);
        if is_name { Ok(Zone(text.into())) } else { Err(()) }
    }
}

/// By how many days one moment can differ on two clocks: they are up to 26 hours apart.
pub const APART: i8 = 2;

impl Zone {
    /// The zone under its name; UTC for one that has none.
    pub fn from_time_zone(zone: &TimeZone) -> Zone {
        zone.iana_name().and_then(|name| name.parse().ok()).unwrap_or_default()
    }

    /// Whether the days from `first` to `last`, both inclusive, begin and end at the same moments
    /// by another clock, too. A zone that is not in the database agrees with none but itself.
    pub fn agrees(&self, other: &Zone, first: Date, last: Date) -> bool {
        if self == other {
            return true;
        }
        let zones = (TimeZone::get(&self.0), TimeZone::get(&other.0));
        let (Ok(own), Ok(other)) = zones else { return false };
        let start = |zone: &TimeZone, day: Date| {
            day.to_zoned_datetime(zone.clone()).ok().map(|start| start.timestamp())
        };
        let days = first.series(1.day()).take_while(|day| *day <= last);
        let mut days = days.chain(last.tomorrow());
        days.all(|day| start(&own, day) == start(&other, day))
    }
}

/// A span of moments, with how far ahead of UTC the zone's clock is in it, in seconds.
#[derive(Clone, Copy)]
struct Offset {
    from: i64,
    to: i64,
    ahead: i64,
}

/// Moments → days of a zone. Lines of a log are near each other, so what was found last is kept:
/// then a day costs a division.
pub struct Days {
    zone: TimeZone,
    name: Zone,
    offset: Cell<Offset>,
    /// A day by its number since 1970.
    day: Cell<(i64, Date)>,
    /// A day as logs write it, and its beginning in UTC.
    text: Cell<([u8; 10], i64)>,
}

const DAY: i64 = 86_400;

impl Days {
    /// Moments as days of this zone.
    pub fn new(zone: TimeZone) -> Days {
        let name = Zone::from_time_zone(&zone);
        let offset = Cell::new(Offset { from: 0, to: 0, ahead: 0 });
        let (day, text) = (Cell::new((0, date(1970, 1, 1))), Cell::new((*b"1970-01-01", 0)));
        Days { zone, name, offset, day, text }
    }

    /// The zone whose days they are, by its name.
    pub fn zone(&self) -> &Zone {
        &self.name
    }

    /// The day of a moment, which is given in seconds since 1970 in UTC. `None` for moments that
    /// have no date.
    pub fn day_of(&self, second: i64) -> Option<Date> {
        let mut offset = self.offset.get();
        if !(offset.from..offset.to).contains(&second) {
            offset = self.around(second)?;
            self.offset.set(offset);
        }
        let number = (second + offset.ahead).div_euclid(DAY);
        let (known, day) = self.day.get();
        if number == known {
            return Some(day);
        }
        let day = date(1970, 1, 1).checked_add(SignedDuration::from_hours(24 * number)).ok()?;
        self.day.set((number, day));
        Some(day)
    }

    fn around(&self, second: i64) -> Option<Offset> {
        let moment = Timestamp::from_second(second).ok()?;
        let ahead = i64::from(self.zone.to_offset(moment).seconds());
        // One that begins at this very moment is none before it.
        let next = moment.checked_add(1.second()).ok()?;
        let from = self.zone.preceding(next).next().map(|change| change.timestamp().as_second());
        let to = self.zone.following(moment).next().map(|change| change.timestamp().as_second());
        Some(Offset { from: from.unwrap_or(i64::MIN), to: to.unwrap_or(i64::MAX), ahead })
    }

    /// A time in the form of `2026-11-01T02:03:04.5+0400`: the seconds since 1970 that the clock
    /// shows, as if it were that of UTC, and by how many seconds it is ahead of UTC, if it says so.
    /// `None` for all other forms.
    pub fn written(&self, time: &str) -> Option<(i64, Option<i64>)> {
        let (day, rest) = time.as_bytes().split_first_chunk::<10>()?;
        let ([b'T' | b't' | b' ', h, i, b':', m, n], mut rest) = rest.split_first_chunk()? else {
            return None;
        };
        let (hour, minute) = (number(*h, *i, 23)?, number(*m, *n, 59)?);
        let mut second = 0;
        if let [b':', s, t, more @ ..] = rest {
            second = number(*s, *t, 60)?;
            rest = more;
            if let [b'.' | b',', more @ ..] = rest {
                let digits = more.iter().take_while(|b| b.is_ascii_digit()).count();
                rest = &more[digits..];
            }
        }
        let ahead = ahead(rest.trim_ascii_start())?;
        Some((self.midnight(day)? + hour * 3_600 + minute * 60 + second, ahead))
    }

    /// The beginning of a day in UTC.
    fn midnight(&self, text: &[u8; 10]) -> Option<i64> {
        let (known, second) = self.text.get();
        if *text == known {
            return Some(second);
        }
        let day: Date = std::str::from_utf8(text).ok()?.parse().ok()?;
        let second = day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp().as_second();
        self.text.set((*text, second));
        Some(second)
    }
}

/// Two digits up to a number.
fn number(high: u8, low: u8, most: i64) -> Option<i64> {
    let is_digits = high.is_ascii_digit() && low.is_ascii_digit();
    let number = i64::from(high.wrapping_sub(b'0')) * 10 + i64::from(low.wrapping_sub(b'0'));
    (is_digits && number <= most).then_some(number)
}

/// How far ahead of UTC a zone is: `Z`, `+0400`, `-04:30`, `+04`; nothing says nothing.
fn ahead(zone: &[u8]) -> Option<Option<i64>> {
    let (sign, [h, i, m, n]) = match zone {
        [] => return Some(None),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Some(0)),
        [sign, h, i] => (sign, [h, i, &b'0', &b'0']),
        [sign, h, i, m, n] | [sign, h, i, b':', m, n] => (sign, [h, i, m, n]),
        _ => return None,
    };
    let seconds = number(*h, *i, 23)? * 3_600 + number(*m, *n, 59)? * 60;
    match sign {
        b'+' => Some(Some(seconds)),
        b'-' => Some(Some(-seconds)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_agree_where_days_begin_at_the_same_moments() {
        let check = |one: &str, other: &str, first: Date, last: Date, expect: bool| {
            let zone = |name: &str| name.parse::<Zone>().expect(name);
            assert_eq!(
                zone(one).agrees(&zone(other), first, last),
                expect,
                "{one} {other} {first}"
            );
        };
        let (winter, summer) = (date(2026, 1, 15), date(2026, 7, 15));
        check("UTC", "UTC", winter, summer, true);
        check("UTC", "Asia/Baku", winter, winter, false);
        check("Asia/Calcutta", "Asia/Kolkata", winter, summer, true);
        check("Europe/London", "UTC", winter, winter, true);
        check("Europe/London", "UTC", winter, summer, false);
        check("Europe/London", "UTC", summer, summer, false);
        check("Nowhere/None", "UTC", winter, winter, false);
        assert!(["", "a,b", "UTC\n"].iter().all(|text| text.parse::<Zone>().is_err()));
    }
}

//! Digits and the signs between them → hours, minutes, seconds.

use super::Part;
use jiff::civil::Time;

/// Hours, minutes and seconds as they were written.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub hour: i8,
    pub minute: i8,
    pub second: i8,
    /// It is a number and no more, such as `9`.
    pub is_bare: bool,
    pub has_seconds: bool,
}

impl Clock {
    pub fn time(self) -> Option<Time> {
        Time::new(self.hour, self.minute, self.second, 0).ok()
    }

    /// The same on a dial of twelve hours. Who counts to 24 may name the part of the day too; an hour
    /// that is in no such part, or might be another, is none.
    pub fn on_dial(self, part: Part) -> Option<Clock> {
        let hour = match (part, self.hour) {
            (Part::BeforeNoon, hour @ 1..=12) => hour % 12,
            (Part::AfterNoon, hour @ 1..=12) => hour % 12 + 12,
            (Part::Afternoon, hour @ 1..=9) | (Part::Evening, hour @ 4..=9) => hour + 12,
            (Part::Noon, 12) => 12,
            (Part::Night, hour @ 7..=11) => hour + 12,
            (Part::Night, 12) => 0,
            (Part::Morning, hour @ 0..=11)
            | (Part::Afternoon, hour @ 12..=18)
            | (Part::Evening, hour @ 16..=23)
            | (Part::Night, hour @ (0..=5 | 19..=23)) => hour,
            _ => return None,
        };
        Some(Clock { hour, ..self })
    }
}

/// What may stand between the parts of a time, and whether one digit is enough behind it.
const GAPS: [(&str, bool); 13] = [
    (":", true),
    ("h", true),
    ("uhr", false),
    ("saat", false),
    ("ч", true),
    (".", false),
    ("-", false),
    (",", false),
    (";", false),
    ("'", false),
    ("_", false),
    ("\u{b7}", false),
    ("", false),
];

/// `9:05`, `14.30`, `14:30:59.5`, `14h30`, `9 05`, `8:5`, `1430`, `9`; and what follows.
pub(super) fn clock(text: &str) -> Option<(Clock, &str)> {
    let number = |text: &str| text.parse::<i8>().ok();
    let plain = Clock { hour: 0, minute: 0, second: 0, is_bare: false, has_seconds: false };
    let first = digits(text);
    let (hour, rest) = text.split_at(first);
    if let 3 | 4 = first {
        let (hour, minute) = hour.split_at(first - 2);
        return Some((Clock { hour: number(hour)?, minute: number(minute)?, ..plain }, rest));
    }
    let hour = number(hour).filter(|_| first <= 2)?;
    // `14-15` is an hour.
    let minute = next(rest, first == 1).filter(|(gap, minute, _)| *gap != "-" || *minute > 24);
    let Some((gap, minute, rest)) = minute else {
        // `14.3` is half written.
        let is_cut = rest.starts_with([':', '.', ',', 'h', 'H']) && digits(&rest[1..]) > 0;
        let unit = rest.strip_prefix(['h', 'H']).filter(|r| !r.starts_with(char::is_alphabetic));
        let clock = Clock { hour, is_bare: unit.is_none(), ..plain };
        return (!is_cut).then_some((clock, unit.unwrap_or(rest)));
    };
    let is_second = |other: &str| match gap {
        "" | "," | "_" | "'" => other == gap,
        "-" => false,
        _ => [":", "."].contains(&other),
    };
    let seconds = next(rest, true).filter(|(other, ..)| is_second(other));
    let Some((_, second, rest)) = seconds.filter(|_| digits(rest.get(1..).unwrap_or("")) == 2)
    else {
        return Some((Clock { hour, minute, ..plain }, rest));
    };
    // Fractions of a second tell nothing here.
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => &fraction[digits(fraction)..],
        None => rest,
    };
    Some((Clock { hour, minute, second, has_seconds: true, ..plain }, rest))
}

/// What stands between two parts of a time, the second of them, and what follows. Whoever writes two
/// digits before a colon writes two behind it.
fn next(text: &str, is_short: bool) -> Option<(&str, i8, &str)> {
    let (gap, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let length = digits(rest);
    let known = |(known, _): &&(&str, bool)| known.eq_ignore_ascii_case(gap.trim());
    let (gap, may_be_short) = GAPS.iter().find(known).filter(|_| !gap.is_empty())?;
    let may_be_short = *may_be_short && (is_short || *gap != ":");
    let is_whole = length == 2 || length == 1 && may_be_short;
    let (value, rest) = rest.split_at(length);
    Some((*gap, value.parse().ok().filter(|_| is_whole)?, rest))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

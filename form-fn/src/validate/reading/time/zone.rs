//! Zones of time that are stated beside one: `Z`, `UTC+4`, `+04:00`, `MSK`.
//!
//! `EST` is one zone in New York and another in Sydney, and `CET` is one of half a year: whoever
//! writes such a name is asked again.

use super::Writer;
use super::clock::Clock;
use crate::validate::reading::fold;
use jiff::SignedDuration;
use jiff::tz::{Offset, TimeZone};

/// Names of zones that are one everywhere and all year, and the zone of the time zone database.
/// The names are folded, as `ı` and `i` are one then.
const NAMES: [(&str, &str); 12] = [
    ("z", "UTC"),
    ("zulu", "UTC"),
    ("utc", "UTC"),
    ("gmt", "UTC"),
    ("msk", "Europe/Moscow"),
    ("мск", "Europe/Moscow"),
    ("trt", "Europe/Istanbul"),
    ("azt", "Asia/Baku"),
    ("baki", "Asia/Baku"),
    ("baku", "Asia/Baku"),
    ("bakinin", "Asia/Baku"),
    ("баку", "Asia/Baku"),
];

/// What there is to tell an offset from the end of a span.
pub(super) struct Signed<'a> {
    /// Whether something, such as a blank, stands before its sign.
    pub is_apart: bool,
    pub writer: Writer,
    pub clock: &'a Clock,
}

/// The zone that a text begins with, and what follows; an outer none if it may be one or not.
#[expect(clippy::option_option, reason = "a doubt is no answer of either kind")]
pub(super) fn beginning<'a>(
    text: &'a str,
    signed: &Signed<'_>,
) -> Option<Option<(TimeZone, &'a str)>> {
    if text.starts_with(['+', '-']) {
        return signed.offset(text);
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let word = fold(word);
    let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == word) else {
        return Some(None);
    };
    let sign = after.trim_start();
    if ["utc", "gmt"].contains(&&*word) && sign.starts_with(['+', '-']) {
        let (zone, _, after) = offset(sign)?;
        return Some(Some((zone, after)));
    }
    Some(Some((TimeZone::get(name).ok()?, after)))
}

impl Signed<'_> {
    /// `+04:00`, `-0500`; but `14:00-15:00` is a span, and what may be either is neither.
    #[expect(clippy::option_option, reason = "a doubt is no answer of either kind")]
    fn offset<'a>(&self, text: &'a str) -> Option<Option<(TimeZone, &'a str)>> {
        if text.starts_with('+') {
            let (zone, _, after) = offset(text)?;
            return Some(Some((zone, after)));
        }
        let Some((zone, (hour, length), after)) = offset(text) else { return Some(None) };
        let is_later = hour > self.clock.hour;
        match length {
            _ if self.writer == Writer::Program => Some(Some((zone, after))),
            // `2-3`, `9 -11`
            1 | 2 if self.is_apart && text.starts_with("-0") => None,
            1 | 2 => Some(None),
            // `-0500` as letters have it.
            4 if self.is_apart => Some(Some((zone, after))),
            _ if self.is_apart && !is_later => Some(Some((zone, after))),
            _ if !self.is_apart && is_later => Some(None),
            _ => None,
        }
    }
}

/// An offset with its sign; its hours and how long it is written; what follows.
fn offset(text: &str) -> Option<(TimeZone, (i8, usize), &str)> {
    let is_west = text.starts_with('-');
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.get(1..)?;
    let (hour, minute, length) = match (digits(text), text.get(..5)) {
        (1, Some(whole)) if whole.as_bytes()[1] == b':' => (&text[..1], text.get(2..4)?, 4),
        (2, Some(whole)) if whole.as_bytes()[2] == b':' => (&text[..2], text.get(3..5)?, 5),
        (4, _) => (text.get(..2)?, text.get(2..4)?, 4),
        (n @ (1 | 2), _) => (&text[..n], "00", n),
        _ => return None,
    };
    let rest = &text[length..];
    let hours: i8 = hour.parse().ok().filter(|hours| *hours <= 14)?;
    let minutes: i8 = minute.parse().ok().filter(|minutes| [0, 30, 45].contains(minutes))?;
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == ':') {
        return None;
    }
    let size = SignedDuration::from_mins(i64::from(hours) * 60 + i64::from(minutes));
    let offset = Offset::UTC.checked_add(if is_west { -size } else { size }).ok()?;
    Some((TimeZone::fixed(offset), (hours, length), rest))
}

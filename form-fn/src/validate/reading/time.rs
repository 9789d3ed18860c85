//! Times of day, as people write them. Every word that stands there is known, or it is no time: a
//! word may make it another one (`12 midnight`), or none at all (`3 hours ago`).

mod clock;
mod words;
mod zone;

use super::plain;
use clock::{Clock, clock};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use words::{Part, is_open, part_of_day};
pub(super) use words::{is_hour, is_remark};

/// A time of day, and what else stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeRead {
    /// The time; of a span its beginning.
    pub at: Time,
    /// The zone that it is stated in, where there is no doubt which.
    pub zone: Option<TimeZone>,
    /// It is a moment: no span or end of one, no doubt, no place that nobody here knows.
    pub is_exact: bool,
}

/// A time of day; of a span its beginning. `None` if no time is meant.
pub fn time(text: &str) -> Option<TimeRead> {
    read(&plain(text), Writer::Person)
}

/// Who wrote a time, as far as its form tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// A person, for whom `14:00-15:00` is a span.
    Person,
    /// A program, for which `14:00-05:00` has an offset from UTC (RFC 3339).
    Program,
}

/// The same of a plain text, which may stand behind a day.
pub(super) fn read(text: &str, writer: Writer) -> Option<TimeRead> {
    let (before, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let before = before.replace(['~', '≈', '@'], " ");
    let words = before.split([' ', ',', '(', ')', ':', '=']).map(|word| word.trim_matches('.'));
    let before: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let (clock, after) = clock(rest).filter(|_| before.iter().all(|word| is_remark(word)))?;
    let mut tail = Tail { is_exact: !before.iter().any(|word| is_open(word)), ..Tail::default() };
    tail.parts.extend(before.iter().filter_map(|word| part_of_day(word)));
    // People give no seconds.
    let writer = if clock.has_seconds { Writer::Program } else { writer };
    let is_moment = before.iter().any(|word| words::is_of_moment(word));
    tail.read(after, &clock, writer)?;
    // `3 hours` and `5 minutes` are no times of day, `at 3 hours` is one.
    if clock.is_bare && tail.is_duration && !is_moment && tail.parts.is_empty() {
        return None;
    }
    let mut parts = tail.parts;
    // Of a span, the part of the day that stands at its end may hold for both.
    if parts.is_empty() {
        parts = tail.end_parts;
    }
    parts.dedup();
    let clock = match parts.as_slice() {
        [] => clock,
        [part] => clock.on_dial(*part)?,
        _ => return None,
    };
    Some(TimeRead { at: clock.time()?, zone: tail.zone, is_exact: tail.is_exact })
}

/// What stands behind a time of day, as far as it says something of it.
#[derive(Default)]
struct Tail {
    parts: Vec<Part>,
    end: Option<Clock>,
    end_parts: Vec<Part>,
    zone: Option<TimeZone>,
    is_exact: bool,
    /// There are words that may be of a span of time as well.
    is_duration: bool,
}

/// What may stand between words.
const BETWEEN: [char; 12] = [' ', ',', '(', ')', ';', '.', '"', '\'', '~', '≈', '!', '?'];

impl Tail {
    /// Reads all of a text; none if something in it is not known.
    fn read(&mut self, text: &str, clock: &Clock, writer: Writer) -> Option<()> {
        let mut rest = text;
        loop {
            let trimmed = rest.trim_start_matches(BETWEEN);
            let between = &rest[..rest.len() - trimmed.len()];
            self.is_exact &= !between.contains('?');
            rest = trimmed;
            if rest.is_empty() {
                return Some(());
            }
            let signed = zone::Signed { is_apart: !between.is_empty(), writer, clock };
            if let Some((zone, after)) = zone::beginning(rest, &signed)? {
                // Two zones are one too many.
                if self.zone.replace(zone).is_some() {
                    return None;
                }
                rest = after;
            } else if let Some(after) = rest.strip_prefix('-') {
                rest = self.hyphen(after.trim_start())?;
            } else {
                let end = rest.find(|c| BETWEEN[..5].contains(&c) || "-+?!\"".contains(c));
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                self.word(word.trim_end_matches('.'), clock)?;
                rest = after;
            }
        }
    }

    /// Behind a hyphen stands the end of a span, or an ending of the number before it.
    fn hyphen<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(text);
        }
        let (end, after) = clock(text).filter(|_| self.end.is_none())?;
        end.time()?;
        self.end = Some(end);
        self.is_exact = false;
        Some(after)
    }

    fn word(&mut self, word: &str, clock: &Clock) -> Option<()> {
        if let Some(part) = part_of_day(word) {
            let parts = if self.end.is_some() { &mut self.end_parts } else { &mut self.parts };
            parts.push(part);
            return Some(());
        }
        let is_bare = self.end.as_ref().unwrap_or(clock).is_bare;
        self.is_exact &= !words::is_doubt(word);
        self.is_duration |= words::is_duration(word);
        // A bare number of minutes is none of an hour.
        (words::is_known_behind(word) && !(is_bare && words::is_minutes(word))).then_some(())
    }
}

/// Whether a time, as it was written, is a moment of the day and no more. Whatever else stands there
/// may be another zone (`MSK`, `local time`), another day or the end of a span: whoever took the time
/// for one of the form's zone would name a moment that nobody meant. A zone that is stated is no more
/// than that if the form's is known, as the time was brought into that.
pub fn is_time_alone(text: &str, form_zone: Option<&TimeZone>) -> bool {
    time(text).is_some_and(|time| time.is_exact && (form_zone.is_some() || time.zone.is_none()))
}

#[cfg(test)]
mod tests;

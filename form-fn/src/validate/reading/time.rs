//! Times of day, as people write them.

use super::{behind, plain};
use jiff::civil::Time;

/// Words in front of a time that say nothing of it.
const ABOUT: [&str; 28] = [
    "~",
    "≈",
    "@",
    "saat",
    "saatı",
    "vaxt",
    "vaxtı",
    "time",
    "at",
    "about",
    "around",
    "by",
    "since",
    "from",
    "approximately",
    "approx",
    "ca",
    "c",
    "circa",
    "təxminən",
    "təqribən",
    "kl",
    "um",
    "gegen",
    "в",
    "около",
    "the",
    "is",
];

/// Those of them behind which the time is the beginning or the end of more.
const OPEN: [&str; 3] = ["by", "from", "since"];

/// Words that say which half of the day is meant, or what part of it.
const PARTS: [(&[&str], Part); 6] = [
    (&["am", "a.m"], Part::BeforeNoon),
    (&["pm", "p.m"], Part::AfterNoon),
    (&["səhər", "sübh", "morning", "утра"], Part::Morning),
    (&["günortadan", "gündüz", "afternoon", "дня"], Part::Afternoon),
    (&["axşam", "evening", "вечера"], Part::Evening),
    (&["gecə", "night", "ночи"], Part::Night),
];

/// A part of the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    BeforeNoon,
    AfterNoon,
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// Words behind an hour.
const HOURS: [&str; 14] = [
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "o'clock",
    "oclock",
    "clock",
    "uhr",
    "saat",
    "saatda",
    "ч",
    "час",
    "часов",
];

/// Other words behind a time that say nothing of it either.
const UNITS: [&str; 16] = [
    "часа",
    "m",
    "min",
    "mins",
    "minutes",
    "dəq",
    "dəqiqə",
    "dəqiqədə",
    "мин",
    "da",
    "də",
    "in",
    "at",
    "the",
    "sharp",
    "tam",
];

/// Whether a time, as it was written, is a moment of the day and no more. Whatever else stands there
/// may be a zone (`14:30Z`, `+04:00`, `MSK`, `Bakı vaxtı`), another day or the end of a span: whoever
/// took the time for one of the form's zone would name a moment that nobody meant.
pub fn is_time_alone(text: &str) -> bool {
    let text = plain(text);
    let Some(at) = text.find(|c: char| c.is_ascii_digit()) else { return false };
    let (before, from) = text.split_at(at);
    let is_open = before.split(' ').any(|word| is_one_of(word, &OPEN));
    let Some((_, after)) = clock(from).filter(|_| !is_open) else { return false };
    let words = after.split([' ', ',', '(', ')', '-', ';']).map(|word| word.trim_matches('.'));
    words.filter(|word| !word.is_empty()).all(|word| is_hour(word) || is_one_of(word, &UNITS))
}

/// True of words that say nothing of a time, or only what part of the day it is in.
pub(super) fn is_remark(word: &str) -> bool {
    is_one_of(word, &ABOUT) || part_of_day(word).is_some()
}

/// True of words by which a number beside them is an hour.
pub(super) fn is_hour(word: &str) -> bool {
    is_one_of(word, &HOURS) || part_of_day(word).is_some()
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A time of day; of a span its beginning.
pub fn time(text: &str) -> Option<Time> {
    let text = plain(text);
    let (before, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let before = before.replace(['~', '≈', '@'], " ");
    let words = |text: &str| {
        let words = text.split([' ', ',', '(', ')', ':', '=']).map(|word| word.trim_matches('.'));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = words(&before);
    let (clock, after) = clock(rest).filter(|_| before.iter().all(|word| is_remark(word)))?;
    let after = after.trim();
    // Of a span, the part of the day that stands at its end may hold for both.
    let (own, end) = after.split_once('-').unwrap_or((after, ""));
    let part = |words: Vec<String>| {
        let mut parts: Vec<_> = words.iter().filter_map(|word| part_of_day(word)).collect();
        parts.dedup();
        parts
    };
    let mut parts = part(before.into_iter().chain(words(own)).collect());
    if parts.is_empty() {
        parts = part(words(end));
    }
    let clock = match parts.as_slice() {
        [] => clock,
        [part] => clock.on_dial(*part)?,
        _ => return None,
    };
    let is_more = |c: char| c.is_ascii_digit() || c == ':';
    let is_told =
        is_zone(after) || !after.contains(is_more) || (!own.contains(is_more) && is_end(end));
    clock.time().filter(|_| is_told)
}

/// True if a text is the end of a span, and no more.
fn is_end(text: &str) -> bool {
    clock(text.trim()).is_some_and(|(clock, after)| {
        let is_more = |c: char| c.is_ascii_digit() || c == ':';
        clock.time().is_some() && (is_zone(after.trim()) || !after.contains(is_more))
    })
}

fn part_of_day(word: &str) -> Option<Part> {
    PARTS.iter().find(|(words, _)| is_one_of(word, words)).map(|(_, part)| *part)
}

/// Hours, minutes and seconds as they were written.
#[derive(Clone, Copy)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
}

impl Clock {
    fn time(self) -> Option<Time> {
        Time::new(self.hour, self.minute, self.second, 0).ok()
    }

    /// The same on a dial of twelve hours. Who counts to 24 may name the part of the day too; an hour
    /// that is in no such part, or might be another, is none.
    fn on_dial(self, part: Part) -> Option<Clock> {
        let hour = match (part, self.hour) {
            (Part::BeforeNoon, hour @ 1..=12) => hour % 12,
            (Part::AfterNoon, hour @ 1..=12) => hour % 12 + 12,
            (Part::Afternoon, hour @ 1..=9) | (Part::Evening, hour @ 4..=9) => hour + 12,
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
fn clock(text: &str) -> Option<(Clock, &str)> {
    let number = |text: &str| text.parse::<i8>().ok();
    let first = digits(text);
    let (hour, rest) = text.split_at(first);
    if let 3 | 4 = first {
        let (hour, minute) = hour.split_at(first - 2);
        return Some((Clock { hour: number(hour)?, minute: number(minute)?, second: 0 }, rest));
    }
    let hour = number(hour).filter(|_| first <= 2)?;
    // `14-15` is an hour.
    let minute = next(rest).filter(|(gap, minute, _)| *gap != "-" || *minute > 24);
    let Some((gap, minute, rest)) = minute else {
        // `14.3` is half written.
        let is_cut = rest.starts_with([':', '.', ',', 'h', 'H']) && digits(&rest[1..]) > 0;
        let rest = rest.strip_prefix(['h', 'H']).unwrap_or(rest);
        return (!is_cut).then_some((Clock { hour, minute: 0, second: 0 }, rest));
    };
    let is_second = |other: &str| match gap {
        "" | "," | "_" | "'" => other == gap,
        "-" => false,
        _ => [":", "."].contains(&other),
    };
    let seconds = next(rest).filter(|(other, ..)| is_second(other));
    let Some((_, second, rest)) = seconds.filter(|_| digits(rest.get(1..).unwrap_or("")) == 2)
    else {
        return Some((Clock { hour, minute, second: 0 }, rest));
    };
    // Fractions of a second tell nothing here.
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => &fraction[digits(fraction)..],
        None => rest,
    };
    Some((Clock { hour, minute, second }, rest))
}

/// What stands between two parts of a time, the second of them, and what follows.
fn next(text: &str) -> Option<(&str, i8, &str)> {
    let (gap, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let length = digits(rest);
    let known = |(known, _): &&(&str, bool)| known.eq_ignore_ascii_case(gap.trim());
    let (gap, may_be_short) = GAPS.iter().find(known).filter(|_| !gap.is_empty())?;
    let is_whole = length == 2 || length == 1 && *may_be_short;
    let (value, rest) = rest.split_at(length);
    Some((*gap, value.parse().ok().filter(|_| is_whole)?, rest))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `UTC+4`, `(GMT+04:00)`, `+04:00`: the form has a field of its own for it.
fn is_zone(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', ' ']);
    let text = behind(text, &["utc", "gmt"]).unwrap_or(text);
    let is_offset = |rest: &str| {
        let apart = || (rest.len() == 4).then(|| rest.split_at_checked(2)).flatten();
        let (hours, minutes) = rest.split_once(':').or_else(apart).unwrap_or((rest, "00"));
        hours.parse::<u8>().is_ok_and(|hours| hours <= 14) && ["00", "30", "45"].contains(&minutes)
    };
    text.strip_prefix(['+', '-']).is_some_and(is_offset)
}

#[cfg(test)]
mod tests;

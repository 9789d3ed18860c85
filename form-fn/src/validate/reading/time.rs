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

/// Words behind a time that say nothing of it either.
const UNITS: [&str; 30] = [
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
    "часа",
    "часов",
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
    let rest = text.find(|c: char| c.is_ascii_digit()).and_then(|at| clock(&text[at..]));
    let Some((_, after)) = rest else { return false };
    let words = after.split([' ', ',', '(', ')', '-', ';']).map(|word| word.trim_matches('.'));
    words.filter(|word| !word.is_empty()).all(|word| {
        part_of_day(word).is_some() || UNITS.iter().any(|known| known.eq_ignore_ascii_case(word))
    })
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
    let is_known = |word: &String| {
        part_of_day(word).is_some() || ABOUT.iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    let before = words(&before);
    let (clock, after) = clock(rest).filter(|_| before.iter().all(is_known))?;
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
    let is_it = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    PARTS.iter().find(|(words, _)| is_it(words)).map(|(_, part)| *part)
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

    /// The same on a dial of twelve hours. Who counts to 24 may name the part of the day too.
    fn on_dial(self, part: Part) -> Option<Clock> {
        let hour = match (part, self.hour) {
            (Part::BeforeNoon, hour @ 1..=12) => hour % 12,
            (Part::AfterNoon, hour @ 1..=12) => hour % 12 + 12,
            (Part::BeforeNoon | Part::AfterNoon, _) => return None,
            (Part::Afternoon | Part::Evening, hour @ 1..=9) => hour + 12,
            // It is 11 by day, or late in the evening; 12 at noon, or at midnight.
            (Part::Afternoon, 10..=11) | (Part::Evening, 10..=12) => return None,
            (Part::Night, hour @ 6..=11) => hour + 12,
            (Part::Night, 12) => 0,
            (_, hour) => hour,
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
        let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "00"));
        hours.parse::<u8>().is_ok_and(|hours| hours <= 14) && ["00", "30", "45"].contains(&minutes)
    };
    text.strip_prefix(['+', '-']).is_some_and(is_offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_else_stands_at_a_time_is_seen() {
        for alone in [
            "14:30",
            "9.05",
            "14:30:00",
            "14:30:59.5",
            "2 pm",
            "2PM",
            "2 p.m.",
            "2 o'clock p.m.",
            "saat 14:30",
            "saat 14:30-da",
            "axşam saat 9-da",
            "14-30",
            "~ 14:30",
            "(14:30)",
            "14h",
            "14 h 30 min",
            "um 14.30 Uhr",
            "9:05 in the morning",
            "12:20 at night",
            "səhər 9",
            "14:30.",
            "１４：３０",
            "14:30 SHARP",
        ] {
            assert!(is_time_alone(alone), "{alone}");
        }
        for more in [
            "14:30Z",
            "14:30 z",
            "14:30+00:00",
            "14.30-05:00",
            "14:30 UTC",
            "9:05 GMT",
            "14:30 +04",
            "14:30 −05",
            "14:30 UTC+4",
            "14:30 (UTC+4)",
            "14:30 MSK",
            "14:30 CET",
            "14:30 EST",
            "2:30 PM EST",
            "2:30pmEST",
            "14:30 IST",
            "14:30 PT",
            "14:30 Bakı vaxtı",
            "14:30 по мск",
            "14:30 local",
            "14:30 local time",
            "14:30 server time",
            "14:30 London",
            "14:30 yerli",
            "14:30 yesterday",
            "14:30 tomorrow",
            "14:30 dünən",
            "14:30-15:00",
            "14:30-15:00 UTC",
            "14-15",
            "9-17",
            "2 - 3 pm",
            "5 pm - 6 pm",
            "14:30/15:00",
            "14:30 東京",
            "14:30 [CET]",
            "14:30_CET",
            "14:30?",
            "",
        ] {
            assert!(!is_time_alone(more), "{more}");
        }
    }

    #[test]
    fn times_of_day_are_read() {
        for (written, expect) in [
            ("23:59", "23:59:00"),
            ("9:05", "09:05:00"),
            ("09.05", "09:05:00"),
            ("14.30", "14:30:00"),
            ("14-30", "14:30:00"),
            ("14:30:00", "14:30:00"),
            ("14:30:59", "14:30:59"),
            ("14:30:59.123", "14:30:59"),
            ("14:30:59,5", "14:30:59"),
            ("14h30", "14:30:00"),
            ("14h", "14:00:00"),
            ("1430", "14:30:00"),
            ("930", "09:30:00"),
            ("14", "14:00:00"),
            ("2:30 pm", "14:30:00"),
            ("2:30PM", "14:30:00"),
            ("2 p.m.", "14:00:00"),
            ("12:05 am", "00:05:00"),
            ("12 pm", "12:00:00"),
            ("~14:30", "14:30:00"),
            ("saat 14:30", "14:30:00"),
            ("saat 14:30-da", "14:30:00"),
            ("təxminən 9", "09:00:00"),
            ("at about 14:30", "14:30:00"),
            ("14:30 UTC", "14:30:00"),
            ("14:30 (UTC+4)", "14:30:00"),
            ("14:30+04:00", "14:30:00"),
            ("14:30 Bakı vaxtı ilə", "14:30:00"),
            ("14:30-15:00", "14:30:00"),
            ("14:30 – 15:00", "14:30:00"),
            ("\u{200b}14:30\u{a0}", "14:30:00"),
            ("14-15", "14:00:00"),
            ("１４：３０", "14:30:00"),
            ("9 05", "09:05:00"),
            ("14 30 15", "14:30:15"),
            ("14,30", "14:30:00"),
            ("14;30", "14:30:00"),
            ("14_30", "14:30:00"),
            ("14·30", "14:30:00"),
            ("14: 30", "14:30:00"),
            ("14 : 30", "14:30:00"),
            ("14'30", "14:30:00"),
            ("kl. 14.30", "14:30:00"),
            ("Kl 9", "09:00:00"),
            ("8:5", "08:05:00"),
            ("8:5 pm", "20:05:00"),
            ("9h5", "09:05:00"),
            ("14 h 30 min", "14:30:00"),
            ("14 Uhr 30", "14:30:00"),
            ("um 14.30 Uhr", "14:30:00"),
            ("Saat: 14:30", "14:30:00"),
            ("saat 14 30", "14:30:00"),
            ("в 14 ч 30", "14:30:00"),
            ("2 pm", "14:00:00"),
            ("2 o'clock p.m.", "14:00:00"),
            ("9 axşam", "21:00:00"),
            ("axşam saat 9-da", "21:00:00"),
            ("səhər 9", "09:00:00"),
            ("gecə 2:15", "02:15:00"),
            ("gecə 11", "23:00:00"),
            ("12:20 at night", "00:20:00"),
            ("21:00 axşam", "21:00:00"),
            ("٢:٣٠ pm", "14:30:00"),
            ("१४:३०", "14:30:00"),
            ("14:30-15:00 UTC", "14:30:00"),
            ("2 - 3 pm", "14:00:00"),
            ("2 pm - 3:15 pm", "14:00:00"),
            ("11 am - 1 pm", "11:00:00"),
            ("9-11 səhər", "09:00:00"),
            ("(14:30)", "14:30:00"),
        ] {
            let read = time(written).map(|time| time.to_string());
            assert_eq!(read.as_deref(), Some(expect), "{written}");
        }
        // However long it is.
        assert_eq!(time(&"14-15-".repeat(100_000)), None);
        assert_eq!(time(&"~".repeat(100_000)), None);
        for slip in [
            "",
            "noon",
            "24:00",
            "25:61",
            "14:60",
            "9.5",
            "9 5",
            "14,3",
            "14:3:5",
            "14:30 (pm)",
            "am 2 pm",
            "11 axşam",
            "axşam 12",
            "14 15:00",
            "room 9",
            "14:30:99",
            "13 pm",
            "0 am",
            "14:30 15:00",
            "1:2:3",
            "14:30-99:00",
            "123456",
            "-1",
            "14:300",
        ] {
            assert_eq!(time(slip), None, "{slip}");
        }
    }
}

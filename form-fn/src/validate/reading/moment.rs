//! Days and times of day, as people write them. Days come before months, as everywhere but in
//! America.

use super::{behind, plain};
use jiff::civil::{Date, Time};

/// Words in front of a time.
const ABOUT: [&str; 12] = [
    "~",
    "≈",
    "saat",
    "at",
    "about",
    "around",
    "approximately",
    "approx.",
    "ca.",
    "circa",
    "təxminən",
    "təqribən",
];

/// A time of day; of a span its beginning.
pub fn time(text: &str) -> Option<Time> {
    let text = plain(text);
    let mut rest = text.as_str();
    while let Some(after) = behind(rest, &ABOUT) {
        rest = after;
    }
    let (clock, after) = clock(rest)?;
    let after = after.trim();
    let (clock, after) = match half(after) {
        Some((is_afternoon, after)) => (clock.on_dial(is_afternoon)?, after),
        None => (clock, after),
    };
    let is_told = is_zone(after)
        || after.strip_prefix('-').is_some_and(|end| time(end).is_some())
        || !after.contains(|c: char| c.is_ascii_digit() || c == ':');
    clock.time().filter(|_| is_told)
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

    /// The same on a dial of twelve hours.
    fn on_dial(self, is_afternoon: bool) -> Option<Clock> {
        let hour = (1..=12).contains(&self.hour).then_some(self.hour % 12)?;
        Some(Clock { hour: if is_afternoon { hour + 12 } else { hour }, ..self })
    }
}

/// `9:05`, `14.30`, `14:30:59.5`, `14h30`, `1430`, `9`; and what follows.
fn clock(text: &str) -> Option<(Clock, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |text: &str| text.parse::<i8>().ok();
    let first = digits(text);
    let (hour, rest) = text.split_at(first);
    if let 3 | 4 = first {
        let (hour, minute) = hour.split_at(first - 2);
        return Some((Clock { hour: number(hour)?, minute: number(minute)?, second: 0 }, rest));
    }
    let hour = number(hour).filter(|_| first <= 2)?;
    let part = |text: &str| -> Option<(i8, usize)> {
        let sign = text.chars().next().filter(|c| ":.-hH".contains(*c))?;
        let two = text.get(1..3).filter(|_| digits(&text[1..]) == 2)?;
        // `14-15` is an hour.
        number(two).filter(|minute| sign != '-' || *minute > 24).map(|minute| (minute, 3))
    };
    let Some((minute, length)) = part(rest) else {
        // `9:5` is half written.
        let is_cut = rest.starts_with([':', '.', 'h', 'H']) && digits(&rest[1..]) > 0;
        let rest = rest.strip_prefix(['h', 'H']).unwrap_or(rest);
        return (!is_cut).then_some((Clock { hour, minute: 0, second: 0 }, rest));
    };
    let rest = &rest[length..];
    let seconds = part(rest).filter(|_| rest.starts_with([':', '.']));
    let Some((second, length)) = seconds else {
        return Some((Clock { hour, minute, second: 0 }, rest));
    };
    let rest = &rest[length..];
    // Fractions of a second tell nothing here.
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => &fraction[digits(fraction)..],
        None => rest,
    };
    Some((Clock { hour, minute, second }, rest))
}

/// `am`, `p.m.`: whether it is the afternoon, and what follows.
fn half(text: &str) -> Option<(bool, &str)> {
    let halves = [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)];
    halves.into_iter().find_map(|(word, is_afternoon)| {
        let start = text.get(..word.len())?;
        let rest = &text[word.len()..];
        let is_word = start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphabetic);
        is_word.then_some((is_afternoon, rest.trim_start()))
    })
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

/// The months by the beginnings of their names in both languages; no two months share one.
const MONTHS: [&[&str]; 12] = [
    &["yan", "jan"],
    &["fev", "feb"],
    &["mar"],
    &["apr"],
    &["may"],
    &["iyun", "jun"],
    &["iyul", "jul"],
    &["avq", "aug"],
    &["sen", "sep"],
    &["okt", "oct"],
    &["noy", "nov"],
    &["dek", "dec"],
];

/// A day: `2026-03-31`, `31.03.2026`, `31 mart 2026-cı il`, `March 31, 2026`; a time of day behind
/// it is passed over.
pub fn date(text: &str) -> Option<Date> {
    let text = plain(text);
    let words: Vec<&str> =
        text.split([' ', ',', '.', '/', '-', 'T']).filter(|word| !word.is_empty()).collect();
    let [first, second, third, after @ ..] = words.as_slice() else { return None };
    let (day, month, year) = match (month(first), month(second)) {
        (None, Some(month)) => (number(first)?, month, *third),
        (Some(month), None) => (number(second)?, month, *third),
        (None, None) if first.len() == 4 => (number(third)?, number(second)?, *first),
        (None, None) => (number(first)?, number(second)?, *third),
        _ => return None,
    };
    let year = match year.bytes().take_while(u8::is_ascii_digit).count() {
        2 => i16::from(number(year)?) + 2000,
        4 => year[..4].parse().ok()?,
        _ => return None,
    };
    let has_digits = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    let time_of_day: Vec<_> = after.iter().copied().skip_while(|word| !has_digits(word)).collect();
    let is_day = time_of_day.is_empty() || time(&time_of_day.join(":")).is_some();
    Date::new(year, month, day).ok().filter(|_| is_day)
}

/// A day or a month, or a year without its century; `31st` too.
fn number(word: &str) -> Option<i8> {
    word.trim_end_matches(char::is_alphabetic).parse().ok()
}

fn month(word: &str) -> Option<i8> {
    let begins = |beginnings: &&[&str]| {
        beginnings.iter().any(|beginning| {
            word.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
        })
    };
    let at = MONTHS.iter().position(begins)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            let read = time(written).map(|time| time.to_string());
            assert_eq!(read.as_deref(), Some(expect), "{written}");
        }
        for slip in [
            "",
            "noon",
            "24:00",
            "25:61",
            "14:60",
            "9:5",
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

    #[test]
    fn days_are_read() {
        for written in [
            "2026-03-31",
            "2026-3-31",
            "2026.03.31",
            "2026/03/31",
            "31.03.2026",
            "31.3.2026",
            "31/03/2026",
            "31-03-2026",
            "31 03 2026",
            "31.03.26",
            "31 mart 2026",
            "31 Mart 2026",
            "31 mart 2026-cı il",
            "31 mart, 2026",
            "March 31, 2026",
            "31 March 2026",
            "31st March 2026",
            "Mar 31st 2026",
            "2026-03-31T14:30",
            "2026-03-31 14:30:00",
            "31.03.2026 14:30",
            "\u{202d}31.03.2026\u{202c}",
            "31\u{2011}03\u{2011}2026",
            "٣١.٠٣.٢٠٢٦",
        ] {
            let read = date(written).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Some("2026-03-31"), "{written}");
        }
        for (written, expect) in [
            ("1 iyun 2026", "2026-06-01"),
            ("1 iyul 2026", "2026-07-01"),
            ("1 avqust 2026", "2026-08-01"),
            ("1 sentyabr 2026", "2026-09-01"),
            ("02.03.2026", "2026-03-02"),
        ] {
            assert_eq!(date(written).map(|date| date.to_string()).as_deref(), Some(expect));
        }
        for slip in [
            "",
            "dünən",
            "2026",
            "2026-02-30",
            "03/31/2026",
            "31.03",
            "2026-13-01",
            "31 x 2026",
            "10000-01-01",
            "2026-03-31/2026-04-02",
            "1 2 3 4 5 6 7 8",
        ] {
            assert_eq!(date(slip), None, "{slip}");
        }
    }
}

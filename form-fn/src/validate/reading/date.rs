//! Days, as people write them. Days come before months, as everywhere but in America.

use super::{plain, time};
use jiff::civil::Date;

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

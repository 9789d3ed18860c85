//! Months and years, of which statistics are made.

use certsite_base::yaml::EXPECTED;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::de::{Deserialize, Deserializer, Error};
use std::fmt;
use std::str::FromStr;

/// A month or a year. In order a year comes before its months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The year, from 2000 to 9999.
    pub year: i16,
    /// The month, from 1 to 12; `None` for the whole year.
    pub month: Option<i8>,
}

impl Period {
    /// The month that a day lies in.
    pub fn month_of(day: Date) -> Period {
        Period { year: day.year(), month: Some(day.month()) }
    }

    /// The year that it is, or that it lies in.
    pub fn whole_year(self) -> Period {
        Period { year: self.year, month: None }
    }

    /// The first day of the period, inclusive.
    pub fn first(self) -> Date {
        date(self.year, self.month.unwrap_or(1), 1)
    }

    /// The first day after it: on that day it is over.
    pub fn end(self) -> Date {
        let length = if self.month.is_some() { 1.month() } else { 1.year() };
        self.first().saturating_add(length)
    }

    /// The last day of the period, inclusive.
    pub fn last(self) -> Date {
        self.end().saturating_sub(1.day())
    }

    /// The month before a month, or the year before a year.
    pub fn before(self) -> Period {
        self.with(self.first().saturating_sub(1.day()))
    }

    /// The month after a month, or the year after a year.
    pub fn next(self) -> Period {
        self.with(self.end())
    }

    /// This period and those of the same length after it, up to `last`, inclusive; none if that is
    /// earlier.
    pub fn up_to(self, last: Period) -> impl Iterator<Item = Period> {
        std::iter::successors(Some(self), |period| Some(period.next()))
            .take_while(move |period| *period <= last)
    }

    /// The period of the same length that a day lies in.
    fn with(self, day: Date) -> Period {
        Period { year: day.year(), month: self.month.map(|_| day.month()) }
    }

    /// The same month a year before; `None` for years, of which that is `before`.
    pub fn year_before(self) -> Option<Period> {
        self.month.map(|_| Period { year: self.year - 1, ..self })
    }
}

/// As ISO 8601 has it: `2026-10`, `2026`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            Some(month) => write!(f, "{:04}-{month:02}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = String;
    fn from_str(text: &str) -> Result<Period, String> {
        let wrong =
            || format!("“{text}” is no period{EXPECTED}a month as 2026-10 or a year as 2026");
        let digits = |text: &str, width: usize| {
            let is_number = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| text.parse::<i16>().ok()).flatten()
        };
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (year, Some(digits(month, 2).ok_or_else(wrong)?)),
            None => (text, None),
        };
        let year = digits(year, 4).filter(|year| *year >= 2000).ok_or_else(wrong)?;
        let month = month.map(|month| i8::try_from(month).unwrap_or(0));
        match month {
            Some(month) if !(1..=12).contains(&month) => Err(wrong()),
            month => Ok(Period { year, month }),
        }
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        text(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A text, or what YAML takes for a number: `2026`.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match serde_yaml::Value::deserialize(deserializer)? {
        serde_yaml::Value::String(text) => Ok(text),
        serde_yaml::Value::Number(number) => Ok(number.to_string()),
        _ => Ok(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_one_form() {
        for text in ["2026-10", "2026", "2000-01"] {
            assert_eq!(text.parse::<Period>().expect(text).to_string(), text);
        }
        for bad in ["2026-13", "2026-00", "1999", "2026-1", "26", "2026-10-01", "october", "+026"] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }

    #[test]
    fn periods_have_neighbours_and_ends() {
        let check = |text: &str, before: &str, next: &str, last: &str| {
            let period: Period = text.parse().expect(text);
            let all = (period.before().to_string(), period.next().to_string());
            assert_eq!((all.0.as_str(), all.1.as_str()), (before, next));
            assert_eq!(period.last().to_string(), last);
        };
        check("2026-01", "2025-12", "2026-02", "2026-01-31");
        check("2024-02", "2024-01", "2024-03", "2024-02-29");
        check("2026", "2025", "2027", "2026-12-31");
        let months = |first: &str, last: &str| {
            let period = |text: &str| text.parse::<Period>().expect(text);
            period(first).up_to(period(last)).map(|p| p.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(months("2025-11", "2026-02"), ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!(months("2026-02", "2026-02"), ["2026-02"]);
        assert_eq!(months("2026-02", "2026-01"), [""; 0]);
    }
}

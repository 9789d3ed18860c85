//! Cells of exports, as RT and TheHive write them → cells of the register.

use super::table::plain;
use crate::register::Severity;
use crate::rows::Wrong;
use certsite_base::diag::nearest;
use certsite_sensors::time::month_named;
use certsite_site::rsit::{Class, Codes, IncidentKind, Type};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Words of the team's ticket system for classes of incidents, as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseWords {
    /// A word and the class and type that it stands for, such as `Spam: abusive-content/spam`.
    #[serde(default)]
    pub classes: BTreeMap<String, String>,
}

/// What words of the team's ticket system stand for.
#[derive(Debug, Default)]
pub struct Words {
    /// By the word without signs, in small letters.
    kinds: BTreeMap<String, IncidentKind>,
}

impl Words {
    /// Adds a word. One of signs alone would stand for whatever has none.
    pub fn add(&mut self, word: &str, kind: IncidentKind) {
        let word = plain(word);
        if !word.is_empty() {
            self.kinds.entry(word).or_insert(kind);
        }
    }
}

/// Whether a cell says nothing, in one of the ways in which programs write that.
pub fn is_nothing(cell: &str) -> bool {
    matches!(plain(cell).as_str(), "" | "notset" | "none" | "null" | "nan" | "na" | "novalue")
}

/// The number of a case, which may be written as `1234`, `#1234`, `RTIR #1234` or `[RTIR #1234]`.
/// `prefix` is put before digits alone.
pub fn number(cell: &str, prefix: &str) -> String {
    // What stands in two lines is not one number.
    let is_part = |c: &char| !c.is_whitespace() && !"[]~".contains(*c);
    let lines = cell.trim().lines().map(|line| line.chars().filter(is_part).collect::<String>());
    let cell = lines.collect::<Vec<_>>().join(" ");
    let bare = cell.strip_prefix('#').unwrap_or(&cell);
    match !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("{prefix}{bare}"),
        false => cell.to_ascii_uppercase(),
    }
}

/// A day on the team's clock. A time without a zone is taken for one of that clock, since both
/// programs write times as their user sees them.
pub fn day(cell: &str, zone: &TimeZone) -> Result<Date, Wrong> {
    let wrong = || {
        let help = "write a day or a time as 2026-11-25 or 2026-11-25 10:15:00, as RT does (Wed Nov 25 10:15:00 2026), or in seconds or milliseconds since 1970";
        Err((format!("“{cell}” is no day"), help.to_owned()))
    };
    let here = |at: Timestamp| Ok(at.to_zoned_datetime(zone.clone()).date());
    if cell.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = cell.parse().unwrap_or(0);
        let at = match cell.len() {
            13 => Timestamp::from_millisecond(number),
            10 => Timestamp::from_second(number),
            _ => return wrong(),
        };
        return at.or_else(|_| Timestamp::from_second(0)).map_or_else(|_| wrong(), here);
    }
    if let Ok(at) = cell.replacen(' ', "T", 1).parse::<Timestamp>() {
        return here(at);
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    // Wed Nov 25 10:15:00 2026
    if let [_, month, day, _, year] = words.as_slice() {
        let date = month_named(month).zip(day.parse().ok()).zip(year.parse().ok());
        let date = date.and_then(|((month, day), year)| Date::new(year, month, day).ok());
        return date.map_or_else(wrong, Ok);
    }
    let first = cell.get(..10).unwrap_or_default();
    let rest = cell.get(10..).unwrap_or_default();
    if !rest.is_empty() && !rest.starts_with([' ', 'T']) {
        return wrong();
    }
    first.parse().map_or_else(|_| wrong(), Ok)
}

/// Class and type: by the team's words, RSIT's codes, RSIT's names, or a tag of MISP's taxonomy. Of
/// several tags one may say it.
pub fn class(cell: &str, codes: &Codes, words: &Words) -> Result<IncidentKind, Wrong> {
    let help = || {
        format!(
            "write class and type by RSIT's codes, such as fraud/phishing, or say in {} what the word stands for: “classes: {{\"{cell}\": fraud/phishing}}”",
            super::FILE
        )
    };
    if cell.is_empty() {
        return Err(("this case has no class".into(), help()));
    }
    let parts = cell
        .split([',', ';', '|', '\n'])
        .map(|part| part.trim().trim_matches(|c: char| "[]'\"".contains(c)).trim());
    let parts = [cell].into_iter().chain(parts);
    let found: BTreeSet<IncidentKind> =
        parts.filter_map(|part| kind_named(part, codes, words)).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => Err((
            format!("this case has two classes: {one} and {other}"),
            "leave the one that counts".into(),
        )),
        (None, _) => {
            let known = codes.classes.iter().flat_map(|class| &class.types);
            let near = nearest(cell, known.map(|kind| kind.code.as_str()));
            let near = near.map(|near| format!("did you mean “{near}”? Else ")).unwrap_or_default();
            Err((format!("“{cell}” is no class and type"), format!("{near}{}", help())))
        }
    }
}

/// The one kind that a word stands for; `None` if it stands for none, or for several.
pub fn kind_named(word: &str, codes: &Codes, words: &Words) -> Option<IncidentKind> {
    if let Some(kind) = words.kinds.get(&plain(word)) {
        return Some(kind.clone());
    }
    let word = word.strip_prefix("rsit:").unwrap_or(word);
    let (class, kind) = match word.split_once(['/', ':', '=']) {
        Some((class, kind)) => (Some(plain(class)), plain(kind)),
        None => (None, plain(word)),
    };
    let mut found = codes.classes.iter().flat_map(|own| own.types.iter().map(move |t| (own, t)));
    let is_named = |code: &str, name: &BTreeMap<String, String>, word: &str| {
        plain(code) == word || name.values().any(|name| plain(name) == word)
    };
    let is_it = |(own, kind_of): &(&Class, &Type)| {
        class.as_deref().is_none_or(|class| is_named(own.code.as_str(), &own.name, class))
            && is_named(&kind_of.code, &kind_of.name, &kind)
    };
    let first = found.find(is_it)?;
    // A type that several classes have says nothing without its class.
    match class.is_none() && found.any(|pair| is_it(&pair)) {
        true => None,
        false => codes.kind(first.0.code.as_str(), &first.1.code),
    }
}

/// The severity of a cell: in words, as TheHive's 1 to 4, or as RT's priority of 0 to 100.
pub fn severity(cell: &str) -> Result<Severity, Wrong> {
    let word = plain(cell);
    let number = word.parse::<u32>().ok();
    match (word.as_str(), number) {
        ("low" | "normal" | "l", _) | (_, Some(1)) => Ok(Severity::Normal),
        ("medium" | "m", _) | (_, Some(2)) => Ok(Severity::Medium),
        ("high" | "critical" | "h" | "c", _) | (_, Some(3 | 4)) => Ok(Severity::High),
        (_, Some(0 | 5..=39)) => Ok(Severity::Normal),
        (_, Some(40..=69)) => Ok(Severity::Medium),
        (_, Some(70..=100)) => Ok(Severity::High),
        ("", None) => Err((
            "this case has no severity".into(),
            "export it with a column “Severity”, or say what to take with --severity".into(),
        )),
        _ => Err((
            format!("“{cell}” is no severity"),
            "write low, normal, medium, high or critical, 1 to 4, or a priority up to 100".into(),
        )),
    }
}

//! What a reporter posted, checked: [`Report`], its number.

use crate::form::{Definition, Field, Iodef, Message, Priority, Rsit};
use crate::intake::{Unexpected, Upload};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil::Date};
use std::fmt;

/// What a reporter sent, once it holds.
#[derive(Debug, Clone)]
pub struct Report {
    /// The number that the reporter is given.
    pub number: Number,
    /// The moment at which the post came, by the clock of this machine.
    pub received: Timestamp,
    /// The id of the form that it was posted to.
    pub form: String,
    /// The version of the definition that it was checked by: 16 hexadecimal digits.
    pub version: String,
    /// The language that the reporter read the form in.
    pub lang: String,
    /// True if the reporter saw another version of the form than the one it was checked by.
    pub outdated: bool,
    /// The answers, in the order of the form; empty ones are left out.
    pub answers: Vec<Answer>,
    /// Texts that answer no question of the form.
    pub unexpected: Vec<Unexpected>,
    /// The files, byte for byte as they were sent.
    pub files: Vec<Upload>,
    /// Why a person should look twice before believing it.
    pub suspicions: Vec<Suspicion>,
}

/// The answer to one question, as it was judged to be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The id of the field that asks.
    pub field: String,
    /// Its values; more than one for checkboxes and files only.
    pub values: Vec<String>,
    /// The words of the reporter, where the value is what they mean; none if they are the value.
    pub written: Option<String>,
}

/// A sign that a program filled in the form. It marks the report; it never drops it,
/// since a browser's autofill and a slow reader leave the same signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// The field that nobody sees was filled in.
    Trap,
    /// It came sooner after the page than one can read.
    TooFast,
    /// The page's token had run out.
    TokenTooOld,
    /// The page's token is not one of ours.
    TokenForged,
    /// The page was asked for work that was not done.
    WorkMissing,
}

impl Suspicion {
    /// Every sign; `report.schema.json` says what each means.
    pub const ALL: [Suspicion; 5] = [
        Suspicion::Trap,
        Suspicion::TooFast,
        Suspicion::TokenTooOld,
        Suspicion::TokenForged,
        Suspicion::WorkMissing,
    ];

    /// The word by which `report.json` names this sign; it never changes.
    pub fn key(self) -> &'static str {
        match self {
            Suspicion::Trap => "trap_filled",
            Suspicion::TooFast => "too_fast",
            Suspicion::TokenTooOld => "token_too_old",
            Suspicion::TokenForged => "token_forged",
            Suspicion::WorkMissing => "work_missing",
        }
    }

    /// The words for it in the letter.
    pub fn message(self) -> Message {
        match self {
            Suspicion::Trap => Message::SuspicionTrap,
            Suspicion::TooFast => Message::SuspicionTooFast,
            Suspicion::TokenTooOld => Message::SuspicionTokenTooOld,
            Suspicion::TokenForged => Message::SuspicionTokenForged,
            Suspicion::WorkMissing => Message::SuspicionWorkMissing,
        }
    }
}

/// A moment by the clock of the team, and by the one that everybody shares.
pub fn received(at: Timestamp, zone: &TimeZone) -> String {
    let utc = at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let here = at.to_zoned_datetime(zone.clone());
    match zone.iana_name() {
        Some(name) if here.offset() != Offset::UTC => {
            format!("{} {name} ({utc})", here.strftime("%Y-%m-%d %H:%M:%S %:z"))
        }
        _ => utc,
    }
}

/// A report's number: prefix, day, and ten characters that nobody can guess. There is no
/// counter in it, which would publish how many reports arrive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

/// Crockford's base 32: no letter that is taken for a digit when read out.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_DIGITS: usize = 10;

impl Number {
    /// A number of the day out of random bytes.
    pub fn new(prefix: &str, now: Timestamp, random: [u8; 7]) -> Number {
        let mut bits = random.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let digits: String = (0..RANDOM_DIGITS)
            .map(|_| {
                let digit = DIGITS[(bits & 31) as usize];
                bits >>= 5;
                digit as char
            })
            .collect();
        let day = now.to_zoned_datetime(TimeZone::UTC).strftime("%Y%m%d").to_string();
        Number(format!("{prefix}-{day}-{digits}"))
    }

    /// Reads a number back; anything else that stands in an address is none.
    pub fn parse(text: &str) -> Option<Number> {
        let mut parts = text.split('-');
        let (prefix, day, digits) = (parts.next()?, parts.next()?, parts.next()?);
        let sound = parts.next().is_none()
            && (1..=8).contains(&prefix.len())
            && prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && day.len() == 8
            && day.bytes().all(|b| b.is_ascii_digit())
            && digits.len() == RANDOM_DIGITS
            && digits.bytes().all(|b| DIGITS.contains(&b));
        sound.then(|| Number(text.to_owned()))
    }

    /// True if it is one that a form gives out, on a day that the calendar has.
    pub fn is_of(&self, prefix: &str) -> bool {
        let rest = self.0.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.starts_with('-')) && self.day().is_some()
    }

    /// The day in it, by UTC, as everybody writes it; `None` if the calendar has no such day.
    pub fn day(&self) -> Option<Date> {
        Date::strptime("%Y%m%d", self.0.split('-').nth(1)?).ok()
    }

    /// The number as it is written everywhere, with its prefix.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Report {
    /// The values of a field; none if it was left empty.
    pub fn values(&self, field: &str) -> &[String] {
        self.answers
            .iter()
            .find(|answer| answer.field == field)
            .map_or(&[], |answer| &answer.values)
    }

    /// What the reporter wrote in a field whose value is only what it means; `None` if the value is
    /// what they wrote.
    pub fn written(&self, field: &str) -> Option<&str> {
        let answer = self.answers.iter().find(|answer| answer.field == field)?;
        answer.written.as_deref()
    }

    /// The questions that fill this element of IODEF, with their answers.
    pub fn filling<'a>(
        &'a self,
        definition: &'a Definition,
        element: Iodef,
    ) -> impl Iterator<Item = (&'a Field, &'a str)> {
        let fields = definition.fields.iter().filter(move |field| field.iodef == Some(element));
        fields.flat_map(|field| self.values(&field.id).iter().map(move |v| (field, v.as_str())))
    }

    /// The first answer to a question that fills this element of IODEF; `None` if there is none.
    pub fn iodef<'a>(&'a self, definition: &'a Definition, element: Iodef) -> Option<&'a str> {
        self.filling(definition, element).map(|(_, value)| value).next()
    }

    /// Class and type that the reporter's choice suggests; `None` if no choice suggests any.
    pub fn rsit<'a>(&self, definition: &'a Definition) -> Option<&'a Rsit> {
        self.choices(definition).find_map(|(_, choice)| choice.rsit.as_ref())
    }

    /// The suggested priority, and the fields whose answers raise it so far.
    pub fn priority<'a>(&self, definition: &'a Definition) -> (Priority, Vec<&'a str>) {
        let raised: Vec<_> = self
            .choices(definition)
            .filter_map(|(field, choice)| Some((field, choice.priority?)))
            .collect();
        let highest =
            raised.iter().map(|(_, priority)| *priority).max().unwrap_or(Priority::Normal);
        (
            highest,
            raised
                .iter()
                .filter(|(_, priority)| *priority == highest)
                .map(|(field, _)| *field)
                .collect(),
        )
    }

    fn choices<'a>(
        &self,
        definition: &'a Definition,
    ) -> impl Iterator<Item = (&'a str, &'a crate::form::Choice)> {
        let chosen = |field: &'a Field| {
            let values = self.values(&field.id).to_vec();
            field
                .options
                .iter()
                .filter(move |choice| values.contains(&choice.value))
                .map(|choice| (field.id.as_str(), choice))
        };
        definition.fields.iter().flat_map(chosen).collect::<Vec<_>>().into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_and_read() {
        let now = "2026-11-23T23:59:59Z".parse().expect("a time");
        let number = Number::new("R", now, [0xff, 0, 1, 2, 3, 4, 5]);
        assert_eq!(number.as_str().len(), "R-20261123-".len() + 10);
        assert_eq!(Number::parse(number.as_str()), Some(number));
        for none in [
            "",
            "R",
            "R-20261123-0000",
            "r-20261123-0000000000",
            "R-20261123-000000000I",
            "R-20261123-0000000000-",
            "R-2026112<-0000000000",
        ] {
            assert_eq!(Number::parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_number_belongs_to_a_form_and_a_day() {
        for (number, expect) in [
            ("R-20261123-0123456789", true),
            ("R-20260229-0123456789", false),
            ("R-99991399-0123456789", false),
            ("CALL-99450123-4567HACKED", false),
            ("RR-20261123-0123456789", false),
        ] {
            let number = Number::parse(number).expect("it is well formed");
            assert_eq!(number.is_of("R"), expect, "{number}");
        }
    }

    #[test]
    fn a_moment_is_told_by_the_teams_clock_too() {
        let at: Timestamp = "2026-11-28T21:05:09Z".parse().expect("a time");
        let zone = |name: &str| TimeZone::get(name).expect("a zone");
        let told = "2026-11-29 01:05:09 +04:00 Asia/Baku (2026-11-28 21:05:09 UTC)";
        assert_eq!(received(at, &zone("Asia/Baku")), told);
        for utc in [zone("UTC"), TimeZone::UTC, zone("Europe/London")] {
            assert_eq!(received(at, &utc), "2026-11-28 21:05:09 UTC");
        }
    }
}

//! Which of two moments comes first: the start before the detection, both before now.

use super::{Given, PostCheck, Wrong, is_time_alone};
use crate::form::{Constraints, Field, Iodef, Kind, Message};
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, tz::TimeZone};

/// The clock of whoever looks at it may be fast by so much.
const FAST: SignedDuration = SignedDuration::from_mins(15);

impl PostCheck<'_> {
    /// Whether a day may stand there: not in the future, not too early, not behind another field's.
    pub(super) fn date(&self, constraints: &Constraints, reading: &str) -> Result<(), Wrong> {
        let date: Date = reading.parse().map_err(|_| self.wrong(Message::Date, &[]))?;
        self.ensure(!constraints.not_future || date <= self.today(), Message::Future)?;
        if let Some(first) = constraints.not_before.filter(|first| date < first.0) {
            return Err(self.wrong(Message::TooEarly, &[("min", &first.0.to_string())]));
        }
        let other = constraints.not_after_field.as_ref();
        let other = other.and_then(|other| self.answer(other).parse::<Date>().ok());
        self.ensure(other.is_none_or(|other| date <= other), Message::Order)
    }

    /// The day that it is where the reporter's times are from.
    pub(super) fn today(&self) -> Date {
        self.clock().date()
    }

    /// What clocks show where the reporter's times are from. Where that is not known, it is the
    /// latest that they show anywhere on Earth: UTC+14 is the first to have a new day.
    fn clock(&self) -> DateTime {
        match self.zone() {
            Some(zone) => self.now.to_zoned_datetime(zone).datetime(),
            None => {
                let first = self.now + SignedDuration::from_hours(14);
                first.to_zoned_datetime(TimeZone::UTC).datetime()
            }
        }
    }

    /// The zone that the reporter's times are of, if it is known.
    pub(super) fn zone(&self) -> Option<TimeZone> {
        let mut zones = self.definition.fields.iter().filter(|f| f.iodef == Some(Iodef::Timezone));
        zones.find_map(|field| TimeZone::get(self.answer(&field.id)).ok())
    }

    /// A time of today has come, by a clock that may be fast.
    pub(super) fn time_has_come(&self, field: &Field, given: &Given) -> Result<(), Wrong> {
        let is_ahead = || {
            let mut fields = self.definition.fields.iter().filter(|f| f.kind == Kind::Date);
            let day = fields.find(|f| f.iodef.is_some() && f.iodef == field.iodef)?;
            let is_sure = given
                .written
                .as_deref()
                .is_none_or(|text| is_time_alone(text, self.zone().as_ref()));
            let at: Time = given.reading.parse().ok().filter(|_| is_sure)?;
            let now = self.clock();
            let is_today = day.constraints.not_future
                && self.answer(&day.id).parse::<Date>().ok()? == now.date();
            Some(is_today && now.date().to_datetime(at) > now + FAST)
        };
        self.ensure(is_ahead() != Some(true), Message::Future)
    }

    /// On the day of the detection, the start has to be before its time.
    pub(super) fn time_of_start(&self, field: &Field, given: &Given) -> Result<(), Wrong> {
        let is_later = || {
            let day = self.definition.field(field.constraints.needs_field.as_ref()?)?;
            let other_day = self.definition.field(day.constraints.not_after_field.as_ref()?)?;
            let mut fields = self.definition.fields.iter();
            let other = fields.find(|f| f.kind == Kind::Time && f.iodef == other_day.iodef)?;
            let is_same_day = !self.answer(&day.id).is_empty()
                && self.answer(&day.id) == self.answer(&other_day.id);
            let other = self.given.get(other.id.as_str())?.as_ref().ok()?.first()?;
            Some(is_same_day && exact(given)? > exact(other)?)
        };
        self.ensure(is_later() != Some(true), Message::Order)
    }
}

/// A time of day, unless it is an estimate or a span, or has a zone of its own.
fn exact(given: &Given) -> Option<Time> {
    let is_exact = |text: &String| text.chars().all(|c| c.is_ascii_digit() || " :.,hH".contains(c));
    given.written.as_ref().is_none_or(is_exact).then(|| given.reading.parse().ok()).flatten()
}

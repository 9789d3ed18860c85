//! A day and a time of it, each in its field, that are one moment: a time that stands beside the day
//! goes where times belong, and a zone that is stated brings both into the form's.

use super::reading::{self, TimeRead};
use super::{Given, PostCheck, time_of_day};
use crate::form::{Field, Kind, Message};

impl<'a> PostCheck<'a> {
    /// Settles every day that has a field for its time.
    pub(super) fn settle_moments(&mut self) {
        let definition = self.definition;
        for day in definition.fields.iter().filter(|field| field.kind == Kind::Date) {
            let mut times = definition.fields.iter().filter(|field| field.kind == Kind::Time);
            if let Some(time) = times.find(|time| day.iodef.is_some() && time.iodef == day.iodef) {
                self.settle(day, time);
            }
        }
    }

    /// What cannot be one moment is asked for again, at the field that says so.
    fn settle(&mut self, day: &'a Field, time: &'a Field) {
        let first = |field: &Field| match self.given.get(field.id.as_str()) {
            Some(Ok(given)) => given.first().cloned(),
            _ => None,
        };
        let Some(mut on) = first(day) else { return };
        let last = day.constraints.not_future.then(|| self.today());
        let Some(read) = reading::date(on.text(), last) else { return };
        let mut at = first(time);
        let beside = at.as_ref().and_then(|given| reading::time(given.text()));
        let is_unread = at.is_none() && !self.answer(&time.id).is_empty();
        let is_inside = read.time.is_some();
        let merged = match (read.time, beside) {
            (None, None) => return,
            (Some(time), None) | (None, Some(time)) => Some(time),
            (Some(one), Some(other)) => merged(one, other),
        };
        if is_unread {
            return;
        }
        let Some(told) = merged else { return self.ask_again(day, Message::Date) };
        let moment = read.day.to_datetime(told.at);
        let moved = match (told.zone, self.zone()) {
            (Some(stated), Some(zone)) => match moment.to_zoned_datetime(stated) {
                Ok(there) => there.with_time_zone(zone).datetime(),
                Err(_) => return self.ask_again(day, Message::Date),
            },
            _ => moment,
        };
        // A day by itself may be of either zone.
        if moved.date() != read.day && !is_inside {
            return self.ask_again(time, Message::Time);
        }
        on.set(moved.date().to_string());
        let of_day = time_of_day(moved.time());
        match &mut at {
            Some(given) => given.set(of_day),
            None => at = Some(Given { reading: of_day, written: None }),
        }
        self.given.insert(&day.id, Ok(vec![on]));
        self.given.insert(&time.id, Ok(at.into_iter().collect()));
    }

    fn ask_again(&mut self, field: &'a Field, problem: Message) {
        let wrong = self.wrong(problem, &[]);
        self.given.insert(&field.id, Err(wrong));
    }
}

impl Given {
    /// What stood in the field, as its reporter wrote it.
    fn text(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.reading)
    }

    /// Sets another reading; the words stay beside it.
    fn set(&mut self, reading: String) {
        if reading != self.reading {
            let before = std::mem::replace(&mut self.reading, reading);
            self.written.get_or_insert(before);
        }
    }
}

/// The same time, stated twice; none if they are two.
fn merged(one: TimeRead, other: TimeRead) -> Option<TimeRead> {
    let is_same_zone = one.zone.is_none() || other.zone.is_none() || one.zone == other.zone;
    (one.at == other.at && is_same_zone).then(|| TimeRead {
        at: one.at,
        is_exact: one.is_exact && other.is_exact,
        zone: one.zone.or(other.zone),
    })
}

#[cfg(test)]
mod tests;

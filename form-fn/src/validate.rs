//! Submission + definition → [`Report`], or what is wrong with each field, in the
//! reporter's language.

mod moment;
mod order;
mod reading;
mod size;
mod visible;

pub use reading::{is_day_alone, is_time_alone, plain};
pub use size::size;

use crate::form::{Constraints, Definition, Field, Format, Kind, Message};
use crate::intake::{Submission, Upload};
use crate::report::{Answer, Number, Report};
use jiff::{Timestamp, civil};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use visible::{is_blank, length, looks_alike, seen_length};

/// What is wrong with the answer in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field, or the name of something else that was posted.
    pub field: String,
    /// The message of the form that tells of the mistake, which names the rule.
    pub problem: Message,
    /// That message in the language of the reporter, its placeholders filled.
    pub text: String,
}

/// Checks a submission. Every field is looked at, so that the reporter mends all at once.
///
/// # Errors
/// What is wrong with each field.
pub fn validate(
    definition: &Definition,
    submission: &Submission,
    lang: &str,
    now: Timestamp,
    number: Number,
) -> Result<Report, Vec<FieldError>> {
    let mut check = PostCheck { definition, submission, lang, now, given: BTreeMap::new() };
    for field in definition.fields.iter().filter(|field| field.kind != Kind::File) {
        let given = check.given(field);
        check.given.insert(&field.id, given);
    }
    check.settle_moments();
    let mut errors = Vec::new();
    let mut answers = Vec::new();
    for field in &definition.fields {
        match check.field(field) {
            Ok(answer) => answers.extend(answer),
            Err((problem, text)) => {
                errors.push(FieldError { field: field.id.clone(), problem, text })
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Report {
        number,
        received: now,
        form: definition.id.clone(),
        version: definition.version.clone(),
        lang: lang.to_owned(),
        outdated: submission.first("form_version") != definition.version,
        answers,
        unexpected: submission.unexpected(definition),
        files: submission.files.clone(),
        suspicions: Vec::new(),
    })
}

type Wrong = (Message, String);

/// What a field was answered with, as it is read and as it was written.
#[derive(Debug, Clone)]
struct Given {
    reading: String,
    written: Option<String>,
}

struct PostCheck<'a> {
    definition: &'a Definition,
    submission: &'a Submission,
    lang: &'a str,
    now: Timestamp,
    /// The fields read so far, each by itself.
    given: BTreeMap<&'a str, Result<Vec<Given>, Wrong>>,
}

impl<'a> PostCheck<'a> {
    fn wrong(&self, message: Message, values: &[(&str, &str)]) -> Wrong {
        (message, self.definition.say_with(message, self.lang, values))
    }

    fn ensure(&self, holds: bool, message: Message) -> Result<(), Wrong> {
        if holds { Ok(()) } else { Err(self.wrong(message, &[])) }
    }

    /// What stands in a field, whatever others say.
    fn given(&self, field: &Field) -> Result<Vec<Given>, Wrong> {
        let texts = self.submission.values.get(&field.id).map_or(&[][..], Vec::as_slice);
        // A field of one kind of value cannot say in words that there is none: it is left empty then.
        let is_value = match field.kind {
            Kind::Text => field.constraints.format.is_some(),
            Kind::Email | Kind::Tel | Kind::Date | Kind::Time | Kind::Integer => true,
            _ => false,
        };
        let is_left = |text: &str| is_blank(text) || is_value && reading::is_nothing(text);
        let mut texts: Vec<&str> =
            texts.iter().map(String::as_str).filter(|text| !is_left(text)).collect();
        // The same answer twice is one.
        texts.dedup();
        if !field.is_multiple() && texts.len() > 1 {
            return Err(self.wrong(Message::Twice, &[]));
        }
        texts.into_iter().map(|text| self.read(field, text)).collect()
    }

    /// One answer, as it is meant. Text of several lines is evidence, and stays as it was sent.
    fn read(&self, field: &Field, text: &str) -> Result<Given, Wrong> {
        if field.kind == Kind::Textarea {
            self.lengths(&field.constraints, text.trim_end())?;
            return Ok(Given { reading: text.to_owned(), written: None });
        }
        let text = text.trim();
        if text.chars().any(|c| c.is_control() && c != '\t') {
            return Err(self.wrong(Message::Control, &[]));
        }
        // Marks that nobody sees, and words round what is meant, count for nothing. But there is an
        // end to them, and no meaning is looked for beyond it.
        let most = field.constraints.max_length.unwrap_or(0).max(100).saturating_mul(4);
        if length(text) > most {
            self.lengths(&field.constraints, text)?;
            self.too_long(most, text)?;
        }
        let (reading, problem) = self.meaning(field, text);
        // Of what means nothing, the length may be the reason.
        self.lengths(&field.constraints, reading.as_deref().unwrap_or(text))?;
        let reading = reading.ok_or_else(|| self.meaningless(field, problem))?;
        let written = (!looks_alike(&reading, text)).then(|| text.to_owned());
        Ok(Given { reading, written })
    }

    /// What a line means in a field, and what is wrong if it means nothing there.
    fn meaning(&self, field: &Field, text: &str) -> (Option<String>, Message) {
        match field.kind {
            Kind::Text => match field.constraints.format {
                Some(Format::Fingerprint) => (reading::fingerprint(text), Message::Fingerprint),
                Some(Format::Reference) => (reading::reference(text), Message::Reference),
                None => (Some(text.replace('\t', " ")), Message::Control),
            },
            Kind::Email => (reading::email(text), Message::Email),
            Kind::Tel => (reading::telephone(text), Message::Tel),
            Kind::Time => (reading::time(text).map(|time| time_of_day(time.at)), Message::Time),
            Kind::Date => {
                let last = field.constraints.not_future.then(|| self.today());
                (reading::date(text, last).map(|date| date.day.to_string()), Message::Date)
            }
            Kind::Integer => (reading::count(text).map(reading::Count::text), Message::Number),
            Kind::Checkbox => (in_control(field, text), Message::MustBe),
            Kind::Select | Kind::Radio | Kind::Checkboxes => {
                (in_control(field, text), Message::Option)
            }
            Kind::Textarea | Kind::File => (Some(text.to_owned()), Message::Control),
        }
    }

    /// The answer to a field as it goes into the report; none if it was left empty.
    fn field(&self, field: &Field) -> Result<Option<Answer>, Wrong> {
        if field.kind == Kind::File {
            return self.files(field);
        }
        let given = match self.given.get(field.id.as_str()) {
            Some(given) => given.clone()?,
            None => Vec::new(),
        };
        let Some(first) = given.first() else {
            self.ensure(!self.is_required(field), Message::Required)?;
            return Ok(None);
        };
        match field.kind {
            Kind::Date => self.date(&field.constraints, &first.reading)?,
            Kind::Integer => self.integer(field, &first.reading)?,
            Kind::Time => {
                self.time_has_come(field, first)?;
                self.time_of_start(field, first)?;
            }
            _ => {}
        }
        if let Some(other) = &field.constraints.needs_field
            && self.answer(other).is_empty()
        {
            let label = self.definition.field(other).map_or("", |field| field.label.get(self.lang));
            return Err(self.wrong(Message::Needs, &[("field", label)]));
        }
        let written = first.written.clone();
        let values = given.into_iter().map(|given| given.reading).collect();
        Ok(Some(Answer { field: field.id.clone(), values, written }))
    }

    /// What another field says; its words if they mean nothing.
    fn answer(&self, field: &str) -> &str {
        match self.given.get(field) {
            Some(Ok(given)) => given.first().map_or("", |given| &given.reading),
            _ => self.submission.first(field).trim(),
        }
    }

    fn is_required(&self, field: &Field) -> bool {
        field.required
            || field
                .required_when
                .as_ref()
                .is_some_and(|when| self.answer(&when.field) == when.equals)
    }

    fn lengths(&self, constraints: &Constraints, text: &str) -> Result<(), Wrong> {
        if let Some(min) = constraints.min_length.filter(|min| seen_length(text) < *min) {
            return Err(self.wrong(Message::TooShort, &[("min", &min.to_string())]));
        }
        if let Some(max) = constraints.max_length {
            self.too_long(max, text)?;
        }
        let lines = || text.bytes().filter(|byte| *byte == b'\n').count() + 1;
        if let Some((max, n)) = constraints.max_lines.map(|max| (max, lines()))
            && n > max
        {
            let values = [("max", &*max.to_string()), ("n", &n.to_string())];
            return Err(self.wrong(Message::TooManyLines, &values));
        }
        Ok(())
    }

    fn too_long(&self, max: usize, text: &str) -> Result<(), Wrong> {
        let n = length(text);
        let values = [("max", &*max.to_string()), ("n", &n.to_string())];
        if n > max { Err(self.wrong(Message::TooLong, &values)) } else { Ok(()) }
    }

    fn integer(&self, field: &Field, reading: &str) -> Result<(), Wrong> {
        let range = range(&field.constraints);
        let holds = reading::count(reading)
            .is_some_and(|count| range.contains(&count.from) && range.contains(&count.to));
        if holds { Ok(()) } else { Err(self.meaningless(field, Message::Number)) }
    }

    fn meaningless(&self, field: &Field, problem: Message) -> Wrong {
        let range = range(&field.constraints);
        let (min, max) = (range.start().to_string(), range.end().to_string());
        self.wrong(problem, &[("min", &min), ("max", &max)])
    }

    /// Files are told by their names; their contents are nobody's business here.
    fn files(&self, field: &Field) -> Result<Option<Answer>, Wrong> {
        let files: Vec<&Upload> =
            self.submission.files.iter().filter(|file| file.field == field.id).collect();
        if files.is_empty() {
            self.ensure(!self.is_required(field), Message::Required)?;
            return Ok(None);
        }
        if let Some(max) = field.constraints.max_count.filter(|max| files.len() > *max) {
            return Err(self.wrong(Message::TooManyFiles, &[("max", &max.to_string())]));
        }
        let total: usize = files.iter().map(|file| file.bytes.len()).sum();
        if let Some(max) = field.constraints.max_total_bytes.filter(|max| total > *max) {
            let values =
                [("max", &*(max / (1024 * 1024)).to_string()), ("size", &size(total, self.lang))];
            return Err(self.wrong(Message::FilesTooLarge, &values));
        }
        let values = files.iter().map(|file| file.name.clone()).collect();
        Ok(Some(Answer { field: field.id.clone(), values, written: None }))
    }
}

fn range(constraints: &Constraints) -> RangeInclusive<i64> {
    constraints.min.unwrap_or(i64::MIN)..=constraints.max.unwrap_or(i64::MAX)
}

/// What the control of a field shows of a text: the choice that is meant, or the text itself; none
/// if it has no such choice.
pub fn in_control(field: &Field, text: &str) -> Option<String> {
    match field.kind {
        Kind::Select | Kind::Radio | Kind::Checkboxes => reading::choice(field, text.trim()),
        Kind::Checkbox => ticked(field, text.trim()),
        _ => Some(text.to_owned()),
    }
}

/// As a time control has it; with seconds if there are any.
fn time_of_day(time: civil::Time) -> String {
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    time.strftime(format).to_string()
}

/// A tick by its own value, or by those that programs and browsers have for one.
fn ticked(field: &Field, text: &str) -> Option<String> {
    let value = field.constraints.must_be.as_deref().unwrap_or("yes");
    let is_tick = ["on", "true", "1"].into_iter().chain([value]);
    is_tick.into_iter().any(|tick| tick.eq_ignore_ascii_case(text)).then(|| value.to_owned())
}

#[cfg(test)]
mod tests;

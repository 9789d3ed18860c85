//! Submission + definition → [`Report`], or what is wrong with each field, in the
//! reporter's language.

use crate::form::{Constraints, Definition, Field, Format, Kind, Message};
use crate::intake::{Submission, Upload};
use crate::report::{Answer, Number, Report};
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// The rule that it breaks.
    pub problem: Message,
    /// The sentence that says so.
    pub text: String,
}

/// Checks a submission. Every field is looked at, so that the reporter mends all at once.
pub fn validate(
    definition: &Definition,
    submission: &Submission,
    lang: &str,
    now: Timestamp,
    number: Number,
) -> Result<Report, Vec<FieldError>> {
    let check = Check { definition, submission, lang, now };
    let mut errors = Vec::new();
    let mut answers = Vec::new();
    for field in &definition.fields {
        match check.field(field) {
            Ok(values) if values.is_empty() => {}
            Ok(values) => answers.push(Answer { field: field.id.clone(), values }),
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
        files: submission.files.clone(),
        suspicions: Vec::new(),
    })
}

type Wrong = (Message, String);

struct Check<'a> {
    definition: &'a Definition,
    submission: &'a Submission,
    lang: &'a str,
    now: Timestamp,
}

impl Check<'_> {
    fn wrong(&self, message: Message, values: &[(&str, &str)]) -> Wrong {
        (message, self.definition.say_with(message, self.lang, values))
    }

    /// The values of a field as they go into the report; none if it was left empty.
    fn field(&self, field: &Field) -> Result<Vec<String>, Wrong> {
        if field.kind == Kind::File {
            return self.files(field);
        }
        let given = self.submission.values.get(&field.id).map_or(&[][..], Vec::as_slice);
        let mut values: Vec<String> = given
            .iter()
            .map(|value| if field.kind == Kind::Textarea { value.trim_end() } else { value.trim() })
            .filter(|value| !value.trim().is_empty())
            .map(str::to_owned)
            .collect();
        if !field.is_multiple() && given.len() > 1 {
            return Err(self.wrong(Message::Twice, &[]));
        }
        if values.is_empty() {
            return if self.is_required(field) {
                Err(self.wrong(Message::Required, &[]))
            } else {
                Ok(values)
            };
        }
        for value in &mut values {
            self.value(field, value)?;
        }
        if let Some(other) = &field.constraints.needs_field
            && self.answer(other).is_empty()
        {
            let label = self.definition.field(other).map_or("", |field| field.label.get(self.lang));
            return Err(self.wrong(Message::Needs, &[("field", label)]));
        }
        Ok(values)
    }

    fn answer(&self, field: &str) -> &str {
        self.submission.first(field).trim()
    }

    fn is_required(&self, field: &Field) -> bool {
        field.required
            || field
                .required_when
                .as_ref()
                .is_some_and(|when| self.answer(&when.field) == when.equals)
    }

    fn value(&self, field: &Field, value: &mut String) -> Result<(), Wrong> {
        if field.kind != Kind::Textarea && value.chars().any(char::is_control) {
            return Err(self.wrong(Message::Control, &[]));
        }
        if field.constraints.format == Some(Format::Fingerprint) {
            value.retain(|c| c != ' ');
        }
        self.lengths(&field.constraints, value)?;
        match field.kind {
            Kind::Text => match field.constraints.format {
                Some(Format::Fingerprint) => {
                    self.ensure(is_fingerprint(value), Message::Fingerprint)
                }
                Some(Format::Reference) => self.ensure(is_reference(value), Message::Reference),
                None => Ok(()),
            },
            Kind::Email => self.ensure(is_email(value), Message::Email),
            Kind::Tel => self.ensure(is_tel(value), Message::Tel),
            Kind::Time => self.ensure(is_time(value), Message::Time),
            Kind::Date => self.date(&field.constraints, value),
            Kind::Integer => self.integer(&field.constraints, value),
            Kind::Select | Kind::Radio | Kind::Checkboxes => {
                self.ensure(field.choice(value).is_some(), Message::Option)
            }
            Kind::Checkbox => self.ensure(
                *value == field.constraints.must_be.as_deref().unwrap_or("yes"),
                Message::MustBe,
            ),
            Kind::Textarea | Kind::File => Ok(()),
        }
    }

    fn ensure(&self, holds: bool, message: Message) -> Result<(), Wrong> {
        if holds { Ok(()) } else { Err(self.wrong(message, &[])) }
    }

    fn lengths(&self, constraints: &Constraints, value: &str) -> Result<(), Wrong> {
        let length = value.chars().count();
        if let Some(min) = constraints.min_length.filter(|min| length < *min) {
            return Err(self.wrong(Message::TooShort, &[("min", &min.to_string())]));
        }
        if let Some(max) = constraints.max_length.filter(|max| length > *max) {
            return Err(self.wrong(Message::TooLong, &[("max", &max.to_string())]));
        }
        if let Some(max) = constraints.max_lines.filter(|max| value.split('\n').count() > *max) {
            return Err(self.wrong(Message::TooManyLines, &[("max", &max.to_string())]));
        }
        Ok(())
    }

    fn date(&self, constraints: &Constraints, value: &str) -> Result<(), Wrong> {
        let date = day(value).ok_or_else(|| self.wrong(Message::Date, &[]))?;
        // Somewhere on Earth it is already tomorrow: UTC+14 is the first to have a new day.
        let latest =
            (self.now + SignedDuration::from_hours(14)).to_zoned_datetime(TimeZone::UTC).date();
        if constraints.not_future && date > latest {
            return Err(self.wrong(Message::Future, &[]));
        }
        if let Some(first) = constraints.not_before.filter(|first| date < first.0) {
            return Err(self.wrong(Message::TooEarly, &[("min", &first.0.to_string())]));
        }
        let other = constraints.not_after_field.as_ref().and_then(|other| day(self.answer(other)));
        self.ensure(other.is_none_or(|other| date <= other), Message::Order)
    }

    fn integer(&self, constraints: &Constraints, value: &str) -> Result<(), Wrong> {
        let (min, max) = (constraints.min.unwrap_or(i64::MIN), constraints.max.unwrap_or(i64::MAX));
        let number = value.parse::<i64>().ok().filter(|_| !value.starts_with('+'));
        if number.is_some_and(|number| (min..=max).contains(&number)) {
            return Ok(());
        }
        Err(self.wrong(Message::Number, &[("min", &min.to_string()), ("max", &max.to_string())]))
    }

    /// Files are told by their names; their contents are nobody's business here.
    fn files(&self, field: &Field) -> Result<Vec<String>, Wrong> {
        let files: Vec<&Upload> =
            self.submission.files.iter().filter(|file| file.field == field.id).collect();
        if files.is_empty() && self.is_required(field) {
            return Err(self.wrong(Message::Required, &[]));
        }
        if let Some(max) = field.constraints.max_count.filter(|max| files.len() > *max) {
            return Err(self.wrong(Message::TooManyFiles, &[("max", &max.to_string())]));
        }
        let total: usize = files.iter().map(|file| file.bytes.len()).sum();
        if let Some(max) = field.constraints.max_total_bytes.filter(|max| total > *max) {
            return Err(
                self.wrong(Message::FilesTooLarge, &[("max", &(max / (1024 * 1024)).to_string())])
            );
        }
        Ok(files.iter().map(|file| file.name.clone()).collect())
    }
}

/// `YYYY-MM-DD` and nothing else that the calendar's own parser would take.
fn day(value: &str) -> Option<civil::Date> {
    let plain = value.len() == 10 && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| value.parse().ok()).flatten()
}

fn is_time(value: &str) -> bool {
    let Some((hour, minute)) = value.split_once(':') else { return false };
    let below = |text: &str, limit: u8| {
        text.len() == 2
            && text.bytes().all(|b| b.is_ascii_digit())
            && text.parse::<u8>().is_ok_and(|n| n < limit)
    };
    below(hour, 24) && below(minute, 60)
}

/// Good enough to catch slips: whether an address exists, only a mail to it can tell.
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let forbidden = |c: char| c.is_whitespace() || is_invisible(c) || "\"(),:;<>@[\\]".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_is_sound = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.contains(forbidden);
    local_is_sound && domain.contains('.') && domain.split('.').all(label)
}

fn is_tel(value: &str) -> bool {
    let rest = value.strip_prefix('+').unwrap_or(value);
    rest.bytes().all(|b| b.is_ascii_digit() || b" ()/.-".contains(&b))
        && rest.bytes().filter(u8::is_ascii_digit).count() >= 3
}

fn is_fingerprint(value: &str) -> bool {
    matches!(value.len(), 40 | 64) && value.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_reference(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_alphanumeric() || b" #./:_-".contains(&b))
}

/// Characters that change how others are read without being seen: bidirectional controls,
/// zero-width characters, and the rest of Unicode's invisible formatting.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn sound() -> Submission {
        let pairs = [
            ("reply_wanted", "reply"),
            ("reporter_email", "aygün@example.az"),
            ("preferred_language", "az"),
            ("incident_type", "phishing"),
            ("description", "Saxta məktub aldım və keçidi açdım."),
            ("detected_date", "2026-11-23"),
            ("timezone", "Asia/Baku"),
            ("tlp", "TLP:AMBER"),
            ("identity_sharing", "never"),
            ("privacy_ack", "yes"),
        ];
        let values = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
            .collect();
        Submission { values, files: Vec::new() }
    }

    fn check(field: &str, values: &[&str], expect: Result<&[&str], Message>) {
        let definition = Definition::parse(include_str!("../../content/forms/incident.yaml"))
            .expect("the form parses");
        let mut submission = sound();
        submission
            .values
            .insert(field.to_owned(), values.iter().map(|v| (*v).to_owned()).collect());
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let got = validate(&definition, &submission, "en", now, Number::new("R", now, [0; 7]));
        let got = match &got {
            Ok(report) => Ok(report.values(field).iter().map(String::as_str).collect::<Vec<_>>()),
            Err(errors) => Err(errors
                .iter()
                .find(|error| error.field == field)
                .expect("the error stands at the field")
                .problem),
        };
        assert_eq!(got, expect.map(<[&str]>::to_vec), "{field} {values:?}");
    }

    #[test]
    fn each_rule_holds() {
        use Message as M;
        check("title", &["  a title  "], Ok(&["a title"]));
        check("title", &["abc"], Err(M::TooShort));
        check("title", &["a\nb c d"], Err(M::Control));
        check("title", &["a\0b c d"], Err(M::Control));
        check("title", &[&"ə".repeat(120)], Ok(&[&"ə".repeat(120)]));
        check("title", &[&"ə".repeat(121)], Err(M::TooLong));
        check("title", &["first title", "second title"], Err(M::Twice));
        check("description", &["   \n\n  "], Err(M::Required));
        check("affected_systems", &[&"x\n".repeat(300)], Err(M::TooManyLines));
        check("incident_type", &["phishing; rm -rf"], Err(M::Option));
        check("violated", &["integrity", "availability"], Ok(&["integrity", "availability"]));
        check("violated", &["integrity", "beauty"], Err(M::Option));
        check("reporter_email", &[""], Err(M::Required));
        check("affected_count", &["12"], Ok(&["12"]));
        check("affected_count", &["1e3"], Err(M::Number));
        check("affected_count", &["1000001"], Err(M::Number));
        check("pgp_fingerprint", &["ABCD ".repeat(10).as_str()], Ok(&["ABCD".repeat(10).as_str()]));
        check("pgp_fingerprint", &["ABCD"], Err(M::Fingerprint));
        check("external_reference", &["RT #12/a"], Ok(&["RT #12/a"]));
        check("external_reference", &["[x]"], Err(M::Reference));
        check("detected_date", &["2026-11-24"], Ok(&["2026-11-24"]));
        check("detected_date", &["2026-11-25"], Err(M::Future));
        check("detected_date", &["2026-02-30"], Err(M::Date));
        check("detected_date", &["1999-12-31"], Err(M::TooEarly));
        check("detected_time", &["24:00"], Err(M::Time));
        check("detected_time", &["23:59"], Ok(&["23:59"]));
        check("started_date", &["2026-11-24"], Err(M::Order));
        check("started_time", &["10:00"], Err(M::Needs));
        check("privacy_ack", &["no"], Err(M::MustBe));
        check("privacy_ack", &[], Err(M::Required));
        check("reporter_phone", &["+994 (12) 345"], Ok(&["+994 (12) 345"]));
        check("reporter_phone", &["+-----"], Err(M::Tel));
    }

    #[test]
    fn addresses_are_checked_for_slips() {
        for good in ["a@b.az", "a.b+c@x-y.example", "aygün@nümunə.az"] {
            check("reporter_email", &[good], Ok(&[good]));
        }
        for bad in [
            "a",
            "a@b",
            "@b.az",
            "a@",
            "a@b..az",
            "a b@c.az",
            "a@b.az, c@d.az",
            "<a@b.az>",
            "a\u{202e}@b.az",
            "a@-b.az",
            "a..b@c.az",
        ] {
            check("reporter_email", &[bad], Err(Message::Email));
        }
    }
}

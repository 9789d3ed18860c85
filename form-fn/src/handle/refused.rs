//! A post that is not taken: why, and what the reporter wrote.

use crate::form::{Definition, Message};
use crate::intake::{Flaw, Submission};
use crate::validate::{FieldError, size};
use http::StatusCode;

/// Why a post is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// There is no form at this address.
    Gone,
    /// Sent to an address, or by a method, that takes no report; the methods that it does take.
    Method(&'static str),
    /// It is in neither of the two encodings that browsers post forms in.
    WrongType,
    /// It is broken, or not UTF-8.
    Unreadable,
    /// It is larger than the form takes: its size in bytes.
    TooLarge(usize),
    /// Posted by another site's page: its origin, as far as the log may have it.
    Foreign(String),
    /// Some answers are missing or wrong.
    Invalid,
    /// Nothing is wrong: its reporter wants to see all answers before they are sent.
    Check,
    /// It is one too many: the seconds to wait from now.
    TooOften(u64),
    /// Its token was used for other words before.
    Changed,
    /// It could not be judged, sealed or kept. What failed of ours; holds no path and no words.
    Failed(String),
}

impl Fault {
    /// The status of the answer (RFC 9110 §15).
    pub fn status(&self) -> StatusCode {
        match self {
            Fault::Gone => StatusCode::NOT_FOUND,
            Fault::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Fault::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Fault::Unreadable => StatusCode::BAD_REQUEST,
            Fault::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Foreign(_) => StatusCode::FORBIDDEN,
            Fault::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::Check => StatusCode::OK,
            Fault::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Fault::Changed => StatusCode::CONFLICT,
            Fault::Failed(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What its reporter is told above the form; none where the mistakes at the fields say it all.
    pub fn message(&self, definition: &Definition, lang: &str) -> Option<String> {
        let message = match self {
            Fault::Gone => Message::NotFound,
            Fault::Method(_) => Message::Method,
            Fault::WrongType => Message::WrongType,
            Fault::Unreadable => Message::Unreadable,
            Fault::TooLarge(bytes) => {
                let max = size(definition.body_limit(), lang);
                let values = [("size", &*size(*bytes, lang)), ("max", &max)];
                return Some(definition.say_with(Message::TooLarge, lang, &values));
            }
            Fault::Foreign(_) => Message::Foreign,
            Fault::TooOften(seconds) => {
                let minutes = seconds.div_ceil(60).max(1).to_string();
                return Some(definition.say_with(
                    Message::TooOften,
                    lang,
                    &[("minutes", &minutes)],
                ));
            }
            Fault::Changed => Message::Changed,
            Fault::Failed(_) => Message::Failed,
            // The error summary, or the list of answers, says it all.
            Fault::Invalid | Fault::Check => return None,
        };
        Some(definition.say(message, lang).to_owned())
    }

    /// What the log says of it; no word that was posted is in it.
    pub fn outcome(&self) -> String {
        match self {
            Fault::Gone => "refused: no such form".to_owned(),
            Fault::Method(_) => "refused: method".to_owned(),
            Fault::WrongType => "refused: content type".to_owned(),
            Fault::Unreadable => "refused: unreadable".to_owned(),
            Fault::TooLarge(_) => "refused: too large".to_owned(),
            Fault::Foreign(origin) => format!("refused: foreign origin ({origin})"),
            Fault::Invalid => "refused: not valid".to_owned(),
            Fault::Check => "not sent yet: looked at first".to_owned(),
            Fault::TooOften(_) => "refused: too often".to_owned(),
            Fault::Changed => "refused: token used before".to_owned(),
            Fault::Failed(cause) => format!("FAILED: {cause}"),
        }
    }

    /// The seconds, from now on, after which a program may try again by itself; `None` if that
    /// would not help.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Fault::TooOften(seconds) => Some(*seconds),
            Fault::Failed(_) => Some(60),
            _ => None,
        }
    }
}

/// A post that is not taken.
#[derive(Debug)]
pub struct Refused {
    pub fault: Fault,
    pub lang: String,
    /// What could be read of it.
    pub submission: Submission,
    pub errors: Vec<FieldError>,
}

impl Refused {
    pub fn new(
        fault: Fault,
        lang: &str,
        submission: Submission,
        errors: Vec<FieldError>,
    ) -> Box<Refused> {
        Box::new(Refused { fault, lang: lang.to_owned(), submission, errors })
    }

    /// What the next try is to post again: with the same token it is the same report. One that
    /// stands for other words, or another form, is of no more use, and one that was given out before a flood does
    /// not lead through it: without, the page asks for another, and works for it.
    pub fn token(&self) -> &str {
        match self.fault {
            Fault::Changed | Fault::TooOften(_) | Fault::Gone => "",
            _ => self.submission.first("token"),
        }
    }
}

/// The places at which a post could not be read, for the page.
pub fn unreadable(definition: &Definition, lang: &str, flaws: &[Flaw]) -> Vec<FieldError> {
    let fields = flaws.iter().filter_map(|flaw| flaw.field.as_deref());
    let error = |field: &str| FieldError {
        field: field.to_owned(),
        problem: Message::UnreadableField,
        text: definition.say(Message::UnreadableField, lang).to_owned(),
    };
    let mut errors: Vec<_> = fields.map(error).collect();
    errors.dedup();
    errors
}

/// What takes the room in a post that is too large: fields beyond limits of their own, and
/// whatever else is large. `unread` bytes were left out of the largest.
pub fn oversize(
    definition: &Definition,
    lang: &str,
    submission: &Submission,
    unread: usize,
    errors: Vec<FieldError>,
) -> Vec<FieldError> {
    let is_size = |error: &FieldError| {
        use Message as M;
        matches!(error.problem, M::TooLong | M::TooManyLines | M::TooManyFiles | M::FilesTooLarge)
    };
    let mut found: Vec<_> = errors.into_iter().filter(is_size).collect();
    let texts = submission
        .values
        .iter()
        .map(|(name, texts)| (name.as_str(), "", texts.iter().map(String::len).sum::<usize>()));
    let files = submission.files.iter();
    let files = files.map(|file| (file.field.as_str(), file.name.as_str(), file.bytes.len()));
    let mut pieces: Vec<_> = texts.chain(files).collect();
    pieces.sort_by_key(|(.., bytes)| std::cmp::Reverse(*bytes));
    // It is cut because it is large. What is wrong with the rest of it says nothing of it all.
    if let Some((field, _, bytes)) = pieces.first_mut().filter(|_| unread > 0) {
        *bytes += unread;
        found.retain(|error| error.field != *field);
    }
    let large = pieces.into_iter().filter(|(.., bytes)| *bytes > definition.body_limit() / 8);
    for (field, file, bytes) in large {
        if file.is_empty() && found.iter().any(|error| error.field == field) {
            continue;
        }
        let size = size(bytes, lang);
        let text = definition.say_with(Message::TooLargeField, lang, &[("size", &size)]);
        let text = if file.is_empty() { text } else { format!("{file}: {text}") };
        found.push(FieldError { field: field.to_owned(), problem: Message::TooLargeField, text });
    }
    found
}

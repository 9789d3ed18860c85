//! The words that the form and the function say, by name.

use serde::Deserialize;

/// Key of a message in the definition; each must be there in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the texts in content/forms/incident.yaml say what each means")]
pub enum Message {
    Required,
    TooShort,
    TooLong,
    TooManyLines,
    Control,
    Email,
    Tel,
    Fingerprint,
    Reference,
    Option,
    Twice,
    Date,
    Time,
    Future,
    TooEarly,
    Order,
    Needs,
    Number,
    MustBe,
    TooManyFiles,
    FilesTooLarge,
    Summary,
    Error,
    Submit,
    Optional,
    Choose,
    Privacy,
    FilesAgain,
    BeforeYouStart,
    Accepted,
    Failed,
    Changed,
    TooOften,
    TooLarge,
    Unreadable,
    WrongType,
    Foreign,
    NotFound,
    Method,
}

impl Message {
    /// Every message with its key in the definition.
    pub const ALL: [(Message, &'static str); 39] = [
        (Message::Required, "required"),
        (Message::TooShort, "too_short"),
        (Message::TooLong, "too_long"),
        (Message::TooManyLines, "too_many_lines"),
        (Message::Control, "control"),
        (Message::Email, "email"),
        (Message::Tel, "tel"),
        (Message::Fingerprint, "fingerprint"),
        (Message::Reference, "reference"),
        (Message::Option, "option"),
        (Message::Twice, "twice"),
        (Message::Date, "date"),
        (Message::Time, "time"),
        (Message::Future, "future"),
        (Message::TooEarly, "too_early"),
        (Message::Order, "order"),
        (Message::Needs, "needs"),
        (Message::Number, "number"),
        (Message::MustBe, "must_be"),
        (Message::TooManyFiles, "too_many_files"),
        (Message::FilesTooLarge, "files_too_large"),
        (Message::Summary, "summary"),
        (Message::Error, "error"),
        (Message::Submit, "submit"),
        (Message::Optional, "optional"),
        (Message::Choose, "choose"),
        (Message::Privacy, "privacy"),
        (Message::FilesAgain, "files_again"),
        (Message::BeforeYouStart, "before_you_start"),
        (Message::Accepted, "accepted"),
        (Message::Failed, "failed"),
        (Message::Changed, "changed"),
        (Message::TooOften, "too_often"),
        (Message::TooLarge, "too_large"),
        (Message::Unreadable, "unreadable"),
        (Message::WrongType, "wrong_type"),
        (Message::Foreign, "foreign"),
        (Message::NotFound, "not_found"),
        (Message::Method, "method"),
    ];

    /// Its key in the definition, which also names the mistake in JSON answers.
    pub fn key(self) -> &'static str {
        // Every variant stands in the list: a test counts them.
        Self::ALL.iter().find(|(message, _)| *message == self).map_or("", |(_, key)| key)
    }
}

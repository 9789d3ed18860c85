//! The words that the form and the function say, by name, and how each reads if a form does not say
//! it otherwise.

use super::Text;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Key of a message in the definition; each reads in every language of a form, there or here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the texts in words.yaml say what each means")]
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
    LimitCharacters,
    LimitCharactersFrom,
    LimitLines,
    LimitNumber,
    LimitFiles,
    CharactersLeft,
    Check,
    CheckTitle,
    CheckNote,
    TemplateNote,
    Keep,
    KeepNote,
    Summary,
    Error,
    Submit,
    Optional,
    Choose,
    Privacy,
    FilesAgain,
    Back,
    Cut,
    BeforeYouStart,
    Unexpected,
    UnexpectedNote,
    Accepted,
    ReceiptUnknown,
    Failed,
    Changed,
    TooOften,
    TooLarge,
    TooLargeField,
    Unreadable,
    UnreadableField,
    WrongType,
    Foreign,
    NotFound,
    Method,
    AcknowledgeSubject,
    AcknowledgeNote,
    LetterReceived,
    LetterFormLanguage,
    LetterClass,
    LetterPriority,
    LetterBecause,
    LetterNote,
    LetterReply,
    LetterDefused,
    LetterOutdated,
    LetterSuspicious,
    LetterChecklist,
    LetterUnexpected,
    LetterWritten,
    LetterFiles,
    LetterFileDiffers,
    LetterFileUnexpected,
    FileText,
    FileUnknown,
    FileWindowsProgram,
    FileLinuxProgram,
    FileOffice,
    FileCapture,
    PriorityNormal,
    PriorityMedium,
    PriorityHigh,
    SuspicionTrap,
    SuspicionTooFast,
    SuspicionTokenTooOld,
    SuspicionTokenForged,
    SuspicionWorkMissing,
}

impl Message {
    /// Every message with its key in the definition.
    pub const ALL: [(Message, &'static str); 90] = [
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
        (Message::LimitCharacters, "limit_characters"),
        (Message::LimitCharactersFrom, "limit_characters_from"),
        (Message::LimitLines, "limit_lines"),
        (Message::LimitNumber, "limit_number"),
        (Message::LimitFiles, "limit_files"),
        (Message::CharactersLeft, "characters_left"),
        (Message::Check, "check"),
        (Message::CheckTitle, "check_title"),
        (Message::CheckNote, "check_note"),
        (Message::TemplateNote, "template_note"),
        (Message::Keep, "keep"),
        (Message::KeepNote, "keep_note"),
        (Message::Summary, "summary"),
        (Message::Error, "error"),
        (Message::Submit, "submit"),
        (Message::Optional, "optional"),
        (Message::Choose, "choose"),
        (Message::Privacy, "privacy"),
        (Message::FilesAgain, "files_again"),
        (Message::Back, "back"),
        (Message::Cut, "cut"),
        (Message::BeforeYouStart, "before_you_start"),
        (Message::Unexpected, "unexpected"),
        (Message::UnexpectedNote, "unexpected_note"),
        (Message::Accepted, "accepted"),
        (Message::ReceiptUnknown, "receipt_unknown"),
        (Message::Failed, "failed"),
        (Message::Changed, "changed"),
        (Message::TooOften, "too_often"),
        (Message::TooLarge, "too_large"),
        (Message::TooLargeField, "too_large_field"),
        (Message::Unreadable, "unreadable"),
        (Message::UnreadableField, "unreadable_field"),
        (Message::WrongType, "wrong_type"),
        (Message::Foreign, "foreign"),
        (Message::NotFound, "not_found"),
        (Message::Method, "method"),
        (Message::AcknowledgeSubject, "acknowledge_subject"),
        (Message::AcknowledgeNote, "acknowledge_note"),
        (Message::LetterReceived, "letter_received"),
        (Message::LetterFormLanguage, "letter_form_language"),
        (Message::LetterClass, "letter_class"),
        (Message::LetterPriority, "letter_priority"),
        (Message::LetterBecause, "letter_because"),
        (Message::LetterNote, "letter_note"),
        (Message::LetterReply, "letter_reply"),
        (Message::LetterDefused, "letter_defused"),
        (Message::LetterOutdated, "letter_outdated"),
        (Message::LetterSuspicious, "letter_suspicious"),
        (Message::LetterChecklist, "letter_checklist"),
        (Message::LetterUnexpected, "letter_unexpected"),
        (Message::LetterWritten, "letter_written"),
        (Message::LetterFiles, "letter_files"),
        (Message::LetterFileDiffers, "letter_file_differs"),
        (Message::LetterFileUnexpected, "letter_file_unexpected"),
        (Message::FileText, "file_text"),
        (Message::FileUnknown, "file_unknown"),
        (Message::FileWindowsProgram, "file_windows_program"),
        (Message::FileLinuxProgram, "file_linux_program"),
        (Message::FileOffice, "file_office"),
        (Message::FileCapture, "file_capture"),
        (Message::PriorityNormal, "priority_normal"),
        (Message::PriorityMedium, "priority_medium"),
        (Message::PriorityHigh, "priority_high"),
        (Message::SuspicionTrap, "suspicion_trap"),
        (Message::SuspicionTooFast, "suspicion_too_fast"),
        (Message::SuspicionTokenTooOld, "suspicion_token_too_old"),
        (Message::SuspicionTokenForged, "suspicion_token_forged"),
        (Message::SuspicionWorkMissing, "suspicion_work_missing"),
    ];

    /// Its key in the definition, which also names the mistake in JSON answers.
    pub fn key(self) -> &'static str {
        // Every variant stands in the list: a test counts them.
        Self::ALL.iter().find(|(message, _)| *message == self).map_or("", |(_, key)| key)
    }
}

/// The program's own words, in the languages that it knows.
pub(super) fn words() -> BTreeMap<Message, Text> {
    serde_yaml::from_str(include_str!("words.yaml")).expect("words.yaml holds: a test reads it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_but_a_forms_own_reads_in_the_same_languages() {
        let words = words();
        for (message, key) in Message::ALL {
            let is_own = matches!(message, Message::Submit | Message::BeforeYouStart);
            let languages = words.get(&message).map(|text| text.languages().collect::<Vec<_>>());
            assert_eq!(languages, (!is_own).then(|| vec!["az", "en"]), "{key}");
        }
    }
}

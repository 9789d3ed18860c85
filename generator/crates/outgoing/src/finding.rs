//! What programs would not notice, or would take amiss.

use serde::Serialize;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Programs would miss something, or keep what does not hold.
    Warning,
    /// Good to know.
    Note,
}

/// Something that programs would not notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// A name for programs, which stays.
    pub code: &'static str,
    /// The number of the document, or the path of the file.
    pub subject: String,
    /// What is so, in a sentence without a full stop.
    pub text: String,
    /// What to do.
    pub help: &'static str,
}

impl Finding {
    pub(crate) fn new(
        (level, code): (Level, &'static str),
        subject: &str,
        text: String,
        help: &'static str,
    ) -> Finding {
        Finding { level, code, subject: subject.to_owned(), text, help }
    }
}

/// A file that is there and cannot be compared.
pub fn unread(path: &str, when: &str, why: &str) -> Finding {
    let text = format!("what is {when} cannot be read: it {why}");
    let help = "fetch or build it anew; all other documents are compared";
    Finding::new((Level::Warning, "unreadable"), path, text, help)
}

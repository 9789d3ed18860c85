//! Why a file of keys is of no use.

/// A key that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct KeyError {
    /// The name of the file, without its folder; `keys` if it is about all of them.
    pub place: String,
    /// What is wrong with it, in a sentence without a subject: “holds …”.
    pub why: String,
}

impl KeyError {
    pub(super) fn new(place: &str, why: impl Into<String>) -> KeyError {
        KeyError { place: place.to_owned(), why: why.into() }
    }
}

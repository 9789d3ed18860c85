//! Why a file of keys is of no use.

/// A key that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct KeyError {
    /// Name of the file.
    pub place: String,
    /// The sentence.
    pub why: String,
}

impl KeyError {
    pub(super) fn new(place: &str, why: impl Into<String>) -> KeyError {
        KeyError { place: place.to_owned(), why: why.into() }
    }
}

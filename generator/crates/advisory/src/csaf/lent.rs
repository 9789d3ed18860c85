//! What all parts of a document take from the advisory without making it first.

use serde::Serializer;
use std::fmt::Display;

/// Identifiers of products, as the product tree states them.
pub type Ids<'a> = Vec<&'a str>;

/// A value as a text that is written without being made first: documents are many.
pub fn shown<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same of one that may be missing.
pub fn shown_if_any<S: Serializer>(
    value: &Option<impl Display>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

//! Reference data that pages draw: the incident taxonomy and the glossary.

mod glossary;
mod taxonomy;

pub use glossary::Glossary;
pub use taxonomy::{Class, Taxonomy, Type};

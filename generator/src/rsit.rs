//! The incident taxonomy as a site has it, in `content/data/rsit.yaml`.

use crate::load::Inputs;
use crate::yaml::Source;
pub use certsite_taxonomy::{Class, Codes, Kind, Type};

/// Where the taxonomy stands.
pub const FILE: &str = "content/data/rsit.yaml";

/// Reads the taxonomy. What is wrong with the file, the taxonomy's own feature tells.
pub fn read(inputs: &Inputs) -> Codes {
    let source = inputs.text(FILE).map(|(file, text)| Source::whole(file, text));
    source.and_then(|source| source.read_all().0).unwrap_or_default()
}

//! The incident taxonomy as a site has it, in `content/data/rsit.yaml`.

use crate::load::Inputs;
pub use certsite_taxonomy::{Class, Codes, Kind, Type};

/// Where the taxonomy stands.
pub const FILE: &str = "content/data/rsit.yaml";

/// Reads the taxonomy. What is wrong with the file, the taxonomy's own feature tells.
pub fn read(inputs: &Inputs) -> Codes {
    let text = inputs.text(FILE).map(|(_, text)| text);
    text.and_then(|text| serde_yaml::from_str(text).ok()).unwrap_or_default()
}

//! The incident taxonomy as a site has it, in `content/data/rsit.yaml`.

use crate::load::Files;
use certsite_base::diag::nearest;
use certsite_base::yaml::Source;
pub use certsite_taxonomy::{Class, ClassCode, Codes, Kind, Type, WrongCode};

/// Where the taxonomy stands.
pub const FILE: &str = "content/data/rsit.yaml";

/// Reads the taxonomy. What is wrong with the file, the taxonomy's own feature tells.
pub fn read(files: Files) -> Codes {
    let source = files.text(FILE).map(|(file, text)| Source::whole(file, text));
    source.and_then(|source| source.read_all().0).unwrap_or_default()
}

/// What is wrong with a text that should be class and type, and what would be right.
pub fn unknown(codes: &Codes, text: &str) -> (String, String) {
    let kinds: Vec<Kind> = codes.kinds().collect();
    let near = nearest(text, kinds.iter().map(Kind::as_str));
    // Many know the type alone.
    let own = || codes.by_type().get(text).map(|kind| format!("did you mean “{kind}”?"));
    let right = near.map(|near| format!("did you mean “{near}”?")).or_else(own);
    let general = || format!("write codes of {FILE} as class/type, such as fraud/phishing");
    let message = format!("“{text}” is no class and type of the taxonomy");
    (message, right.unwrap_or_else(general))
}

//! The incident taxonomy as a site has it, in `content/data/rsit.yaml`.

use crate::load::Files;
use certsite_base::diag::{Problem, nearest};
use certsite_base::yaml::Source;
pub use certsite_taxonomy::{Class, ClassCode, Codes, IncidentKind, Type, WrongCode};

/// The file of the taxonomy, from the site's root.
pub const FILE: &str = "content/data/rsit.yaml";

/// Reads the taxonomy. What is wrong with the file, the taxonomy's own feature tells.
pub fn read(files: Files) -> Codes {
    let Some((file, text)) = files.text(FILE) else {
        let mut none = Codes::default();
        none.is_partial = files.lacks_any_of(FILE);
        return none;
    };
    let (read, told) = Source::whole(file, text).read_all();
    let mut codes: Codes = read.unwrap_or_default();
    codes.is_partial = !told.is_empty();
    codes
}

/// Whether a problem only follows from the taxonomy, of which something could not be read and is told
/// of: what is not known may be right.
pub fn follows(codes: &Codes, problem: &Problem) -> bool {
    let is_unknown =
        matches!(problem, Problem::BadValue { message, .. } if message.ends_with(NONE));
    codes.is_partial && is_unknown
}

/// How it is said of a text that it is neither.
const NONE: &str = " is no class and type of the taxonomy";

/// What is wrong with a text that should be class and type, and what would be right.
pub fn unknown(codes: &Codes, text: &str) -> (String, String) {
    let kinds: Vec<IncidentKind> = codes.kinds().collect();
    let near = nearest(text, kinds.iter().map(IncidentKind::as_str));
    // Many know the type alone.
    let own = || codes.by_type().get(text).map(|kind| format!("did you mean “{kind}”?"));
    let right = near.map(|near| format!("did you mean “{near}”?")).or_else(own);
    let general = || format!("write codes of {FILE} as class/type, such as fraud/phishing");
    let message = format!("“{text}”{NONE}");
    (message, right.unwrap_or_else(general))
}

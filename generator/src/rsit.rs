//! The codes of the incident taxonomy in `content/data/rsit.yaml`: which classes there are, and
//! which types each has.

use crate::load::Inputs;
use serde::Deserialize;

/// Where the taxonomy stands.
pub const FILE: &str = "content/data/rsit.yaml";

/// Classes with their types, in the order of the standard.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Codes {
    /// The classes.
    pub classes: Vec<Class>,
}

/// A class with its types.
#[derive(Clone, Debug, Deserialize)]
pub struct Class {
    /// RSIT's code.
    pub code: String,
    /// Its types.
    pub types: Vec<Type>,
}

/// A type within a class.
#[derive(Clone, Debug, Deserialize)]
pub struct Type {
    /// RSIT's code.
    pub code: String,
}

impl Codes {
    /// Reads the codes. What is wrong with the file, the taxonomy's own feature tells.
    pub fn read(inputs: &Inputs) -> Codes {
        let text = inputs.text(FILE).map(|(_, text)| text);
        text.and_then(|text| serde_yaml::from_str(text).ok()).unwrap_or_default()
    }

    /// The class with this code.
    pub fn class(&self, code: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.code == code)
    }
}

//! The incident taxonomy in `content/data/rsit.yaml` for those who count by it: which classes there
//! are, which types each has, and what they are called.

use crate::config::Texts;
use crate::load::Inputs;
use serde::Deserialize;

/// Where the taxonomy stands.
pub const FILE: &str = "content/data/rsit.yaml";

/// Classes with their types, in the order of the standard.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Codes {
    /// Which release it is.
    #[serde(default)]
    pub meta: Meta,
    /// The classes.
    pub classes: Vec<Class>,
}

/// What is said of the taxonomy itself.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Meta {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its release.
    #[serde(default)]
    pub release: String,
}

/// A class with its types.
#[derive(Clone, Debug, Deserialize)]
pub struct Class {
    /// RSIT's code.
    pub code: String,
    /// Its name in each language.
    #[serde(default)]
    pub name: Texts,
    /// Whether it is the team's own affair, such as tests.
    #[serde(default)]
    pub internal: bool,
    /// Its types.
    pub types: Vec<Type>,
}

/// A type within a class.
#[derive(Clone, Debug, Deserialize)]
pub struct Type {
    /// RSIT's code.
    pub code: String,
    /// Its name in each language.
    #[serde(default)]
    pub name: Texts,
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

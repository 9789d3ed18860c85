//! The incident taxonomy (RSIT): which classes there are, which types each has, and what they are
//! called. The one shape of `content/data/rsit.yaml`; who reads the file, and tells what is wrong
//! with it, is nobody's business here.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

/// A text in each language, by the language's code.
pub type Texts = BTreeMap<String, String>;

/// Classes with their types, in the order of the standard.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Which release it is.
    #[serde(default)]
    pub meta: Meta,
    /// The classes.
    pub classes: Vec<Class>,
    /// Categories of an older policy: for those who read the file.
    #[serde(default, rename = "legacy_categories")]
    _legacy_categories: IgnoredAny,
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

/// A class with its types: the first column of RSIT.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// RSIT's code. A code is not its name.
    pub code: String,
    /// Its name in each language.
    #[serde(default)]
    pub name: Texts,
    /// What it is about, in each language.
    #[serde(default)]
    pub description: Texts,
    /// Whether it is the team's own affair, such as tests: never shown, never counted.
    #[serde(default)]
    pub internal: bool,
    /// Its types.
    pub types: Vec<Type>,
    /// Who translated it.
    #[serde(default, rename = "translation")]
    _translation: IgnoredAny,
}

/// A type within a class: the second column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// RSIT's code.
    pub code: String,
    /// Its name in each language.
    #[serde(default)]
    pub name: Texts,
    /// What it is about, in each language.
    #[serde(default)]
    pub description: Texts,
    /// Who translated it.
    #[serde(default, rename = "translation")]
    _translation: IgnoredAny,
}

/// A class with one of its types. Only the taxonomy that has them makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    class: Arc<str>,
    kind: Arc<str>,
}

impl Kind {
    /// What is counted though nobody said what it is. Every release of RSIT has it.
    pub fn undetermined() -> Kind {
        Kind { class: "other".into(), kind: "undetermined".into() }
    }

    /// The code of the class.
    pub fn class(&self) -> &str {
        &self.class
    }

    /// The code of the type.
    pub fn kind(&self) -> &str {
        &self.kind
    }
}

/// As rules and figures write it: `fraud/phishing`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.class, self.kind)
    }
}

impl Class {
    /// Its type with this code.
    pub fn kind(&self, code: &str) -> Option<&Type> {
        self.types.iter().find(|kind| kind.code == code)
    }
}

impl Codes {
    /// The class with this code.
    pub fn class(&self, code: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.code == code)
    }

    /// A class with a type of its own.
    pub fn kind(&self, class: &str, kind: &str) -> Option<Kind> {
        let class = self.class(class)?;
        let kind = class.kind(kind)?;
        Some(Kind { class: class.code.as_str().into(), kind: kind.code.as_str().into() })
    }

    /// The same, written `class/type`.
    pub fn written(&self, text: &str) -> Option<Kind> {
        let (class, kind) = text.split_once('/')?;
        self.kind(class, kind)
    }

    /// Every type by its code: RSIT has each in one class.
    pub fn by_type(&self) -> HashMap<String, Kind> {
        let kinds = self.classes.iter().flat_map(|class| {
            let name: Arc<str> = class.code.as_str().into();
            class.types.iter().map(move |kind| {
                (kind.code.clone(), Kind { class: name.clone(), kind: kind.code.as_str().into() })
            })
        });
        kinds.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_a_type_of_its_class() {
        let codes: Codes = serde_yaml::from_str(
            "classes:\n\
             - {code: fraud, name: {en: Fraud}, types: [{code: phishing}, {code: masquerade}]}\n\
             - {code: other, types: [{code: undetermined}]}\n",
        )
        .expect("it is YAML");
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(codes.written(text).map(|kind| kind.to_string()).as_deref(), expect);
        };
        check("fraud/phishing", Some("fraud/phishing"));
        check("other/undetermined", Some("other/undetermined"));
        for wrong in ["other/phishing", "fraud/", "fraud", "/", "", "Fraud/phishing"] {
            check(wrong, None);
        }
        assert_eq!(codes.written("other/undetermined"), Some(Kind::undetermined()));
        assert_eq!(codes.by_type()["masquerade"].class(), "fraud");
    }
}

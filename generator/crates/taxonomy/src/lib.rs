//! The incident taxonomy (RSIT): which classes there are, which types each has, and what they are
//! called. The one shape of `content/data/rsit.yaml`; who reads the file, and tells what is wrong
//! with it, is nobody's business here.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// A text in each language, by the language's code.
pub type Texts = BTreeMap<String, String>;

/// Classes with their types, in the order of the standard.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Which taxonomy it is, and which release.
    #[serde(default)]
    pub meta: Meta,
    /// The classes in the order of the standard.
    pub classes: Vec<Class>,
    /// True if some of it could not be read: a code that is not here may be one all the same.
    #[serde(skip)]
    pub is_partial: bool,
    /// Categories of an older policy: for those who read the file.
    #[serde(default, rename = "legacy_categories")]
    _legacy_categories: IgnoredAny,
}

/// What the file says of the taxonomy as a whole.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Meta {
    /// Its name, such as “RSIT”; empty if the file does not say it.
    #[serde(default)]
    pub name: String,
    /// Its release, as the standard numbers it; empty if the file does not say it.
    #[serde(default)]
    pub release: String,
    /// How many classes the release has; `None` if the file does not say it.
    pub class_count: Option<usize>,
    /// How many types all its classes have together; `None` if the file does not say it.
    pub type_count: Option<usize>,
}

/// A class with its types: the first column of RSIT.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its code in RSIT, such as `fraud`, which is not its name.
    #[serde(deserialize_with = "class_code")]
    pub code: ClassCode,
    /// Its name in each language.
    #[serde(default)]
    pub name: Texts,
    /// What it is about, in each language.
    #[serde(default)]
    pub description: Texts,
    /// Whether it is the team's own affair, such as tests: never shown, never counted.
    #[serde(default)]
    pub internal: bool,
    /// Its types in the order of the standard.
    pub types: Vec<Type>,
    /// Who translated it.
    #[serde(default, rename = "translation")]
    _translation: IgnoredAny,
}

/// A type within a class: the second column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// Its code in RSIT, such as `phishing`, which stands in one class alone.
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

/// The code of a class. Only the taxonomy that has it makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassCode(Arc<str>);

fn class_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ClassCode, D::Error> {
    String::deserialize(deserializer).map(|code| ClassCode(code.into()))
}

impl ClassCode {
    /// The code as data files write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClassCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A class with one of its types. Only the taxonomy that has them makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentKind {
    /// Both codes, with a slash between them.
    text: Arc<str>,
    slash: usize,
}

impl IncidentKind {
    fn new(class: &str, kind: &str) -> IncidentKind {
        IncidentKind { text: format!("{class}/{kind}").into(), slash: class.len() }
    }

    /// What is counted though nobody said what it is. Every release of RSIT has it.
    pub fn undetermined() -> IncidentKind {
        IncidentKind::new("other", "undetermined")
    }

    /// Whether it is about a host that was infected, rather than about who did it.
    pub fn is_infection(&self) -> bool {
        self.as_str() == "malicious-code/infected-system"
    }

    /// The code of the class, such as `fraud`.
    pub fn class(&self) -> &str {
        &self.text[..self.slash]
    }

    /// The code of the class as a value of its own.
    pub fn class_code(&self) -> ClassCode {
        ClassCode(self.class().into())
    }

    /// The code of the type, such as `phishing`.
    pub fn kind(&self) -> &str {
        &self.text[self.slash + 1..]
    }

    /// As rules and figures write it: `fraud/phishing`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for IncidentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A code that the taxonomy cannot have: its class and, if it is that of a type, its type, both by
/// their places.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongCode {
    /// The place of the class among the classes, from 0.
    pub class: usize,
    /// The place of the type in the class, from 0; `None` if the code is that of the class.
    pub kind: Option<usize>,
    /// The code.
    pub code: String,
    /// Whether it stands there a second time; else it is no code.
    pub is_twice: bool,
}

impl Class {
    /// The type of this class with this code; `None` if it has none.
    pub fn kind(&self, code: &str) -> Option<&Type> {
        self.types.iter().find(|kind| kind.code == code)
    }

    /// All its types, each with the class.
    pub fn kinds(&self) -> impl Iterator<Item = IncidentKind> {
        self.types.iter().map(|kind| IncidentKind::new(self.code.as_str(), &kind.code))
    }
}

impl Codes {
    /// The class with this code; `None` if the taxonomy has none.
    pub fn class(&self, code: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.code.as_str() == code)
    }

    /// The class with a type of its own, both by their codes; `None` if either is not there.
    pub fn kind(&self, class: &str, kind: &str) -> Option<IncidentKind> {
        self.class(class)?.kind(kind).map(|kind| IncidentKind::new(class, &kind.code))
    }

    /// The class and type of a text in the form `class/type`; `None` if the taxonomy does not have
    /// them.
    pub fn written(&self, text: &str) -> Option<IncidentKind> {
        let (class, kind) = text.split_once('/')?;
        self.kind(class, kind)
    }

    /// All types, each with its class, in the order of the standard.
    pub fn kinds(&self) -> impl Iterator<Item = IncidentKind> {
        self.classes.iter().flat_map(Class::kinds)
    }

    /// The classes whose incidents are counted: tests are not.
    pub fn counted(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter().filter(|class| !class.internal)
    }

    /// Whether incidents of this kind are counted: the taxonomy has the class, and it is not
    /// internal.
    pub fn counts(&self, kind: &IncidentKind) -> bool {
        self.class(kind.class()).is_some_and(|class| !class.internal)
    }

    /// What a type is called, by language; `None` if the taxonomy does not have it.
    pub fn name(&self, kind: &IncidentKind) -> Option<&Texts> {
        self.class(kind.class())?.kind(kind.kind()).map(|kind| &kind.name)
    }

    /// The place of a class in the standard, from 0; 0 for one that it does not have.
    pub fn rank(&self, class: &str) -> usize {
        self.classes.iter().position(|known| known.code.as_str() == class).unwrap_or(0)
    }

    /// The places of a class and of its type within it, both from 0.
    pub fn rank_of(&self, kind: &IncidentKind) -> (usize, usize) {
        let rank = self.rank(kind.class());
        let mut types =
            self.classes.get(rank).map(|class| class.types.iter()).into_iter().flatten();
        (rank, types.position(|known| known.code == kind.kind()).unwrap_or(0))
    }

    /// Every type by its code: RSIT has each in one class.
    pub fn by_type(&self) -> HashMap<String, IncidentKind> {
        self.kinds().map(|kind| (kind.kind().to_owned(), kind)).collect()
    }

    /// Codes that stand twice, or that could not stand in a table or before a slash.
    pub fn wrong_codes(&self) -> Vec<WrongCode> {
        let mut wrong = Vec::new();
        let mut look = |seen: &mut HashSet<String>, class, kind, code: &str| {
            let is_twice = !seen.insert(code.to_owned());
            if is_twice || !is_code(code) {
                wrong.push(WrongCode { class, kind, code: code.to_owned(), is_twice });
            }
        };
        let mut classes = HashSet::new();
        for (n, class) in self.classes.iter().enumerate() {
            look(&mut classes, n, None, class.code.as_str());
            let mut types = HashSet::new();
            for (i, kind) in class.types.iter().enumerate() {
                look(&mut types, n, Some(i), &kind.code);
            }
        }
        wrong
    }
}

/// Whether a text is a code as RSIT has them.
fn is_code(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
    !text.is_empty() && text.bytes().all(is_letter)
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
        assert_eq!(codes.written("other/undetermined"), Some(IncidentKind::undetermined()));
        assert_eq!(codes.by_type()["masquerade"].class(), "fraud");
        assert!(codes.wrong_codes().is_empty());
    }

    #[test]
    fn a_code_stands_once_and_can_stand_in_a_table() {
        let check = |yaml: &str, expect: &[(usize, Option<usize>, &str, bool)]| {
            let codes: Codes = serde_yaml::from_str(&format!("classes:\n{yaml}")).expect("YAML");
            let wrong = codes.wrong_codes();
            let told: Vec<_> =
                wrong.iter().map(|w| (w.class, w.kind, w.code.as_str(), w.is_twice)).collect();
            assert_eq!(told, expect, "{yaml}");
        };
        check("- {code: a, types: [{code: x}]}\n- {code: b, types: [{code: x}]}\n", &[]);
        check(
            "- {code: a, types: [{code: x}, {code: x}]}\n- {code: a, types: []}\n",
            &[(0, Some(1), "x", true), (1, None, "a", true)],
        );
        for wrong in ["a/b", "a,b", "", "A", "a b", "ə", "\\n"] {
            check(
                &format!("- {{code: \"{wrong}\", types: []}}\n"),
                &[(0, None, if wrong == "\\n" { "\n" } else { wrong }, false)],
            );
        }
    }
}

//! YAML → [`Definition`], or every mistake that an editor made, each with the way to it.

use super::check;
use super::{Day, Definition, Field, Group, Limits, Message, Rsit, Text, Trap};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// A mistake in a form's definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", way(.path))]
pub struct DefinitionError {
    /// The way to the value that is wrong: keys, and numbers of items from 0; empty for the whole.
    /// Where that stands in the file, a reader knows that kept the places.
    pub path: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

fn way(path: &[String]) -> String {
    if path.is_empty() { String::new() } else { format!("{}: ", path.join(".")) }
}

/// A definition as it was read, before anybody looked whether it holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    pub(super) id: String,
    pub(super) languages: Vec<String>,
    pub(super) default_language: String,
    pub(super) number_prefix: String,
    pub(super) limits: Limits,
    pub(super) trap: Trap,
    pub(super) groups: Vec<Group>,
    pub(super) fields: Vec<Field>,
    #[serde(deserialize_with = "unique_map")]
    pub(super) messages: BTreeMap<Message, Text>,
}

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// All its mistakes; the first alone if it cannot be read at all.
    pub fn parse(source: &str) -> Result<Definition, Vec<DefinitionError>> {
        let written: Written = serde_yaml::from_str(source).map_err(|error| {
            let (path, message) = (Vec::new(), error.to_string());
            vec![DefinitionError { path, message, help: String::new() }]
        })?;
        Definition::of(written, source)
    }

    /// The definition that was read from `source`.
    ///
    /// # Errors
    /// All its mistakes.
    pub fn of(written: Written, source: &str) -> Result<Definition, Vec<DefinitionError>> {
        let errors = check::mistakes(&written);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut fields = written.fields;
        fields.retain(|field| field.enabled);
        for field in &mut fields {
            field.options.retain(|choice| choice.enabled);
        }
        Ok(Definition {
            id: written.id,
            version: hash(source),
            number_prefix: written.number_prefix,
            groups: written.groups,
            fields,
            limits: written.limits,
            trap: written.trap,
            languages: written.languages,
            default_language: written.default_language,
            messages: written.messages,
        })
    }
}

/// Parts, in what is said of a value, what is wrong from what would be right; readers with places
/// know the words.
const WRITE: &str = " — write ";

fn hash(source: &str) -> String {
    Sha256::digest(source).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A map that refuses the same key twice, which the YAML reader itself lets pass.
fn unique_map<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + fmt::Debug,
    V: Deserialize<'de>,
{
    struct Unique<K, V>(std::marker::PhantomData<(K, V)>);
    impl<'de, K: Deserialize<'de> + Ord + fmt::Debug, V: Deserialize<'de>> Visitor<'de>
        for Unique<K, V>
    {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(key) = access.next_key::<K>()? {
                if map.contains_key(&key) {
                    return Err(de::Error::custom(format!("{key:?} is written twice")));
                }
                map.insert(key, access.next_value()?);
            }
            Ok(map)
        }
    }
    deserializer.deserialize_map(Unique(std::marker::PhantomData))
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        unique_map(deserializer).map(Text)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(Day)
            .map_err(|_| de::Error::custom(format!("“{text}” is no day{WRITE}YYYY-MM-DD")))
    }
}

impl<'de> Deserialize<'de> for Rsit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (class, kind) = text.split_once('/').ok_or_else(|| {
            let example = "class/type, such as fraud/phishing";
            de::Error::custom(format!("“{text}” is no type of incident{WRITE}{example}"))
        })?;
        Ok(Rsit { class: class.to_owned(), kind: kind.to_owned() })
    }
}

#[cfg(test)]
mod tests;

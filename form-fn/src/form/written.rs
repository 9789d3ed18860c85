//! A definition as it stands in its file, before anybody looked whether it holds, and what may be
//! wrong with it.

use super::messages::words;
use super::{Field, FormLimits, Group, Message, Text, Trap};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// A mistake in a form's definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", way(.path))]
pub struct DefinitionError {
    /// The way to the value that is wrong: keys, and numbers of items from 0; empty for the whole.
    /// Where that stands in the file, a reader knows that kept the places.
    pub path: Vec<String>,
    /// What is wrong with the value, in a sentence.
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
pub struct DefinitionFile {
    pub(super) id: String,
    pub(super) languages: Vec<String>,
    pub(super) default_language: String,
    pub(super) number_prefix: String,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    pub(super) limits: FormLimits,
    pub(super) trap: Trap,
    pub(super) groups: Vec<Group>,
    pub(super) fields: Vec<Field>,
    #[serde(default, deserialize_with = "unique_map")]
    pub(super) messages: BTreeMap<Message, Text>,
}

impl DefinitionFile {
    /// Adds the program's own words for those that the form does not say otherwise.
    pub(super) fn add_words(&mut self) {
        for (message, mut text) in words() {
            text.0.retain(|lang, _| self.languages.contains(lang));
            self.messages.entry(message).or_insert(text);
        }
    }
}

/// A map that refuses the same key twice, which the YAML reader itself lets pass.
pub(super) fn unique_map<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
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

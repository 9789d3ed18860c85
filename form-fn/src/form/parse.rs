//! YAML → [`Definition`], or every mistake that an editor made, each with the way to it.

use super::check;
use super::written::{DefinitionError, DefinitionFile, unique_map};
use super::{Day, Definition, Rsit, Text};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde::de::{self, Deserializer};
use sha2::{Digest, Sha256};

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// All its mistakes; the first alone if it cannot be read at all.
    pub fn parse(source: &str) -> Result<Definition, Vec<DefinitionError>> {
        let written: DefinitionFile = serde_yaml::from_str(source).map_err(|error| {
            let (path, message) = (Vec::new(), error.to_string());
            vec![DefinitionError { path, message, help: String::new() }]
        })?;
        Definition::of(written, source)
    }

    /// The definition that was read from `source`.
    ///
    /// # Errors
    /// All its mistakes.
    pub fn of(
        mut written: DefinitionFile,
        source: &str,
    ) -> Result<Definition, Vec<DefinitionError>> {
        written.add_words();
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
            needs: written.needs,
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
    HEXLOWER.encode(&Sha256::digest(source)[..8])
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

//! YAML → [`Definition`], or every mistake that an editor made, each with its place.

use super::{
    Choice, Constraints, Day, Definition, Field, Group, Kind, Limits, Message, Rsit, Text, Trap,
};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A mistake in a form's definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct DefinitionError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    languages: Vec<String>,
    default_language: String,
    number_prefix: String,
    limits: Limits,
    trap: Trap,
    groups: Vec<Group>,
    fields: Vec<Field>,
    #[serde(deserialize_with = "unique_map")]
    messages: BTreeMap<Message, Text>,
}

impl Definition {
    /// Reads a definition.
    pub fn parse(source: &str) -> Result<Definition, Vec<DefinitionError>> {
        let raw: Raw = serde_yaml::from_str(source).map_err(|error| vec![from_yaml(&error)])?;
        let mut check = Check { source, raw: &raw, errors: Vec::new() };
        check.names();
        check.texts();
        for field in &raw.fields {
            check.field(field);
        }
        check.sizes();
        let errors = check.errors;
        if !errors.is_empty() {
            return Err(errors);
        }

        let mut fields = raw.fields;
        fields.retain(|field| field.enabled);
        for field in &mut fields {
            field.options.retain(|choice| choice.enabled);
        }
        Ok(Definition {
            id: raw.id,
            version: hash(source),
            number_prefix: raw.number_prefix,
            groups: raw.groups,
            fields,
            limits: raw.limits,
            trap: raw.trap,
            languages: raw.languages,
            default_language: raw.default_language,
            messages: raw.messages,
        })
    }
}

/// What a character takes at most: as UTF-8, and with each of its bytes escaped.
const PLAIN_BYTES: usize = 4;
const ESCAPED_BYTES: usize = 3 * PLAIN_BYTES;

/// What a field takes beside its words: its name, its choice, what parts it from others.
const FIELD_BYTES: usize = 512;

/// Names that the page or the function uses itself.
const OWN_NAMES: [&str; 3] = ["lang", "form_version", "token"];

struct Check<'a> {
    source: &'a str,
    raw: &'a Raw,
    errors: Vec<DefinitionError>,
}

impl Check<'_> {
    /// Notes a mistake at the first place where `near` is written. The YAML reader
    /// gives no places once a value is read; names are unique, so looking them up is exact.
    fn mistake(&mut self, near: &str, message: String, help: &str) {
        let (line, column) = place(self.source, near);
        self.errors.push(DefinitionError { line, column, message, help: help.to_owned() });
    }

    fn names(&mut self) {
        let name_help =
            "use lower-case Latin letters, digits and underscores, beginning with a letter";
        if !is_name(&self.raw.id) {
            self.mistake("id:", format!("`{}` is no name for a form", self.raw.id), name_help);
        }
        if self.raw.languages.is_empty() {
            self.mistake(
                "languages:",
                "a form needs a language".into(),
                "for example: languages: [az, en]",
            );
        }
        if !self.raw.languages.contains(&self.raw.default_language) {
            let message =
                format!("`{}` is not one of the form's languages", self.raw.default_language);
            self.mistake("default_language:", message, "name one of `languages`");
        }
        let prefix = &self.raw.number_prefix;
        if prefix.is_empty()
            || prefix.len() > 8
            || !prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        {
            let message = format!("`{prefix}` cannot begin a report number");
            self.mistake(
                "number_prefix:",
                message,
                "use one to eight capital Latin letters or digits",
            );
        }
        let mut seen = BTreeSet::new();
        for group in &self.raw.groups {
            if !is_name(&group.id) {
                self.mistake(
                    &format!("id: {}", group.id),
                    format!("`{}` is no name for a group", group.id),
                    name_help,
                );
            }
            if !seen.insert(group.id.as_str()) {
                let message = format!("two groups are called `{}`", group.id);
                self.mistake(&format!("id: {}", group.id), message, "give each group its own id");
            }
        }
        let mut seen: BTreeSet<&str> =
            OWN_NAMES.into_iter().chain([self.raw.trap.name.as_str()]).collect();
        for field in &self.raw.fields {
            let near = format!("id: {}", field.id);
            if !is_name(&field.id) || field.id.len() > self.raw.limits.field_name_bytes {
                self.mistake(&near, format!("`{}` is no name for a field", field.id), name_help);
            }
            if !seen.insert(&field.id) {
                self.mistake(
                    &near,
                    format!("the name `{}` is taken", field.id),
                    "give each field its own id",
                );
            }
        }
    }

    fn texts(&mut self) {
        let raw = self.raw;
        for group in &raw.groups {
            self.text(&format!("id: {}", group.id), "label", &group.label);
        }
        self.text("trap:", "label", &raw.trap.label);
        for (message, key) in Message::ALL {
            match raw.messages.get(&message) {
                Some(text) => self.text(&format!("  {key}:"), key, text),
                None => self.mistake(
                    "messages:",
                    format!("the message `{key}` is missing"),
                    "write it in every language",
                ),
            }
        }
    }

    fn text(&mut self, near: &str, what: &str, text: &Text) {
        for lang in &self.raw.languages {
            if text.0.get(lang).is_none_or(|text| text.trim().is_empty()) {
                self.mistake(
                    near,
                    format!("`{what}` is not written in `{lang}`"),
                    "write it in every language of the form",
                );
            }
        }
        for lang in text.0.keys().filter(|lang| !self.raw.languages.contains(lang)) {
            self.mistake(
                near,
                format!("`{what}` is written in `{lang}`, which the form does not have"),
                "add the language to `languages`, or take the text out",
            );
        }
    }

    /// Answers that keep to the limits of their fields must fit into the whole.
    fn sizes(&mut self) {
        let raw = self.raw;
        let fields = || raw.fields.iter().filter(|field| field.enabled);
        let characters: usize = fields().filter_map(|field| field.constraints.max_length).sum();
        let files: usize = fields().filter_map(|field| field.constraints.max_total_bytes).sum();
        let texts = |bytes| characters * bytes + fields().count() * FIELD_BYTES;
        let limits = &raw.limits;
        for (key, limit, needed) in [
            ("body_bytes", limits.body_bytes, texts(ESCAPED_BYTES)),
            ("files_body_bytes", limits.files_body_bytes, texts(PLAIN_BYTES) + files),
        ] {
            if limit < needed {
                self.mistake(
                    &format!("  {key}:"),
                    format!("`{key}` is {limit}, but the fields at their longest take {needed}"),
                    "raise it, or lower `max_length` and `max_total_bytes` of fields",
                );
            }
        }
    }

    fn field(&mut self, field: &Field) {
        let near = format!("id: {}", field.id);
        self.text(&near, "label", &field.label);
        if let Some(help) = &field.help {
            self.text(&near, "help", help);
        }
        if !self.raw.groups.iter().any(|group| group.id == field.group) {
            self.mistake(
                &near,
                format!("`{}` stands in a group `{}` that does not exist", field.id, field.group),
                "name one of `groups`",
            );
        }
        let chosen = matches!(field.kind, Kind::Select | Kind::Radio | Kind::Checkboxes);
        if chosen == field.options.is_empty() {
            let help = "select, radio and checkboxes fields have options, others do not";
            self.mistake(&near, format!("`{}` and its options do not go together", field.id), help);
        }
        let mut seen = BTreeSet::new();
        for Choice { value, label, .. } in &field.options {
            self.text(&near, "label of an option", label);
            if !seen.insert(value) {
                self.mistake(
                    &near,
                    format!("`{}` offers `{value}` twice", field.id),
                    "give each option its own value",
                );
            }
        }
        if let Some(default) = &field.default {
            let known = default == "page_language" || !chosen || seen.contains(default);
            if !known {
                self.mistake(
                    &near,
                    format!("`{default}` is not an option of `{}`", field.id),
                    "name one of its options",
                );
            }
        }
        let Constraints { not_after_field, needs_field, .. } = &field.constraints;
        let when = field.required_when.as_ref().map(|when| &when.field);
        for other in [not_after_field.as_ref(), needs_field.as_ref(), when].into_iter().flatten() {
            if !self.raw.fields.iter().any(|field| field.id == *other) {
                self.mistake(
                    &near,
                    format!("`{}` speaks of a field `{other}` that does not exist", field.id),
                    "name another field of the form",
                );
            }
        }
        let limited = match field.kind {
            Kind::Text | Kind::Textarea | Kind::Email | Kind::Tel => {
                Some((field.constraints.max_length, "max_length: 200"))
            }
            Kind::File => Some((field.constraints.max_total_bytes, "max_total_bytes: 3145728")),
            _ => None,
        };
        if let Some((None, example)) = limited {
            self.mistake(
                &near,
                format!("`{}` has no upper limit", field.id),
                &format!("for example: constraints: {{{example}}}"),
            );
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Line and column, from 1, of the first whole-word place of `near`.
fn place(source: &str, near: &str) -> (usize, usize) {
    let whole = |at: usize| {
        !source[at + near.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    };
    let at = source.match_indices(near).map(|(at, _)| at).find(|at| whole(*at)).unwrap_or(0);
    let start = source[..at].rfind('\n').map_or(0, |line| line + 1);
    let blanks = near.chars().take_while(|c| *c == ' ').count();
    (source[..at].matches('\n').count() + 1, source[start..at].chars().count() + blanks + 1)
}

fn from_yaml(error: &serde_yaml::Error) -> DefinitionError {
    let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
    let text = error.to_string();
    // The reader's sentence ends with the place, which is told apart from it here.
    let text = text.split(" at line ").next().unwrap_or_default().to_owned();
    let words: Vec<&str> = text.split('`').collect();
    let (message, help) = match words.as_slice() {
        [before, unknown, _, rest @ ..]
            if before.ends_with("unknown field ") || before.ends_with("unknown variant ") =>
        {
            let known: Vec<&str> = rest.iter().step_by(2).copied().collect();
            let nearest =
                known.iter().min_by_key(|known| strsim::damerau_levenshtein(known, unknown));
            let near = nearest.filter(|known| strsim::damerau_levenshtein(known, unknown) <= 3);
            let help = near.map_or_else(
                || format!("known here: {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            (format!("unknown key or word `{unknown}`"), help)
        }
        [before, missing, ..] if before.ends_with("missing field ") => {
            (format!("`{missing}` is missing"), format!("add `{missing}:`"))
        }
        _ => (text, String::new()),
    };
    DefinitionError { line, column, message, help }
}

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
            .map_err(|_| de::Error::custom(format!("`{text}` is no day, write YYYY-MM-DD")))
    }
}

impl<'de> Deserialize<'de> for Rsit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (class, kind) = text
            .split_once('/')
            .ok_or_else(|| de::Error::custom(format!("`{text}` is no `class/type`")))?;
        Ok(Rsit { class: class.to_owned(), kind: kind.to_owned() })
    }
}

#[cfg(test)]
mod tests;

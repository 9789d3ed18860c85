//! Indicators: addresses, names, hashes and other marks by which an attack is known. They are written
//! plain or defanged, told apart by their form unless their kind is stated, kept in one form, and
//! shown defanged.

mod canon;
mod context;
mod defang;
mod endpoint;
mod guess;
mod kind;
mod registry;
#[cfg(test)]
mod tests;

pub use canon::is_known_ending;
pub use context::{Confidence, Context, Phase, Technique};
pub use kind::IndicatorKind;

use super::Moment;
use super::malware::in_one_line;
use certsite_base::address::folded;
use kind::STATED;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Something that an attack is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// What sort of mark it is, as stated or as its form tells.
    pub kind: IndicatorKind,
    /// Its value in its one form, as a program uses it.
    pub value: String,
    /// What it stands for, in the words of the editor; `None` if nothing was said.
    pub comment: Option<String>,
    /// What else is known of it.
    pub context: Context,
}

impl Indicator {
    /// Whether programs may raise an alarm over it.
    pub fn raises_alarms(&self) -> bool {
        self.context.to_ids.unwrap_or(self.kind.raises_alarms())
    }

    /// The value in a form that no program takes for a link or an address.
    pub fn defanged(&self) -> String {
        defang::defanged(self.kind, &self.value)
    }

    /// What tells it from others of its kind. Windows does not tell capitals apart in keys of its
    /// registry and in paths; others do.
    pub fn identity(&self) -> Cow<'_, str> {
        let is_of_windows = || {
            let drive = self.value.as_bytes();
            self.value.contains('\\')
                || drive.len() > 1 && drive[0].is_ascii_alphabetic() && drive[1] == b':'
        };
        match self.kind {
            IndicatorKind::RegistryKey => folded(&self.value).into(),
            IndicatorKind::FilePath if is_of_windows() => {
                folded(&self.value.replace('/', "\\")).into()
            }
            _ => Cow::Borrowed(&self.value),
        }
    }

    /// Whether a text is a way to write this indicator.
    pub fn is_spelt(&self, text: &str) -> bool {
        let stated = STATED.iter().filter_map(|stated| (stated.read)(text).ok());
        stated.into_iter().any(|(kind, value)| kind == self.kind && value == self.value)
    }
}

impl JsonSchema for Indicator {
    fn schema_name() -> Cow<'static, str> {
        "Indicator".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = |is: &str| serde_json::json!({ "type": "string", "description": is });
        let mut keys: serde_json::Map<_, _> =
            STATED.iter().map(|stated| (stated.key.to_owned(), text(stated.is))).collect();
        keys.insert("comment".to_owned(), text("What it stands for"));
        let context = [
            generator.subschema_for::<Phase>(),
            generator.subschema_for::<Technique>(),
            json_schema!({
                "type": "string",
                "description": "The name of the malware that it points to, one of the advisory's “malware”",
            }),
            generator.subschema_for::<Moment>(),
            generator.subschema_for::<Moment>(),
            generator.subschema_for::<Confidence>(),
            json_schema!({
                "type": "boolean",
                "description": "Whether programs may raise an alarm over it",
            }),
        ];
        let context = CONTEXT.map(str::to_owned).into_iter().zip(context);
        keys.extend(context.map(|(key, schema)| (key, schema.to_value())));
        let one: Vec<_> =
            STATED.iter().map(|stated| serde_json::json!({ "required": [stated.key] })).collect();
        json_schema!({
            "description": "Something that an attack is known by",
            "anyOf": [
                text("An IP address, a domain, an address of web or mail, a hash; plain or defanged"),
                {
                    "type": "object",
                    "description": "The same with its kind or a note",
                    "properties": keys,
                    "additionalProperties": false,
                    "oneOf": one,
                },
            ],
        })
    }
}

impl<'de> Deserialize<'de> for Indicator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EitherForm)
    }
}

/// Reads both forms; an `untagged` enum would say of a mistake only that neither fits.
struct EitherForm;

/// The keys of an indicator with its kind or a note.
const KEYS: [&str; STATED.len() + 1 + CONTEXT.len()] = {
    let mut keys = ["comment"; STATED.len() + 1 + CONTEXT.len()];
    let mut n = 0;
    while n < STATED.len() {
        keys[n] = STATED[n].key;
        n += 1;
    }
    let mut n = 0;
    while n < CONTEXT.len() {
        keys[STATED.len() + 1 + n] = CONTEXT[n];
        n += 1;
    }
    keys
};

/// Those of its context.
const CONTEXT: [&str; 7] =
    ["phase", "technique", "malware", "first_seen", "last_seen", "confidence", "to_ids"];

/// Reads the value of one of [`CONTEXT`].
fn context<'de, A: MapAccess<'de>>(
    context: &mut Context,
    key: &str,
    map: &mut A,
) -> Result<bool, A::Error> {
    match key {
        "phase" => context.phase = map.next_value()?,
        "technique" => context.technique = map.next_value()?,
        "malware" => {
            let name: Option<String> = map.next_value()?;
            context.malware = name.as_deref().map(in_one_line);
        }
        "first_seen" => context.first_seen = map.next_value()?,
        "last_seen" => context.last_seen = map.next_value()?,
        "confidence" => context.confidence = map.next_value()?,
        "to_ids" => context.to_ids = map.next_value()?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn is_number<E: Error, N>(_: N) -> E {
    let expected = "it between quotes: YAML reads digits alone as a number";
    E::custom(format!(
        "here stands a number, which is no indicator{}{expected}",
        certsite_base::yaml::EXPECTED
    ))
}

impl<'de> Visitor<'de> for EitherForm {
    type Value = Indicator;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an indicator, plain or as {value: …, comment: …}")
    }

    fn visit_str<E: Error>(self, written: &str) -> Result<Indicator, E> {
        let (kind, value) = guess::guess(written).map_err(E::custom)?;
        Ok(Indicator { kind, value, comment: None, context: Context::default() })
    }

    // YAML takes a hash of digits alone for a number, and its zeros and digits are lost.
    fn visit_u64<E: Error>(self, number: u64) -> Result<Indicator, E> {
        Err(is_number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Indicator, E> {
        Err(is_number(number))
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Indicator, E> {
        Err(is_number(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Indicator, E> {
        Err(is_number(number))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Indicator, A::Error> {
        let (mut found, mut comment) = (None, None);
        let mut about = Context::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "comment" {
                if comment.is_some() {
                    return Err(A::Error::duplicate_field("comment"));
                }
                comment = map.next_value::<Option<String>>()?;
                continue;
            }
            if context(&mut about, &key, &mut map)? {
                continue;
            }
            let Some(stated) = STATED.iter().find(|stated| stated.key == key) else {
                return Err(A::Error::unknown_field(&key, &KEYS));
            };
            if let Some((first, _)) = found {
                return Err(A::Error::custom(format!(
                    "here stand “{first}” and “{key}”{}one of them: each indicator is an item of its own",
                    certsite_base::yaml::EXPECTED
                )));
            }
            let written = map.next_value::<String>()?;
            found = Some((stated.key, (stated.read)(&written).map_err(A::Error::custom)?));
        }
        let (_, (kind, value)) = found.ok_or_else(|| A::Error::missing_field("value"))?;
        Ok(Indicator { kind, value, comment, context: about })
    }
}

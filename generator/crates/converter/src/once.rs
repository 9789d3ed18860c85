//! JSON in which each name stands once in its object (RFC 8259 §4 asks for that): of two values
//! readers take one or the other, so that a document would say different things to different people.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, de};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads a document.
///
/// # Errors
/// If it is no JSON, or names something twice: the message says what, and where.
pub fn read(bytes: &[u8]) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Once.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Whether a document was refused for naming something twice.
pub fn is_twice(wrong: &serde_json::Error) -> bool {
    wrong.is_data()
}

struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(yes.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Once)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            if map.contains_key(&name) {
                let name = certsite_text::shown(&name);
                return Err(Error::custom(format!("“{name}” stands twice in one object")));
            }
            map.insert(name, entries.next_value_seed(Once)?);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_as_serde_json_reads_it_unless_a_name_stands_twice() {
        for text in [
            "null",
            "[true, false, 1, -1, 1.5, 1e300, 18446744073709551615]",
            "{\"a\": {\"a\": \"ə\\u0130\"}, \"b\": [{\"a\": 1}, {\"a\": 2}]}",
            "",
            "{",
            "{\"a\": 1} x",
            "{\"a\": NaN}",
            "\"\\ud800\"",
        ] {
            let usual = serde_json::from_str::<Value>(text).ok();
            assert_eq!(read(text.as_bytes()).ok(), usual, "{text}");
        }
        for (text, expect) in [
            ("{\"a\": 1, \"a\": 1}", "“a” stands twice in one object at line 1"),
            (
                "{\"a\": [\n{\"b\": 1, \"c\": 2, \"b\": {}}]}",
                "“b” stands twice in one object at line 2",
            ),
            ("{\"a\": 1, \"\\u0061\": 1}", "“a” stands twice"),
        ] {
            let wrong = read(text.as_bytes()).expect_err(text);
            assert!(wrong.to_string().starts_with(expect) && is_twice(&wrong), "{wrong}");
        }
    }
}

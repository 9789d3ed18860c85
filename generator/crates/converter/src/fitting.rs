//! Whether a value is one that an advisory takes: held to the very types that read its front matter.

use super::plain::literal;
use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

/// Whether a text is a value of a type.
pub fn fits<T: DeserializeOwned>(text: &str) -> bool {
    holds::<T>(&Value::from(text))
}

/// Whether a value is one of a type.
pub fn holds<T: DeserializeOwned>(value: &Value) -> bool {
    serde_yaml::from_value::<T>(value.clone()).is_ok()
}

/// Lets pairs of braces mean themselves in all texts, which would be facts.
pub fn make_literal(value: &mut Value) {
    match value {
        Value::String(text) => *text = literal(text),
        Value::Sequence(list) => list.iter_mut().for_each(make_literal),
        Value::Mapping(map) => map.values_mut().for_each(make_literal),
        _ => {}
    }
}

/// Adds a key where there is a value.
pub fn put(map: &mut Mapping, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(key.into(), value.into());
    }
}

/// Adds a list where it holds anything.
pub fn put_list(map: &mut Mapping, key: &str, list: Vec<Value>) {
    put(map, key, (!list.is_empty()).then_some(Value::Sequence(list)));
}

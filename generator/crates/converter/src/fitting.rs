//! Whether a value is one that an advisory takes: held to the very types that read its front matter.

use super::plain::apart;
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

/// Sets pairs of braces apart in all texts, which would be facts. True if there are any.
pub fn set_apart(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            let apart = apart(text);
            let is_other = apart != *text;
            *text = apart;
            is_other
        }
        // All of them are changed, whatever is found first.
        Value::Sequence(list) => list.iter_mut().fold(false, |any, item| set_apart(item) | any),
        Value::Mapping(map) => map.values_mut().fold(false, |any, item| set_apart(item) | any),
        _ => false,
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

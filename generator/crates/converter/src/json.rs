//! Values of a foreign document, each of which may be missing or of another type: such a one is passed
//! over, and takes nothing else with it.

use serde_json::Value;

/// The text at a path of keys, without blanks around it; none if it is empty.
pub fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    let text = at(value, path)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The value at a path of keys.
pub fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// The items of a list; none if there is no list.
pub fn list<'a>(value: &'a Value, path: &[&str]) -> impl Iterator<Item = &'a Value> + use<'a> {
    at(value, path).and_then(Value::as_array).into_iter().flatten()
}

/// The texts of a list.
pub fn texts<'a>(value: &'a Value, path: &[&str]) -> impl Iterator<Item = &'a str> + use<'a> {
    list(value, path).filter_map(|item| text(item, &[]))
}

/// Each text of a document, whatever holds it.
pub fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(list) => list.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(map) => map.values_mut().for_each(|item| each_text(item, change)),
        _ => {}
    }
}

/// Whether a key is there.
pub fn has(value: &Value, key: &str) -> bool {
    value.get(key).is_some()
}

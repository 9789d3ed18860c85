//! What features hand to templates: a typed view → its value in the form of the template engine, made
//! once, since each page that is drawn with it would make it again. Only `render` knows the engine.

use serde::Serialize;
use tera::Value;

/// A view as templates get it. A copy costs nothing.
#[derive(Clone, Debug)]
pub struct TemplateValue(Value);

impl TemplateValue {
    /// Turns a view into what templates get.
    pub fn of<T: Serialize>(view: &T) -> TemplateValue {
        TemplateValue(Value::from_serializable(view))
    }

    /// The value as the engine knows it.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The value as JSON, for those who look for a text in it.
    pub fn json(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }

    /// Whether this text stands somewhere in it.
    pub fn shows(&self, text: &str) -> bool {
        let mut below = vec![&self.0];
        while let Some(value) = below.pop() {
            if value.as_str() == Some(text) {
                return true;
            }
            below.extend(value.as_array().into_iter().flatten());
            below.extend(value.as_map().into_iter().flat_map(|map| map.values()));
        }
        false
    }

    /// Whether this text stands under a key.
    pub fn holds(&self, key: &str, text: &str) -> bool {
        self.0.get_from_path(key).and_then(Value::as_str) == Some(text)
    }
}

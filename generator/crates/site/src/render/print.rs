//! Values that templates get → one fingerprint.

mod views;

use crate::load::Sum;
use serde::Serialize;
use tera::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

/// Takes the fingerprint of values: what differs for a template differs here.
#[derive(Default)]
pub struct Print(Vec<u8>);

impl Print {
    /// The fingerprint of all that it was told.
    pub fn sum(self) -> Sum {
        xxh3_64(&self.0)
    }

    /// A number.
    pub fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    /// A value as templates get it.
    pub fn value(&mut self, value: &Value) {
        self.text(value.name());
        if let Some(text) = value.as_str() {
            // Of two equal texts templates escape one and not the other.
            self.0.push(value.is_safe().into());
            self.text(text);
        } else if let Some(values) = value.as_array() {
            self.number(values.len() as u64);
            values.iter().for_each(|value| self.value(value));
        } else if let Some(map) = value.as_map() {
            self.map(map);
        } else {
            // Numbers, yes and no, nothing: as they are written.
            self.text(&value.to_string());
        }
    }

    /// Entries in the order of their keys: a map has none.
    pub fn map(&mut self, map: &Map) {
        self.number(map.len() as u64);
        let mut entries: Vec<_> = map.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        for (key, value) in entries {
            match key.as_str() {
                Some(key) => self.text(key),
                None => self.value(&key.as_value()),
            }
            self.value(value);
        }
    }
}

/// Fingerprint of a theme's templates, by names and fingerprints of their files, and of what a
/// language's pages share.
pub fn ground<'a>(
    templates: impl IntoIterator<Item = (&'a str, Sum)>,
    shared: &impl Serialize,
) -> Sum {
    let mut print = Print::default();
    for (name, sum) in templates {
        print.text(name);
        print.number(sum);
    }
    print.value(&Value::from_serializable(shared));
    print.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sum(value: &Value) -> Sum {
        let mut print = Print::default();
        print.value(value);
        print.sum()
    }

    fn sum_of_view(view: &impl Serialize) -> Sum {
        let mut print = Print::default();
        print.view(view);
        print.sum()
    }

    #[test]
    fn what_differs_for_a_template_has_another_fingerprint() {
        let values = [
            json!(null),
            json!(true),
            json!(false),
            json!(""),
            json!("1"),
            json!(1),
            json!(-1),
            json!(1.5),
            json!([]),
            json!({}),
            json!(["ab"]),
            json!(["a", "b"]),
            json!([["a"], "b"]),
            json!({"a": "b"}),
            json!({"a": {"b": ""}}),
            json!({"a": "", "b": ""}),
            json!({"b": "", "ab": ""}),
            json!([[], []]),
            json!([[[]]]),
            json!([[], {}]),
            json!([{}, []]),
            json!({"a": ["b"], "c": []}),
            json!({"a": [], "c": ["b"]}),
            json!([null]),
            json!([""]),
        ];
        let mut sums: Vec<_> =
            values.iter().map(|value| sum(&Value::from_serializable(value))).collect();
        sums.push(sum(&Value::safe_string("1")));
        let of_views: Vec<_> = values.iter().map(sum_of_view).collect();
        for sums in [sums, of_views] {
            for (n, one) in sums.iter().enumerate() {
                assert!(!sums[..n].contains(one), "{:?}", values.get(n));
            }
        }
    }

    #[test]
    fn the_order_of_a_map_does_not_show() {
        let map = |keys: &[usize]| {
            let entries = keys.iter().map(|n| (n.to_string().into(), Value::from(*n as u64)));
            Value::from(entries.collect::<Map>())
        };
        let (up, down): (Vec<_>, Vec<_>) = ((0..50).collect(), (0..50).rev().collect());
        assert_eq!(sum(&map(&up)), sum(&map(&down)));
        assert_eq!(sum_of_view(&map(&up)), sum_of_view(&map(&down)));
    }

    #[test]
    fn a_view_is_told_by_names_and_values_whatever_it_is_in_rust() {
        #[derive(Serialize)]
        struct View<'a> {
            title: &'a str,
            date: Option<&'a str>,
            count: usize,
            #[serde(flatten)]
            more: std::collections::BTreeMap<&'static str, Value>,
        }
        let more = [("b", Value::safe_string("c")), ("list", Value::from(vec![1, 2]))];
        let view = View { title: "a", date: None, count: 3, more: more.into() };
        let same = json!({"count": 3, "list": [1, 2], "title": "a", "b": "c", "date": null});
        assert_eq!(sum_of_view(&view), sum_of_view(&same));
    }
}

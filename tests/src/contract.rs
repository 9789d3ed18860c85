//! The contract of themes, as `certsite schema --theme` prints it: what a name means in it, and
//! whether a value is as it says.

use crate::program::{Run, binary};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};

/// The contract.
pub struct Contract(Value);

impl Contract {
    /// The program's own.
    pub fn of_program() -> Contract {
        let mut command = Command::new(binary("certsite"));
        let run = Run::of(command.args(["schema", "--theme"]).stdin(Stdio::null())).ok();
        Contract(serde_json::from_str(&run.stdout).expect("it is JSON"))
    }

    /// The files of a theme, each with its schema.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Value)> {
        entries(&self.0["properties"])
    }

    /// What a file holds, or is given.
    pub fn file(&self, path: &str) -> Option<&Value> {
        self.0["properties"].get(path)
    }

    /// The types, by name.
    pub fn types(&self) -> impl Iterator<Item = (&str, &Value)> {
        entries(&self.0["$defs"])
    }

    /// A type by name.
    pub fn named(&self, name: &str) -> &Value {
        &self.0["$defs"][name]
    }

    /// The name of the type to which a schema refers, if it may also be null.
    pub fn name<'a>(&self, schema: &'a Value) -> Option<&'a str> {
        let refers = |schema: &'a Value| schema["$ref"].as_str()?.strip_prefix("#/$defs/");
        let either = schema["anyOf"].as_array().into_iter().flatten();
        refers(schema).or_else(|| either.filter_map(refers).next())
    }

    /// A schema without references, of two the one that is not null.
    pub fn meant<'a>(&'a self, schema: &'a Value) -> &'a Value {
        self.name(schema).map_or(schema, |name| self.named(name))
    }

    /// What a name means below a value of a schema.
    pub fn below<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        let meant = self.meant(schema);
        let own = meant["properties"].get(name).or_else(|| meant.get("additionalProperties"));
        // Where a theme adds blocks of its own, anything may stand in them.
        let is_open = || meant["type"].as_array().is_some_and(|t| t.contains(&"object".into()));
        own.or_else(|| is_open().then_some(meant))
    }

    /// What one of a list is, or one of what stands under names.
    pub fn each<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let meant = self.meant(schema);
        meant.get("items").or_else(|| meant.get("additionalProperties"))
    }

    /// What of a value is not as a schema says. Names of types and properties of which there was
    /// something go into `seen`.
    pub fn wrong(&self, schema: &Value, value: &Value, seen: &mut BTreeSet<String>) -> Vec<String> {
        let mut check = Check { contract: self, seen, wrong: Vec::new() };
        check.value(schema, value, "", "");
        check.wrong
    }
}

/// The entries of an object.
pub fn entries(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// Whether an object has to have a property.
pub fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().into_iter().flatten().any(|own| own == name)
}

struct Check<'a> {
    contract: &'a Contract,
    seen: &'a mut BTreeSet<String>,
    wrong: Vec<String>,
}

impl Check<'_> {
    fn value(&mut self, schema: &Value, value: &Value, owner: &str, at: &str) {
        let may_be_null = |schema: &Value| match &schema["type"] {
            Value::Array(types) => types.iter().any(|own| own == "null"),
            one => one == "null",
        };
        let either = schema["anyOf"].as_array().into_iter().flatten();
        if value.is_null() && either.chain([schema]).any(may_be_null) {
            return;
        }
        let owner = self.contract.name(schema).unwrap_or(owner);
        let meant = self.contract.meant(schema);
        let kinds = match &meant["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            kind => kind.as_str().into_iter().collect::<Vec<_>>(),
        };
        let is_kind = |kind: &&str| match *kind {
            "string" => value.is_string(),
            "integer" => value.is_u64() || value.is_i64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        };
        if !kinds.is_empty() && !kinds.iter().any(is_kind) {
            self.wrong.push(format!("{at} is no {}: {value}", kinds.join(" or ")));
        }
        if let Some(words) = meant["oneOf"].as_array()
            && !words.iter().any(|word| word["const"] == *value)
        {
            self.wrong.push(format!("{at} is none of the words that there are: {value}"));
        }
        if let Some(text) = value.as_str() {
            let is_right = match meant["format"].as_str() {
                Some("uri-reference") => text.starts_with('/'),
                Some("uri") => text.starts_with("https://"),
                Some("date") => text.len() == 10 && text.split('-').count() == 3,
                _ => true,
            };
            if !is_right {
                self.wrong.push(format!("{at} is no {}: {text}", meant["format"]));
            }
        }
        for (n, item) in value.as_array().into_iter().flatten().enumerate() {
            self.value(&meant["items"], item, owner, &format!("{at}[{n}]"));
        }
        for (name, own) in entries(value) {
            let at = format!("{at}.{name}");
            match self.contract.below(meant, name) {
                Some(schema) => {
                    if !matches!(own, Value::Null) && own != &Value::Array(Vec::new()) {
                        self.seen.insert(format!("{owner}.{name}"));
                    }
                    self.value(schema, own, owner, &at);
                }
                None => self.wrong.push(format!("{at} is not in the schema")),
            }
        }
        for name in meant["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.is_object() && value.get(name).is_none() {
                self.wrong.push(format!("{at}.{name} is not there"));
            }
        }
    }
}

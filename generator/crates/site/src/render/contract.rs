//! All that a theme gets and has to have, as one JSON Schema: from the types that templates are given,
//! and what the features of the list add to them.

use super::contexts::{Once, Shared, TEMPLATES};
use super::strings::OWN;
use super::theme::About;
use super::views::{PageView, Strings};
use crate::feature::{Feature, ForTheme, Needs, When};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// By this keyword a schema says when a theme has to have a file.
const NEEDED: &str = "x-needed";

/// The contract of themes for a site with these features: an object with a property for each file of
/// a theme, by its path in the theme's folder. Of a template it is what the template is given.
pub fn contract(features: &[&dyn Feature]) -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let given: Vec<ForTheme> = features.iter().map(|feature| feature.theme()).collect();
    let mut files = Map::new();
    let mut about = About::json_schema(&mut generator).to_value();
    // That is read, not given: a theme may leave all of it out.
    about.as_object_mut().and_then(|about| about.remove("required"));
    files.insert("theme.yaml".into(), about);
    let strings = json!({ "$ref": format!("#/$defs/{}", Strings::NAME), NEEDED: "always" });
    files.insert("strings/<language>.yaml".into(), strings);
    let shared = Shared::json_schema(&mut generator).to_value();
    let once = Once::json_schema(&mut generator).to_value();
    for template in &TEMPLATES {
        let own = (template.given)(&mut generator).to_value();
        let mut file = together([&shared, &once, &own]);
        file["description"] = template.draws.into();
        if template.is_needed {
            file[NEEDED] = "always".into();
        }
        files.insert(format!("templates/{}.html", template.name), file);
    }
    let mut file = together([&shared]);
    file["description"] = "what is the same on all pages of a language, drawn once for each".into();
    files.insert("templates/once/<name>.html".into(), file);
    for (template, schema) in given.iter().flat_map(|given| &given.blocks) {
        let embed =
            json!({ "properties": { "embed": schema(&mut generator) }, "required": ["embed"] });
        let mut file = together([&shared, &once, &embed]);
        file[NEEDED] = "with the first block that it draws".into();
        files.insert(format!("templates/embeds/{template}.html"), file);
    }
    let pages = given.iter().flat_map(|given| &given.pages);
    let pages: Vec<_> = pages.map(|(name, of)| (*name, of(&mut generator).to_value())).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A theme of certsite",
        "description": "The files of a theme, by path below its folder. Of theme.yaml and strings it is \
            what they hold, of templates what they are given. A property that is not required may be \
            undefined: ask with “is defined”. “null” is none: ask with “if”.",
        "type": "object",
        "properties": files,
        "$defs": definitions(generator, pages, strings_of(&given)),
    })
}

/// All types, a page with what features tell of it, and the strings.
fn definitions(
    mut generator: SchemaGenerator,
    pages: Vec<(&str, Value)>,
    strings: Value,
) -> Map<String, Value> {
    let mut definitions = generator.take_definitions(true);
    for (name, schema) in pages {
        definitions[&*PageView::schema_name()]["properties"][name] = schema;
    }
    definitions.insert(Strings::NAME.into(), strings);
    definitions
}

/// An object with the properties of several.
fn together<'a>(schemas: impl IntoIterator<Item = &'a Value>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for schema in schemas {
        let own = schema["properties"].as_object();
        properties.extend(own.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        required.extend(schema["required"].as_array().into_iter().flatten().cloned());
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

/// The strings of a theme: those that certsite and its features ask for, and whatever else the
/// theme's own templates do.
fn strings_of(given: &[ForTheme]) -> Value {
    let mut asked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for key in OWN {
        asked.entry(key).or_default().push("needed always".into());
    }
    for own in given.iter().flat_map(|given| &given.strings) {
        let with = match own.when {
            When::Block(template) => format!("with embeds/{template}.html"),
            When::Page(name) => format!("with page.{name}"),
        };
        let which = match own.needs {
            Needs::All => "",
            Needs::Named => ", if an editor names it",
        };
        for key in &own.keys {
            let told = asked.entry(key).or_default();
            let need = format!("needed {with}{which}");
            if !told.contains(&need) {
                told.push(need);
            }
        }
    }
    let mut whole = block("The words of a theme in one language: texts, in blocks of any depth.");
    for (key, needs) in asked {
        let mut at = &mut whole;
        let mut parts = key.split('.').peekable();
        while let Some(part) = parts.next() {
            let is_always = OWN.contains(&key);
            if let Some(required) = at["required"].as_array_mut().filter(|_| is_always)
                && !required.iter().any(|own| own == part)
            {
                required.push(part.into());
            }
            let below = &mut at["properties"][part];
            if below.is_null() {
                *below = match parts.peek() {
                    Some(_) => block(""),
                    None => json!({ "type": "string", "description": needs.join("; ") }),
                };
            }
            at = below;
        }
    }
    whole
}

/// A block of texts, to which a theme may add its own.
fn block(description: &str) -> Value {
    let mut block = json!({
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": { "type": ["string", "object"] },
    });
    if !description.is_empty() {
        block["description"] = description.into();
    }
    block
}

//! The contract of themes → the part of their guide that lists every name, string and template, in
//! Markdown.

use crate::contract::{Contract, entries, is_required};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Before the part of the guide that is made here, and after it.
pub const BEGIN: &str =
    "<!-- Made from `certsite schema --theme` by a test; see CONTRIBUTING.md. -->\n";
pub const END: &str = "<!-- The end of what is made. -->\n";

/// The reference; `words` are the strings of a theme, for examples.
pub fn reference(contract: &Contract, words: &BTreeMap<String, String>) -> String {
    let mut out = "\n".to_owned();
    out += &templates(contract);
    out += &names(contract);
    out += &types(contract);
    out += &strings(contract, words);
    out
}

/// What each template draws, and what it is given.
fn templates(contract: &Contract) -> String {
    let mut out =
        "### Every template\n\n| template | needed | draws | is given |\n|---|---|---|---|\n"
            .to_owned();
    let shared = shared(contract);
    for (file, schema) in contract.files().filter(|(file, _)| file.starts_with("templates/")) {
        let own = entries(&schema["properties"]).filter(|(name, _)| !shared.contains(name));
        let own: Vec<_> = own.collect();
        let given = own.iter().map(|(name, of)| format!("`{name}`: {}", kind(contract, of)));
        let given: Vec<String> = given.collect();
        let embed = own.iter().find(|(name, _)| *name == "embed");
        let block = embed.map(|(_, embed)| text(&contract.meant(embed)["description"]));
        let draws = block.unwrap_or_else(|| text(&schema["description"]));
        let needed = text(&schema["x-needed"]);
        let needed = if needed.is_empty() { "no" } else { &needed };
        let name = file.trim_start_matches("templates/");
        row(&mut out, &[&format!("`{name}`"), needed, &draws, &given.join("<br>")]);
    }
    out + "\n"
}

/// What templates of every kind see.
fn shared(contract: &Contract) -> Vec<&str> {
    let page = contract.file("templates/page.html").expect("pages have a template");
    entries(&page["properties"]).map(|(name, _)| name).filter(|name| *name != "page").collect()
}

/// Names without a dot.
fn names(contract: &Contract) -> String {
    let mut out =
        "### Every name\n\nIn all templates, but for `once` in those that draw it:\n\n".to_owned();
    let page = contract.file("templates/page.html").expect("pages have a template");
    let shared = shared(contract);
    let own = entries(&page["properties"]).filter(|(name, _)| shared.contains(name));
    table(&mut out, contract, page, own);
    out += "\nIn some, beside these:\n\n| name | template | is | what |\n|---|---|---|---|\n";
    let mut found: BTreeMap<(&str, String, String), Vec<String>> = BTreeMap::new();
    for (file, schema) in contract.files().filter(|(file, _)| file.starts_with("templates/")) {
        let own = entries(&schema["properties"]);
        for (name, schema) in own.filter(|(name, _)| !shared.contains(name) && *name != "embed") {
            let what = text(&schema["description"]);
            let template = file.trim_start_matches("templates/");
            let key = (name, kind(contract, schema), what);
            found.entry(key).or_default().push(format!("`{template}`"));
        }
    }
    for ((name, kind, what), templates) in found {
        row(&mut out, &[&format!("`{name}`"), &templates.join(", "), &kind, &what]);
    }
    out + "\n"
}

/// Every type with its fields.
fn types(contract: &Contract) -> String {
    let mut out =
        "### Every type\n\n“or none” is for `if`, “or undefined” for `is defined`. An address \
        begins at the root of the host, a whole address with its scheme.\n\n"
            .to_owned();
    for (name, schema) in contract.types().filter(|(name, _)| *name != "Strings") {
        // Writing to a string cannot fail.
        let _ = write!(out, "#### `{name}`\n\n{}\n\n", text(&schema["description"]));
        if let Some(words) = schema["oneOf"].as_array() {
            out += "| word | what |\n|---|---|\n";
            for word in words {
                let written = format!("`{}`", text(&word["const"]));
                row(&mut out, &[&written, &text(&word["description"])]);
            }
            out += "\n";
        } else if entries(&schema["properties"]).next().is_some() {
            table(&mut out, contract, schema, entries(&schema["properties"]));
            out += "\n";
        }
    }
    out
}

/// Strings that certsite asks for.
fn strings(contract: &Contract, words: &BTreeMap<String, String>) -> String {
    let mut out = "### Every string\n\nThose that certsite asks for; what your own templates use as \
        `t.…` is yours. Of `facts` a theme needs those that its pages list.\n\n| key | when | in `cert` |\n\
        |---|---|---|\n"
        .to_owned();
    let mut below = vec![(String::new(), contract.named("Strings"))];
    while let Some((path, schema)) = below.pop() {
        let own: Vec<_> = entries(&schema["properties"]).collect();
        if own.is_empty() {
            let word = words.get(&path).map_or("", String::as_str);
            let when = text(&schema["description"]).replace("needed ", "");
            row(&mut out, &[&format!("`{path}`"), &when, word]);
        }
        for (name, schema) in own.into_iter().rev() {
            let dot = if path.is_empty() { "" } else { "." };
            below.push((format!("{path}{dot}{name}"), schema));
        }
    }
    out
}

/// The texts of a file of strings, by their paths.
pub fn words(file: &str) -> BTreeMap<String, String> {
    let (mut found, mut path): (_, Vec<&str>) = (BTreeMap::new(), Vec::new());
    for line in file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let depth = line.len() - line.trim_start().len();
        let (key, text) = line.trim().split_once(':').expect("a line has a key");
        path.truncate(depth / 2);
        path.push(key);
        if !text.is_empty() {
            found.insert(path.join("."), text.trim().trim_matches('"').to_owned());
        }
    }
    found
}

/// A table of names with what each is.
fn table<'a>(
    out: &mut String,
    contract: &Contract,
    owner: &Value,
    properties: impl Iterator<Item = (&'a str, &'a Value)>,
) {
    *out += "| name | is | what |\n|---|---|---|\n";
    for (name, schema) in properties {
        let mut kind = kind(contract, schema);
        if !is_required(owner, name) {
            kind += " or undefined";
        }
        let what = match &schema["description"] {
            Value::Null => text(&contract.meant(schema)["description"]),
            own => text(own),
        };
        row(out, &[&format!("`{name}`"), &kind, &what]);
    }
}

/// What a value is, in words.
fn kind(contract: &Contract, schema: &Value) -> String {
    let is_null = |schema: &Value| match &schema["type"] {
        Value::Array(types) => types.iter().any(|own| own == "null"),
        one => one == "null",
    };
    let either = schema["anyOf"].as_array().into_iter().flatten();
    let none = if either.chain([schema]).any(is_null) { " or none" } else { "" };
    let own = match contract.name(schema) {
        Some("Strings") => "[strings](#every-string)".to_owned(),
        Some(name) => format!("[`{name}`](#{})", name.to_lowercase()),
        None => plain(contract, schema),
    };
    format!("{own}{none}")
}

/// The same of what is no type with a name.
fn plain(contract: &Contract, schema: &Value) -> String {
    let kinds = &schema["type"];
    let kind_of = kinds.as_str().or_else(|| kinds[0].as_str());
    let format = schema["format"].as_str();
    match (kind_of, format, schema["contentMediaType"].as_str()) {
        (Some("array"), ..) => format!("list of {}", kind(contract, &schema["items"])),
        (Some("object"), ..) => match schema.get("additionalProperties") {
            Some(each) => format!("{} by name", kind(contract, each)),
            None => "object".to_owned(),
        },
        (Some("integer"), ..) => "number".to_owned(),
        (Some("boolean"), ..) => "true or false".to_owned(),
        (_, Some("uri-reference"), _) => "address".to_owned(),
        (_, Some("uri"), _) => "whole address".to_owned(),
        (_, Some("date"), _) => "day".to_owned(),
        (.., Some("text/html")) => "HTML".to_owned(),
        (.., Some(_)) => "JSON".to_owned(),
        _ => "text".to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(out: &mut String, cells: &[&str]) {
    *out += "|";
    for cell in cells {
        let cell = cell.replace('|', "\\|");
        *out += &format!(" {cell} |");
    }
    *out += "\n";
}

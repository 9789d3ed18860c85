//! What the reader of YAML cannot know of a definition: that names go together, that texts stand in
//! every language, that answers at their longest fit.

use super::written::DefinitionFile;
use super::{BODY_MOST, CHECK, Choice, DefinitionError, Field, Kind, Message, Text};
use std::collections::BTreeSet;

/// Every mistake of a definition, in the order of its keys; none if the form can be used.
pub fn mistakes(written: &DefinitionFile) -> Vec<DefinitionError> {
    let mut check = DefinitionCheck { raw: written, errors: Vec::new() };
    check.settings();
    check.names();
    check.texts();
    for (n, field) in written.fields.iter().enumerate() {
        check.field(n, field);
    }
    check.sizes();
    check.errors
}

/// What a character takes at most: as UTF-8, and with each of its bytes escaped.
const PLAIN_BYTES: usize = 4;
const ESCAPED_BYTES: usize = 3 * PLAIN_BYTES;

/// What a field takes beside its words: its name, its choice, what parts it from others.
const FIELD_BYTES: usize = 512;

/// Names that the page or the function uses itself.
const OWN_NAMES: [&str; 4] = ["lang", "form_version", "token", CHECK];

const NAME_HELP: &str =
    "use lower-case Latin letters, digits and underscores, beginning with a letter";

/// The way to an item of a list, or to something in it.
macro_rules! way {
    ($($step:expr),+) => { &[$($step.to_string()),+] };
}

struct DefinitionCheck<'a> {
    raw: &'a DefinitionFile,
    errors: Vec<DefinitionError>,
}

impl DefinitionCheck<'_> {
    /// Notes a mistake in the value to which `path` leads.
    fn mistake(&mut self, path: &[String], message: String, help: &str) {
        self.errors.push(DefinitionError { path: path.to_vec(), message, help: help.to_owned() });
    }

    fn settings(&mut self) {
        let raw = self.raw;
        if !is_name(&raw.id) {
            self.mistake(way!["id"], format!("`{}` is no name for a form", raw.id), NAME_HELP);
        }
        if raw.languages.is_empty() {
            let help = "for example: languages: [az, en]";
            self.mistake(way!["languages"], "a form needs a language".into(), help);
        }
        if !raw.languages.contains(&raw.default_language) {
            let message = format!("`{}` is not one of the form's languages", raw.default_language);
            self.mistake(way!["default_language"], message, "name one of `languages`");
        }
        let prefix = &raw.number_prefix;
        let is_plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        if prefix.is_empty() || prefix.len() > 8 || !prefix.bytes().all(is_plain) {
            let message = format!("`{prefix}` cannot begin a report number");
            let help = "use one to eight capital Latin letters or digits";
            self.mistake(way!["number_prefix"], message, help);
        }
    }

    fn names(&mut self) {
        let raw = self.raw;
        let mut seen = BTreeSet::new();
        for (n, group) in raw.groups.iter().enumerate() {
            let way = way!["groups", n, "id"];
            if !is_name(&group.id) {
                self.mistake(way, format!("`{}` is no name for a group", group.id), NAME_HELP);
            }
            if !seen.insert(group.id.as_str()) {
                let message = format!("two groups are called `{}`", group.id);
                self.mistake(way, message, "give each group its own id");
            }
        }
        let mut seen: BTreeSet<&str> = OWN_NAMES.into_iter().chain([&*raw.trap.name]).collect();
        for (n, field) in raw.fields.iter().enumerate() {
            let way = way!["fields", n, "id"];
            if !is_name(&field.id) || field.id.len() > raw.limits.field_name_bytes {
                self.mistake(way, format!("`{}` is no name for a field", field.id), NAME_HELP);
            }
            if !seen.insert(&field.id) {
                let message = format!("the name `{}` is taken", field.id);
                self.mistake(way, message, "give each field its own id");
            }
        }
    }

    fn texts(&mut self) {
        let raw = self.raw;
        for (n, group) in raw.groups.iter().enumerate() {
            self.text(way!["groups", n, "label"], "label", &group.label);
            if let Some(help) = &group.help {
                self.text(way!["groups", n, "help"], "help", help);
            }
        }
        self.text(way!["trap", "label"], "label", &raw.trap.label);
        for (message, key) in Message::ALL {
            match raw.messages.get(&message) {
                Some(text) => self.text(way!["messages", key], key, text),
                None => {
                    let message = format!("the message `{key}` is missing");
                    self.mistake(way!["messages"], message, "write it in every language");
                }
            }
        }
    }

    fn text(&mut self, path: &[String], what: &str, text: &Text) {
        let raw = self.raw;
        let way = |lang: &String| [path, std::slice::from_ref(lang)].concat();
        for lang in &raw.languages {
            if text.0.get(lang).is_none_or(|text| text.trim().is_empty()) {
                let message = format!("`{what}` is not written in `{lang}`");
                self.mistake(&way(lang), message, "write it in every language of the form");
            }
        }
        for lang in text.0.keys().filter(|lang| !raw.languages.contains(lang)) {
            let message = format!("`{what}` is written in `{lang}`, which the form does not have");
            let help = "add the language to `languages`, or take the text out";
            self.mistake(&way(lang), message, help);
        }
    }

    /// Answers that keep to the limits of their fields must fit into the whole.
    fn sizes(&mut self) {
        let raw = self.raw;
        let fields = || raw.fields.iter().filter(|field| field.enabled);
        let characters: usize = fields().filter_map(|field| field.constraints.max_length).sum();
        let files: usize = fields().filter_map(|field| field.constraints.max_total_bytes).sum();
        let texts = |bytes| characters * bytes + fields().count() * FIELD_BYTES;
        let limits = &raw.limits;
        for (key, limit, needed) in [
            ("body_bytes", limits.body_bytes, texts(ESCAPED_BYTES)),
            ("files_body_bytes", limits.files_body_bytes, texts(PLAIN_BYTES) + files),
        ] {
            if limit < needed {
                self.mistake(
                    way!["limits", key],
                    format!("`{key}` is {limit}, but the fields at their longest take {needed}"),
                    "raise it, or lower `max_length` and `max_total_bytes` of fields",
                );
            }
            if limit > BODY_MOST {
                self.mistake(
                    way!["limits", key],
                    format!("`{key}` is {limit}, more than the {BODY_MOST} that any post may have"),
                    "lower it: hardly any mail server takes such a letter. Ask for large files another way",
                );
            }
        }
    }

    fn field(&mut self, n: usize, field: &Field) {
        self.text(way!["fields", n, "label"], "label", &field.label);
        if let Some(help) = &field.help {
            self.text(way!["fields", n, "help"], "help", help);
        }
        self.place(n, field);
        self.options(n, field);
        self.others(n, field);
        let limited = match field.kind {
            Kind::Text | Kind::Textarea | Kind::Email | Kind::Tel => {
                Some((field.constraints.max_length, "max_length: 200"))
            }
            Kind::File => Some((field.constraints.max_total_bytes, "max_total_bytes: 3145728")),
            _ => None,
        };
        if let Some((None, example)) = limited {
            let message = format!("`{}` has no upper limit", field.id);
            let help = format!("for example: constraints: {{{example}}}");
            self.mistake(way!["fields", n, "constraints"], message, &help);
        }
    }

    fn place(&mut self, n: usize, field: &Field) {
        let Some(group) = self.raw.groups.iter().find(|group| group.id == field.group) else {
            let message =
                format!("`{}` stands in a group `{}` that does not exist", field.id, field.group);
            return self.mistake(way!["fields", n, "group"], message, "name one of `groups`");
        };
        // Whoever opens no group must be able to send the form.
        if field.enabled && field.required && field.default.is_none() && !group.open {
            let message =
                format!("`{}` has to be answered, but `{}` is a closed group", field.id, group.id);
            let help = "give it a default, or move it into a group that is open";
            self.mistake(way!["fields", n, "group"], message, help);
        }
    }

    fn options(&mut self, n: usize, field: &Field) {
        let chosen = matches!(field.kind, Kind::Select | Kind::Radio | Kind::Checkboxes);
        if chosen == field.options.is_empty() {
            let key = if chosen { "type" } else { "options" };
            let message = format!("`{}` and its options do not go together", field.id);
            let help = "select, radio and checkboxes fields have options, others do not";
            self.mistake(way!["fields", n, key], message, help);
        }
        let mut seen = BTreeSet::new();
        for (at, Choice { value, label, .. }) in field.options.iter().enumerate() {
            self.text(way!["fields", n, "options", at, "label"], "label of an option", label);
            if !seen.insert(value) {
                let message = format!("`{}` offers `{value}` twice", field.id);
                let way = way!["fields", n, "options", at, "value"];
                self.mistake(way, message, "give each option its own value");
            }
        }
        let unknown = field.default.as_ref().filter(|_| chosen);
        let unknown = unknown.filter(|word| *word != "page_language" && !seen.contains(word));
        if let Some(word) = unknown {
            let message = format!("`{word}` is not an option of `{}`", field.id);
            self.mistake(way!["fields", n, "default"], message, "name one of its options");
        }
    }

    /// The other fields that a field speaks of.
    fn others(&mut self, n: usize, field: &Field) {
        let raw = self.raw;
        let constraints = &field.constraints;
        for (key, within, other) in [
            ("constraints", "not_after_field", constraints.not_after_field.as_ref()),
            ("constraints", "needs_field", constraints.needs_field.as_ref()),
            ("required_when", "field", field.required_when.as_ref().map(|when| &when.field)),
        ] {
            let Some(other) = other else { continue };
            if !raw.fields.iter().any(|field| field.id == *other) {
                let message =
                    format!("`{}` speaks of a field `{other}` that does not exist", field.id);
                let help = "name another field of the form";
                self.mistake(way!["fields", n, key, within], message, help);
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

//! One question → its label, hint, limit, mistake and control.

use super::{Drawing, escape};
use crate::form::{Field, Kind, Message};
use crate::validate::{FieldError, size};

/// The attribute that names what describes a control, in the order in which it is read.
fn describing(field: &Field, error: Option<&FieldError>) -> String {
    let parts = [
        field.help.is_some().then_some("hint"),
        has_limit(field).then_some("limit"),
        error.is_some().then_some("error"),
    ];
    let parts = parts.into_iter().flatten();
    let ids: Vec<String> = parts.map(|part| format!("f-{}-{part}", field.id)).collect();
    match ids.is_empty() {
        true => String::new(),
        false => format!(" aria-describedby=\"{}\"", ids.join(" ")),
    }
}

/// Whether the least and the most that it takes are told at a question: what has a shape of its own
/// is never so long.
fn has_limit(field: &Field) -> bool {
    match field.kind {
        Kind::Text => field.constraints.format.is_none(),
        Kind::Textarea | Kind::File => true,
        Kind::Integer => field.constraints.min.is_some() && field.constraints.max.is_some(),
        _ => least(field).is_some(),
    }
}

/// The least number of characters of an answer, where one alone is not enough.
fn least(field: &Field) -> Option<usize> {
    field.constraints.min_length.filter(|least| *least > 1)
}

/// Tells programs that read a page aloud that it has to be answered. The browser refuses nothing
/// itself (`novalidate`): what is understood, and in which words, only the function knows.
fn required(field: &Field) -> &'static str {
    if field.required && field.kind != Kind::Checkboxes { " required" } else { "" }
}

/// Keeps a browser from mending what is to be as it was pasted, or has a shape of its own.
fn typed(field: &Field) -> &'static str {
    match field.verbatim {
        true => {
            " class=\"verbatim\" spellcheck=\"false\" autocapitalize=\"off\" autocorrect=\"off\""
        }
        false => "",
    }
}

impl Drawing<'_> {
    /// Draws a question. What groups controls of its own is a `<fieldset>` and described as a whole;
    /// any other is described at its one control.
    pub(super) fn field(&mut self, field: &Field) {
        let error = self.view.errors.iter().find(|error| error.field == field.id);
        let class = if error.is_some() { "field field--error" } else { "field" };
        let mut attributes = describing(field, error);
        let is_group = matches!(field.kind, Kind::Radio | Kind::Checkboxes);
        if is_group {
            self.put(format_args!("<fieldset class=\"{class}\"{attributes}>\n<legend>"));
        } else {
            self.put(format_args!("<div class=\"{class}\">\n"));
            if error.is_some() {
                attributes.push_str(" aria-invalid=\"true\"");
            }
        }
        let label = self.label(field);
        match field.kind {
            Kind::Radio | Kind::Checkboxes => self.put(format_args!("{label}</legend>\n")),
            Kind::Checkbox => {}
            _ => self.put(format_args!("<label for=\"f-{}\">{label}</label>\n", field.id)),
        }
        self.notes(field, error);
        match field.kind {
            Kind::Textarea => self.textarea(field, &attributes),
            Kind::Select => self.select(field, &attributes),
            Kind::Radio | Kind::Checkboxes => self.choices(field),
            Kind::Checkbox => self.checkbox(field, &label, &attributes),
            _ => self.input(field, &attributes),
        }
        self.put(format_args!("{}", if is_group { "</fieldset>\n" } else { "</div>\n" }));
    }

    /// The hint of a question, and what is wrong with its answer.
    fn notes(&mut self, field: &Field, error: Option<&FieldError>) {
        if let Some(help) = &field.help {
            let hint = escape(help.get(self.view.lang));
            self.put(format_args!("<p class=\"hint\" id=\"f-{}-hint\">{hint}</p>\n", field.id));
        }
        self.limit(field);
        if let Some(error) = error {
            let word = self.say(Message::Error);
            let text = escape(&error.text);
            self.put(format_args!(
                "<p class=\"error-message\" id=\"f-{}-error\"><span class=\"visually-hidden\">{word}: </span>{text}</p>\n",
                field.id
            ));
        }
    }

    fn label(&self, field: &Field) -> String {
        let label = escape(field.label.get(self.view.lang));
        if field.required || field.required_when.is_some() {
            return label;
        }
        format!("{label} <span class=\"optional\">({})</span>", self.say(Message::Optional))
    }

    /// The least and the most that a question takes, told before it is met, with what a script says while somebody
    /// types.
    fn limit(&mut self, field: &Field) {
        if !has_limit(field) {
            return;
        }
        let (definition, lang, limits) = (self.definition, self.view.lang, &field.constraints);
        let say =
            |message, values: &[(&str, &str)]| escape(&definition.say_with(message, lang, values));
        let number = |number: Option<usize>| number.unwrap_or_default().to_string();
        let (text, counted) = match field.kind {
            Kind::Integer => {
                let [min, max] =
                    [limits.min, limits.max].map(|n| n.unwrap_or_default().to_string());
                (say(Message::LimitNumber, &[("min", &min), ("max", &max)]), String::new())
            }
            Kind::File => {
                let (count, bytes) =
                    (number(limits.max_count), limits.max_total_bytes.unwrap_or(0));
                let all = size(bytes, lang);
                let many = say(Message::TooManyFiles, &[("max", &count)]);
                let large = say(Message::FilesTooLarge, &[("max", &(bytes >> 20).to_string())]);
                (
                    say(Message::LimitFiles, &[("max", &count), ("size", &all)]),
                    format!(
                        " data-count=\"{count}\" data-bytes=\"{bytes}\" data-many=\"{many}\" data-large=\"{large}\""
                    ),
                )
            }
            _ => {
                let most = number(limits.max_length);
                let mut text = match least(field) {
                    Some(least) => say(
                        Message::LimitCharactersFrom,
                        &[("min", &least.to_string()), ("max", &most)],
                    ),
                    None => say(Message::LimitCharacters, &[("max", &most)]),
                };
                if limits.max_lines.is_some() {
                    let lines = number(limits.max_lines);
                    text = format!("{text} {}", say(Message::LimitLines, &[("max", &lines)]));
                }
                let left = say(Message::CharactersLeft, &[]);
                let over = say(Message::TooLong, &[("max", &most)]);
                (text, format!(" data-most=\"{most}\" data-left=\"{left}\" data-over=\"{over}\""))
            }
        };
        let id = &field.id;
        self.put(format_args!("<p class=\"hint limit\" id=\"f-{id}-limit\"{counted}>{text}</p>\n"));
    }

    /// What stands in the control: the reporter's answer, or the default of a fresh form.
    pub(super) fn values(&self, field: &Field) -> Vec<String> {
        match self.view.values {
            Some(values) => values.get(&field.id).cloned().unwrap_or_default(),
            None => self.default(field),
        }
    }

    /// What a fresh form shows.
    fn default(&self, field: &Field) -> Vec<String> {
        let default = field.default.as_deref().map(|word| match word {
            "page_language" => self.view.lang.to_owned(),
            word => word.to_owned(),
        });
        default.into_iter().collect()
    }

    /// Whether somebody who looks for their words, or for what is wrong, has to see this question.
    pub(super) fn is_touched(&self, field: &Field) -> bool {
        self.view.errors.iter().any(|error| error.field == field.id)
            || self.values(field) != self.default(field)
    }

    fn input(&mut self, field: &Field, attributes: &str) {
        let value = self.values(field).into_iter().next().unwrap_or_default();
        // A date control shows nothing for what is no date; a text control keeps the words.
        let kept = |kept: bool, kind| if kept || value.is_empty() { kind } else { "text" };
        let (kind, more) = match field.kind {
            Kind::Email => ("email", ""),
            Kind::Tel => ("tel", ""),
            Kind::Date => (kept(value.parse::<jiff::civil::Date>().is_ok(), "date"), ""),
            Kind::Time => (kept(value.parse::<jiff::civil::Time>().is_ok(), "time"), ""),
            Kind::Integer => ("text", " inputmode=\"numeric\""),
            Kind::File => ("file", " multiple"),
            _ => ("text", ""),
        };
        let autocomplete = match &field.autocomplete {
            Some(token) => format!(" autocomplete=\"{}\"", escape(token)),
            None => String::new(),
        };
        let value = if field.kind == Kind::File || value.is_empty() {
            String::new()
        } else {
            format!(" value=\"{}\"", escape(&value))
        };
        let id = &field.id;
        let (required, typed) = (required(field), typed(field));
        self.put(format_args!(
            "<input type=\"{kind}\" id=\"f-{id}\" name=\"{id}\"{more}{autocomplete}{typed}{value}{required}{attributes}>\n"
        ));
    }

    fn textarea(&mut self, field: &Field, attributes: &str) {
        let value = escape(self.values(field).first().map_or("", String::as_str));
        let rows = if field.constraints.max_length.unwrap_or(0) >= 10_000 { 10 } else { 5 };
        let id = &field.id;
        // The parser drops the first line break in a textarea: one of ours saves the reporter's.
        let (required, typed) = (required(field), typed(field));
        self.put(format_args!("<textarea id=\"f-{id}\" name=\"{id}\" rows=\"{rows}\"{typed}{required}{attributes}>\n{value}</textarea>\n"));
    }

    fn select(&mut self, field: &Field, attributes: &str) {
        let values = self.values(field);
        let (id, choose) = (&field.id, self.say(Message::Choose));
        let required = required(field);
        self.put(format_args!("<select id=\"f-{id}\" name=\"{id}\"{required}{attributes}>\n"));
        if field.default.is_none() {
            self.put(format_args!("<option value=\"\">{choose}</option>\n"));
        }
        for choice in &field.options {
            let selected = if values.contains(&choice.value) { " selected" } else { "" };
            let (value, label) = (escape(&choice.value), escape(choice.label.get(self.view.lang)));
            self.put(format_args!("<option value=\"{value}\"{selected}>{label}</option>\n"));
        }
        self.put(format_args!("</select>\n"));
    }

    fn choices(&mut self, field: &Field) {
        let values = self.values(field);
        let kind = if field.kind == Kind::Radio { "radio" } else { "checkbox" };
        let required = required(field);
        self.put(format_args!("<div class=\"choices\">\n"));
        for (n, choice) in field.options.iter().enumerate() {
            // The first carries the field's own id, which the error summary links to.
            let id = if n == 0 { format!("f-{}", field.id) } else { format!("f-{}-{n}", field.id) };
            let checked = if values.contains(&choice.value) { " checked" } else { "" };
            let (value, label) = (escape(&choice.value), escape(choice.label.get(self.view.lang)));
            self.put(format_args!(
                "<div class=\"choice\"><input type=\"{kind}\" id=\"{id}\" name=\"{}\" value=\"{value}\"{checked}{required}><label for=\"{id}\">{label}</label></div>\n",
                field.id
            ));
        }
        self.put(format_args!("</div>\n"));
    }

    fn checkbox(&mut self, field: &Field, label: &str, attributes: &str) {
        let value = escape(field.constraints.must_be.as_deref().unwrap_or("yes"));
        let checked = if self.values(field).is_empty() { "" } else { " checked" };
        let (id, required) = (&field.id, required(field));
        self.put(format_args!(
            "<div class=\"choices\">\n<div class=\"choice\"><input type=\"checkbox\" id=\"f-{id}\" name=\"{id}\" value=\"{value}\"{checked}{required}{attributes}><label for=\"f-{id}\">{label}</label></div>\n</div>\n"
        ));
        if let (Some(url), true) = (self.view.privacy_url, field.constraints.must_be.is_some()) {
            let (url, text) = (escape(url), self.say(Message::Privacy));
            self.put(format_args!("<p class=\"privacy\"><a href=\"{url}\">{text}</a></p>\n"));
        }
    }
}

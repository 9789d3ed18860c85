//! Definition + values + errors → the `<form>`, by the GOV.UK pattern.
//!
//! The static page and the refused post draw the same form, the one without values
//! and the other with everything that the reporter wrote.

use crate::form::{Definition, Field, Kind, Message};
use crate::intake::Values;
use crate::validate::FieldError;
use std::fmt::Write;

/// Marks where a page holds the form, so that the answer to a refused post can put its own there.
pub const REGION_START: &str = "<!--form-region-start-->";
/// End of the region.
pub const REGION_END: &str = "<!--form-region-end-->";

/// What a form shows besides its definition.
#[derive(Debug, Clone, Copy)]
pub struct FormView<'a> {
    /// Language of the page.
    pub lang: &'a str,
    /// Address that the form is posted to.
    pub action: &'a str,
    /// What the reporter wrote; none for a fresh form, which shows the defaults.
    pub values: Option<&'a Values>,
    /// The page's token, where it is still good for a report; empty for a fresh form.
    pub token: &'a str,
    /// What is wrong with it.
    pub errors: &'a [FieldError],
    /// Sentences above the form about the post as a whole.
    pub messages: &'a [String],
    /// Says that this is a development site.
    pub notice: Option<&'a str>,
    /// Address of the privacy notice.
    pub privacy_url: Option<&'a str>,
}

impl<'a> FormView<'a> {
    /// A fresh form.
    pub fn fresh(lang: &'a str, action: &'a str) -> Self {
        FormView {
            lang,
            action,
            values: None,
            token: "",
            errors: &[],
            messages: &[],
            notice: None,
            privacy_url: None,
        }
    }
}

/// Draws the form.
pub fn form(definition: &Definition, view: &FormView<'_>) -> String {
    let mut html = String::with_capacity(16 * 1024);
    Drawing { definition, view, html: &mut html }.form();
    html
}

/// Puts `new` between the page's marks; none if the page has no such region.
pub fn swap_region(page: &str, new: &str) -> Option<String> {
    let start = page.find(REGION_START)? + REGION_START.len();
    let end = start + page[start..].find(REGION_END)?;
    Some([&page[..start], new, &page[end..]].concat())
}

/// Text → HTML text or attribute value.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // NUL and lone surrogates have no place in HTML; a carriage return would
            // come back as a line feed anyway.
            '\0' | '\r' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

struct Drawing<'a> {
    definition: &'a Definition,
    view: &'a FormView<'a>,
    html: &'a mut String,
}

impl Drawing<'_> {
    fn put(&mut self, args: std::fmt::Arguments<'_>) {
        self.html.write_fmt(args).expect("a String takes every write");
    }

    fn say(&self, message: Message) -> String {
        escape(self.definition.say(message, self.view.lang))
    }

    fn form(&mut self) {
        let (definition, view) = (self.definition, self.view);
        let lang = escape(view.lang);
        let encoding =
            if definition.takes_files() { " enctype=\"multipart/form-data\"" } else { "" };
        let action = escape(view.action);
        self.put(format_args!(
            "<form class=\"report-form\" id=\"report-form\" lang=\"{lang}\" method=\"post\" action=\"{action}\" accept-charset=\"utf-8\"{encoding} novalidate>\n"
        ));
        self.summary();
        if let Some(notice) = view.notice {
            self.put(format_args!("<p class=\"notice\">{}</p>\n", escape(notice)));
        }
        let before = self.say(Message::BeforeYouStart);
        self.put(format_args!("<p class=\"before\">{before}</p>\n"));
        let token = escape(view.token);
        for (name, value) in
            [("lang", &lang), ("form_version", &definition.version), ("token", &token)]
        {
            self.put(format_args!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n"));
        }
        for group in &definition.groups {
            let mut fields =
                definition.fields.iter().filter(|field| field.group == group.id).peekable();
            if fields.peek().is_some() {
                let legend = escape(group.label.get(view.lang));
                self.put(format_args!("<fieldset class=\"group\">\n<legend>{legend}</legend>\n"));
                fields.for_each(|field| self.field(field));
                self.put(format_args!("</fieldset>\n"));
            }
        }
        self.trap();
        let submit = self.say(Message::Submit);
        self.put(format_args!(
            "<button type=\"submit\" class=\"submit\">{submit}</button>\n</form>\n"
        ));
    }

    /// Everything that is wrong, on top, each with a link to its field. Takes the focus
    /// when the page opens, since without script nothing else can bring a reader there.
    fn summary(&mut self) {
        let (definition, view) = (self.definition, self.view);
        if view.errors.is_empty() && view.messages.is_empty() {
            return;
        }
        let title = if view.errors.is_empty() {
            self.say(Message::Error)
        } else {
            let n = view.errors.len().to_string();
            escape(&definition.say_with(Message::Summary, view.lang, &[("n", &n)]))
        };
        self.put(format_args!(
            "<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\" autofocus aria-labelledby=\"error-summary-title\">\n<h2 id=\"error-summary-title\">{title}</h2>\n"
        ));
        for message in view.messages {
            self.put(format_args!("<p>{}</p>\n", escape(message)));
        }
        if !view.errors.is_empty() {
            self.put(format_args!("<ul>\n"));
            for error in view.errors {
                let label =
                    definition.field(&error.field).map_or("", |field| field.label.get(view.lang));
                // A question has its mark already.
                let colon = if label.ends_with('?') { "" } else { ":" };
                let (label, text) = (escape(label), escape(&error.text));
                self.put(format_args!(
                    "<li><a href=\"#f-{}\">{label}{colon} {text}</a></li>\n",
                    error.field
                ));
            }
            self.put(format_args!("</ul>\n"));
        }
        self.put(format_args!("</div>\n"));
    }

    fn field(&mut self, field: &Field) {
        let error = self.view.errors.iter().find(|error| error.field == field.id);
        let class = if error.is_some() { "field field--error" } else { "field" };
        let hint = field.help.as_ref().map(|help| escape(help.get(self.view.lang)));
        // The ids that describe the control, in reading order.
        let described: Vec<String> =
            [hint.is_some().then_some("hint"), error.is_some().then_some("error")]
                .into_iter()
                .flatten()
                .map(|part| format!("f-{}-{part}", field.id))
                .collect();
        let mut attributes = String::new();
        if !described.is_empty() {
            attributes = format!(" aria-describedby=\"{}\"", described.join(" "));
        }
        let grouped = matches!(field.kind, Kind::Radio | Kind::Checkboxes);
        if grouped {
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
        if let Some(hint) = hint {
            self.put(format_args!("<p class=\"hint\" id=\"f-{}-hint\">{hint}</p>\n", field.id));
        }
        if let Some(error) = error {
            let word = self.say(Message::Error);
            let text = escape(&error.text);
            self.put(format_args!(
                "<p class=\"error-message\" id=\"f-{}-error\"><span class=\"visually-hidden\">{word}: </span>{text}</p>\n",
                field.id
            ));
        }
        match field.kind {
            Kind::Textarea => self.textarea(field, &attributes),
            Kind::Select => self.select(field, &attributes),
            Kind::Radio | Kind::Checkboxes => self.choices(field),
            Kind::Checkbox => self.checkbox(field, &label, &attributes),
            _ => self.input(field, &attributes),
        }
        self.put(format_args!("{}", if grouped { "</fieldset>\n" } else { "</div>\n" }));
    }

    fn label(&self, field: &Field) -> String {
        let label = escape(field.label.get(self.view.lang));
        if field.required || field.required_when.is_some() {
            return label;
        }
        format!("{label} <span class=\"optional\">({})</span>", self.say(Message::Optional))
    }

    /// What stands in the control: the reporter's answer, or the default of a fresh form.
    fn values(&self, field: &Field) -> Vec<String> {
        match self.view.values {
            Some(values) => values.get(&field.id).cloned().unwrap_or_default(),
            None => match field.default.as_deref() {
                Some("page_language") => vec![self.view.lang.to_owned()],
                Some(default) => vec![default.to_owned()],
                None => Vec::new(),
            },
        }
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
        self.put(format_args!(
            "<input type=\"{kind}\" id=\"f-{id}\" name=\"{id}\"{more}{autocomplete}{value}{attributes}>\n"
        ));
    }

    fn textarea(&mut self, field: &Field, attributes: &str) {
        let value = escape(self.values(field).first().map_or("", String::as_str));
        let rows = if field.constraints.max_length.unwrap_or(0) >= 10_000 { 10 } else { 5 };
        let id = &field.id;
        // The parser drops the first line break in a textarea: one of ours saves the reporter's.
        self.put(format_args!("<textarea id=\"f-{id}\" name=\"{id}\" rows=\"{rows}\"{attributes}>\n{value}</textarea>\n"));
    }

    fn select(&mut self, field: &Field, attributes: &str) {
        let values = self.values(field);
        let (id, choose) = (&field.id, self.say(Message::Choose));
        self.put(format_args!("<select id=\"f-{id}\" name=\"{id}\"{attributes}>\n"));
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
        self.put(format_args!("<div class=\"choices\">\n"));
        for (n, choice) in field.options.iter().enumerate() {
            // The first carries the field's own id, which the error summary links to.
            let id = if n == 0 { format!("f-{}", field.id) } else { format!("f-{}-{n}", field.id) };
            let checked = if values.contains(&choice.value) { " checked" } else { "" };
            let (value, label) = (escape(&choice.value), escape(choice.label.get(self.view.lang)));
            self.put(format_args!(
                "<div class=\"choice\"><input type=\"{kind}\" id=\"{id}\" name=\"{}\" value=\"{value}\"{checked}><label for=\"{id}\">{label}</label></div>\n",
                field.id
            ));
        }
        self.put(format_args!("</div>\n"));
    }

    fn checkbox(&mut self, field: &Field, label: &str, attributes: &str) {
        let value = escape(field.constraints.must_be.as_deref().unwrap_or("yes"));
        let checked = if self.values(field).is_empty() { "" } else { " checked" };
        let id = &field.id;
        self.put(format_args!(
            "<div class=\"choices\">\n<div class=\"choice\"><input type=\"checkbox\" id=\"f-{id}\" name=\"{id}\" value=\"{value}\"{checked}{attributes}><label for=\"f-{id}\">{label}</label></div>\n</div>\n"
        ));
        if let (Some(url), true) = (self.view.privacy_url, field.constraints.must_be.is_some()) {
            let (url, text) = (escape(url), self.say(Message::Privacy));
            self.put(format_args!("<p class=\"privacy\"><a href=\"{url}\">{text}</a></p>\n"));
        }
    }

    fn trap(&mut self) {
        let trap = &self.definition.trap;
        let (name, label) = (escape(&trap.name), escape(trap.label.get(self.view.lang)));
        self.put(format_args!(
            "<div class=\"trap\" aria-hidden=\"true\"><label for=\"f-{name}\">{label}</label><input type=\"text\" id=\"f-{name}\" name=\"{name}\" tabindex=\"-1\" autocomplete=\"off\"></div>\n"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition() -> Definition {
        Definition::parse(include_str!("../../content/forms/incident.yaml"))
            .expect("the form parses")
    }

    #[test]
    fn a_fresh_form_shows_defaults_and_one_control_a_field() {
        let definition = definition();
        for lang in ["az", "en"] {
            let html = form(&definition, &FormView::fresh(lang, "/forms/incident"));
            for field in &definition.fields {
                assert_eq!(
                    html.matches(&format!(" id=\"f-{}\"", field.id)).count(),
                    1,
                    "{}",
                    field.id
                );
                assert!(html.contains(&escape(field.label.get(lang))));
            }
            assert!(html.contains(&format!("value=\"{lang}\" checked")));
            assert!(html.contains("value=\"TLP:AMBER\" checked"));
            assert!(!html.contains("error"));
        }
    }

    #[test]
    fn a_refused_form_keeps_every_value_escaped() {
        let definition = definition();
        let mut values = Values::new();
        values.insert("title".into(), vec!["\"><script>'&".into()]);
        values.insert("description".into(), vec!["\nə\n</textarea>".into()]);
        values.insert("detected_date".into(), vec!["dünən".into()]);
        values.insert("violated".into(), vec!["integrity".into(), "unknown".into()]);
        let errors = [FieldError {
            field: "title".into(),
            problem: Message::TooShort,
            text: "Ən azı 5 <simvol>".into(),
        }];
        let view = FormView {
            values: Some(&values),
            errors: &errors,
            ..FormView::fresh("az", "/forms/incident")
        };
        let html = form(&definition, &view);
        assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;&#39;&amp;\" aria-describedby=\"f-title-error\" aria-invalid=\"true\">"));
        assert!(html.contains(">\n\nə\n&lt;/textarea&gt;</textarea>"));
        assert!(html.contains(
            "<input type=\"text\" id=\"f-detected_date\" name=\"detected_date\" value=\"dünən\""
        ));
        assert!(
            html.contains("value=\"integrity\" checked")
                && html.contains("value=\"unknown\" checked")
        );
        assert!(
            html.contains("<li><a href=\"#f-title\">Qısa başlıq: Ən azı 5 &lt;simvol&gt;</a></li>")
        );
        assert!(html.contains("Formada 1 səhv var"));
        assert!(!html.contains("value=\"TLP:AMBER\" checked"), "a posted form has no defaults");
    }

    #[test]
    fn a_region_is_swapped_or_missing() {
        let page = format!("<main>{REGION_START}old{REGION_END}</main>");
        assert_eq!(swap_region(&page, "new"), Some(page.replace("old", "new")));
        assert_eq!(swap_region("<main></main>", "new"), None);
    }
}

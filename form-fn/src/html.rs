//! Definition + values + errors → the `<form>`, by the GOV.UK pattern.
//!
//! The static page and the refused post draw the same form, the one without values
//! and the other with everything that the reporter wrote.

mod answers;
mod fields;
mod groups;
mod summary;

use crate::form::{CHECK, Definition, Message};
use crate::intake::{Unexpected, Values};
use crate::validate::FieldError;
use certsite_text::escape;
use std::fmt::Write;

/// Marks where a page holds the form, so that the answer to a refused post can put its own there.
pub const REGION_START: &str = "<!--form-region-start-->";
/// Marks where the region ends that [`REGION_START`] begins.
pub const REGION_END: &str = "<!--form-region-end-->";

/// What a form shows besides its definition.
#[derive(Debug, Clone, Copy)]
pub struct FormView<'a> {
    /// The language of the page, which the form has.
    pub lang: &'a str,
    /// The address that the form is posted to, as a link has it.
    pub action: &'a str,
    /// What the reporter wrote; none for a fresh form, which shows the defaults.
    pub values: Option<&'a Values>,
    /// What the reporter wrote beside the form's questions.
    pub unexpected: &'a [Unexpected],
    /// The page's token, where it is still good for a report; empty for a fresh form.
    pub token: &'a str,
    /// The mistakes, each at its field; empty for a fresh form.
    pub errors: &'a [FieldError],
    /// Sentences above the form about the post as a whole.
    pub messages: &'a [String],
    /// Whether nothing is wrong: the reporter wants to see all answers before they are sent.
    pub is_check: bool,
    /// The sentence that says that this is a development site; none on a released one.
    pub notice: Option<&'a str>,
    /// The address of the privacy notice, as a link has it; none if the site has no such page.
    pub privacy_url: Option<&'a str>,
}

impl<'a> FormView<'a> {
    /// A form that nobody has posted yet, in this language and posted to this address.
    pub fn fresh(lang: &'a str, action: &'a str) -> Self {
        FormView {
            lang,
            action,
            values: None,
            unexpected: &[],
            token: "",
            errors: &[],
            messages: &[],
            is_check: false,
            notice: None,
            privacy_url: None,
        }
    }
}

/// Draws the form as HTML, with what its reporter wrote and the mistakes in it.
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
        // A script puts back kept words only where no answer has any.
        let fresh = if view.values.is_none() { " data-fresh" } else { "" };
        self.put(format_args!(
            "<form class=\"report-form\" id=\"report-form\" lang=\"{lang}\" method=\"post\" action=\"{action}\" accept-charset=\"utf-8\"{encoding}{fresh} novalidate>\n"
        ));
        if view.is_check {
            self.answers()
        } else {
            self.summary()
        }
        if let Some(notice) = view.notice {
            self.put(format_args!("<p class=\"notice\">{}</p>\n", escape(notice)));
        }
        // What stands in place of a form has no questions to speak of.
        if !definition.fields.is_empty() {
            let before = self.say(Message::BeforeYouStart);
            self.put(format_args!("<p class=\"before\">{before}</p>\n"));
        }
        let token = escape(view.token);
        for (name, value) in
            [("lang", &lang), ("form_version", &definition.version), ("token", &token)]
        {
            self.put(format_args!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n"));
        }
        definition.groups.iter().for_each(|group| self.group(group));
        self.unexpected();
        self.trap();
        self.keep();
        let (submit, check) = (self.say(Message::Submit), self.say(Message::Check));
        self.put(format_args!(
            "<div class=\"send\">\n<button type=\"submit\" class=\"submit\">{submit}</button>\n<button type=\"submit\" class=\"check\" name=\"{CHECK}\" value=\"1\">{check}</button>\n</div>\n</form>\n"
        ));
    }

    /// What a script asks before it keeps words; without one, nobody sees it, and nothing is sent of
    /// it.
    fn keep(&mut self) {
        let (keep, note) = (self.say(Message::Keep), self.say(Message::KeepNote));
        self.put(format_args!(
            "<div class=\"keep\" hidden>\n<div class=\"choice\"><input type=\"checkbox\" id=\"keep-words\" aria-describedby=\"keep-note\"><label for=\"keep-words\">{keep}</label></div>\n<p class=\"hint\" id=\"keep-note\">{note}</p>\n</div>\n"
        ));
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
        assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;&#39;&amp;\" aria-describedby=\"f-title-limit f-title-error\" aria-invalid=\"true\">"));
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
    fn the_groups_that_a_reader_needs_are_open() {
        let definition = definition();
        let opened = |view: &FormView<'_>| {
            let html = form(&definition, view);
            let groups = html.split("<details class=\"group\"").skip(1);
            let open = groups.filter(|group| group.starts_with(" open>"));
            let id =
                |group: &str| group.split(" id=\"g-").nth(1)?.split('"').next().map(str::to_owned);
            open.filter_map(id).collect::<Vec<_>>()
        };
        let fresh = FormView::fresh("en", "/forms/incident");
        assert_eq!(opened(&fresh), [""; 0]);
        let error = |field: &str| FieldError {
            field: field.to_owned(),
            problem: Message::Option,
            text: String::new(),
        };
        let errors = [error("description"), error("affected_count"), error("tlp")];
        assert_eq!(opened(&FormView { errors: &errors, ..fresh }), ["impact", "sharing"]);
        let mut values = Values::new();
        for field in definition.fields.iter() {
            let default = field.default.clone().map(|word| match &*word {
                "page_language" => "en".to_owned(),
                _ => word,
            });
            values.insert(field.id.clone(), default.into_iter().collect());
        }
        assert_eq!(opened(&FormView { values: Some(&values), ..fresh }), [""; 0]);
        values.insert("evidence_text".into(), vec!["a line".into()]);
        assert_eq!(opened(&FormView { values: Some(&values), ..fresh }), ["evidence"]);
    }

    #[test]
    fn limits_and_what_is_required_are_told_at_once() {
        let source = include_str!("../../content/forms/incident.yaml");
        let source = source.replace("enabled: false  ", "enabled: true  ");
        let definition = Definition::parse(&source).expect("the form parses");
        let html = form(&definition, &FormView::fresh("en", "/forms/incident"));
        for expect in [
            ">At least 5, at most 120 characters.</p>\n<input",
            ">At least 5, at most 60 characters.</p>\n<input",
            ">At least 20, at most 10000 characters.</p>\n<textarea id=\"f-description\" name=\"description\" rows=\"10\" required aria-describedby=\"f-description-hint f-description-limit\">",
            ">At most 5000 characters. At most 200 lines.</p>\n<textarea id=\"f-affected_systems\" name=\"affected_systems\" rows=\"5\" class=\"verbatim\" spellcheck=\"false\"",
            ">A whole number from 0 to 1000000.</p>",
            " data-count=\"3\" data-bytes=\"3145728\" data-many=\"Attach at most 3 files.\"",
            ">At most 3 files, 3 MB together.</p>",
            "name=\"reply_wanted\" value=\"reply\" checked required>",
            "name=\"privacy_ack\" value=\"yes\" required>",
        ] {
            assert!(html.contains(expect), "{expect}\n{html}");
        }
    }

    #[test]
    fn answers_are_shown_before_they_are_sent() {
        let mut values = Values::new();
        values.insert("description".into(), vec!["a <b>\nc".into()]);
        values.insert("violated".into(), vec!["integrity".into(), "unknown".into()]);
        let fresh = FormView::fresh("en", "/forms/incident");
        let html =
            form(&definition(), &FormView { values: Some(&values), is_check: true, ..fresh });
        for expect in [
            "<div><dt><a href=\"#f-description\">What happened?</a></dt><dd class=\"answer\" dir=\"auto\">a &lt;b&gt;\nc</dd></div>",
            "<dd class=\"answer\" dir=\"auto\">Integrity (information was changed or deleted)</dd><dd class=\"answer\" dir=\"auto\">I do not know</dd></div>",
        ] {
            assert!(html.contains(expect), "{html}");
        }
        assert_eq!(html.matches("<dt>").count(), 2);
        assert!(!html.contains("error-summary") && !html.contains("data-fresh"));
    }

    #[test]
    fn words_that_no_question_asked_for_go_along() {
        let unexpected = [
            Unexpected { name: "a\"<b>".into(), text: "\n</textarea><script>".into() },
            Unexpected { name: String::new(), text: "x".into() },
        ];
        let errors = [FieldError {
            field: "a<b>".into(),
            problem: Message::TooLarge,
            text: "5 <MB>".into(),
        }];
        let fresh = FormView::fresh("en", "/forms/incident");
        let html =
            form(&definition(), &FormView { unexpected: &unexpected, errors: &errors, ..fresh });
        assert!(html.contains("<li><bdi>a&lt;b&gt;</bdi>: 5 &lt;MB&gt;</li>"), "{html}");
        assert!(html.contains(
            "name=\"a&quot;&lt;b&gt;\" rows=\"3\">\n\n&lt;/textarea&gt;&lt;script&gt;</textarea>"
        ));
        assert!(html.contains("name=\"_\" rows=\"3\">\nx</textarea>"));
        assert!(!form(&definition(), &fresh).contains("u-0"));
    }

    #[test]
    fn a_region_is_swapped_or_missing() {
        let page = format!("<main>{REGION_START}old{REGION_END}</main>");
        assert_eq!(swap_region(&page, "new"), Some(page.replace("old", "new")));
        assert_eq!(swap_region("<main></main>", "new"), None);
    }
}

//! What stands round the questions of a refused form: everything that is wrong, and the words that
//! no question asked for.

use super::{Drawing, escape};
use crate::form::Message;
use crate::validate::FieldError;
use crate::visible::visible;

impl Drawing<'_> {
    /// Everything that is wrong, on top, each with a link to its field. Takes the focus
    /// when the page opens, since without script nothing else can bring a reader there.
    pub(super) fn summary(&mut self) {
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
            view.errors.iter().for_each(|error| self.mistake(error));
            self.put(format_args!("</ul>\n"));
        }
        self.put(format_args!("</div>\n"));
    }

    fn mistake(&mut self, error: &FieldError) {
        let text = escape(&error.text);
        match self.definition.field(&error.field).map(|field| field.label.get(self.view.lang)) {
            Some(label) => {
                // A question has its mark already.
                let colon = if label.ends_with('?') { "" } else { ":" };
                let (label, id) = (escape(label), &error.field);
                self.put(format_args!("<li><a href=\"#f-{id}\">{label}{colon} {text}</a></li>\n"));
            }
            // Something that no control of the form stands for.
            None => {
                let name = escape(&visible(&error.field));
                self.put(format_args!("<li><bdi>{name}</bdi>: {text}</li>\n"));
            }
        }
    }

    /// The words that no question asked for, to be seen and sent along with the next try.
    pub(super) fn unexpected(&mut self) {
        if self.view.unexpected.is_empty() {
            return;
        }
        let legend = self.say(Message::Unexpected);
        self.put(format_args!("<fieldset class=\"group\">\n<legend>{legend}</legend>\n"));
        // In place of a form that cannot be read, all words stand here.
        if !self.definition.fields.is_empty() {
            let note = self.say(Message::UnexpectedNote);
            self.put(format_args!("<p class=\"hint\">{note}</p>\n"));
        }
        for (n, unexpected) in self.view.unexpected.iter().enumerate() {
            // A browser sends nothing that has no name.
            let name = if unexpected.name.is_empty() { "_" } else { &unexpected.name };
            let (seen, name) = (escape(&visible(name)), escape(name));
            let text = escape(&unexpected.text);
            self.put(format_args!(
                "<div class=\"field\">\n<label for=\"u-{n}\"><bdi>{seen}</bdi></label>\n<textarea id=\"u-{n}\" name=\"{name}\" rows=\"3\">\n{text}</textarea>\n</div>\n"
            ));
        }
        self.put(format_args!("</fieldset>\n"));
    }
}

//! All answers of a post in a list, for their reporter to look at before they are sent. Nothing is
//! kept between the look and the sending: the form below the list holds the same words.

use super::{Drawing, escape};
use crate::form::{Kind, Message};
use crate::visible::visible_lines;

impl Drawing<'_> {
    /// The list, each question with a link to its control, and the button that sends it all. Takes
    /// the focus when the page opens.
    pub(super) fn answers(&mut self) {
        let (definition, view) = (self.definition, self.view);
        let (title, note) = (self.say(Message::CheckTitle), self.say(Message::CheckNote));
        self.put(format_args!(
            "<div class=\"answers\" role=\"group\" tabindex=\"-1\" autofocus aria-labelledby=\"answers-title\">\n<h2 id=\"answers-title\">{title}</h2>\n<p>{note}</p>\n"
        ));
        for message in view.messages {
            self.put(format_args!("<p>{}</p>\n", escape(message)));
        }
        self.put(format_args!("<dl>\n"));
        for field in &definition.fields {
            let values = self.values(field);
            if values.iter().all(|value| value.trim().is_empty()) {
                continue;
            }
            let (id, label) = (&field.id, escape(field.label.get(view.lang)));
            self.put(format_args!("<div><dt><a href=\"#f-{id}\">{label}</a></dt>"));
            for value in &values {
                let words = match field.choice(value) {
                    Some(choice) => choice.label.get(view.lang),
                    None if field.kind == Kind::Checkbox => "✓",
                    None => &visible_lines(value),
                };
                // In its own direction, and without a hold on what stands beside it.
                self.put(format_args!("<dd class=\"answer\" dir=\"auto\">{}</dd>", escape(words)));
            }
            self.put(format_args!("</div>\n"));
        }
        let submit = self.say(Message::Submit);
        self.put(format_args!(
            "</dl>\n<button type=\"submit\" class=\"submit\">{submit}</button>\n</div>\n"
        ));
    }
}

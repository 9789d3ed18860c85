//! A group of questions → a `<fieldset>`, or `<details>` that the reporter opens.

use super::{Drawing, escape};
use crate::form::{Field, Group};

impl Drawing<'_> {
    /// Draws a group and its questions; nothing if it has none. A closed one is open in an answer
    /// that has words or mistakes in it.
    pub(super) fn group(&mut self, group: &Group) {
        let definition = self.definition;
        let fields: Vec<&Field> =
            definition.fields.iter().filter(|field| field.group == group.id).collect();
        if fields.is_empty() {
            return;
        }
        let (id, label) = (&group.id, escape(group.label.get(self.view.lang)));
        let help = group.help.as_ref().map(|help| escape(help.get(self.view.lang)));
        if group.open {
            self.put(format_args!("<fieldset class=\"group\">\n<legend>{label}</legend>\n"));
            if let Some(help) = help {
                self.put(format_args!("<p class=\"hint\">{help}</p>\n"));
            }
            fields.into_iter().for_each(|field| self.field(field));
            return self.put(format_args!("</fieldset>\n"));
        }
        let is_open = fields.iter().any(|field| self.is_touched(field));
        let open = if is_open { " open" } else { "" };
        let help =
            help.map(|help| format!(" <span class=\"hint\">{help}</span>")).unwrap_or_default();
        self.put(format_args!(
            "<details class=\"group\"{open}>\n<summary><span class=\"group-title\" id=\"g-{id}\">{label}</span>{help}</summary>\n<div role=\"group\" aria-labelledby=\"g-{id}\">\n"
        ));
        fields.into_iter().for_each(|field| self.field(field));
        self.put(format_args!("</div>\n</details>\n"));
    }
}

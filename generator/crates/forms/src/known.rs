//! What forms name and the site does not have: types of incident, facts of the team.

use super::Definitions;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::config::Config;
use certsite_site::rsit::{self, Codes};
use std::collections::BTreeSet;

impl Definitions {
    /// Choices that suggest a class and type that the taxonomy does not have: the register would
    /// refuse what the letter suggests.
    pub(super) fn unknown_kinds(&self, codes: &Codes) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (id, form) in
            self.by_id.iter().filter(|_| !codes.classes.is_empty() && !codes.is_partial)
        {
            let choices = form.fields.iter().flat_map(|field| &field.options);
            let suggested: BTreeSet<String> = choices
                .filter_map(|choice| choice.rsit.as_ref())
                .map(|rsit| format!("{}/{}", rsit.class, rsit.kind))
                .collect();
            for text in suggested.iter().filter(|text| codes.written(text).is_none()) {
                let (message, expected) = rsit::unknown(codes, text);
                let place = self.place_by(id, |source| source.place_of_text(&["fields"], text));
                found.push(Diagnostic::at(Problem::BadValue { message, expected }, place));
            }
        }
        found
    }

    /// Facts that a form needs and no team has: it would never be shown.
    pub(super) fn unknown_facts(&self, config: &Config) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (id, form) in &self.by_id {
            let needs = form.needs.iter().enumerate();
            for (n, key) in needs.filter(|(_, key)| config.facts.get(key).is_none()) {
                let message = format!("there is no fact `{key}`");
                let help =
                    "name a key of content/team.yaml, such as security_txt.contact".to_owned();
                let place = self.place(id, &["needs", &n.to_string()]);
                found.push(Diagnostic::at(Problem::Form { message, help }, place));
            }
        }
        found
    }
}

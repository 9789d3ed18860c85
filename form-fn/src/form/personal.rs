//! A definition → what the privacy notice lists of it: the fields that lead to a person.

use super::{Definition, Group, PersonalData};

/// The personal data that one group of the form asks for, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalDataGroup {
    /// The group's label, in the language that was asked for.
    pub label: String,
    /// The labels of its marked fields, each with its mark (`direct`, `indirect`).
    pub fields: Vec<(String, &'static str)>,
}

impl Definition {
    /// What the privacy notice has to list: groups with the fields marked in them.
    pub fn personal_data(&self, lang: &str) -> Vec<PersonalDataGroup> {
        let marked = |group: &Group| -> Vec<(String, &'static str)> {
            self.fields
                .iter()
                .filter(|field| {
                    field.group == group.id && field.personal_data != PersonalData::None
                })
                .map(|field| (field.label.get(lang).to_owned(), field.personal_data.as_str()))
                .collect()
        };
        self.groups
            .iter()
            .map(|group| PersonalDataGroup {
                label: group.label.get(lang).to_owned(),
                fields: marked(group),
            })
            .filter(|group| !group.fields.is_empty())
            .collect()
    }
}

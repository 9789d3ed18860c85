//! A form's definition: YAML with every language side by side → [`Definition`].
//!
//! The generator draws the form from it, form-fn checks posts by it, the privacy
//! notice lists its personal data. Knows nothing of HTTP, mail or pages.

mod check;
mod messages;
mod parse;
mod personal;
mod rules;
mod written;

pub use messages::Message;
pub use personal::PersonalDataGroup;
pub use rules::{BODY_MOST, Constraints, Day, FormLimits, Format};
pub use written::{DefinitionError, DefinitionFile};

use serde::Deserialize;
use std::collections::BTreeMap;

/// One form, checked: every group, field and text that it names exists in every language.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The form's name in addresses: `/forms/<id>`.
    pub id: String,
    /// Hash of the definition's text, so that a post says which form its reporter saw.
    pub version: String,
    /// The beginning of each report number, before the first hyphen.
    pub number_prefix: String,
    /// The facts of the team that a published site needs beside those of every form, before it shows
    /// this one.
    pub needs: Vec<String>,
    /// Fieldsets in their order on the page.
    pub groups: Vec<Group>,
    /// Fields in their order on the page; those that are switched off are left out.
    pub fields: Vec<Field>,
    /// The most that a post may hold, and how old its token may be.
    pub limits: FormLimits,
    /// The field that only programs fill in.
    pub trap: Trap,
    languages: Vec<String>,
    default_language: String,
    messages: BTreeMap<Message, Text>,
}

/// A text in each language of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(BTreeMap<String, String>);

/// The name of the button that asks for a look at all answers before they are sent.
pub const CHECK: &str = "check";

/// A group of questions, drawn as a `<fieldset>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The id that its fields refer to.
    pub id: String,
    /// What stands above the group (`<legend>`, or `<summary>`).
    pub label: Text,
    /// What its answers are good for; `None` if its questions say so themselves.
    pub help: Option<Text>,
    /// Whether its questions are seen at once. If not, the reporter opens the group (`<details>`),
    /// and may send the form without.
    #[serde(default = "yes")]
    pub open: bool,
}

/// One question of the form, with the control that takes its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name under which it is posted, and its name in `report.json`.
    pub id: String,
    /// The id of the group that it stands in.
    pub group: String,
    /// What kind of control it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Whether it must be answered, whatever else is.
    #[serde(default)]
    pub required: bool,
    /// When it must be answered though it need not be otherwise; `None` if no other field makes it
    /// so.
    pub required_when: Option<When>,
    /// Whether it is part of the form; if not, it is neither drawn nor read.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// How far its answer leads to a person.
    #[serde(default)]
    pub personal_data: PersonalData,
    /// The element of RFC 7970 that the answer fills; `None` if it stands in the letter only.
    pub iodef: Option<Iodef>,
    /// The question, as it stands at its control (`<label>` or `<legend>`).
    pub label: Text,
    /// A hint under the question; `None` if it needs none.
    pub help: Option<Text>,
    /// The answer that a fresh form shows; `page_language` stands for the page's own. `None` for an
    /// empty control.
    pub default: Option<String>,
    /// Whether it is pasted as a program wrote it: shown in letters of one width, and no spelling is
    /// looked at.
    #[serde(default)]
    pub verbatim: bool,
    /// The autofill token of HTML (§4.10.18.7 of the standard); none if browsers are not to fill it
    /// in.
    pub autocomplete: Option<String>,
    /// What the answer has to keep to.
    #[serde(default)]
    pub constraints: Constraints,
    /// Choices of a select, radio or checkboxes field.
    #[serde(default)]
    pub options: Vec<Choice>,
}

/// The kind of a control: what HTML draws, and how the answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the HTML control of the same name")]
pub enum Kind {
    Text,
    Textarea,
    Email,
    Tel,
    Date,
    Time,
    Select,
    Radio,
    Checkbox,
    Checkboxes,
    Integer,
    File,
}

/// "The other field has this value."
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The id of the other field, which stands in the same form.
    pub field: String,
    /// The value that it has to have; of checkboxes, among others.
    pub equals: String,
}

/// How far an answer leads to a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonalData {
    /// The answer names a person, or is their address or number.
    Direct,
    /// The answer may lead to a person, with what others know.
    Indirect,
    /// The answer leads to nobody.
    #[default]
    None,
}

impl PersonalData {
    /// The word of the definition file.
    pub fn as_str(self) -> &'static str {
        match self {
            PersonalData::Direct => "direct",
            PersonalData::Indirect => "indirect",
            PersonalData::None => "none",
        }
    }
}

/// One of the choices that a field offers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value that is posted for it.
    pub value: String,
    /// The words that the reporter reads beside it.
    pub label: Text,
    /// Class and type of the Reference Security Incident Taxonomy that it suggests; `None` if it
    /// suggests none.
    pub rsit: Option<Rsit>,
    /// The priority that it suggests; none if it says nothing of that.
    pub priority: Option<Priority>,
    /// Whether it is offered; if not, a post that names it is refused.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// A class and a type of RSIT, written `class/type`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rsit {
    /// The class, as the first column of the taxonomy has it.
    pub class: String,
    /// The type, as the second column has it.
    pub kind: String,
}

/// A suggested priority, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Nothing that was chosen raises it.
    Normal,
    /// It is to be looked at soon.
    Medium,
    /// It is to be looked at first.
    High,
}

/// Elements of IODEF v2 (RFC 7970) that a field may fill. The handler also finds
/// the reporter's address and the sharing label through these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "each carries the path of its element")]
pub enum Iodef {
    #[serde(rename = "Incident/@restriction")]
    Restriction,
    #[serde(rename = "Incident/AlternativeID/IncidentID")]
    AlternativeId,
    #[serde(rename = "Incident/DetectTime")]
    DetectTime,
    #[serde(rename = "Incident/StartTime")]
    StartTime,
    #[serde(rename = "Incident/Description")]
    Description,
    #[serde(rename = "Incident/Contact/@type")]
    ContactType,
    #[serde(rename = "Incident/Contact/ContactName")]
    ContactName,
    #[serde(rename = "Incident/Contact[@type=organization]/ContactName")]
    OrganisationName,
    #[serde(rename = "Incident/Contact/Email/EmailTo")]
    EmailTo,
    #[serde(rename = "Incident/Contact/Telephone/TelephoneNumber")]
    TelephoneNumber,
    #[serde(rename = "Incident/Contact/Timezone")]
    Timezone,
    #[serde(rename = "Incident/Assessment/SystemImpact")]
    SystemImpact,
    #[serde(rename = "Incident/Assessment/BusinessImpact")]
    BusinessImpact,
    #[serde(rename = "Incident/EventData/Flow/System[@category=source]")]
    Source,
    #[serde(rename = "Incident/EventData/Flow/System[@category=target]")]
    Target,
    #[serde(rename = "Incident/History/HistoryItem")]
    HistoryItem,
}

/// The field that people do not see and programs fill in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// The name under which it is posted.
    pub name: String,
    /// What a screen reader says if it meets it after all.
    pub label: Text,
}

fn yes() -> bool {
    true
}

impl Definition {
    /// The codes of the languages that all texts of the form are in, in the order of its
    /// definition.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The language of an answer to somebody whose language is not known.
    pub fn default_language(&self) -> &str {
        &self.default_language
    }

    /// The form's own name for a language code, so that no foreign text goes on; `None` if the form
    /// has not that language.
    pub fn language(&self, code: &str) -> Option<&str> {
        self.languages.iter().find(|lang| *lang == code).map(String::as_str)
    }

    /// The field with this id; `None` if there is none, or if it is switched off.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Whether any field of the form takes files, so that it is posted as `multipart/form-data`.
    pub fn takes_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == Kind::File)
    }

    /// The most bytes that a post of this form may have.
    pub fn body_limit(&self) -> usize {
        if self.takes_files() { self.limits.files_body_bytes } else { self.limits.body_bytes }
    }

    /// How well it speaks for other forms of its site, where one cannot: by its languages first, then
    /// by its questions, in which what was posted elsewhere may find its place.
    pub fn breadth(&self) -> (usize, usize) {
        (self.languages.len(), self.fields.len())
    }

    /// What answers in place of another form of the same site, as long as that one cannot be read:
    /// no question, so that whatever was posted there comes back as it was, in the words of this one.
    pub fn stand_in(&self, id: &str) -> Definition {
        Definition {
            id: id.to_owned(),
            version: String::new(),
            groups: Vec::new(),
            needs: Vec::new(),
            fields: Vec::new(),
            ..self.clone()
        }
    }

    /// A message of the form in one of its languages, given by its code.
    pub fn say(&self, message: Message, lang: &str) -> &str {
        // Parsing refuses a definition that lacks a message.
        self.messages.get(&message).map_or("", |text| text.get(lang))
    }

    /// A message with its `{name}` places filled in.
    pub fn say_with(&self, message: Message, lang: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.say(message, lang).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }
}

impl Priority {
    /// The word of the definition file.
    pub fn as_str(self) -> &'static str {
        match self {
            Priority::Normal => "normal",
            Priority::Medium => "medium",
            Priority::High => "high",
        }
    }
}

impl Rsit {
    /// The tag by which other tools know it, such as `rsit:fraud="phishing"`.
    pub fn tag(&self) -> String {
        format!("rsit:{}=\"{}\"", self.class, self.kind)
    }
}

impl Field {
    /// The label of one of its choices.
    pub fn choice(&self, value: &str) -> Option<&Choice> {
        self.options.iter().find(|choice| choice.value == value)
    }

    /// May the post name it more than once?
    pub fn is_multiple(&self) -> bool {
        matches!(self.kind, Kind::Checkboxes | Kind::File)
    }
}

impl Text {
    /// The text in that language; parsing has made sure that it is there.
    pub fn get(&self, lang: &str) -> &str {
        self.0.get(lang).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }

    /// The languages it is written in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

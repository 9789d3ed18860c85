//! The body of a post → [`Submission`]: names, texts and files, nothing yet checked against the
//! form but readability.
//!
//! Texts are UTF-8, as they were sent, but for a `\n` in place of the CR LF that HTML has for a
//! line break. Nothing is left behind here: what answers no question of the form is
//! [`Submission::unexpected`], and goes into the report beside the answers. Of a post that cannot
//! be read to its end whatever can be read is kept, so that its page comes back with it.

mod leftover;
mod multipart;
mod percent;
mod urlencoded;

pub use leftover::{SEAM, unread};

use crate::form::{CHECK, Definition, Kind};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Texts by field; more than one only where the post named the field again.
pub type Values = BTreeMap<String, Vec<String>>;

/// Everything that a post held, before anybody judged it.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// Texts by the names under which they were posted.
    pub values: Values,
    /// The files, in the order in which they were sent.
    pub files: Vec<Upload>,
}

/// A file that somebody attached, of which nothing is believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name under which it was posted.
    pub field: String,
    /// Its name, as the browser gave it; empty if it gave none.
    pub name: String,
    /// Its contents, byte for byte as they were sent.
    pub bytes: Bytes,
}

/// A text that answers no question of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexpected {
    /// The name under which it was posted; empty for what was put together.
    pub name: String,
    /// The text, as it was posted.
    pub text: String,
}

impl Unexpected {
    /// Name and text, to stand among others of their kind.
    pub fn line(&self) -> String {
        format!("{}: {}\n", self.name, self.text)
    }
}

/// The encodings that a browser posts a form in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// Names and values with escapes, `application/x-www-form-urlencoded` (WHATWG URL §5.1).
    UrlEncoded,
    /// `multipart/form-data` with its boundary, if one is named that can be one.
    Multipart(Option<String>),
}

/// A place at which a post cannot be read, or must not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field, if it is in one.
    pub field: Option<String>,
}

impl Encoding {
    /// Reads a `Content-Type`; none if it is not one of a form.
    pub fn of(content_type: &str) -> Option<Encoding> {
        let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
        match essence.trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Some(Encoding::UrlEncoded),
            "multipart/form-data" => Some(Encoding::Multipart(multipart::boundary(parameters))),
            _ => None,
        }
    }

    /// The encoding of a body of which nobody says what it is, if it plainly is one of this form.
    pub fn guess(definition: &Definition, body: &Bytes) -> Option<Encoding> {
        if let Some(boundary) = multipart::guess(body) {
            return Some(Encoding::Multipart(Some(boundary)));
        }
        let is_known = |name: &str| definition.field(name).is_some() || CARRIED.contains(&name);
        let is_it = urlencoded::is_plainly(body)
            && urlencoded::pairs(body).any(|(name, _)| is_known(&name.text));
        is_it.then_some(Encoding::UrlEncoded)
    }
}

/// Reads a body: what it holds, and where it could not be read.
pub fn read(definition: &Definition, encoding: &Encoding, body: &Bytes) -> (Submission, Vec<Flaw>) {
    let mut intake = Intake {
        definition,
        names: 0,
        submission: Submission::default(),
        beyond: String::new(),
        flaws: Vec::new(),
    };
    match encoding {
        Encoding::UrlEncoded => intake.urlencoded(body),
        Encoding::Multipart(boundary) => intake.multipart(boundary.as_deref(), body),
    }
    if !intake.beyond.is_empty() {
        intake.submission.values.entry(String::new()).or_default().push(intake.beyond);
    }
    (intake.submission, intake.flaws)
}

/// Names that are longer are kept among the texts for which there is no room.
const LONGEST_NAME: usize = 1024;

/// The names of the fields that a page carries unseen, beside the form's questions.
const CARRIED: [&str; 4] = ["lang", "form_version", "token", CHECK];

struct Intake<'a> {
    definition: &'a Definition,
    names: usize,
    submission: Submission,
    /// The texts for which there is no more room, one after the other.
    beyond: String,
    flaws: Vec<Flaw>,
}

impl Intake<'_> {
    /// Notes a flaw; of a post full of them, the first will do.
    fn flaw(&mut self, field: Option<&str>) {
        if self.flaws.len() < self.definition.limits.fields {
            self.flaws.push(Flaw { field: field.map(str::to_owned) });
        }
    }

    fn urlencoded(&mut self, body: &Bytes) {
        for (name, value) in urlencoded::pairs(body) {
            // Letters that are not what was typed must not pass for it: the page asks again.
            if !(name.is_whole && value.is_whole) {
                self.flaw(Some(&name.text));
            }
            self.text(&name.text, &value.text);
        }
    }

    fn multipart(&mut self, boundary: Option<&str>, body: &Bytes) {
        let guessed = || multipart::guess(body);
        let Some(known) = boundary.map(str::to_owned).or_else(guessed) else {
            self.flaw(None);
            return self.rest(body);
        };
        let multipart::Parts { parts, rest, is_whole } = multipart::parts(body, &known);
        if boundary.is_none() || !is_whole {
            self.flaw(None);
        }
        for part in parts {
            self.part(part);
        }
        rest.iter().for_each(|bytes| self.rest(bytes));
    }

    /// Bytes that stand in no part that can be read: words among them are shown to their writer.
    fn rest(&mut self, bytes: &[u8]) {
        if let Ok(text) = std::str::from_utf8(bytes)
            && !text.trim().is_empty()
        {
            self.text("", text.trim_matches(['\r', '\n']));
        }
    }

    fn part(&mut self, part: multipart::Part) {
        let multipart::Part { name, file_name, body } = part;
        let is_text = self.is_text(&name);
        let file_name = match file_name {
            // A program that names no file means a text.
            Some(file_name) if !(is_text && file_name.is_empty()) => file_name,
            _ => match std::str::from_utf8(&body) {
                Ok(text) => return self.text(&name, text),
                Err(_) if is_text => {
                    self.flaw(Some(&name));
                    return self.text(&name, &String::from_utf8_lossy(&body));
                }
                // Bytes that are no text are a file, whatever they were sent as.
                Err(_) => String::new(),
            },
        };
        self.file(name, file_name, body);
    }

    fn is_text(&self, name: &str) -> bool {
        self.definition.field(name).is_some_and(|field| field.kind != Kind::File)
    }

    /// Whether there is still room for one more. There are far more than any form has before that
    /// ends: only the form's own words are kept by themselves then, so that the page that refuses
    /// them cannot grow without end.
    fn has_room(&mut self, name: &str) -> bool {
        self.names += 1;
        let limits = &self.definition.limits;
        let is_short = name.len() <= limits.field_name_bytes;
        let has_room = self.names <= limits.fields;
        if !is_short || !has_room {
            // Nothing is wrong with the field itself.
            self.flaw(None);
        }
        let is_own = self.is_text(name) || CARRIED.contains(&name);
        has_room || (is_own && !self.submission.values.contains_key(name))
    }

    fn text(&mut self, name: &str, value: &str) {
        let has_room = self.has_room(name) && name.len() <= LONGEST_NAME;
        if has_room {
            let texts = self.submission.values.entry(name.to_owned()).or_default();
            texts.push(value.replace("\r\n", "\n"));
        } else if is_words(value) || (is_words(name) && !is_control(self.definition, name)) {
            // There may be a million of them.
            [name, ": ", &value.replace("\r\n", "\n"), "\n"]
                .iter()
                .for_each(|piece| self.beyond.push_str(piece));
        }
    }

    fn file(&mut self, name: String, file_name: String, bytes: Bytes) {
        // A file control that was left empty still sends a part.
        let is_empty = file_name.is_empty() && bytes.is_empty();
        if is_empty && self.definition.field(&name).is_none() {
            self.text(&name, "");
        } else if self.has_room(&name) && !is_empty {
            self.submission.files.push(Upload { field: name, name: file_name, bytes });
        }
    }
}

impl Submission {
    /// The only text of a field, or its first.
    pub fn first(&self, field: &str) -> &str {
        self.values.get(field).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The form's own name for the language that its reporter read it in, if the post says so.
    pub fn language<'a>(&self, definition: &'a Definition) -> Option<&'a str> {
        let named = self.values.get("lang").into_iter().flatten();
        named.filter_map(|lang| definition.language(lang)).next()
    }

    /// The texts that answer no question of the form: those of fields that it does not have, those
    /// in the place of files, and those in the fields that a page carries unseen, where they are
    /// not what belongs there. What holds no word is left out.
    pub fn unexpected(&self, definition: &Definition) -> Vec<Unexpected> {
        let mut found = Vec::new();
        for (name, texts) in &self.values {
            if definition.field(name).is_some_and(|field| field.kind != Kind::File) {
                continue;
            }
            let belongs = |text: &&String| match name.as_str() {
                "lang" => definition.language(text).is_some(),
                "form_version" => is_version(text),
                "token" => is_token(text),
                CHECK => *text == "1",
                _ => false,
            };
            let own = texts.iter().position(|text| belongs(&text));
            let others = texts.iter().enumerate().filter(|(n, _)| Some(*n) != own);
            let others = others.filter(|(_, text)| !text.trim().is_empty());
            let before = found.len();
            found.extend(
                others.map(|(_, text)| Unexpected { name: name.clone(), text: text.clone() }),
            );
            if found.len() == before && !is_control(definition, name) && is_words(name) {
                found.push(Unexpected { name: String::new(), text: name.clone() });
            }
        }
        found
    }
}

/// Whether a name or a value says something.
fn is_words(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Whether a page of the form has a control of this name, which is posted when it is empty too:
/// questions, what is carried unseen, and what a refused post brings back, `_` and `title.2`.
fn is_control(definition: &Definition, name: &str) -> bool {
    let question = name.rsplit_once('.').map_or(name, |(question, _)| question);
    let is_unseen = CARRIED.contains(&name) || name == definition.trap.name;
    name == "_" || is_unseen || definition.field(question).is_some()
}

/// As a definition's version is written.
fn is_version(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// As an age token is written, whoever made it.
fn is_token(text: &str) -> bool {
    let machine = |byte: u8| byte.is_ascii_hexdigit() || b".:".contains(&byte);
    text.len() <= 128 && text.bytes().all(machine) && text.contains('.')
}

#[cfg(test)]
mod tests;

//! The body of a post → [`Submission`]: names, texts and files, nothing yet checked
//! against the form but size and readability.
//!
//! Texts are UTF-8 or refused, in NFC, with `\n` for every line break. Fields that the
//! form does not have are left behind here, so that nothing else ever meets them.

mod multipart;

use crate::form::{Definition, Kind};
use bytes::Bytes;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Texts by field; more than one only where the post named the field again.
pub type Values = BTreeMap<String, Vec<String>>;

/// What a post held.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// Texts of the form's own fields, and of those that the page carries unseen.
    pub values: Values,
    /// Files, as sent.
    pub files: Vec<Upload>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Field that it came in.
    pub field: String,
    /// Its name, as the browser gave it.
    pub name: String,
    /// Its contents.
    pub bytes: Bytes,
}

/// The encodings that a browser posts a form in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`
    UrlEncoded,
    /// `multipart/form-data` with its boundary.
    Multipart(String),
}

/// Why a body is no post of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Not in one of the two encodings.
    #[error("the content type is not one of a form")]
    WrongType,
    /// Broken, not UTF-8, or with more names than the form could have.
    #[error("the body cannot be read")]
    Unreadable,
}

impl Encoding {
    /// Reads a `Content-Type`.
    pub fn of(content_type: &str) -> Result<Encoding, IntakeError> {
        let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
        match essence.trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Ok(Encoding::UrlEncoded),
            "multipart/form-data" => multipart::boundary(parameters)
                .map(Encoding::Multipart)
                .ok_or(IntakeError::Unreadable),
            _ => Err(IntakeError::WrongType),
        }
    }
}

/// Reads a body.
pub fn read(
    definition: &Definition,
    encoding: &Encoding,
    body: &Bytes,
) -> Result<Submission, IntakeError> {
    let mut intake = Intake { definition, names: 0, submission: Submission::default() };
    match encoding {
        Encoding::UrlEncoded => {
            for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
                let mut halves = pair.splitn(2, |byte| *byte == b'=');
                let name = unescape(halves.next().unwrap_or_default())?;
                let value = unescape(halves.next().unwrap_or_default())?;
                intake.text(&name, &value)?;
            }
        }
        Encoding::Multipart(boundary) => {
            for part in multipart::parts(body, boundary)? {
                match part.file_name {
                    Some(file_name) => intake.file(&part.name, file_name, part.body)?,
                    None => {
                        let text =
                            std::str::from_utf8(&part.body).map_err(|_| IntakeError::Unreadable)?;
                        intake.text(&part.name, text)?;
                    }
                }
            }
        }
    }
    Ok(intake.submission)
}

struct Intake<'a> {
    definition: &'a Definition,
    names: usize,
    submission: Submission,
}

impl Intake<'_> {
    fn count(&mut self, name: &str) -> Result<(), IntakeError> {
        self.names += 1;
        let limits = &self.definition.limits;
        if self.names > limits.fields || name.len() > limits.field_name_bytes {
            return Err(IntakeError::Unreadable);
        }
        Ok(())
    }

    fn text(&mut self, name: &str, value: &str) -> Result<(), IntakeError> {
        self.count(name)?;
        let own =
            ["lang", "form_version", "token"].contains(&name) || name == self.definition.trap.name;
        if own || self.definition.field(name).is_some_and(|field| field.kind != Kind::File) {
            self.submission.values.entry(name.to_owned()).or_default().push(normal(value));
        }
        Ok(())
    }

    fn file(&mut self, name: &str, file_name: String, bytes: Bytes) -> Result<(), IntakeError> {
        self.count(name)?;
        // A file control that was left empty still sends a part.
        let empty = file_name.is_empty() && bytes.is_empty();
        if !empty && self.definition.field(name).is_some_and(|field| field.kind == Kind::File) {
            self.submission.files.push(Upload { field: name.to_owned(), name: file_name, bytes });
        }
        Ok(())
    }
}

impl Submission {
    /// The only text of a field, or its first.
    pub fn first(&self, field: &str) -> &str {
        self.values.get(field).and_then(|values| values.first()).map_or("", String::as_str)
    }
}

/// NFC, with `\n` for every line break.
fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect()
}

/// `%61+b` → `a b`. A broken escape or bytes that are not UTF-8 are an error, since
/// the usual replacement characters would put words into the reporter's mouth.
fn unescape(bytes: &[u8]) -> Result<String, IntakeError> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut bytes = bytes.iter().copied();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| (byte as char).to_digit(16));
                match (digit(), digit()) {
                    // Two hexadecimal digits make a byte.
                    (Some(high), Some(low)) => (high * 16 + low) as u8,
                    _ => return Err(IntakeError::Unreadable),
                }
            }
            byte => byte,
        });
    }
    String::from_utf8(plain).map_err(|_| IntakeError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expect: Result<&[(&str, &[&str])], IntakeError>) {
        let definition = Definition::parse(include_str!("../../content/forms/incident.yaml"))
            .expect("the form parses");
        let read =
            read(&definition, &Encoding::UrlEncoded, &Bytes::copy_from_slice(body.as_bytes()));
        let expect = expect.map(|pairs| {
            pairs
                .iter()
                .map(|(name, values)| {
                    ((*name).to_owned(), values.iter().map(|v| (*v).to_owned()).collect())
                })
                .collect::<Values>()
        });
        assert_eq!(read.map(|submission| submission.values), expect, "{body}");
    }

    #[test]
    fn a_body_is_read_or_refused() {
        check("", Ok(&[]));
        check("title=a+b%2Bc&&title", Ok(&[("title", &["a b+c", ""])]));
        check("description=%C9%99%0D%0Ax%0Dy", Ok(&[("description", &["ə\nx\ny"])]));
        check("title=e%CC%81", Ok(&[("title", &["é"])]));
        check(
            "nothing=1&__proto__=2&lang=az&token=t&website=w",
            Ok(&[("lang", &["az"]), ("token", &["t"]), ("website", &["w"])]),
        );
        check("title=%", Err(IntakeError::Unreadable));
        check("title=%2", Err(IntakeError::Unreadable));
        check("title=%zz", Err(IntakeError::Unreadable));
        check("title=%FF", Err(IntakeError::Unreadable));
        check("title=%ED%A0%80", Err(IntakeError::Unreadable));
        check(&"a=1&".repeat(101), Err(IntakeError::Unreadable));
        check(&format!("{}=1", "a".repeat(65)), Err(IntakeError::Unreadable));
    }

    #[test]
    fn a_content_type_names_an_encoding() {
        assert_eq!(
            Encoding::of("application/x-www-form-urlencoded; charset=UTF-8"),
            Ok(Encoding::UrlEncoded)
        );
        assert_eq!(
            Encoding::of("Multipart/Form-Data; boundary=\"x y\""),
            Ok(Encoding::Multipart("x y".into()))
        );
        assert_eq!(Encoding::of("multipart/form-data"), Err(IntakeError::Unreadable));
        assert_eq!(Encoding::of("text/plain"), Err(IntakeError::WrongType));
        assert_eq!(Encoding::of(""), Err(IntakeError::WrongType));
    }
}

//! `team.yaml` and `base_url` of `site.yaml` → [`Facts`].

use super::answer::instead_of_value;
use super::shape::scalar;
use super::{FACTS, Fact, FactDef, FactKind, FactValue, Facts, Files, Need, network, shape};
use crate::config::Texts;
use certsite_base::address::{Base, tells_password};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::{Languages, PerLang};
use certsite_base::yaml::Source;
use certsite_text::Mailbox;
use serde_yaml::Value;
use std::sync::OnceLock;

impl Facts {
    /// Reads `team.yaml` and adds the address of the site, which stands in `site.yaml`.
    pub(in crate::config) fn read(
        languages: &Languages,
        files: Files,
        base_url: &Value,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Facts {
        let source = Source::whole(&files.team.0, &files.team.1);
        let mut is_unread = source.is_empty();
        let tree = match source.read_with_tags::<Value>() {
            Ok(tree) => tree,
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                is_unread = true;
                Value::Mapping(serde_yaml::Mapping::new())
            }
        };
        diagnostics.extend(shape::check(&source, &tree));
        let site = Source::whole(&files.site.0, &files.site.1);
        diagnostics.extend(shape::check_base(&site, base_url));
        let read = |def: &'static FactDef| {
            let path: Vec<&str> = def.key.split('.').collect();
            let value = match def.key {
                "site.base_url" => Some(base_url),
                _ => path.iter().try_fold(&tree, |value, key| value.get(key)),
            };
            let written = |steps: &[String]| {
                let (source, path) = files.find(def);
                let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                source.text_of(&[&path[..], &steps].concat())
            };
            for (steps, problem) in foreign(languages, def, value) {
                let (source, path) = files.find(def);
                let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                let place = source.place_of(&[&path[..], &steps].concat());
                diagnostics.push(Diagnostic::at(problem, place));
            }
            let is_of_team = def.key != "site.base_url";
            let mut is_wrong = is_of_team && (is_unread || is_blocked(&tree, &path));
            let value =
                read_value(languages, def, value, &written).unwrap_or_else(|(steps, problem)| {
                    let (source, path) = files.find(def);
                    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                    let place = match problem {
                        Problem::LanguageMissing { .. } => source.place_of(&path),
                        _ => source.place_of_value(&[&path[..], &steps].concat()),
                    };
                    diagnostics.push(Diagnostic::at(problem, place));
                    is_wrong = true;
                    FactValue::Unknown(String::new())
                });
            Fact { def, value, is_wrong }
        };
        let list = FACTS.iter().map(read).collect();
        Facts { list, files, places: OnceLock::new() }
    }
}

/// Whether something else stands where the block of a fact belongs.
fn is_blocked(tree: &Value, path: &[&str]) -> bool {
    let blocks = &path[..path.len() - 1];
    let ends = blocks.iter().scan(Some(tree), |at, key| {
        *at = at.and_then(|at| at.get(*key));
        *at
    });
    std::iter::once(tree).chain(ends).any(|block| !block.is_mapping())
}

/// What is wrong with a value, and the steps to it from its key.
type Wrong = (Vec<String>, Problem);

/// What the file says at the end of steps from the key: of `1.10` YAML makes the number 1.1.
type Written<'a> = &'a dyn Fn(&[String]) -> Option<String>;

fn read_value(
    languages: &Languages,
    def: &FactDef,
    value: Option<&Value>,
    written: Written,
) -> Result<FactValue, Wrong> {
    match value {
        None if def.need == Need::Extra => Ok(FactValue::None),
        None | Some(Value::Null) => Ok(FactValue::Unknown(String::new())),
        Some(Value::Tagged(tagged)) if tagged.tag == "unknown" => match &tagged.value {
            Value::Null => Ok(FactValue::Unknown(String::new())),
            note => match scalar(note) {
                Some(note) => Ok(FactValue::Unknown(note)),
                None => Err((Vec::new(), no_text(def))),
            },
        },
        Some(Value::Tagged(tagged)) if tagged.tag == "none" => match &tagged.value {
            Value::Null => Ok(FactValue::None),
            more => Err((Vec::new(), more_than_none(def, more))),
        },
        Some(value) => known(languages, def, value, written).map(FactValue::Known),
    }
}

fn known(
    languages: &Languages,
    def: &FactDef,
    value: &Value,
    written: Written,
) -> Result<PerLang<Vec<String>>, Wrong> {
    if def.kind == FactKind::Base && scalar(value).is_none() {
        let message = "a site stands at one address, in all its languages".to_owned();
        let expected = format!("write {}", Base::EXPECTED);
        return Err((Vec::new(), Problem::BadValue { message, expected }));
    }
    if def.is_single() && scalar(value).is_none() && !value.is_bool() {
        let message = format!("{} is one value, in all languages", def.key);
        let expected = "write it alone, without brackets or languages".to_owned();
        return Err((Vec::new(), Problem::BadValue { message, expected }));
    }
    let (items, is_list) = match value {
        Value::Sequence(items) => (items.as_slice(), true),
        one => (std::slice::from_ref(one), false),
    };
    if items.is_empty() {
        return Err((Vec::new(), no_text(def)));
    }
    let mut values = PerLang::new(languages, |_| Vec::new());
    for (n, item) in items.iter().enumerate() {
        let place: Vec<String> = is_list.then(|| n.to_string()).into_iter().collect();
        if item.is_mapping() && def.is_for_programs() {
            let message = format!("{} is the same in all languages", def.key);
            let expected = "write it once, without languages: programs read it".to_owned();
            return Err((place, Problem::BadValue { message, expected }));
        }
        for lang in languages.iter() {
            let code = &languages[lang].code;
            let mut steps = place.clone();
            let value = match item {
                Value::Mapping(texts) => {
                    let Some(value) = texts.get(code.as_str()) else {
                        let (key, lang) = (def.key.into(), code.clone());
                        return Err((steps, Problem::LanguageMissing { key, lang }));
                    };
                    steps.push(code.clone());
                    value
                }
                plain => plain,
            };
            let Some(text) = scalar(value) else { return Err((steps, no_text(def))) };
            let text = match value {
                Value::Number(_) => written(&steps).unwrap_or(text),
                _ => text,
            };
            // A text for each language may answer whether the team does something.
            let may_answer = item.is_mapping() && def.key.starts_with("policy.");
            let wrong = match instead_of_value(&text).filter(|_| !may_answer) {
                Some(says) => Err(no_value(def, &text, says)),
                None if value.is_number() && def.kind == FactKind::Text => {
                    Err(a_number(def, &text))
                }
                None => def.validate(&text),
            };
            if let Err(problem) = wrong {
                return Err((steps, problem));
            }
            values[lang].push(text);
        }
    }
    Ok(values)
}

/// Texts in what is no language of the site, with the steps to each from its key.
fn foreign(languages: &Languages, def: &FactDef, value: Option<&Value>) -> Vec<Wrong> {
    let (items, is_list) = match value {
        Some(Value::Sequence(items)) => (items.as_slice(), true),
        Some(one) => (std::slice::from_ref(one), false),
        None => (&[][..], false),
    };
    let mut found = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let Value::Mapping(texts) = item else { continue };
        let item: Option<String> = is_list.then(|| n.to_string());
        let codes =
            texts.keys().filter_map(|code| Some((code.as_str()?.to_owned(), String::new())));
        let told = Texts(codes.collect());
        found.extend(told.foreign(languages, def.key).into_iter().map(|(code, problem)| {
            (item.iter().cloned().chain([code.to_owned()]).collect(), problem)
        }));
    }
    found
}

fn no_text(def: &FactDef) -> Problem {
    Problem::BadValue {
        message: format!("{}: this is not a text", def.key),
        expected: "write a text, {az: …, en: …}, a list of these, !none, or !unknown \"note\""
            .into(),
    }
}

fn no_value(def: &FactDef, text: &str, says: &str) -> Problem {
    let message = format!("“{text}” {says}, and no value of {}", def.key);
    let expected =
        "write the value itself, !none if there is none, or !unknown \"note\" until it is known";
    Problem::BadValue { message, expected: expected.into() }
}

fn a_number(def: &FactDef, text: &str) -> Problem {
    let message = format!("{}: this is a number, where a text belongs", def.key);
    let expected = format!("write what is meant in words, or “\"{text}\"” if it is these digits");
    Problem::BadValue { message, expected }
}

/// `!none` with something behind it: either that is the value, or there is none.
fn more_than_none(def: &FactDef, more: &Value) -> Problem {
    let more =
        scalar(more).map_or_else(|| "what stands behind it".to_owned(), |more| format!("“{more}”"));
    Problem::BadValue {
        message: format!("{}: “!none” says that there is none, and {more} is not read", def.key),
        expected: "write “!none” alone, the value alone, or !unknown \"note\"".into(),
    }
}

impl FactDef {
    /// Whether there can be but one of it: programs read it, and would take the first of several.
    fn is_single(&self) -> bool {
        let kinds = [FactKind::Date, FactKind::Version, FactKind::Zone, FactKind::Uuid];
        let is_list = self.key == "csaf.versions";
        kinds.contains(&self.kind) || self.key.starts_with("csaf.") && !is_list
    }

    /// Whether programs read it, so that it is no text to be translated: of several languages they
    /// would take one, and nobody would hear of the others.
    fn is_for_programs(&self) -> bool {
        let kinds = [FactKind::Url, FactKind::Fingerprint, FactKind::Recipient];
        let keys = ["team.pgp.file", "security_txt.contact", "advisories.license"];
        self.is_single()
            || kinds.contains(&self.kind)
            || keys.contains(&self.key)
            || self.key.starts_with("csaf.")
    }

    /// What is wrong with `text`, and what would be right.
    fn validate(&self, text: &str) -> Result<(), Problem> {
        let refused = |wrong: &str, expected: &str| Problem::BadValue {
            message: format!("“{text}” {wrong}"),
            expected: format!("write {expected}"),
        };
        let is_telling = |word: &str| tells_password(word);
        if self.kind != FactKind::Base && text.split_whitespace().any(is_telling) {
            return Err(Problem::BadValue {
                message: format!("an address in {} tells its password to everybody", self.key),
                expected: "write it without “user:password@”, and change the password if somebody could have read it".into(),
            });
        }
        if self.kind == FactKind::Base {
            return Base::parse(text).map(drop).map_err(|wrong| refused(wrong, Base::EXPECTED));
        }
        let cannot = format!("cannot be {}", self.key);
        self.kind.validate(text).map_err(|expected| refused(&cannot, expected))
    }
}

impl FactKind {
    /// What would be right, if `text` is not.
    fn validate(self, text: &str) -> Result<(), &'static str> {
        let (fine, expected) = match self {
            FactKind::Text | FactKind::Version => (true, ""),
            FactKind::Mail => (is_mail(text), "a mail address, such as team@example.org"),
            FactKind::Recipient => {
                (text == "set" || is_mail(text), "“set”, once FORM_TO names who gets the reports")
            }
            FactKind::Phone => {
                (is_phone(text), "an international number, such as +994 12 000 00 00")
            }
            FactKind::Url => (is_https(text), "an address that begins with https://"),
            FactKind::Base => (Base::parse(text).is_ok(), Base::EXPECTED),
            FactKind::Date => (
                text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
                "a date as YYYY-MM-DD",
            ),
            FactKind::Fingerprint => (is_fingerprint(text), "40 or 64 hexadecimal digits"),
            FactKind::Zone => {
                (jiff::tz::TimeZone::get(text).is_ok(), "an IANA name, such as Asia/Baku")
            }
            FactKind::Domain => {
                (network::is_domain(text), "a domain, such as example.org, or words")
            }
            FactKind::Addresses => (
                network::is_addresses(text),
                "addresses as 192.0.2.0/24, 2001:db8::/32 or 192.0.2.1–192.0.2.9, or words",
            ),
            FactKind::System => {
                (network::is_system(text), "the number of the system, such as AS64500, or words")
            }
            FactKind::Uuid => (
                is_uuid(text),
                "a UUID in small letters, such as 55f6ea5e-2c60-40e5-964f-47a8950d210f",
            ),
        };
        if fine { Ok(()) } else { Err(expected) }
    }
}

/// An address that letters and files can name as it is, below a domain.
fn is_mail(text: &str) -> bool {
    Mailbox::plain(text).and_then(|mailbox| mailbox.host()).is_some_and(|host| host.is_qualified())
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.starts_with('+')
        && (7..=15).contains(&digits)
        && text.bytes().skip(1).all(|b| b.is_ascii_digit() || b" ()-".contains(&b))
}

fn is_https(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>`".contains(&b))
    })
}

/// A UUID as RFC 9562 §4 writes it, and not the one of zeros alone.
fn is_uuid(text: &str) -> bool {
    let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let mut digits = text.bytes().filter(|b| *b != b'-');
    lengths == [8, 4, 4, 4, 12] && digits.clone().all(is_hex) && digits.any(|b| b != b'0')
}

fn is_fingerprint(text: &str) -> bool {
    let digits = text.bytes().filter(|b| !b.is_ascii_whitespace());
    matches!(digits.clone().count(), 40 | 64) && digits.clone().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests;

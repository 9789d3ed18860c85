//! Facts about the team: known, decided to be none, or unknown.
//!
//! A fact is stated once, in `content/team.yaml`; pages, templates and features draw it by
//! its key. An unknown one is a typed placeholder, never a plausible value.

use crate::diag::{Diagnostic, Place, Problem, nearest};
use crate::lang::{Languages, PerLang};
use crate::yaml::Source;
use serde_yaml::Value;
use std::sync::Arc;

/// What form the value of a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, one text or one for each language, or a list of them.
    Text,
    /// A mail address (RFC 5321), shown as a `mailto:` link.
    Mail,
    /// A telephone number in international form (E.164 with spaces), shown as a `tel:` link.
    Phone,
    /// An `https://` address, shown as a link.
    Url,
    /// `YYYY-MM-DD`, shown as in the language.
    Date,
    /// The fingerprint of an OpenPGP key: 40 or 64 hexadecimal digits.
    Fingerprint,
}

/// Whether a release can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A release needs the value, or `!none`.
    Release,
    /// The site may be released without it.
    Optional,
}

/// A fact that certsite knows of.
pub struct FactDef {
    /// Its key, such as `team.phone`.
    pub key: &'static str,
    /// The form of its value.
    pub kind: Kind,
    /// Whether a release needs it.
    pub need: Need,
    /// What it is, for the one who is to supply it.
    pub what: &'static str,
}

const fn fact(key: &'static str, kind: Kind, need: Need, what: &'static str) -> FactDef {
    FactDef { key, kind, need, what }
}

use Kind::{Date, Fingerprint, Mail, Phone, Text, Url};
use Need::{Optional, Release};

/// All facts, in the order in which a report of the missing ones reads well.
pub const FACTS: &[FactDef] = &[
    fact("site.base_url", Url, Release, "address of the site"),
    fact("team.name", Text, Release, "short name of the team"),
    fact("team.full_name", Text, Release, "full name of the team"),
    fact("team.email_incidents", Mail, Release, "mailbox for incident reports"),
    fact("team.email_general", Mail, Optional, "mailbox for other mail"),
    fact("team.phone", Phone, Release, "telephone"),
    fact("team.phone_emergency", Phone, Optional, "telephone for emergencies"),
    fact("team.fax", Phone, Optional, "fax"),
    fact("team.address", Text, Release, "postal address"),
    fact("team.time_zone", Text, Release, "time zone, by its IANA name"),
    fact("team.hours", Text, Release, "working hours and holidays"),
    fact("team.out_of_hours", Text, Release, "what to do outside working hours"),
    fact("team.members", Text, Release, "members with their roles, or the decision to name none"),
    fact("team.head", Text, Release, "head of the team, or the decision to name nobody"),
    fact("team.pgp.file", Text, Release, "file of the team's OpenPGP key in content/keys/"),
    fact("team.pgp.fingerprint", Fingerprint, Release, "fingerprint of the team's OpenPGP key"),
    fact("team.pgp.expires", Date, Release, "day on which the team's OpenPGP key expires"),
    fact("team.constituency.organisations", Text, Release, "organisations that the team serves"),
    fact("team.constituency.domains", Text, Release, "domains of the constituency"),
    fact("team.constituency.ranges", Text, Release, "address ranges of the constituency"),
    fact("team.constituency.asn", Text, Release, "number of the autonomous system"),
    fact("team.host_body", Text, Release, "body that runs the team today"),
    fact("team.network_owner", Text, Release, "owner of the network today"),
    fact("team.authority", Text, Release, "what the team may order"),
    fact("team.services", Text, Release, "services in force"),
    fact("team.copyright", Text, Optional, "copyright line"),
    fact("policy.classes", Text, Release, "classes of incident in force"),
    fact("policy.principles", Text, Optional, "principles in force"),
    fact(
        "policy.priorities",
        Text,
        Release,
        "priority of each class, or the decision to state none",
    ),
    fact(
        "policy.response_times",
        Text,
        Release,
        "times of response, or the decision to state none",
    ),
    fact("policy.procedures", Text, Release, "steps of the procedures in force"),
    fact("policy.disclosure", Text, Release, "what is shared with whom"),
    fact("policy.retention", Text, Release, "how long reports are kept"),
    fact("policy.anonymous_reports", Text, Release, "whether anonymous reports are handled"),
    fact("policy.spam_reports", Text, Release, "whether reports of spam are handled"),
    fact("policy.feedback_to_reporter", Text, Release, "what a reporter hears back"),
    fact("ti.status", Text, Release, "status at Trusted Introducer"),
    fact("ti.checked_on", Date, Release, "day on which that status was checked"),
    fact("ti.url", Url, Release, "address of the entry at Trusted Introducer"),
    fact("privacy.controller", Text, Release, "who is responsible for personal data"),
    fact("privacy.legal_basis", Text, Release, "legal basis of the processing"),
    fact("privacy.retention", Text, Release, "how long personal data are kept"),
    fact(
        "privacy.processor_region",
        Text,
        Release,
        "region and country where the form is processed",
    ),
    fact("privacy.contact", Text, Release, "contact for questions of privacy"),
    fact("accessibility.status", Text, Release, "result of an accessibility test by a person"),
    fact("accessibility.tested_on", Date, Release, "day of that test"),
    fact("accessibility.contact", Text, Release, "contact for barriers"),
    fact("security_txt.contact", Text, Optional, "contact for weaknesses of the site"),
    fact("security_txt.expires", Date, Optional, "day on which security.txt expires"),
    fact("security_txt.policy_url", Url, Optional, "address of the disclosure policy"),
    fact("csaf.publisher_namespace", Url, Optional, "namespace of the CSAF publisher"),
    fact("csaf.role", Text, Optional, "role as CSAF provider"),
    fact("settings.recipient", Text, Release, "“set” once the form handler has its recipient"),
    fact("rfc2350.version", Text, Release, "version of the RFC 2350 document"),
    fact("rfc2350.updated", Date, Release, "date of the RFC 2350 document"),
];

/// What is known of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// One or more values in each language.
    Known(PerLang<Vec<String>>),
    /// Decided: there is none.
    None,
    /// Nobody has told; the note says what to verify.
    Unknown(String),
}

/// A fact with its value.
pub struct Fact {
    /// Key, form, need.
    pub def: &'static FactDef,
    /// What is known.
    pub value: FactValue,
    /// Where it is stated, or would be.
    pub place: Place,
}

impl Fact {
    /// The values in a language; empty unless known.
    pub fn values(&self, lang: crate::lang::Lang) -> &[String] {
        match &self.value {
            FactValue::Known(values) => &values[lang],
            _ => &[],
        }
    }

    /// True unless unknown.
    pub fn is_known(&self) -> bool {
        !matches!(self.value, FactValue::Unknown(_))
    }
}

/// All facts of a site, in the order of [`FACTS`].
pub struct Facts(Vec<Fact>);

impl Facts {
    /// The fact with this key.
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.0.iter().find(|f| f.def.key == key)
    }

    /// The first value of a fact in a language, if it is known.
    pub fn first(&self, key: &str, lang: crate::lang::Lang) -> Option<&str> {
        self.get(key)?.values(lang).first().map(String::as_str)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.iter()
    }

    /// Reads `team.yaml` and adds the address of the site, which stands in `site.yaml`.
    pub(super) fn read(
        languages: &Languages,
        team: (&Arc<str>, &str),
        base_url: (&Value, Place),
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Facts {
        let source = Source::whole(team.0, team.1);
        let tree = source.read::<Value>().unwrap_or_else(|d| {
            diagnostics.push(*d);
            Value::Null
        });
        let mut reader = Reader { languages, source: &source, diagnostics };
        reader.refuse_unknown(&tree, "");
        let facts = FACTS.iter().map(|def| {
            let path: Vec<&str> = def.key.split('.').collect();
            let (value, place) = match def.key {
                "site.base_url" => (Some(base_url.0), base_url.1.clone()),
                _ => (get(&tree, &path), source.place_of(&path)),
            };
            let value = reader.value(def, value, &place);
            Fact { def, value, place }
        });
        Facts(facts.collect())
    }
}

fn get<'a>(tree: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(tree, |value, key| value.get(key))
}

struct Reader<'a> {
    languages: &'a Languages,
    source: &'a Source<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reports each key that is neither a fact nor on the way to one.
    fn refuse_unknown(&mut self, tree: &Value, prefix: &str) {
        let Value::Mapping(mapping) = tree else { return };
        for (key, value) in mapping {
            let key = format!("{prefix}{}", key.as_str().unwrap_or("?"));
            if FACTS.iter().any(|d| d.key == key && key != "site.base_url") {
                continue;
            }
            let inner = format!("{key}.");
            if FACTS.iter().any(|d| d.key.starts_with(&inner)) && !inner.starts_with("site.") {
                self.refuse_unknown(value, &inner);
                continue;
            }
            let hint = match nearest(&key, FACTS.iter().map(|d| d.key)) {
                Some(near) => format!("did you mean “{near}”?"),
                None => {
                    "content/team.yaml holds the facts listed in the README under “Facts”".into()
                }
            };
            let place = self.source.place_of(&key.split('.').collect::<Vec<_>>());
            self.diagnostics.push(Diagnostic::at(Problem::UnknownKey { key, hint }, place));
        }
    }

    fn value(&mut self, def: &FactDef, value: Option<&Value>, place: &Place) -> FactValue {
        match value {
            None | Some(Value::Null) => FactValue::Unknown(String::new()),
            Some(Value::Tagged(tagged)) if tagged.tag == "unknown" => {
                FactValue::Unknown(tagged.value.as_str().unwrap_or_default().trim().to_owned())
            }
            Some(Value::Tagged(tagged)) if tagged.tag == "none" => FactValue::None,
            Some(value) => match self.known(def, value) {
                Ok(values) => FactValue::Known(values),
                Err(problem) => {
                    self.diagnostics.push(Diagnostic::at(problem, place.clone()));
                    FactValue::Unknown(String::new())
                }
            },
        }
    }

    fn known(&self, def: &FactDef, value: &Value) -> Result<PerLang<Vec<String>>, Problem> {
        let items = match value {
            Value::Sequence(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut values = PerLang::new(self.languages, |_| Vec::new());
        for item in items {
            for lang in self.languages.iter() {
                let code = &self.languages[lang].code;
                let text = match item {
                    Value::Mapping(texts) => {
                        texts.get(code.as_str()).and_then(scalar).ok_or_else(|| {
                            Problem::LanguageMissing { key: def.key.into(), lang: code.clone() }
                        })?
                    }
                    plain => scalar(plain).ok_or_else(|| bad(def, "this is not a text"))?,
                };
                def.kind.validate(&text).map_err(|expected| Problem::BadValue {
                    message: format!("“{text}” cannot be {}", def.key),
                    expected: format!("write {expected}"),
                })?;
                values[lang].push(text);
            }
        }
        Ok(values)
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn bad(def: &FactDef, message: &str) -> Problem {
    Problem::BadValue {
        message: format!("{}: {message}", def.key),
        expected: "write a text, {az: …, en: …}, a list of these, !none, or !unknown \"note\""
            .into(),
    }
}

impl Kind {
    /// What would be right, if `text` is not.
    fn validate(self, text: &str) -> Result<(), &'static str> {
        let (fine, expected) = match self {
            Kind::Text => (true, ""),
            Kind::Mail => (is_mail(text), "a mail address, such as team@example.org"),
            Kind::Phone => (is_phone(text), "an international number, such as +994 12 000 00 00"),
            Kind::Url => (is_https(text), "an address that begins with https://"),
            Kind::Date => (
                text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
                "a date as YYYY-MM-DD",
            ),
            Kind::Fingerprint => (is_fingerprint(text), "40 or 64 hexadecimal digits"),
        };
        if fine { Ok(()) } else { Err(expected) }
    }
}

fn is_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        let plain = |s: &str| {
            !s.is_empty()
                && s.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[],;:\"\\@".contains(&b))
        };
        plain(local) && plain(domain) && domain.contains('.') && !domain.ends_with('.')
    })
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

fn is_fingerprint(text: &str) -> bool {
    let digits = text.bytes().filter(|b| !b.is_ascii_whitespace());
    matches!(digits.clone().count(), 40 | 64) && digits.clone().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(yaml: &str, key: &str, expect: &FactValue, problems: &[&str]) {
        let languages = crate::lang::az_en();
        let file: Arc<str> = "content/team.yaml".into();
        let mut diagnostics = Vec::new();
        let unknown = (&Value::Null, Place::file(&file));
        let facts = Facts::read(&languages, (&file, yaml), unknown, &mut diagnostics);
        assert_eq!(&facts.get(key).expect("a known key").value, expect);
        let text = crate::diag::print(&diagnostics, crate::diag::Format::Short, false);
        assert_eq!(text.lines().collect::<Vec<_>>(), problems);
    }

    fn both(text: &str) -> FactValue {
        FactValue::Known(PerLang::new(&crate::lang::az_en(), |_| vec![text.to_owned()]))
    }

    #[test]
    fn a_fact_is_known_none_or_unknown() {
        check("team:\n  phone: +994 12 000 00 00\n", "team.phone", &both("+994 12 000 00 00"), &[]);
        check("team:\n  fax: !none\n", "team.fax", &FactValue::None, &[]);
        check(
            "team:\n  phone: !unknown \"ask\"\n",
            "team.phone",
            &FactValue::Unknown("ask".into()),
            &[],
        );
        check("", "team.phone", &FactValue::Unknown(String::new()), &[]);
    }

    #[test]
    fn mistakes_have_their_line() {
        let unknown = FactValue::Unknown(String::new());
        check(
            "team:\n  name: X\n  fone: 1\n",
            "team.phone",
            &unknown,
            &["content/team.yaml:3:3: error[unknown-key]: unknown key “team.fone”"],
        );
        check(
            "team:\n  phone: 12\n",
            "team.phone",
            &unknown,
            &["content/team.yaml:2:3: error[bad-value]: “12” cannot be team.phone"],
        );
        check(
            "team:\n  hours: {az: 9–18}\n",
            "team.hours",
            &unknown,
            &["content/team.yaml:2:3: error[language-missing]: “team.hours” has no text in “en”"],
        );
    }
}

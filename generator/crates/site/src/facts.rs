//! Facts as they are shown: as HTML with their links, as words where no markup can stand, and as
//! parts of addresses; with marks where nobody has told yet.

use crate::config::{Config, Fact, FactKind, FactValue};
use crate::markup::escape;
use crate::parse::{Word, Words};
use certsite_base::address::Base;
use certsite_base::lang::{Lang, PerLang};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;

/// The forms of each fact in each language, by key.
#[derive(PartialEq)]
pub struct FactHtml(PerLang<BTreeMap<&'static str, Forms>>);

/// One fact in one language, in each form in which pages may need it.
#[derive(PartialEq)]
struct Forms {
    html: String,
    /// The HTML of each value, if there are several.
    values: Vec<String>,
    /// Words, for titles and attributes.
    plain: String,
    /// Part of an address, if the fact is known.
    address: Option<String>,
}

impl FactHtml {
    /// Draws all facts. `text` gives the theme's words for `placeholder.unknown` and
    /// `placeholder.none`.
    pub fn new(config: &Config, base: &Base, text: impl Fn(Lang, &str) -> String) -> FactHtml {
        FactHtml(PerLang::new(&config.languages, |lang| {
            let (unknown, none) =
                (text(lang, "placeholder.unknown"), text(lang, "placeholder.none"));
            let draw = |fact: &Fact| match &fact.value {
                // The address that the build is for, whatever the file says or lacks.
                _ if fact.def.kind == FactKind::Base && base.is_known() => {
                    known(config, lang, FactKind::Base, &[base.to_string()])
                }
                FactValue::Unknown(_) => Forms {
                    html: format!(
                        "<span class=\"placeholder\" title=\"{}\">[{}]</span>",
                        escape(fact.def.key),
                        escape(&unknown)
                    ),
                    values: Vec::new(),
                    plain: format!("[{unknown}]"),
                    address: None,
                },
                FactValue::None => Forms {
                    html: escape(&none),
                    values: Vec::new(),
                    plain: none.clone(),
                    address: None,
                },
                FactValue::Known(values) => known(config, lang, fact.def.kind, &values[lang]),
            };
            config.facts.iter().map(|fact| (fact.def.key, draw(fact))).collect()
        }))
    }

    /// The HTML of a language's facts, by key.
    pub fn lang(&self, lang: Lang) -> impl Iterator<Item = (&'static str, &str)> {
        self.0[lang].iter().map(|(key, forms)| (*key, forms.html.as_str()))
    }

    /// The HTML of a fact; empty for a key that certsite does not know (which is reported
    /// elsewhere).
    pub fn get(&self, lang: Lang, key: &str) -> &str {
        self.0[lang].get(key).map_or("", |forms| &forms.html)
    }

    /// The HTML of each of a fact's values, if it has several.
    pub fn values(&self, lang: Lang, key: &str) -> &[String] {
        self.0[lang].get(key).map_or(&[], |forms| forms.values.as_slice())
    }

    /// A fact in words of a language, without markup; where it is not known, what is said instead,
    /// and nothing of a key that does not exist.
    pub fn plain(&self, lang: Lang, key: &str) -> &str {
        self.0[lang].get(key).map_or("", |forms| &forms.plain)
    }

    /// A fact as part of an address; none unless it is known.
    pub fn address(&self, lang: Lang, key: &str) -> Option<&str> {
        self.0[lang].get(key)?.address.as_deref()
    }

    /// Words with their facts, as HTML.
    pub fn fill(&self, lang: Lang, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for word in Words::read(text).pieces() {
            match word {
                Word::Text(text) => out.push_str(&escape(text)),
                Word::Fact(key) => out.push_str(self.get(lang, key)),
            }
        }
        out
    }

    /// Words with their facts, without markup.
    pub fn fill_plain(&self, lang: Lang, text: &str) -> String {
        Words::read(text).fill(|key| self.plain(lang, key)).into_owned()
    }
}

fn known(config: &Config, lang: Lang, kind: FactKind, values: &[String]) -> Forms {
    let date = |value: &str| {
        let day = value.parse().map(|date| config.languages[lang].date(date));
        day.unwrap_or_else(|_| value.to_owned())
    };
    let html = |value: &String| match kind {
        FactKind::Text
        | FactKind::Recipient
        | FactKind::Version
        | FactKind::Zone
        | FactKind::Domain
        | FactKind::Addresses
        | FactKind::System
        | FactKind::Uuid => escape(value),
        FactKind::Mail => link(&format!("mailto:{value}"), value),
        // A number is one piece: no line ends within it.
        FactKind::Phone => link(&format!("tel:{}", dialled(value)), &value.replace(' ', "\u{a0}")),
        FactKind::Url => bare(value, value),
        // A folder: hosts answer for it with its slash.
        FactKind::Base => bare(&format!("{value}/"), value),
        FactKind::Date => {
            format!("<time datetime=\"{}\">{}</time>", escape(value), escape(&date(value)))
        }
        FactKind::Fingerprint => format!("<code>{}</code>", escape(&grouped(value))),
    };
    let plain = |value: &String| match kind {
        FactKind::Fingerprint => grouped(value),
        FactKind::Date => date(value),
        _ => value.clone(),
    };
    let address = |value: &String| match kind {
        FactKind::Text
        | FactKind::Recipient
        | FactKind::Version
        | FactKind::Zone
        | FactKind::Domain
        | FactKind::Addresses
        | FactKind::System
        | FactKind::Uuid => utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
        FactKind::Phone => dialled(value),
        FactKind::Fingerprint => grouped(value).replace(' ', ""),
        _ => value.clone(),
    };
    let all = |form: &dyn Fn(&String) -> String, between: &str| {
        values.iter().map(form).collect::<Vec<_>>().join(between)
    };
    let between = between(values);
    Forms {
        html: all(&html, between),
        values: if values.len() > 1 { values.iter().map(html).collect() } else { Vec::new() },
        plain: all(&plain, between),
        address: (!values.is_empty()).then(|| all(&address, ",")),
    }
}

/// What stands between values in a sentence: a sign that none of them holds, if need be, so that a
/// person's name and role stay together.
fn between(values: &[String]) -> &'static str {
    if values.iter().any(|value| value.contains(',')) { "; " } else { ", " }
}

/// A telephone number as it is dialled.
fn dialled(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn link(url: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(url), escape(text))
}

/// A link whose text is its address, which paper need not show again.
fn bare(url: &str, text: &str) -> String {
    format!("<a class=\"bare\" href=\"{}\">{}</a>", escape(url), escape(text))
}

/// A fingerprint in groups of four, as people compare it.
fn grouped(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_their_parts() {
        for (values, expect) in
            [(&["a.example", "b.example"][..], ", "), (&["Ann, head", "Bob"], "; "), (&[], ", ")]
        {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            assert_eq!(between(&values), expect, "{values:?}");
        }
    }

    #[test]
    fn fingerprints_are_grouped() {
        assert_eq!(grouped("abcd ef01 23"), "ABCD EF01 23");
    }
}

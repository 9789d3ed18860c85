//! Facts as HTML: values with their links, and marks where nobody has told yet.

use crate::address::Base;
use crate::config::{Config, Fact, FactValue, Kind};
use crate::diag::Diagnostic;
use crate::features::{Block, Embedded, Feature, World};
use crate::lang::{Lang, PerLang};
use crate::markup::escape;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// The HTML of each fact in each language, by key.
pub struct FactHtml(PerLang<BTreeMap<&'static str, String>>);

impl FactHtml {
    /// Draws all facts. `text` gives the theme's words for `placeholder.unknown` and `placeholder.none`.
    pub fn new(config: &Config, base: &Base, text: impl Fn(Lang, &str) -> String) -> FactHtml {
        FactHtml(PerLang::new(&config.languages, |lang| {
            let (unknown, none) =
                (text(lang, "placeholder.unknown"), text(lang, "placeholder.none"));
            let draw = |fact: &Fact| match &fact.value {
                // A build for a known address states it, whatever the file still lacks.
                FactValue::Unknown(_) if fact.def.key == "site.base_url" && base.is_known() => {
                    link(&base.to_string(), &base.to_string())
                }
                FactValue::Unknown(_) => format!(
                    "<span class=\"placeholder\" title=\"{}\">[{}]</span>",
                    escape(fact.def.key),
                    escape(&unknown)
                ),
                FactValue::None => escape(&none),
                FactValue::Known(values) => known(config, lang, fact.def.kind, &values[lang]),
            };
            config.facts.iter().map(|fact| (fact.def.key, draw(fact))).collect()
        }))
    }

    /// The facts of a language, by key.
    pub fn lang(&self, lang: Lang) -> &BTreeMap<&'static str, String> {
        &self.0[lang]
    }

    /// The HTML of a fact; empty for a key that certsite does not know (which is reported elsewhere).
    pub fn get(&self, lang: Lang, key: &str) -> &str {
        self.0[lang].get(key).map_or("", String::as_str)
    }

    /// Text with `{{key}}` replaced by facts; everything else is escaped.
    pub fn fill(&self, lang: Lang, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((key, after)) = after.split_once("}}") else { break };
            out.push_str(&escape(before));
            out.push_str(self.get(lang, key.trim()));
            rest = after;
        }
        out.push_str(&escape(rest));
        out
    }
}

/// Text with `{{key}}` replaced by facts, without markup.
pub fn plain(world: World, lang: Lang, text: &str) -> String {
    let value = |key: &str| {
        let fact = world.config.facts.get(key)?;
        Some(match &fact.value {
            FactValue::Unknown(_) => format!("[{}]", (world.text)(lang, "placeholder.unknown")),
            FactValue::None => (world.text)(lang, "placeholder.none"),
            FactValue::Known(values) => {
                let one = |value: &String| match fact.def.kind {
                    Kind::Fingerprint => grouped(value),
                    Kind::Date => value.parse().map_or_else(
                        |_| value.clone(),
                        |date| world.config.languages[lang].date(date),
                    ),
                    _ => value.clone(),
                };
                values[lang].iter().map(one).collect::<Vec<_>>().join(", ")
            }
        })
    };
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (key, range) in keys_in(text) {
        out.push_str(&text[end..range.start]);
        out.push_str(&value(key).unwrap_or_default());
        end = range.end;
    }
    out + &text[end..]
}

/// The keys that a text draws by `{{key}}`, each with its place in the text.
pub fn keys_in(text: &str) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    text.match_indices("{{").filter_map(|(at, _)| {
        let end = at + text[at..].find("}}")?;
        Some((text[at + 2..end].trim(), at..end + 2))
    })
}

fn known(config: &Config, lang: Lang, kind: Kind, values: &[String]) -> String {
    let one = |value: &String| match kind {
        Kind::Text => escape(value),
        Kind::Mail => link(&format!("mailto:{value}"), value),
        Kind::Phone => {
            let number: String =
                value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            link(&format!("tel:{number}"), value)
        }
        Kind::Url | Kind::Base => link(value, value),
        Kind::Date => match value.parse() {
            Ok(date) => {
                format!("<time datetime=\"{value}\">{}</time>", config.languages[lang].date(date))
            }
            Err(_) => escape(value),
        },
        Kind::Fingerprint => format!("<code>{}</code>", escape(&grouped(value))),
    };
    match values {
        [value] => one(value),
        values => values.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

fn link(url: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(url), escape(text))
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

/// Draws the embed `facts`.
pub struct FactList;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    keys: Vec<String>,
}

impl Feature for FactList {
    fn embeds(&self) -> &'static [&'static str] {
        &["facts"]
    }

    fn draw(&self, world: World, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        let settings: Settings = block.settings()?;
        let lang = block.doc.lang;
        let item = |(n, key): (usize, &String)| {
            let fact = world.config.facts.get(key).ok_or_else(|| {
                block.problem_at(&["keys", &n.to_string()], format!("there is no fact “{key}”"))
            })?;
            let label = (world.text)(lang, &format!("facts.{key}"));
            Ok(
                json!({ "key": key, "label": label, "html": world.facts.get(lang, key), "known": fact.is_known() }),
            )
        };
        let items = settings
            .keys
            .iter()
            .enumerate()
            .map(item)
            .collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
        Ok(Embedded::View { template: "facts", value: json!({ "items": items }) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_with_their_places() {
        let found: Vec<_> = keys_in("a {{ b.c }} {{d}} {{").collect();
        assert_eq!(found, [("b.c", 2..11), ("d", 12..17)]);
    }

    #[test]
    fn fingerprints_are_grouped() {
        assert_eq!(grouped("abcd ef01 23"), "ABCD EF01 23");
    }
}

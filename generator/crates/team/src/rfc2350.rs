//! The team's description by RFC 2350 (BCP 21): `content/data/rfc2350.yaml` → headings and texts.
//!
//! Both languages stand side by side in one file, and every value is drawn from the facts, so
//! neither languages nor contact data can differ from each other or from the contact page.

pub mod plain_text;

use certsite_base::diag::{Diagnostic, Lines, Problem};
use certsite_base::lang::{Lang, PerLang};
use certsite_base::yaml::Source;
use certsite_site::config::Texts;
use certsite_site::data::DataFile;
use certsite_site::feature::{
    Block, Contribution, Embedded, FactUse, Feature, Part, Reading, with_problems,
};
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::parse::uses;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const FILE: &str = "content/data/rfc2350.yaml";

/// Draws the document, and writes it as plain text.
pub struct Rfc2350;

/// The sections, flattened, in the order of the document.
struct Document {
    sections: Vec<Section>,
    uses: Vec<FactUse>,
}

pub(super) struct Section {
    pub number: String,
    id: String,
    level: u8,
    pub title: PerLang<String>,
    pub text: Option<PerLang<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    sections: Vec<RawSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    number: String,
    id: String,
    title: Texts,
    #[serde(default)]
    rule: Rule,
    text: Option<Texts>,
    #[serde(default)]
    children: Vec<RawSection>,
}

/// How much RFC 2350 Appendix D and practice want a text.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Rule {
    Error,
    Warning,
    #[default]
    Optional,
}

impl Document {
    /// Reads the data file; without one there is no document.
    fn read(reading: Reading, diagnostics: &mut Vec<Diagnostic>) -> Document {
        let mut file = DataFile::new(reading.config, reading.files, FILE, diagnostics);
        let raw: RawDocument = file.read();
        let mut document = Document { sections: Vec::new(), uses: Vec::new() };
        Reader { file, sections: &mut document.sections }.read(raw.sections, &["sections"]);
        if let Some((file, text)) = reading.files.text(FILE) {
            let lines = Lines::of(text);
            for value in Source::whole(file, text).values() {
                let found = uses(text, value.at);
                let place = |at| lines.place(file, text, at);
                let slip = |(problem, at)| Diagnostic::at(problem, place(at));
                diagnostics.extend(found.slips.into_iter().map(slip));
                let used =
                    |(key, at): (Arc<str>, _)| FactUse { key: key.to_string(), place: place(at) };
                document.uses.extend(found.facts.into_iter().map(used));
            }
        }
        document
    }
}

struct Reader<'a> {
    file: DataFile<'a>,
    sections: &'a mut Vec<Section>,
}

impl Reader<'_> {
    /// Reads the sections of the list at a path: the top one, or those below another section.
    fn read(&mut self, raw: Vec<RawSection>, path: &[&str]) {
        for (n, section) in raw.into_iter().enumerate() {
            let n = n.to_string();
            let here = [path, &[n.as_str()]].concat();
            let is_empty = section.text.is_none() && section.children.is_empty();
            if is_empty && section.rule == Rule::Error {
                let message = format!("RFC 2350 section {} has no text", section.number);
                self.file.report(&here, Problem::Data { message });
            }
            let of = |key| [&here[..], &[key]].concat();
            let title = self.file.texts(&of("title"), &section.title);
            let text = section.text.as_ref().map(|text| self.file.texts(&of("text"), text));
            self.sections.push(Section {
                number: section.number,
                id: section.id,
                // Each level adds its list and the number in it.
                level: 2 + (path.len() / 2) as u8,
                title,
                text,
            });
            self.read(section.children, &of("children"));
        }
    }
}

impl Feature for Rfc2350 {
    fn embeds(&self) -> &'static [&'static str] {
        &["rfc2350"]
    }

    fn inputs(&self) -> &'static [&'static str] {
        &[FILE]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        with_problems(|problems| Document::read(reading, problems))
    }
}

impl Part for Document {
    fn anchors(&self, _embed: &str, _lang: Lang) -> Vec<String> {
        self.sections.iter().map(|section| section.id.clone()).collect()
    }

    fn uses(&self) -> &[FactUse] {
        &self.uses
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(Rfc2350.embeds(), |block| self.draw(site, block));
        let (routes, signables) = plain_text::files(site, &self.sections);
        Contribution { drawn, routes, signables, ..Contribution::default() }
    }
}

impl Document {
    fn draw(&self, site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        if self.sections.is_empty() {
            return Err(block.problem(format!("{FILE} has no sections")));
        }
        let lang = block.doc.lang;
        let section = |section: &Section| {
            let text = section.text.as_ref().map_or("", |text| text[lang].as_str());
            json!({
                "number": section.number,
                "id": section.id,
                "title": site.facts.fill_plain(lang, &section.title[lang]),
                "level": section.level,
                "paragraphs": paragraphs(text, |text| site.facts.fill(lang, text)),
            })
        };
        let value = json!({
            "version": site.facts.get(lang, "rfc2350.version"),
            "updated": site.facts.get(lang, "rfc2350.updated"),
            "sections": self.sections.iter().map(section).collect::<Vec<_>>(),
            "text_url": plain_text::url(site, lang),
        });
        Ok(Embedded::View { template: "rfc2350", value: value.into() })
    }
}

/// Paragraphs as `{html}`, lists as `{items}`, from text with blank lines between them.
fn paragraphs(text: &str, fill: impl Fn(&str) -> String) -> Vec<Value> {
    let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    blocks
        .map(|block| match block.lines().all(|line| line.starts_with("- ")) {
            true => {
                json!({ "items": block.lines().map(|line| fill(&line[2..])).collect::<Vec<_>>() })
            }
            false => json!({ "html": fill(block) }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_paragraphs_and_lists() {
        let got = paragraphs("a\nb\n\n- c\n- d\n", str::to_owned);
        assert_eq!(got, [json!({ "html": "a\nb" }), json!({ "items": ["c", "d"] })]);
    }
}

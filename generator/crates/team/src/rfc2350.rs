//! The team's description by RFC 2350 (BCP 21): `content/data/rfc2350.yaml` → headings and texts.
//!
//! Both languages stand side by side in one file, and every value is drawn from the facts, so
//! neither languages nor contact data can differ from each other or from the contact page.

pub mod plain_text;

use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Lines, Problem};
use certsite_base::lang::{Lang, PerLang};
use certsite_base::yaml::Source;
use certsite_site::config::Texts;
use certsite_site::data::DataFile;
use certsite_site::feature::{
    Block, Contribution, Embedded, FactUse, Feature, ForTheme, InBlock, Part, Reading,
    with_problems,
};
use certsite_site::linked::{BlockWords, Linked, Offers};
use certsite_site::memo::Memo;
use certsite_site::parse::uses;
use certsite_text::{mark_foreign, unmark_foreign};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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

    fn theme(&self) -> ForTheme {
        ForTheme::default().block::<Rfc2350View>()
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

    fn offers(&self, site: Linked) -> Offers {
        let words = site.block_words(Rfc2350.embeds(), |&Block { doc, .. }| {
            let fill = |text: &PerLang<String>| {
                unmark_foreign(&site.facts.fill_plain(doc.lang, &text[doc.lang]))
            };
            BlockWords {
                names: self.sections.iter().map(|section| fill(&section.title)).collect(),
                texts: self.sections.iter().filter_map(|s| s.text.as_ref()).map(fill).collect(),
            }
        });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(Rfc2350.embeds(), |block| self.draw(site, block));
        let (routes, signables) = plain_text::files(site, &self.sections);
        Contribution { drawn, routes, signables, ..Contribution::default() }
    }
}

impl Document {
    fn draw(&self, site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        block.no_settings()?;
        if self.sections.is_empty() {
            return Err(block.problem(format!("{FILE} has no sections")));
        }
        let lang = block.doc.lang;
        let section = |section: &Section| {
            let text = section.text.as_ref().map_or("", |text| text[lang].as_str());
            SectionView {
                number: section.number.clone(),
                id: section.id.clone(),
                title: site.facts.fill_plain(lang, &section.title[lang]),
                level: section.level,
                paragraphs: paragraphs(text, |text| mark_foreign(&site.facts.fill(lang, text))),
            }
        };
        let view = Rfc2350View {
            version: site.facts.get(lang, "rfc2350.version"),
            updated: site.facts.get(lang, "rfc2350.updated"),
            sections: self.sections.iter().map(section).collect(),
            text_url: plain_text::url(site, lang),
        };
        Ok(view.embedded())
    }
}

/// What RFC 2350 asks for: a block `rfc2350`.
#[derive(Serialize, JsonSchema)]
struct Rfc2350View<'a> {
    /// The version of the document, or a placeholder.
    #[schemars(extend("contentMediaType" = "text/html"))]
    version: &'a str,
    /// The day of its last change in the page's language, or a placeholder.
    #[schemars(extend("contentMediaType" = "text/html"))]
    updated: &'a str,
    /// All sections, those below others after these.
    sections: Vec<SectionView>,
    /// The address of the same document as plain text.
    text_url: Option<WebPath>,
}

/// A section of the document.
#[derive(Serialize, JsonSchema)]
struct SectionView {
    /// Its number, as in `2.3`.
    number: String,
    /// Its id, to which pages link.
    id: String,
    /// Its title in the page's language, in plain text.
    title: String,
    /// The level of its heading: 2, 3 …
    level: u8,
    /// Its text; empty if it has only sections below it.
    paragraphs: Vec<ParagraphView>,
}

/// A paragraph, or a list: it has one of both. Ask with `is defined`.
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
struct ParagraphView {
    /// The text of a paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("contentMediaType" = "text/html"))]
    html: Option<String>,
    /// The entries of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("items" = { "type": "string", "contentMediaType": "text/html" }))]
    items: Option<Vec<String>>,
}

impl InBlock for Rfc2350View<'_> {
    const TEMPLATE: &'static str = "rfc2350";
}

/// Paragraphs and lists, from text with blank lines between them.
fn paragraphs(text: &str, fill: impl Fn(&str) -> String) -> Vec<ParagraphView> {
    let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    blocks
        .map(|block| match block.lines().all(|line| line.starts_with("- ")) {
            true => {
                let items = block.lines().map(|line| fill(&line[2..])).collect();
                ParagraphView { html: None, items: Some(items) }
            }
            false => ParagraphView { html: Some(fill(block)), items: None },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_paragraphs_and_lists() {
        let got = paragraphs("a\nb\n\n- c\n- d\n", str::to_owned);
        let text = ParagraphView { html: Some("a\nb".into()), items: None };
        let list = ParagraphView { html: None, items: Some(vec!["c".into(), "d".into()]) };
        assert_eq!(got, [text, list]);
    }
}

//! The glossary from `content/data/glossary.yaml`, and the embed that shows it.

mod explain;
mod finder;

use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::{Lang, PerLang, is_slug};
use certsite_site::config::Texts;
use certsite_site::data::DataFile;
use certsite_site::feature::{
    Block, Contribution, Embedded, Explain, Feature, ForTheme, InBlock, Part, Reading,
    with_problems,
};
use certsite_site::linked::{BlockWords, Linked, Offers};
use certsite_site::memo::Memo;
use explain::{Explainer, TermsView};
use finder::Finder;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const FILE: &str = "content/data/glossary.yaml";

/// The feature that draws the embed `glossary`.
pub struct Glossary;

/// The terms of the field in the site's languages.
struct Terms {
    all: Arc<[Term]>,
    /// What finds them in texts.
    finders: PerLang<Arc<Finder>>,
}

struct Term {
    id: String,
    /// Whether texts that use it explain it.
    is_marked: bool,
    name: PerLang<String>,
    note: Option<PerLang<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGlossary {
    terms: Vec<RawTerm>,
}

#[derive(Deserialize)]
struct RawTerm {
    id: String,
    #[serde(default = "yes")]
    marked: bool,
    note: Option<Texts>,
    #[serde(default, rename = "also")]
    _also: Vec<String>,
    /// The term in each language, by the language's code.
    #[serde(flatten)]
    names: BTreeMap<String, String>,
}

fn yes() -> bool {
    true
}

/// The glossary: a block `glossary`.
#[derive(Serialize, JsonSchema)]
struct GlossaryView<'a> {
    /// The terms, in the order of the language's alphabet.
    terms: Vec<TermView<'a>>,
}

/// A term of the glossary.
#[derive(Serialize, JsonSchema)]
struct TermView<'a> {
    /// The term in the page's language.
    term: &'a str,
    /// Its id, to which pages link.
    id: &'a str,
    /// The term in the site's other languages.
    other: Vec<OtherTermView<'a>>,
    /// What it means, in plain text; none if there is no note.
    note: Option<&'a str>,
}

/// A term in another language.
#[derive(Serialize, JsonSchema)]
struct OtherTermView<'a> {
    /// The language, a BCP 47 tag.
    lang: &'a str,
    /// The term in it.
    name: &'a str,
}

impl InBlock for GlossaryView<'_> {
    const TEMPLATE: &'static str = "glossary";
}

impl Terms {
    /// Reads the data file; without one there are no terms.
    fn read(reading: Reading, diagnostics: &mut Vec<Diagnostic>) -> Terms {
        let mut file = DataFile::new(reading.config, reading.files, FILE, diagnostics);
        let raw: RawGlossary = file.read();
        let mut ids = BTreeSet::new();
        let terms = raw.terms.into_iter().enumerate().filter_map(|(n, term)| {
            let n = n.to_string();
            // It is a part of addresses on every page that explains the term.
            let wrong = match &*term.id {
                id if !is_slug(id) => Some("cannot be the id of a term"),
                id if !ids.insert(id.to_owned()) => Some("is the id of another term, too"),
                _ => None,
            };
            if let Some(wrong) = wrong {
                let message = format!("“{}” {wrong}", term.id);
                let expected = "write small letters a–z, digits and hyphens; each id once";
                let problem = Problem::BadValue { message, expected: expected.to_owned() };
                file.report_value(&["terms", &n, "id"], problem);
                return None;
            }
            Some(Term {
                name: file.texts(&["terms", &n], &Texts(term.names)),
                note: term.note.map(|note| file.texts(&["terms", &n, "note"], &note)),
                is_marked: term.marked,
                id: term.id,
            })
        });
        let all: Arc<[Term]> = terms.collect();
        let languages = &reading.config.languages;
        let finders = PerLang::new(languages, |lang| {
            Arc::new(Finder::new(all.clone(), lang, &languages[lang].code))
        });
        Terms { all, finders }
    }
}

impl Feature for Glossary {
    fn embeds(&self) -> &'static [&'static str] {
        &["glossary"]
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default().block::<GlossaryView>().block::<TermsView>()
    }

    fn inputs(&self) -> &'static [&'static str] {
        &[FILE]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        with_problems(|problems| Terms::read(reading, problems))
    }
}

impl Part for Terms {
    fn anchors(&self, _embed: &str, _lang: Lang) -> Vec<String> {
        self.all.iter().map(|term| term.id.clone()).collect()
    }

    fn offers(&self, site: Linked) -> Offers {
        let words = site.block_words(Glossary.embeds(), |&Block { doc, .. }| {
            let notes = self.all.iter().filter_map(|term| term.note.as_ref());
            let notes = notes.map(|note| note[doc.lang].clone());
            let all = self.all.iter().flat_map(|term| term.name.iter());
            let other = all.filter(|(lang, _)| *lang != doc.lang).map(|(_, name)| name.clone());
            let names = self.all.iter().map(|term| term.name[doc.lang].clone()).collect();
            BlockWords { names, texts: notes.chain(other).collect() }
        });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let drawn = site.draw(Glossary.embeds(), |block| self.draw(site, block));
        let explains = self.finders.iter().map(|(lang, finder)| {
            let explainer: Arc<dyn Explain> = Arc::new(Explainer::new(finder.clone(), site));
            (lang, explainer)
        });
        Contribution { drawn, explains: explains.collect(), ..Contribution::default() }
    }
}

impl Terms {
    fn draw(&self, site: Linked, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        block.no_settings()?;
        let languages = &site.config.languages;
        let lang = block.doc.lang;
        let mut terms: Vec<&Term> = self.all.iter().collect();
        terms.sort_by(|a, b| languages[lang].compare(&a.name[lang], &b.name[lang]));
        let terms = terms.into_iter().map(|term| TermView {
            term: &term.name[lang],
            id: &term.id,
            other: languages
                .iter()
                .filter(|other| *other != lang)
                .map(|other| OtherTermView {
                    lang: &languages[other].code,
                    name: &term.name[other],
                })
                .collect(),
            note: term.note.as_ref().map(|note| note[lang].as_str()),
        });
        Ok(GlossaryView { terms: terms.collect() }.embedded())
    }
}

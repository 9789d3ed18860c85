//! A page's text → the same with the terms of the glossary marked, each where it occurs first, and what
//! they mean.

use super::finder::Finder;
use super::{Glossary, Term};
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_site::feature::{Embedded, Explain, Feature, InBlock};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::load::Sum;
use schemars::JsonSchema;
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// The terms that a page's text explains. No editor writes this block.
#[derive(Serialize, JsonSchema)]
pub struct TermsView<'a> {
    /// The terms, in the order in which they occur.
    terms: Vec<ExplainedView<'a>>,
}

/// A term that is explained.
#[derive(Serialize, JsonSchema)]
struct ExplainedView<'a> {
    /// The id to which the marked word leads.
    id: String,
    /// The term, in the page's language.
    term: &'a str,
    /// What it means, in plain text.
    note: &'a str,
    /// Its address in the glossary; none if no page of the language draws that.
    url: Option<String>,
}

impl InBlock for TermsView<'_> {
    const TEMPLATE: &'static str = "terms";
}

/// Explains terms in the texts of a language on one site.
pub struct Explainer {
    finder: Arc<Finder>,
    /// The pages of the language that draw the glossary. Looked for once, since every page asks.
    drawn_on: Vec<DocId>,
    /// The address of the first of them.
    glossary: Option<WebPath>,
}

impl Explainer {
    /// Knows where the site draws the glossary.
    pub fn new(finder: Arc<Finder>, site: Linked) -> Explainer {
        let is_own = |page: &DocId| {
            let doc = site.graph.doc(*page);
            let mut blocks = doc.embeds.iter();
            doc.lang == finder.lang && blocks.any(|embed| Glossary.embeds().contains(&embed.name))
        };
        let drawn_on: Vec<_> = site.graph.with_blocks().iter().copied().filter(is_own).collect();
        let glossary = drawn_on.first().map(|page| site.graph.node(*page).url.clone());
        Explainer { finder, drawn_on, glossary }
    }
}

fn view<'a>(term: &'a Term, lang: Lang, glossary: Option<&WebPath>) -> Option<ExplainedView<'a>> {
    let note = &term.note.as_ref()?[lang];
    let url = glossary.map(|page| format!("{page}#{}", term.id));
    Some(ExplainedView { id: id(term), term: &term.name[lang], note, url })
}

/// The id of a term's explanation. No heading is called like that.
fn id(term: &Term) -> String {
    format!("term_{}", term.id)
}

impl Explain for Explainer {
    fn template(&self) -> &'static str {
        TermsView::TEMPLATE
    }

    fn made_of(&self) -> Sum {
        let mut sum = DefaultHasher::new();
        (self.finder.sum, self.glossary.as_ref().map(WebPath::as_str)).hash(&mut sum);
        sum.finish()
    }

    fn explain(
        &self,
        page: DocId,
        html: &str,
        drawn: &[Range<usize>],
    ) -> Option<(String, Embedded)> {
        if self.drawn_on.contains(&page) {
            return None;
        }
        let (finder, glossary) = (&self.finder, self.glossary.as_ref());
        let found = finder.find(html, drawn);
        if found.is_empty() {
            return None;
        }
        let (mut marked, mut at) = (String::with_capacity(html.len() + found.len() * 48), 0);
        for (n, range) in &found {
            marked.push_str(&html[at..range.start]);
            let id = id(&finder.terms[*n]);
            marked.push_str(&format!("<a class=\"term\" href=\"#{id}\">"));
            marked.push_str(&html[range.clone()]);
            marked.push_str("</a>");
            at = range.end;
        }
        marked.push_str(&html[at..]);
        let terms =
            found.iter().filter_map(|(n, _)| view(&finder.terms[*n], finder.lang, glossary));
        Some((marked, TermsView { terms: terms.collect() }.embedded()))
    }
}

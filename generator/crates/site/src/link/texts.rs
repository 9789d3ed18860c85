//! What of a page depends on the rest of the site: its title and description, which may hold
//! facts, and the ids of its headings, which must differ from those around them.

use super::{DocId, Graph};
use crate::parse::{Doc, Heading, Ids, Words};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::{Lang, slug};
use std::collections::HashSet;

/// What takes the place of facts in texts that are no HTML, by language and key.
pub struct FactTexts<'a> {
    /// Words for a place without markup, whatever is known.
    pub shown: &'a (dyn Fn(Lang, &str) -> &'a str + Sync),
    /// Part of an address, if the fact is known.
    pub address: &'a (dyn Fn(Lang, &str) -> Option<&'a str> + Sync),
}

/// The ids that a page has besides those of its headings.
pub struct OtherIds<'a> {
    /// The ids that the theme's templates write into the page.
    pub of_theme: &'a HashSet<String>,
    /// Those of its embeds, and of what features tell of it.
    pub of_features: Vec<String>,
}

/// Texts that differ from those of the document.
#[derive(Clone, Default, PartialEq)]
pub struct Texts {
    title: Option<Box<str>>,
    description: Option<Box<str>>,
    ids: Option<Box<[Box<str>]>>,
}

impl Texts {
    /// Fills in the facts of a document and chooses its ids.
    pub fn new(
        doc: &Doc,
        facts: &FactTexts,
        others: &OtherIds,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Texts {
        let fill = |words: &Words| match words.literal() {
            Some(_) => None,
            None => Some(words.fill(|key| (facts.shown)(doc.lang, key)).into()),
        };
        Texts {
            title: fill(&doc.front.title),
            description: doc.front.description.as_ref().and_then(fill),
            ids: ids(doc, facts, others, diagnostics),
        }
    }
}

/// The ids of a document's headings, if any of them differs from the one that it came with.
fn ids(
    doc: &Doc,
    facts: &FactTexts,
    others: &OtherIds,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Box<[Box<str>]>> {
    let of_features: HashSet<&str> = others.of_features.iter().map(String::as_str).collect();
    let taken_by = |id: &str| match (of_features.contains(id), others.of_theme.contains(id)) {
        (true, _) => Some("a part of the page that certsite draws"),
        (_, true) => Some("a part of the theme"),
        _ => None,
    };
    let keeps = |heading: &Heading| {
        heading.is_explicit || heading.title.literal().is_some() && taken_by(&heading.id).is_none()
    };
    for heading in doc.outline.iter().filter(|heading| heading.is_explicit) {
        if let Some(by) = taken_by(&heading.id) {
            let problem = Problem::AnchorTaken { id: heading.id.to_string(), by: by.to_owned() };
            diagnostics.push(Diagnostic::at(problem, doc.place(heading.range.clone())));
        }
    }
    if doc.outline.iter().all(keeps) {
        return None;
    }
    let mut free = Ids::default();
    for heading in doc.outline.iter().filter(|heading| keeps(heading)) {
        free.take(&heading.id);
    }
    let known = |key: &str| match (facts.address)(doc.lang, key) {
        Some(_) => (facts.shown)(doc.lang, key),
        None => "",
    };
    let id = |heading: &Heading| {
        if keeps(heading) {
            return heading.id.clone();
        }
        // Ids come from facts that are known: a placeholder's words would not stay.
        let base = slug(&heading.title.fill(known));
        loop {
            let id = free.free(&base);
            if taken_by(&id).is_none() {
                return id.into();
            }
        }
    };
    Some(doc.outline.iter().map(id).collect())
}

impl Graph {
    /// The title of a page as plain text, facts filled in.
    pub fn title(&self, id: DocId) -> &str {
        let filled = self.node(id).texts.title.as_deref();
        filled.or_else(|| self.doc(id).front.title.literal()).unwrap_or_default()
    }

    /// The description of a page, if it has one.
    pub fn description(&self, id: DocId) -> Option<&str> {
        let filled = self.node(id).texts.description.as_deref();
        filled.or_else(|| self.doc(id).front.description.as_ref()?.literal())
    }

    /// The id of a page's heading, by its number from 0 in the outline.
    pub fn anchor(&self, id: DocId, n: usize) -> &str {
        let own = || self.doc(id).outline.get(n).map_or("", |heading| &heading.id);
        self.node(id).texts.ids.as_ref().map_or_else(own, |ids| &ids[n])
    }

    /// The ids of a page's headings, in order.
    pub fn anchors(&self, id: DocId) -> impl Iterator<Item = &str> {
        (0..self.doc(id).outline.len()).map(move |n| self.anchor(id, n))
    }
}

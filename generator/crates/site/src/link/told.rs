//! What is wrong with the pages of a graph, so that it can be told anew of each of them alone.

use super::DocId;
use certsite_base::diag::Diagnostic;
use std::collections::BTreeMap;

/// What is wrong with a site's pages, and between them.
#[derive(Clone, Default)]
pub struct Told {
    /// With tags and menus.
    pub(super) of_site: Vec<Diagnostic>,
    /// With the texts of each document, of those that have any.
    of_texts: BTreeMap<DocId, Vec<Diagnostic>>,
    /// With the links of each document.
    of_links: BTreeMap<DocId, Vec<Diagnostic>>,
}

impl Told {
    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        let of_docs = self.of_texts.values().chain(self.of_links.values());
        self.of_site.iter().chain(of_docs.flatten())
    }

    /// What is wrong with a document's own texts is this.
    pub(super) fn of_texts(&mut self, id: DocId, problems: Vec<Diagnostic>) {
        tell(&mut self.of_texts, id, problems);
    }

    /// What is wrong with a document's links is this.
    pub(super) fn of_links(&mut self, id: DocId, problems: Vec<Diagnostic>) {
        tell(&mut self.of_links, id, problems);
    }

    /// A document is there no more.
    pub(super) fn forget(&mut self, id: DocId) {
        self.of_texts.remove(&id);
        self.of_links.remove(&id);
    }
}

fn tell(of: &mut BTreeMap<DocId, Vec<Diagnostic>>, id: DocId, problems: Vec<Diagnostic>) {
    match problems.is_empty() {
        true => drop(of.remove(&id)),
        false => drop(of.insert(id, problems)),
    }
}

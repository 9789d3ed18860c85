//! Advisories by their numbers, and what took the place of one.

use super::{DocId, Graph};
use crate::parse::advisory::AdvisoryId;
use std::collections::HashMap;
use std::sync::Arc;

/// The first page, in the order of paths, of each advisory.
pub type ByNumber = HashMap<AdvisoryId, DocId>;

impl Graph {
    /// Finds the pages of advisories.
    pub(super) fn find_numbers(&mut self) {
        let mut pages = ByNumber::new();
        for id in self.advisories() {
            if let Some(advisory) = &self.doc(*id).front.advisory {
                pages.entry(advisory.id.clone()).or_insert(*id);
            }
        }
        self.by_number = Arc::new(pages);
    }

    /// The first page of the advisory with this number.
    pub fn advisory(&self, number: &AdvisoryId) -> Option<DocId> {
        self.by_number.get(number).copied()
    }

    /// The page of the advisory that took the place of a page's own, in the same language if it has
    /// one; none where the page's own holds, or nothing is there.
    pub fn successor(&self, page: DocId) -> Option<DocId> {
        let doc = self.doc(page);
        let by = doc.front.advisory.as_deref()?.superseded_by.as_ref()?;
        let first = self.advisory(&by.id)?;
        Some(self.node(first).pair[doc.lang].unwrap_or(first))
    }
}

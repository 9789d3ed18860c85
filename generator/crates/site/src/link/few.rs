//! Documents that few sites have many of, found once for all that ask: to go through all documents
//! for a handful is what an edit of a large site would mostly cost.

use super::{DocId, Graph};
use crate::parse::Doc;
use std::sync::Arc;

/// The documents of each [`Kind`], in the order of languages and paths.
pub type Few = [Vec<DocId>; KINDS.len()];

/// What a document has that few documents have.
#[derive(Clone, Copy)]
enum Kind {
    Blocks,
    Advisory,
    Aliases,
    FeedId,
    Feed,
}

const KINDS: [Kind; 5] = [Kind::Blocks, Kind::Advisory, Kind::Aliases, Kind::FeedId, Kind::Feed];

impl Kind {
    fn is_of(self, doc: &Doc) -> bool {
        let front = &doc.front;
        match self {
            Kind::Blocks => !doc.embeds.is_empty(),
            Kind::Advisory => front.advisory.is_some(),
            Kind::Aliases => !front.aliases.is_empty(),
            Kind::FeedId => front.feed_id.is_some(),
            Kind::Feed => front.section.as_ref().is_some_and(|section| section.feed),
        }
    }
}

/// Whether a document stands in other lists than one that was in its place.
pub(super) fn moves(before: &Doc, now: &Doc) -> bool {
    KINDS.iter().any(|kind| kind.is_of(before) != kind.is_of(now))
}

/// Whether a document stands in one of the lists.
pub(super) fn is_one(doc: &Doc) -> bool {
    KINDS.iter().any(|kind| kind.is_of(doc))
}

impl Graph {
    /// Finds them among all documents.
    pub(super) fn find_few(&mut self) {
        let mut few = Few::default();
        for id in self.ids() {
            let doc = self.doc(id);
            for (kind, found) in KINDS.iter().zip(&mut few) {
                if kind.is_of(doc) {
                    found.push(id);
                }
            }
        }
        self.few = Arc::new(few);
    }

    fn few(&self, kind: Kind) -> &[DocId] {
        &self.few[kind as usize]
    }

    /// The documents with blocks, in the order of their paths.
    pub fn with_blocks(&self) -> &[DocId] {
        self.few(Kind::Blocks)
    }

    /// The pages of advisories, in the order of their paths.
    pub fn advisories(&self) -> &[DocId] {
        self.few(Kind::Advisory)
    }

    /// The documents that had other addresses before, in the order of their paths.
    pub fn with_aliases(&self) -> &[DocId] {
        self.few(Kind::Aliases)
    }

    /// The documents that say by what feeds know them, in the order of their paths.
    pub fn with_feed_ids(&self) -> &[DocId] {
        self.few(Kind::FeedId)
    }

    /// The sections with feeds, in the order of their paths.
    pub fn with_feeds(&self) -> &[DocId] {
        self.few(Kind::Feed)
    }
}

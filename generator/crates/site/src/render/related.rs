//! A page → others on its topics, for readers who have come to its end.

use crate::link::DocId;
use crate::linked::Linked;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many a page names.
const NAMED: usize = 4;

/// How many of a tag's newest pages are looked at, so that a page costs the same however many others
/// bear its tags.
const LOOKED_AT: usize = 12;

/// The pages of the same language that share most of a page's tags, of equals the newer ones; the
/// newest first. Its neighbours, to which it leads anyway, are not among them.
pub fn related(site: Linked, id: DocId) -> Vec<DocId> {
    let graph = site.graph;
    let (doc, node) = (graph.doc(id), graph.node(id));
    let own = &doc.front.tags;
    let is_other = |other: &DocId| ![Some(id), node.prev, node.next].contains(&Some(*other));
    let tags = own.iter().filter_map(|tag| graph.tags.get(&tag.0));
    let newest = tags.flat_map(|tag| {
        let others = tag.pages[doc.lang].iter().copied().filter(is_other);
        others.take(LOOKED_AT)
    });
    let others: BTreeSet<DocId> = newest.collect();
    let mut found: Vec<_> = others
        .into_iter()
        .map(|other| {
            let doc = graph.doc(other);
            let shared = doc.front.tags.iter().filter(|tag| own.contains(tag)).count();
            (Reverse(shared), (Reverse(doc.front.date), &doc.path), other)
        })
        .collect();
    found.sort_unstable();
    found.truncate(NAMED);
    found.sort_unstable_by_key(|(_, age, _)| *age);
    found.into_iter().map(|(.., other)| other).collect()
}

//! The last graph → the graph of a site of which only texts of pages changed: what they link to is
//! looked for again, and all the rest is shared.

use super::{DocId, Graph, LinkInput, Told, fill_texts, target};
use std::sync::Arc;

/// Links the documents that changed, if nothing else of the site did and no other page, list or
/// address can show anything of the change. Gives nothing where that is not sure.
pub fn again(last: &Graph, told: &Told, input: &LinkInput) -> Option<(Graph, Told)> {
    // A page that waits decides about others.
    let is_whole = last.held_back.is_empty() && input.held_back.is_empty();
    if !is_whole || last.docs.len() != input.docs.len() {
        return None;
    }
    let (mut graph, mut told) = (last.clone(), told.clone());
    let mut changed = Vec::new();
    for (id, (before, now)) in last.ids().zip(last.docs.iter().zip(&input.docs)) {
        if Arc::ptr_eq(before, now) {
            continue;
        }
        if !now.stands_like(before) {
            return None;
        }
        graph.docs[id.0 as usize] = now.clone();
        told.of_docs.remove(&id);
        changed.push(id);
    }
    fill_texts(&mut graph, input, &changed, &mut told);
    // Ids may hang on what stands in a block: others link to them.
    if changed.iter().any(|id| !last.anchors(*id).eq(graph.anchors(*id))) {
        return None;
    }
    target::resolve(&mut graph, input, &changed, &mut told);
    Some((graph, told))
}

impl Graph {
    /// Whether the same files of the site are linked to and named as by an earlier graph of the same
    /// documents.
    pub fn names_the_files_of(&self, earlier: &Graph) -> bool {
        let at = |id: DocId| id.0 as usize;
        let is_same = |id| self.files(id).eq(earlier.files(id));
        let is_shared = |id| Arc::ptr_eq(&self.nodes[at(id)], &earlier.nodes[at(id)]);
        self.ids().all(|id| is_shared(id) || is_same(id))
    }
}

//! The last graph → the graph of a site of which only pages changed, each at its place: what they
//! link to is looked for again, lists are put together again if they show any of it, and all the
//! rest is shared.

use super::tags::Tags;
use super::{DocId, Graph, LinkInput, Told, target};
use super::{check_settings, collect_children, fill_texts, link_neighbours};
use std::sync::Arc;

/// Links the documents that changed, if nothing else of the site did, and links and addresses of the
/// others cannot hang on it. Tells as well whether no other page and no list can show anything of the
/// change. Gives nothing where that is not sure.
pub fn again(last: &Graph, told: &Told, input: &LinkInput) -> Option<(Graph, Told, bool)> {
    // A page that waits decides about others.
    let is_whole = last.held_back.is_empty() && input.held_back.is_empty();
    if !is_whole || last.docs.len() != input.docs.len() {
        return None;
    }
    let (mut graph, mut told) = (last.clone(), told.clone());
    let (mut changed, mut is_listed) = (Vec::new(), false);
    for (id, (before, now)) in last.ids().zip(last.docs.iter().zip(&input.docs)) {
        if Arc::ptr_eq(before, now) {
            continue;
        }
        if !now.stays_at_the_place_of(before) {
            return None;
        }
        is_listed |= !now.stands_like(before);
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
    if is_listed {
        list(&mut graph, input, &mut told);
    }
    Some((graph, told, !is_listed))
}

/// Puts all lists of pages together again.
fn list(graph: &mut Graph, input: &LinkInput, told: &mut Told) {
    let (mut tags, mut of_site) = Tags::read(input.config, input.inputs, input.base);
    tags.collect(&input.docs, &mut of_site);
    graph.tags = Arc::new(tags);
    collect_children(graph, input.config);
    link_neighbours(graph, input.config, &input.sequences);
    check_settings(graph, input.config, &mut of_site);
    told.of_site = of_site;
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

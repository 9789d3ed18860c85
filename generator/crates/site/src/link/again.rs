//! The last graph → the graph of a site that changed a little. Of documents that came, went or changed
//! all is made anew, of others what hangs on them; what nothing of that can have reached is shared.

use super::few;
use super::footing::Footing;
use super::target;
use super::{DocId, Graph, LinkInput, NOT_FOUND, Node, PublishablePath, Target, Told};
use super::{address, fill_texts, lists};
use crate::parse::Doc;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Links what a change of the site has reached. Tells as well how many documents were linked, and
/// whether any list was put together again. Gives nothing where the change may reach everything.
pub fn again(last: &Graph, told: &Told, input: &LinkInput) -> Option<(Graph, Told, Done)> {
    // A page that waits decides about others.
    let is_whole = last.held_back.is_empty() && input.held_back.is_empty();
    let footing = match input.same.all_but_pages {
        true => last.footing.clone(),
        false => Footing::of(input),
    };
    if !is_whole || footing.links != last.footing.links {
        return None;
    }
    let change = Change::between(last, &input.docs)?;
    let is_unsure = change.moves_any() || footing.pages != last.footing.pages;
    // With such names, which page a link means hangs on all the others.
    if is_unsure && (footing.has_odd_names || last.footing.has_odd_names) {
        return None;
    }
    let mut is_listed = footing.lists != last.footing.lists || change.moves_any();
    is_listed |= change.changed.iter().any(|(id, now)| !now.stands_like(last.doc(*id)));

    let (mut graph, mut told) = (last.clone(), told.clone());
    graph.footing = footing;
    let made = change.make(&mut graph, &mut told, input);
    let mut texts = if input.same.texts { made.clone() } else { graph.order.to_vec() };
    if input.same.texts && !input.same.all_but_pages {
        texts.extend(graph.with_blocks());
    }
    // Sections may be sorted by titles, and these hold facts.
    is_listed |= fill_texts(&mut graph, input, &texts, &mut told);
    graph.embedded = Arc::new(target::embedded(&graph, input));
    let reached = reached(last, &graph, &change, &made, &texts);
    let relinked = relinked(&graph, made, &reached, is_unsure);
    target::resolve(&mut graph, input, &relinked, &mut told);
    if is_listed {
        lists::list(&mut graph, input, &mut told);
    }
    Some((graph, told, Done { linked: relinked.len(), is_listed, is_whole: false }))
}

/// What of a graph was made anew.
#[derive(Clone, Copy)]
pub struct Done {
    /// How many documents.
    pub linked: usize,
    /// Whether lists of pages were: all that other pages show of a document.
    pub is_listed: bool,
    /// Whether all of it was: ids are not those of the last graph.
    pub is_whole: bool,
}

/// The documents of a graph against those that there are now.
#[derive(Default)]
struct Change<'a> {
    changed: Vec<(DocId, &'a Arc<Doc>)>,
    gone: Vec<DocId>,
    /// Those that came, each with its place in the order.
    new: Vec<(usize, &'a Arc<Doc>)>,
    /// All that stay or came, where those that came have no id yet.
    order: Vec<Option<DocId>>,
}

impl<'a> Change<'a> {
    /// Gives nothing if a change reaches addresses of other documents.
    fn between(last: &Graph, docs: &'a [Arc<Doc>]) -> Option<Change<'a>> {
        let mut change = Change { order: Vec::with_capacity(docs.len()), ..Change::default() };
        let (mut known, mut docs) = (last.ids().peekable(), docs.iter().peekable());
        loop {
            let order = match (known.peek(), docs.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(id), Some(doc)) if Arc::ptr_eq(last.doc(*id), doc) => Ordering::Equal,
                (Some(id), Some(doc)) => place(last.doc(*id)).cmp(&place(doc)),
            };
            let id = if order.is_le() { known.next() } else { None };
            let doc = if order.is_ge() { docs.next() } else { None };
            match (id, doc) {
                (Some(id), Some(doc)) if Arc::ptr_eq(last.doc(id), doc) => {}
                (Some(id), Some(doc)) => {
                    if last.doc(id).front.slug != doc.front.slug {
                        return None;
                    }
                    change.changed.push((id, doc));
                }
                (Some(id), None) if is_alone(last.doc(id)) => change.gone.push(id),
                (None, Some(doc)) if is_alone(doc) => change.new.push((change.order.len(), doc)),
                _ => return None,
            }
            doc.is_some().then(|| change.order.push(id));
        }
        Some(change)
    }

    /// Whether any document came or went.
    fn moves_any(&self) -> bool {
        !self.new.is_empty() || !self.gone.is_empty()
    }

    /// Puts the documents into the graph that came or changed, and takes out those that went. Gives
    /// the ids of those whose texts and links are to be made.
    fn make(&self, graph: &mut Graph, told: &mut Told, input: &LinkInput) -> Vec<DocId> {
        let is_advisory = |doc: &Doc| doc.front.advisory.is_some();
        let mut ids = Vec::new();
        let mut is_few = self.gone.iter().any(|id| few::is_one(graph.doc(*id)));
        let mut is_numbers = self.gone.iter().any(|id| is_advisory(graph.doc(*id)));
        for (id, doc) in &self.changed {
            is_few |= few::moves(graph.doc(*id), doc);
            is_numbers |= is_advisory(graph.doc(*id)) || is_advisory(doc);
            graph.docs[id.at()] = Arc::clone(doc);
            ids.push(*id);
        }
        for id in &self.gone {
            told.forget(*id);
            graph.take_out(*id);
        }
        let mut order = self.order.clone();
        for (at, doc) in &self.new {
            let id = graph.put_in(doc, input);
            order[*at] = Some(id);
            is_few |= few::is_one(doc);
            is_numbers |= is_advisory(doc);
            ids.push(id);
        }
        if self.moves_any() {
            graph.order = order.into_iter().flatten().collect();
        }
        if is_few {
            graph.find_few();
        }
        if is_numbers {
            graph.find_numbers();
        }
        ids
    }
}

/// What orders documents.
fn place(doc: &Doc) -> (certsite_base::lang::Lang, &str) {
    (doc.lang, &doc.path)
}

/// Whether no other document has its place or its address from this one.
fn is_alone(doc: &Doc) -> bool {
    !doc.is_index() && doc.key.as_ref() != NOT_FOUND
}

impl Graph {
    /// Takes out a document that no other one has its place from.
    fn take_out(&mut self, id: DocId) {
        let doc = self.doc(id).clone();
        Arc::make_mut(&mut self.by_path).remove(&doc.path);
        for other in self.others(id) {
            self.node_mut(other).pair[doc.lang] = None;
        }
        Arc::make_mut(&mut self.unsure).remove(&id);
        self.free.insert(id);
    }

    /// Puts in a document that no other one has its place from, but for its texts and links.
    fn put_in(&mut self, doc: &Arc<Doc>, input: &LinkInput) -> DocId {
        let id = self.free.pop_first().unwrap_or(DocId(self.docs.len() as u32));
        let by_path = Arc::make_mut(&mut self.by_path);
        by_path.insert(doc.path.clone(), id);
        let one = std::slice::from_ref(doc);
        let urls = address::addresses(&self.homes, &self.docs, by_path, one);
        let url = urls.into_iter().next().expect("each document has an address");
        let node = Arc::new(Node::new(url, input, by_path, doc));
        match self.docs.get_mut(id.at()) {
            Some(free) => (*free, self.nodes[id.at()]) = (doc.clone(), node),
            None => {
                self.docs.push(doc.clone());
                self.nodes.push(node);
            }
        }
        for other in self.others(id) {
            self.node_mut(other).pair[doc.lang] = Some(id);
        }
        id
    }

    /// The same document in other languages.
    fn others(&self, id: DocId) -> Vec<DocId> {
        let all = self.node(id).pair.iter().filter_map(|(_, other)| *other);
        all.filter(|other| *other != id).collect()
    }

    /// Whether any document has this id.
    pub(super) fn has(&self, id: DocId) -> bool {
        id.at() < self.docs.len() && !self.free.contains(&id)
    }

    /// The files that a document links to or names, and then those that it shows, if there is one with
    /// this id.
    fn named(&self, id: DocId) -> impl Iterator<Item = (&PublishablePath, bool)> {
        let files = self.has(id).then(|| self.files(id).map(|file| (file, false)));
        let shown = self.has(id).then(|| self.pictures(id).map(|file| (file, true)));
        files.into_iter().flatten().chain(shown.into_iter().flatten())
    }

    /// Whether the same files of the site are linked to, named and shown as by the documents of an
    /// earlier graph, each by itself.
    pub fn names_the_files_of(&self, earlier: &Graph) -> bool {
        let is_shared = |id: DocId| {
            let node = earlier.nodes.get(id.at());
            node.is_some_and(|node| Arc::ptr_eq(&self.nodes[id.at()], node))
                && Arc::ptr_eq(&self.docs[id.at()], &earlier.docs[id.at()])
        };
        let is_same = |id| is_shared(id) || self.named(id).eq(earlier.named(id));
        self.ids().all(is_same) && earlier.ids().filter(|id| !self.has(*id)).all(is_same)
    }
}

/// The documents to which links may be sound no more, or broken no more, by id: they came or went, or
/// they have other anchors. `made` are those that came or changed, `texts` those with new texts.
fn reached(
    last: &Graph,
    graph: &Graph,
    change: &Change,
    made: &[DocId],
    texts: &[DocId],
) -> Vec<bool> {
    let mut reached = vec![false; graph.docs.len()];
    let new = &made[change.changed.len()..];
    // One that came may have the id of one that went.
    for id in new.iter().chain(&change.gone) {
        reached[id.at()] = true;
    }
    for id in texts {
        reached[id.at()] = reached[id.at()] || !last.anchors(*id).eq(graph.anchors(*id));
    }
    for id in last.with_blocks().iter().chain(graph.with_blocks()) {
        reached[id.at()] |= last.embedded.get(id) != graph.embedded.get(id);
    }
    reached
}

/// The documents whose links have to be looked at.
fn relinked(graph: &Graph, changed: Vec<DocId>, reached: &[bool], is_unsure: bool) -> Vec<DocId> {
    let is_any = reached.contains(&true);
    let mut relinked: BTreeSet<DocId> = changed.into_iter().collect();
    if is_any || is_unsure {
        relinked.extend(graph.unsure.iter());
    }
    if is_any {
        let leads = |target: &Target| matches!(target, Target::Page(id, _) if reached[id.at()]);
        let is_reached =
            |id: &&DocId| reached[id.at()] || graph.node(**id).targets.iter().any(leads);
        relinked.par_extend(graph.order.par_iter().filter(is_reached).copied());
    }
    relinked.into_iter().collect()
}

//! Linked documents → lists of them: sections with their pages, neighbours, tags.

use super::tags::Tags;
use super::{DocId, Graph, LinkInput, NOT_FOUND, Told};
use crate::config::Config;
use crate::parse::{Doc, Sort};
use certsite_base::diag::{Diagnostic, Problem};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Puts all lists of pages together, and tells what is wrong with tags and menus.
pub fn list(graph: &mut Graph, input: &LinkInput, told: &mut Told) {
    let tags = || {
        let (mut tags, mut of_site) = Tags::read(input.config, input.inputs, input.base);
        tags.collect(graph, &mut of_site);
        (tags, of_site)
    };
    let ((tags, mut of_site), mut children) =
        rayon::join(tags, || collect_children(graph, input.config));
    graph.tags = Arc::new(tags);
    for id in graph.order.clone().iter() {
        let children = children.remove(id).unwrap_or_default();
        // Most are shared with the last graph, and stay so.
        if graph.node(*id).children != children {
            graph.node_mut(*id).children = children;
        }
    }
    link_neighbours(graph, input.config, &input.sequences);
    check_settings(graph, input.config, &mut of_site);
    told.of_site = of_site;
}

/// The pages of each section, in its order.
fn collect_children(graph: &Graph, config: &Config) -> HashMap<DocId, Vec<DocId>> {
    let mut children: BTreeMap<DocId, Vec<DocId>> = BTreeMap::new();
    for id in graph.ids() {
        if let Some(parent) = graph.node(id).parent {
            children.entry(parent).or_default().push(id);
        }
    }
    let sorted = children.into_par_iter().map(|(parent, ids)| {
        // Mostly they are in this order, and sorted at once.
        let mut ids = graph.as_before(&graph.node(parent).children, ids);
        let sort = graph.doc(parent).front.section.as_ref().map(|s| s.sort).unwrap_or_default();
        let language = &config.languages[graph.doc(parent).lang];
        ids.sort_by(|a, b| {
            let by_title = || language.compare(graph.title(*a), graph.title(*b));
            let (a, b) = (graph.doc(*a), graph.doc(*b));
            let order = match sort {
                Sort::Date => b.front.date.cmp(&a.front.date).then_with(by_title),
                Sort::Weight => a.front.weight.cmp(&b.front.weight).then_with(by_title),
                Sort::Title => by_title(),
            };
            let order = order.then_with(|| a.path.cmp(&b.path));
            // What no list shows stands behind what lists show.
            let is_unlisted = |doc: &Doc| doc.key.as_ref() == NOT_FOUND;
            is_unlisted(a).cmp(&is_unlisted(b)).then(order)
        });
        (parent, ids)
    });
    sorted.collect()
}

impl Graph {
    /// The same documents, those first that were in an earlier row, in its order.
    pub(super) fn as_before(&self, earlier: &[DocId], ids: Vec<DocId>) -> Vec<DocId> {
        if earlier.is_empty() {
            return ids;
        }
        // Of these alone: there may be as many rows as documents.
        let mut left: HashMap<DocId, usize> = HashMap::with_capacity(ids.len());
        for id in &ids {
            *left.entry(*id).or_default() += 1;
        }
        let mut take = |id: &DocId| match left.get_mut(id) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let mut all: Vec<DocId> = earlier.iter().copied().filter(&mut take).collect();
        all.extend(ids.into_iter().filter(take));
        all
    }
}

/// Neighbours exist among the pages of sections that say how they are sorted, and in the others
/// along the sequences.
fn link_neighbours(graph: &mut Graph, config: &Config, sequences: &[Vec<String>]) {
    // A section without a list sorts nothing.
    let is_sorted = |id: DocId| graph.doc(id).front.section.as_ref().is_some_and(|s| !s.in_text);
    let mut rows: Vec<Vec<DocId>> = Vec::new();
    for section in graph.ids().filter(|id| is_sorted(*id)) {
        let children = graph.node(section).children.iter().copied();
        rows.push(children.filter(|id| !graph.doc(*id).is_index()).collect());
    }
    let is_unsorted = |id: &DocId| graph.node(*id).parent.is_none_or(|of| !is_sorted(of));
    for lang in config.languages.iter() {
        for keys in sequences {
            let pages = keys.iter().filter_map(|key| graph.page(config, lang, key));
            rows.push(pages.filter(is_unsorted).collect());
        }
    }
    let mut beside = vec![(None, None); graph.docs.len()];
    for pair in rows.iter().flat_map(|row| row.windows(2)) {
        beside[pair[0].at()].1 = Some(pair[1]);
        beside[pair[1].at()].0 = Some(pair[0]);
    }
    for id in graph.order.clone().iter().copied() {
        let (prev, next) = beside[id.at()];
        if (graph.node(id).prev, graph.node(id).next) != (prev, next) {
            let node = graph.node_mut(id);
            (node.prev, node.next) = (prev, next);
        }
    }
}

/// Menus and the report page must name pages that exist in each language.
fn check_settings(graph: &Graph, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let menus = config.menus.iter().flat_map(|menu| menu.pages());
    let report = config.report_page.iter().map(|page| (page, vec!["report_page"]));
    for menu in &config.menus {
        let mut known = HashSet::new();
        for (page, path) in menu.pages().filter(|(page, _)| !known.insert(*page)) {
            let problem = Problem::BadValue {
                message: format!("“{page}” stands in this menu twice"),
                expected: "keep one of the two".into(),
            };
            diagnostics.push(Diagnostic::at(problem, config.place(&path)));
        }
    }
    for (page, path) in menus.chain(report) {
        let missing =
            config.languages.iter().find(|lang| graph.page(config, *lang, page).is_none());
        if let Some(lang) = missing {
            let code = config.languages[lang].code.clone();
            let help = match graph.waiting(config, lang, page) {
                Some(waiting) => format!("{waiting}; publish it first, or take it out here"),
                None => format!("write the path as below content/{code}/, such as “about.md”"),
            };
            let problem = Problem::NoSuchPage { path: page.clone(), lang: code, help };
            diagnostics.push(Diagnostic::at(problem, config.place(&path)));
        }
    }
}

//! By what feeds know a page: it never changes, whatever becomes of the page's address, or readers
//! would be shown it again.

use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use std::collections::HashMap;

/// The id of a page: the one stated, else the address that it had first. That is the first of its
/// older addresses, for whoever moves a page writes the address that it leaves behind those.
pub fn of(site: Linked, page: DocId) -> String {
    let front = &site.graph.doc(page).front;
    let base = &site.options.base;
    if let Some(stated) = &front.feed_id {
        return match stated.0.starts_with('/') {
            true => format!("{}{}{}", base.origin(), base.path(), stated.0),
            false => stated.0.clone(),
        };
    }
    let Some(first) = front.aliases.first() else {
        return site.graph.node(page).url.url().to_string();
    };
    match (first.page(base), first.query()) {
        (Some(page), _) => page.url().to_string(),
        (None, Some(query)) => format!("{}{}?{query}", base.origin(), first.path(base)),
        (None, None) => format!("{}{}", base.origin(), first.path(base)),
    }
}

/// Tells of ids that are stated, and are those of other pages. Two pages with one older address are
/// told of by themselves.
pub fn again(site: Linked) -> Vec<Diagnostic> {
    let is_stated = |page: &DocId| site.graph.doc(*page).front.feed_id.is_some();
    let stated = site.graph.with_feed_ids();
    if stated.is_empty() {
        return Vec::new();
    }
    let others = site.graph.ids().filter(|page| !is_stated(page));
    let mut known: HashMap<String, DocId> = others.map(|page| (of(site, page), page)).collect();
    let mut told = Vec::new();
    for page in stated.iter().copied() {
        let id = of(site, page);
        if let Some(other) = known.get(&id) {
            let other = site.graph.doc(*other).path.to_string();
            let place = site.graph.doc(page).front_value(&["feed_id"]);
            told.push(Diagnostic::at(Problem::FeedIdAgain { id, other }, place));
        } else {
            known.insert(id, page);
        }
    }
    told
}

//! What all features add to a site, put together in the order of their list.

use super::embeds;
use super::parts::ReadPart;
use crate::feature::{
    Asked, Embedded, Explain, Feed, FeedLink, Needs, OfPage, OnAllPages, Publication, SearchLink,
    ViewOfPage, When,
};
use crate::link::DocId;
use crate::linked::Linked;
use crate::memo::Memo;
use crate::plan::Route;
use crate::signatures::Signable;
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::{Lang, Languages, PerLang};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// What is asked of all features together.
#[derive(Default)]
pub(super) struct Contributions {
    /// The drawn blocks of each page, in their order.
    pub drawn: HashMap<DocId, Vec<Embedded>>,
    pub views: Vec<ViewOfPage>,
    pub linked_data: Vec<OfPage>,
    feeds: Vec<Feed>,
    search: Vec<(Lang, SearchLink)>,
    /// The feeds of what a page lists, by its address.
    pub feeds_of: HashMap<WebPath, Vec<FeedLink>>,
    pub explains: Vec<(Lang, Arc<dyn Explain>)>,
    pub signables: Vec<Signable>,
    pub publications: Vec<Box<dyn Publication>>,
}

impl Contributions {
    /// What all pages of each language are told.
    pub(super) fn on_all_pages(&self, languages: &Languages) -> PerLang<OnAllPages> {
        PerLang::new(languages, |lang| {
            let feeds = self.feeds.iter().filter(|feed| feed.is_everywhere && feed.lang == lang);
            let search = self.search.iter().find(|(of, _)| *of == lang);
            OnAllPages {
                feeds: feeds.map(|feed| feed.link.clone()).collect(),
                search: search.map(|(_, search)| search.clone()),
            }
        })
    }
}

impl Contributions {
    /// Those of some keys, which the theme lacks, that the site makes a feature ask for.
    pub(super) fn needed<'a>(
        &self,
        site: Linked,
        asked: &Asked,
        mut keys: Vec<&'a str>,
    ) -> Vec<&'a str> {
        let is_asked = |key: Option<&str>| match asked.when {
            When::Block(template) => self.drawn.values().flatten().any(|embedded| {
                let shows = |key| embedded.view(site).is_some_and(|view| view.shows(key));
                embedded.template() == Some(template) && key.is_none_or(shows)
            }),
            When::Page(name) => site.graph.ids().any(|id| {
                let mut told = self.views.iter().filter_map(|view| view(site, id));
                told.any(|told| told.name == name && key.is_none_or(|key| told.view.shows(key)))
            }),
        };
        match asked.needs {
            Needs::All if is_asked(None) => {}
            Needs::All => keys.clear(),
            // In the place of a string that is not there stands its key.
            Needs::Named => keys.retain(|key| is_asked(Some(key))),
        }
        keys
    }
}

/// Asks all features at once.
pub(super) fn contribute(
    site: Linked,
    parts: &[ReadPart],
    kept: &Memo,
) -> ((Contributions, Vec<Route>), Vec<Diagnostic>) {
    let all: Vec<_> = parts.par_iter().map(|part| part.part().contribute(site, kept)).collect();
    let (mut together, mut routes) = (Contributions::default(), Vec::new());
    let (mut drawn, mut problems) = (HashMap::new(), Vec::new());
    for own in all {
        routes.extend(own.routes);
        together.views.extend(own.views);
        together.linked_data.extend(own.linked_data);
        together.feeds.extend(own.feeds);
        together.search.extend(own.search);
        together.explains.extend(own.explains);
        together.signables.extend(own.signables);
        together.publications.extend(own.publication);
        drawn.extend(own.drawn.into_iter().map(|drawn| ((drawn.page, drawn.n), drawn.embedded)));
        problems.extend(own.problems);
    }
    // A block that cannot be drawn leaves a gap, and the page shows the rest.
    let mut drawn_or_nothing = |page: DocId, n: usize| match drawn.remove(&(page, n)) {
        Some(Ok(embedded)) => embedded,
        Some(Err(problem)) => {
            let block = site.graph.doc(page).embeds[n].name;
            if !embeds::is_partial(parts, block) {
                problems.push(*problem);
            }
            Embedded::Html(String::new())
        }
        None => Embedded::Html(String::new()),
    };
    for feed in &together.feeds {
        together.feeds_of.entry(feed.of.clone()).or_default().push(feed.link.clone());
    }
    for page in site.graph.with_blocks() {
        let blocks = site.graph.doc(*page).embeds.len();
        let embeds = (0..blocks).map(|n| drawn_or_nothing(*page, n)).collect();
        together.drawn.insert(*page, embeds);
    }
    ((together, routes), problems)
}

//! Lists of some of a section's pages: those of one year, of one severity, of what attackers use, or
//! on one product.

use super::alternates::list_alternates;
use super::contexts::FilteredGiven;
use super::frame::{active, bare, home_crumb, list_view, translations};
use super::views::{AlternateView, FacetView, Kind, link};
use super::{Given, Renderer};
use crate::link::DocId;
use crate::linked::Linked;
use crate::plan::{Facet, Filtered, Route};
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;

/// The lists of a section; `current` is the one that is shown.
pub fn facets(renderer: &Renderer, section: DocId, current: Option<&Facet>) -> Vec<FacetView> {
    let site = renderer.site;
    let lang = site.graph.doc(section).lang;
    let view = |list: &Filtered| FacetView {
        name: list.facet.name(site, lang),
        url: list.facet.url(site, section),
        count: list.pages.len(),
        current: current == Some(&list.facet),
        kind: match &list.facet {
            Facet::Year(_) => "year",
            Facet::Severity(_) => "severity",
            Facet::Exploited => "exploited",
            Facet::Product(_) => "product",
        },
    };
    renderer.plan.facets.get(&section).into_iter().flatten().map(view).collect()
}

/// What one page of such a list is drawn from.
pub fn given<'a>(
    renderer: &Renderer<'a>,
    route: &'a Route,
    section: DocId,
    facet: &Facet,
    at: (usize, usize),
) -> Given<'a> {
    let Linked { config, graph, .. } = renderer.site;
    let doc = graph.doc(section);
    let lang = doc.lang;
    let title = format!("{}: {}", graph.title(section), facet.name(renderer.site, lang));
    let mut view = bare(renderer.site, route, lang, Kind::Section, title);
    view.breadcrumbs = home_crumb(renderer.site, lang);
    view.breadcrumbs.push(link(renderer.site, section));
    view.translations =
        translations(renderer.site, lang, |other| address(renderer, section, facet, other));
    view.alternates = alternates(renderer, section, facet, at.0);
    view.active = active(renderer.site, section, &graph.ancestors(section));
    view.indexed = true;
    let size = doc.front.section.as_ref().and_then(|s| s.page_size).unwrap_or(config.page_size);
    let mut lists = renderer.plan.facets.get(&section).into_iter().flatten();
    let pages = lists.find(|list| list.facet == *facet).map_or(&[][..], |list| &list.pages);
    let first = facet.url(renderer.site, section);
    let given = FilteredGiven {
        page: view.into(),
        list: list_view(renderer.site, pages, size, &first, at),
        facets: facets(renderer, section, Some(facet)),
        section: link(renderer.site, section),
    };
    // A theme may show these lists like those of tags.
    let own = "filtered.html";
    let has_own = renderer.templates[lang].tera.get_template_names().any(|name| name == own);
    Given::new(if has_own { own } else { "tag.html" }, lang, given)
}

/// `hreflang` of a page of such a list.
pub fn alternates<'a>(
    renderer: &Renderer<'a>,
    section: DocId,
    facet: &Facet,
    n: usize,
) -> Vec<AlternateView<'a>> {
    list_alternates(renderer, n, |lang| address(renderer, section, facet, lang))
}

/// The same list in another language, if it has one.
fn address(renderer: &Renderer, section: DocId, facet: &Facet, lang: Lang) -> Option<WebPath> {
    let other = renderer.site.graph.node(section).pair[lang]?;
    let has = renderer.plan.facets.get(&other)?.iter().any(|list| list.facet == *facet);
    has.then(|| facet.url(renderer.site, other))
}

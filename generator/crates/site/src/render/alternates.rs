//! A page → the same page in other languages, for search engines.

use super::Renderer;
use super::views::AlternateView;
use crate::link::{DocId, Tag};
use crate::linked::Linked;
use crate::plan::page_url;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;

/// `hreflang` of a page: each language that it is in, and for all others the default language's,
/// or, of the home pages, the address where one chooses.
pub fn alternates(site: Linked<'_>, id: DocId) -> Vec<AlternateView<'_>> {
    let Linked { config, graph, .. } = site;
    let node = graph.node(id);
    let pairs: Vec<_> = node.pair.iter().filter_map(|(lang, id)| Some((lang, (*id)?))).collect();
    let mut alternates: Vec<_> = pairs
        .iter()
        .map(|(lang, id)| AlternateView {
            lang: &config.languages[*lang].code,
            href: graph.node(*id).url.url(),
        })
        .collect();
    let is_home = graph.doc(id).is_index() && node.parent.is_none();
    let fallback = match is_home {
        true => Some(graph.base.root().url()),
        false => pairs.first().map(|(_, id)| graph.node(*id).url.url()),
    };
    alternates.extend(fallback.map(|href| AlternateView { lang: "x-default", href }));
    alternates
}

/// `hreflang` of a page that stands at these addresses: each language that has one, and for all
/// others the first of them.
fn alternates_at(
    site: Linked<'_>,
    url: impl Fn(Lang) -> Option<WebPath>,
) -> Vec<AlternateView<'_>> {
    let languages = &site.config.languages;
    let view =
        |lang: Lang| Some(AlternateView { lang: &languages[lang].code, href: url(lang)?.url() });
    let mut alternates: Vec<_> = languages.iter().filter_map(view).collect();
    let fallback = alternates.first().map(|first| first.href.clone());
    alternates.extend(fallback.map(|href| AlternateView { lang: "x-default", href }));
    alternates
}

/// `hreflang` of a page of a list whose first page stands at these addresses: only languages count
/// whose list has that page.
pub fn list_alternates<'a>(
    renderer: &Renderer<'a>,
    n: usize,
    first: impl Fn(Lang) -> Option<WebPath>,
) -> Vec<AlternateView<'a>> {
    alternates_at(renderer.site, |lang| {
        let url = page_url(&first(lang)?, n);
        renderer.plan.find(url.path()).is_some().then_some(url)
    })
}

/// `hreflang` of a page of a tag's list, or with no tag of the page of all tags.
pub fn tag_alternates<'a>(
    renderer: &Renderer<'a>,
    tag: Option<&Tag>,
    n: usize,
) -> Vec<AlternateView<'a>> {
    list_alternates(renderer, n, |lang| tag_page(renderer.site, tag, lang))
}

/// The address of a tag's page, or of all tags; `None` in a language that has none.
pub fn tag_page(site: Linked, tag: Option<&Tag>, lang: Lang) -> Option<WebPath> {
    let tags = &site.graph.tags;
    let (any, url) = match tag {
        Some(tag) => (!tag.pages[lang].is_empty(), &tag.url),
        None => (tags.iter().any(|(_, tag)| !tag.pages[lang].is_empty()), &tags.all),
    };
    any.then(|| url[lang].clone())
}

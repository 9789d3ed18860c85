//! The pages: a document's, a list's, a redirect's.

use super::alternates::{alternates, list_alternates, tag_alternates, tag_page};
use super::contexts::{
    LanguagesGiven, PageGiven, PageTold, ReceiptGiven, RedirectGiven, SectionGiven, TagGiven,
    TagsGiven,
};
use super::frame::{active, bare, home_crumb, list_view, translations};
use super::related::related;
use super::views::{
    EntryView, Html, Kind, LinkView, NewerView, PageView, RelatedView, TagView, link, toc,
};
use super::{Given, Renderer, filtered};
use crate::link::{DateView, DocId, NOT_FOUND, PublishablePath};
use crate::linked::Linked;
use crate::parse::Doc;
use crate::plan::{Make, Route};
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_text::{RECEIPT_NUMBER, RECEIPT_TIME};

/// What a page's route is drawn from; nothing for a tag that there is not.
pub fn given<'a>(renderer: &Renderer<'a>, route: &'a Route) -> Option<Given<'a>> {
    let lang = route.lang.unwrap_or_else(|| renderer.site.config.languages.default_lang());
    Some(match &route.make {
        Make::Page(id) => document(renderer, route, *id, None),
        Make::Section { id, n, of } => document(renderer, route, *id, Some((*n, *of))),
        Make::Filtered { id, facet, n, of } => {
            filtered::given(renderer, route, *id, facet, (*n, *of))
        }
        Make::Tag { id, n, of } => tag(renderer, route, lang, id, (*n, *of))?,
        Make::Tags => tags(renderer, route, lang),
        Make::Redirect(target) => redirect(renderer, route, lang, target),
        Make::Receipt => receipt(renderer, route, lang),
        Make::Languages => languages(renderer, route, lang),
        Make::Copy(_)
        | Make::Version(..)
        | Make::Asset(_)
        | Make::Made(_)
        | Make::Aside(_)
        | Make::Sitemap
        | Make::Robots => return None,
    })
}

fn document<'a>(
    renderer: &Renderer<'a>,
    route: &'a Route,
    id: DocId,
    list: Option<(usize, usize)>,
) -> Given<'a> {
    let Linked { config, graph, .. } = renderer.site;
    let doc = graph.doc(id);
    let told = renderer.views.iter().filter_map(|view| view(renderer.site, id));
    let more = told.map(|named| (named.name, named.view.value().clone())).collect();
    let page = PageTold { view: view(renderer, route, id, list), more };
    let template = template(doc);
    let Some(at) = list else {
        return Given::new(&template, doc.lang, PageGiven { page }).with_text(id);
    };
    let section = doc.front.section.as_ref();
    let size = section.and_then(|s| s.page_size).unwrap_or(config.page_size);
    let in_text = section.is_some_and(|s| s.in_text);
    let listed = if in_text { &[] } else { graph.listed(id) };
    let list = list_view(renderer.site, listed, size, &graph.node(id).url, at);
    let facets = filtered::facets(renderer, id, None);
    let given = SectionGiven { page, list, in_text, facets };
    Given::new(&template, doc.lang, given).with_text(id)
}

/// What the template of a document's page gets of it, apart from its text and what features add.
/// `list` is the number of the page, from 1, and how many there are, if it is one of a section's list.
fn view<'a>(
    renderer: &Renderer<'a>,
    route: &'a Route,
    id: DocId,
    list: Option<(usize, usize)>,
) -> PageView<'a> {
    let site = renderer.site;
    let Linked { config, graph, .. } = site;
    let (doc, node) = (graph.doc(id), graph.node(id));
    let front = &doc.front;
    let kind = kind(site, id, list.is_some());
    let indexed = kind != Kind::NotFound && !front.draft;
    let date = |date| DateView::new(config, doc.lang, date);
    let above = graph.ancestors(id);
    let address = |lang: Lang| node.pair[lang].map(|id| graph.node(id).url.clone());
    let linked = renderer.linked_data.iter().filter_map(|data| data(site, id));
    PageView {
        key: &doc.key,
        kind,
        title: graph.title(id).into(),
        description: graph.description(id),
        body: Html::new(""),
        terms: Html::new(""),
        url: &route.url,
        permalink: Some(route.url.url()),
        lang: &config.languages[doc.lang].code,
        date: front.published().map(date),
        updated: front.revised().map(date),
        newer: newer(renderer, id),
        toc: if front.toc.unwrap_or(true) { toc(site, id) } else { Vec::new() },
        breadcrumbs: above.iter().map(|id| link(site, *id)).collect(),
        prev: node.prev.map(|id| link(site, id)),
        next: node.next.map(|id| link(site, id)),
        tags: graph.tag_links(id),
        related: if kind == Kind::Page { others(site, id) } else { Vec::new() },
        translations: translations(site, doc.lang, address),
        alternates: match list {
            _ if !indexed => Vec::new(),
            Some((n, _)) if n > 1 => list_alternates(renderer, n, address),
            _ => alternates(site, id),
        },
        feeds: renderer.feeds_of(&node.url),
        draft: front.draft,
        has_colours: doc.has_colours,
        image: node.image.as_ref().map(PublishablePath::url),
        image_permalink: node.image.as_ref().map(|file| file.url().url()),
        indexed,
        active: active(site, id, &above),
        linked_data: linked.map(|value| Html::new(&in_script(&value))).collect(),
    }
}

/// The languages in which a page was changed later.
fn newer<'a>(renderer: &Renderer<'a>, id: DocId) -> Vec<NewerView<'a>> {
    let Linked { config, graph, .. } = renderer.site;
    let own = graph.doc(id).lang;
    let newer = graph.newer(id).map(|(other, day)| {
        let lang = graph.doc(other).lang;
        NewerView {
            lang: &config.languages[lang].code,
            url: &graph.node(other).url,
            date: DateView::new(config, own, day),
            t: renderer.strings[lang].value.clone(),
        }
    });
    newer.collect()
}

/// The pages on the topics of a page.
fn others<'a>(site: Linked<'a>, id: DocId) -> Vec<RelatedView<'a>> {
    let view = |other: DocId| {
        let LinkView { title, url } = link(site, other);
        let doc = site.graph.doc(other);
        let date = doc.front.published().map(|date| DateView::new(site.config, doc.lang, date));
        RelatedView { title, url, date }
    };
    related(site, id).into_iter().map(view).collect()
}

/// What kind of page a document's is.
fn kind(site: Linked, id: DocId, is_list: bool) -> Kind {
    let doc = site.graph.doc(id);
    match site.graph.node(id).parent {
        _ if is_list => Kind::Section,
        None if doc.is_index() => Kind::Home,
        _ if doc.key.as_ref() == NOT_FOUND => Kind::NotFound,
        _ => Kind::Page,
    }
}

/// The template that a document's page is made with.
pub fn template(doc: &Doc) -> String {
    let name = match &doc.front.template {
        Some(template) => &template.0,
        None if doc.is_index() => {
            if doc.folder().is_empty() {
                "home"
            } else {
                "section"
            }
        }
        None if doc.key.as_ref() == NOT_FOUND => "404",
        None => "page",
    };
    format!("{name}.html")
}

/// JSON for a `<script>` element: without `<`, nothing in it can end the element.
fn in_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn tag<'a>(
    renderer: &Renderer<'a>,
    route: &'a Route,
    lang: Lang,
    id: &str,
    at: (usize, usize),
) -> Option<Given<'a>> {
    let Linked { config, graph, .. } = renderer.site;
    let tag = graph.tags.get(id)?;
    let (first, all) = (&tag.url[lang], &graph.tags.all[lang]);
    let mut view = bare(renderer.site, route, lang, Kind::Tag, &*tag.name[lang]);
    view.breadcrumbs = home_crumb(renderer.site, lang);
    view.breadcrumbs.push(LinkView { title: renderer.strings[lang].get("tags.all"), url: all });
    view.translations =
        translations(renderer.site, lang, |other| tag_page(renderer.site, Some(tag), other));
    view.alternates = tag_alternates(renderer, Some(tag), at.0);
    view.feeds = renderer.feeds_of(first);
    view.indexed = true;
    let list = list_view(renderer.site, &tag.pages[lang], config.page_size, first, at);
    let given = TagGiven { page: view.into(), list };
    Some(Given::new("tag.html", lang, given))
}

fn tags<'a>(renderer: &Renderer<'a>, route: &'a Route, lang: Lang) -> Given<'a> {
    let Linked { config, graph, .. } = renderer.site;
    let mut used: Vec<_> =
        graph.tags.iter().map(|(_, tag)| tag).filter(|tag| !tag.pages[lang].is_empty()).collect();
    used.sort_by(|a, b| config.languages[lang].compare(&a.name[lang], &b.name[lang]));
    let tags: Vec<_> = used
        .into_iter()
        .map(|tag| {
            let (name, url) = (&*tag.name[lang], &tag.url[lang]);
            TagView { name, url, count: tag.pages[lang].len() }
        })
        .collect();
    let mut view =
        bare(renderer.site, route, lang, Kind::Tags, renderer.strings[lang].get("tags.all"));
    view.breadcrumbs = home_crumb(renderer.site, lang);
    view.translations =
        translations(renderer.site, lang, |other| tag_page(renderer.site, None, other));
    view.alternates = tag_alternates(renderer, None, 1);
    view.indexed = true;
    let given = TagsGiven { page: view.into(), tags };
    Given::new("tags.html", lang, given)
}

fn redirect<'a>(
    renderer: &Renderer<'a>,
    route: &'a Route,
    lang: Lang,
    target: &'a WebPath,
) -> Given<'a> {
    let title = renderer.strings[lang].get("redirect.title");
    let mut view = bare(renderer.site, route, lang, Kind::Redirect, title);
    // The old address is not the page's own: search engines are told the new one.
    view.permalink = Some(target.url());
    let given = RedirectGiven { page: view.into(), target };
    Given::new("redirect.html", lang, given)
}

fn receipt<'a>(renderer: &Renderer<'a>, route: &'a Route, lang: Lang) -> Given<'a> {
    let title = renderer.strings[lang].get("receipt.title");
    let mut view = bare(renderer.site, route, lang, Kind::Receipt, title);
    // It is made anew for each report, at the address of that.
    view.permalink = None;
    view.breadcrumbs = home_crumb(renderer.site, lang);
    let page = view.into();
    // The form handler puts the number there; the page is made before there is one.
    let (receipt_number, receipt_time) = (RECEIPT_NUMBER, RECEIPT_TIME);
    let given = ReceiptGiven { page, receipt_number, receipt_time };
    Given::new("receipt.html", lang, given)
}

/// The address `/`, where one chooses a language, and what a server shows for any address that does not exist.
fn languages<'a>(renderer: &Renderer<'a>, route: &'a Route, lang: Lang) -> Given<'a> {
    let Linked { config, graph, .. } = renderer.site;
    let is_root = route.url.path() != "404.html";
    let kind = if is_root { Kind::Languages } else { Kind::NotFound };
    let mut view = bare(renderer.site, route, lang, kind, &*config.title[lang]);
    view.description = Some(&config.description[lang]);
    if is_root {
        view.indexed = true;
        view.alternates = graph
            .page(config, lang, "index.md")
            .map(|id| alternates(renderer.site, id))
            .unwrap_or_default();
    }
    let entries: Vec<_> = config
        .languages
        .iter()
        .map(|lang| {
            let report = config.report_page.as_ref().and_then(|key| graph.page(config, lang, key));
            let report = report.map(|id| link(renderer.site, id));
            EntryView {
                lang: &config.languages[lang].code,
                name: &config.languages[lang].name,
                url: &graph.homes[lang],
                title: &config.title[lang],
                description: &config.description[lang],
                report,
                search: renderer.templates[lang].search.as_ref(),
                t: renderer.strings[lang].value.clone(),
            }
        })
        .collect();
    let given = LanguagesGiven { page: view.into(), entries };
    Given::new("languages.html", lang, given)
}

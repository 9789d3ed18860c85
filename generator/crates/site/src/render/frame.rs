//! What pages of all kinds share: how a page looks that no document stands for, a page of a list,
//! the same page in other languages.

use super::views::{Html, Kind, LinkView, ListView, PageView, TranslationView, link};
use crate::link::DocId;
use crate::linked::Linked;
use crate::plan::{Route, page_url};
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use std::borrow::Cow;

pub(super) fn list_view(
    site: Linked,
    ids: &[DocId],
    size: usize,
    first: &WebPath,
    (n, of): (usize, usize),
) -> ListView {
    let items = ids.chunks(size).nth(n - 1).unwrap_or_default();
    ListView {
        items: items.iter().map(|id| site.graph.summary(site.config, *id)).collect(),
        page: n,
        pages: of,
        prev: (n > 1).then(|| page_url(first, n - 1)),
        next: (n < of).then(|| page_url(first, n + 1)),
        total: ids.len(),
    }
}

pub(super) fn translations(
    site: Linked<'_>,
    current: Lang,
    url: impl Fn(Lang) -> Option<WebPath>,
) -> Vec<TranslationView<'_>> {
    let languages = &site.config.languages;
    languages
        .iter()
        .map(|lang| {
            let own = url(lang);
            TranslationView {
                lang: &languages[lang].code,
                name: &languages[lang].name,
                current: lang == current,
                available: own.is_some(),
                url: own.unwrap_or_else(|| site.graph.homes[lang].clone()),
            }
        })
        .collect()
}

/// The view of a page that no document stands for.
pub(super) fn bare<'a>(
    site: Linked<'a>,
    route: &'a Route,
    lang: Lang,
    kind: Kind,
    title: impl Into<Cow<'a, str>>,
) -> PageView<'a> {
    PageView {
        key: "",
        kind,
        title: title.into(),
        description: None,
        body: Html::new(""),
        terms: Html::new(""),
        url: &route.url,
        permalink: Some(route.url.url()),
        lang: &site.config.languages[lang].code,
        date: None,
        updated: None,
        newer: Vec::new(),
        toc: Vec::new(),
        breadcrumbs: Vec::new(),
        prev: None,
        next: None,
        tags: Vec::new(),
        related: Vec::new(),
        translations: translations(site, lang, |lang| Some(site.graph.homes[lang].clone())),
        alternates: Vec::new(),
        feeds: &[],
        draft: false,
        has_colours: false,
        image: None,
        image_permalink: None,
        indexed: false,
        active: "",
        linked_data: Vec::new(),
    }
}

pub(super) fn home_crumb(site: Linked<'_>, lang: Lang) -> Vec<LinkView<'_>> {
    site.graph.page(site.config, lang, "index.md").map(|id| link(site, id)).into_iter().collect()
}

/// The key of the main menu's entry that the page is, or stands below.
pub(super) fn active<'a>(site: Linked<'a>, id: DocId, above: &[DocId]) -> &'a str {
    let menu = site.config.menus.iter().find(|menu| menu.name == "main");
    let keys = || menu.iter().flat_map(|menu| menu.pages()).map(|(key, _)| key);
    let line = above.iter().skip(1).chain([&id]).map(|id| &site.graph.doc(*id).key);
    line.rev().find_map(|key| keys().find(|k| ***k == **key)).map_or("", String::as_str)
}

//! What templates see: the values of a site, a page, a list.

use crate::feature::FeedLink;
use crate::link::{DateView, DocId, Named, Summary};
use crate::linked::Linked;
use certsite_base::address::{Url, WebPath};
use certsite_base::lang::Lang;
use serde::Serialize;
use std::borrow::Cow;
use tera::Value;

/// A map value from names and values.
pub fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let entries: tera::Map =
        entries.into_iter().map(|(name, value)| (name.to_owned().into(), value)).collect();
    entries.into()
}

/// What all pages of a language share.
#[derive(Serialize)]
pub struct SiteView {
    title: String,
    description: String,
    lang: String,
    base_url: String,
    home: WebPath,
    year: i16,
    languages: Vec<LanguageView>,
    menus: std::collections::BTreeMap<&'static str, Vec<MenuItem>>,
    report: Option<MenuItem>,
    feeds: Vec<FeedLink>,
    development: bool,
}

#[derive(Serialize)]
struct LanguageView {
    code: String,
    name: String,
    url: WebPath,
}

#[derive(Serialize)]
struct MenuItem {
    title: String,
    url: WebPath,
    key: String,
}

/// The site as pages of a language see it.
pub fn site(site: Linked, lang: Lang, feeds: Vec<FeedLink>) -> SiteView {
    let Linked { config, graph, options, .. } = site;
    let item = |key: &String| {
        let id = graph.page(config, lang, key)?;
        Some(MenuItem {
            title: graph.title(id).to_owned(),
            url: graph.node(id).url.clone(),
            key: key.clone(),
        })
    };
    SiteView {
        title: config.title[lang].clone(),
        description: config.description[lang].clone(),
        lang: config.languages[lang].code.clone(),
        base_url: options.base.to_string(),
        home: graph.homes[lang].clone(),
        year: options.date.year(),
        languages: config
            .languages
            .iter()
            .map(|lang| LanguageView {
                code: config.languages[lang].code.clone(),
                name: config.languages[lang].name.clone(),
                url: graph.homes[lang].clone(),
            })
            .collect(),
        menus: config
            .menus
            .iter()
            .map(|menu| (menu.name, menu.pages.iter().filter_map(item).collect()))
            .collect(),
        report: config.report_page.as_ref().and_then(item),
        feeds,
        development: options.development,
    }
}

/// A page as its template sees it, without its text.
#[derive(Serialize)]
pub struct PageView<'a> {
    pub key: &'a str,
    pub kind: &'a str,
    pub title: &'a str,
    pub description: Option<&'a str>,
    pub url: &'a WebPath,
    /// None where the address is not of a page, as of a receipt.
    pub permalink: Option<Url>,
    pub lang: &'a str,
    pub date: Option<DateView>,
    pub updated: Option<DateView>,
    pub toc: Vec<TocView<'a>>,
    pub breadcrumbs: Vec<LinkView<'a>>,
    pub prev: Option<LinkView<'a>>,
    pub next: Option<LinkView<'a>>,
    pub tags: Vec<Named>,
    pub translations: Vec<TranslationView<'a>>,
    pub alternates: Vec<AlternateView<'a>>,
    pub draft: bool,
    pub image: Option<&'a WebPath>,
    pub image_permalink: Option<Url>,
    pub indexed: bool,
    pub active: &'a str,
}

/// A title with its address.
#[derive(Serialize)]
pub struct LinkView<'a> {
    pub title: &'a str,
    pub url: &'a WebPath,
}

/// A heading with those below it.
#[derive(Serialize)]
pub struct TocView<'a> {
    id: &'a str,
    title: Cow<'a, str>,
    level: u8,
    children: Vec<TocView<'a>>,
}

/// The page in one of the languages.
#[derive(Serialize)]
pub struct TranslationView<'a> {
    pub lang: &'a str,
    pub name: &'a str,
    pub url: WebPath,
    pub current: bool,
    pub available: bool,
}

/// The page in one of the languages, for search engines.
#[derive(Serialize)]
pub struct AlternateView<'a> {
    pub lang: &'a str,
    pub href: Url,
}

/// A list of pages, one page of it.
#[derive(Serialize)]
pub struct ListView {
    pub items: Vec<Summary>,
    pub page: usize,
    pub pages: usize,
    pub prev: Option<WebPath>,
    pub next: Option<WebPath>,
    pub total: usize,
}

/// Headings as a tree; deeper than level 3 they are left to the text.
pub fn toc<'a>(site: Linked<'a>, id: DocId) -> Vec<TocView<'a>> {
    let doc = site.graph.doc(id);
    let mut top: Vec<TocView> = Vec::new();
    for (heading, id) in
        doc.outline.iter().zip(site.graph.anchors(id)).filter(|(h, _)| h.level <= 3)
    {
        let entry = TocView {
            id,
            title: heading.title.fill(|key| site.facts.plain(doc.lang, key)),
            level: heading.level,
            children: Vec::new(),
        };
        match top.last_mut() {
            Some(above) if heading.level > above.level => above.children.push(entry),
            _ => top.push(entry),
        }
    }
    top
}

/// Title and address of a document.
pub fn link<'a>(site: Linked<'a>, id: DocId) -> LinkView<'a> {
    LinkView { title: site.graph.title(id), url: &site.graph.node(id).url }
}

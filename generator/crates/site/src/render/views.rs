//! What templates see: the values of a site, a page, a list. Their schemas are the themes' contract
//! (`certsite schema --theme`), so what stands above a field is what authors of themes read.

use super::menus::{MenuItem, MenusView};
use crate::feature::{FeedLink, OnAllPages, SearchLink};
use crate::link::{DateView, DocId, Named, Summary};
use crate::linked::Linked;
use certsite_base::address::{Url, WebPath};
use certsite_base::lang::Lang;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use std::borrow::Cow;
use tera::Value;

/// A map value from names and values.
pub fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let entries: tera::Map =
        entries.into_iter().map(|(name, value)| (name.to_owned().into(), value)).collect();
    entries.into()
}

/// HTML that templates put in as it is.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Html(Value);

impl Html {
    /// Of this text.
    pub fn new(html: &str) -> Html {
        Html(Value::safe_string(html))
    }
}

impl JsonSchema for Html {
    fn schema_name() -> Cow<'static, str> {
        "Html".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "contentMediaType": "text/html" })
    }
}

/// Stands for the strings of a theme, whose keys the site and all its features name.
pub struct Strings;

impl Strings {
    /// Its name among the definitions of a schema.
    pub const NAME: &str = "Strings";
}

impl JsonSchema for Strings {
    fn schema_name() -> Cow<'static, str> {
        Strings::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

/// The site, as all pages of a language see it.
#[derive(Serialize, JsonSchema)]
pub struct SiteView {
    /// What the site is called, in this language.
    title: String,
    /// What it is, in a sentence, in this language.
    description: String,
    /// The language of the page, a BCP 47 tag for the attribute `lang`.
    lang: String,
    /// The whole address of the site's root. A preview and a site without `base_url` have one that
    /// is of no use elsewhere.
    #[schemars(extend("format" = "uri"))]
    base_url: String,
    /// The address of the language's home page.
    home: WebPath,
    /// The year of the day for which the site is built.
    year: i16,
    /// All languages of the site, in the order of its settings.
    languages: Vec<LanguageView>,
    /// The menus of `content/site.yaml`.
    menus: MenusView,
    /// The page with the form; none if the settings name none, or it does not exist in this language.
    report: Option<MenuItem>,
    /// The feeds of this language, each as Atom and as JSON Feed.
    feeds: Vec<FeedLink>,
    /// Where pages of this language are searched; none if they are not: see [Search](#search).
    search: Option<SearchLink>,
    /// Whether this is the preview of `certsite serve`.
    development: bool,
}

/// A language of the site.
#[derive(Serialize, JsonSchema)]
struct LanguageView {
    /// A BCP 47 tag.
    code: String,
    /// Its name in itself.
    name: String,
    /// The address of its home page.
    url: WebPath,
}

/// The site as pages of a language see it.
pub fn site(site: Linked, lang: Lang, told: OnAllPages) -> SiteView {
    let Linked { config, graph, options, .. } = site;
    let report = config.report_page.as_ref();
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
        menus: MenusView::of(site, lang),
        report: report.and_then(|key| MenuItem::page(site, lang, key, Vec::new())),
        feeds: told.feeds,
        search: told.search,
        development: options.development,
    }
}

/// A page.
#[derive(Serialize, JsonSchema)]
pub struct PageView<'a> {
    /// The path of its file below the folder of a language, the same in all languages, as in
    /// `news/first.md`; empty if it has no file.
    pub key: &'a str,
    /// What is shown.
    pub kind: Kind,
    /// Its title, in plain text.
    pub title: Cow<'a, str>,
    /// Its description, in plain text; none if its editor wrote none.
    pub description: Option<&'a str>,
    /// The text that its editor wrote, with all blocks drawn; empty if it has no file.
    pub body: Html,
    /// What explains words of that text, each of which leads there; empty if none is explained.
    pub terms: Html,
    /// Its address.
    pub url: &'a WebPath,
    /// Its whole address; of a redirect that of the page to which it leads. None where the address
    /// is not of a page, as of a receipt.
    pub permalink: Option<Url>,
    /// Its language, a BCP 47 tag.
    pub lang: &'a str,
    /// The day on which it was published; none if its editor wrote none.
    pub date: Option<DateView>,
    /// The day on which it was last changed, as its editor says, or of the last version of an
    /// advisory; none if that is not said.
    pub updated: Option<DateView>,
    /// The other languages in which it was changed later than in its own.
    pub newer: Vec<NewerView<'a>>,
    /// Its headings of level 2, with those of level 3 below them. Empty if its editor wants no
    /// contents (`toc: false`).
    pub toc: Vec<TocView<'a>>,
    /// The pages above it, from the home page on.
    pub breadcrumbs: Vec<LinkView<'a>>,
    /// The page before it in its section, if that sorts its pages; of a month or year of statistics
    /// the month or year before it. None for the first one.
    pub prev: Option<LinkView<'a>>,
    /// The page after it, in the same order. None for the last one.
    pub next: Option<LinkView<'a>>,
    /// Its tags, in the order in which its editor wrote them.
    pub tags: Vec<Named>,
    /// A few other pages with the same tags, the newest first. Lists name none.
    pub related: Vec<RelatedView<'a>>,
    /// The page in each language of the site, its own among them.
    pub translations: Vec<TranslationView<'a>>,
    /// The page in each language that has it, for search engines (`hreflang`): of a page of a list
    /// the same page of the other languages' lists. Empty if they shall not list it.
    pub alternates: Vec<AlternateView<'a>>,
    /// The feeds of the pages that it lists: those of a section or of a tag.
    pub feeds: &'a [FeedLink],
    /// Whether it is a draft, which only a preview and `build --drafts` show.
    pub draft: bool,
    /// Whether code in its text is in colours, by the classes `code-…`.
    pub has_colours: bool,
    /// The address of its picture; none if its editor chose none.
    pub image: Option<&'a WebPath>,
    /// The whole address of its picture; none as there.
    pub image_permalink: Option<Url>,
    /// Whether search engines may list it.
    pub indexed: bool,
    /// The `key` of the main menu's entry that the page is, or stands below, as all pages of a
    /// section's lists do; empty if there is none.
    pub active: &'a str,
    /// What machines are told of the page (JSON-LD): texts for one
    /// `<script type="application/ld+json">` each.
    #[schemars(extend("items" = { "type": "string", "contentMediaType": "application/ld+json" }))]
    pub linked_data: Vec<Html>,
}

/// What a page shows.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The home page of a language.
    Home,
    /// A section: the `index.md` of a folder, or a list of some of its pages.
    Section,
    /// Any other page of an editor.
    Page,
    /// `404.md`, and the address `/404.html`: what visitors see where nothing is.
    NotFound,
    /// The pages of a tag.
    Tag,
    /// All tags.
    Tags,
    /// An older address.
    Redirect,
    /// The page with the number of a report.
    Receipt,
    /// The address `/`, where one chooses a language.
    Languages,
}

/// A page.
#[derive(Serialize, JsonSchema)]
pub struct LinkView<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address.
    pub url: &'a WebPath,
}

/// Another page on the topics of a page.
#[derive(Serialize, JsonSchema)]
pub struct RelatedView<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address.
    pub url: &'a WebPath,
    /// The day on which it was published; none if its editor wrote none.
    pub date: Option<DateView>,
}

/// A heading of a page.
#[derive(Serialize, JsonSchema)]
pub struct TocView<'a> {
    /// Its id in the page.
    id: &'a str,
    /// Its text, without markup.
    title: Cow<'a, str>,
    /// 2 or 3.
    level: u8,
    /// The headings below it.
    children: Vec<TocView<'a>>,
}

/// The page in one of the languages.
#[derive(Serialize, JsonSchema)]
pub struct TranslationView<'a> {
    /// The language, a BCP 47 tag.
    pub lang: &'a str,
    /// The language's name in itself.
    pub name: &'a str,
    /// The address of the page in it, or of its home page if there is no such page.
    pub url: WebPath,
    /// Whether this is the language of the page itself.
    pub current: bool,
    /// Whether the page exists in it.
    pub available: bool,
}

/// The page in another language, where it was changed later.
#[derive(Serialize, JsonSchema)]
pub struct NewerView<'a> {
    /// The language, a BCP 47 tag.
    pub lang: &'a str,
    /// The address of the page in it.
    pub url: &'a WebPath,
    /// The day on which it was changed, in the words of the page's own language.
    pub date: DateView,
    /// The strings of the theme in the other language.
    #[schemars(with = "Strings")]
    pub t: Value,
}

/// The page in one of the languages, for search engines.
#[derive(Serialize, JsonSchema)]
pub struct AlternateView<'a> {
    /// The language, a BCP 47 tag, or `x-default` for all others.
    pub lang: &'a str,
    /// The whole address of the page in it.
    pub href: Url,
}

/// One page of a list of pages.
#[derive(Serialize, JsonSchema)]
pub struct ListView {
    /// The pages that stand on it, in the order of the list.
    pub items: Vec<Summary>,
    /// Which page of the list it is, from 1.
    pub page: usize,
    /// How many pages the list has, at least 1.
    pub pages: usize,
    /// The address of the page of the list before it; none for the first one.
    pub prev: Option<WebPath>,
    /// The address of the page of the list after it; none for the last one.
    pub next: Option<WebPath>,
    /// How many pages all pages of the list hold together.
    pub total: usize,
}

/// A list of some of a section's pages: those of one year, of one severity, or on one product.
#[derive(Serialize, JsonSchema)]
pub struct FacetView {
    /// What it is called: the year, the severity in the page's language, or the product.
    pub name: String,
    /// The address of its first page.
    pub url: WebPath,
    /// How many pages it holds.
    pub count: usize,
    /// Whether it is the list that is shown.
    pub current: bool,
    /// `year`, `severity`, `exploited` or `product`.
    pub kind: &'static str,
}

/// A tag that pages of the language bear.
#[derive(Serialize, JsonSchema)]
pub struct TagView<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The address of its list.
    pub url: &'a WebPath,
    /// How many pages bear it.
    pub count: usize,
}

/// The site in one of its languages, where one chooses one.
#[derive(Serialize, JsonSchema)]
pub struct EntryView<'a> {
    /// The language, a BCP 47 tag.
    pub lang: &'a str,
    /// The language's name in itself.
    pub name: &'a str,
    /// The address of its home page.
    pub url: &'a WebPath,
    /// What the site is called in it.
    pub title: &'a str,
    /// What the site is, in a sentence, in it.
    pub description: &'a str,
    /// The page with the form; none if there is none in it.
    pub report: Option<LinkView<'a>>,
    /// Where its pages are searched; none if they are not: see [Search](#search).
    pub search: Option<&'a SearchLink>,
    /// The strings of the theme in it.
    #[schemars(with = "Strings")]
    pub t: Value,
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

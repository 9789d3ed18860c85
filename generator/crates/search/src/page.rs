//! The page on which a script shows what it found, and which without it is a list of all pages by
//! title and tag, for the search of the browser itself.

use crate::document::Found;
use crate::{BLOCK, KEY};
use certsite_base::address::WebPath;
use certsite_base::lang::{Lang, PerLang};
use certsite_site::config::Config;
use certsite_site::feature::{Drawn, Embedded, GeneratedPage, InBlock, Later, LaterView};
use certsite_site::link::{DocId, Named};
use certsite_site::linked::Linked;
use certsite_site::load::Sum;
use certsite_site::memo::Memo;
use certsite_site::template_value::TemplateValue;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::iter::successors;
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// The strings of the theme of which the page is made. A theme without them has no search.
pub const STRINGS: [&str; 3] = ["search.title", "search.slug", "search.description"];

/// All pages of a language that can be found: a block `search`.
#[derive(Serialize, JsonSchema)]
pub struct SearchView {
    /// The pages, in the order of the language's alphabet; those of a row that goes by time, such as
    /// reports of months, from the newest on, where the alphabet puts any of them.
    pages: Vec<FoundView>,
}

/// A page that can be found.
#[derive(Serialize, JsonSchema)]
struct FoundView {
    /// Its title.
    title: String,
    /// Its address.
    url: WebPath,
    /// The title of the section that it stands in; none of a page in no section.
    section: Option<String>,
    /// Its tags, in the order in which its editor wrote them.
    tags: Vec<Named>,
}

impl InBlock for SearchView {
    const TEMPLATE: &'static str = "search";
}

/// A page for each language, if the theme has the words of a search in all of them: one alone would
/// lack its translations.
pub fn pages(config: &Config, text: &dyn Fn(Lang, &str) -> String) -> Vec<GeneratedPage> {
    let page = |lang: Lang| {
        let words = STRINGS.map(|key| text(lang, key));
        // In the place of a string that is not there stands its key.
        if words.iter().zip(STRINGS).any(|(word, key)| word == key) {
            return None;
        }
        let [title, slug, description] =
            words.map(|word| serde_json::Value::from(word).to_string());
        let front =
            format!("title: {title}\nslug: {slug}\ndescription: {description}\ntoc: false\n");
        let text = format!("---\n{front}---\n\n```{BLOCK}\n```\n");
        Some(GeneratedPage { lang, key: KEY.to_owned(), text })
    };
    config.languages.iter().map(page).collect::<Option<_>>().unwrap_or_default()
}

/// Draws the block of each language's own page of the search. What pages are found is given by
/// language.
pub fn draw(
    site: Linked,
    own: &PerLang<Option<DocId>>,
    found: &PerLang<Option<Found>>,
    kept: &Memo,
) -> Vec<Drawn> {
    let blocks = PerLang::new(&site.config.languages, |lang| {
        let found = found[lang].clone()?;
        let view = LaterView(Arc::new(AllPages { lang, found, kept: kept.clone() }));
        Some(Embedded::Later { template: SearchView::TEMPLATE, view })
    });
    site.draw(&[BLOCK], |block| {
        block.no_settings()?;
        if let Some(page) = own[block.doc.lang] {
            let doc = site.graph.doc(page);
            let first = doc.embeds.iter().find(|embed| embed.name == BLOCK);
            if doc.path != block.doc.path
                || first.is_some_and(|first| first.yaml != block.embed.yaml)
            {
                let message = format!("{} searches this language already", doc.path);
                return Err(block.problem(message));
            }
        }
        let own = blocks[block.doc.lang].as_ref();
        Ok(own.cloned().unwrap_or_else(|| Embedded::Html(String::new())))
    })
}

/// The pages of a language that can be found, to be listed.
struct AllPages {
    lang: Lang,
    found: Found,
    kept: Memo,
}

impl Later for AllPages {
    fn sum(&self, site: Linked) -> Sum {
        sum(site, self.lang, self.found.pages(site))
    }

    fn view(&self, site: Linked) -> TemplateValue {
        let found = self.found.pages(site);
        let mut of_order = Xxh3::new();
        (self.sum(site), found).hash(&mut of_order);
        // To put thousands of titles in order takes longer than an edit should.
        let order = || Order(in_order(site, self.lang, found));
        TemplateValue::of(&view(site, &self.kept.get(of_order.finish(), order).0))
    }
}

/// Pages in the order in which they are listed, as it is kept.
struct Order(Vec<DocId>);

fn in_order(site: Linked, lang: Lang, found: &[DocId]) -> Vec<DocId> {
    let language = &site.config.languages[lang];
    let mut pages = found.to_vec();
    pages.sort_by(|a, b| language.compare(site.graph.title(*a), site.graph.title(*b)));
    by_time(site, &mut pages);
    pages
}

/// Puts the pages of each row into the places of that row, the newest first: by the alphabet, months
/// would begin with April.
fn by_time(site: Linked, pages: &mut [DocId]) {
    let node = |page: DocId| site.graph.node(page);
    let firsts = pages.iter().copied().filter(|page| {
        node(*page).prev.is_none() && node(*page).next.is_some() && is_in_row(site, *page)
    });
    let firsts: Vec<DocId> = firsts.collect();
    if firsts.is_empty() {
        return;
    }
    let places: HashMap<DocId, usize> = pages.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    for first in firsts {
        let row = successors(Some(first), |page| node(*page).next);
        // Some of it may not be found.
        let row: Vec<DocId> = row.filter(|page| places.contains_key(page)).collect();
        let mut own: Vec<usize> = row.iter().map(|page| places[page]).collect();
        own.sort_unstable();
        own.into_iter().zip(row.into_iter().rev()).for_each(|(place, page)| pages[place] = page);
    }
}

/// Whether what comes before and after a page follows from time: where its section sorts its pages,
/// they follow from that.
fn is_in_row(site: Linked, page: DocId) -> bool {
    let graph = site.graph;
    let section = |above| graph.doc(above).front.section.as_ref();
    graph.node(page).parent.and_then(section).is_none_or(|section| section.in_text)
}

fn view(site: Linked, pages: &[DocId]) -> SearchView {
    let pages = pages.iter().map(|page| FoundView {
        title: site.graph.title(*page).to_owned(),
        url: site.graph.node(*page).url.clone(),
        section: section(site, *page).map(str::to_owned),
        tags: site.graph.tag_links(*page),
    });
    SearchView { pages: pages.collect() }
}

/// The title of a page's section, unless that is the home page.
pub fn section(site: Linked<'_>, page: DocId) -> Option<&str> {
    let above = site.graph.node(page).parent?;
    site.graph.node(above).parent.map(|_| site.graph.title(above))
}

/// Fingerprint of all that the list of a language shows.
fn sum(site: Linked, lang: Lang, found: &[DocId]) -> Sum {
    let mut sum = Xxh3::new();
    site.config.languages[lang].code.hash(&mut sum);
    for page in found {
        let node = site.graph.node(*page);
        (site.graph.title(*page), node.url.as_str(), section(site, *page)).hash(&mut sum);
        is_in_row(site, *page).hash(&mut sum);
        for tag in site.graph.known_tags(*page) {
            (&tag.name[lang], tag.url[lang].as_str()).hash(&mut sum);
        }
    }
    sum.finish()
}

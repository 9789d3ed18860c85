//! The index of a language → its files below the page that searches it.

use crate::document::Found;
use crate::index::{Terms, words};
use crate::noted::{NotedWords, WordNotes, pack};
use crate::shards::{Cut, Files, Parts, SHARDS, WHOLE, files};
use certsite_base::address::WebPath;
use certsite_base::lang::{Lang, Rules};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::load::Shelf;
use certsite_site::plan::{Made, Make, Rank, Route};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// The address of the file of an index that is read first.
pub fn index(site: Linked, page: DocId) -> WebPath {
    site.graph.node(page).url.join("index.json")
}

/// All files of the index for a page that searches.
///
/// For a site that is published, the words of its pages are noted, if there are notes.
pub fn routes(site: Linked, page: DocId, found: Found, notes: Option<WordNotes>) -> Vec<Route> {
    let lang = site.graph.doc(page).lang;
    let route = |url: WebPath, rank, make: Make| Route::new(url, Some(lang), rank, make, None);
    if !site.options.development {
        // Where browsers keep for ever what they fetched: names tell what stands in the files.
        let folder = site.at(&format!("assets/search/{}/", site.config.languages[lang].code));
        let at = |name: &str| folder.join(&format!("{name}.json"));
        let Files { first, others } = write(site, lang, &found, (SHARDS, folder.as_str()), notes);
        // They are as long as a tenth of all pages, and wanted once.
        let shelf = Shelf::default();
        let others = others
            .into_iter()
            .map(|file| route(at(&file.name), Rank::Asset, Make::Aside(shelf.lay(&file.text))));
        let made = Make::Made(Made::bytes(first.into_bytes()));
        return others.chain([route(index(site, page), Rank::Index, made)]).collect();
    }
    // In a preview nearly nobody asks, and each edit would change the names.
    let files: Arc<OnceLock<Files>> = Arc::default();
    let made = |name: &'static str| {
        let (files, found) = (files.clone(), found.clone());
        Make::Made(Made(Arc::new(move |site: Linked| {
            let files = files.get_or_init(|| write(site, lang, &found, (WHOLE, ""), None));
            let other = files.others.iter().find(|file| file.name == name);
            // Without pages there are no others.
            let text = other.map_or("[]", |file| &file.text);
            if name.is_empty() { files.first.clone().into() } else { text.to_owned().into() }
        })))
    };
    let at = |name: &str| site.graph.node(page).url.join(&format!("{name}.json"));
    let others = ["pages", "terms", "endings"].map(|name| route(at(name), Rank::Asset, made(name)));
    let first = route(index(site, page), Rank::Index, made(""));
    others.into_iter().chain([first]).collect()
}

fn write(
    site: Linked,
    lang: Lang,
    found: &Found,
    (cut, folder): (Cut, &str),
    notes: Option<WordNotes>,
) -> Files {
    let rules = Rules::of(&site.config.languages[lang].code);
    let words = match notes {
        Some(WordNotes { notes, name }) => {
            let before = notes.recall(&name).unwrap_or_default();
            let before = NotedWords::read(&before).unwrap_or_default();
            let words = words(site, found, &rules, Some(&before));
            notes.note(&name, &mut |to| pack(&words, to));
            words
        }
        None => words(site, found, &rules, None),
    };
    let terms = Terms::of(&words, &rules);
    let (pages, lasting) = (found.pages(site), found.lasting(site));
    let (count, shown) = (pages.len(), |n: usize| shown(site, pages[n]));
    let (rules, terms, shown, numbers) = (&rules, &terms, &shown, numbers(site, pages));
    let parts = Parts { rules, terms, count, shown, lasting, folder, numbers };
    files(&parts, cut)
}

/// What stands before year and number in those of advisories and vulnerabilities.
fn numbers(site: Linked, pages: &[DocId]) -> Vec<String> {
    let ids = pages.iter().filter_map(|page| site.graph.doc(*page).front.advisory.as_deref());
    let own = ids.filter_map(|stated| {
        let mut parts = stated.id.0.rsplitn(3, '-');
        let (number, year, before) = (parts.next()?, parts.next()?, parts.next()?);
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        (is_number(number) && is_number(year)).then(|| before.to_owned())
    });
    let all: BTreeSet<String> = own.chain(["CVE".to_owned()]).collect();
    all.into_iter().collect()
}

/// What is shown of a page that was found.
fn shown(site: Linked, page: DocId) -> Value {
    let (doc, node) = (site.graph.doc(page), site.graph.node(page));
    let section = crate::page::section(site, page).unwrap_or_default();
    let date = doc.front.date.map(|date| site.config.languages[doc.lang].date(date.0));
    let description = site.graph.description(page).unwrap_or_default();
    json!([
        site.graph.title(page),
        node.url.as_str(),
        section,
        date.unwrap_or_default(),
        description
    ])
}

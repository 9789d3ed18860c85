//! Pages → an index in small files, which a script of the theme searches without a server, and the
//! page on which it shows what it found; without the script that page is a list of everything.
//!
//! A language has an index if one of its pages has a block `search`. The index is made once its first
//! file is wanted, so a preview that nobody searches does not pay for it.

mod advisory;
mod document;
mod index;
mod noted;
mod page;
mod postings;
mod routes;
mod shards;
mod vocabulary;
mod words;

use certsite_base::diag::Diagnostic;
use certsite_base::lang::{Lang, PerLang};
use certsite_site::config::Config;
use certsite_site::feature::{
    Contribution, Feature, ForTheme, GeneratedPage, Part, Reading, SearchLink, When,
    nothing_to_read,
};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use document::Found;
use noted::WordNotes;
use page::SearchView;

/// The feature that lets readers search a site.
pub struct Search;

/// The block that draws the list of all pages, and the key of the page that has it unless an editor
/// gives the block a page of its own.
const BLOCK: &str = "search";
const KEY: &str = "search.md";

/// The name under which words are noted, each language for itself.
const NAME: &str = "words";

impl Feature for Search {
    fn embeds(&self) -> &'static [&'static str] {
        &[BLOCK]
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default().block::<SearchView>().asks(When::Block(BLOCK), page::STRINGS)
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Search)
    }
}

impl Part for Search {
    fn pages(&self, config: &Config, text: &dyn Fn(Lang, &str) -> String) -> Vec<GeneratedPage> {
        page::pages(config, text)
    }

    fn contribute(&self, site: Linked, kept: &Memo) -> Contribution {
        let languages = &site.config.languages;
        let own = PerLang::new(languages, |lang| own(site, lang));
        let found = PerLang::new(languages, |lang| own[lang].map(|_| Found::of(lang)));
        let drawn = page::draw(site, &own, &found, kept);
        let mut made = Contribution { drawn, ..Contribution::default() };
        for (lang, page) in own.iter() {
            if let (Some(page), Some(found)) = (page, &found[lang]) {
                made.search.push((lang, link(site, *page)));
                let name = format!("{NAME}-{}", languages[lang].code);
                let notes = kept.notes().map(|notes| WordNotes { notes, name });
                made.routes.extend(routes::routes(site, *page, found.clone(), notes));
            }
        }
        made
    }
}

fn link(site: Linked, page: DocId) -> SearchLink {
    SearchLink {
        title: site.graph.title(page).to_owned(),
        url: site.graph.node(page).url.clone(),
        index: routes::index(site, page),
    }
}

/// The page that searches a language: the one that has the key for it, else the first one with the
/// block. Every other is told as a mistake.
fn own(site: Linked, lang: Lang) -> Option<DocId> {
    let pages = site.graph.with_blocks().iter().copied();
    let pages = pages.filter(|page| site.graph.doc(*page).lang == lang && has_block(site, *page));
    pages.min_by_key(|page| site.graph.doc(*page).key.as_ref() != KEY)
}

fn has_block(site: Linked, page: DocId) -> bool {
    site.graph.doc(page).embeds.iter().any(|embed| embed.name == BLOCK)
}

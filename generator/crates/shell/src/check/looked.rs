//! What was seen in one finished file: its ids, what its links ask of others, and what is wrong.

use super::scan::{Tag, tags};
use certsite_base::diag::Problem;
use certsite_site::plan::Route;
use std::collections::HashSet;
use xxhash_rust::xxh3::xxh3_64;

/// What was seen in one finished file. Links to other files are judged once all files are seen.
pub struct Looked<'a> {
    pub(super) route: &'a Route,
    pub(super) known: Known,
    /// Fingerprints of its ids, in order.
    pub(super) ids: Vec<u64>,
    /// Links to its own anchors, until all its ids are known.
    pub(super) own: Vec<String>,
    /// Links to anchors of others, with the pages that should have them, and to fleeting files.
    pub(super) anchored: Vec<(&'a Route, String)>,
    pub(super) found: Vec<Found>,
}

/// How much of a file is known. One that is as it was need not be drawn: nothing was wrong in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Where it leads, as far as others have to have that.
    Links,
    /// Its ids too. It was drawn for those alone, so what it leads to is not judged again.
    Ids,
    /// All, since it was drawn and looked at.
    Whole,
}

/// A problem without its page: a template's mistake stands on many pages and is reported once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Found {
    /// Something that a page loads from elsewhere.
    External(String),
    /// Code or style inside a page.
    Inline(String),
    /// An id that stands twice on one page.
    Duplicate(String),
    /// The address of a link within the site to which there is no file or no anchor.
    Dead(String),
}

impl<'a> Looked<'a> {
    pub(super) fn at(route: &'a Route) -> Self {
        let (ids, own, anchored, found) = Default::default();
        Looked { route, known: Known::Whole, ids, own, anchored, found }
    }

    /// The file.
    pub fn route(&self) -> &'a Route {
        self.route
    }

    /// Learns what was seen of the same file, so far as that is asked for.
    pub fn learn(&mut self, seen: Looked<'a>, asked: Known) {
        if asked == Known::Whole {
            *self = seen;
        } else {
            (self.ids, self.known) = (seen.ids, asked);
        }
    }

    /// The addresses of anchors of others and of fleeting files to which it leads.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.anchored.iter().map(|(_, link)| &**link)
    }

    /// Puts the ids in order, once all are there. True if one stands twice.
    pub(super) fn sort_ids(&mut self) -> bool {
        self.ids.sort_unstable();
        let all = self.ids.len();
        self.ids.dedup();
        self.ids.shrink_to_fit();
        self.ids.len() < all
    }

    /// Reads the page again for the names of ids that stand twice.
    pub(super) fn name_twins(&mut self, html: &[u8]) {
        let mut seen = HashSet::new();
        tags(html, |tag| {
            let ids = tag.attributes.iter().filter(|(name, _)| name.eq_ignore_ascii_case(b"id"));
            for (_, id) in ids.filter(|(_, id)| !seen.insert(xxh3_64(id))) {
                self.found.push(Found::Duplicate(lossy(id)));
            }
        });
    }

    /// Judges the links to the page's own anchors.
    pub(super) fn settle_own(&mut self) {
        for anchor in std::mem::take(&mut self.own) {
            if !self.has(&anchor) {
                self.found.push(Found::Dead(format!("{}#{anchor}", self.route.url)));
            }
        }
    }

    pub(super) fn has(&self, anchor: &str) -> bool {
        let is_id = |text: &str| self.ids.binary_search(&xxh3_64(text.as_bytes())).is_ok();
        // The top of a page needs no id (HTML §7.4.6.4).
        let decoded = || percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        anchor == "top" || is_id(anchor) || anchor.contains('%') && is_id(&decoded())
    }

    pub(super) fn inline(&mut self, tag: &Tag, name: &[u8]) {
        let what = format!("the attribute “{}” on <{}>", lossy(name), lossy(tag.name));
        self.found.push(Found::Inline(what));
    }

    /// All that would be wrong if none of its links to anchors led anywhere.
    pub(super) fn everything(self) -> impl Iterator<Item = Found> {
        let url = self.route.url.to_string();
        let own = self.own.into_iter().map(move |anchor| Found::Dead(format!("{url}#{anchor}")));
        let anchored = self.anchored.into_iter().filter(|(_, link)| link.contains('#'));
        let anchored = anchored.map(|(_, link)| Found::Dead(link));
        self.found.into_iter().chain(own).chain(anchored)
    }
}

impl Found {
    /// The words of the page that it is about; none of code, which is named by where it stands.
    pub(super) fn text(&self) -> &str {
        match self {
            Found::External(text) | Found::Dead(text) | Found::Duplicate(text) => text,
            Found::Inline(_) => "",
        }
    }

    pub(super) fn problem(self, page: &str) -> Problem {
        let page = page.to_owned();
        match self {
            Found::External(url) => Problem::ExternalRequest { url, page },
            Found::Inline(what) => Problem::InlineCode { what, page },
            Found::Duplicate(id) => Problem::DuplicateId { id, page },
            Found::Dead(url) => Problem::DeadAddress { url, page },
        }
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

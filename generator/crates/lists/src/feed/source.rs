//! Whose pages a feed holds, and which of them.

use super::Format;
use super::content;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_site::link::{DocId, Tag};
use certsite_site::linked::Linked;
use std::cmp::Reverse;
use std::sync::Arc;

/// How many entries a feed holds: enough for a reader that looks in once a month.
const ENTRIES: usize = 50;

/// How many bytes of text all entries of a feed hold together; beyond that they hold none. A feed is
/// asked for again and again, so it must not grow with the pages.
const TEXTS: usize = 200 << 10;

/// Whose pages a feed holds.
#[derive(Clone)]
pub enum Source {
    /// Those of a section.
    Section(DocId),
    /// Those of a language that bear a tag.
    Tag(Lang, Arc<str>),
}

/// All feeds of the site.
pub fn all(site: Linked) -> impl Iterator<Item = Source> {
    let sections = site.graph.with_feeds().iter().copied().map(Source::Section);
    let tags = site.graph.tags.iter().flat_map(move |(id, tag)| {
        let of: Arc<str> = id.into();
        let used = tag.pages.iter().filter(|(_, pages)| !pages.is_empty());
        used.map(move |(lang, _)| Source::Tag(lang, of.clone())).collect::<Vec<_>>()
    });
    sections.chain(tags)
}

impl Source {
    /// What its feed is written in. A site has many tags, so they have one feed each.
    pub fn formats(&self) -> &'static [Format] {
        match self {
            Source::Section(_) => &[Format::Atom, Format::Json],
            Source::Tag(..) => &[Format::Atom],
        }
    }

    /// The language of its pages.
    pub fn lang(&self, site: Linked) -> Lang {
        match self {
            Source::Section(id) => site.graph.doc(*id).lang,
            Source::Tag(lang, _) => *lang,
        }
    }

    /// The address of the page that lists the same.
    pub fn page<'a>(&self, site: Linked<'a>) -> &'a WebPath {
        match self {
            Source::Section(id) => &site.graph.node(*id).url,
            Source::Tag(lang, id) => &tag(site, id).url[*lang],
        }
    }

    /// What the feed is called.
    pub fn title(&self, site: Linked) -> String {
        let own = match self {
            Source::Section(id) => site.graph.title(*id),
            Source::Tag(lang, id) => &tag(site, id).name[*lang],
        };
        format!("{own} – {}", site.config.title[self.lang(site)])
    }

    /// What it is about, if somebody said so.
    pub fn description<'a>(&self, site: Linked<'a>) -> Option<&'a str> {
        match self {
            Source::Section(id) => site.graph.description(*id),
            Source::Tag(..) => None,
        }
    }

    /// The entries, newest first, each with the text of its page as long as there is room.
    pub fn entries(&self, site: Linked) -> Vec<(DocId, Option<String>)> {
        let mut newest = match self {
            Source::Section(id) => site.graph.listed(*id).to_vec(),
            Source::Tag(lang, id) => tag(site, id).pages[*lang].clone(),
        };
        newest.sort_by_key(|id| Reverse(site.graph.doc(*id).front.date));
        newest.truncate(ENTRIES);
        let mut left = TEXTS;
        let entries = newest.into_iter().map(|id| {
            let is_room = site.graph.doc(id).body.len() <= left;
            let text = is_room.then(|| content::of(site, id)).flatten();
            left = left.saturating_sub(text.as_ref().map_or(0, String::len));
            (id, text)
        });
        entries.collect()
    }
}

/// The tag of a feed: there is none for any other.
fn tag<'a>(site: Linked<'a>, id: &str) -> &'a Tag {
    site.graph.tags.get(id).expect("a feed is made of a tag of the same graph")
}

//! Feeds of sections, for each section that asks for them, in each language: Atom (RFC 4287) and
//! JSON Feed 1.1.

mod json;

use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use certsite_site::config::Date;
use certsite_site::feature::{Contribution, Feature, FeedLink, Part, Reading, nothing_to_read};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::markup::{element, escape};
use certsite_site::memo::Memo;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use std::fmt::Write;
use std::sync::Arc;

/// The feature that gives each section with `feed: true` its feeds.
pub struct Feeds;

/// How many entries a feed holds: enough for a reader that looks in once a month.
const ENTRIES: usize = 50;

impl Feature for Feeds {
    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Feeds)
    }
}

impl Part for Feeds {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let all = || sections(site).flat_map(|section| FORMATS.map(|format| (section, format)));
        Contribution {
            routes: all().map(|(section, format)| route(site, section, format)).collect(),
            feeds: all().map(|(section, format)| link(site, section, format)).collect(),
            ..Contribution::default()
        }
    }
}

fn route(site: Linked, section: DocId, format: FeedFormat) -> Route {
    let made = move |site: Linked| match format {
        FeedFormat::Atom => atom(site, section).into_bytes(),
        FeedFormat::Json => json::feed(site, section),
    };
    let (url, lang) = (format.url(site, section), site.graph.doc(section).lang);
    Route::new(url, Some(lang), Rank::Index, Make::Made(Made(Arc::new(made))), None)
}

fn link(site: Linked, section: DocId, format: FeedFormat) -> (Lang, FeedLink) {
    let link = FeedLink {
        title: feed_title(site, section),
        url: format.url(site, section),
        r#type: format.media_type(),
    };
    (site.graph.doc(section).lang, link)
}

/// What a feed is written in.
#[derive(Clone, Copy)]
enum FeedFormat {
    Atom,
    Json,
}

const FORMATS: [FeedFormat; 2] = [FeedFormat::Atom, FeedFormat::Json];

impl FeedFormat {
    fn url(self, site: Linked, section: DocId) -> WebPath {
        let file = match self {
            FeedFormat::Atom => "atom.xml",
            FeedFormat::Json => "feed.json",
        };
        site.graph.node(section).url.join(file)
    }

    fn media_type(self) -> &'static str {
        match self {
            FeedFormat::Atom => "application/atom+xml",
            FeedFormat::Json => "application/feed+json",
        }
    }
}

fn sections(site: Linked) -> impl Iterator<Item = DocId> {
    site.graph
        .ids()
        .filter(move |id| site.graph.doc(*id).front.section.as_ref().is_some_and(|s| s.feed))
}

fn feed_title(site: Linked, section: DocId) -> String {
    let doc = site.graph.doc(section);
    format!("{} – {}", site.graph.title(section), site.config.title[doc.lang])
}

/// The entries of a feed, newest first.
fn newest(site: Linked, section: DocId) -> Vec<DocId> {
    let mut newest: Vec<DocId> = site.graph.listed(section).to_vec();
    newest.sort_by_key(|id| std::cmp::Reverse(site.graph.doc(*id).front.date));
    newest.truncate(ENTRIES);
    newest
}

/// RFC 4287 §4.1.1. Dates without a time of day stand for its beginning in UTC.
fn atom(site: Linked, section: DocId) -> String {
    let Linked { config, graph, options, .. } = site;
    let doc = graph.doc(section);
    let newest = newest(site, section);
    let changed = |id: &DocId| graph.doc(*id).front.current_since();
    let updated = newest.iter().filter_map(changed).chain(doc.front.revised()).max();
    let updated = updated.map_or_else(|| options.date.to_string(), |date| date.to_string());
    let (here, page) = (FeedFormat::Atom.url(site, section).url(), graph.node(section).url.url());

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let lang = &config.languages[doc.lang].code;
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">");
    out += &element("title", &feed_title(site, section));
    let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{here}\"/>");
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>");
    out += &element("id", page.as_str());
    out += &element("updated", &midnight(&updated));
    let _ =
        writeln!(out, "<author>{}</author>", element("name", &config.title[doc.lang]).trim_end());
    for id in newest {
        out += &entry(site, id, &updated);
    }
    out + "</feed>\n"
}

fn entry(site: Linked, id: DocId, fallback: &str) -> String {
    let front = &site.graph.doc(id).front;
    let url = site.graph.node(id).url.url();
    let day = |date: Option<Date>| {
        date.map_or_else(|| midnight(fallback), |date| midnight(&date.to_string()))
    };
    let mut out = String::from("<entry>\n");
    out += &element("title", &told_title(site, id));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>");
    if let Some(csaf) = site.offers.csaf_documents.get(&id) {
        let _ =
            writeln!(out, "<link rel=\"alternate\" type=\"application/json\" href=\"{csaf}\"/>");
    }
    out += &element("id", url.as_str());
    if front.published().is_some() {
        out += &element("published", &day(front.published()));
    }
    out += &element("updated", &day(front.current_since()));
    for tag in site.graph.tag_links(id) {
        let _ = writeln!(out, "<category term=\"{}\"/>", escape(&tag.name));
    }
    if let Some(description) = site.graph.description(id) {
        out += &element("summary", description);
    }
    out + "</entry>\n"
}

/// The title of an entry. What no longer holds says so before all else: who reads feeds sees no
/// more of it.
fn told_title(site: Linked, id: DocId) -> String {
    let (title, doc) = (site.graph.title(id), site.graph.doc(id));
    let advisory = doc.front.advisory.as_deref();
    let state = advisory.and_then(|advisory| match advisory {
        ended if ended.withdrawn.is_some() => Some("advisory.withdrawn"),
        ended if ended.superseded_by.is_some() => Some("advisory.superseded"),
        _ => None,
    });
    match state {
        Some(state) => format!("{}: {title}", (site.text)(doc.lang, state)),
        None => title.to_owned(),
    }
}

fn midnight(date: &str) -> String {
    format!("{date}T00:00:00Z")
}

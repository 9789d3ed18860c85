//! Feeds of sections, for each section that asks for them, and of tags, in each language: Atom
//! (RFC 4287), and of sections JSON Feed 1.1 as well. The newest entries hold the text of their page.

mod atom;
mod content;
mod ended;
mod id;
mod json;
mod source;

use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Contribution, Feature, Feed, FeedLink, Part, Reading, nothing_to_read,
};
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::plan::{Made, Make, Rank, Route};
use source::Source;
use std::sync::Arc;

/// The feature that gives each tag, and each section with `feed: true`, its feeds.
pub struct Feeds;

impl Feature for Feeds {
    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Feeds)
    }
}

impl Part for Feeds {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let all: Vec<_> = source::all(site).collect();
        let each =
            || all.iter().flat_map(|of| of.formats().iter().map(move |format| (of, *format)));
        Contribution {
            routes: each().map(|(of, format)| route(site, of, format)).collect(),
            feeds: each().map(|(of, format)| feed(site, of, format)).collect(),
            problems: id::again(site),
            ..Contribution::default()
        }
    }
}

fn route(site: Linked, of: &Source, format: Format) -> Route {
    let (url, lang, of) = (format.url(site, of), of.lang(site), of.clone());
    let made = move |site: Linked| match format {
        Format::Atom => atom::feed(site, &of).into_bytes(),
        Format::Json => json::feed(site, &of),
    };
    Route::new(url, Some(lang), Rank::Index, Make::Made(Made(Arc::new(made))), None)
}

fn feed(site: Linked, of: &Source, format: Format) -> Feed {
    let (title, url) = (of.title(site), format.url(site, of));
    Feed {
        lang: of.lang(site),
        of: of.page(site).clone(),
        is_everywhere: matches!(of, Source::Section(_)),
        link: FeedLink { title, url, r#type: format.media_type() },
    }
}

/// What a feed is written in.
#[derive(Clone, Copy)]
enum Format {
    Atom,
    Json,
}

impl Format {
    fn url(self, site: Linked, of: &Source) -> WebPath {
        let file = match self {
            Format::Atom => "atom.xml",
            Format::Json => "feed.json",
        };
        of.page(site).join(file)
    }

    fn media_type(self) -> &'static str {
        match self {
            Format::Atom => "application/atom+xml",
            Format::Json => "application/feed+json",
        }
    }
}

/// A day without a time of day stands for its beginning in UTC.
fn midnight(date: impl std::fmt::Display) -> String {
    format!("{date}T00:00:00Z")
}

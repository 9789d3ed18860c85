//! Routes → pages that are ready to be sent, each rendered once for a state.

use super::OWN;
use super::caught::caught;
use axum::body::Bytes;
use certsite_base::diag::Diagnostic;
use certsite_site::plan::Route;
use certsite_site::render::{self, Bytes as Rendered};
use certsite_site::site::Site;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// How many bytes of pages are remembered.
const LIMIT: usize = 64 << 20;

/// A page or file, rendered and ready to be sent.
pub(super) struct Page {
    pub body: Body,
    /// Fingerprint of what the page shows; another one means that a tab must reload.
    pub sum: u64,
    /// Whether reports can be posted from it.
    pub has_form: bool,
}

/// The bytes that are sent, or why there are none.
pub(super) enum Body {
    Bytes(Bytes),
    /// A file that is sent from disk.
    File(Arc<Path>),
    /// The page cannot be made; this is shown in its place.
    Broken(Box<Diagnostic>),
}

impl Page {
    /// Renders the page of a route.
    pub fn of(site: &Site, route: &Route) -> Page {
        let work = format!("making {}", route.url);
        let made = caught(&work, || match site.render(route)? {
            Rendered::Html(html) => Ok(Page::html(html)),
            Rendered::Made(bytes) | Rendered::Picture(bytes) => {
                Ok(Page::plain(xxh3_64(&bytes), Body::Bytes(bytes.into())))
            }
            Rendered::File(path) => Ok(Page::plain(0, Body::File(path))),
        });
        made.unwrap_or_else(Err).unwrap_or_else(|why| Page::plain(0, Body::Broken(why)))
    }

    fn html(html: Vec<u8>) -> Page {
        let sum = xxh3_64(&html);
        let html = render::text(html);
        let has_form = html.contains("class=\"report-form\"");
        Page { body: Body::Bytes(with_script(&html, sum).into()), sum, has_form }
    }

    fn plain(sum: u64, body: Body) -> Page {
        Page { body, sum, has_form: false }
    }

    fn len(&self) -> usize {
        match &self.body {
            Body::Bytes(bytes) => bytes.len(),
            Body::File(_) | Body::Broken(_) => 0,
        }
    }
}

/// A page with the script that shows problems over it and reloads it.
pub(super) fn with_script(html: &str, sum: u64) -> String {
    let script = format!("<script src=\"{OWN}live.js\" data-sum=\"{sum:x}\"></script>");
    match html.rfind("</body>") {
        Some(at) => [&html[..at], &script, &html[at..]].concat(),
        None => [html, &script].concat(),
    }
}

/// The pages of one state that somebody has asked for, by their addresses.
#[derive(Default)]
pub(super) struct Pages(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    pages: HashMap<String, Arc<OnceLock<Arc<Page>>>>,
    bytes: usize,
}

impl Pages {
    /// The page of an address; made now if it is the first time. Who asks meanwhile waits for it.
    pub fn get(&self, url: &str, make: impl FnOnce() -> Page) -> Arc<Page> {
        let cell = self.kept().pages.entry(url.to_owned()).or_default().clone();
        let mut is_new = false;
        let page = cell.get_or_init(|| {
            is_new = true;
            Arc::new(make())
        });
        if is_new {
            let mut kept = self.kept();
            kept.bytes += page.len();
            if kept.bytes > LIMIT {
                *kept = Kept::default();
            }
        }
        page.clone()
    }

    /// The page of an address, if it has been made.
    pub fn ready(&self, url: &str) -> Option<Arc<Page>> {
        self.kept().pages.get(url)?.get().cloned()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn page(size: usize) -> Page {
        Page::plain(size as u64, Body::Bytes(vec![0; size].into()))
    }

    #[test]
    fn a_page_is_made_once_however_many_ask() {
        let (pages, made) = (Pages::default(), AtomicUsize::new(0));
        let get = || {
            pages.get("/en/", || {
                made.fetch_add(1, Ordering::Relaxed);
                page(7)
            })
        };
        assert!(pages.ready("/en/").is_none());
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(get);
            }
        });
        assert_eq!(pages.ready("/en/").map(|page| page.sum), Some(7));
        assert_eq!(made.into_inner(), 1);
    }

    #[test]
    fn there_is_an_end_to_what_is_remembered() {
        let pages = Pages::default();
        for n in 0..5 {
            assert_eq!(pages.get(&n.to_string(), || page(LIMIT / 4)).sum, (LIMIT / 4) as u64);
            assert!(pages.kept().bytes <= LIMIT);
        }
        assert!(pages.ready("0").is_none() && pages.ready("4").is_none());
    }
}

//! One state of the site, as a preview shows it: address → page, and what is wrong with it.

use super::broken::Broken;
use super::page::{Body, Page, Pages};
use axum::http::StatusCode;
use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Problem, Severity, Shown, thinned, to_json};
use certsite_site::link::NOT_FOUND;
use certsite_site::load::Sum;
use certsite_site::plan::Route;
use certsite_site::site::{Read, Site, Snapshot};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// One state of the site. Never changes, but for remembering what it has rendered.
pub struct State {
    /// The site and its problems, as they were when the state was made.
    pub snapshot: Snapshot,
    /// What it was made from, unless there was no site.
    pub(super) basis: Option<Basis>,
    pages: Pages,
    broken: Arc<Broken>,
}

/// All that a state is made from: two of the same basis are the same.
#[derive(PartialEq, Eq)]
pub(super) struct Basis {
    sum: Sum,
    date: Option<jiff::civil::Date>,
    diagnostics: Vec<Diagnostic>,
}

impl Basis {
    pub fn of(read: &Read) -> Basis {
        let date = read.settings.as_ref().map(|(_, options)| options.date);
        Basis { sum: read.sum, date, diagnostics: read.diagnostics.clone() }
    }
}

/// What an address leads to in this state.
pub(super) enum Found<'a> {
    /// Nothing, until a mistake is mended.
    NoSite,
    /// The same under another address, as a static host would have it.
    Moved(&'a str),
    /// A file of the site, or the page for what is not there.
    Route(&'a Site, &'a Route, StatusCode),
    /// There is no such file, and no page that says so.
    Nothing,
}

/// What a tab is told once something has changed.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct News {
    /// Its page is not what it shows.
    pub reload: bool,
    /// All errors of the site and of this page.
    pub problems: Vec<Value>,
    /// Reports can be posted from its page.
    #[serde(skip)]
    pub has_form: bool,
}

impl State {
    pub(super) fn new(snapshot: Snapshot, basis: Option<Basis>, broken: Arc<Broken>) -> State {
        State { snapshot, basis, pages: Pages::default(), broken }
    }

    /// A state in which there is no site, for this reason.
    pub(super) fn without_site(why: Diagnostic, broken: Arc<Broken>) -> State {
        State::new(Snapshot { site: None, diagnostics: vec![why] }, None, broken)
    }

    /// The site, unless its settings are broken or it is gone.
    pub fn site(&self) -> Option<&Site> {
        self.snapshot.site.as_ref()
    }

    /// The route of an address of the site.
    pub(super) fn route(&self, url: &WebPath) -> Option<&Route> {
        self.site()?.plan.find(url.path())
    }

    /// What is at an address, as a browser sends it.
    pub(super) fn find(&self, address: &str) -> Found<'_> {
        let Some(site) = self.site() else { return Found::NoSite };
        let path = site.options.base.find(address);
        let route = path.as_deref().and_then(|path| site.plan.find(path));
        let path = path.unwrap_or_default();
        match route {
            // `/x` and `/x/index.html` are shown where a static host shows them.
            Some(route) if route.url.path() != path => Found::Moved(route.url.as_str()),
            Some(route) => Found::Route(site, route, StatusCode::OK),
            None => {
                let lang = path.split('/').next().and_then(|code| site.config.languages.find(code));
                let own = lang.and_then(|lang| site.graph.page(&site.config, lang, NOT_FOUND));
                let page = own.map_or("404.html", |id| site.graph.node(id).url.path());
                match site.plan.find(page) {
                    Some(route) => Found::Route(site, route, StatusCode::NOT_FOUND),
                    None => Found::Nothing,
                }
            }
        }
    }

    /// The page of a route, rendered at most once. If it cannot be, the terminal tells that too.
    pub(super) fn page(&self, site: &Site, route: &Route) -> Arc<Page> {
        let url = route.url.as_str();
        self.pages.get(url, || {
            let page = Page::of(site, route);
            let is_told = matches!(&page.body, Body::Broken(why) if self.tells(why));
            if !is_told {
                self.broken.note(url, &page);
            }
            page
        })
    }

    /// The same, if it was rendered already.
    pub(super) fn ready(&self, route: &Route) -> Option<Arc<Page>> {
        self.pages.ready(route.url.as_str())
    }

    /// The errors of the site, in the order of their places; warnings are left out.
    pub(super) fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.snapshot.diagnostics.iter().filter(|d| d.severity() == Severity::Error)
    }

    /// Whether an error of the site is the cause of what a page shows: it stands in the same line, or
    /// in a template, for which none is there as long as one cannot be read.
    fn tells(&self, why: &Diagnostic) -> bool {
        let line = |told: &Diagnostic| {
            let place = told.place.as_ref()?;
            Some((place.file.clone(), place.spot.as_ref()?.line))
        };
        match line(why) {
            Some(own) => self.errors().any(|error| line(error).as_ref() == Some(&own)),
            None => {
                let is_template = |error: &Diagnostic| {
                    let file = error.place.as_ref().map(|place| &*place.file);
                    file.is_some_and(|file| file.starts_with("themes/") && file.ends_with(".html"))
                };
                matches!(why.problem, Problem::Template { .. }) && self.errors().any(is_template)
            }
        }
    }

    /// What a tab is told that shows the page of this sum at this address. While there is nothing
    /// better to show, it keeps what it has.
    pub(super) fn news(&self, path: &str, sum: u64) -> News {
        let errors: Vec<&Diagnostic> = self.errors().collect();
        let mut problems: Vec<_> = thinned(&errors).iter().map(shown).collect();
        let (mut reload, mut has_form) = (false, false);
        match self.find(path) {
            Found::NoSite => {}
            Found::Moved(_) => reload = true,
            Found::Nothing => reload = sum != 0,
            Found::Route(site, route, _) => {
                let page = self.page(site, route);
                has_form = page.has_form;
                match &page.body {
                    Body::Broken(why) if self.tells(why) => {}
                    Body::Broken(why) => problems.push(to_json(why)),
                    _ => reload = page.sum != sum,
                }
            }
        }
        News { reload, problems, has_form }
    }
}

/// What a tab is told of a problem, or of a flood of them.
fn shown(shown: &Shown) -> Value {
    match shown {
        Shown::Problem(diagnostic) => to_json(diagnostic),
        Shown::More(count, like) => {
            let mut told = to_json(like);
            for key in ["source", "line", "column", "width"] {
                told.as_object_mut().and_then(|told| told.remove(key));
            }
            told["message"] = format!("and {count} more like it").into();
            told["more"] = (*count).into();
            told
        }
    }
}

//! A problem of a finished file → where in the source it was written. Only looked for once there is
//! one.
//!
//! A page is drawn once more, by templates that bear marks, so it is known of each of its tags who
//! wrote it. What stands in the page's own text is the page's; an attribute into which a template
//! puts nothing but a value is that of whoever stated the value; all else is the template's.

use super::finished::Finished;
use super::looked::{Found, Looked};
use super::scan::tags;
use certsite_base::diag::{Diagnostic, Place};
use certsite_site::link::{DocId, Target};
use certsite_site::plan::{Make, Origin, Route};
use certsite_site::render::Traced;
use certsite_site::site::{Site, TracedPage, document};
use certsite_site::style::{addresses, meant};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Looks for the origin of problems.
pub struct Origins<'a> {
    looker: &'a Finished<'a>,
    traced: OnceLock<Option<Traced>>,
}

/// What editors wrote in a page, by what became of it: links with the whole address of the site, and
/// headings by their ids.
#[derive(Default)]
struct PageSources<'a> {
    links: HashMap<&'a str, Range<usize>>,
    headings: HashMap<&'a str, Range<usize>>,
}

/// Where in a page something was found.
struct At<'a> {
    /// The byte with which its tag begins.
    tag: usize,
    /// Name and value of the attribute, as they stand in the page; empty if it is the tag itself.
    name: &'a str,
    value: &'a str,
}

impl<'a> Origins<'a> {
    /// For the files at which somebody looked.
    pub fn new(looker: &'a Finished<'a>) -> Self {
        Origins { looker, traced: OnceLock::new() }
    }

    /// The problems of a file with their places.
    pub fn diagnose(&self, route: &'a Route, all: Vec<Found>) -> Vec<Diagnostic> {
        let site = self.looker.site;
        let mut places = match &route.make {
            Make::Asset(path) => assets(site, path, &all),
            _ => self.places(route, &all),
        };
        let diagnostic = |found: Found| {
            let place = places.remove(&found);
            let place = place.or_else(|| self.nowhere(route));
            Diagnostic { place, problem: found.problem(route.url.as_str()) }
        };
        all.into_iter().map(diagnostic).collect()
    }

    /// Where what is found nowhere else is looked for best: never in a page that did not write it.
    fn nowhere(&self, route: &Route) -> Option<Place> {
        match route.make {
            Make::Made(_)
            | Make::Aside(_)
            | Make::Copy(_)
            | Make::Version(..)
            | Make::Sitemap
            | Make::Robots => route.place.as_ref().map(Origin::place),
            _ => {
                let folder = format!("themes/{}/templates", self.looker.site.config.theme);
                Some(Place::file(&folder.into()))
            }
        }
    }

    /// What editors wrote in a page, once something in it is looked for.
    fn written(&self, route: &Route) -> PageSources<'a> {
        let site: &'a Site = self.looker.site;
        let Some(id) = document(route) else { return PageSources::default() };
        let (doc, node) = (site.graph.doc(id), site.graph.node(id));
        let mut written = PageSources::default();
        for (target, own) in node.targets.iter().zip(&doc.refs) {
            if let Target::Verbatim(url) = target {
                written.links.entry(url.trim()).or_insert_with(|| own.range.clone());
            }
        }
        for heading in &doc.outline {
            written.headings.entry(&heading.id).or_insert_with(|| heading.range.clone());
        }
        written
    }

    fn places(&self, route: &'a Route, all: &[Found]) -> HashMap<Found, Place> {
        let site = self.looker.site;
        let mut places = HashMap::new();
        let traced = self.traced.get_or_init(|| site.traced());
        let page = traced.as_ref().and_then(|traced| site.draw(traced, route));
        let Some(page) = page else { return places };
        let wanted: HashSet<&Found> = all.iter().collect();
        let html = page.drawn.html.as_bytes();
        let mut ids = HashSet::new();
        let written = OnceCell::new();
        tags(html, |tag| {
            let begin = tag.name.as_ptr() as usize - html.as_ptr() as usize - 1;
            let mut settle = |looked: Looked, name: &[u8], value: &[u8]| {
                let is_twin = looked.ids.iter().any(|id| !ids.insert(*id));
                let twin = is_twin.then(|| Found::Duplicate(lossy(value)));
                let all = twin.into_iter().chain(looked.everything());
                for found in all.filter(|found| wanted.contains(found)) {
                    let (name, value) = (&lossy(name), &lossy(value));
                    let at = At { tag: begin, name, value };
                    let written = || written.get_or_init(|| self.written(route));
                    let place = || self.origin(route, &page, &at, &found, &written);
                    if !places.contains_key(&found) {
                        places.insert(found.clone(), place());
                    }
                }
            };
            let mut looked = Looked::at(route);
            self.looker.element(tag, &mut looked);
            settle(looked, b"", b"");
            for (name, value) in tag.attributes {
                let mut looked = Looked::at(route);
                self.looker.attribute(tag, name, value, &mut looked);
                settle(looked, name, value);
            }
        });
        places
    }

    /// Who wrote a tag of a page, or what stands in it.
    fn origin<'w>(
        &self,
        route: &Route,
        page: &TracedPage,
        at: &At,
        found: &Found,
        written: &dyn Fn() -> &'w PageSources<'a>,
    ) -> Place
    where
        'a: 'w,
    {
        let site = self.looker.site;
        let id = document(route);
        let stated = || id.and_then(|id| feature(site, id, at.value));
        if let Some(source) = page.drawn.tag(at.tag) {
            let stated = if source.is_put_in(at.name) { stated() } else { None };
            // Code is shown by the attribute that holds it.
            let value = if matches!(found, Found::Inline(_)) { "" } else { at.value };
            return stated.unwrap_or_else(|| source.place(at.name, &[found.text(), value]));
        }
        if let Some(id) = id.filter(|_| page.body.contains(&at.tag)) {
            let range = written().links.get(at.value).or_else(|| match found {
                Found::Duplicate(twice) => written().headings.get(twice.as_str()),
                _ => None,
            });
            return range
                .map(|range| site.graph.doc(id).place(range.clone()))
                .or_else(stated)
                .unwrap_or_else(|| text(site, id, at.value));
        }
        let source = page.drawn.before(at.tag, &page.body);
        stated()
            .or_else(|| data(site, at.value))
            .or_else(|| source.map(|source| source.place("", &[])))
            .or_else(|| self.nowhere(route))
            .expect("a page has a place")
    }
}

/// All links of editors that lead to what is known to be dead: each is a mistake of its own.
pub fn links(site: &Site, all: &BTreeMap<Found, &Route>) -> Vec<Diagnostic> {
    if !all.keys().any(|found| matches!(found, Found::Dead(_))) {
        return Vec::new();
    }
    let mut diagnostics = Vec::new();
    for id in site.graph.ids() {
        let (doc, node) = (site.graph.doc(id), site.graph.node(id));
        for (target, own) in node.targets.iter().zip(&doc.refs) {
            let Target::Verbatim(url) = target else { continue };
            let found = Found::Dead(url.trim().to_owned());
            if all.contains_key(&found) {
                let problem = found.problem(node.url.as_str());
                diagnostics.push(Diagnostic::at(problem, doc.place(own.range.clone())));
            }
        }
    }
    diagnostics
}

/// For each thing found, the first place of the theme's style sheet that says so, if it is written
/// there as it was found.
fn assets(site: &Site, path: &Arc<str>, all: &[Found]) -> HashMap<Found, Place> {
    let text = site.source(path).unwrap_or_default();
    let mut first = HashMap::new();
    for range in addresses(text.as_bytes()) {
        first.entry(meant(text[range.clone()].as_bytes()).into_owned()).or_insert(range);
    }
    let place = |written: &str| {
        // An address from the root of the host was found with the host before it.
        let rooted = written.match_indices('/').map(|(at, _)| &written[at..]);
        let at = [written].into_iter().chain(rooted).filter_map(|own| first.get(own));
        let at = at.min_by_key(|range| range.start).cloned();
        at.map_or_else(|| Place::file(path), |range| Place::range(path, text, range))
    };
    all.iter().map(|found| (found.clone(), place(found.text()))).collect()
}

/// Where the text of a page says so, or the page as a whole.
fn text(site: &Site, id: DocId, value: &str) -> Place {
    let doc = site.graph.doc(id);
    let at = doc.source().find(value).filter(|_| !value.is_empty());
    at.map_or_else(|| Place::file(&doc.path), |at| doc.place(at..at + value.len()))
}

/// What a feature tells of a page, or draws into it: the key or the block that it comes from.
fn feature(site: &Site, id: DocId, written: &str) -> Option<Place> {
    let doc = site.graph.doc(id);
    let block = site.embedded(id).position(|value| holds(&value, written));
    if let Some(n) = block {
        return Some(doc.place(doc.embeds[n].yaml.clone()));
    }
    let is_told = site.views(id).into_iter().any(|view| holds(&view, written));
    // The only features that tell of single pages do so of their advisories.
    is_told.then(|| doc.front_place(&["advisory"]))
}

/// Whether one of a value's texts is this one.
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(entries) => entries.values().any(|value| holds(value, text)),
        _ => false,
    }
}

/// The settings, facts, data or words of the theme that say so.
fn data(site: &Site, value: &str) -> Option<Place> {
    // What is shorter stands in many texts by chance.
    if value.len() < 4 {
        return None;
    }
    let words = format!("themes/{}/strings/", site.config.theme);
    let files = ["content/team.yaml", "content/site.yaml", "content/data/", &words];
    let mut files = files.iter().flat_map(|path| site.inputs.below(path));
    files.find_map(|(path, _)| {
        let text = site.source(path)?;
        let at = text.find(value)?;
        Some(Place::range(path, text, at..at + value.len()))
    })
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

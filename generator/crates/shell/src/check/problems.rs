//! Finished files, each looked at by itself → what is wrong with all of them together, told once
//! and where it was written.

use super::finished::Finished;
use super::looked::{Found, Known, Looked};
use super::origin::{self, Origins};
use certsite_base::diag::Diagnostic;
use certsite_site::plan::Route;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is wrong with all files together. A file that was not looked at is taken for sound, and of
/// pages that were not drawn none is [`doubtful`].
pub fn problems(finished: &Finished, files: &[Looked]) -> Vec<Diagnostic> {
    let by_route = asked_for(files);
    let is_dead = |(route, link): &&(&Route, String)| {
        let page = by_route.get(&Of::route(route));
        page.zip(link.split_once('#')).is_some_and(|(page, (_, anchor))| !page.has(anchor))
    };
    let mut all: BTreeMap<Found, &Route> = BTreeMap::new();
    for file in files.iter().filter(|file| file.known == Known::Whole) {
        let dead = file.anchored.iter().filter(is_dead);
        let dead = dead.map(|(_, link)| Found::Dead(link.clone()));
        for found in file.found.iter().cloned().chain(dead) {
            all.entry(found).or_insert(file.route);
        }
    }
    let mut of: BTreeMap<&str, (&Route, Vec<Found>)> = BTreeMap::new();
    let mut told = origin::links(finished.site, &all);
    for (found, route) in all {
        of.entry(&route.out).or_insert((route, Vec::new())).1.push(found);
    }
    let origins = Origins::new(finished);
    told.extend(of.into_values().flat_map(|(route, found)| origins.diagnose(route, found)));
    once(told, &format!("themes/{}/templates/", finished.site.config.theme))
}

/// Which pages that were not drawn have to be, to judge links to anchors, and what of them is asked
/// for: the ids of those to which a drawn page leads, and all of those that lead to an anchor that
/// such a page does not have. Pages that are as they were are sound towards each other.
pub fn doubtful(files: &[Looked]) -> Vec<(usize, Known)> {
    let by_route = asked_for(files);
    let mut doubtful = HashMap::new();
    for file in files {
        for (route, link) in &file.anchored {
            let Some((_, anchor)) = link.split_once('#') else { continue };
            let Some(other) = by_route.get(&Of::route(route)) else { continue };
            match (file.known, other.known) {
                (Known::Whole, Known::Links) => {
                    doubtful.entry(Of::route(other.route)).or_insert(Known::Ids);
                }
                (Known::Links | Known::Ids, Known::Whole) if !other.has(anchor) => {
                    doubtful.insert(Of::route(file.route), Known::Whole);
                }
                _ => {}
            }
        }
    }
    let all = files.iter().enumerate();
    all.filter_map(|(n, file)| Some((n, *doubtful.get(&Of::route(file.route))?))).collect()
}

/// A route of the plan by where it stands there: each address has one, and thousands of pages lead to
/// the same few.
#[derive(PartialEq, Eq, Hash)]
struct Of(*const Route);

impl Of {
    fn route(route: &Route) -> Of {
        Of(std::ptr::from_ref(route))
    }
}

/// The files to whose anchors some of them lead.
fn asked_for<'f, 'a>(files: &'f [Looked<'a>]) -> HashMap<Of, &'f Looked<'a>> {
    let asked: HashSet<Of> =
        files.iter().flat_map(|file| &file.anchored).map(|(route, _)| Of::route(route)).collect();
    let files = files.iter().map(|file| (Of::route(file.route), file));
    files.filter(|(route, _)| asked.contains(route)).collect()
}

/// What a template does wrong on many pages, or with many values, is told once; so is what stands at
/// one place of a page.
fn once(told: Vec<Diagnostic>, templates: &str) -> Vec<Diagnostic> {
    let mut known = BTreeSet::new();
    let is_new = |told: &Diagnostic| {
        let Some(place) = &told.place else { return true };
        let what = match place.file.starts_with(templates) {
            true => String::new(),
            false => told.problem.to_string(),
        };
        known.insert((place.clone(), told.problem.code(), what))
    };
    told.into_iter().filter(is_new).collect()
}

//! Finished files, each looked at by itself → what is wrong with all of them together, told once
//! and where it was written.

use super::finished::Finished;
use super::looked::{Found, Looked};
use super::origin::{self, Origins};
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_site::plan::Route;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is wrong with all files together. A file that was not looked at is taken for sound.
pub fn problems(finished: &Finished, files: &[Looked]) -> Vec<Diagnostic> {
    let asked: HashSet<&WebPath> =
        files.iter().flat_map(|file| &file.anchored).map(|(route, _)| &route.url).collect();
    let by_url: HashMap<&WebPath, &Looked> = files
        .iter()
        .map(|file| (&file.route.url, file))
        .filter(|(url, _)| asked.contains(url))
        .collect();
    let is_dead = |(route, link): &&(&Route, String)| {
        let (_, anchor) = link.split_once('#').unwrap_or_default();
        by_url.get(&route.url).is_some_and(|page| !page.has(anchor))
    };
    let mut all: BTreeMap<Found, &Route> = BTreeMap::new();
    for file in files {
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

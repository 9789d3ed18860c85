//! Routes that cannot be files, alone or beside others → problems; the first of each name is kept.

use super::{Make, Origin, Route};
use certsite_base::address::{as_on_windows, not_on_windows, too_long};
use certsite_base::diag::{Diagnostic, Place, Problem};
use std::collections::{HashMap, HashSet};

/// Whether a file would stand in the folder in which a build keeps its own notes.
pub fn is_own(out: &str) -> bool {
    out.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(".certsite"))
}

/// Whether a file lies in a folder, or in one below it.
pub fn is_below(out: &str, folder: &str) -> bool {
    out.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The first part of a route's path of which Windows can have neither file nor folder, as far as it
/// goes, and why. An older address is as it is: nobody can give it another name.
pub fn not_for_windows(route: &Route) -> Option<(&str, &'static str)> {
    if matches!(route.make, Make::Redirect(_)) {
        return None;
    }
    let mut parts = route.out.split('/').scan(0, |at, part| {
        let end = *at + part.len();
        *at = end + 1;
        Some((end, part))
    });
    parts.find_map(|(end, part)| Some((&route.out[..end], not_on_windows(part)?)))
}

/// Where an editor named a file that has no name of its own.
fn place(route: &Route) -> Option<Place> {
    let own = route.place.as_ref().map(Origin::place);
    own.or_else(|| match &route.make {
        Make::Asset(path) => Some(Place::file(path)),
        Make::Tag { .. } => Some(Place::file(&"content/data/tags.yaml".into())),
        _ => None,
    })
}

/// Keeps the first route of each file that can be one. A file that is also a folder cannot be written either: of
/// these, too, the first is kept.
pub fn without_collisions(routes: Vec<Route>) -> (Vec<Route>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    // Only looked into, never gone through, so their order does not matter.
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(routes.len());
    let mut folders: HashSet<String> = HashSet::new();
    let mut kept: Vec<Route> = Vec::with_capacity(routes.len());
    let mut told: HashSet<String> = HashSet::new();
    for route in routes {
        if let Some((path, why)) = not_for_windows(&route) {
            // A folder is told of once.
            if !told.contains(path) {
                told.insert(path.to_owned());
                let name = path.rsplit('/').next().unwrap_or(path);
                let (url, why) = (route.url.to_string(), format!("“{name}” {why}"));
                let problem = Problem::WindowsAddress { url, why, right: as_on_windows(name) };
                diagnostics.push(Diagnostic { problem, place: place(&route) });
            }
            continue;
        }
        if let Some(why) = too_long(&route.out) {
            let message = format!("the address {} {why}", route.url);
            let problem = Problem::BadValue { message, expected: "write a shorter one".to_owned() };
            diagnostics
                .push(Diagnostic { problem, place: route.place.as_ref().map(Origin::place) });
            continue;
        }
        // Those above a known folder are known, and no files.
        let above = || route.out.rmatch_indices('/').map(|(i, _)| &route.out[..i]);
        let new: Vec<&str> = above().take_while(|folder| !folders.contains(*folder)).collect();
        let other = match taken.get(&route.out) {
            _ if is_own(&route.out) => Some(None),
            Some(other) => Some(Some(*other)),
            // One that stands in it has to be looked for, but there is a mistake.
            None if folders.contains(&route.out) => {
                let below = |other: &Route| is_below(&other.out, &route.out);
                Some(kept.iter().position(below))
            }
            None => new.iter().find_map(|folder| taken.get(*folder)).map(|other| Some(*other)),
        };
        if let Some(other) = other {
            let other = other.and_then(|n| kept[n].place.as_ref());
            // What certsite makes by itself stands nowhere: then the other one is to be changed.
            let (at, by) = match &route.place {
                Some(own) => (Some(own), other),
                None => (other, None),
            };
            let by = by.map_or("certsite itself", |by| &**by.file()).to_owned();
            let problem = Problem::AddressTaken { url: route.url.to_string(), other: by };
            diagnostics.push(Diagnostic { problem, place: at.map(Origin::place) });
            continue;
        }
        folders.extend(new.into_iter().map(str::to_owned));
        taken.insert(route.out.clone(), kept.len());
        kept.push(route);
    }
    (kept, diagnostics)
}

//! Files that nothing links to, what programs left behind, and what of editors' own files runs.

mod active;
mod closed;
mod copies;
mod unread;
mod windows;

use certsite_base::address::folded;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::link::{Gate, Stays, named};
use certsite_site::load::{Data, File, Leftover, Tree, leftover};
use certsite_site::plan::{Make, Origin, Route};
use certsite_site::site::Site;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Reports files of `content/` that nobody meant to have there.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = unused(site);
    diagnostics.extend(unused_folders(site));
    diagnostics.extend(unread::check(site));
    diagnostics.extend(leftovers(site));
    diagnostics.extend(clashes(site));
    diagnostics.extend(active::check(site));
    diagnostics.extend(closed::check(site));
    diagnostics.extend(windows::check(site));
    diagnostics.extend(copies::check(site));
    diagnostics
}

/// Files and folders of the finished site that are one for systems without capital letters.
fn clashes(site: &Site) -> Vec<Diagnostic> {
    let mut known: HashMap<String, &Route> = HashMap::new();
    let mut told = HashSet::new();
    let mut diagnostics = Vec::new();
    for route in site.plan.routes.iter().map(|route| &**route) {
        let ends = route.out.match_indices('/').map(|(at, _)| at).chain([route.out.len()]);
        for path in ends.map(|end| &route.out[..end]) {
            let key = folded(path);
            let Some(other) = known.get(&key) else {
                known.insert(key, route);
                continue;
            };
            let depth = path.matches('/').count();
            let (path, other_path) = (above(route, depth), above(other, depth));
            if other_path == path || is_same(route, other) || !told.insert(key) {
                continue;
            }
            // A name in the address of a page is rarely the one that is wrong.
            let mut both = [(route, path, other_path), (other, other_path, path)];
            both.sort_by_key(|(route, ..)| (is_page(route), route.place.is_none()));
            let [(route, path, other), _] = both.map(|(route, a, b)| (route, a.into(), b.into()));
            let place = route.place.as_ref().map(Origin::place);
            diagnostics.push(Diagnostic { problem: Problem::CaseClash { path, other }, place });
            break;
        }
    }
    diagnostics
}

/// The path of a file as far as the folder so deep.
fn above(route: &Route, depth: usize) -> &str {
    let end = route.out.match_indices('/').nth(depth).map_or(route.out.len(), |(end, _)| end);
    &route.out[..end]
}

fn is_page(route: &Route) -> bool {
    !matches!(route.make, Make::Redirect(_) | Make::Copy(_) | Make::Version(..))
}

/// Whether two files of older addresses lead to the same page: then it makes no difference which of
/// them is there.
fn is_same(route: &Route, other: &Route) -> bool {
    matches!((&route.make, &other.make), (Make::Redirect(to), Make::Redirect(too)) if to == too)
}

/// What decides which files of a site may leave.
fn gate(site: &Site) -> Gate<'_> {
    let Site { config, inputs, graph, .. } = site;
    Gate { config, inputs, held_back: &graph.held_back, base: &graph.base }
}

/// Files beside pages that no page uses. Pages that wait use theirs, too.
fn unused(site: &Site) -> Vec<Diagnostic> {
    let graph = &site.graph;
    let gate = gate(site);
    let used: HashSet<&str> =
        graph.ids().flat_map(|id| graph.files(id)).map(|file| &**file.path()).collect();
    let waiting: HashSet<String> = graph.held_back.docs().flat_map(|doc| named(doc)).collect();
    let beside = site.config.languages.codes().flat_map(|code| {
        let folder = format!("content/{code}/");
        let below = site.inputs.below(&folder);
        let told = |file: &File| matches!(file.data, Data::Withheld);
        below.filter(|(_, file)| !told(file)).map(|(path, _)| path).collect::<Vec<_>>()
    });
    beside
        .filter(|path| !path.ends_with(".md"))
        .filter(|path| !used.contains(&***path) && !waiting.contains(&***path))
        .map(|path| {
            let help = match gate.open(path) {
                Err(Stays::Yaml) => "delete it, or put it where it belongs: YAML beside pages is neither read nor published",
                Err(Stays::Markdown) => "if it is a page, give it a name that ends in “.md”, in small letters",
                _ => "link to it, or delete it; what must be published as it is belongs in content/files/",
            };
            Diagnostic::at(Problem::UnusedAsset { help: help.to_owned() }, Place::file(path))
        })
        .collect()
}

/// Folders of `content/` that are neither a language's nor one of certsite's own.
fn unused_folders(site: &Site) -> Vec<Diagnostic> {
    let languages = &site.config.languages;
    let folders: BTreeSet<&str> = site
        .inputs
        .below("content/")
        .filter_map(|(path, _)| match Tree::of(path) {
            Tree::Pages(folder) if languages.find(folder).is_none() => Some(folder),
            _ => None,
        })
        .collect();
    let known: Vec<String> = languages.codes().map(|code| format!("content/{code}/")).collect();
    let problem = || Problem::UnusedFolder { known: known.join(" and ") };
    let place = |folder: &str| Place::file(&format!("content/{folder}").into());
    folders.into_iter().map(|folder| Diagnostic::at(problem(), place(folder))).collect()
}

/// What programs left behind: most is left out, what may be meant is published and told.
fn leftovers(site: &Site) -> Vec<Diagnostic> {
    let at = |problem: Problem, path: &Arc<str>| Diagnostic::at(problem, Place::file(path));
    let left_out = site.inputs.left_out.iter().map(|(path, Leftover { what, .. })| {
        at(Problem::LeftOut { what: (*what).to_owned() }, path)
    });
    let published = site.inputs.below("content/files/").filter_map(|(path, _)| {
        let Leftover { what, .. } = path.split('/').find_map(leftover)?;
        Some(at(Problem::LeftIn { what: what.to_owned() }, path))
    });
    left_out.chain(published).collect()
}

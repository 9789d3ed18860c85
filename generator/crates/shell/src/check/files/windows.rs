//! Files that editors on Windows could not fetch, since it can have none of their names. Of those that
//! are published under such a name the plan tells.

use super::gate;
use certsite_base::address::not_on_windows;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::site::Site;
use std::collections::HashSet;

/// Files of the site of which Windows can have none.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut told = HashSet::new();
    let mut diagnostics = Vec::new();
    let mut published: Option<HashSet<&str>> = None;
    for (path, _) in site.inputs.below("") {
        for part in path.split('/') {
            let Some(why) = not_on_windows(part) else { continue };
            if published.get_or_insert_with(|| told_by_plan(site)).contains(&**path) {
                continue;
            }
            // A folder is told of once.
            let end = part.as_ptr() as usize - path.as_ptr() as usize + part.len();
            if told.insert(&path[..end]) {
                let problem = Problem::WindowsName { name: part.to_owned(), why: why.to_owned() };
                diagnostics.push(Diagnostic::at(problem, Place::file(path)));
            }
        }
    }
    diagnostics
}

/// Pages and files whose address has such a name, too.
fn told_by_plan(site: &Site) -> HashSet<&str> {
    let graph = &site.graph;
    let gate = gate(site);
    let is_told = |out: &str| out.split('/').any(|part| not_on_windows(part).is_some());
    let pages = graph.ids().filter(|id| is_told(&graph.node(*id).url.file()));
    let mut told: HashSet<&str> = pages.map(|id| &*graph.doc(id).path).collect();
    let beside = graph.ids().flat_map(|id| graph.files(id).cloned());
    for file in beside.chain(gate.files()).filter(|file| is_told(&file.url().file())) {
        told.extend(site.inputs.files.get_key_value(file.path()).map(|(path, _)| &**path));
    }
    told
}

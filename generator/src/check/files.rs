//! Files beside pages that nothing links to.

use crate::diag::{Diagnostic, Place, Problem};
use crate::plan::Make;
use crate::site::Site;
use std::collections::HashSet;

/// Reports unused files of the languages' trees.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let used: HashSet<&str> = site
        .plan
        .routes
        .iter()
        .filter_map(|route| match &route.make {
            Make::Copy(path) => Some(&**path),
            _ => None,
        })
        .collect();
    let folders: Vec<_> =
        site.config.languages.codes().map(|code| format!("content/{code}/")).collect();
    let beside = folders.iter().flat_map(|folder| site.inputs.below(folder));
    beside
        .filter(|(path, _)| !path.ends_with(".md") && !used.contains(&***path))
        .map(|(path, _)| Diagnostic::at(Problem::UnusedAsset {}, Place::file(path)))
        .collect()
}

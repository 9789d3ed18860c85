//! What only `check` looks for: pairs of translations, unknown facts, unused files, and the
//! finished pages themselves.

mod facts;
mod files;
mod pages;
mod pairs;
mod pictures;

use crate::diag::{Diagnostic, Problem};
use crate::site::Site;

/// All problems beyond those of the stages. `broken` says that the stages found errors: then
/// finished pages are not looked at, because they would repeat them.
pub fn check(site: &Site, release: bool, broken: bool) -> Vec<Diagnostic> {
    let mut diagnostics = pairs::check(site);
    diagnostics.extend(facts::check(site, release));
    diagnostics.extend(files::check(site));
    diagnostics.extend(pictures::check(site, release));
    diagnostics.extend(site.review(release));
    if release {
        diagnostics.extend(unsigned(site));
    }
    if !broken {
        diagnostics.extend(pages::check(site));
    }
    diagnostics
}

/// A released site is signed wherever the team signs.
fn unsigned(site: &Site) -> Option<Diagnostic> {
    let signables = site.signables();
    let missing = site.signatures.missing(&signables);
    let first = missing.first()?.out.clone();
    Some(Diagnostic::site(Problem::Unsigned { count: missing.len().to_string(), first }))
}

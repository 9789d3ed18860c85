//! What only `check` looks for: pairs of translations, unknown facts, unused files, what a site
//! below a path cannot do, and the finished pages themselves.

mod attribute;
mod facts;
mod files;
mod finished;
mod looked;
mod origin;
mod pairs;
mod pictures;
mod quiet;
mod report;
mod root;
mod scan;

pub use finished::Finished;
pub use looked::Looked;
pub use report::report;

use crate::diag::{Diagnostic, Problem};
use crate::site::Site;
use rayon::prelude::*;

/// All problems beyond those of the stages. `broken` says that the stages found errors: then
/// finished pages are not looked at, because they would repeat them.
pub fn check(site: &Site, release: bool, broken: bool) -> Vec<Diagnostic> {
    let mut diagnostics = pairs::check(site);
    diagnostics.extend(facts::check(site, release));
    diagnostics.extend(files::check(site));
    diagnostics.extend(pictures::check(site, release));
    diagnostics.extend(root::check(site));
    diagnostics.extend(site.review(release));
    if release {
        diagnostics.extend(unsigned(site));
    }
    if !broken {
        diagnostics.extend(site.vet(&|_| true));
        diagnostics.extend(rendered(site));
    }
    diagnostics
}

/// Renders all files, and looks at them.
pub fn rendered(site: &Site) -> Vec<Diagnostic> {
    let finished = Finished::new(site);
    let look = |route| site.render(route).map(|bytes| finished.look(route, &bytes));
    let looked: Vec<_> = site.plan.routes.par_iter().map(look).collect();
    let mut diagnostics = Vec::new();
    let mut files = Vec::with_capacity(looked.len());
    for looked in looked {
        match looked {
            Ok(looked) => files.extend(looked),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    diagnostics.extend(finished.problems(&files));
    diagnostics
}

/// A released site is signed wherever the team signs.
fn unsigned(site: &Site) -> Option<Diagnostic> {
    let signables = site.signables();
    let missing = site.signatures.missing(&signables);
    let first = missing.first()?.out.clone();
    Some(Diagnostic::site(Problem::Unsigned { count: missing.len().to_string(), first }))
}

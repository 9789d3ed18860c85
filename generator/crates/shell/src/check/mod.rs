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
mod problems;
mod quiet;
mod report;
mod root;
mod scan;

pub use finished::{Finished, is_fleeting};
pub use looked::Looked;
pub use problems::{doubtful, problems};
pub use report::report;

use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::link::DocId;
use certsite_site::site::Site;
use rayon::prelude::*;

/// How finished a site has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Work goes on: what is missing is a warning.
    Draft,
    /// It is about to be published: what a published site needs is an error where it is missing.
    Release,
}

/// All problems beyond those of the stages that show without finished pages.
pub fn check_site(site: &Site, readiness: Readiness) -> Vec<Diagnostic> {
    let mut diagnostics = pairs::check(site);
    diagnostics.extend(site.graph.ids().filter_map(|id| updated_later(site, id)));
    diagnostics.extend(facts::check(site, readiness));
    diagnostics.extend(files::check(site));
    diagnostics.extend(pictures::check(site, readiness));
    diagnostics.extend(root::check(site));
    diagnostics.extend(site.review());
    if readiness == Readiness::Release {
        diagnostics.extend(unsigned(site));
    }
    diagnostics
}

/// All problems of finished files. Where the stages found errors, these would only be repeated.
pub fn check_finished(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = site.vet(&|_| true);
    diagnostics.extend(rendered(site));
    diagnostics
}

/// A page that says of a day to come that it was changed then.
fn updated_later(site: &Site, id: DocId) -> Option<Diagnostic> {
    let (doc, today) = (site.graph.doc(id), site.options.date);
    let day = doc.front.updated.filter(|day| day.0 > today)?;
    let problem = Problem::UpdatedLater { day: day.to_string(), today: today.to_string() };
    Some(Diagnostic::at(problem, doc.front_place(&["updated"])))
}

/// Renders all files, and looks at them.
pub fn rendered(site: &Site) -> Vec<Diagnostic> {
    let finished = Finished::new(site);
    let looked = site.plan.routes.par_iter().map(|route| {
        let bytes = site.render(route)?;
        Ok(finished.look(route, &bytes))
    });
    let looked: Vec<Result<_, Box<Diagnostic>>> = looked.collect();
    let mut diagnostics = Vec::new();
    let mut files = Vec::with_capacity(looked.len());
    for looked in looked {
        match looked {
            Ok(looked) => files.extend(looked),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    diagnostics.extend(problems(&finished, &files));
    diagnostics
}

/// A released site is signed wherever the team signs.
fn unsigned(site: &Site) -> Option<Diagnostic> {
    let signables = site.signables();
    let missing = site.signatures.missing(signables);
    let first = missing.first()?.out.clone();
    Some(Diagnostic::site(Problem::Unsigned { count: missing.len().to_string(), first }))
}

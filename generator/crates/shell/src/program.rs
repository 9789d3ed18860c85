//! What a program is made of, beside the shells: they know no list of features.

use crate::command::Failure;
use certsite_base::diag::Diagnostic;
use certsite_site::config::Config;
use certsite_site::site::{Engine, Features, Request};
use std::path::Path;

/// The program that runs a command.
pub struct Program {
    /// All features, in the order in which they add to a site.
    pub features: Features,
    /// Fingerprint of its sources and of the versions of all that it is built from.
    pub sum: u64,
    /// What it has to say if it cannot judge the documents of a site.
    pub unjudged: fn(&Config) -> Option<&'static str>,
    /// Finishes or takes back what a command that was stopped had begun to change in the records
    /// of the site below a root, so that no site is made of half a change.
    pub whole: fn(&Path) -> Result<(), Failure>,
    /// What `check` has to tell of records below a root that a site can be made without.
    pub review: fn(&Path) -> Result<Vec<Diagnostic>, Failure>,
}

impl Program {
    /// An engine for the site below `root`, with all features.
    pub fn engine(&self, root: &Path, request: Request) -> Engine {
        Engine::new(root, request, self.features)
    }
}

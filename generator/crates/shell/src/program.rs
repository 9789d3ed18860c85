//! What a program is made of, beside the shells: they know no list of features.

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
}

impl Program {
    /// An engine for the site below `root`, with all features.
    pub fn engine(&self, root: &Path, request: Request) -> Engine {
        Engine::new(root, request, self.features)
    }
}

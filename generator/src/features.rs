//! The one list of all features, in the order in which they add to a site.

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::feature::Feature;
use crate::load::Inputs;
use crate::memo::Memo;
use crate::site::{Engine, Request};
use std::path::Path;

/// An engine for the site below `root`, with all features.
pub fn engine(root: &Path, request: Request) -> Engine {
    Engine::new(root, request, collect)
}

/// Reads what the features need and makes them all. What they kept from before is in the memo.
fn collect(
    config: &Config,
    inputs: &Inputs,
    memo: &Memo,
) -> (Vec<Box<dyn Feature>>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let features: Vec<Box<dyn Feature>> = vec![
        Box::new(crate::reference::Taxonomy::read(config, inputs, &mut diagnostics)),
        Box::new(crate::reference::Glossary::read(config, inputs, &mut diagnostics)),
        Box::new(crate::team::FactList),
        Box::new(crate::team::Rfc2350::read(config, inputs, &mut diagnostics)),
        Box::new(crate::team::KeyList),
        Box::new(crate::team::Organization),
        Box::new(crate::team::SecurityTxt),
        Box::new(crate::forms::Forms::read(config, inputs, &mut diagnostics)),
        Box::new(crate::advisory::Advisories::default()),
        Box::new(crate::exchange::Misp),
        Box::new(crate::exchange::Stix),
        Box::new(crate::statistics::Statistics::read(config, inputs, memo, &mut diagnostics)),
        Box::new(crate::latest::Latest),
        Box::new(crate::feed::Feeds),
        // Last: an older address never takes the place of a file of today.
        Box::new(crate::redirects::Redirects::read(inputs)),
    ];
    (features, diagnostics)
}

//! The one list of all features, in the order in which they add to a site.

use certsite_base::diag::Diagnostic;
use certsite_site::config::Config;
use certsite_site::feature::Feature;
use certsite_site::load::Inputs;
use certsite_site::memo::Memo;
use certsite_site::site::{Engine, Request};
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
        Box::new(certsite_lists::Taxonomy::read(config, inputs, &mut diagnostics)),
        Box::new(certsite_lists::Glossary::read(config, inputs, &mut diagnostics)),
        Box::new(certsite_team::FactList),
        Box::new(certsite_team::Rfc2350::read(config, inputs, &mut diagnostics)),
        Box::new(certsite_team::KeyList),
        Box::new(certsite_team::Organization),
        Box::new(certsite_team::SecurityTxt),
        Box::new(certsite_forms::Forms::read(config, inputs, &mut diagnostics)),
        Box::new(certsite_advisory::Advisories::default()),
        Box::new(certsite_advisory::Misp),
        Box::new(certsite_advisory::Stix),
        Box::new(certsite_statistics::Statistics::read(config, inputs, memo, &mut diagnostics)),
        Box::new(certsite_lists::Latest),
        Box::new(certsite_lists::Feeds),
        // Last: an older address never takes the place of a file of today.
        Box::new(certsite_lists::Redirects::read(inputs)),
    ];
    (features, diagnostics)
}

//! The one list of all features, in the order in which they add to a site.

use certsite_advisory::{Advisories, Misp, Stix};
use certsite_forms::Forms;
use certsite_lists::{Feeds, Glossary, Latest, Redirects, Taxonomy};
use certsite_site::site::{Engine, Features, Request};
use certsite_statistics::Statistics;
use certsite_team::{FactList, KeyList, Organization, Rfc2350, SecurityTxt};
use std::path::Path;

/// All features.
const FEATURES: Features = &[
    &Taxonomy,
    &Glossary,
    &FactList,
    &Rfc2350,
    &KeyList,
    &Organization,
    &SecurityTxt,
    &Forms,
    &Advisories,
    &Misp,
    &Stix,
    &Statistics,
    &Latest,
    &Feeds,
    // Last: an older address never takes the place of a file of today.
    &Redirects,
];

/// All that a theme gets of certsite and its features, and has to have, as a JSON Schema.
pub fn contract() -> serde_json::Value {
    certsite_site::render::contract(FEATURES)
}

/// An engine for the site below `root`, with all features.
pub fn engine(root: &Path, request: Request) -> Engine {
    Engine::new(root, request, FEATURES)
}

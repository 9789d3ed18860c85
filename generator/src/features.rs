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

/// An engine for the site below `root`, with all features.
pub fn engine(root: &Path, request: Request) -> Engine {
    Engine::new(root, request, FEATURES)
}

//! The one list of all features, in the order in which they add to a site.

use certsite_advisory::{Advisories, IndicatorLists, Lister, Misp, Stix};
use certsite_forms::Forms;
use certsite_lists::{Feeds, Glossary, HostHeaders, Latest, Redirects, Taxonomy};
use certsite_search::Search;
use certsite_site::site::Features;
use certsite_statistics::Statistics;
use certsite_team::{FactList, KeyList, Organization, Rfc2350, SecurityTxt};

/// All features, in the order in which they add to a site.
pub const FEATURES: Features = &[
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
    &IndicatorLists,
    &Lister,
    &Statistics,
    &Latest,
    &Feeds,
    &HostHeaders,
    &Search,
    // Last: an older address never takes the place of a file of today.
    &Redirects,
];

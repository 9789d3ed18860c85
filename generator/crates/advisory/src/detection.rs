//! Rules of YARA, Sigma and Suricata → files beside the page of their advisory, which programs take
//! as they are.

use super::all;
use certsite_base::address::WebPath;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::DetectionRule;
use certsite_site::plan::{Made, Make, Rank, Route};
use std::sync::Arc;

/// The address of the file of a rule.
pub fn url(site: Linked, page: DocId, rule: &DetectionRule) -> WebPath {
    site.graph.node(page).url.join(&rule.file())
}

/// The files of all advisories.
pub fn routes(site: Linked) -> impl Iterator<Item = Route> {
    all(site).flat_map(move |(page, advisory)| {
        let lang = site.graph.doc(page).lang;
        // Of two with one name, which is told, the first alone.
        let rules = advisory.rules.iter().enumerate();
        let rules = rules.filter(|(n, rule)| {
            !advisory.rules[..*n].iter().any(|before| before.file() == rule.file())
        });
        rules.map(move |(_, rule)| {
            let bytes: Arc<[u8]> = rule.text.as_bytes().into();
            let made = Made::bytes(bytes);
            Route::new(url(site, page, rule), Some(lang), Rank::Asset, Make::Made(made), None)
        })
    })
}

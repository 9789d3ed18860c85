//! The documents before a validator of CSAF: each finding becomes a problem of the page that the
//! document was made from, at the key whose value it is about.

use super::all;
use super::csaf::{CsafDocument, CsafFile};
use super::judge::{Tests, validate};
use super::provider::Provider;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::linked::Linked;
use rayon::prelude::*;

/// Runs the mandatory tests (CSAF 2.0 §6.1), with the schema.
pub fn errors(site: Linked, published: &[(&CsafDocument, &CsafFile)]) -> Vec<Diagnostic> {
    let validate = |(document, file): &(&CsafDocument, &CsafFile)| {
        validate(site, document, file, Tests::Mandatory)
    };
    published.par_iter().flat_map_iter(validate).collect()
}

/// Runs the optional tests (§6.2); says so where there are advisories without documents.
pub fn advice(site: Linked, published: &[CsafDocument]) -> Vec<Diagnostic> {
    if let (Some((id, _)), Err(missing)) = (all(site).next(), Provider::of(site)) {
        if site.config.facts.get(missing).is_some_and(|fact| fact.is_wrong) {
            return Vec::new();
        }
        let place = site.graph.doc(id).front_place(&["advisory"]);
        return vec![Diagnostic::at(Problem::NoCsaf { missing: missing.to_owned() }, place)];
    }
    // What could be better in one version could be in the other, too.
    let validate =
        |document: &CsafDocument| validate(site, document, document.main(), Tests::Optional);
    published.par_iter().flat_map_iter(validate).collect()
}

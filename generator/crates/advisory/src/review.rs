//! The documents before a validator of CSAF: each finding becomes a problem of the page that the
//! document was made from, at the key whose value it is about. The validator takes a fifth of the
//! time that everything takes to compile, and no preview runs it: only a program that was built with
//! the feature `csaf-validator` has it, and any other says that it has not.

use super::all;
use super::csaf::CsafDocument;
#[cfg(feature = "csaf-validator")]
use super::judge::validate;
use super::provider::Provider;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::config::Config;
use certsite_site::feature::Linked;
use rayon::prelude::*;

/// Runs the mandatory tests (CSAF 2.0 §6.1), with the schema.
pub fn errors(site: Linked, published: &[&CsafDocument]) -> Vec<Diagnostic> {
    let validate = |document: &&CsafDocument| validate(site, document, Tests::Mandatory);
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
    let validate = |document: &CsafDocument| validate(site, document, Tests::Optional);
    published.par_iter().flat_map_iter(validate).collect()
}

/// Which of the standard's tests are run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tests {
    /// Those that a document has to pass.
    Mandatory,
    /// Those that tell what could be better.
    Optional,
}

/// Finds nothing: this program has no validator.
#[cfg(not(feature = "csaf-validator"))]
fn validate(_: Linked, _: &CsafDocument, _: Tests) -> Vec<Diagnostic> {
    Vec::new()
}

/// What to say of a site that publishes CSAF in a program that has no validator of it.
pub fn unjudged(config: &Config) -> Option<&'static str> {
    let publishes = config.facts.first("csaf.role", config.languages.default_lang()).is_some();
    (publishes && cfg!(not(feature = "csaf-validator"))).then_some(
        "The CSAF documents were not put to the tests of the standard: this program was built \
         without “csaf-validator”. That of `make build` does it.",
    )
}

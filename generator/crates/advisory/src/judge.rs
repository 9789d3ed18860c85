//! The validator of CSAF, where the program has one. It takes a fifth of the time that everything
//! takes to compile, and no preview runs it: only a program that was built with the feature
//! `csaf-validator` has it, and any other says that it has not.

#[cfg(feature = "csaf-validator")]
mod validator;

#[cfg(not(feature = "csaf-validator"))]
use crate::csaf::{CsafDocument, CsafFile};
#[cfg(not(feature = "csaf-validator"))]
use certsite_base::diag::Diagnostic;
use certsite_site::config::Config;
#[cfg(not(feature = "csaf-validator"))]
use certsite_site::linked::Linked;
#[cfg(feature = "csaf-validator")]
pub use validator::validate;

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
pub fn validate(_: Linked, _: &CsafDocument, _: &CsafFile, _: Tests) -> Vec<Diagnostic> {
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

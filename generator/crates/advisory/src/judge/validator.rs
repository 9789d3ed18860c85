//! A document and a set of tests → what the validator `csaf-rs` finds, at the keys of its page.

use super::Tests;
use crate::csaf::CsafDocument;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::linked::Linked;
use certsite_site::parse::Doc;
use csaf_rs::csaf2_0::loader::load_document;
use csaf_rs::validation::{TestResultStatus, ValidationError, validate_by_preset};

impl Tests {
    /// The validator's name for them.
    fn preset(self) -> &'static str {
        match self {
            Tests::Mandatory => "basic",
            Tests::Optional => "optional",
        }
    }

    fn problem(self, test: String, message: String) -> Problem {
        match self {
            Tests::Mandatory => Problem::Csaf { test, message },
            Tests::Optional => Problem::CsafAdvice { test, message },
        }
    }
}

/// What the tests find in a document.
pub fn validate(site: Linked, document: &CsafDocument, tests: Tests) -> Vec<Diagnostic> {
    let doc = site.graph.doc(document.page);
    let at_all = |problem| vec![Diagnostic::at(problem, doc.front_place(&["advisory"]))];
    let json = String::from_utf8_lossy(&document.json);
    let parsed = serde_json::from_str::<serde_json::Value>(&json)
        .map(load_document)
        .map_err(|error| error.to_string())
        .and_then(|document| document.map_err(|error| error.to_string()));
    let results = match parsed.and_then(|document| {
        validate_by_preset(&document, "2.0", tests.preset()).map_err(|error| error.to_string())
    }) {
        Ok(results) => results.test_results,
        // Said once, with the mandatory tests.
        Err(_) if tests == Tests::Optional => return Vec::new(),
        Err(message) => return at_all(tests.problem("schema".to_owned(), message)),
    };
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for test in results {
        match test.status {
            TestResultStatus::Failure { errors, warnings, .. } => {
                let both = errors.into_iter().chain(warnings);
                found.extend(both.map(|error| problem(doc, &test.test_id, error, tests)));
            }
            TestResultStatus::Skipped => skipped.push(test.test_id),
            _ => {}
        }
    }
    // They need a document that keeps to the schema: what keeps them from it is the finding.
    if tests == Tests::Mandatory && found.is_empty() && !skipped.is_empty() {
        let message = "it does not keep to the schema, so other tests could not be run".to_owned();
        found.extend(at_all(tests.problem(skipped.swap_remove(0), message)));
    }
    found
}

fn problem(doc: &Doc, test: &str, error: ValidationError, tests: Tests) -> Diagnostic {
    let place = place(doc, &error.instance_path);
    Diagnostic::at(tests.problem(test.to_owned(), error.message), place)
}

/// The key of the front matter that a part of the document is made from.
fn place(doc: &Doc, path: &str) -> Place {
    let made_from = [
        ("/document/tracking/id", "id"),
        ("/document/tracking/status", "status"),
        ("/document/tracking", "revisions"),
        ("/document/references", "references"),
        ("/document/acknowledgments", "acknowledgements"),
        ("/document/aggregate_severity", "severity"),
        ("/product_tree", "products"),
        ("/vulnerabilities", "vulnerabilities"),
    ];
    // A remediation is stated beside the vulnerabilities, not inside.
    if path.contains("/remediations") {
        return doc.front_place(&["advisory", "remediations"]);
    }
    // Vulnerabilities stand in the same order in both, and so does what is inside.
    if let Some(inside) = path.strip_prefix("/vulnerabilities/") {
        let steps = inside.split('/').map(|step| if step == "scores" { "cvss" } else { step });
        let steps: Vec<&str> = ["advisory", "vulnerabilities"].into_iter().chain(steps).collect();
        return doc.front_place(&steps);
    }
    let key = made_from.iter().find(|(part, _)| path.starts_with(part)).map(|(_, key)| *key);
    let steps: Vec<&str> = ["advisory"].into_iter().chain(key).collect();
    doc.front_place(&steps)
}

//! A document and a set of tests → what the validator `csaf-rs` finds, at the keys of its page.

use super::Tests;
use crate::csaf::{CsafDocument, CsafFile};
use crate::version::CsafVersion;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::linked::Linked;
use certsite_site::parse::Doc;
use csaf_rs::validation::{TestResult, TestResultStatus, validate_by_preset};
use csaf_rs::{csaf2_0, csaf2_1};

impl Tests {
    /// The validator's name for them.
    fn preset(self, version: CsafVersion) -> &'static str {
        match (self, version) {
            (Tests::Mandatory, _) => "basic",
            (Tests::Optional, CsafVersion::V20) => "optional",
            (Tests::Optional, CsafVersion::V21) => "recommended",
        }
    }

    fn problem(self, version: CsafVersion, test: String, message: String) -> Problem {
        let version = version.number().to_owned();
        match self {
            Tests::Mandatory => Problem::Csaf { version, test, message },
            Tests::Optional => Problem::CsafAdvice { version, test, message },
        }
    }
}

/// What the validator says of a document, by test.
fn results(file: &CsafFile, tests: Tests) -> Result<Vec<TestResult>, String> {
    fn told<T, E: ToString>(result: Result<T, E>) -> Result<T, String> {
        result.map_err(|error| error.to_string())
    }
    let json: serde_json::Value = told(serde_json::from_slice(&file.json))?;
    let (number, preset) = (file.version.number(), tests.preset(file.version));
    let results = match file.version {
        CsafVersion::V20 => {
            told(validate_by_preset(&told(csaf2_0::loader::load_document(json))?, number, preset))?
        }
        CsafVersion::V21 => {
            told(validate_by_preset(&told(csaf2_1::loader::load_document(json))?, number, preset))?
        }
    };
    Ok(results.test_results)
}

/// What the tests find in a document.
pub fn validate(
    site: Linked,
    document: &CsafDocument,
    file: &CsafFile,
    tests: Tests,
) -> Vec<Diagnostic> {
    let doc = site.graph.doc(document.page);
    let told = |test, message| tests.problem(file.version, test, message);
    let at_all = |problem| vec![Diagnostic::at(problem, doc.front_place(&["advisory"]))];
    let results = match results(file, tests) {
        Ok(results) => results,
        // Said once, with the mandatory tests.
        Err(_) if tests == Tests::Optional => return Vec::new(),
        Err(message) => return at_all(told("schema".to_owned(), message)),
    };
    // CSAF 2.1 has mandatory tests that end in a warning, such as that of kinds of ranges that the
    // validator does not know (6.1.50).
    let is_strict = tests == Tests::Optional || file.version == CsafVersion::V20;
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for test in results {
        match test.status {
            TestResultStatus::Failure { errors, warnings, .. } => {
                let both = errors.into_iter().chain(warnings.into_iter().filter(|_| is_strict));
                found.extend(both.map(|error| {
                    let place = place(doc, &error.instance_path);
                    Diagnostic::at(told(test.test_id.clone(), error.message), place)
                }));
            }
            TestResultStatus::Skipped => skipped.push(test.test_id),
            _ => {}
        }
    }
    // They need a document that keeps to the schema: what keeps them from it is the finding.
    if tests == Tests::Mandatory && found.is_empty() && !skipped.is_empty() {
        let message = "it does not keep to the schema, so other tests could not be run".to_owned();
        found.extend(at_all(told(skipped.swap_remove(0), message)));
    }
    found
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
        let steps = inside.split('/').map(|step| match step {
            "scores" | "metrics" => "cvss",
            "cwes" => "cwe",
            "disclosure_date" => "released",
            "first_known_exploitation_dates" => "exploited",
            step => step,
        });
        let steps: Vec<&str> = ["advisory", "vulnerabilities"].into_iter().chain(steps).collect();
        return doc.front_place(&steps);
    }
    let key = made_from.iter().find(|(part, _)| path.starts_with(part)).map(|(_, key)| *key);
    let steps: Vec<&str> = ["advisory"].into_iter().chain(key).collect();
    doc.front_place(&steps)
}

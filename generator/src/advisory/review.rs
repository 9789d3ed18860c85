//! The documents before a validator of CSAF: each finding becomes a problem of the page that the
//! document was made from, at the key whose value it is about.

use super::all;
use super::csaf::Published;
use super::provider::Provider;
use crate::diag::{Diagnostic, Place, Problem};
use crate::features::World;
use crate::parse::Doc;
use csaf_rs::csaf2_0::loader::load_document;
use csaf_rs::validation::{TestResultStatus, ValidationError, validate_by_preset};
use rayon::prelude::*;

/// Validates all documents (CSAF 2.0 §6); says so where there are advisories without documents.
pub fn check(world: World, published: &[Published]) -> Vec<Diagnostic> {
    if let (Some((id, _)), Err(missing)) = (all(world).next(), Provider::of(world)) {
        let place = world.graph.doc(id).front_place(&["advisory"]);
        return vec![Diagnostic::at(Problem::NoCsaf { missing: missing.to_owned() }, place)];
    }
    published
        .par_iter()
        .flat_map(|document| validate(world.graph.doc(document.page), document))
        .collect()
}

fn validate(doc: &Doc, document: &Published) -> Vec<Diagnostic> {
    let fails = |message: String| {
        let problem = Problem::Csaf { test: "schema".to_owned(), message };
        vec![Diagnostic::at(problem, doc.front_place(&["advisory"]))]
    };
    let json = String::from_utf8_lossy(&document.json);
    let parsed = match serde_json::from_str::<serde_json::Value>(&json).map(load_document) {
        Ok(Ok(parsed)) => parsed,
        Ok(Err(error)) => return fails(error.to_string()),
        Err(error) => return fails(error.to_string()),
    };
    let mut found = Vec::new();
    for (preset, is_mandatory) in [("basic", true), ("optional", false)] {
        let results = match validate_by_preset(&parsed, "2.0", preset) {
            Ok(results) => results.test_results,
            Err(error) => return fails(error.to_string()),
        };
        for test in results {
            match test.status {
                TestResultStatus::Failure { errors, warnings, .. } => {
                    let both = errors.into_iter().chain(warnings);
                    found.extend(both.map(|e| problem(doc, &test.test_id, e, is_mandatory)));
                }
                // The other tests need a document that keeps to the schema.
                TestResultStatus::Skipped if is_mandatory => {
                    let message = "it could not be run".to_owned();
                    let problem = Problem::Csaf { test: test.test_id, message };
                    found.push(Diagnostic::at(problem, doc.front_place(&["advisory"])));
                }
                _ => {}
            }
        }
    }
    found
}

fn problem(doc: &Doc, test: &str, error: ValidationError, is_mandatory: bool) -> Diagnostic {
    let (test, place) = (test.to_owned(), place(doc, &error.instance_path));
    let message = error.message;
    match is_mandatory {
        true => Diagnostic::at(Problem::Csaf { test, message }, place),
        false => Diagnostic::at(Problem::CsafAdvice { test, message }, place),
    }
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

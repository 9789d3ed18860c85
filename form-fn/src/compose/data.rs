//! Report → `report.json`: the form's fields by name, the input of the incident register.
//! Its schema is `form-fn/report.schema.json`.

use super::evidence::{FileKind, safe_name, sha256};
use crate::form::{Definition, Field};
use crate::intake::{Unexpected, Upload};
use crate::report::{Answer, Report};
use serde_json::{Map, Value, json};

/// The report as `report.json` has it (`report.schema.json` describes it).
pub fn data(definition: &Definition, report: &Report) -> Value {
    let fields: Map<_, _> = report.answers.iter().map(|answer| field(definition, answer)).collect();
    let files: Vec<_> = report.files.iter().enumerate().map(|(n, f)| file(n + 1, f)).collect();
    let (priority, because) = report.priority(definition);
    let rsit = report.rsit(definition);
    let mut data = json!({
        "schema": "certsite-report-1",
        "number": report.number.as_str(),
        "received": report.received.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "form": report.form,
        "form_version": report.version,
        "form_outdated": report.outdated,
        "lang": report.lang,
        "fields": fields,
        "files": files,
        "suggested": {
            "class": rsit.map(|rsit| &rsit.class),
            "type": rsit.map(|rsit| &rsit.kind),
            "priority": priority.as_str(),
            "because": because,
        },
        "suspicions": report.suspicions.iter().map(|why| why.key()).collect::<Vec<_>>(),
    });
    let written: Map<_, _> = report.answers.iter().filter_map(written).collect();
    if !written.is_empty() {
        data["written"] = written.into();
    }
    if !report.unexpected.is_empty() {
        data["unexpected"] = report.unexpected.iter().map(unexpected).collect();
    }
    data
}

fn written(answer: &Answer) -> Option<(String, Value)> {
    Some((answer.field.clone(), json!(answer.written.as_ref()?)))
}

fn unexpected(unexpected: &Unexpected) -> Value {
    json!({ "name": unexpected.name, "text": unexpected.text })
}

fn field(definition: &Definition, answer: &Answer) -> (String, Value) {
    let several = definition.field(&answer.field).is_some_and(Field::is_multiple);
    let value = if several { json!(answer.values) } else { json!(answer.values.first()) };
    (answer.field.clone(), value)
}

fn file(n: usize, file: &Upload) -> Value {
    json!({
        "field": file.field,
        "name": file.name,
        "attachment": safe_name(n, &file.name),
        "bytes": file.bytes.len(),
        "sha256": sha256(&file.bytes),
        "looks_like": FileKind::of(&file.bytes).key,
    })
}

//! Whatever a published document holds, its texts are only read: a terminal does nothing by them, and
//! no line is forged.

use super::{PATH, add, compared, first, second, tree};
use crate::{Known, compare_known, json, text};

const ODD: &str = "\u{1b}[2J\u{7}x\u{202e}y\u{200b}\u{9b}\nwarning[x]: forged";

#[test]
fn texts_of_documents_reach_people_and_programs_as_plain_text() {
    let whole = first();
    let mut pointers = Vec::new();
    walk(&whole, String::new(), &mut pointers);
    let mut reports = Vec::new();
    for pointer in &pointers {
        let mut odd = whole.clone();
        *odd.pointer_mut(pointer).expect("it is there") = ODD.into();
        // What is odd may be published, or the next to be.
        let odd = tree(&[(PATH, &odd)]);
        reports.push(compared(&odd, &tree(&[(PATH, &second())])));
        reports.push(compared(&tree(&[(PATH, &second())]), &odd));
        reports.push(compared(&odd, &tree(&[])));
    }
    let mut named = tree(&[]);
    add(&mut named, &format!(".well-known/csaf/white/2026/{ODD}.json"), &whole.to_string());
    add(&mut named, &format!("misp/{ODD}.json"), "[]");
    add(&mut named, "misp/u.json", &serde_json::json!({ "Event": { "info": ODD } }).to_string());
    add(&mut named, "stix/a.json", &serde_json::json!({ "objects": [{ "id": ODD }] }).to_string());
    add(&mut named, "x/a.yml", ODD);
    let metadata = serde_json::json!({ "canonical_url": ODD, "publisher": { "namespace": ODD } });
    add(&mut named, ".well-known/csaf/provider-metadata.json", &metadata.to_string());
    reports.push(compared(&named, &tree(&[])));
    reports.push(compared(&tree(&[]), &named));
    let known = Known { id: ODD.into(), version: ODD.into(), text: "x".into() };
    reports.push(compare_known(std::slice::from_ref(&known), &[]));
    reports.push(compare_known(&[], &[(known, false)]));
    assert!(reports.iter().filter(|report| text(report, true).contains("forged")).count() > 20);
    for report in &reports {
        let told = text(report, true);
        let json = json(report).expect("it can be written");
        for shown in [&told, &json] {
            let odd = shown
                .chars()
                .find(|c| c.is_control() && *c != '\n' || certsite_text::is_invisible(*c));
            assert_eq!(odd, None, "{shown}");
            assert!(!shown.lines().any(|line| line.starts_with("warning[x]")), "{shown}");
        }
        let read: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        assert_eq!(read, serde_json::to_value(report).expect("it is JSON"), "it says what it said");
    }
}

/// The places of all texts.
fn walk(value: &serde_json::Value, place: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(_) => found.push(place),
        serde_json::Value::Object(map) => {
            map.iter().for_each(|(key, value)| walk(value, format!("{place}/{key}"), found));
        }
        serde_json::Value::Array(list) => {
            let items = list.iter().enumerate();
            items.for_each(|(n, value)| walk(value, format!("{place}/{n}"), found));
        }
        _ => {}
    }
}

//! Two texts of one document → what changes in it, in words. Whatever has no words of its own here is
//! told by its place, so nothing passes in silence. Number, version and the date of the version are
//! what programs go by, and are told of the document as a whole.

mod items;
mod products;
mod rest;
mod vulnerabilities;

use crate::report::Change;
use items::{Item, changed, compare, list, short, text, value_changes};
use products::Products;
use serde_json::Value;

/// The keys of `/document` that are told in words; what is left is told by its place.
const TOLD: [&str; 11] = [
    "acknowledgments",
    "aggregate_severity",
    "category",
    "distribution",
    "lang",
    "notes",
    "publisher",
    "references",
    "source_lang",
    "title",
    "tracking",
];

/// All that differs, what readers are told first.
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    document(&old["document"], &new["document"], &mut found);
    let mut products = [Products::of(&old["product_tree"]), Products::of(&new["product_tree"])];
    let [before, after] = &mut products;
    before.called_as(after);
    products::compare(&products, &mut found);
    vulnerabilities::compare(
        &old["vulnerabilities"],
        &new["vulnerabilities"],
        &products,
        &mut found,
    );
    let told = ["document", "product_tree", "vulnerabilities"];
    rest::compare((old, new), "", &told, &mut found);
    found.sort_by_key(|change| !change.is_said);
    found
}

/// What stands in the head of the document.
fn document(old: &Value, new: &Value, found: &mut Vec<Change>) {
    let both = (old, new);
    for (what, key) in [
        ("title", "title"),
        ("profile", "category"),
        ("language", "lang"),
        ("language of the original", "source_lang"),
        ("severity", "aggregate_severity/text"),
        ("TLP label", "distribution/tlp/label"),
        ("status", "tracking/status"),
        ("date of the first version", "tracking/initial_release_date"),
    ] {
        found.extend(changed(what, both, "/document", key));
    }
    compare("version of the history", [revisions(old), revisions(new)], found);
    compare("other number", [aliases(old), aliases(new)], found);
    compare("note", [notes(old, "/document"), notes(new, "/document")], found);
    compare("reference", [references(old, "/document"), references(new, "/document")], found);
    compare("thanks to", [thanks(old, "/document"), thanks(new, "/document")], found);
    formal(old, new, found);
    rest::compare(both, "/document", &TOLD, found);
}

/// What asks for no new version: whom to ask, to whom it may be passed on, the program, and what the
/// team says of all documents.
fn formal(old: &Value, new: &Value, found: &mut Vec<Change>) {
    let parts = [
        ("publisher", "publisher"),
        ("terms of distribution", "distribution/text"),
        ("address of the terms of TLP", "distribution/tlp/url"),
        ("program that wrote it", "tracking/generator"),
    ];
    for (what, key) in parts {
        found.extend(value_changes(what, (old, new), "/document", key));
    }
    let mut of_all = Vec::new();
    compare("note of all documents", [common_notes(old), common_notes(new)], &mut of_all);
    compare("title of a note", [titles(old), titles(new)], &mut of_all);
    compare(
        "reference to the site itself",
        [own_references(old), own_references(new)],
        &mut of_all,
    );
    found.extend(of_all.into_iter().map(|change| Change { is_said: false, ..change }));
    let told = ["aliases", "current_release_date", "generator", "id", "initial_release_date"];
    let told = [&told[..], &["revision_history", "status", "version"]].concat();
    rest::compare((&old["tracking"], &new["tracking"]), "/document/tracking", &told, found);
    let told = ["text", "tlp"];
    rest::compare(
        (&old["distribution"], &new["distribution"]),
        "/document/distribution",
        &told,
        found,
    );
}

fn revisions(document: &Value) -> Vec<Item> {
    list(&document["tracking"]["revision_history"], "/document/tracking/revision_history", |one| {
        let (number, summary) = (text(&one["number"]), text(&one["summary"]));
        (number.clone(), format!("{number} ({}): {summary}", text(&one["date"])))
    })
}

fn aliases(document: &Value) -> Vec<Item> {
    list(&document["tracking"]["aliases"], "/document/tracking/aliases", |one| {
        (text(one), text(one))
    })
}

/// Whether a note is what the team says of all documents; the first one is the document's own.
fn is_common((n, note): &(usize, &Value)) -> bool {
    *n > 0 && matches!(note["category"].as_str(), Some("general" | "legal_disclaimer"))
}

fn numbered(document: &Value) -> Vec<(usize, &Value)> {
    document["notes"].as_array().into_iter().flatten().enumerate().collect()
}

/// The notes that are its own, by their text: what a note is called is a word of the theme.
fn notes(of: &Value, place: &str) -> Vec<Item> {
    let own = numbered(of).into_iter().filter(|note| place != "/document" || !is_common(note));
    note_items(own, place)
}

fn common_notes(document: &Value) -> Vec<Item> {
    note_items(numbered(document).into_iter().filter(is_common), "/document")
}

fn note_items<'a>(notes: impl Iterator<Item = (usize, &'a Value)>, place: &str) -> Vec<Item> {
    let items = notes.map(|(n, note)| {
        let (category, said) = (text(&note["category"]), text(&note["text"]));
        Item {
            text: format!("{category}: {}", short(&said)),
            key: category,
            value: said,
            pointer: format!("{place}/notes/{n}"),
        }
    });
    items.collect()
}

fn titles(document: &Value) -> Vec<Item> {
    let items = numbered(document).into_iter().map(|(n, note)| {
        let title = text(&note["title"]);
        let pointer = format!("/document/notes/{n}/title");
        Item { key: text(&note["category"]), text: title.clone(), value: title, pointer }
    });
    items.collect()
}

/// Whether a reference leads to the document or its page, or to another of the site's documents: those
/// change with the site's address.
fn is_own(reference: &Value) -> bool {
    let url = reference["url"].as_str().unwrap_or_default();
    reference["category"] == "self" || url.contains("/.well-known/csaf/")
}

fn reference_items(of: &Value, place: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Item> {
    let all = of["references"].as_array().into_iter().flatten().enumerate();
    let items = all.filter(|(_, one)| wanted(one)).map(|(n, one)| Item {
        key: text(&one["url"]),
        text: format!("{} <{}>", text(&one["summary"]), text(&one["url"])),
        value: one.to_string(),
        pointer: format!("{place}/references/{n}"),
    });
    items.collect()
}

fn references(of: &Value, place: &str) -> Vec<Item> {
    reference_items(of, place, |one| !is_own(one))
}

fn own_references(document: &Value) -> Vec<Item> {
    reference_items(document, "/document", is_own)
}

fn thanks(of: &Value, place: &str) -> Vec<Item> {
    list(&of["acknowledgments"], &format!("{place}/acknowledgments"), |one| {
        let names = one["names"].as_array().into_iter().flatten().map(text);
        let organization = one["organization"].as_str().map(str::to_owned);
        let all: Vec<String> = names.chain(organization).collect();
        (one.to_string(), all.join(", "))
    })
}

#[cfg(test)]
mod tests;

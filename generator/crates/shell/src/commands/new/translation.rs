//! A page that some languages have → its files in the others: the same facts, with texts to be
//! translated.

use super::{Files, languages, path};
use crate::command::Failure;
use certsite_site::parse::Doc;
use certsite_site::site::Site;
use std::fmt::Write;

/// Keys whose values no language changes, or, of an advisory, whose facts.
const SHARED: [&str; 8] =
    ["date", "updated", "tags", "weight", "template", "toc", "section", "advisory"];

/// The missing files of a page.
pub fn files(site: &Site, key: &str) -> Result<Files, Failure> {
    let (there, missing) = languages(site, key);
    let Some(original) = there.first() else {
        return Err(Failure::new(format!(
            "there is no page {} to be translated, in no language",
            path(site, site.config.languages.default_lang(), key)
        )));
    };
    if missing.is_empty() {
        return Err(Failure::new(format!(
            "{} exists already, and so does the page in every other language",
            path(site, *original, key)
        )));
    }
    let from = path(site, *original, key);
    let Some(id) = site.graph.find(&from) else {
        return Err(Failure::new(format!("{from} cannot be read as a page: see “certsite check”")));
    };
    let doc = site.graph.doc(id);
    if !doc.has_front {
        let why = "its front matter cannot be read: fix it first, “certsite check” says how";
        return Err(Failure::new(format!("{from} cannot be translated, because {why}")));
    }
    let text = front(doc);
    Ok(missing.into_iter().map(|lang| (path(site, lang, key), text.clone())).collect())
}

/// The front matter of a translation, as far as it is the original's.
fn front(doc: &Doc) -> String {
    let mut out = "---\n".to_owned();
    let texts = if doc.front.advisory.is_some() { ", and the texts of “advisory”" } else { "" };
    let _ = writeln!(out, "# From {}: translate title and description{texts}.", doc.path);
    let line = |text: &str| serde_json::Value::from(text).to_string();
    let _ = writeln!(out, "title: {}", line(&doc.front.title.to_string()));
    let description = doc.front.description.as_ref().map(ToString::to_string).unwrap_or_default();
    let _ = writeln!(out, "description: {}", line(&description));
    let source = doc.front_source();
    for entry in SHARED.iter().filter_map(|key| source.entry(&[key])) {
        let _ = writeln!(out, "{}", doc.source()[entry].trim_end());
    }
    out + "draft: true\n---\n"
}

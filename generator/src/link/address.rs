//! Addresses: `/az/bulletenler/azsc-2026-0001/` from the slugs of a page and its sections.

use super::{DocId, NOT_FOUND, above};
use crate::config::Config;
use crate::parse::Doc;
use std::collections::HashMap;
use std::sync::Arc;

/// The address of each document.
pub fn addresses(
    config: &Config,
    docs: &[Arc<Doc>],
    by_path: &HashMap<Arc<str>, DocId>,
) -> Vec<String> {
    let mut folders = Folders { config, docs, by_path, known: HashMap::new() };
    docs.iter()
        .map(|doc| {
            let code = &config.languages[doc.lang].code;
            if doc.key.as_ref() == NOT_FOUND {
                return format!("/{code}/404.html");
            }
            let folder = folders.url(code, doc.folder());
            match doc.is_index() {
                true => folder,
                false => format!("{folder}{}/", slug_of(doc)),
            }
        })
        .collect()
}

/// The slug that the front matter sets, or one made from the file's name.
fn slug_of(doc: &Doc) -> String {
    let name = doc.key[doc.folder().len()..].trim_end_matches(".md");
    doc.front.slug.as_ref().map_or_else(|| crate::lang::slug(name), |slug| slug.0.clone())
}

struct Folders<'a> {
    config: &'a Config,
    docs: &'a [Arc<Doc>],
    by_path: &'a HashMap<Arc<str>, DocId>,
    known: HashMap<String, String>,
}

impl Folders<'_> {
    /// The address of a folder: that of its index page, or its name below the folder above.
    fn url(&mut self, code: &str, folder: &str) -> String {
        let path = format!("content/{code}/{folder}");
        if let Some(url) = self.known.get(&path) {
            return url.clone();
        }
        let url = match above(folder) {
            None => format!("/{code}/"),
            Some(outer) => {
                let name = folder[outer.len()..].trim_end_matches('/');
                let index = self.by_path.get(format!("{path}index.md").as_str());
                let slug = index.and_then(|id| self.docs[id.0 as usize].front.slug.as_ref());
                let slug = slug.map_or_else(|| crate::lang::slug(name), |slug| slug.0.clone());
                format!("{}{slug}/", self.url(code, outer))
            }
        };
        debug_assert!(
            self.config.languages.find(code).is_some(),
            "documents stand in a language's tree"
        );
        self.known.insert(path, url.clone());
        url
    }
}

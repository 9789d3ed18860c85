//! Addresses: `/az/bulletenler/azsc-2026-0001/` from the slugs of a page and its sections.

use super::{DocId, NOT_FOUND, above};
use crate::config::SlugText;
use crate::parse::Doc;
use certsite_base::address::{MAX_PART, WebPath};
use certsite_base::lang::{Lang, PerLang, slug_within};
use std::collections::HashMap;
use std::sync::Arc;

/// The address of each of some documents, in their order, among all by id.
pub fn addresses(
    homes: &PerLang<WebPath>,
    docs: &[Arc<Doc>],
    by_path: &HashMap<Arc<str>, DocId>,
    some: &[Arc<Doc>],
) -> Vec<WebPath> {
    let mut folders = Folders { homes, docs, by_path, known: HashMap::new() };
    some.iter()
        .map(|doc| {
            if doc.key.as_ref() == NOT_FOUND {
                return homes[doc.lang].join("404.html");
            }
            let folder =
                folders.url(doc.lang, &doc.path[..doc.path.len() - doc.key.len()], doc.folder());
            match doc.is_index() {
                true => folder,
                false => folder.join(&format!("{}/", slug_of(doc))),
            }
        })
        .collect()
}

/// The slug that the front matter sets, or one made from the file's name.
fn slug_of(doc: &Doc) -> String {
    let name = doc.key[doc.folder().len()..].trim_end_matches(".md");
    slug(doc.front.slug.as_ref(), name)
}

fn slug(set: Option<&SlugText>, name: &str) -> String {
    set.map_or_else(|| slug_within(name, MAX_PART), |slug| slug.0.clone())
}

struct Folders<'a> {
    homes: &'a PerLang<WebPath>,
    docs: &'a [Arc<Doc>],
    by_path: &'a HashMap<Arc<str>, DocId>,
    known: HashMap<String, WebPath>,
}

impl Folders<'_> {
    /// The address of a folder of a language's `tree`: that of its index page, or its name below
    /// the folder above.
    fn url(&mut self, lang: Lang, tree: &str, folder: &str) -> WebPath {
        let path = format!("{tree}{folder}");
        if let Some(url) = self.known.get(&path) {
            return url.clone();
        }
        let url = match above(folder) {
            None => self.homes[lang].clone(),
            Some(outer) => {
                let name = folder[outer.len()..].trim_end_matches('/');
                let index = self.by_path.get(format!("{path}index.md").as_str());
                let set = index.and_then(|id| self.docs[id.at()].front.slug.as_ref());
                let slug = slug(set, name);
                self.url(lang, tree, outer).join(&format!("{slug}/"))
            }
        };
        self.known.insert(path, url.clone());
        url
    }
}

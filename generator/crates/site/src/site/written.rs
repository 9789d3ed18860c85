//! Pages that no editor wrote, put among those that editors did.

use crate::config::Config;
use crate::feature::GeneratedPage;
use crate::memo::Memo;
use crate::parse::{self, Doc, EmbedNames};
use std::collections::HashSet;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Adds pages that features wrote, where no editor wrote one, and keeps the order of paths. They are
/// parsed once for their text.
pub(super) fn with_pages(
    mut docs: Vec<Arc<Doc>>,
    config: &Config,
    pages: Vec<GeneratedPage>,
    kept: &Memo,
    embeds: EmbedNames,
) -> Vec<Arc<Doc>> {
    if pages.is_empty() {
        return docs;
    }
    let known: HashSet<Arc<str>> = docs.iter().map(|doc| doc.path.clone()).collect();
    for GeneratedPage { lang, key, text } in pages {
        let path: Arc<str> = format!("content/{}/{key}", config.languages[lang].code).into();
        if !known.contains(&path) {
            let sum = xxh3_64(text.as_bytes());
            let own = sum ^ xxh3_64(path.as_bytes());
            docs.push(kept.get(own, || parse::parse(&path, lang, &key, &text.into(), sum, embeds)));
        }
    }
    docs.sort_by(|a, b| (a.lang, &a.path).cmp(&(b.lang, &b.path)));
    docs
}

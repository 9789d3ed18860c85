//! Pages that no editor wrote, put among those that editors did.

use crate::config::Config;
use crate::feature::GeneratedPage;
use crate::memo::Memo;
use crate::parse::{self, Doc, EmbedNames};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Adds pages that features wrote, where no editor wrote one, and keeps the order of paths. They are
/// parsed once for their text.
pub(super) fn with_pages(
    mut docs: Vec<Arc<Doc>>,
    config: &Config,
    pages: &[GeneratedPage],
    kept: &Memo,
    embeds: EmbedNames,
) -> Vec<Arc<Doc>> {
    for GeneratedPage { lang, key, text } in pages {
        let path: Arc<str> = format!("content/{}/{key}", config.languages[*lang].code).into();
        let place = docs.binary_search_by(|doc| (doc.lang, &doc.path).cmp(&(*lang, &path)));
        if let Err(place) = place {
            let sum = xxh3_64(text.as_bytes());
            let own = sum ^ xxh3_64(path.as_bytes());
            let make = || parse::parse(&path, *lang, key, &text.as_str().into(), sum, embeds);
            docs.insert(place, kept.get(own, make));
        }
    }
    docs
}

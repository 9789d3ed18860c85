//! The files of a site's pages → documents: those that changed are parsed, the others are those of
//! the state before.

use crate::config::Config;
use crate::load::{Data, File, Inputs};
use crate::parse::{self, Doc, EmbedNames};
use certsite_base::lang::Lang;
use rayon::prelude::*;
use std::sync::Arc;

/// Documents of all languages, in the order of languages and paths.
#[derive(Default)]
pub(super) struct Docs(Vec<Arc<Doc>>);

impl Docs {
    /// The documents of these files, and how many of them had to be parsed.
    pub fn again(
        &mut self,
        config: &Config,
        inputs: &Inputs,
        embeds: EmbedNames,
    ) -> (Vec<Arc<Doc>>, usize) {
        let (mut docs, mut new) = (Vec::with_capacity(self.0.len()), Vec::new());
        let mut known = self.0.iter().peekable();
        for (lang, path, file, folder) in pages(config, inputs) {
            while known.next_if(|doc| (doc.lang, &doc.path) < (lang, path)).is_some() {}
            let is_same = |doc: &&Arc<Doc>| {
                let has_path = Arc::ptr_eq(&doc.path, path) || doc.path == *path;
                has_path && doc.lang == lang && doc.sum == file.sum
            };
            if let Some(doc) = known.next_if(is_same) {
                docs.push(Some(doc.clone()));
            } else if let Data::Page(text) = &file.data {
                new.push((docs.len(), path, lang, &path[folder..], text, file.sum));
                docs.push(None);
            }
        }
        let parsed = new.into_par_iter().map(|(n, path, lang, key, text, sum)| {
            let mut doc = parse::parse(path, lang, key, text, sum, embeds);
            doc.body.lay_aside(&inputs.shelf);
            (n, Arc::new(doc))
        });
        let parsed: Vec<_> = parsed.collect();
        let count = parsed.len();
        for (n, doc) in parsed {
            docs[n] = Some(doc);
        }
        self.0 = docs.into_iter().flatten().collect();
        (self.0.clone(), count)
    }
}

/// The files of pages, each with its language and the length of that language's folder.
fn pages<'a>(
    config: &'a Config,
    inputs: &'a Inputs,
) -> impl Iterator<Item = (Lang, &'a Arc<str>, &'a File, usize)> {
    config.languages.iter().flat_map(|lang| {
        let folder = format!("content/{}/", config.languages[lang].code);
        let pages: Vec<_> =
            inputs.below(&folder).filter(|(path, _)| path.ends_with(".md")).collect();
        pages.into_iter().map(move |(path, file)| (lang, path, file, folder.len()))
    })
}

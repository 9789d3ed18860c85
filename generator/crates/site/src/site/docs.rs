//! The files of a site's pages → documents: those that changed are parsed, the others are those of
//! the state before, or what an earlier process noted of them.

use crate::config::Config;
use crate::link::{DocId, Graph};
use crate::load::{Aside, Data, File, Inputs, Sum};
use crate::memo::Notes;
use crate::packed::{Packed, take, take_text};
use crate::parse::{self, Doc, EmbedNames, PackedDoc};
use certsite_base::lang::Lang;
use rayon::prelude::*;
use std::sync::Arc;

/// The name of what is noted.
const NAME: &str = "pages";

/// So many documents are packed at a time.
const SHARE: usize = 64;

/// Documents of all languages, in the order of languages and paths.
#[derive(Default)]
pub(super) struct Docs {
    all: Vec<Arc<Doc>>,
}

/// A file whose document is not known.
struct New<'a> {
    /// Its place among all.
    n: usize,
    lang: Lang,
    path: &'a Arc<str>,
    key: &'a str,
    text: &'a Aside,
    sum: Sum,
    /// What was noted of it.
    packed: Option<&'a [u8]>,
}

impl Docs {
    /// The documents of these files, and how many of them had to be parsed.
    pub fn again(
        &mut self,
        config: &Config,
        inputs: &Inputs,
        embeds: EmbedNames,
        notes: Option<&dyn Notes>,
    ) -> (Vec<Arc<Doc>>, usize) {
        // What is noted is of no use to a process that parsed them once.
        let notes = notes.filter(|_| self.all.is_empty()).and_then(|notes| notes.recall(NAME));
        let noted = notes.as_deref().and_then(|notes| read(config, notes)).unwrap_or_default();
        let (mut docs, mut new) = (Vec::with_capacity(self.all.len()), Vec::new());
        let mut known = self.all.iter().peekable();
        let mut noted = noted.into_iter().peekable();
        for (lang, path, file, folder) in pages(config, inputs) {
            while known.next_if(|doc| (doc.lang, &doc.path) < (lang, path)).is_some() {}
            while noted.next_if(|noted| (noted.lang, noted.path) < (lang, path)).is_some() {}
            let is_same = |doc: &&Arc<Doc>| {
                let has_path = Arc::ptr_eq(&doc.path, path) || doc.path == *path;
                has_path && doc.lang == lang && doc.sum == file.sum
            };
            if let Some(doc) = known.next_if(is_same) {
                docs.push(Some(doc.clone()));
            } else if let Data::Page(text) = &file.data {
                let is_of_it = |noted: &Noted| {
                    (noted.lang, noted.path, noted.sum) == (lang, &**path, file.sum)
                };
                let packed = noted.next_if(is_of_it).map(|noted| noted.bytes);
                let (n, key, sum) = (docs.len(), &path[folder..], file.sum);
                new.push(New { n, lang, path, key, text, sum, packed });
                docs.push(None);
            }
        }
        let names: Arc<[&'static str]> = embeds.0.into();
        let made = new.into_par_iter().map(|new| match new.unpack(&names) {
            Some(doc) => (new.n, Arc::new(doc), 0),
            None => {
                let New { n, lang, path, key, text, sum, .. } = new;
                let mut doc = parse::parse(path, lang, key, text, sum, embeds);
                doc.body.lay_aside(&inputs.shelf);
                (n, Arc::new(doc), 1)
            }
        });
        let made: Vec<_> = made.collect();
        let mut parsed = 0;
        for (n, doc, count) in made {
            docs[n] = Some(doc);
            parsed += count;
        }
        self.all = docs.into_iter().flatten().collect();
        (self.all.clone(), parsed)
    }

    /// Notes those documents that are part of a site for processes to come. What waits is left out:
    /// the notes lie beside what is published.
    pub fn note(config: &Config, graph: &Graph, notes: &dyn Notes) {
        let ids: Vec<_> = graph.ids().collect();
        let share = |ids: &[DocId]| {
            let (mut all, mut own) = (Vec::new(), Vec::new());
            for doc in ids.iter().map(|id| graph.doc(*id)) {
                own.clear();
                if doc.pack(&mut own) {
                    Noted { lang: doc.lang, path: &doc.path, sum: doc.sum, bytes: &own }
                        .pack(config, &mut all);
                }
            }
            all
        };
        notes.note(NAME, &mut |to| {
            let mut codes = Vec::new();
            config.languages.codes().map(str::to_owned).collect::<Vec<_>>().pack(&mut codes);
            to.write_all(&codes)?;
            // All together would be as much as everything that is known of them.
            for ids in ids.chunks(16 * SHARE) {
                let shares: Vec<Vec<u8>> = ids.par_chunks(SHARE).map(share).collect();
                shares.iter().try_for_each(|share| to.write_all(share))?;
            }
            Ok(())
        });
    }
}

impl New<'_> {
    /// Its document, if it was noted.
    fn unpack(&self, embeds: &Arc<[&'static str]>) -> Option<Doc> {
        let New { lang, path, key, text, sum, packed, .. } = *self;
        PackedDoc { bytes: packed?, path, lang, key, text, sum, embeds }.unpack()
    }
}

/// What is noted of a document.
struct Noted<'a> {
    lang: Lang,
    path: &'a str,
    sum: Sum,
    bytes: &'a [u8],
}

impl<'a> Noted<'a> {
    fn pack(&self, config: &Config, to: &mut Vec<u8>) {
        let lang = config.languages.iter().position(|lang| lang == self.lang);
        lang.unwrap_or_default().pack(to);
        self.path.len().pack(to);
        to.extend_from_slice(self.path.as_bytes());
        to.extend_from_slice(&self.sum.to_le_bytes());
        self.bytes.len().pack(to);
        to.extend_from_slice(self.bytes);
    }

    fn unpack(languages: &[Lang], from: &mut &'a [u8]) -> Option<Noted<'a>> {
        let lang = *languages.get(usize::unpack(from)?)?;
        let path = take_text(from)?;
        let sum = Sum::from_le_bytes(*take(from, 8)?.as_array()?);
        let length = usize::unpack(from)?;
        Some(Noted { lang, path, sum, bytes: take(from, length)? })
    }
}

/// What was noted of the documents of these languages, in the order of languages and paths.
fn read<'a>(config: &Config, mut from: &'a [u8]) -> Option<Vec<Noted<'a>>> {
    let codes = Vec::<String>::unpack(&mut from)?;
    if !config.languages.codes().eq(&codes) {
        return None;
    }
    let languages: Vec<_> = config.languages.iter().collect();
    let mut all = Vec::new();
    while !from.is_empty() {
        all.push(Noted::unpack(&languages, &mut from)?);
    }
    all.sort_unstable_by_key(|noted| (noted.lang, noted.path));
    Some(all)
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

//! Documents → the stems of their words, in the order of what they are compared by, each with its
//! places.

use crate::document::{Found, read};
use crate::rules::Rules;
use crate::vocabulary::{Rank, Vocabulary};
use certsite_site::linked::Linked;
use rayon::prelude::*;

/// A stem with its places.
pub struct Term {
    /// As it is compared.
    pub folded: String,
    /// As it is written, in small letters.
    pub stem: String,
    /// The numbers of documents, rising, each once.
    pub places: Vec<(u32, Rank)>,
}

/// The terms of some documents.
pub fn terms(site: Linked, found: &Found, rules: &Rules) -> Vec<Term> {
    let share = found.pages.len().div_ceil(rayon::current_num_threads()).max(1);
    let of_share = |(n, pages): (usize, &[_])| {
        let mut words = Vocabulary::default();
        for (at, page) in pages.iter().enumerate() {
            read(site, *page, rules, &mut words);
            words.end((n * share + at) as u32);
        }
        let words = words.into_words().into_iter().map(|word| {
            let stem = word.text[..rules.stem(&word.text)].to_owned();
            Term { folded: rules.folded(&stem), stem, places: word.places }
        });
        words.collect::<Vec<_>>()
    };
    let mut all: Vec<Term> =
        found.pages.par_chunks(share).enumerate().flat_map_iter(of_share).collect();
    all.par_sort_unstable_by(|a, b| (&a.folded, &a.stem).cmp(&(&b.folded, &b.stem)));
    let mut terms: Vec<Term> = Vec::new();
    for term in all {
        match terms.last_mut().filter(|last| last.stem == term.stem) {
            Some(last) => last.places.extend(term.places),
            None => terms.push(term),
        }
    }
    terms.par_iter_mut().for_each(|term| {
        // Of a document that has several forms of the word, the best place.
        term.places.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then(y.cmp(x)));
        term.places.dedup_by_key(|(document, _)| *document);
    });
    terms
}

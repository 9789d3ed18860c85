//! Documents → the stems of their words, in the order of what they are compared by, each with its
//! places.

use crate::document::{Found, read, sum};
use crate::noted::{NotedWords, Share};
use crate::vocabulary::{Place, Vocabulary};
use certsite_base::lang::Rules;
use certsite_site::linked::Linked;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// A stem with its places.
pub struct Term<'a> {
    /// As it is compared.
    pub folded: Cow<'a, str>,
    /// As it is written, in small letters.
    pub stem: &'a str,
    /// Where its places stand among all.
    places: Range<u32>,
}

/// The terms of some documents.
pub struct Terms<'a> {
    /// In the order of what they are compared by.
    pub terms: Vec<Term<'a>>,
    places: Vec<Place>,
}

/// A form of a term: a word of one of the vocabularies.
struct Form<'a> {
    /// The first letters, by which most are told apart.
    key: u64,
    folded: Cow<'a, str>,
    stem: &'a str,
    share: u32,
    word: u32,
}

/// The words of some documents, by shares of them. If words were noted for others, those of documents
/// that did not change are taken from there.
pub fn words(site: Linked, found: &Found, rules: &Rules, noted: Option<&NotedWords>) -> Vec<Share> {
    let pages = found.pages(site);
    let share = pages.len().div_ceil(rayon::current_num_threads()).max(1);
    let of_share = |(n, pages): (usize, &[_])| {
        let first = (n * share) as u32;
        let (mut words, mut sums) = (Vocabulary::default(), Vec::with_capacity(pages.len()));
        let mut noted = noted.map(|noted| (noted, noted.numbers()));
        for (number, page) in (first..).zip(pages) {
            let sum = noted.is_some().then(|| sum(site, *page));
            let is_known = sum
                .zip(noted.as_mut())
                .is_some_and(|(sum, (noted, numbers))| noted.add(sum, number, numbers, &mut words));
            let is_whole = is_known || read(site, *page, rules, number, &mut words);
            sums.push(sum.filter(|_| is_whole));
        }
        words.end();
        Share { first, words, sums }
    };
    pages.par_chunks(share).enumerate().map(of_share).collect()
}

impl<'a> Terms<'a> {
    /// The terms of documents whose words were read.
    pub fn of(shares: &'a [Share], rules: &Rules) -> Terms<'a> {
        let mut forms: Vec<Form> = shares
            .par_iter()
            .enumerate()
            .flat_map_iter(|(n, share)| forms(n as u32, &share.words, rules))
            .collect();
        forms.par_sort_unstable_by(|a, b| {
            a.key.cmp(&b.key).then_with(|| (&a.folded, a.stem).cmp(&(&b.folded, b.stem)))
        });
        let mut numbers: Vec<Vec<u32>> =
            shares.iter().map(|share| vec![0; share.words.words().len()]).collect();
        let mut terms: Vec<Term> = Vec::new();
        for Form { folded, stem, share, word, .. } in forms {
            if terms.last().is_none_or(|last| last.stem != stem) {
                terms.push(Term { folded, stem, places: 0..0 });
            }
            numbers[share as usize][word as usize] = terms.len() as u32 - 1;
        }
        let places = in_order(shares, &numbers, &mut terms);
        Terms { terms, places }
    }

    /// The places of a term by rising documents, each once.
    pub fn places(&self, term: &Term) -> &[Place] {
        &self.places[term.places.start as usize..term.places.end as usize]
    }
}

fn forms<'a>(share: u32, words: &'a Vocabulary, rules: &Rules) -> impl Iterator<Item = Form<'a>> {
    words.words().enumerate().map(move |(word, text)| {
        let stem = &text[..rules.stem(text)];
        let folded = rules.folded(stem);
        let mut first = [0; 8];
        let most = folded.len().min(8);
        first[..most].copy_from_slice(&folded.as_bytes()[..most]);
        Form { key: u64::from_be_bytes(first), folded, stem, share, word: word as u32 }
    })
}

/// All places by term, by counting: shares follow each other, so the documents of each term rise.
fn in_order(shares: &[Share], numbers: &[Vec<u32>], terms: &mut [Term]) -> Vec<Place> {
    for (Share { words, .. }, numbers) in shares.iter().zip(numbers) {
        words.places().for_each(|(word, _)| terms[numbers[word as usize] as usize].places.end += 1);
    }
    let mut start = 0;
    for term in terms.iter_mut() {
        let count = term.places.end;
        term.places = start..start;
        start += count;
    }
    let mut places = vec![Place::default(); start as usize];
    for (Share { words, .. }, numbers) in shares.iter().zip(numbers) {
        for (word, place) in words.places() {
            let own = &mut terms[numbers[word as usize] as usize].places;
            // Of a document that has several forms of the word, the best place.
            match places[own.start as usize..own.end as usize].last_mut() {
                Some(last) if last.document() == place.document() => {
                    *last = Place::new(place.document(), last.rank().max(place.rank()));
                }
                _ => {
                    places[own.end as usize] = place;
                    own.end += 1;
                }
            }
        }
    }
    places
}

//! Words of documents → each word once, and where they stand in each document, in the order of these.
//!
//! A word is looked up by its fingerprint alone, since looking up words is most of what an index costs:
//! of 128 bits no two are alike. A list for each word would be a piece of memory for each, of which most
//! hold one place. There are millions of places, so they are packed document by document.

use certsite_site::packed::Packed;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Where in a document a word stands, from the least to the most that this says of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// In its text.
    Text,
    /// There three times or more.
    Often,
    /// In its description, or what stands for one.
    Description,
    /// In a heading.
    Heading,
    /// In its title.
    Title,
    /// In its title of one or two words.
    ShortTitle,
}

impl Rank {
    /// All of them, from the least on.
    pub const ALL: [Rank; 6] =
        [Rank::Text, Rank::Often, Rank::Description, Rank::Heading, Rank::Title, Rank::ShortTitle];
}

/// A document, and where in it: one number, of which there are millions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(u32);

impl Place {
    const BITS: u32 = 3;

    /// A place in the document of a number.
    pub fn new(document: u32, rank: Rank) -> Place {
        Place(document << Place::BITS | rank as u32)
    }

    /// The number of its document.
    pub fn document(self) -> u32 {
        self.0 >> Place::BITS
    }

    /// Where in it.
    pub fn rank(self) -> Rank {
        Rank::ALL[(self.0 & ((1 << Place::BITS) - 1)) as usize]
    }
}

/// So often a word of a text says something of it.
const OFTEN: u32 = 3;

/// The words of some documents.
#[derive(Default)]
pub struct Vocabulary {
    /// By fingerprint.
    seen: SeenWords,
    /// All words, one behind the other.
    text: String,
    words: Vec<Range<u32>>,
    /// The documents that were read, and the places of their words, packed.
    documents: Vec<(u32, Box<[u8]>)>,
    /// The document that is being read, and the places of its words.
    document: u32,
    places: Vec<(u32, Rank)>,
}

/// By fingerprint.
type SeenWords = HashMap<u128, Seen, BuildHasherDefault<Fingerprint>>;

/// A word, and where among the places of the last document that has it.
struct Seen {
    word: u32,
    document: u32,
    place: u32,
    /// How often it stands there.
    count: u32,
}

impl Vocabulary {
    /// Notes a word of the document that is being read; documents come by rising numbers.
    pub fn add(&mut self, text: &str, document: u32, rank: Rank) {
        self.turn_to(document);
        let seen = Self::seen(&mut self.seen, &mut self.text, &mut self.words, text);
        match self.places.get_mut(seen.place as usize).filter(|_| seen.document == document) {
            Some((_, place)) => {
                seen.count += 1;
                let best = rank.max(*place);
                let is_often = best == Rank::Text && seen.count >= OFTEN;
                *place = if is_often { Rank::Often } else { best };
            }
            None => {
                (seen.document, seen.place, seen.count) = (document, self.places.len() as u32, 1);
                self.places.push((seen.word, rank));
            }
        }
    }

    /// Begins with a document, if it is not the one that is being read.
    fn turn_to(&mut self, document: u32) {
        if self.document == document || self.places.is_empty() {
            self.document = document;
            return;
        }
        let mut packed = Vec::with_capacity(self.places.len() * 3);
        for (word, rank) in self.places.drain(..) {
            (u64::from(word) << Place::BITS | rank as u64).pack(&mut packed);
        }
        self.documents.push((self.document, packed.into()));
        self.document = document;
    }

    /// A word and its number.
    fn seen<'a>(
        seen: &'a mut SeenWords,
        all: &mut String,
        words: &mut Vec<Range<u32>>,
        text: &str,
    ) -> &'a mut Seen {
        match seen.entry(xxh3_128(text.as_bytes())) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let start = all.len() as u32;
                all.push_str(text);
                words.push(start..all.len() as u32);
                let word = words.len() as u32 - 1;
                entry.insert(Seen { word, document: u32::MAX, place: u32::MAX, count: 0 })
            }
        }
    }

    /// The number of a word.
    pub fn number(&mut self, text: &str) -> u32 {
        Self::seen(&mut self.seen, &mut self.text, &mut self.words, text).word
    }

    /// Notes where in a document that is not read otherwise a word stands, by its number: once, and where
    /// it says most.
    pub fn put(&mut self, word: u32, document: u32, rank: Rank) {
        self.turn_to(document);
        self.places.push((word, rank));
    }

    /// The words by their numbers.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(|Range { start, end }| &self.text[*start as usize..*end as usize])
    }

    /// The documents that have words, by rising numbers, each with its places as [`unpacked`] reads them.
    pub fn documents(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.documents.iter().map(|(document, places)| (*document, &**places))
    }

    /// The places by rising documents, each with the number of its word, and each word once in a
    /// document.
    pub fn places(&self) -> impl Iterator<Item = (u32, Place)> {
        self.documents().flat_map(|(document, places)| {
            let places = unpacked(places).map_while(|place| place);
            places.map(move |(word, rank)| (word, Place::new(document, rank)))
        })
    }

    /// Ends the last document, and gives back what only looking up words needs.
    pub fn end(&mut self) {
        self.turn_to(u32::MAX);
        self.places = Vec::new();
        self.seen = HashMap::default();
        self.text.shrink_to_fit();
    }
}

/// The numbers of a document's words, and where they stand; `None` where that makes no sense.
pub fn unpacked(mut places: &[u8]) -> impl Iterator<Item = Option<(u32, Rank)>> {
    std::iter::from_fn(move || {
        let is_end = places.is_empty();
        (!is_end).then(|| {
            let place = u64::unpack(&mut places)?;
            let rank = Rank::ALL.get((place & ((1 << Place::BITS) - 1)) as usize)?;
            Some((u32::try_from(place >> Place::BITS).ok()?, *rank))
        })
    })
}

/// Of what is a fingerprint already.
#[derive(Default)]
struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u128(&mut self, sum: u128) {
        self.0 = sum as u64;
    }
}

//! Words of documents → each word once, and one list of all places in the order of the documents.
//!
//! A word is looked up by its fingerprint alone, since looking up words is most of what an index costs:
//! of 128 bits no two are alike. A list for each word would be a piece of memory for each, of which most hold one place.

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
    seen: HashMap<u128, Seen, BuildHasherDefault<Fingerprint>>,
    /// All words, one behind the other.
    text: String,
    words: Vec<Range<u32>>,
    places: Vec<(u32, Place)>,
}

/// A word, and its last place.
struct Seen {
    word: u32,
    place: u32,
    /// How often it stands there.
    count: u32,
}

impl Vocabulary {
    /// Notes a word of the document that is being read; documents come by rising numbers.
    pub fn add(&mut self, text: &str, document: u32, rank: Rank) {
        let seen = match self.seen.entry(xxh3_128(text.as_bytes())) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let start = self.text.len() as u32;
                self.text.push_str(text);
                self.words.push(start..self.text.len() as u32);
                let word = self.words.len() as u32 - 1;
                entry.insert(Seen { word, place: u32::MAX, count: 0 })
            }
        };
        match self.places.get_mut(seen.place as usize) {
            Some((_, place)) if place.document() == document => {
                seen.count += 1;
                let best = rank.max(place.rank());
                let is_often = best == Rank::Text && seen.count >= OFTEN;
                *place = Place::new(document, if is_often { Rank::Often } else { best });
            }
            _ => {
                (seen.place, seen.count) = (self.places.len() as u32, 1);
                self.places.push((seen.word, Place::new(document, rank)));
            }
        }
    }

    /// The words by their numbers.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(|Range { start, end }| &self.text[*start as usize..*end as usize])
    }

    /// The places by rising documents, each with the number of its word, and each word once in a
    /// document.
    pub fn places(&self) -> &[(u32, Place)] {
        &self.places
    }

    /// Gives back what only looking up words needs.
    pub fn end(&mut self) {
        self.seen = HashMap::default();
        self.text.shrink_to_fit();
        self.places.shrink_to_fit();
    }
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

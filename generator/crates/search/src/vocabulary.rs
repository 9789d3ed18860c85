//! Words of documents → each word once, with the documents that it stands in and where in them.
//!
//! A word is looked up by its fingerprint, since looking up words is most of what an index costs.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64;

/// Where in a document a word stands, from the least to the most that this says of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// How many there are.
    pub const COUNT: usize = 6;
}

/// So often a word of a text says something of it.
const OFTEN: u32 = 3;

/// The words of some documents.
#[derive(Default)]
pub struct Vocabulary {
    /// By fingerprint, or the next free one behind it.
    numbers: HashMap<u64, u32, BuildHasherDefault<Fingerprint>>,
    words: Vec<Word>,
    /// The words of the document that is being read.
    current: Vec<u32>,
}

/// A word, and where it stands.
pub struct Word {
    /// In small letters.
    pub text: Box<str>,
    /// The numbers of documents, rising, each once.
    pub places: Vec<(u32, Rank)>,
    /// How often it stands in the document that is being read, and where best.
    now: Option<(u32, Rank)>,
}

impl Vocabulary {
    /// Notes a word of the document that is being read.
    pub fn add(&mut self, text: &str, rank: Rank) {
        let mut sum = xxh3_64(text.as_bytes());
        let number = loop {
            match self.numbers.get(&sum) {
                Some(number) if *self.words[*number as usize].text == *text => break *number,
                Some(_) => sum = sum.wrapping_add(1),
                None => {
                    let number = self.words.len() as u32;
                    self.numbers.insert(sum, number);
                    self.words.push(Word { text: text.into(), places: Vec::new(), now: None });
                    break number;
                }
            }
        };
        let word = &mut self.words[number as usize];
        match &mut word.now {
            Some((count, best)) => {
                *count += 1;
                *best = rank.max(*best);
            }
            None => {
                word.now = Some((1, rank));
                self.current.push(number);
            }
        }
    }

    /// The document ends whose words were noted; documents come by rising numbers.
    pub fn end(&mut self, document: u32) {
        for number in self.current.drain(..) {
            let word = &mut self.words[number as usize];
            if let Some((count, rank)) = word.now.take() {
                let is_often = rank == Rank::Text && count >= OFTEN;
                word.places.push((document, if is_often { Rank::Often } else { rank }));
            }
        }
    }

    /// All words, in no particular order.
    pub fn into_words(self) -> Vec<Word> {
        self.words
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

    fn write_u64(&mut self, sum: u64) {
        self.0 = sum;
    }
}

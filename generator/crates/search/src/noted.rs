//! The words of pages ↔ bytes, from which the next process takes those of pages that did not change: to
//! read words is most of what an index costs.

use crate::vocabulary::{Vocabulary, unpacked};
use certsite_site::load::Sum;
use certsite_site::memo::Notes;
use certsite_site::packed::{Packed, take, take_text};
use std::collections::HashMap;
use std::io::{self, Write};

/// The words of a language's pages, as they were noted.
#[derive(Default)]
pub struct NotedWords<'a> {
    /// All words, by shares of pages.
    shares: Vec<Vec<&'a str>>,
    /// Of each page, by the fingerprint of what its words were found in: its share, and its places.
    pages: HashMap<Sum, (usize, &'a [u8])>,
}

/// Some words, and of each of their pages in order the fingerprint of what they were found in.
pub struct Share {
    /// The number of the first of its documents.
    pub first: u32,
    /// The words.
    pub words: Vocabulary,
    /// `None` of a page whose words may not be all.
    pub sums: Vec<Option<Sum>>,
}

/// Where the words of a language are noted.
pub struct WordNotes<'a> {
    /// All notes.
    pub notes: &'a dyn Notes,
    /// The name under which they stand there.
    pub name: String,
}

/// Numbers of noted words in another vocabulary, as far as they are known.
pub struct Numbers(Vec<Vec<Option<u32>>>);

impl<'a> NotedWords<'a> {
    /// What [`pack`] wrote; `None` if it is something else.
    pub fn read(mut from: &'a [u8]) -> Option<NotedWords<'a>> {
        let mut all = NotedWords::default();
        while !from.is_empty() {
            let count = usize::unpack(&mut from)?;
            let words = (0..count).map(|_| take_text(&mut from)).collect::<Option<Vec<_>>>()?;
            for _ in 0..usize::unpack(&mut from)? {
                let sum = Sum::from_le_bytes(*take(&mut from, 8)?.as_array()?);
                let length = usize::unpack(&mut from)?;
                all.pages.insert(sum, (all.shares.len(), take(&mut from, length)?));
            }
            all.shares.push(words);
        }
        Some(all)
    }

    /// None of its words has a number yet.
    pub fn numbers(&self) -> Numbers {
        Numbers(self.shares.iter().map(|words| vec![None; words.len()]).collect())
    }

    /// Adds the words of a page, which is the document of a number. False if they are not known.
    pub fn add(&self, sum: Sum, document: u32, numbers: &mut Numbers, to: &mut Vocabulary) -> bool {
        let Some((share, places)) = self.pages.get(&sum).copied() else { return false };
        let (words, numbers) = (&self.shares[share], &mut numbers.0[share]);
        let known =
            |place: Option<(u32, _)>| place.is_some_and(|(n, _)| (n as usize) < words.len());
        if !unpacked(places).all(known) {
            return false;
        }
        for (word, rank) in unpacked(places).flatten() {
            let word = word as usize;
            let number = *numbers[word].get_or_insert_with(|| to.number(words[word]));
            to.put(number, document, rank);
        }
        true
    }
}

/// Writes the words of pages.
///
/// # Errors
/// If they cannot be written.
pub fn pack(shares: &[Share], to: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    shares.iter().try_for_each(|share| {
        bytes.clear();
        share.pack(&mut bytes);
        to.write_all(&bytes)
    })
}

impl Share {
    fn pack(&self, to: &mut Vec<u8>) {
        let Share { first, words, sums } = self;
        let all = words.words();
        all.len().pack(to);
        for word in all {
            word.len().pack(to);
            to.extend_from_slice(word.as_bytes());
        }
        sums.iter().flatten().count().pack(to);
        let mut documents = words.documents().peekable();
        for (number, sum) in (*first..).zip(sums) {
            let places = documents.next_if(|(document, _)| *document == number);
            let Some(sum) = sum else { continue };
            let places = places.map_or(&[][..], |(_, places)| places);
            to.extend_from_slice(&sum.to_le_bytes());
            places.len().pack(to);
            to.extend_from_slice(places);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Rank;

    /// Each document with its words, and where they stand.
    fn shown(words: &Vocabulary) -> Vec<(u32, &str, Rank)> {
        let all: Vec<_> = words.words().collect();
        let places = words.places();
        places.map(|(word, at)| (at.document(), all[word as usize], at.rank())).collect()
    }

    fn noted() -> Vec<u8> {
        let mut words = Vocabulary::default();
        words.add("one", 3, Rank::Title);
        (0..3).for_each(|_| words.add("two", 3, Rank::Text));
        // The fourth has no words, those of the sixth may not be all.
        words.add("two", 5, Rank::Heading);
        words.add("three", 6, Rank::Text);
        words.end();
        let sums = vec![Some(30), Some(40), Some(50), None];
        let mut bytes = Vec::new();
        let written = pack(&[Share { first: 3, words, sums }], &mut bytes);
        written.expect("memory takes it");
        bytes
    }

    #[test]
    fn words_of_pages_come_back_whatever_their_numbers_are_now() {
        let bytes = noted();
        let noted = NotedWords::read(&bytes).expect("it is whole");
        let (mut words, mut numbers) = (Vocabulary::default(), noted.numbers());
        words.add("three", 0, Rank::Text);
        let mut add = |sum, document| noted.add(sum, document, &mut numbers, &mut words);
        let known = [add(50, 1), add(40, 2), add(30, 3), add(60, 4), add(7, 5)];
        assert_eq!(known, [true, true, true, false, false]);
        words.end();
        let expect = [
            (0, "three", Rank::Text),
            (1, "two", Rank::Heading),
            (3, "one", Rank::Title),
            (3, "two", Rank::Often),
        ];
        assert_eq!(shown(&words), expect);
    }

    #[test]
    fn nonsense_adds_no_words() {
        let bytes = noted();
        for end in 1..bytes.len() {
            assert!(NotedWords::read(&bytes[..end]).is_none(), "{end}");
        }
        for (at, byte) in bytes.iter().enumerate() {
            let mut spoiled = bytes.clone();
            spoiled[at] = byte.wrapping_add(0x71);
            let Some(noted) = NotedWords::read(&spoiled) else { continue };
            let (mut words, mut numbers) = (Vocabulary::default(), noted.numbers());
            for sum in [30, 40, 50] {
                let before = words.words().len();
                if !noted.add(sum, 1, &mut numbers, &mut words) {
                    assert_eq!(words.words().len(), before, "{at}");
                }
            }
        }
    }
}

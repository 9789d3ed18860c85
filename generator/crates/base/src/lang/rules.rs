//! A language → how its words are compared: lower case, letters without their marks, stems.
//!
//! All of it stands in `rules.json`, from which the index tells the script what it needs: so both
//! read a word alike. A stem is a beginning of its word, cut where suffixes begin; there is no list
//! of words.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// The rules of one language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rules {
    /// Capitals that the language has its own small letters for.
    lower: BTreeMap<char, char>,
    /// What stands for a letter when it is compared, beside its being stripped of its marks.
    fold: BTreeMap<char, char>,
    /// Suffixes that are taken off one step after the other, the first one that fits. Each is
    /// followed by the number of letters that stay at least, and perhaps by those that it may stand
    /// behind, or may not (`^`). A step with `*` is taken until nothing fits.
    steps: Vec<String>,
    /// Suffixes that are told from words where they stand behind a hyphen alone, beside those of the
    /// steps: `2026-cı`.
    joined: String,
    /// Whether a comma parts whole numbers from tenths.
    pub comma: bool,
    #[serde(skip)]
    read: Vec<Step>,
    /// Of the letters of the nearest alphabets: the small one, NUL of what is no letter, and it as it
    /// is compared. To look them up in Unicode's tables would be a fifth of what reading words costs.
    #[serde(skip)]
    near: Vec<(char, char)>,
}

/// Latin, Greek, Cyrillic, Armenian: letters before this one are near.
const NEAR: u32 = 0x590;

#[derive(Clone, Debug)]
struct Step {
    is_repeated: bool,
    suffixes: Vec<Suffix>,
}

#[derive(Clone, Debug)]
struct Suffix {
    letters: Vec<char>,
    stays: usize,
    /// Letters before it, and whether it is one of these or none.
    before: Option<(Vec<char>, bool)>,
}

#[derive(Deserialize)]
struct Table {
    fold: BTreeMap<char, char>,
    #[serde(flatten)]
    languages: BTreeMap<String, OfLanguage>,
}

#[derive(Default, Deserialize)]
struct OfLanguage {
    lower: BTreeMap<char, char>,
    fold: BTreeMap<char, char>,
    steps: Vec<String>,
    #[serde(default)]
    joined: String,
    #[serde(default)]
    comma: bool,
}

/// No suffix begins with the end of this word or changes it.
const PLAIN: &str = "bbbbbb";

impl Rules {
    /// Those of a language, by its code. Of one that is not known, words have no suffixes.
    pub fn of(code: &str) -> Rules {
        let table: Table =
            serde_json::from_str(include_str!("rules.json")).expect("a test reads the table");
        let Table { mut fold, mut languages } = table;
        let first = code.split('-').next().unwrap_or(code);
        let own = languages.remove(first).unwrap_or_default();
        fold.extend(own.fold);
        let read = own.steps.iter().map(|step| Step::read(step)).collect();
        let OfLanguage { lower, steps, joined, comma, .. } = own;
        let mut rules = Rules { lower, fold, steps, joined, comma, read, near: Vec::new() };
        let near = (0..NEAR).filter_map(char::from_u32);
        rules.near = near.map(|c| (rules.letter(c).unwrap_or('\0'), rules.fold(c))).collect();
        rules
    }

    /// The small letter of one that is not ASCII; none of what is neither letter nor digit.
    pub fn letter(&self, c: char) -> Option<char> {
        match self.near.get(c as usize) {
            Some((small, _)) => Some(*small).filter(|small| *small != '\0'),
            None => c.is_alphanumeric().then(|| self.lower(c)),
        }
    }

    /// Writes the small letter of one that is not ASCII; false of what is neither letter nor digit. One
    /// that is far from all alphabets may only look otherwise (NFKC): `ﬃ` is three letters.
    pub fn write_small(&self, c: char, to: &mut String) -> bool {
        let Some(small) = self.letter(c) else { return false };
        if u32::from(c) < NEAR {
            to.push(small);
            return true;
        }
        let usual: String = std::iter::once(c).nfkc().collect();
        let letters: Option<String> = usual.chars().map(|c| self.letter(c)).collect();
        match letters {
            Some(letters) => to.push_str(&letters),
            None => to.push(small),
        }
        true
    }

    /// What of any word is compared: its stem, in small letters without their marks.
    pub fn compared(&self, word: &str) -> String {
        let small: String = word.chars().map(|c| self.lower(c)).collect();
        self.folded(&small[..self.stem(&small)]).into_owned()
    }

    /// The small letter of a capital.
    pub fn lower(&self, c: char) -> char {
        // U+0130 has two small letters, of which the second is a mark.
        let own = self.lower.get(&c).copied();
        own.unwrap_or_else(|| c.to_lowercase().next().unwrap_or(c))
    }

    /// The capital of a small letter.
    pub fn upper(&self, c: char) -> char {
        let usual = c.to_uppercase().next().unwrap_or(c);
        let own = self.lower.iter().find(|(_, small)| **small == c).map(|(capital, _)| *capital);
        // English knows İ, too, but its i has the capital I.
        if self.lower(usual) == c { usual } else { own.unwrap_or(usual) }
    }

    /// The small letter of an ASCII capital.
    pub fn small_i(&self) -> char {
        self.lower.get(&'I').copied().unwrap_or('i')
    }

    /// A small letter as it is compared.
    fn fold(&self, c: char) -> char {
        if let Some((_, folded)) = self.near.get(c as usize) {
            return *folded;
        }
        let mut plain = c;
        if !c.is_ascii() {
            let mut is_first = true;
            decompose_canonical(c, |part| {
                if std::mem::take(&mut is_first) {
                    plain = part;
                }
            });
        }
        self.fold.get(&plain).copied().unwrap_or(plain)
    }

    /// A word in small letters, as it is compared.
    pub fn folded<'a>(&self, word: &'a str) -> Cow<'a, str> {
        match word.chars().all(|c| self.fold(c) == c) {
            true => Cow::Borrowed(word),
            false => Cow::Owned(word.chars().map(|c| self.fold(c)).collect()),
        }
    }

    /// The stem of a word in small letters: so many bytes of it.
    pub fn stem(&self, word: &str) -> usize {
        if word.bytes().any(|b| b.is_ascii_digit()) {
            return word.len();
        }
        let folded: Vec<char> = word.chars().map(|c| self.fold(c)).collect();
        let stays = self.read.iter().fold(folded.len(), |end, step| step.cut(&folded[..end]));
        word.char_indices().nth(stays).map_or(word.len(), |(at, _)| at)
    }

    /// Whether a word in small letters that stands behind a hyphen is a suffix of what stands before it:
    /// `DMARC-ın`, but not `e-poçt`. What the last step takes off is no suffix by itself.
    pub fn is_suffix(&self, word: &str) -> bool {
        let folded = self.folded(word);
        if self.joined.split(' ').any(|suffix| suffix == folded) {
            return true;
        }
        let steps = self.read.split_last().map_or(&[][..], |(_, steps)| steps);
        let whole: Vec<char> = PLAIN.chars().chain(folded.chars()).collect();
        steps.iter().fold(whole.len(), |end, step| step.cut(&whole[..end])) == PLAIN.len()
    }
}

impl Step {
    fn read(text: &str) -> Step {
        let (is_repeated, text) = match text.strip_prefix('*') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        Step { is_repeated, suffixes: text.split(' ').map(Suffix::read).collect() }
    }

    /// How many letters of a word stay.
    fn cut(&self, word: &[char]) -> usize {
        let mut end = word.len();
        while let Some(found) = self.suffixes.iter().find(|suffix| suffix.fits(&word[..end])) {
            end -= found.letters.len();
            if !self.is_repeated {
                break;
            }
        }
        end
    }
}

impl Suffix {
    fn read(text: &str) -> Suffix {
        let mut parts = text.split(':');
        let letters = parts.next().unwrap_or_default().chars().collect();
        let stays = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let before = parts.next().map(|letters| match letters.strip_prefix('^') {
            Some(letters) => (letters.chars().collect(), false),
            None => (letters.chars().collect(), true),
        });
        Suffix { letters, stays, before }
    }

    fn fits(&self, word: &[char]) -> bool {
        let Some(stem) = word.strip_suffix(self.letters.as_slice()) else { return false };
        let may_stand = |(letters, is_one): &(Vec<char>, bool)| {
            stem.last().is_some_and(|last| letters.contains(last) == *is_one)
        };
        stem.len() >= self.stays && self.before.as_ref().is_none_or(may_stand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same words are put to the script: see `tests/cases/search.rs`.
    #[test]
    fn words_have_the_stems_of_the_table() {
        for line in include_str!("words.txt").lines().filter(|line| !line.starts_with('#')) {
            let row: Vec<&str> = line.split_whitespace().collect();
            let [code, stem, words @ ..] = row.as_slice() else { panic!("{line}") };
            let rules = Rules::of(code);
            for word in words {
                assert_eq!(rules.folded(&word[..rules.stem(word)]), *stem, "{code} {word}");
            }
        }
    }

    /// The same words are put to the script, too.
    #[test]
    fn suffixes_behind_a_hyphen_are_those_of_the_table() {
        for line in include_str!("joined.txt").lines().filter(|line| !line.starts_with('#')) {
            let row: Vec<&str> = line.split_whitespace().collect();
            let [code, is, words @ ..] = row.as_slice() else { panic!("{line}") };
            let rules = Rules::of(code);
            for word in words {
                assert_eq!(rules.is_suffix(word), *is == "suffix", "{code} {word}");
            }
        }
    }

    #[test]
    fn i_is_what_the_language_makes_of_it() {
        let lower = |code: &str, text: &str| {
            let rules = Rules::of(code);
            text.chars().map(|c| rules.lower(c)).collect::<String>()
        };
        assert_eq!(lower("az", "IİÖƏ"), "ıiöə");
        assert_eq!(lower("en", "IİÖ"), "iiö");
        assert_eq!(Rules::of("az").folded("ıişəqé"), "iisege");
        assert_eq!(Rules::of("tr").stem("kitablar"), "kitablar".len());
    }
}

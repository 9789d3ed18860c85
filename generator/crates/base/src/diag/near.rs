//! “Did you mean …?” among many names: they are looked up, not gone through, so that a thousand
//! mistakes among a thousand names cost a thousand times one.

use super::nearest;
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// Up to this many names, going through all of them is as cheap as a table.
const MAX_COMPARED_ONE_BY_ONE: usize = 48;

/// At most this many names that share a key are compared; where thousands begin alike, any few will
/// do.
const MAX_COMPARED: usize = 24;

/// Letters at the beginning or end of a name by which those with several slips are found.
const EDGE: usize = 4;

/// Names to suggest from. Each is found by a word of its own, such as the last part of a path.
pub struct Nearby<'a> {
    names: Vec<&'a str>,
    by_key: HashMap<u64, Vec<u32>>,
}

impl<'a> Nearby<'a> {
    /// Names that are found by themselves.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Nearby<'a> {
        Nearby::by(names, |name| name)
    }

    /// Names that are found by a word that each has.
    pub fn by(
        names: impl IntoIterator<Item = &'a str>,
        word: impl Fn(&'a str) -> &'a str,
    ) -> Nearby<'a> {
        let names: Vec<&str> = names.into_iter().collect();
        let mut by_key: HashMap<u64, Vec<u32>> = HashMap::new();
        if names.len() > MAX_COMPARED_ONE_BY_ONE {
            for (n, name) in names.iter().enumerate() {
                each_key(word(name), |key| {
                    let same = by_key.entry(key).or_default();
                    if same.len() < MAX_COMPARED && same.last() != Some(&(n as u32)) {
                        same.push(n as u32);
                    }
                });
            }
        }
        Nearby { names, by_key }
    }

    /// The names that may have been meant by a word with a few slips.
    pub fn candidates(&self, word: &str) -> Vec<&'a str> {
        if self.names.len() <= MAX_COMPARED_ONE_BY_ONE {
            return self.names.clone();
        }
        let mut found: Vec<u32> = Vec::new();
        let mut seen: HashSet<u32> = HashSet::new();
        each_key(word, |key| {
            let same = self.by_key.get(&key).into_iter().flatten();
            found.extend(same.copied().filter(|n| seen.insert(*n)));
        });
        found.into_iter().map(|n| self.names[n as usize]).collect()
    }

    /// The nearest name, if it is near enough to be meant.
    pub fn nearest(&self, typed: &str) -> Option<&'a str> {
        nearest(typed, self.candidates(typed))
    }
}

/// The keys of a word: itself, itself without each one of its letters (two words that differ by a
/// letter that is missing, added, changed or swapped share one of these), its beginning, its end.
fn each_key(word: &str, mut key: impl FnMut(u64)) {
    const LONGEST: usize = 64;
    let letters: Vec<char> = word.chars().take(LONGEST).collect();
    let mut text = String::with_capacity(word.len());
    for left_out in 0..=letters.len() {
        text.clear();
        text.extend(letters[..left_out].iter().chain(letters.iter().skip(left_out + 1)));
        key(xxh3_64(text.as_bytes()));
    }
    if letters.len() > EDGE {
        let edges = [("<", &letters[..EDGE]), (">", &letters[letters.len() - EDGE..])];
        for (mark, edge) in edges {
            text.clear();
            text.push_str(mark);
            text.extend(edge);
            key(xxh3_64(text.as_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_among_many_names_as_among_few() {
        let many: Vec<String> = (0..2000).map(|n| format!("page-{n:04}-of-many")).collect();
        let meant = ["about", "incident-report", "haqqımızda", "şəbəkə"];
        let names = || many.iter().map(String::as_str).chain(meant);
        let few = Nearby::new(meant);
        let nearby = Nearby::new(names());
        for (typed, expect) in [
            ("about", Some("about")),
            ("abuot", Some("about")),
            ("bout", Some("about")),
            ("aboutt", Some("about")),
            ("abaut", Some("about")),
            ("incidnet-reprot", Some("incident-report")),
            ("haqqimizda", Some("haqqımızda")),
            ("sebeke", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearby.nearest(typed), expect, "{typed}");
            assert_eq!(few.nearest(typed), expect, "{typed}");
        }
        assert_eq!(nearby.nearest("page-1234-fo-many"), Some("page-1234-of-many"));
    }

    #[test]
    fn a_look_up_compares_a_few_names_only() {
        let many: Vec<String> = (0..20_000).map(|n| format!("page-{n}")).collect();
        let nearby = Nearby::new(many.iter().map(String::as_str));
        assert!(nearby.candidates("page-777777").len() < 20 * MAX_COMPARED);
    }
}

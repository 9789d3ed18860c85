//! Terms and pages → the files of an index, none of them long, each named for what it holds.
//!
//! A word is looked for in the shard of terms that begin like it. Whoever mistypes its beginning has
//! its end right, so shards of endings list the same terms by their last letters.

use crate::index::{Term, Terms};
use crate::postings;
use certsite_base::lang::Rules;
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

/// How an index is cut into files.
#[derive(Clone, Copy)]
pub struct Cut {
    /// Bytes of a file of terms or endings, more or less.
    pub bytes: usize,
    /// Pages whose titles and addresses stand in one file.
    pub pages: usize,
}

/// For a site that is published: what a query needs is a few of these.
pub const SHARDS: Cut = Cut { bytes: 12 << 10, pages: 16 };

/// For a preview, whose files have the same names whatever stands in them.
pub const WHOLE: Cut = Cut { bytes: usize::MAX, pages: usize::MAX };

/// A mistyped word is told by so many letters of its stem.
const SHORTEST_TO_MISTYPE: usize = 3;

/// A file below the folder of an index.
pub struct File {
    /// Its name without ending.
    pub name: String,
    /// What stands in it, as JSON.
    pub text: String,
}

/// An index: the file that is read first, and all others.
pub struct Files {
    /// Names the others.
    pub first: String,
    /// In no particular order.
    pub others: Vec<File>,
}

/// What the files are made of.
pub struct Parts<'a> {
    /// By what the words of the language are compared.
    pub rules: &'a Rules,
    /// The stems of all words.
    pub terms: &'a Terms<'a>,
    /// How many pages there are.
    pub count: usize,
    /// What is shown of the page of a number: title, address, section, day, description.
    pub shown: &'a dyn Fn(usize) -> Value,
    /// How many pages from the first on have no date.
    pub lasting: usize,
    /// The address of the folder of all files but the first, with a slash at its end; empty where they
    /// lie beside it.
    pub folder: &'a str,
    /// With what the numbers begin that people look for: `CVE`.
    pub numbers: Vec<String>,
}

/// Writes an index.
pub fn files(parts: &Parts, cut: Cut) -> Files {
    let mut others = Vec::new();
    let name = |kind: &str, text: &str| match cut.bytes {
        usize::MAX => kind.to_owned(),
        // Browsers keep them for ever, so two must not have one name however often a site changes:
        // forty-eight bits are enough for a million files.
        _ => format!("{kind}-{:012x}", xxh3_64(text.as_bytes()) >> 16),
    };
    let mut put = |kind: &str, text: String| {
        let name = name(kind, &text);
        others.push(File { name: name.clone(), text });
        name
    };
    let numbers: Vec<usize> = (0..parts.count).collect();
    let pages: Vec<String> = numbers
        .chunks(cut.pages)
        .map(|numbers| {
            let pages: Vec<Value> = numbers.iter().map(|n| (parts.shown)(*n)).collect();
            put("pages", serde_json::to_string(&pages).expect("values are JSON"))
        })
        .collect();
    let rows = parts.terms.terms.iter().map(|term| (&*term.folded, term));
    let terms = cut_up(rows, cut.bytes, |term, line| {
        line.push('"');
        // Letters, digits and what joins names need no escape.
        line.push_str(term.stem);
        line.push_str("\":\"");
        postings::write(parts.terms.places(term), line);
        line.push('"');
    });
    let terms: Vec<Value> = terms
        .into_iter()
        .map(|(from, text)| json!([from, put("terms", format!("{{{text}}}"))]))
        .collect();
    let words = parts.terms.terms.iter().filter(|term| is_word(term));
    let mut words: Vec<_> = words.map(|term| (reversed(term), term.stem)).collect();
    words.sort_unstable();
    let rows = words.iter().map(|(key, stem)| (&**key, *stem));
    let endings = cut_up(rows, cut.bytes, |stem, line| {
        line.push('"');
        line.push_str(stem);
        line.push('"');
    });
    let endings: Vec<Value> = endings
        .into_iter()
        .map(|(from, text)| json!([from, put("endings", format!("[{text}]"))]))
        .collect();
    let first = json!({
        "rules": parts.rules,
        "folder": parts.folder,
        "count": parts.count,
        "lasting": parts.lasting,
        "numbers": parts.numbers,
        "each": cut.pages.min(parts.count.max(1)),
        "pages": pages,
        "terms": terms,
        "endings": endings,
    });
    Files { first: spelt(&first), others }
}

/// JSON in which the letters that are taken for ə are told from it by whoever reads the file.
fn spelt(value: &Value) -> String {
    value.to_string().replace('\u{4d9}', "\\u04d9").replace('\u{1dd}', "\\u01dd")
}

/// Whether somebody may mistype a term: names with digits are looked for as they are.
fn is_word(term: &Term) -> bool {
    let letters = term.folded.chars();
    letters.clone().count() >= SHORTEST_TO_MISTYPE && !letters.clone().any(|c| c.is_ascii_digit())
}

fn reversed(term: &Term) -> String {
    term.folded.chars().rev().collect()
}

/// Rows in the order of their keys → texts of about so many bytes, each with the least beginning of a
/// key by which it is told from those before it. What is compared by one key stays together.
fn cut_up<'a, T>(
    rows: impl Iterator<Item = (&'a str, T)>,
    bytes: usize,
    write: impl Fn(T, &mut String),
) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let (mut last, mut line) = ("", String::new());
    for (key, row) in rows {
        line.clear();
        write(row, &mut line);
        match texts.last_mut().filter(|(_, text)| text.len() + line.len() < bytes || key == last) {
            Some((_, text)) => {
                text.push(',');
                text.push_str(&line);
            }
            None => {
                let same = key.chars().zip(last.chars()).take_while(|(a, b)| a == b).count();
                let is_first = texts.is_empty();
                let from =
                    if is_first { String::new() } else { key.chars().take(same + 1).collect() };
                texts.push((from, line.clone()));
            }
        }
        last = key;
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noted::Share;
    use crate::vocabulary::{Rank, Vocabulary};

    fn read(words: impl IntoIterator<Item = impl AsRef<str>>, number: u32, rank: Rank) -> Share {
        let mut all = Vocabulary::default();
        words.into_iter().for_each(|word| all.add(word.as_ref(), number, rank));
        all.end();
        Share { first: number, words: all, sums: Vec::new() }
    }

    #[test]
    fn shards_are_short_and_found_by_the_beginnings_of_words() {
        let rules = Rules::of("en");
        let words =
            (0..4000).map(|n| format!("{}{:04}", ["be", "da", "ze"][n % 3], n * 7919 % 9000));
        let words = [read(words, 5, Rank::Text)];
        let terms = Terms::of(&words, &rules);
        let shown = |_| json!(["Title", "/en/x/"]);
        let terms = &terms;
        let (count, lasting, folder, numbers) = (100, 3, "/x/", Vec::new());
        let parts = Parts { rules: &rules, terms, count, shown: &shown, lasting, folder, numbers };
        let files = files(&parts, SHARDS);
        assert!(files.others.iter().all(|file| file.text.len() <= SHARDS.bytes + 64));
        let first: Value = serde_json::from_str(&files.first).expect("it is JSON");
        let shards = first["terms"].as_array().expect("a list");
        assert!(shards.len() > 3, "{}", shards.len());
        for term in &terms.terms {
            let from = |shard: &&Value| shard[0].as_str().is_some_and(|from| from <= &*term.folded);
            let shard = shards.iter().rev().find(from).expect("one begins before it");
            let name = shard[1].as_str().expect("a name");
            let file = files.others.iter().find(|file| file.name == name).expect("it is there");
            assert!(file.text.contains(&format!("\"{}\":\"5\"", term.stem)), "{}", term.stem);
        }
    }

    #[test]
    fn a_preview_has_files_of_fixed_names() {
        let rules = Rules::of("az");
        let words = [read(["açar", "acar1"], 0, Rank::Title)];
        let terms = Terms::of(&words, &rules);
        let shown = |_| json!(["A", "/a/"]);
        let terms = &terms;
        let (count, lasting, folder, numbers) = (1, 1, "", Vec::new());
        let parts = Parts { rules: &rules, terms, count, shown: &shown, lasting, folder, numbers };
        let files = files(&parts, WHOLE);
        let texts: Vec<_> = files.others.iter().map(|file| (&*file.name, &*file.text)).collect();
        let expect = [
            ("pages", "[[\"A\",\"/a/\"]]"),
            ("terms", "{\"açar\":\",,,,0\",\"acar1\":\",,,,0\"}"),
            ("endings", "[\"açar\"]"),
        ];
        assert_eq!(texts, expect);
    }
}

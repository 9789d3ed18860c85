//! What a search of many pages fetches: the most compressed bytes that a query costs its reader.

use crate::browser;
use crate::building::Corpus;
use serde_json::json;

/// So many bytes a query may fetch before the first results show, and with their sentences.
const MOST: [u64; 2] = [60_000, 150_000];

/// Prints it for a site of so many pages a language, in kB, and whether it is more than it may be.
pub fn bench(seed: u64, pages: usize) {
    let corpus = Corpus::new(seed, pages);
    corpus.first("searched", &[]);
    let homes = ["/az/", "/en/"];
    let each = (pages / 100).max(1);
    let asked = json!({ "folder": corpus.out("searched"), "homes": homes, "each": each });
    let seen = browser::run("search_fetched", &asked);
    println!("A search in {pages} pages a language, seed {seed}: the most that a query fetches");
    for home in homes {
        let of = &seen[home];
        let kilobytes = ["first", "whole"].map(|key| of[key].as_u64().expect("a number"));
        let is_more = kilobytes.iter().zip(MOST).any(|(bytes, most)| *bytes > most);
        println!(
            "{home} {} queries: {:.1} kB before titles ({}), {:.1} kB with sentences ({}){}",
            of["queries"],
            kilobytes[0] as f64 / 1e3,
            of["by"],
            kilobytes[1] as f64 / 1e3,
            of["wholeBy"],
            if is_more { ": more than it may" } else { "" },
        );
    }
}

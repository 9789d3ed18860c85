//! A seed and a size → a site of that many CERT-like pages in both languages.
//!
//! The shipped content and theme stand at the bottom, generated bulletins, news and guides fill up
//! to the wished number. Both pages of a pair are drawn from one stream of random numbers: the
//! same facts, the sections in the same order, the words of each language. Everything in them is
//! invented and says so: products and addresses of `example.org`.

mod words;

use crate::rng::Rng;
use crate::site::tree;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use words::{WORDS, Words};

/// Fills `root` with a site of `pages` pages a language.
pub fn write(root: &Path, seed: u64, pages: usize) {
    for part in ["content", "themes"] {
        for (path, bytes) in tree(&crate::project().join(part)) {
            put(&root.join(part).join(path), &bytes);
        }
    }
    let shipped = tree(&root.join("content/en")).keys().filter(|p| p.ends_with(".md")).count();
    let count = pages.checked_sub(shipped).expect("the corpus is larger than the shipped content");
    generated(seed, count, |lang, path, text| {
        put(&root.join(format!("content/{lang}/{path}.md")), text.as_bytes());
    });
}

/// The pages that are made up, so many a language: language, path below its folder without ending,
/// and text.
pub fn generated(seed: u64, count: usize, mut take: impl FnMut(&str, &str, &str)) {
    let tags = fs::read_to_string(crate::project().join("content/data/tags.yaml"));
    let tags = tags.expect("the shipped site has tags");
    let tags: Vec<&str> = tags
        .lines()
        .filter_map(|line| line.split_once(':').map(|(id, _)| id))
        .filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let plan: Vec<Subject> = (0..count).map(|n| Subject::new(n, seed)).collect();
    for lang in &WORDS {
        for subject in &plan {
            let path = format!("{}/{}", subject.section(), subject.name());
            take(lang.code, &path, &page(subject, lang, &tags, count));
        }
    }
}

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder of ours");
    fs::write(path, bytes).expect("a folder of ours");
}

/// What a pair of pages is about.
struct Subject {
    number: usize,
    rng: Rng,
}

impl Subject {
    fn new(number: usize, seed: u64) -> Self {
        Subject {
            number,
            rng: Rng::new(seed ^ (number as u64).wrapping_mul(0x2545_f491_4f6c_dd1d)),
        }
    }

    /// Three of five are bulletins, one is news, one a guide.
    fn section(&self) -> &'static str {
        match self.number % 5 {
            0..=2 => "advisories",
            3 => "news",
            _ => "guides",
        }
    }

    fn name(&self) -> String {
        format!("sample-{:05}", self.number)
    }
}

fn page(subject: &Subject, words: &Words, tags: &[&str], count: usize) -> String {
    let mut rng = subject.rng.clone();
    let mut out = String::with_capacity(7_000);
    let product = words::PRODUCTS[rng.below(words::PRODUCTS.len())];
    let topic = rng.below(words.topics.len());
    // One of many writes: keeps the text below readable.
    macro_rules! line { ($($arg:tt)*) => {{ let _ = writeln!(out, $($arg)*); }} }

    line!("---");
    line!("title: \"{} {} ({:05})\"", product, words.topics[topic], subject.number);
    line!("description: \"{}\"", words.sentence(&mut rng.clone(), product));
    let (year, month, day) = (2019 + rng.below(7), 1 + rng.below(12), 1 + rng.below(28));
    line!("date: {year}-{month:02}-{day:02}");
    if rng.one_in(3) {
        line!("updated: {}-{month:02}-{day:02}", year + 1);
    }
    let (first, second) = (rng.below(tags.len()), rng.below(tags.len()));
    match (rng.one_in(2), first == second) {
        (true, false) => line!("tags: [{}, {}]", tags[first], tags[second]),
        _ => line!("tags: [{}]", tags[first]),
    }
    line!("---");

    heading(&mut out, words, 0);
    paragraphs(&mut out, words, &mut rng, product, 2);
    line!("> [!WARNING]\n> {}\n", words.sentence(&mut rng, product));

    heading(&mut out, words, 1);
    line!("| {} | {} | CVE | CVSS |\n| --- | --- | --- | ---: |", words.product, words.fixed);
    for _ in 0..5 + rng.below(6) {
        let name = words::PRODUCTS[rng.below(words::PRODUCTS.len())];
        let (major, minor) = (1 + rng.below(9), rng.below(20));
        let cve = 10_000 + rng.below(80_000);
        let score = 40 + rng.below(59);
        line!(
            "| {name} {major}.{minor} | {major}.{} | CVE-{year}-{cve} | {}.{} |",
            minor + 1,
            score / 10,
            score % 10
        );
    }
    out.push('\n');

    heading(&mut out, words, 2);
    paragraphs(&mut out, words, &mut rng, product, 3);
    for _ in 0..5 {
        line!(
            "- **{}**: {}",
            words.topics[rng.below(words.topics.len())],
            words.sentence(&mut rng, product)
        );
    }
    out.push('\n');
    line!("### {} {{#signs}}\n", words.headings[3]);
    line!("```text");
    for _ in 0..8 {
        let [a, b] = [rng.draw(), rng.draw()];
        line!("{a:016x}{b:016x}  /srv/{}/{:04x}.bin", product.to_ascii_lowercase(), a & 0xffff);
    }
    line!("```\n");

    heading(&mut out, words, 4);
    for n in 1..=6 {
        line!("{n}. {}", words.sentence(&mut rng, product));
    }
    out.push('\n');
    paragraphs(&mut out, words, &mut rng, product, 2);

    heading(&mut out, words, 5);
    for _ in 0..4 {
        let other = Subject { number: rng.below(count), rng: Rng::new(0) };
        line!(
            "- [{} {:05}](../{}/{}.md#act)",
            words.see,
            other.number,
            other.section(),
            other.name()
        );
    }
    line!("- <https://example.org/{year}/{:05}>", subject.number);
    line!("- [{}](../report.md)", words.report);
    out.push('\n');

    heading(&mut out, words, 6);
    line!("| {} | {} |\n| --- | --- |", words.version, words.change);
    for n in 0..1 + rng.below(3) {
        line!("| 1.{n} | {} |", words.sentence(&mut rng, product));
    }
    out
}

fn heading(out: &mut String, words: &Words, n: usize) {
    let _ = writeln!(out, "## {} {{#{}}}\n", words.headings[n], words::IDS[n]);
}

fn paragraphs(out: &mut String, words: &Words, rng: &mut Rng, product: &str, count: usize) {
    for _ in 0..count {
        for n in 0..4 + rng.below(3) {
            let gap = if n == 0 { "" } else { " " };
            let _ = write!(out, "{gap}{}", words.sentence(rng, product));
        }
        out.push_str("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_of_the_size_that_the_benchmark_promises() {
        for words in &WORDS {
            let total: usize = (0..50)
                .map(|n| page(&Subject::new(n, 1), words, &["malware", "team"], 50).len())
                .sum();
            assert!((5_000..7_500).contains(&(total / 50)), "{} bytes a page", total / 50);
        }
    }

    #[test]
    fn one_seed_gives_one_corpus() {
        let make = |seed| page(&Subject::new(7, seed), &WORDS[0], &["team"], 50);
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }
}

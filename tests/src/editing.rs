//! A site of many pages, saved file by file as editors do → how soon `certsite serve` serves the new
//! bytes, seen from outside, and what that costs it.

use crate::measure::{self, Cost};
use crate::server::Server;
use crate::site::Site;
use crate::wait::PATIENCE;
use crate::{corpus, http};
use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Instant;

/// The pages that are edited, one in its text alone: the newest of their section, so that lists show
/// them.
const PAGE: &str = "content/en/news/edited.md";
const TITLED: &str = "content/en/news/titled.md";
const URL: &str = "/en/news/edited/";
const LIST: &str = "/en/news/";

/// Aims: median and 99th percentile for a text, medians for the rest.
const BODY: &str = "30, p99 60";
const TITLE: &str = "60";
const ALL: &str = "150";
/// A preview waits a moment for something that takes the place of what is gone.
const GONE: &str = "60 + 80 of waiting";

/// A mark → the file that holds it; nothing if the file is deleted.
type Text = Box<dyn Fn(&str) -> Option<String>>;

/// Something that an editor does: the file, what it holds in a round, and where that shows.
struct Edit {
    name: &'static str,
    aim: &'static str,
    file: &'static str,
    text: Text,
    /// The address that shows the mark, or shows it no more.
    url: &'static str,
}

/// Measures a site of `pages` pages a language and prints.
pub fn bench(seed: u64, pages: usize, rounds: usize) {
    let site = Site::in_memory_of(|root| corpus::write(root, seed, pages));
    for file in [PAGE, TITLED] {
        fs::write(site.path(file), page("Edited", "")).expect("a folder of ours");
    }
    println!("\npreview of {pages} pages a language, {rounds} edits of each kind, milliseconds");
    println!("{}", measure::machine());
    let start = Instant::now();
    let server = Server::start(&site);
    assert_eq!(server.get(URL).status, 200, "{}", server.log());
    println!("first page after {:.0} (aim: 1500)\n", start.elapsed().as_secs_f64() * 1e3);
    println!("{:<14}{:>9}{:>9}{:>9}{:>9}  aim", "save to bytes", "median", "p99", "longest", "CPU");
    let edits = edits(&site);
    let mut costs = vec![Vec::new(); edits.len()];
    let mut tab = Tab::open(&server);
    for n in 0..rounds {
        for (edit, costs) in edits.iter().zip(&mut costs) {
            measure::rests(server.id());
            costs.push(once(&site, &mut tab, edit, n));
        }
    }
    for (edit, costs) in edits.iter().zip(costs) {
        row(edit, &costs);
    }
    let peak = measure::so_far(server.id()).peak_kib as f64 / 1024.0;
    println!("\npeak memory {peak:.0} MiB (aim at 2,500 pages a language: 100)");
}

/// Saves a file once, and waits until that shows.
fn once(site: &Site, tab: &mut Tab, edit: &Edit, n: usize) -> Cost {
    let mark = format!("mark-{n}-of-{}", edit.name.replace([' ', '.'], "-"));
    let text = (edit.text)(&mark);
    let before = measure::so_far(tab.server.id());
    let start = Instant::now();
    save(&site.path(edit.file), text.as_deref(), n);
    tab.shows(edit.url, &mark, text.is_some());
    let wall_ms = start.elapsed().as_secs_f64() * 1e3;
    let after = measure::so_far(tab.server.id());
    Cost { wall_ms, cpu_ms: after.cpu_ms - before.cpu_ms, ..after }
}

fn row(edit: &Edit, costs: &[Cost]) {
    let mut times: Vec<f64> = costs.iter().map(|cost| cost.wall_ms).collect();
    times.sort_by(f64::total_cmp);
    let part = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    let [median, p99, longest] = [part(0.5), part(0.99), part(1.0)];
    let cpu = costs.iter().map(|cost| cost.cpu_ms).sum::<f64>() / costs.len() as f64;
    println!("{:<14}{median:>9.1}{p99:>9.1}{longest:>9.1}{cpu:>9.1}  {}", edit.name, edit.aim);
}

fn edits(site: &Site) -> Vec<Edit> {
    let edit = |name, aim, file, url, text: Text| Edit { name, aim, file, text, url };
    // A text of the shipped site, with a mark in it.
    let marked = |file: &'static str, old: &'static str, new: &'static str| {
        let text = site.read(file);
        assert!(text.contains(old), "{file} holds “{old}” no more");
        Box::new(move |mark: &str| Some(text.replacen(old, &new.replace("MARK", mark), 1)))
    };
    let new = "content/en/news/new.md";
    // A new page comes before a deleted one, round by round.
    vec![
        edit("body", BODY, PAGE, URL, Box::new(|mark| Some(page("Edited", mark)))),
        edit("title", TITLE, TITLED, LIST, Box::new(|mark| Some(page(mark, "")))),
        edit("new page", TITLE, new, "/en/news/new/", Box::new(|mark| Some(page("New", mark)))),
        edit("deleted page", GONE, new, "/en/news/new/", Box::new(|_| None)),
        {
            let file = "themes/cert/templates/base.html";
            let old = "<a class=\"skip\"";
            edit("template", ALL, file, URL, marked(file, old, "<!-- MARK --><a class=\"skip\""))
        },
        {
            let file = "themes/cert/strings/en.yaml";
            edit("strings", ALL, file, URL, marked(file, "skip: ", "skip: MARK "))
        },
        {
            let file = "content/data/tags.yaml";
            edit("data file", ALL, file, URL, marked(file, "en: \"The team\"", "en: \"MARK\""))
        },
        {
            let file = "content/site.yaml";
            edit("site.yaml", ALL, file, URL, marked(file, "en: AzScience", "en: MARK AzScience"))
        },
    ]
}

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-10-01\ntags: [team]\n---\n\nThe text. {text}\n")
}

/// Saves a file, in turns as it is and by another that takes its place; or deletes it.
fn save(path: &Path, text: Option<&str>, n: usize) {
    let done = match text {
        Some(text) if n.is_multiple_of(2) => fs::write(path, text),
        Some(text) => {
            let aside = path.with_extension("part");
            fs::write(&aside, text).and_then(|()| fs::rename(aside, path))
        }
        None => fs::remove_file(path),
    };
    done.expect("a folder of ours");
}

/// A tab of a browser that shows pages of the preview.
struct Tab<'a> {
    server: &'a Server,
    /// What the server tells all tabs.
    stream: Lines<BufReader<TcpStream>>,
}

impl Tab<'_> {
    fn open(server: &Server) -> Tab<'_> {
        let host = server.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the server listens");
        let request = "GET /_certsite/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("it takes requests");
        stream.set_read_timeout(Some(PATIENCE)).expect("no socket refuses that");
        let mut tab = Tab { server, stream: BufReader::new(stream).lines() };
        // The first event is about what is there.
        tab.changes();
        tab
    }

    fn changes(&mut self) {
        let mut lines = self.stream.by_ref().map(|line| line.expect("the stream goes on"));
        lines.find(|line| line == "event: changed").expect("it ends with the server alone");
    }

    /// Waits until an address holds a text, or holds it no more.
    fn shows(&mut self, url: &str, text: &str, expect: bool) {
        let request = [&format!("GET {url} HTTP/1.1"), "Host: localhost"];
        loop {
            self.changes();
            if http::raw(&self.server.address, &request).contains(text) == expect {
                return;
            }
        }
    }
}

//! A preview looks only at what the system tells of. Whatever happens to the files of a site, what
//! it knows then is what a fresh reading finds: the engine, told as sparingly as a system may, and
//! the real program, told by the real one.

use super::equality::{NOW, engine, rendered, snapshot};
use certsite_base::address::Base;
use certsite_site::load::Changed;
use certsite_site::render::Bytes;
use certsite_site::site::{Engine, Request, Snapshot};
use certsite_site::timing::Timings;
use certsite_tests::wait::wait_for;
use certsite_tests::{Rng, Server, Site, site};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

/// Who changes a site, and what a system would tell of it: of a folder that came, went or was
/// moved its name alone, of a file that is reached by several names only one of them.
struct Hand<'a> {
    site: &'a Site,
    rng: Rng,
    told: BTreeSet<PathBuf>,
}

const PAGES: [&str; 4] = ["about.md", "report.md", "advisories/first.md", "advisories/second.md"];

impl Hand<'_> {
    fn tells(&mut self, path: &str) -> PathBuf {
        self.told.insert(path.into());
        self.site.path(path)
    }

    /// A page, whether or not it is there.
    fn page(&mut self) -> String {
        let lang = self.rng.pick(&["az", "en"]);
        format!("content/{lang}/{}", self.rng.pick(&PAGES))
    }

    fn words(&mut self) -> String {
        let n = self.rng.below(900) + 100;
        format!("---\ntitle: Title {n}\ndate: 2026-02-0{}\n---\nLine {n}.\n", 1 + n % 9)
    }

    /// Writes a file in place, unless its folder is not there.
    fn write(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.tells(path);
        if path.parent().is_some_and(|folder| folder.is_dir()) {
            fs::write(path, bytes).expect("it is ours");
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let (from, to) = (self.tells(from), self.tells(to));
        if from.exists() && to.parent().is_some_and(|folder| folder.is_dir()) {
            fs::rename(from, to).expect("it is ours");
        }
    }

    fn remove(&mut self, path: &str) {
        let path = self.tells(path);
        // Some are not there.
        let _ = if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        };
    }

    fn link(&mut self, target: &str, path: &str) {
        self.remove(path);
        let path = self.tells(path);
        if path.parent().is_some_and(|folder| folder.is_dir()) && !path.exists() {
            symlink(target, path).expect("it is ours");
        }
    }
}

/// Something that is done to a site.
type Deed = (&'static str, fn(&mut Hand));

/// A place that folders are moved to, where a site has nothing.
const AWAY: &str = "content/.away";

const DEEDS: &[Deed] = &[
    ("written in place", |hand| {
        let (page, words) = (hand.page(), hand.words());
        hand.write(&page, words);
    }),
    ("saved aside and renamed", |hand| {
        let (page, words) = (hand.page(), hand.words());
        let aside = format!("{}.new", page.replace("/a", "/.a"));
        hand.write(&aside, words);
        hand.rename(&aside, &page);
    }),
    ("kept as a copy, then written anew", |hand| {
        let (page, words) = (hand.page(), hand.words());
        hand.rename(&page, &format!("{page}~"));
        hand.write(&page, words);
    }),
    ("renamed", |hand| {
        let (one, other) = (hand.page(), hand.page());
        hand.rename(&one, &other);
    }),
    ("given another name", |hand| {
        let page = hand.page();
        hand.rename(&page, &page.replace(".md", "-s\u{327}.md"));
    }),
    ("deleted", |hand| {
        let page = hand.page();
        hand.remove(&page);
    }),
    ("touched", |hand| {
        let page = hand.page();
        let path = hand.tells(&page);
        if let Ok(file) = fs::File::options().append(true).open(path) {
            file.set_modified(std::time::SystemTime::now()).expect("it is ours");
        }
    }),
    ("changed twice within a tick, to the same length and time", |hand| {
        let page = hand.page();
        let path = hand.tells(&page);
        let words = hand.words();
        hand.write(&page, words);
        let at = fs::metadata(&path).and_then(|file| file.modified());
        let words = hand.words();
        hand.write(&page, words);
        if let (Ok(at), Ok(file)) = (at, fs::File::options().append(true).open(path)) {
            file.set_modified(at).expect("it is ours");
        }
    }),
    ("not UTF-8", |hand| {
        let page = hand.page();
        hand.write(&page, b"---\ntitle: T\n---\n\xff\n");
    }),
    ("a folder swapped for another", |hand| {
        let lang = hand.rng.pick(&["az", "en"]);
        let (here, away) = (format!("content/{lang}/advisories"), format!("{AWAY}-{lang}"));
        hand.rename(&here, &format!("{away}.old"));
        hand.rename(&away, &here);
        hand.rename(&format!("{away}.old"), &away);
    }),
    ("a folder made, full at once", |hand| {
        let n = hand.rng.below(3);
        let folder = hand.tells(&format!("content/en/new-{n}"));
        if fs::create_dir(&folder).is_ok() {
            let words = hand.words();
            fs::write(folder.join("index.md"), &words).expect("it is ours");
            fs::write(folder.join("more.md"), words).expect("it is ours");
        }
    }),
    ("a page of such a folder written", |hand| {
        let (n, words) = (hand.rng.below(3), hand.words());
        hand.write(&format!("content/en/new-{n}/more.md"), words);
    }),
    ("such a folder renamed", |hand| {
        let (one, other) = (hand.rng.below(3), hand.rng.below(3));
        if !hand.site.has(&format!("content/en/new-{other}")) {
            hand.rename(&format!("content/en/new-{one}"), &format!("content/en/new-{other}"));
        }
    }),
    ("such a folder removed", |hand| {
        let n = hand.rng.below(3);
        hand.remove(&format!("content/en/new-{n}"));
    }),
    ("a link to a page", |hand| {
        let page = hand.rng.pick(&PAGES);
        hand.link(page, "content/en/linked.md");
    }),
    ("a link to a folder", |hand| {
        let to = hand.rng.pick(&["advisories", "nowhere", "new-1", "../az/advisories"]);
        hand.link(to, "content/en/linked");
    }),
    ("a page written by the name of a link", |hand| {
        let words = hand.words();
        hand.write("content/en/linked/first.md", words);
    }),
    ("links removed", |hand| {
        hand.remove("content/en/linked.md");
        hand.remove("content/en/linked");
    }),
    ("a page under a second name", |hand| {
        hand.remove("content/en/twin.md");
        let (one, twin) = (hand.page(), hand.tells("content/en/twin.md"));
        // It fails where there is nothing to give a name to.
        let _ = fs::hard_link(hand.site.path(&one), twin);
    }),
    ("written by the second name", |hand| {
        let words = hand.words();
        hand.write("content/en/twin.md", words);
    }),
    ("tallies written, damaged as they are", |hand| {
        let (source, month) = (hand.rng.below(2), 1 + hand.rng.below(3));
        let words = hand.words();
        hand.write(&format!("content/data/sensors/s{source}/2026-0{month}.csv"), words);
    }),
    ("tallies removed", |hand| {
        let (source, month) = (hand.rng.below(2), 1 + hand.rng.below(3));
        hand.remove(&format!("content/data/sensors/s{source}/2026-0{month}.csv"));
    }),
    ("marks of lines written", |hand| {
        let folder = hand.tells("content/data/sensors/s0/.lines");
        let _ = fs::create_dir(folder);
        hand.write("content/data/sensors/s0/.lines/x", "marks");
    }),
    ("a file to take along", |hand| {
        let n = hand.rng.below(90) + 10;
        let name = hand.rng.pick(&["a.txt", "#a.txt#", "4913", "b~", ".hidden"]);
        hand.write(&format!("content/files/{name}"), format!("file {n}"));
    }),
    ("a template", |hand| {
        let n = hand.rng.below(900) + 100;
        let path = "themes/plain/templates/page.html";
        let text = hand.site.read(path);
        let text = text.replacen("<article>", &format!("<p>{n}</p><article>"), 1);
        hand.write(path, text);
    }),
    ("facts of the team", |hand| {
        let n = hand.rng.below(9);
        let path = "content/team.yaml";
        let text = hand.site.read(path).replacen("incidents", &format!("incidents{n}"), 1);
        hand.write(path, text);
    }),
    ("everything checked out anew", |hand| {
        let base = certsite_tests::project().join("tests/sites/base");
        for (path, bytes) in site::tree(&base) {
            if let Some(folder) = hand.site.path(&path).parent()
                && !folder.is_dir()
            {
                fs::create_dir_all(folder).expect("it is ours");
                let told = folder.strip_prefix(hand.site.root()).expect("it is in the site");
                hand.told.insert(told.to_owned());
            }
            hand.write(&path, bytes);
        }
    }),
];

/// The small site, with something to swap and with sensors.
fn start() -> Site {
    let site = Site::in_memory();
    for lang in ["az", "en"] {
        site.write(&format!("{AWAY}-{lang}/first.md"), "---\ntitle: From away\n---\nAway.\n");
    }
    for source in ["s0", "s1"] {
        site.write(&format!("content/data/sensors/{source}/2026-01.csv"), "");
    }
    site
}

/// What an engine says that is told this.
fn told(engine: &mut Engine, changed: &Changed) -> Snapshot {
    let now = NOW.parse().expect("a time");
    let read = engine.read(now, changed, &mut Timings::default()).expect("there is a site");
    engine.plan(read, &mut Timings::default())
}

#[test]
fn what_is_told_is_enough() {
    let mut seen = BTreeSet::new();
    for seed in 1..=4 {
        let site = start();
        let mut hand = Hand { site: &site, rng: Rng::new(seed), told: BTreeSet::new() };
        let mut living = engine(&site);
        snapshot(&mut living);
        let mut script = Vec::new();
        for _ in 0..45 {
            // Some are told together.
            for _ in 0..1 + hand.rng.below(2) {
                let (what, deed) = DEEDS[hand.rng.below(DEEDS.len())];
                deed(&mut hand);
                script.push(what);
                seen.insert(what);
            }
            let story = || format!("seed {seed}: {}", script.join("; "));
            let now = told(&mut living, &Changed::Paths(std::mem::take(&mut hand.told)));
            let fresh = snapshot(&mut engine(&site));
            assert_eq!(now.diagnostics, fresh.diagnostics, "{}", story());
            site::assert_same(&rendered(&now), &rendered(&fresh), &story());
        }
    }
    assert_eq!(seen.len(), DEEDS.len(), "each deed is done");
}

/// A page as a host would send it: previews carry the script that reloads them.
fn without_script(body: &str) -> String {
    let (before, after) = body.split_once("<script src=\"/_certsite/").unwrap_or((body, ""));
    let after = after.split_once("</script>").map_or(after, |(_, rest)| rest);
    format!("{before}{after}")
}

/// The first address at which the preview does not show what the site is; `known` are those where
/// something was before.
fn differs(server: &Server, site: &Site, known: &mut BTreeSet<String>) -> Option<String> {
    let base = Base::parse(&server.address).ok();
    let request = Request { base, drafts: true, development: true, ..Request::default() };
    let fresh = snapshot(&mut certsite::PROGRAM.engine(site.root(), request));
    let fresh = fresh.site?;
    let routes = || fresh.plan.routes.iter().filter(|route| !route.out.ends_with("404.html"));
    known.extend(routes().map(|route| route.url.as_str().to_owned()));
    known
        .iter()
        .find(|url| {
            let answer = server.get(url);
            let Some(route) = routes().find(|route| route.url.as_str() == **url) else {
                return answer.status == 200;
            };
            match fresh.render(route) {
                Ok(Bytes::Html(bytes) | Bytes::Made(bytes) | Bytes::Picture(bytes)) => {
                    without_script(&answer.body) != String::from_utf8_lossy(&bytes)
                }
                Ok(Bytes::File(path)) => fs::read_to_string(path).ok() != Some(answer.body),
                Err(_) => false,
            }
        })
        .cloned()
}

#[test]
fn whatever_happens_to_files_a_preview_shows_what_is_there() {
    let site = start();
    let server = site.serve();
    let mut hand = Hand { site: &site, rng: Rng::new(7), told: BTreeSet::new() };
    let mut known = BTreeSet::new();
    let mut script = Vec::new();
    // Each once, and as many more that come upon what others left.
    for n in 0..2 * DEEDS.len() {
        let (what, deed) = DEEDS[if n < DEEDS.len() { n } else { hand.rng.below(DEEDS.len()) }];
        deed(&mut hand);
        script.push(what);
        wait_for(&format!("the preview to show it: {}", script.join("; ")), || {
            differs(&server, &site, &mut known).is_none().then_some(())
        });
    }
}

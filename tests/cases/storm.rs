//! Builds in each other's way, killed, on a full disk, over folders whose times were shifted: after
//! a lone build the output is that of a fresh one, byte for byte, and whoever reads meanwhile sees
//! every page whole and with its own text.

use certsite_tests::program::{self, certsite};
use certsite_tests::wait::ended_within;
use certsite_tests::{Rng, Run, Site, Tree, site};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Rounds of each kind, if the machine is quick enough for them.
const ROUNDS: usize = 40;

/// On a busy machine there are fewer rounds, but some.
const TIME: Duration = Duration::from_secs(25);
const FEWEST: usize = 8;

const FIXED: [&str; 5] =
    ["build", "--date", "2026-06-15", "--base-url", "https://cert.example.org"];

/// A site with marked pages that an unsteady editor changes.
struct Storm {
    site: Site,
    rng: Rng,
    version: usize,
    /// What a build takes on this machine.
    usual: Duration,
}

impl Storm {
    fn new(seed: u64) -> Storm {
        println!("seed {seed}");
        let (site, rng, usual) = (Site::in_memory(), Rng::new(seed), Duration::ZERO);
        let mut storm = Storm { site, rng, version: 0, usual };
        for n in 0..24 {
            storm.write(n);
        }
        let start = Instant::now();
        storm.site.build().ok();
        storm.usual = start.elapsed();
        storm
    }

    /// Writes a page that says at its beginning and at its end which one it is, in which version.
    fn write(&mut self, n: usize) {
        self.version += 1;
        let mark = format!("mark-{n}-{:06}-", self.version);
        let filler = "Some words between. ".repeat(self.rng.below(400));
        let page = format!(
            "---\ntitle: Page {n}\ndescription: None.\n---\n`{mark}`\n\n{filler}\n\n`{mark}`\n"
        );
        self.site.write(&format!("content/en/storm/p{n}.md"), page);
    }

    /// Some pages change, some come and go, one of them by another address.
    fn edit(&mut self) {
        for _ in 0..1 + self.rng.below(6) {
            match self.rng.below(6) {
                // These come and go; the first eight are always there.
                0 => {
                    let n = 8 + self.rng.below(24);
                    let path = format!("content/en/storm/p{n}.md");
                    if self.site.has(&path) { self.site.remove(&path) } else { self.write(n) }
                }
                1 => {
                    let text =
                        format!("---\ntitle: Moved\nslug: moved-{}\n---\n", self.rng.below(3));
                    self.site.write("content/en/moved.md", text);
                }
                _ => {
                    let n = self.rng.below(8);
                    self.write(n);
                }
            }
        }
    }

    /// Something other than certsite handles the finished files: times are shifted and restored, a
    /// text changes behind them, the folder is exchanged for a copy of itself.
    fn handle(&mut self) {
        let pages: Vec<PathBuf> =
            self.site.published().keys().map(|path| self.site.path("public").join(path)).collect();
        for _ in 0..4 {
            let page = &pages[self.rng.below(pages.len())];
            let time = page.metadata().and_then(|m| m.modified()).expect("it is there");
            match self.rng.below(3) {
                0 => set_time(page, time - Duration::from_secs(1_000_000)),
                1 => set_time(page, time + Duration::from_secs(1_000_000)),
                _ if !page.to_string_lossy().contains("/storm/") => {
                    let mut bytes = fs::read(page).expect("it is there");
                    bytes.reverse();
                    fs::write(page, bytes).expect("it is ours");
                    set_time(page, time);
                }
                _ => {}
            }
        }
        if self.rng.one_in(3) {
            let copy = "cp -rp public copy && mv public gone && mv copy public && rm -rf gone";
            Run::of(Command::new("sh").current_dir(self.site.root()).args(["-ec", copy])).ok();
        }
    }

    fn start(&self) -> Child {
        let mut command = certsite(self.site.root(), &FIXED);
        command.stderr(Stdio::null()).spawn().expect("the program can be started")
    }

    /// Some part of the time that a build takes, or a little more.
    fn a_while(&mut self) -> Duration {
        self.usual.mul_f64(self.rng.below(1200) as f64 / 1e3)
    }

    /// What a lone build leaves is what a fresh one writes.
    #[track_caller]
    fn assert_as_fresh(&self, what: &str) {
        self.site.build().ok();
        self.site.build_with(&["--out", "fresh", "--bundle", "fresh-bundle"]).ok();
        let clean = |folder: &str| -> Tree {
            let mut tree = self.site.tree(folder);
            // What was seen, withdrawn or public first is history, of which a fresh folder has none; and
            // how sources look is noted once they are old enough.
            let notes = ["lock", "seen", "read", "withdrawn", "versions", "indicators", "foreign"];
            let is_note = |path: &str| {
                path.strip_prefix(".certsite/").is_some_and(|name| notes.contains(&name))
            };
            tree.retain(|path, _| !is_note(path));
            tree
        };
        site::assert_same(&clean("public"), &clean("fresh"), what);
        fs::remove_dir_all(self.site.path("fresh")).expect("it is ours");
    }
}

fn set_time(path: &Path, time: std::time::SystemTime) {
    let file = File::options().write(true).open(path).expect("it is ours");
    file.set_modified(time).expect("it is ours");
}

/// Reads the marked pages again and again until it is told to stop.
struct Reader {
    stop: Arc<AtomicBool>,
    reads: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

impl Reader {
    /// Reads the pages of a site; those that no editor removes must always be there.
    fn start(site: &Site) -> Reader {
        let (stop, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let folder = site.path("public/en/storm");
        let thread = thread::spawn({
            let (stop, reads) = (stop.clone(), reads.clone());
            move || {
                while !stop.load(Ordering::Relaxed) {
                    for n in 0..32 {
                        let page = fs::read_to_string(folder.join(format!("p{n}/index.html")));
                        match page {
                            Ok(page) => look(n, &page),
                            Err(error) => assert!(n >= 8, "page {n} is not there: {error}"),
                        }
                        reads.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
        });
        Reader { stop, reads, thread }
    }

    /// How many pages it has read, none of which was wrong.
    fn end(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().expect("the reader saw nothing wrong");
        self.reads.load(Ordering::Relaxed)
    }
}

/// A page holds its own mark twice, in one version, and ends as pages do.
fn look(n: usize, page: &str) {
    let marks: Vec<&str> = page.match_indices("mark-").map(|(at, _)| &page[at..]).collect();
    let own = format!("mark-{n}-");
    let mark = |text: &&str| text[..own.len() + 7].to_owned();
    let is_whole = marks.len() == 2
        && marks.iter().all(|mark| mark.starts_with(&own))
        && mark(&marks[0]) == mark(&marks[1])
        && page.trim_end().ends_with("</html>");
    assert!(is_whole, "page {n} is not whole, or not itself:\n{page}");
}

/// Runs rounds as long as there is time; each tells how many pages were read meanwhile.
fn rounds(seed: u64, mut round: impl FnMut(&mut Storm, usize) -> usize) {
    let mut storm = Storm::new(seed);
    let start = Instant::now();
    let (mut done, mut reads) = (0, 0);
    while done < ROUNDS && (done < FEWEST || start.elapsed() < TIME) {
        reads += round(&mut storm, done);
        done += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{done} rounds in {seconds:.1} s, {reads} pages read meanwhile");
}

#[test]
fn two_builds_at_once_never_mix() {
    rounds(12, |storm, round| {
        storm.edit();
        let reader = Reader::start(&storm.site);
        let mut one = storm.start();
        let _ = ended_within(&mut one, storm.a_while());
        // The first may be reading: what it has listed stays.
        for n in 0..storm.rng.below(8) {
            storm.write(n);
        }
        let mut other = storm.start();
        for (child, name) in [(&mut one, "first"), (&mut other, "second")] {
            let status = child.wait().expect("it is our child");
            assert!(status.success(), "round {round}: the {name} build ended with {status}");
        }
        let reads = reader.end();
        if round % 2 == 0 {
            storm.handle();
        }
        storm.assert_as_fresh(&format!("round {round}"));
        reads
    });
}

#[test]
fn a_build_that_is_killed_leaves_pages_whole_and_the_next_one_mends_the_rest() {
    let mut killed = 0;
    rounds(34, |storm, round| {
        let reader = Reader::start(&storm.site);
        storm.edit();
        let mut child = storm.start();
        let _ = ended_within(&mut child, storm.a_while());
        child.kill().expect("it is our child");
        killed += usize::from(!child.wait().expect("it is our child").success());
        let reads = reader.end();
        match round % 3 {
            0 => storm.handle(),
            1 => storm.edit(),
            _ => {}
        }
        storm.assert_as_fresh(&format!("round {round}"));
        reads
    });
    assert!(killed > 0, "no build was killed under way");
}

#[test]
fn a_build_that_is_killed_at_any_call_that_moves_or_removes_is_ended_by_the_next() {
    let mut storm = Storm::new(78);
    for n in 1.. {
        // What was a preview becomes public, so notes have to go as well as to come.
        storm.write(n % 8);
        storm.site.build_with(&["--drafts"]).ok();
        storm.write(8);
        let calls = format!("rename,renameat,renameat2,unlink,unlinkat:signal=KILL:when={n}");
        let mut command = Command::new("strace");
        command.current_dir(storm.site.root()).args(["-f", "-qq", "-o", "/dev/null", "-e"]);
        command.arg(format!("inject={calls}")).arg(program::binary("certsite")).args(FIXED);
        let was_killed = Run::of(&mut command).code != 0;
        storm.assert_as_fresh(&format!("killed at call {n}"));
        if !was_killed {
            assert!(n > 12, "only {n} calls");
            return println!("killed at {} calls", n - 1);
        }
    }
}

/// A script in a place where it may mount: our own, or one of a user's own.
fn with_mounts(root: &Path, script: &str) -> Run {
    let can = |flags: &[&str]| {
        let mut probe = Command::new("unshare");
        probe.args(flags).args(["sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]);
        probe.output().is_ok_and(|output| output.status.success())
    };
    let flags: &[&[&str]] = &[&["--mount"], &["--mount", "--map-root-user"]];
    let flags = flags.iter().find(|flags| can(flags));
    let flags =
        flags.expect("a full disk is a small one: run this as root, or allow user namespaces");
    let mut command = Command::new("unshare");
    command.current_dir(root).args(*flags).args(["sh", "-ec", script]);
    Run::of(command.arg("sh").arg(program::binary("certsite")))
}

/// What a build notes for the next one.
const OWN: [&str; 10] = [
    "current",
    "drawn",
    "foreign",
    "kept-pages",
    "kept-words-az",
    "kept-words-en",
    "lock",
    "manifest",
    "pictures",
    "seen",
];

#[test]
fn a_full_disk_changes_nothing_and_holds_nothing_back() {
    let mut storm = Storm::new(56);
    let (mut refused, mut done) = (0, 0);
    // From a disk with no room at all to one on which the build fits.
    for free in [0, 1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 1024] {
        let old = storm.site.published();
        for n in 0..8 {
            storm.write(n);
        }
        storm.write(40);
        let script = format!(
            "cp -r public before; mount -t tmpfs -o size=8m tmpfs public; cp -r before/. public
             room=$(df -k --output=avail public | tail -1)
             dd if=/dev/zero of=public/filler bs=1k count=$((room - {free})) status=none
             code=0; \"$1\" {} || code=$?
             rm public/filler; rm -rf after; cp -r public after; rm -rf before; exit $code",
            FIXED.join(" ")
        );
        let run = with_mounts(storm.site.root(), &script);
        let mut after = storm.site.tree("after");
        let notes: Vec<_> = after
            .keys()
            .filter_map(|path| path.strip_prefix(".certsite/"))
            .map(str::to_owned)
            .collect();
        assert!(
            // What fills the disk is somebody else's file.
            notes.iter().all(|name| OWN.contains(&name.as_str())),
            "{notes:?}"
        );
        after.retain(|path, _| !path.starts_with(".certsite/"));
        if run.code == 0 {
            done += 1;
            fs::remove_dir_all(storm.site.path("public")).expect("it is ours");
            fs::rename(storm.site.path("after"), storm.site.path("public")).expect("it is ours");
            storm.assert_as_fresh(&format!("{free} KiB free"));
            site::assert_same(&after, &storm.site.published(), &format!("{free} KiB free"));
        } else {
            refused += 1;
            let run = run.exits(2).says("No space left on device").says("public/");
            run.says("Nothing was written.");
            site::assert_same(&old, &after, &format!("{free} KiB free"));
        }
    }
    assert!(refused > 3 && done > 0, "{refused} refused, {done} done");
}

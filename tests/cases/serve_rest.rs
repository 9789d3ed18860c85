//! What editors and other programs do to files → one change of the preview, or none: it waits until
//! they have come to rest.

use certsite_tests::program::Run;
use certsite_tests::wait::wait_for;
use certsite_tests::{Server, Site};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

const PAGE: &str = "content/en/about.md";

fn page(word: &str) -> String {
    format!("---\ntitle: About the team\ntags: [team]\n---\n## Who we are {{#who}}\n\n{word}.\n")
}

/// Something that is done to the files of a site while it is previewed; the text is that of
/// [`PAGE`] after it.
type Deed = fn(&Site, &str);

fn beside(site: &Site, name: &str) -> PathBuf {
    site.path(&format!("content/en/{name}"))
}

fn remove(path: PathBuf) {
    fs::remove_file(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
}

/// Writes into the file itself, as vim does: half of it, then the rest.
fn write_in_place(site: &Site, text: &str) {
    let mut file = File::create(site.path(PAGE)).expect("the folder is ours");
    let (first, rest) = text.split_at(text.len() / 2);
    for part in [first, rest] {
        file.write_all(part.as_bytes()).expect("the file is ours");
        file.sync_all().expect("the file is ours");
    }
}

fn vim(site: &Site, text: &str) {
    let swap = beside(site, ".about.md.swp");
    fs::write(&swap, "b0VIM").expect("the folder is ours");
    File::create(beside(site, "4913")).expect("the folder is ours");
    remove(beside(site, "4913"));
    fs::rename(site.path(PAGE), beside(site, "about.md~")).expect("the folder is ours");
    write_in_place(site, text);
    let mut open = OpenOptions::new().append(true).open(&swap).expect("it is ours");
    open.write_all(b"more").expect("it is ours");
    remove(beside(site, "about.md~"));
    drop(open);
    remove(swap);
}

fn emacs(site: &Site, text: &str) {
    symlink("user@host.1234:5678", beside(site, ".#about.md")).expect("the folder is ours");
    fs::write(beside(site, "#about.md#"), "half of it").expect("the folder is ours");
    fs::rename(site.path(PAGE), beside(site, "about.md~")).expect("the folder is ours");
    write_in_place(site, text);
    remove(beside(site, "#about.md#"));
    remove(beside(site, ".#about.md"));
}

fn aside(site: &Site, text: &str) {
    site.write(PAGE, text);
}

fn deleted_and_made_anew(site: &Site, text: &str) {
    site.remove(PAGE);
    fs::write(site.path(PAGE), text).expect("the folder is ours");
}

/// A page, the folder of another and a picture in one go, as a synchroniser brings them.
fn several(site: &Site, text: &str) {
    for n in 0..40 {
        site.write(&format!("content/en/new/deep/{n}.md"), page(&n.to_string()));
    }
    site.write(PAGE, text);
}

/// All that the preview has said of what came before this moment: a mistake is made now, and told
/// after everything else.
fn said(site: &Site, server: &Server) -> String {
    site.write(PAGE, page("[fence](fence.md)"));
    wait_for("the fence to be told", || {
        Some(server.log().split_once("error[link-broken]")?.0.to_owned())
    })
}

/// How often the preview shows another site for the deed, and what it says.
fn changes(before: Deed, deed: Deed) -> (usize, String) {
    let site = Site::with("");
    before(&site, &page("Before"));
    let server = site.serve();
    server.wait_for("/en/about/", "Before.");
    deed(&site, &page("Done"));
    server.wait_for("/en/about/", "Done.");
    let log = said(&site, &server);
    (log.matches("Changed: ").count(), log)
}

/// The machine may halt whoever writes for as long as it likes: the best of three shows what the
/// preview can.
#[track_caller]
fn shows_once(what: &str, before: Deed, deed: Deed) {
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (count, log) = changes(before, deed);
        if count == 1 && !log.contains("error") {
            return;
        }
        seen.push((count, log));
    }
    panic!("{what}: {seen:#?}");
}

#[test]
fn however_an_editor_saves_it_shows_once_and_without_a_false_alarm() {
    let deeds: [(&str, Deed); 6] = [
        ("in place", write_in_place),
        ("aside", aside),
        ("vim", vim),
        ("emacs", emacs),
        ("anew", deleted_and_made_anew),
        ("several", several),
    ];
    for (what, deed) in deeds {
        shows_once(what, aside, deed);
    }
}

fn git(site: &Site, args: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(site.root()).args(["-c", "user.name=T", "-c", "user.email=t@x.example"]);
    Run::of(command.args(args)).ok();
}

/// A branch in which 2,000 files are there that this one has not, and links from each to the next.
fn two_branches(site: &Site, text: &str) {
    site.write(PAGE, text);
    site.write(".gitignore", "serve.log\nvar\n");
    git(site, &["init", "-q", "-b", "main"]);
    git(site, &["add", "."]);
    git(site, &["commit", "-qm", "Before"]);
    git(site, &["checkout", "-q", "-b", "many"]);
    for n in 0..2_000 {
        let next = (n + 1) % 2_000;
        let text = format!("---\ntitle: Page {n}\n---\n[next]({next}.md)\n");
        site.write(&format!("content/en/many/{n}.md"), text);
    }
    site.write(PAGE, page("Done"));
    git(site, &["add", "."]);
    git(site, &["commit", "-qm", "Done"]);
    git(site, &["checkout", "-q", "main"]);
}

#[test]
fn a_checkout_of_two_thousand_files_shows_once() {
    shows_once("checkout", two_branches, |site, _| git(site, &["checkout", "-q", "many"]));
}

/// What is no part of the site, and what is as it was.
#[test]
fn what_changes_nothing_shows_nothing() {
    let deeds: [(&str, Deed); 8] = [
        ("a lock", |site, _| {
            symlink("user@host.1:2", beside(site, ".#about.md")).expect("the folder is ours");
        }),
        ("public", |site, _| site.build().ok().stderr.clear()),
        ("var", |site, _| site.write("var/outbox/x", "x")),
        ("target", |site, _| site.write("target/release/x", "x")),
        (".git", |site, _| site.write(".git/index", "x")),
        ("a file of the root", |site, _| site.write("notes.md", "x")),
        ("the same again", |site, _| write_in_place(site, &page("Before"))),
        ("a touch", |site, _| {
            let file = OpenOptions::new().append(true).open(site.path(PAGE)).expect("it is ours");
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("it is ours");
        }),
    ];
    for (what, deed) in deeds {
        let site = Site::with("");
        site.write(PAGE, page("Before"));
        let server = site.serve();
        deed(&site, "");
        let log = said(&site, &server);
        assert!(!log.contains("Changed: ") && !log.contains("error"), "{what}: {log}");
    }
}

/// The time from a save until it is shown does not grow with what waits for the end of a burst.
#[test]
fn a_save_is_shown_in_a_moment() {
    let site = Site::with("");
    let server = site.serve();
    let times = ["One", "Two", "Three", "Four"].map(|word| {
        let start = std::time::Instant::now();
        site.write(PAGE, page(word));
        server.wait_for("/en/about/", &format!("{word}."));
        start.elapsed()
    });
    // Other tests want the processor too.
    assert!(times.iter().min() < Some(&std::time::Duration::from_millis(300)), "{times:?}");
}

/// Something that never stops is shown from time to time.
#[test]
fn a_file_that_is_written_all_the_time_holds_nothing_up() {
    let site = Site::with("");
    let server: Server = site.serve();
    let path = site.path("content/files/growing.log");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = File::create(&path).expect("the folder is ours");
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                file.write_all(b"x").expect("the file is ours");
                std::thread::yield_now();
            }
        });
        site.write(PAGE, page("Shown"));
        server.wait_for("/en/about/", "Shown.");
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

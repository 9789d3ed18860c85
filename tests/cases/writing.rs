//! What happens on disk: only certsite's own files change, and never by halves.

use certsite_tests::program::certsite;
use certsite_tests::wait::wait_for;
use certsite_tests::{Site, Tree, corpus, site};
use std::process::Stdio;

#[test]
fn a_second_build_writes_nothing() {
    let site = Site::with("");
    site.build().ok();
    let times = |site: &Site| -> Vec<_> {
        let published = site.published();
        let modified =
            |path: &String| site.path("public").join(path).metadata().and_then(|m| m.modified());
        published.keys().map(|path| (path.clone(), modified(path).expect("it is there"))).collect()
    };
    let before = times(&site);
    site.build().ok().says("Nothing changed");
    assert_eq!(before, times(&site));
}

/// Builds until the files are old enough to be known by their looks: as long as they are young, each
/// build reads them.
fn settle(site: &Site) {
    wait_for("a note of how the files look", || {
        site.build().ok();
        site.has(NOTE).then_some(())
    });
}

/// Where a build notes how the files looked that it read.
const NOTE: &str = "public/.certsite/read";

/// Whether a build says that it read the site's files.
fn reads(site: &Site) -> bool {
    let run = site.build_with(&["--timings", "json"]).ok();
    let last = run.stderr.lines().last().unwrap_or_default();
    let account: serde_json::Value = serde_json::from_str(last).expect("timings come last");
    let stages = account["stages"].as_array().expect("they are in a list");
    stages.iter().any(|stage| stage["name"] == "load")
}

#[test]
fn files_that_look_as_they_did_are_not_read_and_whatever_happened_is_seen() {
    let site = Site::with("");
    let page = site.path("content/en/report.md");
    let set = |time| {
        let file = std::fs::File::options().write(true).open(&page).expect("it is ours");
        file.set_modified(time).expect("it is ours");
    };
    let steps: [(&str, &dyn Fn()); 7] = [
        ("a text of the same length and time", &|| {
            let modified = page.metadata().and_then(|found| found.modified()).expect("it is there");
            site.replace("content/en/report.md", "Write to us", "Phone to us");
            set(modified);
        }),
        ("a time to come", &|| {
            set(std::time::SystemTime::now() + std::time::Duration::from_secs(1 << 30));
        }),
        ("a page that is gone", &|| site.remove("content/en/advisories/second.md")),
        ("no note", &|| site.remove(NOTE)),
        ("half a note", &|| site.write(NOTE, &site.read(NOTE)[..20])),
        ("no words", &|| site.write(NOTE, "\0")),
        ("a note of others", &|| {
            let (none, sum) = ("0".repeat(16), &site.read(NOTE)[33..]);
            site.write(NOTE, format!("certsite read 1 {none} {sum}"));
        }),
    ];
    for (what, step) in steps {
        settle(&site);
        assert!(!reads(&site), "before {what} all is as it was");
        step();
        assert!(reads(&site), "{what}");
        site.build_with(&["--out", "fresh", "--bundle", "fresh-bundle"]).ok();
        let mut fresh = site.tree("fresh");
        fresh.retain(|path, _| !path.starts_with(".certsite/"));
        site::assert_same(&site.published(), &fresh, what);
        std::fs::remove_dir_all(site.path("fresh")).expect("it is ours");
    }
}

#[test]
fn a_change_writes_the_pages_that_it_concerns() {
    let site = Site::with("");
    site.build().ok();
    site.replace("content/en/report.md", "Write to us", "Send a letter");
    let run = site.build_with(&["--timings", "json"]).ok();
    let last: serde_json::Value =
        serde_json::from_str(run.stderr.lines().last().unwrap_or("")).expect("timings come last");
    assert_eq!(last["written"], 1, "{last}");
    site.shows("en/report/", "Send a letter");
}

#[test]
fn a_file_that_was_lost_or_spoiled_comes_back() {
    let site = Site::with("");
    site.build().ok();
    let before = site.published();
    site.remove("public/en/about/index.html");
    site.write("public/en/index.html", "spoiled");
    site.build().ok();
    site::assert_same(&before, &site.published(), "the mended output");
}

#[test]
fn pages_that_are_gone_are_deleted_and_nothing_else() {
    let site = Site::with("-- content/en/deep/page.md --\n---\ntitle: Deep\n---\n");
    site.build().ok();
    assert!(site.has("public/en/deep/page/index.html"));
    site.write("public/mine.txt", "mine");
    site.write("public/en/deep/page/mine.txt", "mine");
    site.remove("content/en/deep/page.md");
    site.build().ok();
    assert!(!site.has("public/en/deep/page/index.html"));
    assert_eq!(site.read("public/en/deep/page/mine.txt"), "mine");
    assert_eq!(site.read("public/mine.txt"), "mine");
    site.remove("public/en/deep/page/mine.txt");
}

#[test]
fn folders_that_are_left_empty_go() {
    let site = Site::with("-- content/en/deep/page.md --\n---\ntitle: Deep\n---\n");
    site.build().ok();
    site.remove("content/en/deep/page.md");
    site.build().ok();
    assert!(!site.has("public/en/deep"));
}

#[test]
fn a_page_that_somebody_changed_by_hand_is_not_deleted() {
    let site = Site::with("-- content/en/page.md --\n---\ntitle: P\n---\n");
    site.build().ok();
    site.write("public/en/page/index.html", "changed by hand");
    site.remove("content/en/page.md");
    site.build().ok().says("public/en/page/index.html");
    assert_eq!(site.read("public/en/page/index.html"), "changed by hand");
}

#[test]
fn a_foreign_file_in_the_way_stops_the_build() {
    for foreign in ["public/en/page/index.html", "public/en/page"] {
        let site = Site::with("");
        site.build().ok();
        let mut before = site.published();
        site.write(foreign, "mine");
        before.insert(foreign.trim_start_matches("public/").to_owned(), b"mine".to_vec());
        site.write("content/en/page.md", "---\ntitle: P\n---\n");
        site.replace("content/en/report.md", "Write to us", "Send a letter");
        let run = site.build();
        assert_ne!(run.code, 0, "{foreign}");
        run.says("public/en/page");
        site::assert_same(&before, &site.published(), foreign);
    }
}

#[test]
fn a_folder_in_the_way_stops_the_build() {
    let site = Site::with("");
    site.build().ok();
    site.write("public/old.html/mine.txt", "mine");
    let before = site.published();
    site.write("content/en/page.md", "---\ntitle: P\naliases: [/old.html]\n---\n");
    let run = site.build();
    assert_ne!(run.code, 0);
    run.says("old.html");
    site::assert_same(&before, &site.published(), "the previous output");
}

#[test]
fn a_page_is_never_written_through_a_foreign_link() {
    let elsewhere = Site::from("-- keep.txt --\nmine\n");
    let site = Site::with("");
    site.build().ok();
    std::os::unix::fs::symlink(elsewhere.root(), site.path("public/en/page")).expect("it is ours");
    site.write("content/en/page.md", "---\ntitle: P\n---\n");
    assert_ne!(site.build().code, 0);
    assert_eq!(elsewhere.tree("").len(), 1, "nothing was written beyond the link");
}

#[test]
fn an_interrupted_build_leaves_no_half_written_page() {
    let site = Site::from("");
    corpus::write(site.root(), 7, 150);
    site.build().ok();
    let old = site.published();
    site.replace("themes/cert/templates/base.html", "</body>", "<p>Another foot.</p></body>");
    let other = Site::from("");
    for part in ["content", "themes"] {
        other.copy(&site.path(part), part);
    }
    other.build().ok();
    let new = other.published();
    assert_ne!(old, new);

    let own = site.path("public/.certsite");
    let names = |path: &std::path::Path| -> Vec<_> {
        std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let is_aside = |path: &std::path::PathBuf| path.to_string_lossy().contains("/stage.");
    let count = || -> usize {
        names(&own).iter().filter(|path| is_aside(path)).map(|path| names(path).len()).sum()
    };
    // Early and late while pages are written aside, then while they move into place.
    let mut moments = Vec::new();
    for wanted in [1, new.len() / 4, new.len() / 2] {
        let args = ["build", "--date", "2026-06-15", "--base-url", "https://cert.example.org"];
        let mut child = certsite(site.root(), &args);
        let mut child = child.stderr(Stdio::null()).spawn().expect("the program can be started");
        let mut moved = false;
        wait_for("the build to be under way", || {
            moved = child.try_wait().expect("it is our child").is_some();
            (moved || count() >= wanted).then_some(())
        });
        child.kill().expect("it is our child");
        let ended = child.wait().expect("it is our child");
        moments.push((wanted, ended.success()));
        assert_whole(&site.published(), &old, &new);
    }
    assert!(moments.iter().any(|(_, finished)| !finished), "no build was interrupted: {moments:?}");
    site.build().ok();
    site::assert_same(&site.published(), &new, "the build after the interruptions");
    assert!(!names(&own).iter().any(is_aside), "nothing stays aside");
}

/// Every file is whole: as it was, or as it will be.
#[track_caller]
fn assert_whole(now: &Tree, old: &Tree, new: &Tree) {
    for (path, bytes) in now {
        let whole = old.get(path) == Some(bytes) || new.get(path) == Some(bytes);
        assert!(whole, "{path} is neither old nor new: {}", String::from_utf8_lossy(bytes));
    }
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(now.contains_key(path), "{path} is gone");
    }
}

#[test]
fn two_builds_are_the_same_to_the_byte() {
    let build = |files: &str| {
        let site = Site::with(files);
        site.build().ok();
        site.published()
    };
    site::assert_same(&build(""), &build(""), "two builds of the small site");
    let shipped = || {
        let site = Site::shipped();
        site.build().ok();
        site.published()
    };
    site::assert_same(&shipped(), &shipped(), "two builds of the shipped site");
}

#[test]
fn the_number_of_threads_does_not_show() {
    let build = |threads: &str| {
        let site = Site::shipped();
        let fixed = ["build", "--date", "2026-06-15", "--base-url", "https://cert.example.org"];
        let mut command = certsite(site.root(), &fixed);
        certsite_tests::Run::of(command.env("RAYON_NUM_THREADS", threads)).ok();
        site.published()
    };
    site::assert_same(&build("1"), &build("4"), "one thread and four");
}

//! What happens to the folders of a site while it is previewed: the preview says what is missing,
//! and goes on by itself.

use certsite_tests::wait::wait_for;
use certsite_tests::{Server, Site, program::Run};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The small site in a folder of its own, so that the folder itself can go away.
fn in_a_folder() -> Site {
    let site = Site::from("");
    site.copy(&certsite_tests::project().join("tests/sites/base"), "site");
    site
}

fn serve(site: &Site) -> Server {
    Server::start_with(site, &["--root", "site"], |_| {})
}

/// A page with this word, saved as good editors do.
fn about(word: &str) -> String {
    format!("---\ntitle: About the team\ntags: [team]\n---\n## Who we are {{#who}}\n\n{word}.\n")
}

fn save(site: &Site, word: &str) {
    site.write("site/content/en/about.md", about(word));
}

fn rename(site: &Site, from: &str, to: &str) {
    fs::rename(site.path(from), site.path(to)).unwrap_or_else(|why| panic!("{from}: {why}"));
}

fn remove(site: &Site, path: &str) {
    fs::remove_dir_all(site.path(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
}

fn link(site: &Site, to: &str, path: &str) {
    // Aside first and then renamed, as `ln -sfn` and release tools do.
    let aside = site.path("site/.aside");
    symlink(to, &aside).unwrap_or_else(|why| panic!("{path}: {why}"));
    fs::rename(&aside, site.path(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
}

/// Puts the site's folder of this name where it belongs, from the project.
fn restore(site: &Site, part: &str) {
    let from = certsite_tests::project().join("tests/sites/base").join(part);
    site.copy(&from, &format!("site/{part}"));
}

fn git(site: &Site, args: &[&str]) {
    let folder = site.path("site");
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=T", "-c", "user.email=t@example.org"]);
    Run::of(command.args(args)).ok();
}

/// Something that is done to the folders.
type Step = fn(&Site);

struct Case {
    what: &'static str,
    /// Before the preview starts.
    before: Step,
    spoil: Step,
    /// What the preview says then.
    says: &'static str,
    mend: Step,
}

const NOTHING: Step = |_| {};

const CASES: &[Case] = &[
    Case {
        what: "content is renamed and renamed back",
        before: NOTHING,
        spoil: |site| rename(site, "site/content", "site/away"),
        says: "the folder content/ is missing",
        mend: |site| rename(site, "site/away", "site/content"),
    },
    Case {
        what: "content is deleted and copied anew",
        before: NOTHING,
        spoil: |site| remove(site, "site/content"),
        says: "the folder content/ is missing",
        mend: |site| restore(site, "content"),
    },
    Case {
        what: "content is a file for a while",
        before: NOTHING,
        spoil: |site| {
            rename(site, "site/content", "site/away");
            site.write("site/content", "x");
        },
        says: "the folder content/ cannot be read",
        mend: |site| {
            site.remove("site/content");
            rename(site, "site/away", "site/content");
        },
    },
    Case {
        what: "content is a link that leads nowhere for a while, and then elsewhere",
        before: |site| {
            rename(site, "site/content", "site/one");
            site.copy(&site.path("site/one"), "site/two");
            link(site, "one", "site/content");
        },
        spoil: |site| link(site, "three", "site/content"),
        says: "content is a link to “three”, where nothing is",
        mend: |site| link(site, "two", "site/content"),
    },
    Case {
        what: "the folder of the site goes away and comes back",
        before: NOTHING,
        spoil: |site| rename(site, "site", "away"),
        says: "the folder of the site is missing",
        mend: |site| rename(site, "away", "site"),
    },
    Case {
        what: "the folder of the site is deleted and made anew",
        before: NOTHING,
        spoil: |site| remove(site, "site"),
        says: "the folder of the site is missing",
        mend: |site| {
            restore(site, "content");
            restore(site, "themes");
        },
    },
    Case {
        what: "the theme is put in later",
        before: |site| rename(site, "site/themes", "away"),
        spoil: NOTHING,
        says: "theme",
        mend: |site| rename(site, "away", "site/themes"),
    },
    Case {
        what: "the theme is deleted and copied anew",
        before: NOTHING,
        spoil: |site| remove(site, "site/themes"),
        says: "theme",
        mend: |site| restore(site, "themes"),
    },
    Case {
        what: "the settings are deleted and restored",
        before: NOTHING,
        spoil: |site| rename(site, "site/content/site.yaml", "away"),
        says: "site.yaml",
        mend: |site| rename(site, "away", "site/content/site.yaml"),
    },
    Case {
        what: "a branch without the site is checked out",
        before: |site| {
            for args in [
                &["init", "-q", "-b", "main"][..],
                &["add", "."],
                &["commit", "-qm", "Site"],
                &["checkout", "-q", "--orphan", "empty"],
                &["rm", "-rfq", "."],
                &["commit", "-q", "--allow-empty", "-m", "Nothing"],
                &["checkout", "-q", "main"],
            ] {
                git(site, args);
            }
        },
        spoil: |site| git(site, &["checkout", "-q", "empty"]),
        says: "the folder content/ is missing",
        mend: |site| git(site, &["checkout", "-q", "main"]),
    },
];

/// What an open tab is told.
fn news(server: &Server) -> String {
    server.get("/_certsite/news?path=/en/about/&sum=0").body
}

#[track_caller]
fn recovers(case: &Case, server: &Server, site: &Site) {
    let what = case.what;
    (case.spoil)(site);
    wait_for(&format!("{what}: the tab to be told"), || {
        let news = news(server);
        (news.contains(case.says) && news.contains("\"reload\":false")).then_some(())
    });
    wait_for(&format!("{what}: the terminal to tell"), || {
        server.log().contains(case.says).then_some(())
    });
    assert_eq!(server.get("/en/about/").status, 500, "{what}");
    (case.mend)(site);
    // And it is not blind for what comes after.
    for word in ["Once", "Twice"] {
        save(site, word);
        server.wait_for("/en/about/", &format!("{word}."));
        let news = news(server);
        assert!(news.contains("\"problems\":[]"), "{what}: {news}");
    }
}

#[test]
fn a_preview_says_what_is_missing_and_goes_on_once_it_is_back() {
    for case in CASES {
        let site = in_a_folder();
        (case.before)(&site);
        recovers(case, &serve(&site), &site);
    }
}

/// Without a word in between: there is nothing to say about a folder that is swapped.
#[test]
fn folders_that_are_swapped_show_at_once() {
    let site = in_a_folder();
    let server = serve(&site);
    for n in 0..3 {
        let word = format!("Swapped {n}");
        site.copy(&site.path("site/content"), "new");
        site.write("new/en/about.md", about(&word));
        rename(&site, "site/content", &format!("old-{n}"));
        rename(&site, "new", "site/content");
        server.wait_for("/en/about/", &word);
        save(&site, "Saved");
        server.wait_for("/en/about/", "Saved.");
    }
    let site = in_a_folder();
    for version in ["one", "two"] {
        site.copy(&site.path("site/content"), &format!("site/{version}"));
        site.write(&format!("site/{version}/en/about.md"), about(version));
    }
    remove(&site, "site/content");
    link(&site, "one", "site/content");
    let server = serve(&site);
    for version in ["two", "one", "two"] {
        link(&site, version, "site/content");
        server.wait_for("/en/about/", &format!("{version}."));
        save(&site, "Saved");
        server.wait_for("/en/about/", "Saved.");
        save(&site, version);
    }
}

/// A library that makes one system call fail, as it does where others have taken all there is.
fn without(site: &Site, call: &str, error: &str) -> std::path::PathBuf {
    let source = site.path("without.c");
    let library = site.path("without.so");
    let text = format!("#include <errno.h>\nint {call}() {{ errno = {error}; return -1; }}\n");
    fs::write(&source, text).expect("the folder is ours");
    let mut compiler = Command::new("cc");
    compiler.args(["-w", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
    Run::of(&mut compiler).ok();
    library
}

#[test]
fn where_the_system_has_no_watches_left_changes_are_looked_for() {
    for (call, error) in [("inotify_init1", "EMFILE"), ("inotify_add_watch", "ENOSPC")] {
        let site = in_a_folder();
        let library = without(&site, call, error);
        let server = Server::start_with(&site, &["--root", "site"], |command| {
            command.env("LD_PRELOAD", &library);
        });
        let says = "Changes are looked for every half second: the system has no watches left";
        let log = server.log();
        let (before, _) = log.split_once("Preview:").expect("it shows its address");
        assert!(before.contains(says), "{call}: {log}");
        save(&site, "Found");
        server.wait_for("/en/about/", "Found.");
        // It finds what happens to the folders as well.
        recovers(&CASES[0], &server, &site);
        assert_eq!(server.log().matches(says).count(), 1, "it is said once: {}", server.log());
    }
}

#[test]
fn without_a_site_it_does_not_start_and_says_where_it_looked() {
    let site = Site::from("");
    for root in [".", "nowhere"] {
        let run = site.certsite(&["serve", "--listen", "127.0.0.1:0", "--root", root]).exits(2);
        run.says("there is no site in").says("--root").does_not_say("Preview:");
    }
}

/// Whether a path is one that nobody may write below, even root.
fn blocks(path: &Path) -> bool {
    path.is_file()
}

#[test]
fn where_nothing_can_be_kept_pages_show_and_the_form_says_why_it_takes_nothing() {
    let site = Site::shipped();
    // Stands for a checkout that is read-only, for root too.
    site.write("var", "");
    assert!(blocks(&site.path("var")));
    let server = site.serve();
    let says = "cannot be used";
    let log = server.log();
    assert!(log.contains("The form takes no reports: ") && log.contains(says), "{log}");
    assert!(log.contains("Preview:") && !log.contains("NO TEAM KEY"), "{log}");
    assert_eq!(server.get("/en/report/").status, 200);
    let told = |path| server.get(&format!("/_certsite/news?path={path}&sum=0")).body;
    assert!(told("/en/report/").contains("what is posted from this page goes nowhere"));
    assert!(!told("/en/about/").contains("goes nowhere"));
    let post = || {
        let url = format!("{}/forms/incident", server.address);
        certsite_tests::http::post_form(&url, &[("lang", "en")], &[("origin", &server.address)])
    };
    let answer = post();
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.body.contains("takes no reports") && answer.body.contains(says));
    // Once it can, it does: nobody has to start it anew.
    site.remove("var");
    assert_eq!(post().status, 422);
    assert!(!told("/en/report/").contains("goes nowhere"));
    // `git clean` removes it all.
    remove(&site, "var");
    assert_eq!(post().status, 422);
    assert!(site.has("var/keys/development.sec.asc"));
}

//! What somebody else put below `.certsite`, or at names of certsite's own: it is refused or
//! replaced, and nothing outside the folder is read, written, removed or waited for.

use super::*;
use rustix::fs::{CWD, FileType, Mode};
use std::os::unix::fs::{PermissionsExt, symlink};

/// What may stand where certsite's own file or a page should.
const THINGS: [&str; 5] = ["link", "dangling link", "link to a folder", "pipe", "folder"];

/// Puts a thing in the place of whatever is there.
fn put(case: &Case, thing: &str, path: &str) {
    let path = case.path(path);
    let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
    match thing {
        "link" => symlink(case.path("outside/file"), path).expect("it is ours"),
        "dangling link" => symlink(case.path("outside/new"), path).expect("it is ours"),
        "link to a folder" => symlink(case.path("outside"), path).expect("it is ours"),
        "folder" => fs::create_dir(path).expect("it is ours"),
        // Not by a program: while one starts it holds the locks of the tests beside this one.
        _ => rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .expect("it is ours"),
    }
}

/// A built site, and a folder that is none of certsite's business.
fn case() -> (Case, Tree) {
    let case = Case::new();
    case.build(&[("index.html", "1"), ("en/p", "2")], &[]);
    fs::create_dir(case.path("outside")).expect("it is ours");
    fs::write(case.path("outside/file"), "2").expect("it is ours");
    let outside = tree(&case.path("outside"));
    (case, outside)
}

#[test]
fn own_notes_are_files_and_nothing_else() {
    for name in ["lock", "manifest", "journal"] {
        for thing in THINGS {
            let (case, outside) = case();
            put(&case, thing, &format!("public/.certsite/{name}"));
            let said = case.try_open().err().unwrap_or_else(|| panic!("{thing} as {name}"));
            let said = said.to_string();
            let expect = format!(".certsite/{name}: this must be a file of certsite's own, not a ");
            assert!(said.contains(&expect), "{thing} as {name}: {said}");
            assert_eq!(tree(&case.path("outside")), outside, "{thing} as {name}");
        }
    }
}

#[test]
fn no_file_of_the_site_stands_among_own_notes() {
    let case = Case::new();
    let output = case.open();
    let prepared = output.prepare(staged(&output.site, &[(".certsite/manifest", "1")]), Vec::new());
    let problems = prepared.err().expect("it is refused");
    let expect = include_str!("../../../../../../tests/sites/mistakes/output-own-folder.txt");
    certsite_testing::assert_case(expect, &problems[0]);
}

#[test]
fn notes_that_only_save_time_are_done_without() {
    for thing in THINGS {
        for name in ["seen", "seen.new", "stage.1", "aside", "manifest.new"] {
            let (case, outside) = case();
            put(&case, thing, &format!("public/.certsite/{name}"));
            assert!(case.is_current(), "{thing} as {name}");
            case.build(&[("index.html", "3")], &[]);
            assert_eq!(fs::read_to_string(case.path("public/index.html")).expect("is there"), "3");
            assert_eq!(tree(&case.path("outside")), outside, "{thing} as {name}");
        }
    }
}

#[test]
fn certsites_own_folder_is_no_link() {
    for thing in ["link", "dangling link", "link to a folder", "pipe"] {
        let (case, outside) = case();
        put(&case, thing, "public/.certsite");
        let said = case.try_open().err().expect("it is refused").to_string();
        assert!(said.contains("this must be a folder of certsite's own"), "{thing}: {said}");
        assert_eq!(tree(&case.path("outside")), outside, "{thing}");
    }
}

#[test]
fn things_at_names_of_certsites_own_are_replaced_and_told() {
    for thing in THINGS {
        if thing == "folder" {
            continue;
        }
        let (case, outside) = case();
        put(&case, thing, "public/en/p");
        assert!(!case.is_current(), "{thing}");
        let (done, problems) = case.build(&[("index.html", "1"), ("en/p", "2")], &[]);
        let said: Vec<_> = problems.iter().map(|d| d.problem.code()).collect();
        assert_eq!((done.written, said), (1, vec!["foreign-replaced"]), "{thing}");
        let there = fs::symlink_metadata(case.path("public/en/p")).expect("it is there");
        assert!(there.is_file(), "{thing}");
        assert_eq!(tree(&case.path("outside")), outside, "{thing}");
        assert!(case.is_current(), "{thing}: told once");
    }
}

#[test]
fn notes_lead_to_nothing_outside() {
    let digest = Digest::of(b"2");
    for path in ["../outside/file", "en/../../outside/file", "%2e%2e/outside/file"] {
        let (case, outside) = case();
        let manifest = case.path("public/.certsite/manifest");
        let text = fs::read_to_string(&manifest).expect("it is there");
        fs::write(&manifest, format!("{text}{digest} 5 {path}\n")).expect("it is ours");
        let said = case.try_open().err().expect("it is refused").to_string();
        assert!(said.contains("manifest: line 4 makes no sense"), "{path}: {said}");
        fs::write(&manifest, text).expect("it is ours");
        for step in [format!("create 0 {digest}"), format!("replace 0 {digest}"), "clear".into()] {
            let journal = format!("certsite journal 1\nstage stage.1\nsite -\n{step} {path}\n");
            fs::write(case.path("public/.certsite/journal"), journal).expect("it is ours");
            let said = case.try_open().err().expect("it is refused").to_string();
            assert!(said.contains("journal: line 4 makes no sense"), "{step} {path}: {said}");
        }
        assert_eq!(tree(&case.path("outside")), outside, "{path}");
    }
}

#[test]
fn a_build_is_not_undone_through_a_link() {
    let (case, outside) = case();
    let digest = Digest::of(b"2");
    symlink(case.path("outside"), case.path("public/link")).expect("it is ours");
    let journal =
        format!("certsite journal 1\nstage stage.1\nsite -\ncreate 0 {digest} link/file\n");
    fs::write(case.path("public/.certsite/journal"), journal).expect("it is ours");
    drop(case.open());
    assert_eq!(tree(&case.path("outside")), outside);
}

/// Leave to write that somebody took away is not given back, whatever else is put right.
#[test]
fn a_folder_that_may_not_be_written_stays_so() {
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    let (case, _) = case();
    let paths = ["public", "public/en", "public/en/p", "public/index.html"].map(|p| case.path(p));
    for (folder, file) in [(0o555, 0o444), (0o500, 0o400)] {
        for path in paths.iter().rev() {
            set(path, if path.is_dir() { folder } else { file });
        }
        case.is_current();
        for path in &paths {
            assert_eq!(mode(path) & 0o222, 0, "{}", path.display());
            set(path, if path.is_dir() { 0o755 } else { 0o644 });
        }
    }
}

#[test]
fn modes_are_put_right_also_where_nothing_else_changed() {
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let narrow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    let (case, _) = case();
    let paths = ["public", "public/en", "public/en/p", "public/index.html"].map(|p| case.path(p));
    // What somebody put beside, for nobody else to read, and lent no name of certsite's.
    fs::write(case.path("public/mine"), "mine").expect("it is ours");
    narrow(&case.path("public/mine"), 0o600);
    let before = paths.each_ref().map(|path| mode(path));
    // The seconds that make looks count are not waited for: it holds either way.
    for _ in 0..2 {
        for path in &paths {
            narrow(path, if path.is_dir() { 0o700 } else { 0o600 });
        }
        assert!(case.is_current());
        assert_eq!(paths.each_ref().map(|path| mode(path)), before);
        assert_eq!(mode(&case.path("public/mine")), 0o600);
    }
    // The folder itself may be meant for few.
    narrow(&paths[0], 0o750);
    assert!(case.is_current());
    assert_eq!(mode(&paths[0]), if before[2] & 0o44 == 0 { before[0] } else { 0o750 });
}

//! What certsite knows of its folders: names of all kinds, copies, files that somebody changed.

use super::*;
use std::os::unix::fs::PermissionsExt;

#[test]
fn any_name_is_written_known_again_and_removed() {
    let names = [
        "Icon\r",
        "a\nb",
        " lead",
        "trail ",
        "100%",
        "%0D",
        "q\" onclick=\"x",
        "şəkil.png",
        "C#.txt",
        "…",
        "\u{202e}txt.exe",
        "tab\t",
        "a\\b",
        "-rf",
        "çox uzun ad",
        "e\u{301}",
    ];
    let files: Vec<_> = names.iter().map(|name| (*name, *name)).collect();
    let case = Case::new();
    assert_eq!(case.build(&files, &[]).0.written, names.len());
    assert!(case.is_current());
    assert_eq!(case.build(&files, &[]).0.unchanged, names.len());
    for name in names {
        assert_eq!(fs::read_to_string(case.path("public").join(name)).expect("it is there"), name);
    }
    let one = [("index.html", "1")];
    let (done, problems) = case.build(&one, &[]);
    assert!(done.deleted == names.len() && problems.is_empty(), "{problems:?}");
    let left = case.tree();
    let left: Vec<_> = left.keys().filter(|path| !path.contains(".certsite")).collect();
    assert_eq!(left, ["public/", "public/index.html"]);
}

#[test]
fn what_systems_put_into_folders_is_nobodys_work() {
    for name in [".DS_Store", ".directory", "Thumbs.db", "desktop.ini"] {
        let case = Case::new();
        fs::create_dir_all(case.path("public")).expect("it is ours");
        fs::write(case.path("public").join(name), "x").expect("it is ours");
        case.build(&[("index.html", "1")], &[]);
        assert!(case.path("public/index.html").exists(), "{name}");
        assert!(case.path("public").join(name).exists(), "{name}");
    }
}

#[test]
fn what_stays_though_it_should_not_is_named_until_it_is_gone() {
    let case = Case::new();
    case.build(&[("index.html", "1"), ("en/p", "2"), ("q", "3")], &[]);
    fs::write(case.path("public/en/p"), "mine").expect("it is ours");
    for _ in 0..3 {
        let (_, problems) = case.build(&[("index.html", "1")], &[]);
        let codes: Vec<_> = problems.iter().map(|d| d.problem.code()).collect();
        assert_eq!(codes, ["foreign-change"]);
        assert!(!case.is_current(), "it must be named again");
        assert!(!case.path("public/q").exists());
    }
    fs::remove_file(case.path("public/en/p")).expect("it is ours");
    assert!(case.build(&[("index.html", "1")], &[]).1.is_empty());
    assert!(case.is_current());
}

#[test]
fn what_was_withdrawn_is_known_when_it_stands_there_again() {
    let all = [("index.html", "1"), ("en/p/index.html", "2"), ("media/a.1.png", "3"), ("q", "4")];
    let rest = [("index.html", "1")];
    for (path, text, is_removed) in [
        ("en/p/index.html", "2", true),
        ("media/a.1.png", "3", true),
        ("q", "4", true),
        ("en/p/index.html", "an older version of it", false),
        ("q", "somebody's own", false),
    ] {
        let case = Case::new();
        case.build(&all, &[]);
        assert_eq!(case.build(&rest, &[]).0.deleted, 3);
        assert!(case.is_current());
        // Other builds come in between.
        case.build(&[("index.html", "5"), ("new", "6")], &[]);
        case.build(&rest, &[]);
        let back = case.path("public").join(path);
        fs::create_dir_all(back.parent().expect("below")).expect("it is ours");
        fs::write(&back, text).expect("it is ours");
        for round in 0..3 {
            assert!(!case.is_current() || is_removed && round > 0, "{path}: {text}, {round}");
            let (done, problems) = case.build(&rest, &[]);
            let codes: Vec<_> = problems.iter().map(|d| d.problem.code()).collect();
            match is_removed {
                true => assert_eq!((done.deleted, codes), (usize::from(round == 0), vec![])),
                false => assert_eq!((done.deleted, codes), (0, vec!["foreign-change"])),
            }
        }
        assert_eq!(back.exists(), !is_removed, "{path}: {text}");
        // It may come back, and go again.
        case.build(&all, &[]);
        assert!(case.is_current(), "{path}: {text}");
        let (done, problems) = case.build(&rest, &[]);
        assert_eq!((done.deleted, problems), (3, vec![]), "{path}: {text}");
        assert!(case.is_current(), "{path}: {text}");
    }
    // Where all is gone, nothing tells of a build.
    let case = Case::new();
    case.build(&all, &[("x", "1")]);
    case.build(&all, &[]);
    assert!(!case.path("bundle").exists());
}

#[test]
fn a_folder_at_the_name_of_a_file_goes_if_nothing_is_in_it() {
    for (made, is_empty) in [
        ("en/index.html/", true),
        ("en/index.html/deep/er/", true),
        ("en/index.html/mine.txt", false),
        ("en/index.html/deep/mine.txt", false),
    ] {
        let case = Case::new();
        let old = [("index.html", "1"), ("en/index.html", "2")];
        case.build(&old, &[]);
        let page = case.path("public/en/index.html");
        fs::remove_file(&page).expect("it is ours");
        let path = case.path("public").join(made);
        fs::create_dir_all(if made.ends_with('/') { &path } else { path.parent().expect("below") })
            .expect("it is ours");
        if !made.ends_with('/') {
            fs::write(&path, "mine").expect("it is ours");
        }
        assert!(!case.is_current(), "{made}");
        let output = case.open();
        let (site, bundle) = (staged(&output.site, &old), staged(&output.bundle, &[]));
        let told = match output.prepare(site, bundle) {
            Ok(changes) => changes.commit().expect("the disk is in order").warnings,
            Err(problems) => problems,
        };
        let codes: Vec<_> = told.iter().map(|told| told.problem.code()).collect();
        let expect = if is_empty { "foreign-replaced" } else { "file-in-the-way" };
        assert_eq!(codes, [expect], "{made}");
        assert_eq!(page.is_file(), is_empty, "{made}");
        assert!(is_empty || told[0].problem.to_string().contains("mine.txt"), "{told:?}");
        if is_empty {
            output.end(Some(1));
            drop(output);
            assert!(case.is_current(), "{made}");
        }
    }
}

#[test]
fn a_copy_is_known_as_well_as_the_folder_that_was_written() {
    let case = Case::new();
    case.build(&[("index.html", "1"), ("en/withdrawn", "2"), ("en/kept", "3")], &[]);
    let copy = Case::new();
    for (path, text) in tree(&case.path("public")) {
        let to = copy.path("public").join(&path);
        match path.ends_with('/') {
            true => fs::create_dir_all(to).expect("it is ours"),
            false => {
                fs::create_dir_all(to.parent().expect("below")).expect("it is ours");
                fs::write(to, text).expect("it is ours");
            }
        }
    }
    assert!(copy.is_current());
    let (done, problems) = copy.build(&[("index.html", "1"), ("en/kept", "3")], &[]);
    assert_eq!((done.deleted, done.written, done.unchanged), (1, 0, 2), "{problems:?}");
    assert!(!copy.path("public/en/withdrawn").exists());
}

#[test]
fn an_edit_of_the_same_length_at_the_same_time_is_seen() {
    let case = Case::new();
    case.build(&[("index.html", "text"), ("other", "text")], &[]);
    let path = case.path("public/index.html");
    // Again and again, so that some fall into the tick in which the file was written or looked at.
    for n in 0..50 {
        let modified = path.metadata().and_then(|m| m.modified()).expect("it is there");
        fs::write(&path, format!("{:04}", n % 10_000)).expect("it is ours");
        let file = fs::File::options().write(true).open(&path).expect("it is ours");
        file.set_modified(modified).expect("it is ours");
        assert!(!case.is_current(), "edit {n}");
        case.build(&[("index.html", "text"), ("other", "text")], &[]);
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "text");
        assert!(case.is_current());
    }
}

#[test]
fn times_that_were_shifted_change_nothing() {
    let case = Case::new();
    case.build(&[("index.html", "1")], &[]);
    for time in [std::time::UNIX_EPOCH, std::time::UNIX_EPOCH + Duration::from_secs(4_000_000_000)]
    {
        let file = fs::File::options().write(true).open(case.path("public/index.html"));
        file.and_then(|file| file.set_modified(time)).expect("it is ours");
        assert!(case.is_current());
    }
}

#[test]
fn one_build_at_a_time_says_who_it_is() {
    let case = Case::new();
    let output = case.open();
    let said = case.try_open().err().expect("it is locked").to_string();
    assert!(said.contains("being written by another build (a test); waited for 0 s"), "{said}");
    drop(output);
    assert_eq!(case.tree(), Tree::new(), "a build that wrote nothing leaves nothing");
}

#[test]
fn files_are_for_everybody_whatever_their_sources_are() {
    let case = Case::new();
    let source = case.path("secret.bin");
    fs::write(&source, "bytes").expect("it is ours");
    fs::set_permissions(&source, fs::Permissions::from_mode(0o600)).expect("it is ours");
    let output = case.open();
    let sum = xxh3_64(b"bytes");
    let file = output.site.stage("a/b.bin", sum, Content::File(&source, sum)).expect("it is read");
    let changes = output.prepare(vec![file], Vec::new()).map_err(|_| "nothing is in the way");
    changes.expect("nothing").commit().expect("the disk is in order");
    let mode =
        |path: &str| fs::metadata(case.path(path)).expect("it is there").permissions().mode();
    // As far as the umask of whoever runs the tests lets them.
    fs::File::create(case.path("usual")).expect("it is ours");
    assert_eq!(mode("public/a/b.bin") & 0o777, mode("usual") & 0o644);
    assert_eq!(mode("public/a") & 0o700, 0o700);
}

#[test]
fn nothing_is_written_or_removed_through_a_link() {
    let case = Case::new();
    case.build(&[("index.html", "1"), ("en/p", "2")], &[]);
    fs::rename(case.path("public/en"), case.path("elsewhere")).expect("it is ours");
    std::os::unix::fs::symlink(case.path("elsewhere"), case.path("public/en")).expect("it is ours");
    let output = case.open();
    let files = staged(&output.site, &[("index.html", "1"), ("en/p", "changed")]);
    let problems = output.prepare(files, Vec::new()).err().expect("a link is in the way");
    assert_eq!(problems[0].problem.code(), "file-in-the-way");
    drop(output);
    let (_, problems) = case.build(&[("index.html", "1")], &[]);
    assert_eq!(problems[0].problem.code(), "foreign-change");
    assert_eq!(fs::read_to_string(case.path("elsewhere/p")).expect("it is there"), "2");
}

#[test]
fn what_is_read_through_a_link_is_not_ours() {
    for linked in ["en", "en/a", "en/a/b"] {
        let case = Case::new();
        let files = [("en/a/b/p", "1"), ("en/a/q", "2"), ("en/r", "3"), ("en-x/s", "4")];
        case.build(&files, &[]);
        let (folder, aside) = (case.path("public").join(linked), case.path("elsewhere"));
        fs::rename(&folder, &aside).expect("it is ours");
        std::os::unix::fs::symlink(&aside, &folder).expect("it is ours");
        assert!(!case.is_current(), "{linked}");
        let output = case.open();
        let problems = output.prepare(staged(&output.site, &files), Vec::new()).err();
        let problems = problems.expect("a link is in the way");
        assert_eq!(problems.len(), 1, "{linked}: {problems:?}");
        assert_eq!(problems[0].problem.code(), "file-in-the-way", "{linked}");
        drop(output);
        fs::remove_file(&folder).expect("it is ours");
        fs::rename(&aside, &folder).expect("it is ours");
        assert!(case.is_current(), "{linked}");
    }
}

#[test]
fn a_bundle_that_is_switched_off_goes_and_nothing_else() {
    let case = Case::new();
    let site = [("index.html", "1")];
    case.build(&site, &[("forms/a.yaml", "a"), ("pages/a.en.html", "b")]);
    fs::write(case.path("bundle/forms/mine"), "mine").expect("it is ours");
    case.build(&site, &[]);
    let bundle = tree(&case.path("bundle"));
    assert_eq!(bundle.keys().collect::<Vec<_>>(), ["forms/", "forms/mine"]);
    let case = Case::new();
    case.build(&site, &[("forms/a.yaml", "a")]);
    case.build(&site, &[]);
    assert!(!case.path("bundle").exists());
    assert!(case.is_current());
}

#[test]
fn a_foreign_bundle_matters_only_to_a_site_that_has_one() {
    let case = Case::new();
    fs::create_dir(case.path("bundle")).expect("it is ours");
    fs::write(case.path("bundle/mine"), "mine").expect("it is ours");
    case.build(&[("index.html", "1")], &[]);
    assert!(case.is_current());
    let refusal = case.open().bundle.refusal().expect("it can be asked");
    assert_eq!(refusal.map(|d| d.problem.code()), Some("output-not-ours"));
    assert_eq!(tree(&case.path("bundle")).len(), 1, "nothing was put in");
}

//! What `check` tells of the stores of sensors: one log under two names, and marks of lines that are
//! not what was written.

use crate::sensors::{TALLIES, import, import_text, site};
use certsite_tests::Site;
use certsite_tests::sensors::Eve;
use std::fs;
use std::path::PathBuf;

/// What `check` says of sensors, a line each.
fn told(site: &Site) -> Vec<String> {
    let printed = site.certsite(&["check", "--format", "short"]).stdout;
    printed.lines().filter(|line| line.contains(TALLIES)).map(str::to_owned).collect()
}

/// The one file of marks of a source.
fn marks(site: &Site, source: &str) -> PathBuf {
    let folder = site.path(&format!("{TALLIES}/{source}/.lines"));
    let mut files = fs::read_dir(folder).expect("there are marks");
    files.next().expect("there is one").expect("it can be listed").path()
}

type Deed = fn(&PathBuf);

#[test]
fn marks_that_are_not_what_was_written_are_told() {
    let site = site();
    import_text(&site, Eve::new(61).lines(40), &[]).ok();
    assert_eq!(told(&site), [""; 0]);
    let file = marks(&site, "suricata");
    let whole = fs::read(&file).expect("it is there");
    let cases: [(&str, Deed, &str); 10] = [
        ("cut", |f| fs::write(f, &fs::read(f).unwrap()[..60]).unwrap(), "it has 60 bytes, and 180"),
        ("empty", |f| fs::write(f, "").unwrap(), "it has 0 bytes"),
        ("longer", |f| fs::write(f, [fs::read(f).unwrap(), vec![1; 6]].concat()).unwrap(), "186"),
        (
            "a byte flipped",
            |f| {
                let mut bytes = fs::read(f).unwrap();
                bytes[77] ^= 1;
                fs::write(f, bytes).unwrap();
            },
            "it is not what was written",
        ),
        ("all of it other", |f| fs::write(f, [7; 180]).unwrap(), "it is not what was written"),
        ("marks of eight bytes", |f| fs::write(f, [7; 240]).unwrap(), "it has 240 bytes"),
        ("missing", |f| fs::remove_file(f).unwrap(), "this file is missing"),
        (
            "under another name",
            |f| fs::rename(f, f.with_file_name("2026-02-01")).unwrap(),
            "no tallies belong to this file",
        ),
        (
            "a folder in its place",
            |f| fs::remove_file(f).and_then(|()| fs::create_dir(f)).unwrap(),
            "no file of certsite's",
        ),
        (
            "no folder",
            |f| fs::remove_dir_all(f.parent().unwrap()).unwrap(),
            "this folder is missing",
        ),
    ];
    for (what, deed, says) in cases {
        deed(&file);
        let said = told(&site);
        assert!(said.iter().any(|line| line.contains(says)), "{what}: {said:?}");
        assert!(said.len() <= 2 && said.iter().all(|l| l.contains("[lines-damaged]")), "{said:?}");
        // What is told here stops what is told there.
        let folder = file.parent().expect("it is in one");
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).expect("it is ours");
        fs::write(&file, &whole).expect("it is ours");
        assert_eq!(told(&site), [""; 0], "{what}, mended");
    }
    fs::write(file.with_file_name("2026-02-01_2026-02-01_0123456789abcdef"), "x").expect("ours");
    fs::write(file.with_file_name(".DS_Store"), "x").expect("it is ours");
    let said = told(&site);
    assert!(said.len() == 1 && said[0].contains("no tallies belong to this file"), "{said:?}");
    // Half an import is finished by the next one.
    fs::create_dir(site.path(&format!("{TALLIES}/suricata/.import"))).expect("it is ours");
    assert_eq!(told(&site), [""; 0]);
}

#[test]
fn one_log_under_two_names_is_told() {
    let eve = |seed: u64, lines: usize| Eve::new(seed).lines(lines);
    let cases: [(&str, String, String, bool); 7] = [
        ("one log", eve(71, 400), eve(71, 400), true),
        ("grown", eve(72, 200), eve(72, 200) + &*eve(73, 200), true),
        ("a half of it", eve(74, 400), eve(74, 400)[..eve(74, 200).len()].to_owned(), true),
        (
            "another order",
            eve(75, 100),
            eve(75, 100).lines().rev().fold(String::new(), |t, l| t + l + "\n"),
            true,
        ),
        ("a tenth of it, in a long one", eve(76, 3_000), eve(77, 2_700) + &*eve(76, 300), true),
        ("another log", eve(78, 400), eve(79, 400), false),
        ("other days", eve(80, 400), eve(80, 400).replace("2026-02-01", "2026-02-03"), false),
    ];
    for (what, one, other, is_told) in cases {
        let site = site();
        import_text(&site, one, &["--source", "one"]).ok();
        import_text(&site, other, &["--source", "other"]).ok();
        let said = told(&site);
        assert_eq!(said.len(), usize::from(is_told), "{what}: {said:?}");
        let words = "[counted-twice]: one and other count the same events, from 2026-02-01 on: ";
        assert!(said.iter().all(|line| line.contains(words)), "{what}: {said:?}");
    }
    // Three sources are three pairs; under one name a log is counted once.
    let site = site();
    for source in ["a", "b", "c", "a"] {
        import_text(&site, eve(81, 100), &["--source", source]).ok();
    }
    assert_eq!(told(&site).len(), 3);
    let path = site.path("log.json").to_string_lossy().into_owned();
    import(&site, &[&path, "--source", "b"]).ok().says("0 new events");
    site.certsite(&["sensors", "remove", "b", "--yes"]).ok();
    assert_eq!(told(&site).len(), 1);
}

//! Stores that somebody died over: the next one finishes what was decided.
#![expect(clippy::disallowed_methods, reason = "makes the files that were left")]

use super::*;

/// Whoever dies once it is decided, at whatever step of what is left: the next one does the rest.
#[test]
fn what_was_decided_is_finished_from_every_step() {
    let steps: [&[(&str, &str)]; 4] = [
        &[],
        &[("new", "../.lines/new")],
        &[("new", "../.lines/new"), ("new.csv", "../new.csv")],
        &[("new", "../.lines/new"), ("new.csv", "../new.csv"), (".removed", "../.removed")],
    ];
    for done in steps {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join(FOLDER).join("s");
        let decided = folder.join(DECIDED);
        fs::create_dir_all(folder.join(LINES)).expect("it is ours");
        fs::create_dir_all(&decided).expect("it is ours");
        for (file, text) in [
            ("old.csv", "old"),
            (".lines/old", "old"),
            (".imported/new", "new"),
            (".imported/new.csv", "new"),
            (".imported/.removed", "old.csv\n.lines/old\n"),
        ] {
            fs::write(folder.join(file), text).expect("it is ours");
        }
        for (from, to) in done {
            fs::rename(decided.join(from), decided.join(to)).expect("it is there");
        }
        Store::open(root.path(), "s").map(drop).expect("it is finished");
        let mut left = list(&folder).expect("it is there");
        left.sort();
        assert_eq!(left, [".lines", "new.csv"], "{done:?}");
        assert_eq!(list(&folder.join(LINES)).expect("it is there"), ["new"], "{done:?}");
    }
}

//! When features are asked: by a feature that counts it.
#![expect(clippy::disallowed_methods, reason = "writes the site that the features are asked for")]

use super::{Engine, Features, Request};
use crate::feature::{Contribution, Feature, Part, Reading};
use crate::linked::Linked;
use crate::memo::Memo;
use crate::timing::Timings;
use certsite_base::diag::Diagnostic;
use jiff::Timestamp;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Reads one folder and nothing else.
struct Counting {
    read: AtomicUsize,
    contributed: AtomicUsize,
}

static COUNTING: Counting =
    Counting { read: AtomicUsize::new(0), contributed: AtomicUsize::new(0) };
const FEATURES: Features = &[&COUNTING];

struct Texts(Vec<String>);

impl Feature for Counting {
    fn inputs(&self) -> &'static [&'static str] {
        &["content/data/own/"]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        self.read.fetch_add(1, Relaxed);
        let texts = reading.files.texts_below("content/");
        (Box::new(Texts(texts.map(|(path, _)| path.to_string()).collect())), Vec::new())
    }
}

impl Part for Texts {
    fn contribute(&self, _: Linked, _: &Memo) -> Contribution {
        COUNTING.contributed.fetch_add(1, Relaxed);
        assert!(self.0.iter().all(|path| path.starts_with("content/data/own/")), "{:?}", self.0);
        Contribution::default()
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
    fs::write(path, text).expect("it can be written");
}

#[test]
fn a_feature_reads_when_its_own_files_change_and_contributes_once_a_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let settings = "languages: [{code: en, name: English}]\ntitle: {en: A}\n\
        description: {en: B.}\nbase_url: https://a.example\ntheme: none\ntime_zone: UTC\n";
    write(root, "content/site.yaml", settings);
    write(root, "content/team.yaml", "team:\n  name: A\n");
    write(root, "content/en/index.md", "---\ntitle: A\n---\n\nText.\n");
    write(root, "content/data/own/a.csv", "a\n");
    write(root, "content/data/other.yaml", "a: b\n");
    let mut engine = Engine::new(root, Request::default(), FEATURES);
    let mut counts = || {
        let now = Timestamp::UNIX_EPOCH;
        let snapshot = engine.snapshot(now, &mut Timings::default()).expect("there is a site");
        assert!(snapshot.site.is_some(), "{:?}", snapshot.diagnostics);
        (COUNTING.read.swap(0, Relaxed), COUNTING.contributed.swap(0, Relaxed), engine.parsed)
    };
    let edits: [(&str, &str, (usize, usize, usize)); 7] = [
        ("content/data/other.yaml", "a: c\n", (1, 1, 1)),
        ("content/en/index.md", "---\ntitle: A\n---\n\nOther.\n", (0, 1, 1)),
        ("content/data/other.yaml", "a: d\n", (0, 1, 0)),
        ("content/data/own/a.csv", "b\n", (1, 1, 0)),
        ("content/data/own/b.csv", "b\n", (1, 1, 0)),
        ("content/team.yaml", "team:\n  name: B\n", (1, 1, 0)),
        ("content/files/a.txt", "b\n", (0, 1, 0)),
    ];
    for (path, text, expected) in edits {
        write(root, path, text);
        assert_eq!(counts(), expected, "{path}");
    }
}

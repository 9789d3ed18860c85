//! The transaction from inside, on sites of a few lines.
#![expect(clippy::disallowed_methods, reason = "the tests look at what was written")]

mod cut_short;
mod folders;
mod hostile;

use super::disk::Digest;
use super::folder::Folder;
use super::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

/// Files of a site or a bundle: path and text.
type Files<'a> = &'a [(&'a str, &'a str)];

/// Everything below a folder; folders end with a slash.
type Tree = BTreeMap<String, String>;

struct Case(TempDir);

impl Case {
    fn new() -> Case {
        Case(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn places(&self) -> Places {
        Places { site: self.path("public"), bundle: self.path("bundle") }
    }

    fn open(&self) -> Output {
        self.try_open().expect("nobody else builds")
    }

    fn try_open(&self) -> Result<Output, Error> {
        let patience = Duration::ZERO;
        Output::open(&self.places(), &Holder { name: "a test".into(), patience, tell: &|_| {} })
    }

    fn changes<'a>(output: &'a Output, site: Files, bundle: Files) -> Changes<'a> {
        let prepared = output.prepare(staged(&output.site, site), staged(&output.bundle, bundle));
        prepared.unwrap_or_else(|problems| panic!("nothing is in the way: {problems:?}"))
    }

    fn try_build(&self, site: Files, bundle: Files) -> Result<Finished, Error> {
        let output = self.open();
        let finished = Case::changes(&output, site, bundle).commit()?;
        output.end(finished.is_all.then_some(1));
        Ok(finished)
    }

    #[track_caller]
    fn build(&self, site: Files, bundle: Files) -> (Done, Vec<Diagnostic>) {
        let finished = self.try_build(site, bundle).expect("the disk is in order");
        (finished.done, finished.warnings)
    }

    /// Takes the first steps of a build, and stops as if killed.
    fn cut_short(&self, site: Files, bundle: Files, steps: usize) {
        let output = self.open();
        let changes = Case::changes(&output, site, bundle);
        let (transaction, _) = changes.plan().expect("the disk is in order");
        transaction.announce().expect("the disk is in order");
        transaction.take(steps).expect("the disk is in order");
        for folder in [&output.site, &output.bundle] {
            folder.keep_stage();
        }
    }

    /// How many steps a build would take.
    fn steps(&self, site: Files, bundle: Files) -> usize {
        let output = self.open();
        let changes = Case::changes(&output, site, bundle);
        let (transaction, _) = changes.plan().expect("the disk is in order");
        transaction.0.iter().map(|(_, journal)| journal.steps.len()).sum()
    }

    /// Both folders, with certsite's notes but for those that are for one machine alone, or of
    /// what was there before.
    fn tree(&self) -> Tree {
        let mut tree = tree(self.0.path());
        tree.retain(|path, _| {
            let is_other = |name| path.ends_with(&format!(".certsite/{name}"));
            !["lock", "seen", "withdrawn"].into_iter().any(is_other)
        });
        tree
    }

    fn is_current(&self) -> bool {
        self.open().is_current(1)
    }
}

fn staged(folder: &Folder, files: Files) -> Vec<Staged> {
    let stage = |&(out, text): &(&str, &str)| {
        let source = xxh3_64(text.as_bytes());
        folder.keep(out, source).unwrap_or_else(|| {
            folder
                .stage(out, source, Content::Bytes(text.as_bytes()))
                .expect("the disk is in order")
        })
    };
    files.iter().map(stage).collect()
}

fn tree(root: &Path) -> Tree {
    let mut found = Tree::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1) {
        let entry = entry.expect("it is ours");
        let name = entry.path().strip_prefix(root).expect("it lies below").to_string_lossy();
        match entry.file_type().is_dir() {
            true => found.insert(format!("{name}/"), String::new()),
            false => {
                found.insert(name.into(), fs::read_to_string(entry.path()).unwrap_or_default())
            }
        };
    }
    found
}

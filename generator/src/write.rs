//! Bytes → files below the output folder.
//!
//! Everything is first written aside and moved into place at the end, so that an
//! interrupted build leaves no half-written page and a failed one leaves the previous
//! output untouched. A manifest remembers what certsite wrote: unchanged files are not
//! touched, and only its own files are ever deleted.

#![expect(
    clippy::disallowed_methods,
    reason = "the one stage that writes and deletes files of the site"
)]

mod manifest;

pub use manifest::{Entry, Manifest};

use crate::diag::{Diagnostic, Problem};
use crate::load::Sum;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Name of certsite's own folder below the output folder.
const OWN: &str = ".certsite";

/// An output folder that is being brought up to date.
pub struct Output {
    root: PathBuf,
    old: Manifest,
    staged: AtomicUsize,
}

/// One file of the new state.
pub struct Staged {
    /// Path below the output folder.
    pub out: String,
    entry: Entry,
    /// The file aside, unless the one in place is right already.
    aside: Option<PathBuf>,
}

/// What a build did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files written anew.
    pub written: usize,
    /// Files left as they were.
    pub unchanged: usize,
    /// Files deleted.
    pub deleted: usize,
}

impl Output {
    /// Opens the output folder, which may not exist yet.
    ///
    /// # Errors
    /// As a diagnostic if the folder holds files that certsite did not write.
    pub fn open(root: &Path) -> io::Result<Result<Output, Box<Diagnostic>>> {
        let own = root.join(OWN);
        let is_empty = match std::fs::read_dir(root) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => return Err(error),
        };
        if !is_empty && !own.exists() {
            let problem = Problem::NotOurs { path: root.display().to_string() };
            return Ok(Err(Box::new(Diagnostic::site(problem))));
        }
        let old = Manifest::read(&own.join("manifest"))?;
        Ok(Ok(Output { root: root.to_owned(), old, staged: AtomicUsize::new(0) }))
    }

    /// True if a build of these inputs has already written everything that is there now.
    pub fn is_current(&self, inputs: Sum) -> bool {
        self.old.inputs == Some(inputs) && self.is_whole()
    }

    /// True if something was written here, and all of it is still in place.
    pub fn is_whole(&self) -> bool {
        let mut files = self.old.files.iter();
        self.count() > 0 && files.all(|(out, entry)| entry.is_in_place(&self.root.join(out)))
    }

    /// How many files the last build left.
    pub fn count(&self) -> usize {
        self.old.files.len()
    }

    /// How many of them are pages.
    pub fn pages(&self) -> usize {
        self.old.files.keys().filter(|out| out.ends_with(".html")).count()
    }

    /// True if the file in place was made from bytes with this fingerprint.
    pub fn has(&self, out: &str, source: Sum) -> bool {
        let entry = self.old.files.get(out).filter(|entry| entry.source == source);
        entry.is_some_and(|entry| entry.is_in_place(&self.root.join(out)))
    }

    /// Keeps a file as it is.
    pub fn keep(&self, out: &str) -> Option<Staged> {
        let entry = *self.old.files.get(out)?;
        Some(Staged { out: out.to_owned(), entry, aside: None })
    }

    /// Makes room for writing aside; called once, before the first [`Output::stage`].
    pub fn begin(&self) -> io::Result<()> {
        let own = self.root.join(OWN);
        std::fs::create_dir_all(own.join("aside"))?;
        for left in std::fs::read_dir(own.join("aside"))? {
            std::fs::remove_file(left?.path())?;
        }
        Ok(())
    }

    /// Writes a file aside. `source` is the fingerprint of what it was made from.
    pub fn stage(&self, out: &str, source: Sum, bytes: Content) -> io::Result<Staged> {
        let number = self.staged.fetch_add(1, Ordering::Relaxed);
        let aside = self.root.join(OWN).join("aside").join(number.to_string());
        let metadata = match bytes {
            Content::Bytes(bytes) => {
                let mut file = File::create(&aside)?;
                file.write_all(bytes)?;
                file.metadata()?
            }
            Content::File(path) => {
                std::fs::copy(path, &aside)?;
                std::fs::symlink_metadata(&aside)?
            }
        };
        let entry = Entry::of(&metadata, source);
        Ok(Staged { out: out.to_owned(), entry, aside: Some(aside) })
    }

    /// What stands where new files are to go, and is not certsite's: files in their place, and files
    /// or links where their folders must be. Nothing is ever written through a foreign link.
    pub fn in_the_way(&self, staged: &[Staged]) -> Vec<Diagnostic> {
        let mut foreign: BTreeSet<&Path> = BTreeSet::new();
        let mut folders: HashMap<&str, bool> = HashMap::new();
        let is_new = |out: &str| !self.old.files.contains_key(out);
        for out in staged.iter().filter(|file| file.aside.is_some()).map(|file| &*file.out) {
            // From the top down: below a folder that is not there, nothing is in the way.
            let mut above = out.match_indices('/').map(|(end, _)| &out[..end]);
            let is_there = above.all(|folder| {
                *folders.entry(folder).or_insert_with(|| {
                    let found = std::fs::symlink_metadata(self.root.join(folder));
                    if is_new(folder) && found.as_ref().is_ok_and(|m| !m.is_dir()) {
                        foreign.insert(Path::new(folder));
                    }
                    found.is_ok()
                })
            });
            if is_there
                && is_new(out)
                && std::fs::symlink_metadata(self.root.join(out))
                    .is_ok_and(|m| !self.is_our_folder(out, &m))
            {
                foreign.insert(Path::new(out));
            }
        }
        let problem = |path: &Path| Problem::FileInTheWay {
            path: self.root.join(path).display().to_string(),
        };
        foreign.into_iter().map(|path| Diagnostic::site(problem(path))).collect()
    }

    /// A folder that held pages of the last build; it goes with them, unless a foreign file is inside.
    fn is_our_folder(&self, out: &str, metadata: &std::fs::Metadata) -> bool {
        let prefix = format!("{out}/");
        metadata.is_dir()
            && self
                .old
                .files
                .range(prefix.clone()..)
                .next()
                .is_some_and(|(file, _)| file.starts_with(&prefix))
    }

    /// Deletes files that are no longer part of the site, moves the new ones into place in the
    /// order given, and remembers everything. `inputs` is the fingerprint that
    /// [`Output::is_current`] compares, if the build may be skipped next time.
    pub fn finish(
        &self,
        staged: Vec<Staged>,
        inputs: Option<Sum>,
    ) -> io::Result<(Done, Vec<Diagnostic>)> {
        let own = self.root.join(OWN);
        let mut done = Done::default();
        let all: BTreeMap<String, Entry> =
            staged.iter().map(|file| (file.out.clone(), file.entry)).collect();
        // If this is cut short, every file that may be ours is in the manifest already.
        let old = self.old.files.iter().map(|(out, entry)| (out.clone(), *entry));
        Manifest { inputs: None, files: old.chain(all.clone()).collect() }.write(&own)?;
        // Before the rest moves in: what was a file may become a folder, and the other way round.
        let diagnostics = self.prune(&all, &mut done)?;
        let mut folders: HashSet<&str> = HashSet::new();
        for file in &staged {
            let Some(aside) = &file.aside else {
                done.unchanged += 1;
                continue;
            };
            let target = self.root.join(&file.out);
            if let Some((folder, _)) = file.out.rsplit_once('/')
                && folders.insert(folder)
            {
                std::fs::create_dir_all(self.root.join(folder))?;
            }
            std::fs::rename(aside, target)?;
            done.written += 1;
        }
        Manifest { inputs, files: all }.write(&own)?;
        Ok((done, diagnostics))
    }

    /// Deletes files of the last build that are no longer part of the site, and folders left empty.
    fn prune(&self, all: &BTreeMap<String, Entry>, done: &mut Done) -> io::Result<Vec<Diagnostic>> {
        let mut diagnostics = Vec::new();
        for (out, entry) in self.old.files.iter().filter(|(out, _)| !all.contains_key(*out)) {
            let path = self.root.join(out);
            if std::fs::symlink_metadata(&path).is_err() {
                continue;
            }
            if !entry.is_in_place(&path) {
                diagnostics.push(Diagnostic::site(Problem::ForeignChange {
                    path: path.display().to_string(),
                }));
                continue;
            }
            std::fs::remove_file(&path)?;
            done.deleted += 1;
            let inner = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
            for folder in inner {
                // Fails, and is meant to, as soon as a folder still holds something.
                if std::fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        Ok(diagnostics)
    }
}

/// What is to be written.
pub enum Content<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// The bytes of this file.
    File(&'a Path),
}

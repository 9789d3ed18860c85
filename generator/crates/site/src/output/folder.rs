//! One output folder under its lock: what certsite wrote there, whether that is still so, and new
//! files beside it.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::OWN;
use super::disk::{At, Digest, DiskError, copy, create, is_there, make_folder, remove_own};
use super::journal::Journal;
use super::known::{Known, State};
use super::last::Last;
use super::lock::{Asked, Lock, ask};
use super::manifest::{Manifest, ManifestEntry};
use super::out_path::{OutPath, linked};
use super::seen;
use super::staged::{Content, Staged};
use super::withdrawn::Withdrawn;
use super::{modes, open};
use crate::load::{Looks, Sum};
use certsite_base::diag::{Diagnostic, Problem};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How often the lock is asked for anew, if a build that wrote nothing has just removed it.
const ATTEMPTS: usize = 1000;

/// Files that systems put into folders by themselves, once somebody looks at them.
const LITTER: [&str; 4] = [".DS_Store", ".directory", "Thumbs.db", "desktop.ini"];

/// An output folder, with what certsite knows of the files in it.
pub struct Folder {
    /// The absolute path of the folder, with all links followed.
    pub(super) root: PathBuf,
    /// All that is certsite's own, by path.
    pub(super) known: BTreeMap<OutPath, Known>,
    /// Files that were its own once and have been removed since.
    pub(super) withdrawn: Withdrawn,
    hold: Hold,
    /// Folders that were made for the lock, the outermost first.
    made: Vec<PathBuf>,
    stage: OnceLock<Result<(), io::ErrorKind>>,
    next: AtomicUsize,
    /// True if the staged files are needed to put things right.
    keeps_stage: AtomicBool,
}

/// Whether a build may write to a folder.
enum Hold {
    /// The build holds the folder's lock.
    Locked(Lock),
    /// It holds files, and nothing says that certsite made it.
    Foreign,
    /// There is no such folder, and it cannot be made.
    Unwritable(DiskError),
}

/// What came of opening a folder.
pub(super) enum Opened {
    /// We have opened it, with its lock or with the reason why there can be none.
    Ours(Box<Folder>),
    /// Another build is at work, which wrote this about itself.
    Busy(String),
}

impl Folder {
    /// Takes the lock of a folder, which need not exist, if nobody else holds it.
    pub(super) fn open(root: &Path, holder: &str) -> Result<Opened, DiskError> {
        let folder = |hold, made| {
            Opened::Ours(Box::new(Folder {
                root: root.to_owned(),
                known: BTreeMap::new(),
                withdrawn: Withdrawn::default(),
                hold,
                made,
                stage: OnceLock::new(),
                next: AtomicUsize::new(0),
                keeps_stage: AtomicBool::new(false),
            }))
        };
        let own = root.join(OWN);
        let mut made = Vec::new();
        for _ in 0..ATTEMPTS {
            let is_empty = match fs::read_dir(root) {
                Ok(mut entries) => entries.all(|entry| {
                    entry.is_ok_and(|entry| LITTER.iter().any(|name| entry.file_name() == *name))
                }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => true,
                Err(error) => return Err(error).at(root),
            };
            if !is_empty && !is_there(&own) {
                return Ok(folder(Hold::Foreign, made));
            }
            open::is_folder(&own).at(&own)?;
            if let Err(error) = make_folders(&own, &mut made) {
                remove_folders(&made);
                return Ok(folder(Hold::Unwritable(error), Vec::new()));
            }
            match ask(&own.join("lock"), holder).at(&own.join("lock"))? {
                Asked::Ours(lock) => return Ok(folder(Hold::Locked(lock), made)),
                Asked::Theirs(holder) => return Ok(Opened::Busy(holder)),
                Asked::Gone => {}
            }
        }
        let why = "this is removed again and again while certsite asks for it; try again later";
        Err(io::Error::other(why)).at(&own.join("lock"))
    }

    /// Reads the notes and looks at every file that they name. To be called once nothing is
    /// unfinished any more.
    pub(super) fn read(&mut self) -> Result<(), DiskError> {
        if !self.is_locked() {
            return Ok(());
        }
        self.keeps_stage.store(false, Ordering::Relaxed);
        self.remove_leftovers();
        let Manifest { files } = Manifest::read(&self.own("manifest"), &self.root)?;
        let digest = digest_of(&files);
        let looks = seen::read(&self.own("seen"), digest, files.len());
        let files: Vec<_> = files.into_iter().zip(looks).collect();
        let known = files.into_par_iter().map(|((out, entry), looks)| {
            let known = Known::find(&self.root.join(&out), entry, looks);
            known.map(|known| (out, known))
        });
        let known = known.collect::<Result<Vec<_>, _>>()?;
        self.known = known.into_iter().collect();
        self.withdrawn = Withdrawn::read(&self.own("withdrawn"))?;
        for (out, known) in self.withdrawn.back(&self.root)? {
            self.known.entry(out).or_insert(known);
        }
        // Nothing is written through a link, so nothing that is read through one is ours.
        for linked in linked(&self.root, self.known.keys()) {
            let below = self.known.iter_mut().filter(|(out, _)| out.starts_with(&linked));
            below.for_each(|(_, known)| known.state = State::Changed);
        }
        self.widen_modes().at(&self.root)
    }

    /// Puts modes right, if a file is not readable for all, or was not seen before: then the folder
    /// may be a copy of itself.
    fn widen_modes(&mut self) -> io::Result<()> {
        let is_suspect = |known: &Known| known.is_narrow || known.looks.is_none();
        if !self.known.values().any(is_suspect) {
            return Ok(());
        }
        // How the umask lets a new folder be.
        let made = self.stage_folder();
        make_folder(&made)?;
        let intact = self.known.iter().filter(|(_, known)| known.state == State::Intact);
        let narrow = intact.clone().filter(|(_, known)| known.is_narrow).map(|(out, _)| out);
        let widened = modes::widen(&self.root, &made, narrow, intact.map(|(out, _)| out))
            .map(|widened| widened.into_iter().cloned().collect::<Vec<_>>());
        fs::remove_dir(&made)?;
        for out in widened? {
            // They look another way now.
            if let Some(known) = self.known.get_mut(&out) {
                known.looks = None;
            }
        }
        Ok(())
    }

    /// Why nothing may be written here, if so.
    ///
    /// # Errors
    /// If nothing can be.
    pub fn refusal(&self) -> Result<Option<Diagnostic>, DiskError> {
        match &self.hold {
            Hold::Locked(_) => Ok(None),
            Hold::Foreign => {
                let problem = Problem::NotOurs { path: self.root.display().to_string() };
                Ok(Some(Diagnostic::site(problem)))
            }
            Hold::Unwritable(DiskError { path, error }) => {
                let error = io::Error::new(error.kind(), error.to_string());
                Err(DiskError { path: path.clone(), error })
            }
        }
    }

    /// True if this process holds the lock.
    pub(super) fn is_locked(&self) -> bool {
        matches!(self.hold, Hold::Locked(_))
    }

    /// True if all that certsite wrote, and nothing that it meant to remove, is in place.
    pub(super) fn is_whole(&self) -> bool {
        let is_right = |known: &Known| known.state == State::Intact && known.entry.source.is_some();
        self.known.values().all(is_right)
    }

    /// What the last build wrote that is still part of the site.
    pub fn public(&self) -> Last {
        let is_public =
            |known: &Known| known.entry.source.is_some() && known.state != State::Missing;
        let paths = self.known.iter().filter(|(_, known)| is_public(known));
        Last::new(&self.root, paths.map(|(out, _)| out.clone()).collect())
    }

    /// Whether a new state has all files that the last one had.
    pub fn is_part_of(&self, has: impl Fn(&str) -> bool) -> bool {
        let public = self.known.iter().filter(|(_, known)| known.entry.source.is_some());
        public.map(|(out, _)| out).all(|out| has(out))
    }

    /// How many files certsite knows to have written here.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// How many of them are pages.
    pub fn pages(&self) -> usize {
        self.known.keys().filter(|out| out.ends_with(".html")).count()
    }

    /// All that is known, without what became of it.
    pub(super) fn entries(&self) -> BTreeMap<OutPath, ManifestEntry> {
        self.known.iter().map(|(out, known)| (out.clone(), known.entry)).collect()
    }

    /// The journal of a build that was cut short.
    pub(super) fn journal(&self) -> Result<Option<Journal>, DiskError> {
        if self.is_locked() { Journal::read(&self.root) } else { Ok(None) }
    }

    /// Leaves the staged files where they are: they are needed to put things right.
    pub(super) fn keep_stage(&self) {
        self.keeps_stage.store(true, Ordering::Relaxed);
    }

    /// A file or folder of certsite's own notes.
    pub(super) fn own(&self, name: &str) -> PathBuf {
        self.root.join(OWN).join(name)
    }

    /// Where new files lie until all are there. The lock keeps other builds from it; the number of
    /// the process is for those who find it.
    pub(super) fn stage_folder(&self) -> PathBuf {
        self.own(&self.stage_name())
    }

    pub(super) fn stage_name(&self) -> String {
        format!("stage.{}", std::process::id())
    }

    /// Keeps a file as it is, if it was made from what has this fingerprint.
    pub fn keep(&self, out: &str, source: Sum) -> Option<Staged> {
        let Known { entry, state, .. } = self.known.get(out)?;
        let is_right = *state == State::Intact && entry.source == Some(source);
        is_right.then(|| Staged { out: out.to_owned(), entry: *entry, number: None })
    }

    /// Writes a file aside, unless it stands in place already. `source` is the fingerprint of what
    /// it was made from.
    pub fn stage(&self, out: &str, source: Sum, content: Content) -> Result<Staged, DiskError> {
        let staged = |digest, number| {
            let entry = ManifestEntry { digest, source: Some(source) };
            Staged { out: out.to_owned(), entry, number }
        };
        let is_in_place = |digest| {
            let known = self.known.get(out);
            known.is_some_and(|k| k.state == State::Intact && k.entry.digest == digest)
        };
        match content {
            Content::Bytes(bytes) => {
                let digest = Digest::of(bytes);
                if is_in_place(digest) {
                    return Ok(staged(digest, None));
                }
                let (number, path) = self.place()?;
                create(&path)
                    .and_then(|mut file| file.write_all(bytes))
                    .at(&self.root.join(out))?;
                Ok(staged(digest, Some(number)))
            }
            Content::File(from, sum) => {
                let (number, path) = self.place()?;
                let digest = copy(from, &path, sum).map_err(|DiskError { path: at, error }| {
                    DiskError { path: if at == path { self.root.join(out) } else { at }, error }
                })?;
                Ok(staged(digest, Some(number).filter(|_| !is_in_place(digest))))
            }
        }
    }

    /// The bytes of a file of the new state, from aside or from its place.
    pub fn bytes(&self, file: &Staged) -> Result<Vec<u8>, DiskError> {
        file.bytes(&self.stage_folder(), &self.root)
    }

    /// Number and path of the next file aside.
    pub(super) fn place(&self) -> Result<(usize, PathBuf), DiskError> {
        let folder = self.stage_folder();
        // Whoever comes first makes the folder, and the others wait for it.
        let made = self.stage.get_or_init(|| make_folder(&folder).map_err(|error| error.kind()));
        made.map_err(io::Error::from).at(&folder)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Ok((number, folder.join(number.to_string())))
    }

    /// Notes how the files look by which these entries are known, for the next build to be quick. If
    /// it cannot be noted, the next build reads them.
    pub(super) fn note_looks(&self, files: &BTreeMap<OutPath, ManifestEntry>) {
        // What stays though it should not may be anything.
        let looks = |(out, entry): &(&OutPath, &ManifestEntry)| {
            entry.source.and_then(|_| Looks::of(&fs::symlink_metadata(self.root.join(out)).ok()?))
        };
        let look = || files.iter().collect::<Vec<_>>().par_iter().map(looks).collect();
        let _ = seen::write(&self.own("seen"), digest_of(files), look);
    }

    /// The same when all is as it was, if any file had to be read to know.
    pub(super) fn renew_looks(&self) {
        if self.known.values().any(|known| known.looks.is_none()) {
            self.note_looks(&self.entries());
        }
    }

    /// What builds left that were killed: files aside, and notes that were not finished.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(self.root.join(OWN)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // `aside` is what certsite called it in its first months.
            if name.starts_with("stage.") || name == "aside" {
                remove_own(&entry.path());
            } else if name.ends_with(".new") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// One number for all these files.
pub(super) fn digest_of(files: &BTreeMap<OutPath, ManifestEntry>) -> Digest {
    let mut bytes = Vec::with_capacity(files.len() * 96);
    for (out, ManifestEntry { digest, source }) in files {
        bytes.extend(digest.bytes());
        bytes.push(u8::from(source.is_some()));
        bytes.extend(source.unwrap_or_default().to_be_bytes());
        bytes.extend(out.as_bytes());
        bytes.push(0);
    }
    Digest::of(&bytes)
}

/// Makes a folder and those above it, and notes which were not there.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> Result<(), DiskError> {
    let missing: Vec<_> = folder.ancestors().take_while(|path| !path.exists()).collect();
    for path in missing.into_iter().rev().filter(|path| !path.as_os_str().is_empty()) {
        match make_folder(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => {
                other.at(path)?;
                made.push(path.to_owned());
            }
        }
    }
    Ok(())
}

fn remove_folders(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        // Fails, and is meant to, if anything is inside.
        let _ = fs::remove_dir(folder);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let Hold::Locked(lock) = &self.hold else { return };
        if self.keeps_stage.load(Ordering::Relaxed) {
            return;
        }
        remove_own(&self.stage_folder());
        // Nothing was written, or nothing is left of it: then nothing tells of a build either.
        if !is_there(&self.own("manifest")) {
            // It was certsite's own before this build: an earlier one has made it.
            if self.made.is_empty() {
                self.made.push(self.root.clone());
            }
            let _ = ["seen", "read", "drawn", "current", "withdrawn"]
                .map(|name| fs::remove_file(self.own(name)));
            lock.remove();
            let _ = fs::remove_dir(self.root.join(OWN));
            remove_folders(&self.made);
        }
    }
}

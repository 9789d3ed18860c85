//! Files of keys on the disk → [`Keys`], again whenever one of the files has changed.
//!
//! Looking costs one `stat` a file, so it is done before each letter: a renewed key is used by the
//! next report, and one that was taken away by no other. A file that cannot be read any more, such
//! as one that is half copied, keeps the key that it held before.

#![allow(clippy::disallowed_methods, reason = "keys are files that may change while we run")]

use crate::disk::{read, why};
use crate::seal::{Faults, KeyError, KeySource, Keys};
use certsite_keyfile::KeyFile;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The keys in some files, as they are at the moment.
pub struct Keyring {
    keys: PathBuf,
    signing: Option<PathBuf>,
    state: Mutex<State>,
}

/// What was seen in the files of keys when they were looked at last.
#[derive(Default)]
struct State {
    /// None if it could not be looked at.
    stamps: Option<Vec<Stamp>>,
    /// What each file held when something could be read in it.
    held: BTreeMap<String, Vec<u8>>,
    read: Option<Arc<Keys>>,
    faults: Faults,
}

/// What changes when a file does: its path, device, number, size, and time in nanoseconds.
type Stamp = (PathBuf, u64, u64, u64, i128);

/// No file of keys is as large; the keyrings of whole companies are smaller.
const LARGEST: u64 = 8 << 20;

/// Files with these endings are keys, in a folder.
const ENDINGS: [&str; 6] = ["asc", "gpg", "key", "pgp", "rev", "txt"];

impl Keyring {
    /// The keys in a file, or in the files of a folder, and the file of the key that signs.
    pub fn new(keys: PathBuf, signing: Option<PathBuf>) -> Keyring {
        Keyring { keys, signing, state: Mutex::default() }
    }

    fn read(&self, state: &mut State, stamps: Vec<Stamp>) {
        let mut files = Vec::new();
        let mut faults = Vec::new();
        let mut held = BTreeMap::new();
        for (path, ..) in stamps.iter().filter(|(path, ..)| Some(path) != self.signing.as_ref()) {
            let name = name(path);
            let bytes = match read(path, LARGEST) {
                Ok(bytes) if is_note(path, &bytes) => continue,
                Ok(bytes) => {
                    let file = KeyFile::read(&bytes);
                    // What else is wrong with it is told when all are read.
                    let is_of_use = file.is_of_use();
                    let told = if is_of_use { Vec::new() } else { file.faults };
                    faults.extend(told.iter().map(|why| fault(path, why)));
                    is_of_use.then_some(bytes)
                }
                Err(error) => {
                    faults.push(fault(path, &why(&error)));
                    None
                }
            };
            let bytes = bytes.or_else(|| {
                let before = state.held.remove(&name)?;
                faults.push(fault(path, "the key that it held before is used on"));
                Some(before)
            });
            if let Some(bytes) = bytes {
                held.insert(name.clone(), bytes.clone());
                files.push((name, bytes));
            }
        }
        let signing = self.signing.as_ref().map(|path| match read(path, LARGEST) {
            Ok(bytes) => Ok((name(path), bytes)),
            Err(error) => Err(fault(path, &why(&error))),
        });
        let (signing, unread) = signing.transpose().map_or_else(|e| (None, Some(e)), |s| (s, None));
        let (keys, told) = Keys::read(&files, signing.as_ref());
        faults.extend(told.team);
        let faults = Faults { team: faults, signer: unread.or(told.signer) };
        *state = State { stamps: Some(stamps), held, read: Some(Arc::new(keys)), faults };
    }

    /// The files that there are, and what tells whether they have changed. A name may be a link to
    /// a file that is exchanged as a whole, as in a container.
    fn stamps(&self) -> io::Result<Vec<Stamp>> {
        let mut paths = Vec::new();
        match self.keys.is_dir() {
            true => {
                for entry in fs::read_dir(&self.keys)? {
                    paths.push(entry?.path());
                }
                paths.retain(|path| is_key(path));
                paths.sort_unstable();
            }
            false => {
                fs::metadata(&self.keys)?;
                paths.push(self.keys.clone());
            }
        }
        paths.extend(self.signing.clone());
        Ok(paths.into_iter().map(stamp).collect())
    }
}

impl KeySource for Keyring {
    fn look(&self) -> (Arc<Keys>, Faults) {
        // Whoever panicked here has put nothing half-way: the state is replaced as a whole.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match self.stamps() {
            Ok(stamps) if state.read.is_some() && Some(&stamps) == state.stamps.as_ref() => {}
            Ok(stamps) => self.read(&mut state, stamps),
            // What cannot be looked at has not changed, as far as anybody knows.
            Err(error) => {
                let team = vec![fault(&self.keys, &why(&error))];
                state.faults = Faults { team, signer: None };
                state.stamps = None;
            }
        }
        let keys = state.read.clone().unwrap_or_else(|| Arc::new(Keys::read(&[], None).0));
        (keys, state.faults.clone())
    }
}

/// Whether a file is a note beside the keys: a text without any key in it.
fn is_note(path: &Path, bytes: &[u8]) -> bool {
    let is_text = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("txt"));
    // In UTF-16 there are other bytes between.
    let plain: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let file = KeyFile::read(bytes);
    is_text
        && !file.is_of_use()
        && !file.has_secret
        && memchr::memmem::find(&plain, b"BEGIN PGP").is_none()
}

fn stamp(path: PathBuf) -> Stamp {
    match fs::metadata(&path) {
        Ok(meta) => {
            let time = i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec());
            (path, meta.dev(), meta.ino(), meta.size(), time)
        }
        // Reading it will tell why.
        Err(_) => (path, 0, 0, 0, 0),
    }
}

fn is_key(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_key = |ending: &str| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending));
    !is_hidden && ending.is_some_and(is_key)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn fault(path: &Path, why: &str) -> KeyError {
    KeyError { place: name(path), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is there counts, and not how it came about.
    #[test]
    fn an_empty_folder_holds_no_key_whether_it_was_gone_before_or_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = folder.path().join("keys");
        let public = crate::seal::development_key(rand::thread_rng()).expect("a key").public;
        for is_gone_between in [false, true] {
            fs::create_dir_all(&keys).expect("a folder");
            fs::write(keys.join("team.asc"), &public).expect("a key");
            let ring = Keyring::new(keys.clone(), None);
            assert!(!ring.look().0.is_empty());
            if is_gone_between {
                fs::rename(&keys, folder.path().join("away")).expect("it is moved");
                let (held, faults) = ring.look();
                // The former keys hold until somebody can say what is there.
                assert!(!held.is_empty() && faults.iter().count() == 1);
                fs::create_dir(&keys).expect("a folder");
            } else {
                fs::remove_file(keys.join("team.asc")).expect("it is removed");
            }
            let (keys, faults) = ring.look();
            assert!(keys.is_empty() && faults.iter().count() == 0, "{is_gone_between} {faults:?}");
        }
    }

    /// Whatever lies among the keys is told of, and holds up nobody.
    #[test]
    fn pipes_devices_and_endless_files_are_told_of_and_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(path("a.asc")).status();
        assert!(made.expect("it runs").success());
        std::os::unix::fs::symlink("/dev/zero", path("b.asc")).expect("a link");
        let large = fs::File::create(path("c.gpg")).expect("a file");
        large.set_len(3 << 30).expect("a hole");
        fs::create_dir(path("d.key")).expect("a folder");
        let (keys, faults) = Keyring::new(folder.path().to_owned(), Some(path("a.asc"))).look();
        assert!(keys.is_empty());
        let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
        for expect in [
            "b.asc: is no file",
            "c.gpg: is larger than 8 MB",
            "d.key: is no file",
            "a.asc: is no file",
        ] {
            assert!(told.iter().any(|told| told.starts_with(expect)), "{expect}: {told:?}");
        }
    }
}

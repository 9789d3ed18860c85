//! `.certsite/kept-<name>`: what a build made of the site's pages, for the next one. Only a short cut:
//! without it, or if it makes no sense or is another program's, all is made anew. What is noted in it is
//! about contents by their fingerprints, so it is true by itself, whichever build noted it.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::Output;
use super::disk::create;
use super::notes;
use crate::memo::Notes;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The first words of such a file; a digest of what follows the line stands behind them, which holds for
/// one program.
const VERSION: &str = "certsite kept 1 ";

/// Notes that lie in the folder of a site. The lock of the folder keeps others from writing them.
pub struct Kept {
    folder: PathBuf,
    program: u64,
    /// The names of what was noted since, which lies aside: a build that fails changes nothing.
    aside: Mutex<Vec<String>>,
}

impl Kept {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("kept-{name}"))
    }

    fn path_aside(&self, name: &str) -> PathBuf {
        self.folder.join(format!("kept-{name}.new"))
    }

    fn line(&self, bytes: &[u8]) -> String {
        format!("{VERSION}{:016x}\n", xxh3_64_with_seed(bytes, self.program))
    }

    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let mut bytes = notes::bytes(path).ok().flatten()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')? + 1;
        let is_whole = bytes[..end] == *self.line(&bytes[end..]).as_bytes();
        bytes.drain(..end);
        is_whole.then_some(bytes)
    }

    fn aside(&self) -> MutexGuard<'_, Vec<String>> {
        // Names are whole, whoever panicked elsewhere.
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in place what was noted. Where this fails the next build has more to do.
    pub fn settle(&self) {
        for name in self.aside().drain(..) {
            let _ = fs::rename(self.path_aside(&name), self.path(&name));
        }
    }
}

/// What was not put in place goes.
impl Drop for Kept {
    fn drop(&mut self) {
        for name in self.aside().drain(..) {
            let _ = fs::remove_file(self.path_aside(&name));
        }
    }
}

impl Notes for Kept {
    fn recall(&self, name: &str) -> Option<Vec<u8>> {
        self.read(&self.path(name))
    }

    fn note(&self, name: &str, bytes: &[u8]) {
        let path = self.path_aside(name);
        // Left by a build that was killed.
        let _ = fs::remove_file(&path);
        let write = |mut file: File| {
            file.write_all(self.line(bytes).as_bytes())?;
            file.write_all(bytes)
        };
        match create(&path).and_then(write) {
            Ok(()) => self.aside().push(name.to_owned()),
            // A disk without room has other things to hold.
            Err(_) => drop(fs::remove_file(&path)),
        }
    }
}

impl Output {
    /// Where a program of this fingerprint notes what the next build need not make again.
    pub fn kept(&self, program: u64) -> Kept {
        Kept { folder: self.site.own(""), program, aside: Mutex::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_read_back_and_spoiled_or_foreign_ones_are_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = |program| {
            let folder = folder.path().to_owned();
            Kept { folder, program, aside: Mutex::default() }
        };
        let ours = kept(7);
        assert_eq!(ours.recall("x"), None);
        let bytes = b"\n\xff\x00 certsite\n";
        ours.note("x", b"older");
        ours.settle();
        let others = kept(7);
        others.note("x", b"never settled");
        assert_eq!(ours.recall("x").as_deref(), Some(&b"older"[..]));
        drop(others);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        ours.note("x", bytes);
        ours.settle();
        assert_eq!(ours.recall("x").as_deref(), Some(&bytes[..]));
        assert_eq!((ours.recall("y"), kept(8).recall("x")), (None, None));
        let path = ours.path("x");
        let whole = fs::read(&path).expect("it is there");
        for at in 0..whole.len() {
            fs::write(&path, &whole[..at]).expect("it is ours");
            assert_eq!(ours.recall("x"), None, "cut off at {at}");
            let mut spoiled = whole.clone();
            spoiled[at] ^= 1;
            fs::write(&path, spoiled).expect("it is ours");
            assert_eq!(ours.recall("x"), None, "another byte at {at}");
        }
    }
}

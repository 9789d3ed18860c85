//! `.certsite/kept-<name>`: what a build made of the site's pages, for the next one. Only a short cut:
//! without it, or if it makes no sense or is another program's, all is made anew. What is noted in it is
//! about contents by their fingerprints, so it is true by itself, whichever build noted it.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::Output;
use super::disk::create;
use super::notes;
use crate::memo::{Notes, Writing};
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::Xxh3;

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

    /// The first line, which is as long whatever follows.
    fn line(sum: &Xxh3) -> String {
        format!("{VERSION}{:016x}\n", sum.digest())
    }

    /// Of nothing yet.
    fn sum(&self) -> Xxh3 {
        Xxh3::with_seed(self.program)
    }

    fn write(&self, mut file: File, write: Writing) -> io::Result<()> {
        // The line is known once all is written.
        file.write_all(Self::line(&self.sum()).as_bytes())?;
        let mut to = Summed { to: BufWriter::new(file), sum: self.sum() };
        write(&mut to)?;
        let mut file = to.to.into_inner()?;
        file.rewind()?;
        file.write_all(Self::line(&to.sum).as_bytes())
    }

    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let mut bytes = notes::bytes(path).ok().flatten()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')? + 1;
        let mut sum = self.sum();
        sum.update(&bytes[end..]);
        let is_whole = bytes[..end] == *Self::line(&sum).as_bytes();
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

    fn note(&self, name: &str, write: Writing) {
        let path = self.path_aside(name);
        // Left by a build that was killed.
        let _ = fs::remove_file(&path);
        match create(&path).and_then(|file| self.write(file, write)) {
            Ok(()) => self.aside().push(name.to_owned()),
            // A disk without room has other things to hold.
            Err(_) => drop(fs::remove_file(&path)),
        }
    }
}

/// Sums up what is written to it.
struct Summed {
    to: BufWriter<File>,
    sum: Xxh3,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
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
        ours.note("x", &mut |to| to.write_all(b"older"));
        ours.settle();
        let others = kept(7);
        others.note("x", &mut |to| to.write_all(b"never settled"));
        assert_eq!(ours.recall("x").as_deref(), Some(&b"older"[..]));
        drop(others);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        ours.note("x", &mut |to| to.write_all(bytes));
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

//! One build at a time: a lock of the system on `.certsite/lock`, which ends with whoever holds it,
//! however it ends. In the file stands who that is.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::is_there;
use super::{modes, open};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A lock that this process holds.
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// Who holds a lock without saying so: another program, or a build that could not write it.
const UNKNOWN: &str = "an unknown process";

/// What came of asking for a lock.
pub(super) enum Asked {
    /// This process holds it from now on.
    Ours(Lock),
    /// Somebody else does, who wrote this about themselves.
    Theirs(String),
    /// The file was removed under way: ask again.
    Gone,
}

/// Asks for the lock, and writes `holder` into it.
pub(super) fn ask(path: &Path, holder: &str) -> io::Result<Asked> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).mode(modes::FILE);
    let mut file = match open::open(path, &mut options) {
        Ok(file) => file,
        // Its folder was removed by a build that wrote nothing.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Asked::Gone),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = Vec::new();
            let _ = file.take(4096).read_to_end(&mut holder);
            let holder = String::from_utf8_lossy(&holder).replace(char::is_control, " ");
            let is_known = !holder.trim().is_empty();
            return Ok(Asked::Theirs(if is_known { holder } else { UNKNOWN.to_owned() }));
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let ours = file.metadata()?;
    let in_place = std::fs::symlink_metadata(path);
    if !in_place.is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino())) {
        return Ok(Asked::Gone);
    }
    // That others cannot be told who builds, on a full disk, is no reason not to build.
    let _ = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
    Ok(Asked::Ours(Lock { file, path: path.to_owned() }))
}

impl Lock {
    /// Removes the file; the lock is held until the value goes.
    pub fn remove(&self) {
        if is_there(&self.path) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_lock_is_held_once_and_says_by_whom() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        let held = ask(&path, "process 1").expect("it is ours");
        assert!(matches!(held, Asked::Ours(_)));
        match ask(&path, "process 2").expect("it is ours") {
            Asked::Theirs(holder) => assert_eq!(holder, "process 1"),
            _ => panic!("it is held"),
        }
        fs::write(&path, " \n").expect("it is ours");
        match ask(&path, "process 2").expect("it is ours") {
            Asked::Theirs(holder) => assert_eq!(holder, "an unknown process"),
            _ => panic!("it is held"),
        }
        drop(held);
        assert!(matches!(ask(&path, "process 3").expect("it is ours"), Asked::Ours(_)));
    }

    #[test]
    fn a_lock_whose_file_was_removed_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("own/lock");
        assert!(matches!(ask(&path, "").expect("nobody is asked"), Asked::Gone));
    }
}

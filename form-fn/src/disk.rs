//! A name on the disk → the regular file of that name, or its bytes up to a bound. Every file that is
//! read comes through here: to open a pipe would wait for whoever writes into it, and a device may
//! have no end.

#![allow(clippy::disallowed_methods, reason = "the one place that opens what is to be read")]

use rustix::fs::OFlags;
use std::fs::{File, OpenOptions, metadata};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Why something on the disk is not read, though nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Unfit {
    #[error("is no file")]
    NoFile,
    #[error("is larger than {} MB, which nothing of its kind is", .0 >> 20)]
    TooLarge(u64),
}

/// Opens a file for reading.
///
/// # Errors
/// If it cannot be opened, or is none; [`why`] says so.
pub fn open(path: &Path) -> io::Result<File> {
    open_by(path, OpenOptions::new().read(true))
}

/// Opens a file as it is asked for.
///
/// # Errors
/// If it cannot be opened, or is none.
pub fn open_by(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let unfit = || io::Error::other(Unfit::NoFile);
    // With some devices to open them is to use them.
    if metadata(path).is_ok_and(|meta| !meta.is_file()) {
        return Err(unfit());
    }
    // It may be another thing by now: this flag lets nothing wait, and means nothing to a file.
    let flag = i32::try_from(OFlags::NONBLOCK.bits()).expect("flags are small");
    let file = options.custom_flags(flag).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(unfit()) }
}

/// The bytes of a file that has at most so many.
///
/// # Errors
/// If it cannot be read, is none, or has more.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(io::Error::other(Unfit::TooLarge(most))),
        false => Ok(bytes),
    }
}

/// The first bytes of an open file.
///
/// # Errors
/// If it cannot be read.
pub fn beginning(file: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The rest of a sentence that begins with the name of a file. It names no path.
pub fn why(error: &io::Error) -> String {
    let unfit = error.get_ref().and_then(|inner| inner.downcast_ref::<Unfit>());
    unfit.map_or_else(|| format!("cannot be read: {error}"), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::process::Command;

    #[test]
    fn pipes_devices_folders_and_endless_files_are_told_and_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let run = |program: &str, name: &str| {
            assert!(Command::new(program).arg(path(name)).status().expect("it runs").success());
        };
        run("mkfifo", "pipe");
        run("mkfifo", "other");
        std::os::unix::fs::symlink(path("other"), path("link to a pipe")).expect("a link");
        std::os::unix::fs::symlink("/dev/zero", path("device")).expect("a link");
        std::os::unix::fs::symlink(path("loop"), path("loop")).expect("a link");
        let _socket = std::os::unix::net::UnixListener::bind(path("socket")).expect("a socket");
        fs::create_dir(path("folder")).expect("a folder");
        fs::File::create(path("hole")).and_then(|file| file.set_len(3 << 30)).expect("a hole");
        fs::write(path("file"), "12345678").expect("written");
        fs::write(path("empty"), "").expect("written");

        let told = |name: &str| read(&path(name), 8).map_err(|error| why(&error));
        for name in ["pipe", "link to a pipe", "device", "socket", "folder"] {
            assert_eq!(told(name), Err("is no file".to_owned()), "{name}");
            for mut options in [OpenOptions::new(), OpenOptions::new()] {
                let opened = open_by(&path(name), options.append(true).create(true));
                assert!(opened.is_err(), "{name}");
            }
        }
        let large = read(&path("hole"), 2 << 20).map_err(|error| why(&error));
        assert_eq!(large, Err("is larger than 2 MB, which nothing of its kind is".to_owned()));
        for name in ["none", "loop"] {
            assert!(told(name).expect_err("nothing").starts_with("cannot be read: "), "{name}");
        }
        assert_eq!(told("file"), Ok(b"12345678".to_vec()));
        assert_eq!(told("empty"), Ok(Vec::new()));
        let one_less = read(&path("file"), 7);
        assert!(one_less.is_err());
        let written = open_by(&path("new"), OpenOptions::new().append(true).create(true));
        assert!(written.is_ok() && path("new").is_file());
    }
}

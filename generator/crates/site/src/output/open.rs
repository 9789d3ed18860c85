//! A path → the file there, if it is a regular one. A link that somebody put there is not followed,
//! and a pipe does not keep a build waiting.

use rustix::io::Errno;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens a file if it is a regular one.
///
/// # Errors
/// In plain words, if something else stands there.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // A pipe is not even opened: whoever waits at its other end would notice.
    match fs::symlink_metadata(path) {
        Ok(found) => is_file(&found)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let file = open_unfollowed(path, options)?;
    is_file(&file.metadata()?)?;
    Ok(file)
}

/// Opens what stands at the end of this path: no link there is followed, and no pipe waited for.
pub(super) fn open_unfollowed(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    options.custom_flags(flags.bits().cast_signed()).open(path).map_err(|error| {
        let is_link = error.raw_os_error() == Some(Errno::LOOP.raw_os_error());
        if is_link { must_be("a file", "a link") } else { error }
    })
}

fn is_file(found: &Metadata) -> io::Result<()> {
    if found.is_file() {
        return Ok(());
    }
    Err(must_be("a file", name_of(found)))
}

/// Certsite's own folder, if it is there, is a folder.
pub(super) fn is_folder(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_dir() => Err(must_be("a folder", name_of(&found))),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn name_of(found: &Metadata) -> &'static str {
    match found.file_type() {
        kind if kind.is_symlink() => "a link",
        kind if kind.is_dir() => "a folder",
        kind if kind.is_file() => "a file",
        _ => "a pipe or device",
    }
}

fn must_be(wanted: &str, found: &str) -> io::Error {
    io::Error::other(format!(
        "this must be {wanted} of certsite's own, not {found}; remove it, and put back what stood there"
    ))
}

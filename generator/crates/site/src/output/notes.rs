//! Certsite's own files below `.certsite`: read and written as regular files only. A link that
//! somebody put there is not followed, and a pipe does not keep a build waiting.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::{At, DiskError, create, sync};
use super::open::open;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// What a file of notes says; none if there is none.
pub(super) fn read(path: &Path) -> io::Result<Option<String>> {
    let Some(bytes) = bytes(path)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        damaged(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })
}

/// The bytes of a file of notes; none if there is none.
pub(super) fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    match open(path, OpenOptions::new().read(true)) {
        Ok(mut file) => drop(file.read_to_end(&mut bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    Ok(Some(bytes))
}

/// Writes one of certsite's own notes, aside first, and waits until it is on the disk.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let aside = path.with_extension("new");
    // Left by a build that was killed.
    let _ = fs::remove_file(&aside);
    let mut file = create(&aside).at(&aside)?;
    let mut write = || {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&aside))).at(path)?;
    sync([].into_iter(), path.parent().unwrap_or(path))
}

/// Writes a note that others can do without: aside, and then into place. Nothing is waited for.
pub(super) fn jot(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let aside = path.with_extension("new");
    let _ = fs::remove_file(&aside);
    let mut file = create(&aside)?;
    let written = write(&mut file).and_then(|()| fs::rename(&aside, path));
    written.inspect_err(|_| drop(fs::remove_file(&aside)))
}

/// Notes that somebody or something has spoiled. To go on without them would be to forget files.
pub(super) fn damaged(line: usize) -> io::Error {
    io::Error::other(format!(
        "line {line} makes no sense, so certsite cannot tell which files here are its own; \
         put the file back as it was, or empty the folder yourself"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_damage_at_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("manifest");
        for (bytes, line) in
            [(&b"\xff"[..], 1), (b"a\nb\xc3", 2), (b"a\n\n\xed\xa0\x80\n", 3), (b"\x00\xfe\n", 1)]
        {
            fs::write(&path, bytes).expect("it is ours");
            let said = read(&path).expect_err("it is no text").to_string();
            assert!(said.starts_with(&format!("line {line} makes no sense")), "{said}");
        }
        assert!(read(&folder.path().join("none")).expect("it is just not there").is_none());
    }
}

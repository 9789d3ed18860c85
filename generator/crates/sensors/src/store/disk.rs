//! Steps on a disk, each of which is there once it is done: files, the names in folders.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file and waits until its bytes are on the disk.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Waits until the names in a folder are on the disk.
pub fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all())
}

/// The outcome of a removal, where what was gone already counts as removed.
pub fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The names of files in a folder, in no order.
pub fn list(folder: &Path) -> io::Result<Vec<String>> {
    let name = |entry: io::Result<fs::DirEntry>| {
        let name = entry?.file_name();
        name.into_string()
            .map_err(|name| io::Error::other(format!("{} is no name", name.display())))
    };
    fs::read_dir(folder)?.map(name).collect()
}

/// Removes a folder that certsite made, with the files in it. Where there is none nothing is done.
pub fn clear(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in entries {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
}

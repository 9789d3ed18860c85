//! Bytes → files that are there whole or not at all, whatever happens to the program or the machine
//! meanwhile. Each step is on the disk once it is done.
//!
//! One file takes another's place by [`replace`]. Where several files are one thing, they are
//! written into a hidden folder, and [`decide`] renames that: before it nothing has changed, and
//! after it whoever comes next moves what is left. What the files are, this crate does not know.

#![expect(clippy::disallowed_methods, reason = "writes files")]

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Writes a file and waits until its bytes are on the disk. Its name is there only after [`sync`] of
/// its folder, and half of it may stand there meanwhile.
///
/// # Errors
/// If the system refuses.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts a file in the place of the one of that name, or where there is none: it is written aside,
/// with the ending `.part`, and moved. Only one at a time may do so with a name. A link stays, and
/// the file that it leads to is replaced; whoever may read and write that file still may.
///
/// # Errors
/// If the system refuses; what was there is there then, or the new file is.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let aside = path.with_extension("part");
    gone(fs::remove_file(&aside))?;
    put(&aside, bytes)?;
    if let Ok(before) = fs::metadata(path) {
        fs::set_permissions(&aside, before.permissions())?;
    }
    fs::rename(&aside, path)?;
    sync(folder_of(path))
}

/// Moves a file to where [`replace`] would put it.
///
/// # Errors
/// If the system refuses; the file is at one of the two places then, or at both.
pub fn take_place(file: &Path, path: &Path) -> io::Result<()> {
    replace(path, &fs::read(file)?)?;
    gone(fs::remove_file(file))
}

/// Renames a folder with all files that were put into it, in the same folder above it: the one step
/// that decides.
///
/// # Errors
/// If the system refuses; nothing is decided then, or all is and may be gone again with the power.
pub fn decide(undecided: &Path, decided: &Path) -> io::Result<()> {
    sync(undecided)?;
    fs::rename(undecided, decided)?;
    sync(folder_of(decided))
}

/// Waits until the names in a folder are on the disk.
///
/// # Errors
/// If the system refuses, or there is no such folder.
pub fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all())
}

/// The outcome of a removal, where what was gone already counts as removed.
///
/// # Errors
/// Any but that something is not there.
pub fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The names of the files in a folder, in no order.
///
/// # Errors
/// If the system refuses, there is no such folder, or a name is not in UTF-8: no file of certsite
/// has such a one.
pub fn list(folder: &Path) -> io::Result<Vec<String>> {
    let name = |entry: io::Result<fs::DirEntry>| {
        let name = entry?.file_name();
        name.into_string()
            .map_err(|name| io::Error::other(format!("{} is no name", name.display())))
    };
    fs::read_dir(folder)?.map(name).collect()
}

/// Removes a folder that certsite made, with the files in it. Where there is none nothing is done.
///
/// # Errors
/// If the system refuses, or a folder is in it: that is nobody's but its maker's.
pub fn clear(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in entries {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// The folder that a path is in, which is the present one if it names none.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of a folder and of those in it, with what they hold.
    fn seen(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for name in list(folder).expect("it is ours") {
            let path = folder.join(&name);
            match path.is_dir() {
                true => {
                    let inside = seen(&path).into_iter();
                    found.extend(inside.map(|(file, text)| (format!("{name}/{file}"), text)));
                }
                false => found.push((name, fs::read_to_string(path).expect("it is ours"))),
            }
        }
        found.sort();
        found
    }

    fn check(folder: &Path, expect: &[(&str, &str)]) {
        let expect: Vec<_> =
            expect.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        assert_eq!(seen(folder), expect);
    }

    #[test]
    fn a_link_and_a_mode_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let [file, link, new] =
            ["file.csv", "link.csv", "new"].map(|name| folder.path().join(name));
        put(&file, b"1").expect("there is room");
        symlink(&file, &link).expect("there is room");
        for mode in [0o444, 0o600, 0o664] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("it is ours");
            replace(&link, b"2").expect("there is room");
            put(&new, b"3").expect("there is room");
            take_place(&new, &link).expect("there is room");
            assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
            let found = fs::metadata(&file).expect("it is there").permissions().mode();
            assert_eq!(found & 0o777, mode);
            check(folder.path(), &[("file.csv", "3"), ("link.csv", "3")]);
        }
    }

    #[test]
    fn a_file_takes_the_place_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, hidden) = (folder.path().join("a.csv"), folder.path().join(".list"));
        replace(&file, b"1").expect("there is room");
        replace(&file, b"2").expect("there is room");
        // What somebody left who died.
        put(&folder.path().join("a.part"), b"half").expect("there is room");
        replace(&file, b"3").expect("there is room");
        replace(&hidden, b"4").expect("there is room");
        check(folder.path(), &[(".list", "4"), ("a.csv", "3")]);
        assert!(replace(&folder.path().join("none/a"), b"5").is_err());
    }

    #[test]
    fn several_files_are_decided_on_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let (open, done) = (folder.path().join(".open"), folder.path().join(".done"));
        assert!(decide(&open, &done).is_err(), "nothing was written");
        fs::create_dir(&open).expect("there is room");
        put(&open.join("a"), b"1").and(put(&open.join("b"), b"2")).expect("there is room");
        decide(&open, &done).expect("there is room");
        check(folder.path(), &[(".done/a", "1"), (".done/b", "2")]);
        clear(&done).and(clear(&done)).expect("it is ours, and then gone");
        check(folder.path(), &[]);
        fs::create_dir_all(open.join("theirs")).expect("there is room");
        assert!(clear(&open).is_err(), "a folder is nobody's but its maker's");
    }
}

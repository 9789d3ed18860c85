//! What the output asks of the disk: files and folders with the modes of published ones, bytes with
//! their digests, and errors that name their file.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::modes;
use super::open::open_unfollowed;
use crate::load::{CHANGED, Sum};
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// An error of the system, with the file that it concerns.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}{}", path.display(), advice(error))]
pub struct DiskError {
    /// The path of the file or folder, as it was given to the system.
    pub path: PathBuf,
    /// What the operating system said of the step that failed.
    #[source]
    pub error: io::Error,
}

/// What helps against an error.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "; whoever builds needs leave to read and write there (chmod -R u+rwX), or another folder"
        }
        io::ErrorKind::ReadOnlyFilesystem => "; build into a folder that can be written",
        io::ErrorKind::StorageFull => "; make room there",
        _ => "",
    }
}

/// Names the file that an error is about.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, DiskError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, DiskError> {
        self.map_err(|error| DiskError { path: path.to_owned(), error })
    }
}

/// What a file holds: half a BLAKE3 hash of its bytes. Two files that differ never share one, even
/// if somebody tries, so a file is known again wherever it was copied, and a forged one is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u128);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::from(&blake3::hash(bytes))
    }

    /// The digest of a file's bytes; none if it is no regular file, or not there.
    pub fn of_file(path: &Path) -> io::Result<Option<Digest>> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Ok(None),
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(open_unfollowed(path, OpenOptions::new().read(true))?)?;
        Ok(Some(Digest::from(&hasher.finalize())))
    }

    /// Reads the 32 hexadecimal digits that `Display` writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Digest> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u128::from_str_radix(text, 16).ok().map(Digest))?
    }

    /// Its bytes, the highest first.
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    fn from(hash: &blake3::Hash) -> Digest {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Digest(u128::from_be_bytes(half))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Makes a file that everybody may read, as far as the umask lets them. It must not exist yet.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(modes::FILE).open(path)
}

/// Makes a folder that everybody may enter, as far as the umask lets them.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(modes::FOLDER).create(path)
}

/// Copies a file's bytes, not its mode, and tells their digest.
///
/// # Errors
/// Also if they are not those with the fingerprint `expect`: somebody wrote the file after the
/// site was read, and its page would belong to another version of it.
pub(super) fn copy(from: &Path, to: &Path, expect: Sum) -> Result<Digest, DiskError> {
    let mut source = File::open(from).at(from)?;
    let mut target = create(to).at(to)?;
    let (mut digest, mut sum) = (blake3::Hasher::new(), Xxh3::new());
    let mut buffer = vec![0; 128 << 10];
    loop {
        let length = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).at(from),
        };
        let bytes = &buffer[..length];
        digest.update(bytes);
        sum.update(bytes);
        target.write_all(bytes).at(to)?;
    }
    if sum.digest() != expect {
        return Err(io::Error::other(CHANGED)).at(from);
    }
    Ok(Digest::from(&digest.finalize()))
}

/// True if nothing is there, or a file stands where one of its folders was.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// True if something is there, be it a link that leads nowhere.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Moves a file to where nothing may be. Checked by the system itself where it can do that.
pub(super) fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // What a file system says that does not know the question.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            other => return Ok(other?),
        }
    }
    if is_there(to) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Gives a file a second name, or a copy where there are no second names: whatever happens to the
/// first, its bytes are still there. A link or a pipe that somebody put in its place is never
/// followed or opened.
pub(super) fn keep_as(path: &Path, second: &Path) -> io::Result<()> {
    match fs::hard_link(path, second) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            match fs::symlink_metadata(path)?.is_file() {
                true => fs::copy(path, second).map(|_| ()),
                false => fs::rename(path, second),
            }
        }
        other => other,
    }
}

/// Up to this many files are put on the disk one by one. Of more, the whole file system is asked at
/// once, which is then quicker.
const MAX_SYNCED_ONE_BY_ONE: usize = 16;

/// Waits until these files and folders are on the disk. All lie on the file system of `folder`.
pub(super) fn sync<'a>(
    paths: impl ExactSizeIterator<Item = &'a Path>,
    folder: &'a Path,
) -> Result<(), DiskError> {
    #[cfg(target_os = "linux")]
    if paths.len() > MAX_SYNCED_ONE_BY_ONE {
        return sync_all(folder);
    }
    for path in paths.chain([folder]) {
        match File::open(path).and_then(|file| file.sync_all()) {
            // Some file systems have no such thing for folders.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {}
            other => other.at(path)?,
        }
    }
    Ok(())
}

/// Waits until the names in these folders below `root`, those that are still there, are on the
/// disk.
pub(super) fn sync_folders(root: &Path, folders: &BTreeSet<&str>) -> Result<(), DiskError> {
    #[cfg(target_os = "linux")]
    if folders.len() > MAX_SYNCED_ONE_BY_ONE {
        return sync_all(root);
    }
    let paths = folders.iter().map(|folder| root.join(folder));
    let paths: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    sync(paths.iter().map(PathBuf::as_path), root)
}

/// Waits until all of the file system that a folder lies on is on the disk.
#[cfg(target_os = "linux")]
fn sync_all(folder: &Path) -> Result<(), DiskError> {
    File::open(folder).and_then(|folder| Ok(rustix::fs::syncfs(folder)?)).at(folder)
}

/// Removes the files of a folder of certsite's own, which has no folders inside, and then it. What
/// cannot be removed stays, and is tried again by the next build. A link in its place goes, not
/// what it leads to.
pub(super) fn remove_own(folder: &Path) {
    if !fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) {
        let _ = fs::remove_file(folder);
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = fs::remove_file(entry.path());
    }
    let _ = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_read_back() {
        for bytes in ["", "a", "ə"] {
            let digest = Digest::of(bytes.as_bytes());
            assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        }
        for bad in ["", "1f", &"g".repeat(32), &format!("+{}", "1".repeat(31)), &"1".repeat(33)] {
            assert_eq!(Digest::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_moved_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            fs::write(path(name), name).expect("it is ours");
        }
        let error = move_new(&path("a"), &path("b")).expect_err("it is there");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(path("b")).expect("it is there"), b"b");
    }

    #[test]
    fn a_source_that_changed_under_way_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "now").expect("it is ours");
        let sum = xxhash_rust::xxh3::xxh3_64(b"then");
        let error = copy(&from, &to, sum).expect_err("it differs").to_string();
        assert!(error.contains("from: it was changed while"), "{error}");
    }
}

//! Modes of published files: for everybody to read, and folders to enter, as far as the umask lets
//! them. A tree that was copied or restored without them gets them back.
//!
//! They are only ever widened, and only for what certsite wrote. What belongs to another user stays
//! as it is: who made it so may have meant it.

use super::open::open_unfollowed;
use super::out_path::OutPath;
use std::collections::BTreeSet;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The mode of published files.
pub(super) const FILE: u32 = 0o644;

/// The mode of published folders.
pub(super) const FOLDER: u32 = 0o755;

/// What everybody needs of a file, and of a folder. Leave to write is never given back: who took it
/// from a folder means it, and a build that fails must fail the next time too.
const READ: u32 = 0o444;
const ENTER: u32 = 0o555;

/// True for a regular file that not everybody may read.
pub(super) fn is_narrow(found: &Metadata) -> bool {
    found.is_file() && found.permissions().mode() & READ != READ
}

/// Gives these files, which are certsite's own, and all folders above `files` the modes of published
/// ones, as far as the folder `made`, made a moment ago, has them. The output folder itself, which
/// somebody else may have made for certsite, follows only if something below it had to be mended.
pub(super) fn widen<'a>(
    root: &Path,
    made: &Path,
    narrow: impl Iterator<Item = &'a OutPath>,
    files: impl Iterator<Item = &'a OutPath>,
) -> io::Result<BTreeSet<&'a OutPath>> {
    let let_by_umask = fs::symlink_metadata(made)?.permissions().mode() & ENTER;
    let mut mended = false;
    let mut linked = BTreeSet::new();
    for above in files.flat_map(OutPath::above).collect::<BTreeSet<_>>() {
        let path = root.join(above);
        let is_below_link = above.rsplit_once('/').is_some_and(|(over, _)| linked.contains(over));
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() && !is_below_link => {
                mended |= widen_one(&path, &found, let_by_umask);
            }
            _ => drop(linked.insert(above)),
        }
    }
    let mut widened = BTreeSet::new();
    for out in narrow.filter(|out| !out.above().any(|above| linked.contains(above))) {
        let path = root.join(out);
        let found = fs::symlink_metadata(&path)?;
        if found.is_file() && widen_one(&path, &found, let_by_umask & READ) {
            widened.insert(out);
        }
    }
    if mended || !widened.is_empty() {
        widen_one(root, &fs::metadata(root)?, let_by_umask);
    }
    Ok(widened)
}

/// True if the mode was widened.
fn widen_one(path: &Path, found: &Metadata, wanted: u32) -> bool {
    let mode = found.permissions().mode();
    if mode & wanted == wanted {
        return false;
    }
    let set = |file: File| file.set_permissions(Permissions::from_mode(mode & 0o7777 | wanted));
    open_unfollowed(path, OpenOptions::new().read(true)).and_then(set).is_ok()
}

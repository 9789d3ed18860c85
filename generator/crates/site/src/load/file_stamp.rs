//! How a file looks from outside: a short cut past reading what did not change.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The looks of a file. Its time of change (`ctime`) is set by the system at each write, and
/// nobody can set it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// Which file of its file system it is.
    pub inode: u64,
    /// When anything of it changed last, in nanoseconds since 1970.
    pub changed: i64,
    /// When its bytes did, as it says itself.
    pub modified: i64,
    /// The length of the file in bytes.
    pub length: u64,
}

impl Looks {
    /// The looks of the regular file at a path, or to which a link there leads.
    pub(super) fn at(path: &Path) -> Option<Looks> {
        Looks::of(&std::fs::metadata(path).ok()?)
    }

    /// The looks of a regular file; `None` for a folder, a link or a device.
    pub fn of(metadata: &Metadata) -> Option<Looks> {
        // Beyond the year 2262 all times are one, and `changed` is of today.
        let time = |seconds: i64, nanoseconds: i64| {
            seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
        };
        metadata.is_file().then(|| Looks {
            inode: metadata.ino(),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
            modified: time(metadata.mtime(), metadata.mtime_nsec()),
            length: metadata.len(),
        })
    }
}

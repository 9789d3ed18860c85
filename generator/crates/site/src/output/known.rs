//! A file that certsite wrote, and what became of it since.

use super::disk::{At, Digest, DiskError, is_absent};
use super::manifest::ManifestEntry;
use super::modes;
use crate::load::Looks;
use std::fs;
use std::path::Path;

/// A file that certsite wrote.
pub(super) struct Known {
    pub entry: ManifestEntry,
    pub state: State,
    /// How it looks, if that alone tells that it is intact.
    pub looks: Option<Looks>,
    /// True if not everybody may read it.
    pub is_narrow: bool,
}

/// What became of a file since certsite wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It stands as it was written.
    Intact,
    /// Something else stands there.
    Changed,
    /// Nothing stands at its path.
    Missing,
}

impl Known {
    /// What became of a file, without reading it if it looks as it did.
    pub fn find(
        path: &Path,
        entry: ManifestEntry,
        looks: Option<Looks>,
    ) -> Result<Known, DiskError> {
        let found = fs::symlink_metadata(path);
        let looks = looks.filter(|looks| found.as_ref().ok().and_then(Looks::of) == Some(*looks));
        let is_narrow = found.as_ref().is_ok_and(modes::is_narrow);
        let state = match found {
            _ if looks.is_some() => State::Intact,
            Ok(_) if Digest::of_file(path).at(path)? == Some(entry.digest) => State::Intact,
            Ok(_) => State::Changed,
            Err(error) if is_absent(&error) => State::Missing,
            Err(error) => return Err(error).at(path),
        };
        Ok(Known { entry, state, looks, is_narrow })
    }
}

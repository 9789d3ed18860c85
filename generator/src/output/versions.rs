//! `.certsite/versions`: which version of which document was public first, and with which text. The
//! files of the site say only what is public last, so a text that changed under its old version would
//! be known to one build alone.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::{At, DiskError};
use super::notes::{put, read as notes};
use super::{OWN, Output};
use std::fs;
use std::path::Path;

const NAME: &str = "versions";

/// What is noted of versions; nothing, if nothing is, or it cannot be read.
pub(super) fn read(root: &Path) -> String {
    notes(&root.join(OWN).join(NAME)).ok().flatten().unwrap_or_default()
}

impl Output {
    /// Notes versions, a line each, for the builds that follow.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn remember(&self, versions: &str) -> Result<(), DiskError> {
        let root = &self.site.root;
        let path = root.join(OWN).join(NAME);
        if read(root) == versions {
            return Ok(());
        }
        match versions.is_empty() {
            true => fs::remove_file(&path).at(&path),
            false => put(&path, versions.as_bytes()),
        }
    }
}

//! `.certsite/<name>`: what features have to know of all builds before, such as which version of a
//! document was public first. The files of the site say only what is public last, so what changed or
//! went would be known to one build alone.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::{At, DiskError};
use super::notes::{put, read as notes};
use super::{OWN, Output};
use std::fs;
use std::path::Path;

/// There while what stands in the folder is a preview.
pub(super) const PREVIEW: &str = "preview";

/// What is noted under a name; nothing, if nothing is, or it cannot be read.
pub(super) fn read(root: &Path, name: &str) -> String {
    notes(&root.join(OWN).join(name)).ok().flatten().unwrap_or_default()
}

impl Output {
    /// Notes that the files of the site are a preview: nothing of them counts as ever public.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn mark_preview(&self) -> Result<(), DiskError> {
        self.remember(PREVIEW, "its files were never public\n")
    }

    /// Takes that note back.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn unmark_preview(&self) -> Result<(), DiskError> {
        self.remember(PREVIEW, "")
    }

    /// Notes lines under a name, for the builds that follow.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn remember(&self, name: &'static str, lines: &str) -> Result<(), DiskError> {
        let root = &self.site.root;
        let path = root.join(OWN).join(name);
        if read(root, name) == lines {
            return Ok(());
        }
        match lines.is_empty() {
            true => fs::remove_file(&path).at(&path),
            false => put(&path, lines.as_bytes()),
        }
    }
}

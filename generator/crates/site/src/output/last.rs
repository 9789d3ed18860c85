//! What the last build wrote, for those who only look: `check` takes no lock and changes nothing.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::OWN_MANIFEST;
use super::manifest::Manifest;
use super::out_path::OutPath;
use std::path::{Path, PathBuf};

/// The files of the last build.
pub struct Last {
    root: PathBuf,
    paths: Vec<OutPath>,
}

impl Last {
    pub(super) fn new(root: &Path, paths: Vec<OutPath>) -> Last {
        Last { root: root.to_owned(), paths }
    }

    /// Those of an output folder. What cannot be read has nothing to tell.
    pub fn of(root: &Path) -> Last {
        let manifest = Manifest::read(&root.join(OWN_MANIFEST), root).unwrap_or_default();
        let files = manifest.files.into_iter().filter(|(_, entry)| entry.source.is_some());
        Last { root: root.to_owned(), paths: files.map(|(out, _)| out).collect() }
    }

    /// Those of an output folder, with what could not be deleted of it.
    pub(super) fn all(root: &Path) -> Last {
        let manifest = Manifest::read(&root.join(OWN_MANIFEST), root).unwrap_or_default();
        Last { root: root.to_owned(), paths: manifest.files.into_keys().collect() }
    }

    /// Their paths below the output folder, decoded, in ascending order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(|path| &**path)
    }

    /// Whether they are a preview, of which nothing was public.
    pub fn is_preview(&self) -> bool {
        !self.remembered(super::remembered::PREVIEW).is_empty()
    }

    /// What features noted under a name after the builds before.
    pub fn remembered(&self, name: &str) -> String {
        super::remembered::read(&self.root, name)
    }

    /// The bytes of one, by its path below the output folder. `None` if it cannot be read, or lies
    /// behind a link.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let path = OutPath::new(path).filter(|path| !path.is_below_link(&self.root))?;
        std::fs::read(self.root.join(&path)).ok()
    }
}

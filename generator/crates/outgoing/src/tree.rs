//! The files of a state, as far as programs fetch them.

use crate::place::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a file that is there could not be read, as the end of a sentence: `is larger than 64 MiB`.
pub type Unread = String;

/// The files that programs fetch, by their paths below the root of a site.
#[derive(Clone, Debug, Default)]
pub struct Tree(BTreeMap<String, Result<Arc<[u8]>, Unread>>);

/// Whether programs fetch the file at a path below the root of a site: it is worth reading.
pub fn is_outgoing(path: &str) -> bool {
    Place::of(path).is_some()
}

impl Tree {
    /// Adds a file; what programs do not fetch is left out.
    pub fn add(&mut self, path: &str, bytes: Result<Arc<[u8]>, Unread>) {
        if is_outgoing(path) {
            self.0.insert(path.to_owned(), bytes);
        }
    }

    /// The bytes of a file; nothing if it is not there or cannot be read.
    pub(crate) fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.0.get(path)?.as_ref().ok()
    }

    /// Why a file that is there cannot be read.
    pub(crate) fn unread(&self, path: &str) -> Option<&Unread> {
        self.0.get(path)?.as_ref().err()
    }

    /// Whether there is such a file, readable or not.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// All files with what they are, in the order of their paths.
    pub(crate) fn iter(
        &self,
    ) -> impl Iterator<Item = (&str, Place<'_>, &Result<Arc<[u8]>, Unread>)> {
        self.0.iter().filter_map(|(path, bytes)| Some((path.as_str(), Place::of(path)?, bytes)))
    }
}

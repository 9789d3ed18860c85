//! What may have changed on disk since a site was read: what the system tells of, or anything.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// What may have changed on disk since the last reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything: nobody told of it.
    All,
    /// These paths, from the site's root, and nothing else.
    Paths(BTreeSet<PathBuf>),
}

impl Changed {
    /// Nothing has changed: what is in stock still holds.
    pub const NOTHING: Changed = Changed::Paths(BTreeSet::new());

    /// Adds a path from the site's root, unless anything may have changed anyway.
    pub fn add(&mut self, path: PathBuf) {
        if let Changed::Paths(paths) = self {
            paths.insert(path);
        }
    }
}

/// Collects paths from the site's root.
impl<P: Into<PathBuf>> FromIterator<P> for Changed {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Changed {
        Changed::Paths(paths.into_iter().map(Into::into).collect())
    }
}

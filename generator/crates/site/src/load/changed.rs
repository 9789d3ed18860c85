//! What may have changed on disk since a site was read: what the system tells of, or anything.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything: nobody told of it.
    All,
    /// These paths, from the site's root, and nothing else.
    Paths(BTreeSet<PathBuf>),
}

impl Changed {
    /// Nothing at all.
    pub const NOTHING: Changed = Changed::Paths(BTreeSet::new());

    /// Adds another path.
    pub fn add(&mut self, path: PathBuf) {
        if let Changed::Paths(paths) = self {
            paths.insert(path);
        }
    }
}

/// Paths that changed.
impl<P: Into<PathBuf>> FromIterator<P> for Changed {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Changed {
        Changed::Paths(paths.into_iter().map(Into::into).collect())
    }
}

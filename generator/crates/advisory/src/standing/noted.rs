//! The note of earlier builds → which version of which document was public first, found by its name.

use certsite_site::signatures::Version;
use std::collections::HashMap;

/// The versions that are noted.
pub struct Noted {
    all: Vec<Version>,
    /// Where those of each document stand.
    by_id: HashMap<String, Vec<usize>>,
}

impl Noted {
    /// The note, a version a line.
    pub fn read(lines: &str) -> Noted {
        let all: Vec<Version> = lines.lines().filter_map(Version::parse).collect();
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, version) in all.iter().enumerate() {
            by_id.entry(version.id.clone()).or_default().push(n);
        }
        Noted { all, by_id }
    }

    /// All of them, in the order of the note.
    pub fn iter(&self) -> impl Iterator<Item = &Version> {
        self.all.iter()
    }

    /// The same, for whoever keeps them.
    pub fn all(self) -> impl Iterator<Item = Version> {
        self.all.into_iter()
    }

    /// Those of a document.
    pub fn of(&self, id: &str) -> impl Iterator<Item = &Version> {
        self.by_id.get(id).into_iter().flatten().map(|n| &self.all[*n])
    }
}

//! The tallies of sensors: texts that certsite alone writes, and of which there may be thousands. A
//! folder of them is one value, which is shared for as long as nothing of it changes, so that what
//! it holds costs nothing where it is not asked for.

use super::Sum;
use std::io;
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// All files of tallies in one folder.
pub struct Tallies {
    /// The folder, with a slash at its end.
    pub folder: Arc<str>,
    /// Its files, in the order of their names.
    pub files: Vec<Tally>,
    /// Fingerprint of their names and bytes.
    pub sum: Sum,
}

/// A file of tallies, read again by who needs it.
#[derive(Clone)]
pub struct Tally {
    /// Its path from the site's root.
    pub path: Arc<str>,
    /// The absolute path of the file, by which it is read again.
    pub on_disk: Arc<Path>,
    /// The fingerprint of its bytes when its folder was read.
    pub sum: Sum,
}

impl Tallies {
    /// The tallies of a folder, given without a slash at its end. The files may come in any order.
    pub fn new(folder: &str, mut files: Vec<Tally>) -> Tallies {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut bytes = Vec::with_capacity(files.len() * 96);
        for Tally { path, sum, .. } in &files {
            bytes.extend_from_slice(path.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(&sum.to_le_bytes());
        }
        Tallies { folder: format!("{folder}/").into(), files, sum: xxh3_64(&bytes) }
    }
}

impl Tally {
    /// The name of the file, without its folder.
    pub fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(&self.path, |(_, name)| name)
    }

    /// Its text. What became of it since it was found is what is read.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn text(&self) -> io::Result<String> {
        let text = std::fs::read_to_string(&self.on_disk)?;
        Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }
}

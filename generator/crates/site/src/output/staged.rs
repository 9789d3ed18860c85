//! One file of the new state: where it lies until it is put in place, and what its bytes are.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::{At, Digest, DiskError};
use super::manifest::ManifestEntry;
use crate::load::Sum;
use std::fs;
use std::io;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// One file of the new state.
pub struct Staged {
    /// Path below the output folder.
    pub out: String,
    pub(super) entry: ManifestEntry,
    /// The number of the file aside, unless the one in place is right already.
    pub(super) number: Option<usize>,
}

impl Staged {
    /// Fingerprint of what it was made from.
    pub fn source(&self) -> Option<Sum> {
        self.entry.source
    }

    /// Fingerprint of its bytes.
    pub fn sum(&self) -> Sum {
        xxh3_64(&self.entry.digest.bytes())
    }

    /// Its bytes, from the folder in which new files lie aside, or from its place.
    pub(super) fn bytes(&self, aside: &Path, root: &Path) -> Result<Vec<u8>, DiskError> {
        let path = match self.number {
            Some(number) => aside.join(number.to_string()),
            None => root.join(&self.out),
        };
        let bytes = fs::read(&path).at(&path)?;
        match Digest::of(&bytes) == self.entry.digest {
            true => Ok(bytes),
            false => Err(io::Error::other("it was changed during the build")).at(&path),
        }
    }
}

/// The bytes that a file of the new state is to hold.
pub enum Content<'a> {
    /// Bytes in memory, such as a rendered page.
    Bytes(&'a [u8]),
    /// The bytes of this file, which had this fingerprint when the site was read.
    File(&'a Path, Sum),
}

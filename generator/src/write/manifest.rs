//! What certsite wrote: path, size, time and source of each file, one a line.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use crate::load::Sum;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// First line of a manifest; another version is not read, so everything is written anew.
const VERSION: &str = "certsite manifest 1";

/// The files of one build.
#[derive(Default)]
pub struct Manifest {
    /// Fingerprint of inputs and options, if a build of the same may be skipped.
    pub inputs: Option<Sum>,
    /// The files by path below the output folder.
    pub files: BTreeMap<String, Entry>,
}

/// One file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    length: u64,
    /// Nanoseconds since 1970.
    modified: u128,
    /// Fingerprint of what it was made from, before minifying.
    pub source: Sum,
}

impl Entry {
    pub(super) fn of(metadata: &Metadata, source: Sum) -> Entry {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Entry {
            length: metadata.len(),
            modified: modified.map_or(0, |time| time.as_nanos()),
            source,
        }
    }

    /// True if the file is the one that was written: same size, same time.
    pub(super) fn is_in_place(&self, path: &Path) -> bool {
        std::fs::symlink_metadata(path)
            .is_ok_and(|metadata| metadata.is_file() && Entry::of(&metadata, self.source) == *self)
    }
}

impl Manifest {
    /// Reads a manifest. One that is not there or makes no sense is empty.
    pub(super) fn read(path: &Path) -> io::Result<Manifest> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Manifest::parse(&text).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Manifest::default()),
            Err(error) => Err(error),
        }
    }

    fn parse(text: &str) -> Option<Manifest> {
        let mut lines = text.lines();
        let inputs = lines.next()?.strip_prefix(VERSION)?.trim();
        let files = lines
            .map(|line| {
                let mut parts = line.splitn(4, ' ');
                let length = parts.next()?.parse().ok()?;
                let modified = parts.next()?.parse().ok()?;
                let source = Sum::from_str_radix(parts.next()?, 16).ok()?;
                Some((parts.next()?.to_owned(), Entry { length, modified, source }))
            })
            .collect::<Option<_>>()?;
        Some(Manifest { inputs: Sum::from_str_radix(inputs, 16).ok(), files })
    }

    /// Writes it into a folder, aside first.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        std::fs::write(folder.join("manifest.new"), self.text())?;
        std::fs::rename(folder.join("manifest.new"), folder.join("manifest"))
    }

    fn text(&self) -> String {
        let mut out = String::from(VERSION);
        if let Some(inputs) = self.inputs {
            let _ = write!(out, " {inputs:016x}");
        }
        out.push('\n');
        for (path, entry) in &self.files {
            let _ =
                writeln!(out, "{} {} {:016x} {path}", entry.length, entry.modified, entry.source);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_read_back() {
        let entry = Entry { length: 5, modified: 1_700_000_000_000_000_001, source: 0xab };
        let manifest =
            Manifest { inputs: Some(7), files: [("az/a b/index.html".to_owned(), entry)].into() };
        let again = Manifest::parse(&manifest.text()).expect("it reads back");
        assert_eq!((again.inputs, again.files), (manifest.inputs, manifest.files));
    }

    #[test]
    fn nonsense_is_no_manifest() {
        for text in ["", "other 1\n", "certsite manifest 1\nx y z\n"] {
            assert!(Manifest::parse(text).is_none(), "{text}");
        }
    }
}

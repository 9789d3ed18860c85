//! What certsite wrote: path and digest of each file, one a line.

#![cfg_attr(test, expect(clippy::disallowed_methods, reason = "the tests write notes"))]

use super::disk::{At, Digest, DiskError};
use super::notes::{self, damaged};
use super::out_path::OutPath;
use crate::load::Sum;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// First words of a manifest.
const VERSION: &str = "certsite manifest 2";

/// First words of the manifests of certsite's first months.
const FIRST_VERSION: &str = "certsite manifest 1";

/// The files that a build has written, as the file `.certsite/manifest` lists them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The files by path below the output folder.
    pub files: BTreeMap<OutPath, ManifestEntry>,
}

/// What is known of one file that certsite has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManifestEntry {
    /// The digest of its bytes when it was written.
    pub digest: Digest,
    /// Fingerprint of what it was made from; none once it is no longer part of the site: then it
    /// stands here until it is gone.
    pub source: Option<Sum>,
}

impl Manifest {
    /// Reads the manifest of the folder `root`; one that is not there is empty.
    pub(super) fn read(path: &Path, root: &Path) -> Result<Manifest, DiskError> {
        let Some(text) = notes::read(path).at(path)? else { return Ok(Manifest::default()) };
        if let Some(lines) = text.strip_prefix(FIRST_VERSION) {
            return Ok(Manifest::first_version(lines, root));
        }
        Manifest::parse(&text).map_err(damaged).at(path)
    }

    /// Reads the notes of the first version, which knew files by size and time. They hold on the
    /// machine where they were written; what they do not fit counts as changed by somebody.
    fn first_version(text: &str, root: &Path) -> Manifest {
        let file = |line: &str| {
            let mut parts = line.splitn(4, ' ');
            let length: u64 = parts.next()?.parse().ok()?;
            let modified: u128 = parts.next()?.parse().ok()?;
            let out = OutPath::new(parts.nth(1)?)?;
            let path = root.join(&out);
            let metadata = std::fs::symlink_metadata(&path).ok()?;
            let time = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            let is_same = metadata.len() == length && time.as_nanos() == modified;
            let digest = is_same.then(|| Digest::of_file(&path).ok().flatten()).flatten();
            let digest = digest.unwrap_or_else(|| Digest::of(line.as_bytes()));
            Some((out, ManifestEntry { digest, source: None }))
        };
        Manifest { files: text.lines().skip(1).filter_map(file).collect() }
    }

    /// The manifest, or the number of the first line that makes no sense.
    fn parse(text: &str) -> Result<Manifest, usize> {
        let mut lines = text.lines();
        // What stands behind these words told earlier programs what the files were made from.
        lines.next().filter(|line| line.starts_with(VERSION)).ok_or(1_usize)?;
        let file = |line: &str| {
            let mut parts = line.splitn(3, ' ');
            let digest = Digest::parse(parts.next()?)?;
            let source = match parts.next()? {
                "-" => None,
                sum => Some(Sum::from_str_radix(sum, 16).ok()?),
            };
            Some((OutPath::parse(parts.next()?)?, ManifestEntry { digest, source }))
        };
        let files = lines.enumerate().map(|(n, line)| file(line).ok_or(n + 2));
        let files = files.collect::<Result<_, _>>()?;
        Ok(Manifest { files })
    }

    /// The text of the file `manifest`, which [`Manifest::read`] reads again.
    pub(super) fn text(&self) -> String {
        let mut out = String::with_capacity(self.files.len() * 96 + 64);
        out.push_str(VERSION);
        out.push('\n');
        for (path, ManifestEntry { digest, source }) in &self.files {
            let path = path.escaped();
            let _ = match source {
                Some(source) => writeln!(out, "{digest} {source:016x} {path}"),
                None => writeln!(out, "{digest} - {path}"),
            };
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::out_path::tests::UNSOUND;
    use super::*;

    /// Names that people's systems have made, and some that nobody would.
    const NAMES: [&str; 12] = [
        "az/a b/index.html",
        "Icon\r",
        "two\nlines",
        " leading and trailing ",
        "100%",
        "%0D",
        "%",
        "tab\tand\u{7f}bell\u{7}",
        "şəkil\u{2028}\u{85}\u{202e}.png",
        "\r\n",
        "- ",
        "'\"$(x)`;\\",
    ];

    #[test]
    fn every_name_reads_back() {
        let entry = |n: usize| ManifestEntry {
            digest: Digest::of(&[n as u8]),
            source: n.is_multiple_of(2).then_some(n as Sum),
        };
        let path = |name: &str| OutPath::new(name).expect("it stays below");
        let files = NAMES.iter().enumerate().map(|(n, name)| (path(name), entry(n)));
        let manifest = Manifest { files: files.collect() };
        let text = manifest.text();
        assert_eq!(text.lines().count(), NAMES.len() + 1, "one line a file:\n{text}");
        for known in [
            text.clone(),
            text.replace('\n', "\r\n"),
            // What earlier programs wrote.
            text.replacen(VERSION, &format!("{VERSION} 0000000000000007"), 1),
        ] {
            assert_eq!(Manifest::parse(&known).as_ref(), Ok(&manifest), "{known}");
        }
    }

    #[test]
    fn notes_of_the_first_version_are_understood() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let mut text = format!("{FIRST_VERSION} 00000000000000ab\n");
        for (name, shift) in [("same", 0), ("changed", 1)] {
            std::fs::write(path(name), name).expect("it is ours");
            let modified = path(name).metadata().and_then(|m| m.modified()).expect("it is there");
            let nanoseconds = modified.duration_since(UNIX_EPOCH).expect("later").as_nanos();
            text += &format!("{} {} 0123456789abcdef {name}\n", name.len(), nanoseconds + shift);
        }
        text += "5 5 0123456789abcdef gone\n";
        std::fs::write(path("manifest"), text).expect("it is ours");
        let manifest = Manifest::read(&path("manifest"), folder.path()).expect("it is understood");
        let digests: Vec<_> = manifest.files.iter().map(|(name, e)| (&**name, e.digest)).collect();
        assert_eq!(digests[1], ("same", Digest::of(b"same")));
        assert!(digests[0].0 == "changed" && digests[0].1 != Digest::of(b"changed"));
        assert_eq!(digests.len(), 2);
    }

    #[test]
    fn notes_that_make_no_sense_are_never_taken_for_none() {
        let digest = Digest::of(b"");
        for (text, line) in [
            (String::new(), 1),
            ("other 1\n".into(), 1),
            (format!("{VERSION}\nx y z\n"), 2),
            (format!("{VERSION}\n{digest} - a\n{digest} 5\n"), 3),
            (format!("{VERSION}\n{digest} - a%ff\n"), 2),
        ] {
            assert_eq!(Manifest::parse(&text), Err(line), "{text}");
        }
        for path in UNSOUND {
            let text = format!("{VERSION}\n{digest} - a\n{digest} 5 {path}\n");
            assert_eq!(Manifest::parse(&text), Err(3), "{text}");
        }
    }
}

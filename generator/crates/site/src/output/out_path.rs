//! The path of a file below an output folder. Whatever certsite moves, replaces or deletes there it
//! names by one of these, and none can lead out of the folder or into certsite's notes.

use super::OWN;
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use std::borrow::{Borrow, Cow};
use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::ops::Deref;
use std::path::Path;

/// A path that stays below the output folder and out of certsite's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(String);

impl OutPath {
    /// The path, unless it is empty, leads out of the folder or into certsite's own.
    pub fn new(path: impl Into<String>) -> Option<OutPath> {
        let path = path.into();
        let first = path.split('/').next()?;
        let is_own = first.eq_ignore_ascii_case(OWN);
        let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
        (!is_own && path.split('/').all(is_part)).then_some(OutPath(path))
    }

    /// Reads what [`OutPath::escaped`] writes; `None` if that is no sound path.
    pub fn parse(text: &str) -> Option<OutPath> {
        OutPath::new(unescape(text)?)
    }

    /// The path on one line for notes: control characters and “%” are written as `%XX`.
    pub fn escaped(&self) -> Cow<'_, str> {
        escape(&self.0)
    }

    /// The folders above it, from the top down.
    pub fn above(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(end, _)| &self.0[..end])
    }

    /// True if one of the folders above it is a link.
    pub fn is_below_link(&self, root: &Path) -> bool {
        let is_link =
            |above: &str| std::fs::symlink_metadata(root.join(above)).is_ok_and(|m| m.is_symlink());
        self.above().any(is_link)
    }
}

/// The folders above these files that are links, each with a slash behind it.
pub(super) fn linked<'a>(root: &Path, files: impl Iterator<Item = &'a OutPath>) -> Vec<String> {
    // Files of one folder stand together.
    let (mut last, mut folders) = ("", BTreeSet::new());
    for file in files {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder != last {
            folders.extend(file.above().filter(|above| !is_within(last, above)));
            last = folder;
        }
    }
    let is_link = |folder: &&str| {
        std::fs::symlink_metadata(root.join(folder)).is_ok_and(|found| found.is_symlink())
    };
    let folders: Vec<&str> = folders.into_iter().collect();
    folders.into_par_iter().filter(is_link).map(|folder| format!("{folder}/")).collect()
}

/// Whether a path is a folder, or one below it.
fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Deref for OutPath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<Path> for OutPath {
    fn as_ref(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text on one line: control characters, and what stands for them, as `%XX`.
pub(super) fn escape(path: &str) -> Cow<'_, str> {
    let is_special = |b: u8| b.is_ascii_control() || b == b'%';
    if !path.bytes().any(is_special) {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        match u8::try_from(c).is_ok_and(is_special) {
            true => drop(write!(out, "%{:02X}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text that [`escape`] wrote.
pub(super) fn unescape(text: &str) -> Option<String> {
    // A checkout with other line ends adds a character that no escaped path has.
    let text = text.strip_suffix('\r').unwrap_or(text);
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Paths that no notes may name, as they stand there.
    pub(in super::super) const UNSOUND: [&str; 24] = [
        "",
        "/",
        "//",
        "/etc/passwd",
        "../x",
        "..",
        ".",
        "a/../../x",
        "a/..",
        "a/./b",
        "./a",
        "a//b",
        "a/",
        "%2e%2e/x",
        "%2E./x",
        "a/%2e%2e/%2e%2e/x",
        "%2Fetc/passwd",
        "a%2F..%2F..%2Fx",
        "a%00b",
        "a/\0",
        ".certsite",
        ".certsite/lock",
        ".CertSite/manifest",
        "%2ecertsite/journal",
    ];

    #[test]
    fn paths_stay_in_the_folder() {
        for good in ["index.html", "az/a b/index.html", ".well-known/x", "Icon\r", "a..b/…", "~"]
        {
            let path = OutPath::new(good).unwrap_or_else(|| panic!("{good}"));
            assert_eq!(OutPath::parse(&path.escaped()), Some(path), "{good}");
        }
        for bad in UNSOUND {
            assert_eq!(OutPath::parse(bad), None, "{bad}");
        }
    }
}

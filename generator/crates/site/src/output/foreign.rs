//! What stands in the output folder and was written by somebody else: it is public, too, and each of
//! it is named once.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::out_path::escape;
use super::{Last, OWN, Output};
use certsite_base::diag::{Diagnostic, Problem};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where it is noted what was named.
const NOTE: &str = "foreign";

/// At most this many files are named; the others are only counted.
const MAX_NAMED: usize = 5;

impl Output {
    /// Names what stands beside the files of the build that is done, and was not named before;
    /// `None` if there is nothing.
    pub fn foreign(&self) -> Option<Diagnostic> {
        let root = &self.site.root;
        let last = Last::all(root);
        let mut own = BTreeSet::new();
        for path in last.paths() {
            own.insert(path);
            let folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
            own.extend(folders);
        }
        let mut found = BTreeSet::new();
        walk(root, "", &own, &mut found);
        let noted = last.remembered(NOTE);
        let noted: BTreeSet<&str> = noted.lines().collect();
        let lines: Vec<String> = found.iter().map(|path| escape(path).into_owned()).collect();
        let new: Vec<&str> =
            lines.iter().map(String::as_str).filter(|path| !noted.contains(path)).collect();
        // The build is done: what a full disk does not note is only named once more.
        let _ =
            self.remember(NOTE, &lines.iter().map(|line| format!("{line}\n")).collect::<String>());
        let what = match new.len() {
            0 => return None,
            count if count > MAX_NAMED => {
                format!("{} and {} more", new[..MAX_NAMED].join(", "), count - MAX_NAMED)
            }
            _ => new.join(", "),
        };
        Some(Diagnostic::site(Problem::ForeignFiles { what }))
    }
}

/// Files that are none of certsite's, and folders in which none of its files stands, which end in
/// “/”. What cannot be read has nothing to tell.
fn walk(folder: &Path, above: &str, own: &BTreeSet<&str>, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{above}{name}");
        if path == OWN || own.contains(path.as_str()) {
            continue;
        }
        let inside = format!("{path}/");
        match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            true if own.contains(inside.as_str()) => walk(&entry.path(), &inside, own, found),
            true => drop(found.insert(inside)),
            false => drop(found.insert(path)),
        }
    }
}

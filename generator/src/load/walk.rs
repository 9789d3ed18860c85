//! `content/` and `themes/` → the files that are part of the site: under which name, and where
//! each is on disk.
//!
//! Looks at names before anything else, so that what an editor or a system left behind (a lock
//! that is a link to nothing, say) is never opened.

use super::names::{Leftover, escaped, is_plain, leftover, unfit};
use super::normal::nfc;
use super::secret::hidden_keys;
use super::tree::Tree;
use crate::diag::{Diagnostic, Place, Problem};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of the site.
pub struct Found {
    /// Its path from the site's root, in NFC.
    pub name: Arc<str>,
    /// Where it is.
    pub path: PathBuf,
    /// The path from the site's root that symbolic links lead to, if there are any on the way.
    pub real: Option<Arc<str>>,
}

/// What is below a site's root.
#[derive(Default)]
pub struct Walk {
    /// The files.
    pub files: Vec<Found>,
    /// What was left behind by programs, and is left out.
    pub left_out: Vec<(Arc<str>, Leftover)>,
    /// What is wrong with files and names.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lists the files below a root, which has no links in its own path.
pub fn walk(root: &Path) -> Walk {
    let mut walker = Walker { root, walk: Walk::default(), entered: Vec::new() };
    for top in ["content", "themes"] {
        let path = root.join(top);
        match path.canonicalize() {
            Ok(real) if real.starts_with(root) => walker.folder(&path, top, real != path),
            Ok(_) => walker.outside(&path, top),
            Err(error) if top == "themes" && error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => walker.unreadable(top, &error.to_string()),
        }
    }
    walker.walk
}

/// Why something is no part of a site.
const NO_FILE: &str = "it is a pipe, a socket or a device, and no file";

struct Walker<'a> {
    root: &'a Path,
    walk: Walk,
    /// The real folders that links on the way to this one lead to.
    entered: Vec<PathBuf>,
}

impl Walker<'_> {
    fn report(&mut self, problem: Problem, name: &str) {
        self.walk.diagnostics.push(Diagnostic::at(problem, Place::file(&name.into())));
    }

    fn unreadable(&mut self, name: &str, why: &str) {
        self.report(Problem::Unreadable { why: why.to_owned() }, name);
    }

    fn outside(&mut self, path: &Path, name: &str) {
        self.report(Problem::LinkOutside { target: target(path) }, name);
    }

    /// A folder at `path`, called `name`; `is_linked` if a link is on the way to it.
    fn folder(&mut self, path: &Path, name: &str, is_linked: bool) {
        let entries = std::fs::read_dir(path).and_then(Iterator::collect);
        let mut entries: Vec<std::fs::DirEntry> = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(name, &error.to_string()),
        };
        // Which of two names that become one is read must not depend on the disk.
        entries.sort_by_cached_key(std::fs::DirEntry::file_name);
        let mut taken: BTreeMap<String, OsString> = BTreeMap::new();
        let is_files = Tree::of(&format!("{name}/")) == Tree::Files;
        for entry in entries {
            let raw = entry.file_name();
            if raw.to_str().is_some_and(is_plain) {
                self.entry(&entry, &format!("{name}/{}", raw.to_string_lossy()), is_linked);
                continue;
            }
            if !self.is_part(name, &raw, is_files) {
                self.look_for_keys(name, &entry);
                continue;
            }
            let full = format!("{name}/{}", nfc(&raw.to_string_lossy()));
            if let Some(other) = taken.get(&full) {
                let (first, second) = (escaped(other), escaped(&raw));
                self.report(Problem::NamesMerge { first, second }, &full);
                continue;
            }
            self.entry(&entry, &full, is_linked);
            taken.insert(full, raw);
        }
    }

    /// Whether a name is that of a part of the site. Notes what is left out and worth telling.
    fn is_part(&mut self, folder: &str, raw: &OsString, is_files: bool) -> bool {
        let shown = || -> Arc<str> { format!("{folder}/{}", escaped(raw)).into() };
        let lossy = raw.to_string_lossy();
        let is_hidden = lossy.starts_with('.');
        match leftover(&lossy) {
            Some(left) if left.is_private || !is_files => {
                // Beside pages hidden names are nobody's concern.
                if is_files || !is_hidden {
                    self.walk.left_out.push((shown(), left));
                }
                return false;
            }
            None if is_hidden && !is_files => return false,
            _ => {}
        }
        if let Some(why) = unfit(raw) {
            self.report(Problem::UnfitName { why }, &shown());
            return false;
        }
        true
    }

    /// What is passed over among the keys is never published, but a folder of public keys is
    /// shared, and a private key has no place in it under any name.
    fn look_for_keys(&mut self, folder: &str, entry: &std::fs::DirEntry) {
        if Tree::of(&format!("{folder}/")) != Tree::Internal("content/keys/") {
            return;
        }
        for found in hidden_keys(&entry.path()) {
            let below = found.path().strip_prefix(self.root).unwrap_or(found.path());
            self.report(Problem::PrivateKey {}, &escaped(below.as_os_str()));
        }
    }

    fn entry(&mut self, entry: &std::fs::DirEntry, name: &str, is_linked: bool) {
        let path = entry.path();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return self.unreadable(name, &error.to_string()),
        };
        if kind.is_symlink() {
            self.link(&path, name);
        } else if kind.is_dir() {
            self.folder(&path, name, is_linked);
        } else if kind.is_file() {
            let real = is_linked.then(|| path.canonicalize().ok()).flatten();
            let real = real.and_then(|real| self.site_path(&real)).map(Into::into);
            self.walk.files.push(Found { name: name.into(), path, real });
        } else {
            self.unreadable(name, NO_FILE);
        }
    }

    /// A symbolic link: it counts as what it leads to, if it may lead there.
    fn link(&mut self, path: &Path, name: &str) {
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let why = format!("it is a symbolic link to {}, where nothing is", target(path));
                return self.unreadable(name, &why);
            }
            Err(error) => return self.unreadable(name, &error.to_string()),
        };
        let Some(real_name) = self.site_path(&real) else { return self.outside(path, name) };
        // With a slash at its end, a folder such as `content/data` is told from a file there.
        let is_dir = real.is_dir();
        let end = if is_dir { "/" } else { "" };
        let (from, to) = (format!("{name}{end}"), format!("{real_name}{end}"));
        if !Tree::of(&from).may_lead_to(Tree::of(&to)) {
            return self.report(Problem::LinkAcross { target: target(path) }, name);
        }
        // To read a pipe would wait for whoever writes into it.
        if !is_dir && !real.is_file() {
            return self.unreadable(name, NO_FILE);
        }
        if !is_dir {
            let real = Some(real_name.into());
            return self.walk.files.push(Found { name: name.into(), path: path.to_owned(), real });
        }
        let here = path.parent().and_then(|folder| folder.canonicalize().ok());
        if here.iter().chain(&self.entered).any(|folder| folder.starts_with(&real)) {
            return self.unreadable(name, "this link leads back to a folder that it lies in");
        }
        self.entered.push(real);
        self.folder(path, name, true);
        self.entered.pop();
    }

    /// The path from the site's root, in NFC; none for what lies elsewhere.
    fn site_path(&self, real: &Path) -> Option<String> {
        let below = real.strip_prefix(self.root).ok()?.to_str()?;
        Some(nfc(below).into_owned())
    }
}

/// What a link says, as it can be printed.
fn target(link: &Path) -> String {
    std::fs::read_link(link).map_or_else(|_| "?".into(), |target| escaped(target.as_os_str()))
}

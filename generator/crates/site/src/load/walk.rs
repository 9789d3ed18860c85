//! `content/` and `themes/` → their folders, and the files in each: under which name, and where it
//! is on disk.
//!
//! Looks at names before anything else, so that what an editor or a system left behind (a lock
//! that is a link to nothing, say) is never opened.

use super::names::{Leftover, escaped, is_plain, leftover, unfit};
use super::normal::nfc;
use super::secret::hidden_keys;
use super::tree::Tree;
use certsite_base::diag::{Diagnostic, Place, Problem};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of the site, found and not yet read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Found {
    /// Its path from the site's root, in NFC.
    pub name: Arc<str>,
    /// The path on disk by which it is read, which may lead through links.
    pub path: PathBuf,
    /// The path from the site's root that symbolic links lead to, if there are any on the way.
    pub real: Option<Arc<str>>,
}

/// A folder of the site, and how it was come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its path from the site's root, in NFC.
    pub name: Arc<str>,
    path: PathBuf,
    /// The real folders that links on the way to it lead to, if there are any.
    entered: Vec<PathBuf>,
}

/// What a folder holds, by name, before anything of it is read.
#[derive(Clone, Default)]
pub struct Listing {
    /// The regular files, in the order of their names on disk.
    pub files: Vec<Found>,
    /// The folders in it, which are not yet listed themselves.
    pub folders: Vec<Way>,
    /// What was left behind by programs, and is left out.
    pub left_out: Vec<(Arc<str>, Leftover)>,
    /// What is wrong with files and names.
    pub diagnostics: Vec<Diagnostic>,
}

/// All folders of a site with what they hold, and what is wrong with the uppermost ones. `root` is the
/// site's root, without links.
pub fn list(root: &Path) -> (Vec<(Way, Listing)>, Vec<Diagnostic>) {
    let Listing { folders: mut ways, diagnostics, .. } = tops(root);
    let mut listed = Vec::new();
    while let Some(way) = ways.pop() {
        let listing = way.list(root);
        ways.extend_from_slice(&listing.folders);
        listed.push((way, listing));
    }
    (listed, diagnostics)
}

/// The folders of a site below a root, which has no links in its own path, as far as they are
/// there, and what is wrong with them.
fn tops(root: &Path) -> Listing {
    let mut lister = Lister { root, way: None, listing: Listing::default() };
    for top in ["content", "themes"] {
        let path = root.join(top);
        match path.canonicalize() {
            Ok(real) if real.starts_with(root) => {
                let entered = if real == path { Vec::new() } else { vec![real] };
                lister.listing.folders.push(Way { name: top.into(), path, entered });
            }
            Ok(_) => lister.outside(&path, top),
            Err(error) if top == "themes" && error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => lister.unreadable(top, &error.to_string()),
        }
    }
    lister.listing
}

impl Found {
    /// Where it really is, from the site's root.
    pub fn place(&self) -> &Arc<str> {
        self.real.as_ref().unwrap_or(&self.name)
    }
}

impl Way {
    /// Lists the files and folders right in this one. `root` is the site's root, without links.
    pub fn list(&self, root: &Path) -> Listing {
        let mut lister = Lister { root, way: Some(self), listing: Listing::default() };
        lister.list(self);
        lister.listing
    }

    /// Where it really is; none if that is below the root no more.
    pub fn real(&self, root: &Path) -> Option<Arc<str>> {
        match self.entered.is_empty() {
            true => Some(self.name.clone()),
            false => site_path(root, &self.path.canonicalize().ok()?).map(Into::into),
        }
    }
}

/// The path from the site's root, in NFC; none for what lies elsewhere.
fn site_path(root: &Path, real: &Path) -> Option<String> {
    let below = real.strip_prefix(root).ok()?.to_str()?;
    Some(nfc(below).into_owned())
}

/// Why something is no part of a site.
const NO_FILE: &str = "it is a pipe, a socket or a device, and no file";

struct Lister<'a> {
    root: &'a Path,
    way: Option<&'a Way>,
    listing: Listing,
}

impl Lister<'_> {
    fn report(&mut self, problem: Problem, name: &str) {
        self.listing.diagnostics.push(Diagnostic::at(problem, Place::file(&name.into())));
    }

    fn unreadable(&mut self, name: &str, why: &str) {
        self.report(Problem::Unreadable { why: why.to_owned() }, name);
    }

    fn outside(&mut self, path: &Path, name: &str) {
        self.report(Problem::LinkOutside { target: target(path) }, name);
    }

    fn list(&mut self, Way { name, path, .. }: &Way) {
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
                self.entry(&entry, &format!("{name}/{}", raw.to_string_lossy()));
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
            self.entry(&entry, &full);
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
                    self.listing.left_out.push((shown(), left));
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

    fn entry(&mut self, entry: &std::fs::DirEntry, name: &str) {
        let path = entry.path();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return self.unreadable(name, &error.to_string()),
        };
        let entered = self.way.map_or(&[][..], |way| &way.entered);
        if kind.is_symlink() {
            self.link(&path, name);
        } else if kind.is_dir() {
            let entered = entered.to_vec();
            self.listing.folders.push(Way { name: name.into(), path, entered });
        } else if kind.is_file() {
            let real = (!entered.is_empty()).then(|| path.canonicalize().ok()).flatten();
            let real = real.and_then(|real| site_path(self.root, &real)).map(Into::into);
            self.listing.files.push(Found { name: name.into(), path, real });
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
        let Some(real_name) = site_path(self.root, &real) else { return self.outside(path, name) };
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
            let found = Found { name: name.into(), path: path.to_owned(), real };
            return self.listing.files.push(found);
        }
        let here = path.parent().and_then(|folder| folder.canonicalize().ok());
        let mut entered = self.way.map_or_else(Vec::new, |way| way.entered.clone());
        if here.iter().chain(&entered).any(|folder| folder.starts_with(&real)) {
            return self.unreadable(name, "this link leads back to a folder that it lies in");
        }
        entered.push(real);
        self.listing.folders.push(Way { name: name.into(), path: path.to_owned(), entered });
    }
}

/// What a link says, as it can be printed.
fn target(link: &Path) -> String {
    std::fs::read_link(link).map_or_else(|_| "?".into(), |target| escaped(target.as_os_str()))
}

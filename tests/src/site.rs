//! A string of files → a site in a temporary folder, to run certsite on and to edit.
//!
//! The string is a row of files, each under a line `-- path --`; the whole case is on the screen.

use crate::program::{self, Run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tempfile::TempDir;

/// The files of a folder: relative path → bytes.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A site in a folder of its own, which goes with the value.
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// The small site of `tests/sites/base` with these files over it.
    pub fn with(files: &str) -> Self {
        let site = Site::from("");
        site.copy(&crate::project().join("tests/sites/base"), "");
        site.edit(files);
        site
    }

    /// Only these files.
    pub fn from(files: &str) -> Self {
        let folder = TempDir::with_prefix("certsite-").expect("a temporary folder can be made");
        let site = Site { folder };
        site.edit(files);
        site
    }

    /// The small site in memory, where the system has such a place: for hundreds of builds that
    /// would wait for the disk more than for each other.
    pub fn in_memory() -> Self {
        let base = crate::project().join("tests/sites/base");
        let site = Site::in_memory_of(|_| {});
        site.copy(&base, "");
        site
    }

    /// What somebody writes into a folder in memory.
    pub fn in_memory_of(write: impl FnOnce(&Path)) -> Self {
        let site = Site { folder: crate::measure::folder() };
        write(site.root());
        site
    }

    /// The project's own content and theme.
    pub fn shipped() -> Self {
        let site = Site::from("");
        for part in ["content", "themes"] {
            site.copy(&crate::project().join(part), part);
        }
        site
    }

    /// The sample site, over the project's own as `make demo` lays it.
    pub fn showcase() -> Self {
        let site = Site::shipped();
        site.copy(&crate::project().join("tests/sites/showcase/content"), "content");
        site
    }

    /// The sample site, built on a day on which all of its months are over, for tests that only read
    /// it: those that run at one time share it, and it goes with the last of them.
    pub fn showcase_built() -> Arc<Site> {
        static BUILT: Mutex<Weak<Site>> = Mutex::new(Weak::new());
        shared(&BUILT, || {
            let site = Site::showcase();
            site.certsite(&["build", "--date", "2026-11-29"]).ok();
            site
        })
    }

    /// The project's own site, built; likewise.
    pub fn shipped_built() -> Arc<Site> {
        static BUILT: Mutex<Weak<Site>> = Mutex::new(Weak::new());
        shared(&BUILT, || {
            let site = Site::shipped();
            site.build().ok();
            site
        })
    }

    /// Writes every file of the string.
    pub fn edit(&self, files: &str) {
        let mut path = None;
        let mut text = String::new();
        for line in files.split_inclusive('\n').chain(["-- --"]) {
            let head = line.trim_end().strip_prefix("-- ").and_then(|l| l.strip_suffix("--"));
            if let Some(name) = head {
                if let Some(path) = path.replace(name.trim().to_owned()) {
                    self.write(&path, std::mem::take(&mut text));
                }
            } else if path.is_some() {
                text.push_str(line);
            } else {
                assert!(line.trim().is_empty(), "text before the first file: {line}");
            }
        }
    }

    /// The site's root.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path below the root.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file and the folders above it, aside first, as good editors do: nobody who watches
    /// sees half of it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        let (folder, name) = (path.parent(), path.file_name().expect("a file has a name"));
        let folder = folder.expect("below the root");
        fs::create_dir_all(folder).expect("the folder is ours");
        let aside = folder.join(format!(".{}.part", name.to_string_lossy()));
        fs::write(&aside, bytes).expect("the folder is ours");
        fs::rename(aside, path).expect("the folder is ours");
    }

    /// Reads a file as text.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// True if there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    }

    /// Replaces a text that is there exactly once.
    #[track_caller]
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "{path} must hold “{old}” once:\n{text}");
        self.write(path, text.replace(old, new));
    }

    /// States a fact of the team that `team.yaml` has as not known yet. The value is written in YAML.
    pub fn state(&self, key: &str, value: &str) {
        let team = self.read("content/team.yaml");
        let unknown = format!("{key}: !unknown");
        let line = |line: &str| match line.trim_start().starts_with(&unknown) {
            true => {
                let indent = &line[..line.len() - line.trim_start().len()];
                format!("{indent}{key}: {value}\n")
            }
            false => format!("{line}\n"),
        };
        self.write("content/team.yaml", team.lines().map(line).collect::<String>());
    }

    /// Copies a folder into the site, leaving out nothing.
    pub fn copy(&self, from: &Path, to: &str) {
        for (path, bytes) in tree(from) {
            self.write(&Path::new(to).join(path).to_string_lossy(), bytes);
        }
    }

    /// Runs `certsite` here.
    pub fn certsite(&self, args: &[&str]) -> Run {
        Run::of(&mut program::certsite(self.root(), args))
    }

    /// `certsite build` on a fixed day, with an address for what needs an absolute one.
    pub fn build(&self) -> Run {
        self.build_with(&[])
    }

    /// The same with more arguments.
    pub fn build_with(&self, more: &[&str]) -> Run {
        let fixed = ["build", "--date", "2026-06-15", "--base-url", "https://cert.example.org"];
        self.certsite(&[&fixed, more].concat())
    }

    /// These files over the small site, built without minifying, so that a case can quote HTML
    /// as the templates write it.
    #[track_caller]
    pub fn plain(files: &str) -> Self {
        let site = Site::with(files);
        site.build_with(&["--no-minify"]).ok();
        site
    }

    /// `certsite check`.
    pub fn check(&self, more: &[&str]) -> Run {
        self.certsite(&[&["check"], more].concat())
    }

    /// A finished page or file of `public/`.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let path = format!("public/{}", path.trim_start_matches('/'));
        if path.ends_with('/') { self.read(&format!("{path}index.html")) } else { self.read(&path) }
    }

    /// Asserts that a finished page holds a text.
    #[track_caller]
    pub fn shows(&self, page: &str, text: &str) -> &Self {
        let html = self.page(page);
        assert!(html.contains(text), "{page} does not hold “{text}”:\n{html}");
        self
    }

    /// Asserts that it does not.
    #[track_caller]
    pub fn hides(&self, page: &str, text: &str) -> &Self {
        let html = self.page(page);
        assert!(!html.contains(text), "{page} holds “{text}”:\n{html}");
        self
    }

    /// What is published: `public/` without certsite's own folder.
    pub fn published(&self) -> Tree {
        let mut tree = self.tree("public");
        tree.retain(|path, _| !path.starts_with(".certsite/"));
        tree
    }

    /// Everything below a folder.
    pub fn tree(&self, path: &str) -> Tree {
        tree(&self.path(path))
    }
}

/// A site that others have at hand, or a new one.
fn shared(at_hand: &Mutex<Weak<Site>>, new: impl FnOnce() -> Site) -> Arc<Site> {
    // A build that failed has left nothing half done here.
    let mut at_hand = at_hand.lock().unwrap_or_else(PoisonError::into_inner);
    at_hand.upgrade().unwrap_or_else(|| {
        let site = Arc::new(new());
        *at_hand = Arc::downgrade(&site);
        site
    })
}

/// The files below a folder; a folder that is not there has none.
pub fn tree(root: &Path) -> Tree {
    let mut found = Tree::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a folder of ours can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("found below the root");
                let bytes = fs::read(&path).expect("a file of ours can be read");
                found.insert(name.to_string_lossy().into_owned(), bytes);
            }
        }
    }
    found
}

/// Asserts that two trees are the same, naming the files that differ.
#[track_caller]
pub fn assert_same(left: &Tree, right: &Tree, what: &str) {
    let names: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
    let differing: Vec<_> =
        names.into_iter().filter(|name| left.get(*name) != right.get(*name)).collect();
    if let Some(first) = differing.first() {
        let show = |tree: &Tree| match tree.get(*first) {
            Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            None => "(not there)".to_owned(),
        };
        panic!("{what}: {differing:?} differ; {first} is\n{}\nand\n{}", show(left), show(right));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_files_becomes_files() {
        let site = Site::from("-- a/b.md --\none\ntwo\n-- c --\n-- d --\nlast");
        assert_eq!(site.read("a/b.md"), "one\ntwo\n");
        assert_eq!(site.read("c"), "");
        assert_eq!(site.read("d"), "last");
    }

    #[test]
    fn no_file_is_a_part_of_a_line() {
        let site = Site::from("-- a --\n---\ntitle: x\n---\n");
        assert_eq!(site.read("a"), "---\ntitle: x\n---\n");
    }
}

//! `content/` and `themes/` on disk → what was seen there, to be compared with what is there later.
//!
//! Looks at names, sizes and times only: a walk through thousands of files takes milliseconds. It
//! finds what no system tells: changes on network drives, folders that were swapped while nobody
//! watched them, links that lead elsewhere now. Where the system told what changed, that alone is
//! looked at.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;
use xxhash_rust::xxh3::xxh3_64;

/// The folders of a site, below its root.
pub(super) const FOLDERS: [&str; 2] = ["content", "themes"];

/// Where files are that come and go under names of their own and never change: as long as the
/// system tells of changes, the time of their folder stands for all that is below it.
const TALLIES: &str = "content/data/sensors";

/// Where names that editors give to their own files may be those of files that are published.
const FILES: &str = "content/files";

/// How closely the folders are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// At each file, because nobody tells of any.
    Close,
    /// At what the system may not tell of.
    Passing,
}

/// What was seen: fingerprints of what was there and when it changed, by those of paths.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Seen {
    entries: HashMap<u64, u64>,
    folders: HashSet<u64>,
}

impl Seen {
    /// Looks at the folders below the site's root, unless there is something else to do. What cannot
    /// be looked at is noted as that.
    pub fn of(root: &Path, look: Look, is_called: &dyn Fn() -> bool) -> Option<Seen> {
        let mut seen = Seen::default();
        for name in FOLDERS {
            let mut walk = WalkDir::new(root.join(name)).follow_links(true).into_iter();
            while let Some(entry) = walk.next() {
                if is_called() {
                    return None;
                }
                match entry {
                    Ok(entry) if is_passing(root, entry.path()) => {}
                    Ok(entry) => {
                        let file = entry.metadata().map_or_else(|_| Vec::new(), |f| figures(&f));
                        let path = sum(entry.path());
                        seen.entries.insert(path, xxh3_64(&file));
                        if entry.file_type().is_dir() {
                            seen.folders.insert(path);
                            let is_known =
                                look == Look::Passing && is_of_tallies(root, entry.path());
                            is_known.then(|| walk.skip_current_dir());
                        }
                    }
                    // Links that lead nowhere, folders that nobody may read.
                    Err(error) => {
                        let path = error.path().unwrap_or(root);
                        if !is_passing(root, path) {
                            seen.entries.insert(sum(path), xxh3_64(error.to_string().as_bytes()));
                        }
                    }
                }
            }
        }
        Some(seen)
    }

    /// Looks at these paths of it, and at the folders that they are in. False if one of them is more
    /// than a file: then all has to be looked at.
    pub fn again(&mut self, root: &Path, paths: &BTreeSet<PathBuf>) -> bool {
        paths.iter().all(|path| self.one(root, &root.join(path)).unwrap_or(false))
    }

    fn one(&mut self, root: &Path, path: &Path) -> io::Result<bool> {
        let Some(folder) = path.parent().filter(|folder| self.folders.contains(&sum(folder)))
        else {
            // Below what is not looked into.
            return Ok(path.ancestors().any(|above| is_of_tallies(root, above)));
        };
        if self.folders.contains(&sum(path)) {
            return Ok(false);
        }
        self.entries.insert(sum(folder), xxh3_64(&figures(&folder.metadata()?)));
        let is_of_folder = is_of_tallies(root, folder);
        match path.metadata() {
            Ok(file) if file.is_dir() => return Ok(is_of_folder),
            Ok(_) if is_of_folder => {}
            Ok(file) => drop(self.entries.insert(sum(path), xxh3_64(&figures(&file)))),
            Err(error) if path.symlink_metadata().is_ok() => return Err(error),
            Err(_) => drop(self.entries.remove(&sum(path))),
        }
        Ok(true)
    }
}

/// Whether a folder is that of the tallies of a sensor.
fn is_of_tallies(root: &Path, folder: &Path) -> bool {
    folder
        .parent()
        .is_some_and(|above| above.strip_prefix(root).is_ok_and(|p| p == Path::new(TALLIES)))
}

fn sum(path: &Path) -> u64 {
    xxh3_64(path.as_os_str().as_encoded_bytes())
}

/// Files that editors keep beside the one that somebody is writing, and change all the time: Emacs'
/// locks and autosaves, vim's swap files and its trial of the folder. Among files that are published
/// as they are, they may be anybody's.
pub(super) fn is_passing(root: &Path, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let is_swap = || {
        let end = name.rsplit(|b| *b == b'.').next().unwrap_or_default();
        name.starts_with(b".") && end.len() == 3 && end.starts_with(b"sw")
    };
    let is_one = name.starts_with(b".#")
        || (name.len() > 2 && name.starts_with(b"#") && name.ends_with(b"#"))
        || name == b"4913"
        || is_swap();
    is_one && !path.strip_prefix(root).is_ok_and(|path| path.starts_with(FILES))
}

/// What changes with a file: beside size and times which file it is, for one may have the times of
/// the other that it replaced.
fn figures(file: &Metadata) -> Vec<u8> {
    let times = [file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec()];
    let rest = [file.dev(), file.ino()];
    // A folder's size is its file system's business.
    let size = if file.is_dir() { 0 } else { file.len() };
    let times = times.into_iter().flat_map(i64::to_le_bytes);
    times.chain(rest.into_iter().chain([size]).flat_map(u64::to_le_bytes)).collect()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "changes the folders that are looked at")]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn of(root: &Path, look: Look) -> Seen {
        Seen::of(root, look, &|| false).expect("nothing else is to be done")
    }

    /// Something that is done to a site, and what the system tells of it.
    type Step<'a> = (&'a str, &'a dyn Fn() -> io::Result<()>, &'a [&'a str]);

    /// Each step changes what is seen, and only steps do; where paths alone changed, looking at them
    /// is as good as looking at everything.
    #[test]
    fn every_change_is_seen() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path();
        let at = |path: &str| root.join(path);
        let tally = "content/data/sensors/x/1.csv";
        let steps: [Step; 15] = [
            ("make content", &|| fs::create_dir_all(at("content/data/sensors/x/.lines")), &[]),
            ("make a folder", &|| fs::create_dir(at("content/en")), &["content/en"]),
            ("make a file", &|| fs::write(at("content/en/a.md"), "one"), &["content/en/a.md"]),
            ("and another", &|| fs::write(at("content/en/b.part"), "two"), &["content/en/b.part"]),
            (
                "replace it",
                &|| fs::rename(at("content/en/b.part"), at("content/en/a.md")),
                &["content/en/a.md", "content/en/b.part"],
            ),
            (
                "rename it",
                &|| fs::rename(at("content/en/a.md"), at("content/en/c.md")),
                &["content/en/a.md", "content/en/c.md"],
            ),
            ("change it", &|| fs::write(at("content/en/c.md"), "three"), &["content/en/c.md"]),
            ("add a tally", &|| fs::write(at(tally), "x"), &[tally]),
            ("lead nowhere", &|| symlink("nowhere", at("content/d.md")), &["content/d.md"]),
            (
                "lead elsewhere",
                &|| fs::create_dir(at("v1")).and(symlink("../v1", at("content/v"))),
                &["content/v"],
            ),
            ("add there", &|| fs::write(at("v1/x.md"), "x"), &["content/v/x.md"]),
            ("add themes", &|| fs::create_dir_all(at("themes/plain")), &["themes"]),
            ("move content away", &|| fs::rename(at("content"), at("old")), &["content"]),
            ("lead content to it", &|| symlink("old", at("content")), &["content"]),
            ("take it away", &|| fs::remove_file(at("content")), &["content"]),
        ];
        let mut told = of(root, Look::Passing);
        for (what, step, paths) in steps {
            let before = [Look::Passing, Look::Close].map(|look| of(root, look));
            step().unwrap_or_else(|why| panic!("{what}: {why}"));
            let now = [Look::Passing, Look::Close].map(|look| of(root, look));
            assert!(now[0] != before[0] && now[1] != before[1], "{what}");
            let again = [Look::Passing, Look::Close].map(|look| of(root, look));
            assert!(now == again, "nothing changes after: {what}");
            let is_told = told.again(root, &paths.iter().map(PathBuf::from).collect());
            // Folders, and links that lead nowhere, are more than themselves.
            let is_file = |path: &&str| path.contains('.') && !path.ends_with("d.md");
            assert_eq!(is_told, paths.iter().all(is_file), "{what}");
            assert!(!is_told || paths.is_empty() || told == now[0], "{what}");
            let [passing, _] = now;
            told = passing;
        }
        let last = of(root, Look::Close);
        fs::write(at("other.txt"), "x").expect("the folder is ours");
        fs::create_dir(at("public")).expect("the folder is ours");
        assert!(of(root, Look::Close) == last, "what is no part of the site does not count");
    }

    #[test]
    fn tallies_are_looked_at_one_by_one_where_nothing_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (root, tally) = (folder.path(), folder.path().join("content/data/sensors/x/1.csv"));
        fs::create_dir_all(tally.parent().expect("it is in a folder")).expect("it is ours");
        fs::write(&tally, "one").expect("it is ours");
        let before = [Look::Passing, Look::Close].map(|look| of(root, look));
        fs::write(&tally, "other").expect("it is ours");
        let now = [Look::Passing, Look::Close].map(|look| of(root, look));
        assert!(before[0] == now[0] && before[1] != now[1]);
    }

    #[test]
    fn what_editors_keep_while_writing_is_passing() {
        let root = Path::new("/site");
        for name in [".#a.md", "#a.md#", ".a.md.swp", ".a.md.swo", ".a.swx", "4913"] {
            assert!(is_passing(root, &root.join("content/en").join(name)), "{name}");
            assert!(!is_passing(root, &root.join("content/files").join(name)), "{name}");
        }
        for name in ["a.md", "#a.txt", "b~", ".well-known", ".htaccess", "x.swf", ".sw", "4914"] {
            assert!(!is_passing(root, &root.join("content").join(name)), "{name}");
        }
    }
}

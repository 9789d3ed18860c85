//! `content/` and `themes/` on disk → one number that changes when they do.
//!
//! Looks at names, sizes and times only: a walk through thousands of files takes milliseconds. It
//! finds what no system tells: changes on network drives, folders that were swapped while nobody
//! watched them, links that lead elsewhere now.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use walkdir::WalkDir;
use xxhash_rust::xxh3::xxh3_64;

/// The folders of a site.
pub(super) const FOLDERS: [&str; 2] = ["content", "themes"];

/// The number for a site at this moment.
pub(super) fn stamp(root: &Path) -> u64 {
    let walk = |name| WalkDir::new(root.join(name)).follow_links(true);
    let is_kept = |entry: &walkdir::Result<walkdir::DirEntry>| {
        let path = entry.as_ref().map_or_else(|error| error.path(), |entry| Some(entry.path()));
        !path.is_some_and(is_passing)
    };
    let entries = FOLDERS.into_iter().flat_map(walk).filter(is_kept);
    let seen = entries.map(|entry| match entry {
        Ok(entry) => {
            let file = entry.metadata().map_or_else(|_| Vec::new(), |file| figures(&file));
            one(entry.path(), &file)
        }
        Err(error) => {
            // Links that lead nowhere, folders that nobody may read.
            one(error.path().unwrap_or(root), error.to_string().as_bytes())
        }
    });
    // A sum, because folders list their files in any order.
    seen.fold(0, u64::wrapping_add)
}

/// Files that editors keep beside the one that somebody is writing, and change all the time: Emacs'
/// locks and autosaves, vim's swap files and its trial of the folder.
pub(super) fn is_passing(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let is_swap = || {
        let end = name.rsplit(|b| *b == b'.').next().unwrap_or_default();
        name.starts_with(b".") && end.len() == 3 && end.starts_with(b"sw")
    };
    name.starts_with(b".#")
        || (name.len() > 2 && name.starts_with(b"#") && name.ends_with(b"#"))
        || name == b"4913"
        || is_swap()
}

fn one(path: &Path, figures: &[u8]) -> u64 {
    xxh3_64(&[path.as_os_str().as_encoded_bytes(), b"\0", figures].concat())
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

    /// Each step changes the number, and only steps do.
    #[test]
    fn every_change_changes_the_number() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path();
        let at = |path: &str| root.join(path);
        let steps: [(&str, &dyn Fn() -> std::io::Result<()>); 12] = [
            ("make content", &|| fs::create_dir_all(at("content/en"))),
            ("make a file", &|| fs::write(at("content/en/a.md"), "one")),
            ("change it, same length", &|| fs::write(at("content/en/b.part"), "two")),
            ("replace it", &|| fs::rename(at("content/en/b.part"), at("content/en/a.md"))),
            ("rename it", &|| fs::rename(at("content/en/a.md"), at("content/en/c.md"))),
            ("lead nowhere", &|| symlink("nowhere", at("content/d.md"))),
            ("lead elsewhere", &|| fs::create_dir(at("v1")).and(symlink("../v1", at("content/v")))),
            ("add there", &|| fs::write(at("v1/x.md"), "x")),
            ("add themes", &|| fs::create_dir_all(at("themes/plain"))),
            ("move content away", &|| fs::rename(at("content"), at("old"))),
            ("lead content to it", &|| symlink("old", at("content"))),
            ("take it away", &|| fs::remove_file(at("content"))),
        ];
        let mut last = stamp(root);
        for (what, step) in steps {
            step().unwrap_or_else(|why| panic!("{what}: {why}"));
            let now = stamp(root);
            assert_ne!(now, last, "{what}");
            assert_eq!(now, stamp(root), "nothing changes after: {what}");
            last = now;
        }
        fs::write(at("other.txt"), "x").expect("the folder is ours");
        fs::create_dir(at("public")).expect("the folder is ours");
        assert_eq!(stamp(root), last, "what is no part of the site does not count");
    }

    #[test]
    fn what_editors_keep_while_writing_is_passing() {
        for name in [".#a.md", "#a.md#", ".a.md.swp", ".a.md.swo", ".a.swx", "4913"] {
            assert!(is_passing(Path::new("content").join(name).as_path()), "{name}");
        }
        for name in ["a.md", "#a.txt", "b~", ".well-known", ".htaccess", "x.swf", ".sw", "4914"] {
            assert!(!is_passing(Path::new("content").join(name).as_path()), "{name}");
        }
    }
}

//! How all files of a site look from outside, as one number: while that is the same, nothing has to be
//! read to know that they are what they were. A short cut past reading, as Git's index is one, which
//! is taken only if every file changed last well before it was read.

use super::file_stamp::Looks;
use super::walk::{Found, Listing, Way, list};
use super::{Inputs, One, Shelf, Sum, read};
use rayon::prelude::*;
use std::io;
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// What is known of the files of a site that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The number that stands for their looks.
    pub looks: Sum,
    /// The fingerprint of their paths and bytes, as [`Inputs::sum`].
    pub sum: Sum,
}

/// Looks at all files below `root`, and reads those at these paths. Gives nothing if anything is to be
/// told of them, or if one cannot be looked at.
///
/// # Errors
/// If `root` has no `content` folder that can be listed.
pub fn glance(root: &Path, wanted: &[&str]) -> io::Result<Option<(Sum, Inputs)>> {
    let root = root.canonicalize()?;
    std::fs::read_dir(root.join("content"))?;
    let (mut listed, diagnostics) = list(&root);
    let is_told = |(_, listing): &(Way, Listing)| !listing.diagnostics.is_empty();
    if !diagnostics.is_empty() || listed.iter().any(is_told) {
        return Ok(None);
    }
    listed.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    let look = |(way, listing): &(Way, Listing)| {
        let looks = listing.files.par_iter().map(|found| Looks::at(&found.path));
        Some((way.real(&root), looks.collect::<Option<Vec<Looks>>>()?))
    };
    let Some(all) = listed.par_iter().map(look).collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let mut sum = LooksSum::new(&root);
    let (mut inputs, shelf) = (Inputs::default(), Shelf::default());
    for ((way, listing), (real, looks)) in listed.iter().zip(all) {
        sum.folder(way, real.as_ref());
        for (found, looks) in listing.files.iter().zip(looks) {
            sum.file(found, looks);
            if !wanted.contains(&&*found.name) {
                continue;
            }
            let (One::File(file, None), _) = read(found, &shelf) else { return Ok(None) };
            inputs.files.insert(found.name.clone(), file);
        }
    }
    Ok(Some((sum.finish(), inputs)))
}

/// The number that stands for the looks of files, which are added folder by folder.
pub(super) struct LooksSum(Xxh3);

impl LooksSum {
    /// Of a site below this folder.
    pub fn new(root: &Path) -> LooksSum {
        let mut sum = LooksSum(Xxh3::new());
        sum.text(root.as_os_str().as_encoded_bytes());
        sum
    }

    /// Goes on with a folder, which is really there.
    pub fn folder(&mut self, way: &Way, real: Option<&Arc<str>>) {
        self.text(b"/");
        self.text(way.name.as_bytes());
        self.text(real.map_or(&[], |real| real.as_bytes()));
    }

    /// Adds a file of the folder.
    pub fn file(&mut self, found: &Found, looks: Looks) {
        self.text(found.path.as_os_str().as_encoded_bytes());
        self.text(found.real.as_ref().map_or(&[], |real| real.as_bytes()));
        let Looks { inode, changed, modified, length } = looks;
        for number in [inode, changed.cast_unsigned(), modified.cast_unsigned(), length] {
            self.0.update(&number.to_le_bytes());
        }
    }

    pub fn finish(self) -> Sum {
        self.0.digest()
    }

    fn text(&mut self, text: &[u8]) {
        self.0.update(text);
        self.0.update(&[0]);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "changes the files that are looked at")]
mod tests {
    use super::super::Stock;
    use super::*;
    use std::fs::{self, File};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::time::{Duration, SystemTime};

    const SETTINGS: &str = "content/site.yaml";

    /// A site that was read, of which everything but what changed before a moment is too young.
    struct Case {
        folder: tempfile::TempDir,
        read: Option<Sum>,
    }

    impl Case {
        fn new(moment: i64) -> Case {
            let folder = tempfile::tempdir().expect("a folder");
            let root = folder.path().canonicalize().expect("it is there");
            fs::create_dir_all(root.join("content/en/sub")).expect("it is ours");
            for (path, text) in
                [(SETTINGS, "a: b\n"), ("content/en/a.md", "one"), ("content/en/sub/b.md", "two")]
            {
                fs::write(root.join(path), text).expect("it is ours");
            }
            symlink("a.md", root.join("content/en/link.md")).expect("it is ours");
            let read = Stock::default().anew(&root, &|_| true, moment).looks();
            Case { folder, read }
        }

        fn at(&self, path: &str) -> std::path::PathBuf {
            self.folder.path().join(path)
        }

        fn looks(&self) -> Option<Sum> {
            let seen = glance(self.folder.path(), &[SETTINGS]).expect("there is a site");
            seen.map(|(sum, inputs)| {
                assert_eq!(inputs.files.keys().map(|path| &**path).collect::<Vec<_>>(), [SETTINGS]);
                sum
            })
        }

        /// Waits until a file that is written now does not look as if it was written with the others.
        fn wait(&self) {
            let changed = |path: &str| {
                let found = self.at(path).metadata().expect("it is there");
                (found.ctime(), found.ctime_nsec())
            };
            let last = changed("content/en/sub/b.md").max(changed("content/en/a.md"));
            loop {
                fs::write(self.at("clock"), "").expect("it is ours");
                if changed("clock") > last {
                    return;
                }
            }
        }
    }

    /// Writes a text of the same length, and says that it was written when the last one was.
    fn rewrite(path: &Path) {
        let modified = path.metadata().and_then(|found| found.modified()).expect("it is there");
        fs::write(path, "eno").expect("it is ours");
        let file = File::options().write(true).open(path).expect("it is ours");
        file.set_modified(modified).expect("it is ours");
    }

    #[test]
    fn whatever_changes_shows_and_nothing_else_does() {
        type Edit = (&'static str, fn(&Case));
        let edits: [Edit; 12] = [
            ("another text, of the same length and time", |case| {
                rewrite(&case.at("content/en/a.md"));
            }),
            ("another file, of the same length and time", |case| {
                let (old, new) = (case.at("content/en/a.md"), case.at("new"));
                fs::copy(&old, &new).expect("it is ours");
                let modified = old.metadata().and_then(|found| found.modified()).expect("it is");
                rewrite(&new);
                let file = File::options().write(true).open(&new).expect("it is ours");
                file.set_modified(modified).expect("it is ours");
                fs::rename(new, old).expect("it is ours");
            }),
            ("a time to come", |case| {
                let file = File::options().write(true).open(case.at("content/en/a.md"));
                let later = SystemTime::now() + Duration::from_secs(1 << 30);
                file.and_then(|file| file.set_modified(later)).expect("it is ours");
            }),
            ("a time before all clocks", |case| {
                let file = File::options().write(true).open(case.at("content/en/a.md"));
                let modified = file.and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH));
                modified.expect("it is ours");
            }),
            ("who may read it", |case| {
                let narrow = fs::Permissions::from_mode(0o600);
                fs::set_permissions(case.at("content/en/a.md"), narrow).expect("it is ours");
            }),
            ("a new file", |case| {
                fs::write(case.at("content/en/c.md"), "").expect("it is ours");
            }),
            ("one that is gone", |case| {
                fs::remove_file(case.at("content/en/sub/b.md")).expect("it is ours");
            }),
            ("another name", |case| {
                fs::rename(case.at("content/en/a.md"), case.at("content/en/d.md")).expect("ours");
            }),
            ("another place", |case| {
                fs::rename(case.at("content/en/sub"), case.at("content/en/sup")).expect("ours");
            }),
            ("a link that leads elsewhere", |case| {
                fs::remove_file(case.at("content/en/link.md")).expect("it is ours");
                symlink("sub/b.md", case.at("content/en/link.md")).expect("it is ours");
            }),
            ("a link that leads nowhere", |case| {
                fs::remove_file(case.at("content/en/link.md")).expect("it is ours");
                symlink("none", case.at("content/en/link.md")).expect("it is ours");
            }),
            ("a theme", |case| {
                fs::create_dir_all(case.at("themes/x")).expect("it is ours");
                fs::write(case.at("themes/x/theme.yaml"), "").expect("it is ours");
            }),
        ];
        for (what, edit) in edits {
            let case = Case::new(i64::MAX);
            assert!(case.read.is_some() && case.looks() == case.read, "before {what}");
            case.wait();
            assert_eq!(case.looks(), case.read, "what lies outside of the site is not part of it");
            edit(&case);
            assert_ne!(case.looks(), case.read, "{what}");
        }
    }

    /// What changed in the moment of its reading may change again and look the same.
    #[test]
    fn what_is_too_young_is_known_by_its_bytes_alone() {
        assert_eq!(Case::new(i64::MIN).read, None);
        let root = Case::new(0).folder;
        assert_eq!(
            Stock::default().read(root.path(), &super::super::Changed::All, &|_| true).looks(),
            None
        );
    }
}

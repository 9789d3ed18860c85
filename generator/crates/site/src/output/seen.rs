//! How the files looked from outside when their bytes were last known: inode, times and length of
//! each, so that an unchanged file need not be read again.
//!
//! Only a short cut. A file whose looks differ is read; a copy, a restored archive, a touched or
//! shifted time therefore cost time, and never decide anything.

use super::disk::Digest;
use super::notes;
use crate::load::Looks;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// The first words of the file; the digest of the manifest that it belongs to follows on the same
/// line.
const VERSION: &str = "certsite seen 1";

/// The looks that a line tells: `Some(None)` for “-”, which is a file whose looks are not noted,
/// and `None` for a line that makes no sense.
fn line(line: &str) -> Option<Option<Looks>> {
    if line == "-" {
        return Some(None);
    }
    let mut parts = line.split(' ');
    let looks = Looks {
        inode: parts.next()?.parse().ok()?,
        changed: parts.next()?.parse().ok()?,
        modified: parts.next()?.parse().ok()?,
        length: parts.next()?.parse().ok()?,
    };
    parts.next().is_none().then_some(Some(looks))
}

/// Reads the looks of a manifest's files, in its order. Those of another manifest, or half of them,
/// are none.
pub(super) fn read(path: &Path, manifest: Digest, count: usize) -> Vec<Option<Looks>> {
    let text = notes::read(path).ok().flatten().unwrap_or_default();
    parse(&text, manifest, count).unwrap_or_else(|| vec![None; count])
}

fn parse(text: &str, manifest: Digest, count: usize) -> Option<Vec<Option<Looks>>> {
    let (head, lines) = text.split_once('\n')?;
    let digest = Digest::parse(head.strip_prefix(VERSION)?.trim_start())?;
    let looks: Vec<_> = lines.lines().map(line).collect::<Option<_>>()?;
    (digest == manifest && looks.len() == count).then_some(looks)
}

/// Notes the looks of files that hold what the manifest says. `look` is asked after the clock of
/// the file system was: a file that changed in the same tick could change again without looking
/// different, so its looks are not noted (the problem of “racy” entries in Git's index).
pub(super) fn write(
    path: &Path,
    manifest: Digest,
    look: impl FnOnce() -> Vec<Option<Looks>>,
) -> io::Result<()> {
    notes::jot(path, |file| {
        let clock = Looks::of(&file.metadata()?).map_or(i64::MIN, |looks| looks.changed);
        let mut text = format!("{VERSION} {manifest}\n");
        for looks in look() {
            let _ = match looks.filter(|looks| looks.changed < clock) {
                Some(Looks { inode, changed, modified, length }) => {
                    writeln!(text, "{inode} {changed} {modified} {length}")
                }
                None => writeln!(text, "-"),
            };
        }
        file.write_all(text.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_read_back_but_those_of_the_last_moment() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seen");
        let digest = Digest::of(b"manifest");
        let old = Looks { inode: 5, changed: -1, modified: 1_700_000_000_000_000_001, length: 7 };
        let late = Looks { changed: i64::MAX, ..old };
        write(&path, digest, || vec![Some(old), None, Some(late)]).expect("it is ours");
        assert_eq!(read(&path, digest, 3), [Some(old), None, None]);
        assert_eq!(read(&path, Digest::of(b"another"), 3), [None; 3]);
        assert_eq!(read(&path, digest, 4), [None; 4]);
    }

    #[test]
    fn spoiled_notes_are_none() {
        let digest = Digest::of(b"");
        let head = format!("{VERSION} {digest}\n");
        for text in ["", "x", &head, &format!("{head}1 2 3\n"), &format!("{head}1 2 3 4 5\n")] {
            assert_eq!(parse(text, digest, 1), None, "{text}");
        }
        assert_eq!(parse(&format!("{head}-\n"), digest, 1), Some(vec![None]));
    }
}

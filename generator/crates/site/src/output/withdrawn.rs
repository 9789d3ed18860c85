//! What was published once and has been removed since: path and digest of each file, the oldest
//! first. So certsite knows a page that it withdrew when a copy puts it back without the notes of
//! that time, and takes it away again instead of passing over it as somebody else's.

use super::disk::{At, Digest, DiskError};
use super::known::{Known, State};
use super::manifest::ManifestEntry;
use super::notes::{self, damaged};
use super::out_path::OutPath;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The first line of the file.
const VERSION: &str = "certsite withdrawn 1";

/// At most this many are remembered, the newest ones: a style sheet that changes is withdrawn each
/// time, too.
const MAX_REMEMBERED: usize = 20_000;

/// Files that were withdrawn.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Withdrawn(Vec<(OutPath, Digest)>);

impl Withdrawn {
    /// Those that a file names; one that is not there names none.
    pub fn read(path: &Path) -> Result<Withdrawn, DiskError> {
        let Some(text) = notes::read(path).at(path)? else { return Ok(Withdrawn::default()) };
        Withdrawn::parse(&text).map_err(damaged).at(path)
    }

    fn parse(text: &str) -> Result<Withdrawn, usize> {
        let mut lines = text.lines();
        lines.next().filter(|line| line.trim_end() == VERSION).ok_or(1_usize)?;
        let file = |line: &str| {
            let (digest, path) = line.split_once(' ')?;
            Some((OutPath::parse(path)?, Digest::parse(digest)?))
        };
        let files = lines.enumerate().map(|(n, line)| file(line).ok_or(n + 2));
        files.collect::<Result<_, _>>().map(Withdrawn)
    }

    /// The text of the file, which [`Withdrawn::read`] reads again.
    pub fn text(&self) -> String {
        let mut text = format!("{VERSION}\n");
        for (path, digest) in &self.0 {
            let _ = writeln!(text, "{digest} {}", path.escaped());
        }
        text
    }

    /// Those that stand there again, whatever they hold by now. A folder is none: it came for what
    /// is in it.
    pub fn back(&self, root: &Path) -> Result<Vec<(OutPath, Known)>, DiskError> {
        let back = |(out, digest): &(OutPath, Digest)| {
            let path = root.join(out);
            if std::fs::symlink_metadata(&path).map_or(true, |found| found.is_dir()) {
                return Ok(None);
            }
            let known = Known::find(&path, ManifestEntry { digest: *digest, source: None }, None)?;
            Ok((known.state != State::Missing).then(|| (out.clone(), known)))
        };
        let back = self.0.par_iter().map(back).collect::<Result<Vec<_>, _>>()?;
        Ok(back.into_iter().flatten().collect())
    }

    /// The same with files that have just been removed, and without those that are published (again).
    pub fn with(
        &self,
        removed: &BTreeMap<OutPath, ManifestEntry>,
        published: &BTreeMap<OutPath, ManifestEntry>,
    ) -> Withdrawn {
        let older = self.0.iter().filter(|(out, _)| !removed.contains_key(out)).cloned();
        let newer = removed.iter().map(|(out, entry)| (out.clone(), entry.digest));
        let mut files: Vec<_> =
            older.chain(newer).filter(|(out, _)| !published.contains_key(out)).collect();
        files.drain(..files.len().saturating_sub(MAX_REMEMBERED));
        Withdrawn(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<OutPath, ManifestEntry> {
        let entry = |name: &&str| {
            let entry = ManifestEntry { digest: Digest::of(name.as_bytes()), source: None };
            (OutPath::new(*name).expect("it stays below"), entry)
        };
        names.iter().map(entry).collect()
    }

    fn names(withdrawn: &Withdrawn) -> Vec<&str> {
        withdrawn.0.iter().map(|(out, _)| &**out).collect()
    }

    #[test]
    fn each_is_remembered_once_in_the_order_in_which_they_went() {
        let none = files(&[]);
        let first = Withdrawn::default().with(&files(&["b", "a\nx", "100%"]), &none);
        assert_eq!(names(&first), ["100%", "a\nx", "b"]);
        assert_eq!(Withdrawn::parse(&first.text()), Ok(Withdrawn(first.0.clone())));
        let second = first.with(&files(&["100%", "c"]), &files(&["b"]));
        assert_eq!(names(&second), ["a\nx", "100%", "c"], "what is published again is not");
        let many: Vec<String> = (0..MAX_REMEMBERED).map(|n| format!("m{n:05}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let last = second.with(&files(&many), &none);
        assert_eq!(
            (last.0.len(), names(&last)[0]),
            (MAX_REMEMBERED, "m00000"),
            "the oldest are forgotten"
        );
    }

    #[test]
    fn what_makes_no_sense_is_damage_at_its_line() {
        let digest = Digest::of(b"");
        for (text, line) in [
            (String::new(), 1),
            ("x\n".into(), 1),
            (format!("{VERSION}\n{digest} a\n{digest}\n"), 3),
            (format!("{VERSION}\n{digest} ../a\n"), 2),
            (format!("{VERSION}\nx a\n"), 2),
        ] {
            assert_eq!(Withdrawn::parse(&text), Err(line), "{text}");
        }
    }
}

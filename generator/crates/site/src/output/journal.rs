//! What a build is about to do to a folder, written down before it begins. While the file is there
//! the build is not finished: whoever finds it takes all steps back.
//!
//! Site and bundle have a journal each. The site's ends first, and with it the transaction, so the
//! bundle's counts only as long as that of the site beside it.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::{At, Digest, DiskError, remove_own, sync, sync_folders};
use super::manifest::{Manifest, ManifestEntry};
use super::notes::{self, damaged, put};
use super::open;
use super::out_path::{OutPath, escape, unescape};
use super::step::{Step, StepFolders, Target};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The first line of a journal. A file that begins otherwise is damaged, or of another version.
const VERSION: &str = "certsite journal 1";

/// All steps that a build takes in one folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Journal {
    /// Name of the folder of staged files, below `.certsite`.
    pub stage: String,
    /// The folder of the site that this bundle belongs to.
    pub site: Option<PathBuf>,
    /// The steps, in the order in which they are done.
    pub steps: Vec<Step>,
}

/// Where the journal of an output folder is.
pub(super) fn path(root: &Path) -> PathBuf {
    root.join(super::OWN).join("journal")
}

impl Journal {
    /// The journal that an unfinished build has left; `None` if there is none.
    pub fn read(root: &Path) -> Result<Option<Journal>, DiskError> {
        let path = path(root);
        let text = notes::read(&path).at(&path)?;
        text.map(|text| Journal::parse(&text).map_err(damaged).at(&path)).transpose()
    }

    /// The journal, or the number of the first line that makes no sense.
    fn parse(text: &str) -> Result<Journal, usize> {
        let mut lines = text.lines();
        let mut head =
            |n: usize, word: &str| lines.next().and_then(|line| line.strip_prefix(word)).ok_or(n);
        head(1, VERSION)?;
        let stage = head(2, "stage ")?.to_owned();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !stage.strip_prefix("stage.").is_some_and(is_number) {
            return Err(2);
        }
        let site = match head(3, "site ")? {
            "-" => None,
            site => Some(absolute(site).ok_or(3_usize)?),
        };
        let steps = lines.enumerate().map(|(n, line)| Step::parse(line).ok_or(n + 4));
        let steps = steps.collect::<Result<_, _>>()?;
        Ok(Journal { stage, site, steps })
    }

    fn text(&self) -> String {
        let site = self.site.as_ref().map(|site| site.to_string_lossy());
        let site = site.as_ref().map_or("-".into(), |site| escape(site));
        let mut text = String::with_capacity(self.steps.len() * 112 + 256);
        let _ = writeln!(text, "{VERSION}\nstage {}\nsite {site}", self.stage);
        for step in &self.steps {
            let _ = writeln!(text, "{step}");
        }
        text
    }

    /// Writes it, and waits until it is on the disk.
    pub fn write(&self, root: &Path) -> Result<(), DiskError> {
        put(&path(root), self.text().as_bytes())
    }

    /// The numbers of the files that it puts in place.
    pub fn staged(&self) -> impl Iterator<Item = usize> {
        self.steps.iter().filter_map(Step::staged)
    }

    /// The folders below the output folder in which names came or went, and that itself as an empty
    /// path.
    pub fn touched(&self) -> BTreeSet<&str> {
        let folder = |step| Step::out(step).rsplit_once('/').map_or("", |(folder, _)| folder);
        self.steps.iter().map(folder).collect()
    }

    /// Takes all steps back, the last one first, and ends the journal.
    ///
    /// # Errors
    /// The first of what could not be put back. The journal stays, for the next build to try.
    pub fn undo(&self, root: &Path) -> Result<(), DiskError> {
        let own = root.join(super::OWN);
        let stage = own.join(&self.stage);
        open::is_folder(&stage).at(&stage)?;
        let ground = StepFolders { root, stage: &stage };
        let mut changed = Vec::new();
        let mut failed = None;
        for step in self.steps.iter().rev() {
            match ground.undo(step) {
                Ok(true) => {}
                Ok(false) => changed.push(step),
                Err(error) => {
                    failed.get_or_insert(DiskError { path: root.join(step.out()), error });
                }
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        remember(root, &changed)?;
        sync_folders(root, &self.touched())?;
        end(root)?;
        remove_own(&stage);
        Ok(())
    }
}

/// The folder of a site, which only serves to look whether its journal is there.
fn absolute(text: &str) -> Option<PathBuf> {
    let path = PathBuf::from(unescape(text).filter(|path| !path.contains('\0'))?);
    path.is_absolute().then_some(path)
}

/// Ends a journal: what it says is done, or taken back.
pub(super) fn end(root: &Path) -> Result<(), DiskError> {
    let path = path(root);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(&path),
        // Before the files go by which its steps could be taken back.
        _ => sync([].into_iter(), &root.join(super::OWN)),
    }
}

/// Files that certsite made and somebody changed before they could be taken back are still known.
fn remember(root: &Path, changed: &[&Step]) -> Result<(), DiskError> {
    let made = changed.iter().filter_map(|step| match step {
        Step::Create { digest, out: Target::File(out), .. } => Some((out.clone(), *digest)),
        _ => None,
    });
    let made: Vec<(OutPath, Digest)> = made.collect();
    if made.is_empty() {
        return Ok(());
    }
    let path = root.join(super::OWN).join("manifest");
    let mut manifest = Manifest::read(&path, root)?;
    let entry = |digest| ManifestEntry { digest, source: None };
    manifest.files.extend(made.into_iter().map(|(out, digest)| (out, entry(digest))));
    put(&path, manifest.text().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_names_only_what_is_certsites_own() {
        let head = |stage: &str, site: &str| format!("{VERSION}\nstage {stage}\nsite {site}\n");
        for (stage, site) in [("stage.12", "-"), ("stage.0", "/srv/a b/public")] {
            let text = head(stage, site);
            assert_eq!(Journal::parse(&text).map(|journal| journal.text()), Ok(text));
        }
        for stage in ["", ".", "..", "manifest", "stage.", "stage.1/..", "stage.x", "../stage.1"] {
            assert_eq!(Journal::parse(&head(stage, "-")), Err(2), "{stage}");
        }
        for site in ["", "public", "../public", "/a%00b", "%ff"] {
            assert_eq!(Journal::parse(&head("stage.1", site)), Err(3), "{site}");
        }
        let text = format!("{}clear a\nclear ../a\n", head("stage.1", "-"));
        assert_eq!(Journal::parse(&text), Err(5));
    }
}

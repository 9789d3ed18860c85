//! One change of a folder, which can be taken back: the file that it replaces or removes lies
//! beside the staged ones until all is done.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::OWN_MANIFEST;
use super::disk::{Digest, is_there, keep_as, make_folder, move_new};
use super::out_path::OutPath;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A change, with a path below the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Remove a file that stands where a folder must be, or inside a folder where a file must be.
    Delete { number: usize, out: OutPath },
    /// Remove a folder that is empty by now.
    Clear { out: OutPath },
    /// Make a folder that is not there yet.
    Make { out: OutPath },
    /// Move a staged file to where nothing is.
    Create { number: usize, digest: Digest, out: Target },
    /// Move a staged file to where another one of certsite's own stands.
    Replace { number: usize, digest: Digest, out: Target },
}

/// Which file of the output a staged file becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file of the site or bundle, by its path below the output folder.
    File(OutPath),
    /// The manifest, which is written last: it is no file of the site.
    Manifest,
}

/// The folders that a step's paths and numbers refer to.
pub(super) struct StepFolders<'a> {
    /// The output folder, below which the paths of steps begin.
    pub root: &'a Path,
    /// The folder of staged files.
    pub stage: &'a Path,
}

impl StepFolders<'_> {
    fn staged(&self, number: usize) -> PathBuf {
        self.stage.join(number.to_string())
    }

    /// Where the file lies that a step replaced or removed.
    fn old(&self, number: usize) -> PathBuf {
        self.stage.join(format!("{number}.old"))
    }

    /// Takes a step. Nothing that somebody else put in its way is overwritten.
    pub fn take(&self, step: &Step) -> io::Result<()> {
        let path = self.root.join(step.out());
        match step {
            Step::Delete { number, .. } => move_new(&path, &self.old(*number)),
            Step::Clear { .. } => fs::remove_dir(path),
            Step::Make { .. } => match make_folder(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let is_folder = fs::symlink_metadata(&path)?.is_dir();
                    if is_folder { Ok(()) } else { Err(error) }
                }
                other => other,
            },
            Step::Create { number, .. } => move_new(&self.staged(*number), &path),
            Step::Replace { number, .. } => {
                match keep_as(&path, &self.old(*number)) {
                    // Somebody removed it a moment ago.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    other => other?,
                }
                // Nobody ever finds the page missing.
                fs::rename(self.staged(*number), path)
            }
        }
    }

    /// Takes back a step that was taken, in part, or not at all: only what stands there tells. True
    /// unless a file that the step made has been changed since, or a link now stands where one of
    /// its folders was; then it stays.
    pub fn undo(&self, step: &Step) -> io::Result<bool> {
        if step.path().is_some_and(|out| out.is_below_link(self.root)) {
            return Ok(false);
        }
        let path = self.root.join(step.out());
        match step {
            Step::Delete { number, .. } => {
                let old = self.old(*number);
                if is_there(&old) && !is_there(&path) {
                    move_new(&old, &path)?;
                }
            }
            Step::Clear { .. } => match make_folder(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            },
            // It stays if somebody has put something in.
            Step::Make { .. } => drop(fs::remove_dir(path)),
            Step::Create { number, digest, .. } => {
                if !is_there(&self.staged(*number)) {
                    match Digest::of_file(&path)? {
                        Some(found) if found == *digest => fs::remove_file(path)?,
                        _ if is_there(&path) => return Ok(false),
                        _ => {}
                    }
                }
            }
            Step::Replace { number, digest, .. } => {
                let old = self.old(*number);
                let is_taken = !is_there(&path) || Digest::of_file(&path)? == Some(*digest);
                if is_taken && is_there(&old) {
                    fs::rename(old, path)?;
                }
            }
        }
        Ok(true)
    }
}

impl Step {
    /// The path below the output folder that it is about.
    pub fn out(&self) -> &str {
        self.path().map_or(OWN_MANIFEST, |out| out)
    }

    /// The same; none if it is that of the manifest.
    fn path(&self) -> Option<&OutPath> {
        match self {
            Step::Delete { out, .. } | Step::Clear { out } | Step::Make { out } => Some(out),
            Step::Create { out, .. } | Step::Replace { out, .. } => match out {
                Target::File(out) => Some(out),
                Target::Manifest => None,
            },
        }
    }

    /// The number of the staged file that it puts in place; `None` if it puts none.
    pub fn staged(&self) -> Option<usize> {
        match self {
            Step::Create { number, .. } | Step::Replace { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Reads a line that `Display` writes; `None` for any other.
    pub fn parse(line: &str) -> Option<Step> {
        let (word, rest) = line.split_once(' ')?;
        let mut parts = rest.splitn(3, ' ');
        let step = match word {
            "clear" => Step::Clear { out: OutPath::parse(rest)? },
            "make" => Step::Make { out: OutPath::parse(rest)? },
            "delete" => {
                let (number, out) = rest.split_once(' ')?;
                Step::Delete { number: number.parse().ok()?, out: OutPath::parse(out)? }
            }
            "create" | "replace" => {
                let number = parts.next()?.parse().ok()?;
                let digest = Digest::parse(parts.next()?)?;
                let out = Target::parse(parts.next()?)?;
                match word {
                    "create" => Step::Create { number, digest, out },
                    _ => Step::Replace { number, digest, out },
                }
            }
            _ => return None,
        };
        Some(step)
    }
}

impl Target {
    fn parse(text: &str) -> Option<Target> {
        match text.trim_end_matches('\r') {
            OWN_MANIFEST => Some(Target::Manifest),
            _ => OutPath::parse(text).map(Target::File),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = self.path().map_or_else(|| OWN_MANIFEST.into(), OutPath::escaped);
        match self {
            Step::Delete { number, .. } => write!(f, "delete {number} {out}"),
            Step::Clear { .. } => write!(f, "clear {out}"),
            Step::Make { .. } => write!(f, "make {out}"),
            Step::Create { number, digest, .. } => write!(f, "create {number} {digest} {out}"),
            Step::Replace { number, digest, .. } => write!(f, "replace {number} {digest} {out}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::out_path::tests::UNSOUND;
    use super::*;

    #[test]
    fn no_step_leads_out_of_the_folder() {
        let digest = Digest::of(b"");
        for head in [
            "delete 1",
            "clear",
            "make",
            &format!("create 1 {digest}"),
            &format!("replace 1 {digest}"),
        ] {
            let line = format!("{head} en/100%25.html");
            assert_eq!(Step::parse(&line).map(|step| step.to_string()), Some(line));
            for path in UNSOUND {
                assert_eq!(Step::parse(&format!("{head} {path}")), None, "{head} {path}");
            }
            let is_move = head.starts_with("create") || head.starts_with("replace");
            let notes = Step::parse(&format!("{head} {OWN_MANIFEST}"));
            assert_eq!(notes.is_some(), is_move, "{head}: only new notes take the place of notes");
        }
    }
}

//! The files of a new state → the steps to it, or what stands in their way. A [`Change`] can be made
//! only where nothing does.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::OWN;
use super::folder::{Folder, Staged, State};
use super::manifest::Entry;
use super::step::Step;
use crate::diag::{Diagnostic, Problem};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

/// What will be done to one folder.
pub(super) struct Change<'a> {
    pub folder: &'a Folder,
    /// All files of the new state.
    pub files: BTreeMap<String, Entry>,
    /// The steps, but for that of the manifest.
    pub steps: Vec<Step>,
    /// Files of the old state that are not part of the new one, and are still there.
    pub gone: Vec<String>,
    /// How many files are as they were.
    pub unchanged: usize,
}

/// Looks for what stands in the way of a change.
struct Survey<'a> {
    folder: &'a Folder,
    files: &'a BTreeMap<String, Entry>,
    /// Folders that were looked at: true if they are there.
    folders: HashMap<&'a str, bool>,
    /// Files of ours that have to go first.
    blocking: BTreeSet<String>,
    /// Folders that have to go after them, the innermost first.
    emptied: Vec<String>,
    /// What nobody may touch.
    foreign: BTreeSet<String>,
}

impl<'a> Change<'a> {
    /// The change to a new state; its files are put in place in the order given.
    pub fn new(folder: &'a Folder, staged: Vec<Staged>) -> Result<Change<'a>, Vec<Diagnostic>> {
        let files: BTreeMap<String, Entry> =
            staged.iter().map(|file| (file.out.clone(), file.entry)).collect();
        let new: Vec<_> = staged.iter().filter_map(|file| Some((file, file.number?))).collect();
        let mut survey = Survey {
            folder,
            files: &files,
            folders: HashMap::new(),
            blocking: BTreeSet::new(),
            emptied: Vec::new(),
            foreign: BTreeSet::new(),
        };
        let mut problems = Vec::new();
        for (file, _) in &new {
            match is_sound(&file.out) {
                true => survey.look(&file.out),
                false => problems.push(Problem::OwnFolder { path: file.out.clone() }),
            }
        }
        let Survey { folders, blocking, emptied, foreign, .. } = survey;
        let shown = |out: String| folder.root.join(out).display().to_string();
        problems.extend(foreign.into_iter().map(|out| Problem::FileInTheWay { path: shown(out) }));
        if !problems.is_empty() {
            return Err(problems.into_iter().map(Diagnostic::site).collect());
        }
        let mut steps = Vec::new();
        let first = new.iter().map(|(_, number)| number + 1).max().unwrap_or(0);
        let delete =
            |(n, out): (usize, &String)| Step::Delete { number: first + n, out: out.clone() };
        steps.extend(blocking.iter().enumerate().map(delete));
        steps.extend(emptied.into_iter().map(|out| Step::Clear { out }));
        let mut missing: BTreeSet<&str> =
            folders.into_iter().filter(|(_, is_there)| !is_there).map(|(out, _)| out).collect();
        for (file, number) in new.iter().copied() {
            let Staged { out, entry, .. } = file;
            for above in folders_above(out).filter(|above| missing.remove(above)) {
                steps.push(Step::Make { out: above.to_owned() });
            }
            let known = folder.known.get(out).filter(|known| known.state != State::Missing);
            let (digest, out) = (entry.digest, out.clone());
            steps.push(match known {
                Some(_) => Step::Replace { number, digest, out },
                None => Step::Create { number, digest, out },
            });
        }
        let is_gone = |out: &String| !files.contains_key(out) && !blocking.contains(out);
        let there = folder.known.iter().filter(|(_, known)| known.state != State::Missing);
        let gone = there.map(|(out, _)| out.clone()).filter(is_gone).collect();
        let unchanged = staged.len() - new.len();
        Ok(Change { folder, steps, gone, unchanged, files })
    }
}

impl<'a> Survey<'a> {
    /// Looks at the place of a new file, from the top down: below a folder that is not there,
    /// nothing is in the way.
    fn look(&mut self, out: &'a str) {
        let mut is_there = true;
        for above in folders_above(out) {
            is_there = match self.folders.get(above) {
                Some(known) => *known,
                None => self.look_at_folder(above, is_there),
            };
        }
        if !is_there {
            return;
        }
        let Ok(metadata) = fs::symlink_metadata(self.folder.root.join(out)) else { return };
        match self.folder.known.get(out) {
            _ if metadata.is_dir() => self.empty(out),
            Some(_) => {}
            None => drop(self.foreign.insert(out.to_owned())),
        }
    }

    /// Nothing is ever written through a link, and only a file of ours gives way to a folder.
    fn look_at_folder(&mut self, above: &'a str, is_outer_there: bool) -> bool {
        let path = self.folder.root.join(above);
        let found = fs::symlink_metadata(path).ok().filter(|_| is_outer_there);
        let is_folder = found.as_ref().is_some_and(fs::Metadata::is_dir);
        if found.is_some() && !is_folder {
            self.give_way(above);
        }
        self.folders.insert(above, is_folder);
        is_folder
    }

    /// A file has to go before the new ones can come.
    fn give_way(&mut self, out: &str) {
        let known = self.folder.known.get(out);
        let is_ours = known.is_some_and(|known| known.state == State::Intact);
        match is_ours && !self.files.contains_key(out) {
            true => self.blocking.insert(out.to_owned()),
            false => self.foreign.insert(out.to_owned()),
        };
    }

    /// A folder has to go, which it can if nothing is in it but files of ours that go too.
    fn empty(&mut self, out: &str) {
        let path = self.folder.root.join(out);
        let Ok(entries) = fs::read_dir(&path) else {
            self.foreign.insert(out.to_owned());
            return;
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        let holds_ours = {
            let prefix = format!("{out}/");
            let mut below = self.folder.known.range(prefix.clone()..);
            below.next().is_some_and(|(file, _)| file.starts_with(&prefix))
        };
        if !holds_ours {
            self.foreign.insert(out.to_owned());
            return;
        }
        for name in names {
            let inner = format!("{out}/{}", name.to_string_lossy());
            match fs::symlink_metadata(path.join(&name)) {
                Ok(metadata) if metadata.is_dir() => self.empty(&inner),
                _ => self.give_way(&inner),
            }
        }
        self.emptied.push(out.to_owned());
    }
}

/// The folders above a file, from the top down.
pub(super) fn folders_above(out: &str) -> impl Iterator<Item = &str> {
    out.match_indices('/').map(|(end, _)| &out[..end])
}

/// True if a path stays below the output folder and out of certsite's own. Whoever made it has seen
/// to that already; here is where it would do harm.
fn is_sound(out: &str) -> bool {
    let mut parts = out.split('/');
    let is_own = parts.clone().next().is_some_and(|first| first.eq_ignore_ascii_case(OWN));
    !is_own && parts.all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_folder() {
        for good in ["index.html", "az/a b/index.html", ".well-known/x", "Icon\r", "a..b/…", "~"]
        {
            assert!(is_sound(good), "{good}");
        }
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a/./b",
            "./a",
            "a//b",
            "a/",
            "..",
            ".",
            ".certsite/manifest",
            ".CertSite/x",
            ".certsite",
        ] {
            assert!(!is_sound(bad), "{bad}");
        }
    }
}

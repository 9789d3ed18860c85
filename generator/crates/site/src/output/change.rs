//! The files of a new state → the steps to it, or what stands in their way. A [`Change`] can be made
//! only where nothing does.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::folder::Folder;
use super::known::{Known, State};
use super::manifest::ManifestEntry;
use super::out_path::OutPath;
use super::staged::Staged;
use super::step::{Step, Target};
use certsite_base::diag::{Diagnostic, Problem};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::ops::Bound;

/// What will be done to one folder.
pub(super) struct Change<'a> {
    pub folder: &'a Folder,
    /// All files of the new state.
    pub files: BTreeMap<OutPath, ManifestEntry>,
    /// The steps, but for that of the manifest.
    pub steps: Vec<Step>,
    /// Files of the old state that are not part of the new one, and are still there.
    pub gone: Vec<OutPath>,
    /// How many files are as they were, and are not written.
    pub unchanged: usize,
}

/// Looks for what stands in the way of a change.
struct Survey<'a> {
    folder: &'a Folder,
    files: &'a BTreeMap<OutPath, ManifestEntry>,
    /// Folders that were looked at: true if they are there.
    folders: HashMap<&'a str, bool>,
    /// Files of ours that have to go first.
    blocking: BTreeSet<OutPath>,
    /// Folders that have to go after them, the innermost first.
    emptied: Vec<OutPath>,
    /// Paths below the output folder at which something stands that certsite did not write.
    foreign: BTreeSet<String>,
}

impl<'a> Change<'a> {
    /// The change to a new state; its files are put in place in the order given.
    pub fn new(folder: &'a Folder, staged: Vec<Staged>) -> Result<Change<'a>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let count = staged.len();
        // Room for all at once: what grows is copied, and of many files that shows.
        let (mut files, mut new) = (BTreeMap::new(), Vec::with_capacity(count));
        for Staged { out, entry, number } in staged {
            let Some(path) = OutPath::new(out.as_str()) else {
                problems.push(Problem::OwnFolder { path: out });
                continue;
            };
            new.extend(number.map(|number| (path.clone(), entry, number)));
            files.insert(path, entry);
        }
        let mut survey = Survey {
            folder,
            files: &files,
            folders: HashMap::with_capacity(count),
            blocking: BTreeSet::new(),
            emptied: Vec::new(),
            foreign: BTreeSet::new(),
        };
        for (out, ..) in &new {
            survey.look(out);
        }
        let Survey { folders, blocking, emptied, foreign, .. } = survey;
        let cleared: HashSet<OutPath> = emptied.iter().cloned().collect();
        let shown = |out: String| folder.root.join(out).display().to_string();
        problems.extend(foreign.into_iter().map(|out| Problem::FileInTheWay { path: shown(out) }));
        if !problems.is_empty() {
            return Err(problems.into_iter().map(Diagnostic::site).collect());
        }
        let mut steps = Vec::with_capacity(2 * new.len() + 1);
        let first = new.iter().map(|(.., number)| number + 1).max().unwrap_or(0);
        let delete =
            |(n, out): (usize, &OutPath)| Step::Delete { number: first + n, out: out.clone() };
        steps.extend(blocking.iter().enumerate().map(delete));
        steps.extend(emptied.into_iter().map(|out| Step::Clear { out }));
        let mut missing: HashSet<&str> = HashSet::with_capacity(folders.len());
        missing.extend(folders.into_iter().filter(|(_, is_there)| !is_there).map(|(out, _)| out));
        for (out, entry, number) in &new {
            let above = out.above().filter(|above| missing.remove(above));
            steps.extend(above.filter_map(OutPath::new).map(|out| Step::Make { out }));
            let is_there = |known: &&Known| known.state != State::Missing && !cleared.contains(out);
            let known = folder.known.get(out).filter(is_there);
            let (digest, number, out) = (entry.digest, *number, Target::File(out.clone()));
            steps.push(match known {
                Some(_) => Step::Replace { number, digest, out },
                None => Step::Create { number, digest, out },
            });
        }
        let is_gone = |out: &OutPath| !files.contains_key(out) && !blocking.contains(out);
        let there = folder.known.iter().filter(|(_, known)| known.state != State::Missing);
        let gone = there.map(|(out, _)| out.clone()).filter(is_gone).collect();
        let unchanged = count - new.len();
        Ok(Change { folder, steps, gone, unchanged, files })
    }
}

impl<'a> Survey<'a> {
    /// Looks at the place of a new file, from the top down: below a folder that is not there,
    /// nothing is in the way.
    fn look(&mut self, out: &'a OutPath) {
        let mut is_there = true;
        for above in out.above() {
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
            known if metadata.is_dir() => self.empty(out, known.is_some()),
            Some(_) => {}
            None => drop(self.foreign.insert(out.to_string())),
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
        let known = self.folder.known.get_key_value(out);
        let is_ours = |state| state == State::Intact && !self.files.contains_key(out);
        match known.filter(|(_, known)| is_ours(known.state)) {
            Some((out, _)) => self.blocking.insert(out.clone()),
            None => self.foreign.insert(out.to_owned()),
        };
    }

    /// A folder has to go, which it can if nothing is in it but files of ours that go too. One that
    /// is empty can only if its name is ours, or it was made for files of ours.
    fn empty(&mut self, out: &str, is_ours: bool) {
        let path = self.folder.root.join(out);
        let Ok(entries) = fs::read_dir(&path) else {
            self.foreign.insert(out.to_owned());
            return;
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        let holds_ours = is_ours || {
            let prefix = format!("{out}/");
            let from = Bound::Included(prefix.as_str());
            let mut below = self.folder.known.range::<str, _>((from, Bound::Unbounded));
            below.next().is_some_and(|(file, _)| file.starts_with(&prefix))
        };
        if !holds_ours {
            self.foreign.insert(out.to_owned());
            return;
        }
        for name in names {
            let inner = format!("{out}/{}", name.to_string_lossy());
            match fs::symlink_metadata(path.join(&name)) {
                Ok(metadata) if metadata.is_dir() => self.empty(&inner, is_ours),
                _ => self.give_way(&inner),
            }
        }
        self.emptied.extend(OutPath::new(out));
    }
}

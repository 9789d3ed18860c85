//! The changes of both folders → done, all or none; then what is no longer part of the site is
//! removed, and what could not be removed is named.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::change::Change;
use super::disk::{At, Digest, DiskError, create, is_there, sync};
use super::journal::Journal;
use super::known::State;
use super::manifest::{Manifest, ManifestEntry};
use super::notes::put;
use super::out_path::OutPath;
use super::step::{Step, Target};
use super::transaction::Transaction;
use super::{Changes, Done, Error};
use certsite_base::diag::{Diagnostic, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What came of the changes.
#[derive(Debug)]
pub struct Finished {
    /// What was done to the site.
    pub done: Done,
    /// Warnings of what stood, or stands, in either folder though it should not.
    pub warnings: Vec<Diagnostic>,
    /// False if something stands there that the next build has to name again, or to remove.
    pub is_all: bool,
}

impl Changes<'_> {
    /// Does it.
    ///
    /// # Errors
    /// If the disk refuses; then all is as it was.
    pub fn commit(self) -> Result<Finished, Error> {
        let (transaction, manifests) = self.plan()?;
        transaction.run()?;
        Ok(settle([self.bundle, self.site], manifests))
    }

    /// All that has to succeed together, and what certsite then knows of the bundle and the site.
    pub(super) fn plan(&self) -> Result<(Transaction<'_>, [Manifest; 2]), DiskError> {
        let Changes { site, bundle } = self;
        let manifests = [bundle.manifest(), site.manifest()];
        let mut steps = [bundle.all_steps(&manifests[0])?, site.all_steps(&manifests[1])?];
        if steps[0].is_some() {
            // The site's journal is the one that says whether the transaction is done.
            steps[1].get_or_insert_default();
        }
        let root = &site.folder.root;
        let beside = std::path::absolute(root).at(root)?;
        let parts = [bundle, site].into_iter().zip(steps).zip([Some(beside), None]);
        let parts = parts.filter_map(|((change, steps), site)| {
            let stage = change.folder.stage_name();
            Some((change.folder, Journal { stage, site, steps: steps? }))
        });
        Ok((Transaction(parts.collect()), manifests))
    }
}

impl Change<'_> {
    /// What is ours once the steps are taken. What is to be removed is still known.
    fn manifest(&self) -> Manifest {
        let gone = self.gone.iter().map(|out| {
            let entry = self.folder.known[out].entry;
            (out.clone(), ManifestEntry { source: None, ..entry })
        });
        Manifest { files: self.files.clone().into_iter().chain(gone).collect() }
    }

    /// All steps, the last of which puts the manifest in place; none if nothing changes.
    fn all_steps(&self, manifest: &Manifest) -> Result<Option<Vec<Step>>, DiskError> {
        let folder = self.folder;
        if self.steps.is_empty() && folder.entries() == manifest.files {
            return Ok(None);
        }
        let text = manifest.text();
        let (number, path) = folder.place()?;
        let written = create(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.at(&folder.own("manifest"))?;
        let (digest, out) = (Digest::of(text.as_bytes()), Target::Manifest);
        let last = match is_there(&folder.own("manifest")) {
            true => Step::Replace { number, digest, out },
            false => Step::Create { number, digest, out },
        };
        Ok(Some(self.steps.iter().cloned().chain([last]).collect()))
    }
}

/// Removes what is no longer part of the folders, the bundle's and the site's, and brings the notes
/// up to date. If that fails, the notes know more files than there are, and the next build does it.
fn settle(changes: [Change; 2], manifests: [Manifest; 2]) -> Finished {
    let mut problems = Vec::new();
    let [bundle, site] = &changes;
    let [mut of_bundle, mut of_site] = manifests;
    let planned = [of_bundle.files.len(), of_site.files.len()];
    bundle.prune(&mut of_bundle, &mut problems);
    let deleted = site.prune(&mut of_site, &mut problems);
    let is_all = problems.is_empty();
    // Told once, since it is over.
    problems.extend(changes.iter().filter_map(Change::replaced));
    bundle.note(&of_bundle, planned[0]);
    site.note(&of_site, planned[1]);
    let count = |is: fn(&Step) -> bool| site.steps.iter().filter(|step| is(step)).count();
    let done = Done {
        written: count(|step| step.staged().is_some()),
        unchanged: site.unchanged,
        deleted: deleted + count(|step| matches!(step, Step::Delete { .. })),
    };
    Finished { done, warnings: problems.into_iter().map(Diagnostic::site).collect(), is_all }
}

impl Change<'_> {
    /// What somebody had put at places of certsite's own, and is replaced.
    fn replaced(&self) -> Option<Problem> {
        let (root, known) = (&self.folder.root, &self.folder.known);
        let is_foreign = |step: &&Step| {
            step.staged().is_some()
                && known.get(step.out()).is_some_and(|known| known.state == State::Changed)
        };
        let mut found = self.steps.iter().filter(is_foreign);
        let path = root.join(found.next()?.out()).display().to_string();
        let others = match found.count() {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        Some(Problem::ForeignReplaced { path, others })
    }

    /// Removes what is no longer part of the folder, and tells how many files that were.
    fn prune(&self, manifest: &mut Manifest, problems: &mut Vec<Problem>) -> usize {
        if self.gone.is_empty() {
            return 0;
        }
        let root = &self.folder.root;
        let mut touched = BTreeSet::new();
        let mut removed = BTreeMap::new();
        for out in &self.gone {
            let entry = manifest.files[out];
            match remove(root, out, entry.digest, &mut touched) {
                Ok(()) => drop(removed.insert(out.clone(), entry)),
                Err(problem) => problems.push(problem),
            }
        }
        let touched: Vec<_> = touched.iter().filter(|path| path.is_dir()).collect();
        // The notes must not forget what comes back when the machine dies now.
        let is_gone = sync(touched.into_iter().map(PathBuf::as_path), root).is_ok();
        if is_gone && self.remember(&removed).is_ok() {
            manifest.files.retain(|out, _| !removed.contains_key(out));
        }
        removed.len()
    }

    /// Notes what was withdrawn: who copies it back brings no notes that know it.
    fn remember(&self, removed: &BTreeMap<OutPath, ManifestEntry>) -> Result<(), DiskError> {
        let withdrawn = self.folder.withdrawn.with(removed, &self.files);
        put(&self.folder.own("withdrawn"), withdrawn.text().as_bytes())
    }

    /// Notes what is there now, if that is less than the files that were `planned` and stand there.
    fn note(&self, manifest: &Manifest, planned: usize) {
        let folder = self.folder;
        if !folder.is_locked() {
            return;
        }
        if manifest.files.is_empty() {
            let _ = fs::remove_file(folder.own("manifest"));
            return;
        }
        if manifest.files.len() != planned {
            let _ = put(&folder.own("manifest"), manifest.text().as_bytes());
        }
        folder.note_looks(&manifest.files);
    }
}

/// Removes a file that is as certsite wrote it, and folders left empty.
fn remove(
    root: &Path,
    out: &OutPath,
    digest: Digest,
    touched: &mut BTreeSet<PathBuf>,
) -> Result<(), Problem> {
    let path = root.join(out);
    let shown = path.display().to_string();
    let removed = match Digest::of_file(&path) {
        _ if out.is_below_link(root) => Err(None),
        Ok(Some(found)) if found == digest => fs::remove_file(&path).map_err(Some),
        Ok(_) if is_there(&path) => Err(None),
        Ok(_) => Ok(()),
        Err(error) => Err(Some(error)),
    };
    match removed {
        Ok(()) => {
            for folder in path.ancestors().skip(1).take_while(|folder| *folder != root) {
                touched.insert(folder.to_owned());
                // Fails, and is meant to, as soon as a folder still holds something.
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
            Ok(())
        }
        Err(None) => Err(Problem::ForeignChange { path: shown }),
        Err(Some(error)) => Err(Problem::NotRemoved { path: shown, why: error.to_string() }),
    }
}

//! The steps of both folders, taken together or not at all.

use super::Error;
use super::disk::{At, DiskError, remove_own, sync, sync_folders};
use super::folder::Folder;
use super::journal::{self, Journal};
use super::step::StepFolders;
use std::path::PathBuf;

/// What is to be done: the bundle's part before that of the site, which decides.
pub(super) struct Transaction<'a>(pub Vec<(&'a Folder, Journal)>);

impl Transaction<'_> {
    /// Takes all steps.
    ///
    /// # Errors
    /// If one fails: then those before it have been taken back.
    pub fn run(&self) -> Result<(), Error> {
        self.save()?;
        let Err(error) = self.announce().and_then(|()| self.take(usize::MAX)) else {
            for (folder, _) in &self.0 {
                remove_own(&folder.stage_folder());
            }
            return Ok(());
        };
        // The bundle's part first, here too: without the journal of the site it would count as done.
        match self.0.iter().try_for_each(|(folder, journal)| journal.undo(&folder.root)) {
            Ok(()) => Err(Error::Disk(error)),
            Err(other) => {
                self.0.iter().for_each(|(folder, _)| folder.keep_stage());
                Err(Error::Halfway(error, other))
            }
        }
    }

    /// Waits until the bytes of all new files are on the disk.
    fn save(&self) -> Result<(), DiskError> {
        for (folder, journal) in &self.0 {
            let stage = folder.stage_folder();
            let files: Vec<PathBuf> = journal.staged().map(|n| stage.join(n.to_string())).collect();
            if !files.is_empty() {
                sync(files.iter().map(PathBuf::as_path), &stage)?;
            }
        }
        Ok(())
    }

    /// Writes the journals, that of the site first.
    pub fn announce(&self) -> Result<(), DiskError> {
        self.0.iter().rev().try_for_each(|(folder, journal)| journal.write(&folder.root))
    }

    /// Takes the first `limit` steps, and if these are all, ends the transaction.
    pub fn take(&self, mut limit: usize) -> Result<(), DiskError> {
        for (folder, journal) in &self.0 {
            let stage = folder.stage_folder();
            let ground = StepFolders { root: &folder.root, stage: &stage };
            for step in &journal.steps {
                if limit == 0 {
                    return Ok(());
                }
                limit -= 1;
                ground.take(step).at(&folder.root.join(step.out()))?;
            }
        }
        for (folder, journal) in &self.0 {
            sync_folders(&folder.root, &journal.touched())?;
        }
        for (n, (folder, _)) in self.0.iter().rev().enumerate() {
            match journal::end(&folder.root) {
                // All is done once the site's is gone; the next build removes that of the bundle.
                Err(_) if n > 0 => {}
                other => other?,
            }
        }
        Ok(())
    }
}

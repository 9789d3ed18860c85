//! Bytes → `public/` and `form-bundle/`, as one transaction: either everything that a build
//! announces is there, or nothing changed.
//!
//! A build holds the locks of both folders from before it reads the site until it is done. New
//! files are written aside, what could go wrong is found while nothing has changed yet, and then all
//! are moved into place: an index after what it names, the notes of what is ours last, and only then
//! go the files that are no longer part of the site. Each step can be taken back, by the build
//! itself when one fails, and by the next when it was killed. So a reader finds each page as it was
//! or as it will be, and certsite always knows all that it wrote.

mod change;
mod commit;
mod current;
mod disk;
mod drawn;
mod folder;
mod foreign;
mod glanced;
mod journal;
mod kept;
mod known;
mod last;
mod lock;
mod manifest;
mod modes;
mod notes;
mod open;
mod out_path;
mod pictures;
mod places;
mod remembered;
mod seen;
mod staged;
mod step;
#[cfg(test)]
mod tests;
mod transaction;
mod withdrawn;

pub use commit::Finished;
pub use disk::DiskError;
pub use drawn::{DrawnPage, DrawnPages};
pub use folder::Folder;
pub use kept::Kept;
pub use last::Last;
pub use places::Places;
pub use staged::{Content, Staged};

use certsite_base::diag::Diagnostic;
use change::Change;
use folder::Opened;
use std::path::Path;
use std::time::Duration;

/// Name of certsite's own folder below an output folder.
const OWN: &str = ".certsite";

/// The notes of what certsite wrote, below an output folder.
const OWN_MANIFEST: &str = ".certsite/manifest";

/// How often a build that waits asks whether another one is done.
const PAUSE: Duration = Duration::from_millis(50);

/// Both folders, under their locks.
pub struct Output {
    /// The folder of the published site, `public/` by default.
    pub site: Folder,
    /// The folder of what the form function needs, `form-bundle/` by default.
    pub bundle: Folder,
}

/// What a build did to the site's folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How many files are new or hold other bytes than before.
    pub written: usize,
    /// How many files were left as they were, since they hold the right bytes.
    pub unchanged: usize,
    /// How many files were deleted that are no part of the site any more.
    pub deleted: usize,
}

/// Why the output was not brought to its new state.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another build holds the lock of a folder, and has not ended in time.
    #[error("{folder} is being written by another build ({holder}); waited for {} s", waited.as_secs())]
    Busy {
        /// The path of that folder, as it is shown to people.
        folder: String,
        /// What the other build says of itself, such as its process and since when.
        holder: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The disk refused, and nothing has changed.
    #[error("{0}. Nothing was written.")]
    Disk(#[from] DiskError),
    /// The site is what it should be, but what later builds have to know of this one was not noted.
    #[error(
        "{0}. The site is written, but certsite could not note what later builds have to know of it: \
         run “certsite build” again once the disk is in order"
    )]
    Unnoted(#[source] DiskError),
    /// The disk refused a step, and then refused to take an earlier one back.
    #[error(
        "{0}; and what stood there before could not all be put back ({1}): run “certsite build” \
         again once the disk is in order"
    )]
    Halfway(#[source] DiskError, DiskError),
}

/// Who builds, for others who want to.
pub struct Holder<'a> {
    /// Such as `process 12, since …`.
    pub name: String,
    /// How long it waits for other builds, for both folders together.
    pub patience: Duration,
    /// Told once if it has to wait, and of what a build left that was cut short.
    pub tell: &'a dyn Fn(String),
}

impl Output {
    /// Takes both locks, in an order that is the same for all builds, and takes back what a build
    /// that was cut short has left undone.
    pub fn open(places: &Places, holder: &Holder) -> Result<Output, Error> {
        let mut waited = Duration::ZERO;
        let mut hold = |folder| hold(folder, holder, &mut waited);
        let (site, bundle) = match is_before(&places.site, &places.bundle) {
            true => {
                let site = hold(&places.site)?;
                (site, hold(&places.bundle)?)
            }
            false => {
                let bundle = hold(&places.bundle)?;
                (hold(&places.site)?, bundle)
            }
        };
        let mut output = Output { site, bundle };
        output.recover(holder)?;
        output.site.read()?;
        output.bundle.read()?;
        Ok(output)
    }

    /// Takes back what is unfinished.
    fn recover(&self, holder: &Holder) -> Result<(), Error> {
        // Should it fail, the staged files are needed again.
        self.site.keep_stage();
        self.bundle.keep_stage();
        let (site, bundle) = (self.site.journal()?, self.bundle.journal()?);
        if let Some(journal) = bundle {
            let root = &self.bundle.root;
            // The site's journal ends first: without it the transaction was done.
            let site = journal.site.as_deref();
            match site.is_some_and(|site| !disk::is_there(&journal::path(site))) {
                true => journal::end(root)?,
                false => journal.undo(root)?,
            }
        }
        if let Some(journal) = site {
            journal.undo(&self.site.root)?;
            let folder = self.site.root.display();
            (holder.tell)(format!(
                "A build of {folder} was cut short; what it had done is undone."
            ));
        }
        Ok(())
    }

    /// Finds what stands in the way in either folder. The files are put in place in the order given.
    ///
    /// # Errors
    /// All that does, as diagnostics.
    pub fn prepare(
        &self,
        site: Vec<Staged>,
        bundle: Vec<Staged>,
    ) -> Result<Changes<'_>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut change = |folder, staged| {
            Change::new(folder, staged).map_err(|found| problems.extend(found)).ok()
        };
        let changes = (change(&self.site, site), change(&self.bundle, bundle));
        match changes {
            (Some(site), Some(bundle)) => Ok(Changes { site, bundle }),
            _ => Err(problems),
        }
    }
}

/// Takes the lock of a folder, and waits for it as long as patience lasts.
fn hold(folder: &Path, holder: &Holder, waited: &mut Duration) -> Result<Folder, Error> {
    loop {
        let other = match Folder::open(folder, &holder.name)? {
            Opened::Ours(folder) => return Ok(*folder),
            Opened::Busy(other) => other,
        };
        let shown = folder.display();
        if *waited >= holder.patience {
            let (folder, waited) = (shown.to_string(), *waited);
            return Err(Error::Busy { folder, holder: other, waited });
        }
        if waited.is_zero() {
            let seconds = holder.patience.as_secs();
            (holder.tell)(format!(
                "{shown} is being written by another build ({other}). Waiting for it, up to {seconds} s."
            ));
        }
        std::thread::sleep(PAUSE);
        *waited += PAUSE;
    }
}

/// The same for all builds, wherever they are started.
fn is_before(one: &Path, other: &Path) -> bool {
    std::path::absolute(one).ok() < std::path::absolute(other).ok()
}

/// What can be done to both folders: nothing stands in its way.
pub struct Changes<'a> {
    site: Change<'a>,
    bundle: Change<'a>,
}

//! What the folder lets go of: bodies of sent mail, then their names, and what a crash left.

use super::listing::{Names, Settled};
use super::{HEAD, MARKS, OpenFolder, remove};
use crate::disk;
use std::fs::{self, OpenOptions};
use std::io;
use std::time::{Duration, SystemTime};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A sent mail is kept whole for so long, in case the team's server loses it.
const KEEP_BODY: Duration = Duration::from_secs(7 * DAY.as_secs());

/// Its headers tell a repeated post for so long.
const KEEP_NAME: Duration = Duration::from_secs(30 * DAY.as_secs());

/// What was written aside is abandoned after so long: nobody writes one file for an hour.
const ABANDONED: Duration = Duration::from_secs(3600);

impl OpenFolder {
    /// Shortens and removes what was sent long before `now`. Mail that is waiting or dead stays.
    pub(super) fn forget(&self, now: SystemTime) -> io::Result<()> {
        self.sweep()?;
        // Most were sent not long ago: of those, nothing is remembered.
        let folder = self.root.join("mail");
        let old = Settled::read(&folder, |entry| {
            let sent = entry.metadata().and_then(|meta| meta.modified());
            // A time to come was noted while the clock was wrong.
            sent.is_ok_and(|sent| now.duration_since(sent).unwrap_or_default() > KEEP_BODY)
        })?;
        let mut result = Ok(());
        for (key, names) in self.names(|key| !old.has(key))?.0 {
            if names.is_done {
                // One that cannot be let go must not keep the others.
                result = result.and(self.forget_one(&key, &names, now));
            }
        }
        result
    }

    fn forget_one(&self, key: &str, names: &Names, now: SystemTime) -> io::Result<()> {
        let sent = fs::metadata(self.mail(key, "done"))?.modified()?;
        // A time to come was noted while the clock was wrong.
        let age = now.duration_since(sent).unwrap_or_default();
        if age > KEEP_NAME {
            self.clear_slips(key, &names.slips)?;
            remove(&self.mail(key, "eml"))?;
            // Only now: without its mark the mail would be sent again.
            return MARKS.iter().try_for_each(|end| remove(&self.mail(key, end)));
        }
        if age > KEEP_BODY { self.shorten(key) } else { Ok(()) }
    }

    /// Cuts a mail down to its headers.
    fn shorten(&self, key: &str) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let file = disk::open_by(&self.mail(key, "eml"), options.read(true).write(true))?;
        let head = disk::beginning(&file, HEAD)?;
        match memchr::memmem::find(&head, b"\r\n\r\n") {
            Some(end) => file.set_len(end as u64 + 4),
            None => Ok(()),
        }
    }

    /// Removes what a crash left half-written. The age is told by the disk's own clock: that of
    /// the system may have been set meanwhile.
    pub(super) fn sweep(&self) -> io::Result<()> {
        let path = self.write_aside(b"")?;
        let now = fs::metadata(&path)?.modified()?;
        remove(&path)?;
        for entry in fs::read_dir(self.root.join("tmp"))?.flatten() {
            let written = entry.metadata().and_then(|meta| meta.modified()).ok();
            let age = written.and_then(|written| now.duration_since(written).ok());
            let is_ours = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_ours && age.is_some_and(|age| age > ABANDONED) {
                // Another process may be sweeping too.
                remove(&entry.path())?;
            }
        }
        Ok(())
    }
}

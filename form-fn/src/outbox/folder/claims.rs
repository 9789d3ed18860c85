//! A mail that is to be kept → its name, or what was kept under that name before.

use super::{MARKS, OpenFolder, remove};
use crate::failpoint::{Step, pass};
use crate::guard::Claim;
use crate::mime::Mail;
use crate::outbox::Put;
use crate::outbox::intact::with_digest;
use crate::report::Number;
use std::fs;
use std::io;
use std::path::Path;

impl OpenFolder {
    pub(super) fn put(&self, claim: &Claim, mail: &Mail) -> io::Result<Put> {
        // Whatever has its own name shows when it is to get that.
        if let Some(put) =
            claim.earlier.as_ref().and_then(|key| self.seen_as(key, claim).transpose())
        {
            return put;
        }
        let aside = self.write_aside(&with_digest(mail))?;
        pass(Step::Aside);
        let put = self.name(claim, &aside);
        // What stays behind is swept away later; a report is not lost for it.
        let _ = fs::remove_file(&aside);
        put
    }

    /// Gives a mail its name. If that cannot be made safe the mail stays: its reporter is asked to
    /// post again and then gets its number, whereas to take it back could hit one who has it.
    fn name(&self, claim: &Claim, aside: &Path) -> io::Result<Put> {
        // Twice: the first time a damaged message may be in the way.
        for _ in 0..2 {
            self.clear_old_marks(&claim.key)?;
            match fs::hard_link(aside, self.mail(&claim.key, "eml")) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                linked => {
                    linked?;
                    pass(Step::Stored);
                    return self.sync_mail().map(|()| Put::Kept);
                }
            }
            match self.seen(claim)? {
                Some(put) => return Ok(put),
                None => self.set_aside(&claim.key)?,
            }
        }
        Err(io::Error::other("a message of the outbox is damaged"))
    }

    /// What an earlier post means for this one; none if there is none, or it is damaged.
    pub(super) fn seen(&self, claim: &Claim) -> io::Result<Option<Put>> {
        for key in [Some(&claim.key), claim.earlier.as_ref()].into_iter().flatten() {
            if let Some(put) = self.seen_as(key, claim)? {
                return Ok(Some(put));
            }
        }
        Ok(None)
    }

    /// What an earlier post of this name means for this one.
    fn seen_as(&self, key: &str, claim: &Claim) -> io::Result<Option<Put>> {
        let Some((number, digest)) = self.identity(key)? else { return Ok(None) };
        // Its name may not be on the disk yet, and this post is answered too.
        self.sync_mail()?;
        let is_same = digest == claim.digest;
        Ok(Some(if is_same { Put::Repeated(number) } else { Put::Taken }))
    }

    /// Marks whose mail is gone are those of an older one: the new one would never be sent.
    fn clear_old_marks(&self, key: &str) -> io::Result<()> {
        if self.mail(key, "eml").exists() {
            return Ok(());
        }
        // There hardly ever are any: to look for them keeps the folder free for others, to remove
        // what is not there does not.
        let marks = MARKS.iter().map(|end| self.mail(key, end));
        marks.filter(|mark| mark.symlink_metadata().is_ok()).try_for_each(|mark| remove(&mark))
    }

    /// Moves a damaged message out of the way of a good one; a person may still look at it.
    fn set_aside(&self, key: &str) -> io::Result<()> {
        let path = self.mail(key, "eml");
        let Some(_lock) = self.lock(key)? else {
            return Err(io::Error::other("a damaged message of the outbox is in use"));
        };
        // Another may have just done the same, and put a good one there.
        if self.identity(key)?.is_none() {
            let (names, _) = self.names(|other| other != key)?;
            let slips = names.get(key).map(|names| &names.slips[..]);
            self.clear_slips(key, slips.unwrap_or_default())?;
            MARKS.iter().try_for_each(|end| remove(&self.mail(key, end)))?;
            fs::rename(path, self.mail(key, "damaged"))?;
        }
        Ok(())
    }

    /// Number and digest of a mail; none if it is gone or damaged.
    fn identity(&self, key: &str) -> io::Result<Option<(Number, String)>> {
        let head = self.head(key)?;
        let identity = head.and_then(|head| head.identity());
        // What was sent may be cut down to its headers by now.
        let is_kept =
            || self.mail(key, "done").is_file() || self.is_damaged(key).is_ok_and(|is| !is);
        Ok(identity.filter(|_| is_kept()))
    }
}

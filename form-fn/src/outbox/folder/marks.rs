//! What becomes of a mail of the folder: it is held, tried, sent to one recipient after the other,
//! and settled.

use super::{Held, MAIL_MOST, OpenFolder, remove, why};
use crate::disk;
use crate::failpoint::{Step, pass};
use crate::mime::Mail;
use crate::outbox::{End, Slip, Tag, Taken};
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::PoisonError;
use std::time::SystemTime;

impl OpenFolder {
    pub(super) fn slip(&self, key: &str, recipient: &Tag, end: &str) -> PathBuf {
        self.mail(key, &format!("{}.{end}", recipient.as_str()))
    }

    pub(super) fn take(&self, key: &str, recipients: &[Tag]) -> io::Result<Taken> {
        match self.hold(key, recipients) {
            Ok(true) => {}
            Ok(false) => return Ok(Taken::Busy),
            Err(error) => return Ok(Taken::Unreadable(why(&error))),
        }
        let mail = match disk::read(&self.mail(key, "eml"), MAIL_MOST) {
            Ok(bytes) => Mail(bytes),
            Err(error) => {
                self.release(key);
                return Ok(Taken::Unreadable(why(&error)));
            }
        };
        recipients.iter().for_each(|recipient| self.make_ready(key, recipient));
        // Others may have sent it to some while it was listed.
        let names = recipients.iter().map(|tag| (*tag, self.slip(key, tag, "sent").is_file()));
        Ok(Taken::Held(mail, self.slips(key, &names.collect::<Vec<_>>())))
    }

    /// Makes the slip that will be the mark, and dates it: retention counts from the last attempt.
    /// Where that is impossible, as on a disk that takes nothing, the mail goes out all the same, and
    /// whoever sends it keeps in mind that it has.
    fn make_ready(&self, key: &str, recipient: &Tag) {
        let slip = self.slip(key, recipient, "wait");
        let mut options = OpenOptions::new();
        if !self.slip(key, recipient, "sent").is_file()
            && let Ok(slip) = disk::open_by(&slip, options.append(true).create(true).mode(0o600))
        {
            let _ = slip.set_modified(SystemTime::now());
        }
    }

    /// Locks a mail for this process; false if another one, or another task, is sending it, or has
    /// sent it since the folder was listed.
    fn hold(&self, key: &str, recipients: &[Tag]) -> io::Result<bool> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.contains_key(key) {
            return Ok(false);
        }
        let Some(file) = self.lock(key)? else { return Ok(false) };
        if self.mail(key, "done").is_file() || self.mail(key, "dead").is_file() {
            return Ok(false);
        }
        held.insert(key.to_owned(), Held { _lock: file, recipients: recipients.to_vec() });
        Ok(true)
    }

    pub(super) fn release(&self, key: &str) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    pub(super) fn note(&self, key: &str, recipient: &Tag, slip: &Slip) -> io::Result<()> {
        let waiting = self.slip(key, recipient, "wait");
        match slip {
            Slip::Sent => self.rename(Some(&waiting), self.slip(key, recipient, "sent"))?,
            Slip::Waiting(wait) => {
                fs::rename(self.write_aside(wait.write().as_bytes())?, waiting)?;
            }
        }
        pass(Step::Noted);
        self.sync_mail()
    }

    pub(super) fn settle(&self, key: &str, end: End) -> io::Result<()> {
        let noted = match end {
            End::Open => Ok(()),
            End::Damaged => self.mark(key, "dead"),
            End::Done => self.mark(key, "done"),
        };
        // Unlocks it, now that everybody can see how it ended. To try too early does no harm.
        if noted.is_ok() || end == End::Open {
            self.release(key);
        }
        noted
    }

    /// Takes away the mark of death of a mail that is sound: earlier versions gave those up, too,
    /// that were refused.
    pub(super) fn revive(&self, key: &str) -> io::Result<bool> {
        let mark = self.mail(key, "dead");
        let Some(_lock) = self.lock(key)? else { return Ok(false) };
        let is_sound = mark.is_file() && !self.is_damaged(key)?;
        if is_sound {
            remove(&mark)?;
            self.sync_mail()?;
        }
        Ok(is_sound)
    }

    /// Makes the mark of a mail, out of one of its slips. It says all that the others said.
    fn mark(&self, key: &str, end: &str) -> io::Result<()> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let recipients = held.get(key).map_or_else(Vec::new, |held| held.recipients.clone());
        drop(held);
        let both = |tag: &Tag| ["wait", "sent"].map(|end| self.slip(key, tag, end));
        let slips: Vec<_> = recipients.iter().flat_map(both).collect();
        self.rename(slips.iter().find(|slip| slip.is_file()), self.mail(key, end))?;
        pass(Step::Marked);
        self.sync_mail()?;
        // What stays behind goes with the mail.
        slips.iter().for_each(|slip| drop(fs::remove_file(slip)));
        Ok(())
    }

    /// Gives an empty file another name; makes one where there is none, as when somebody tidied up or
    /// put something else there, or this is the second call.
    fn rename(&self, from: Option<&PathBuf>, to: PathBuf) -> io::Result<()> {
        match from.filter(|from| from.is_file()).map(|from| fs::rename(from, &to)) {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ if to.is_file() => Ok(()),
            _ => fs::rename(self.write_aside(b"")?, to),
        }
    }

    /// Removes all that is known of the recipients of a mail.
    pub(super) fn clear_slips(&self, key: &str, slips: &[(Tag, bool)]) -> io::Result<()> {
        let both = |(tag, _): &(Tag, bool)| ["wait", "sent"].map(|end| self.slip(key, tag, end));
        slips.iter().flat_map(both).try_for_each(|slip| remove(&slip))
    }
}

//! The outbox as a folder, safe against crashes and for several processes at once.
//!
//! `tmp/` takes the mail while it is written; `link(2)` then gives it its name in `mail/`,
//! which fails if the name is there: the claim is the message. The name never changes, so
//! there is no moment in which a duplicate would not be seen. What is known of it stands beside
//! it: `<key>.later` (attempts so far and the time of the next one), which is there before the
//! first attempt and becomes `<key>.done` or `<key>.dead`: a new name needs no room on a full disk.

#![allow(clippy::disallowed_methods, reason = "this outbox is a folder")]

mod retention;

use super::{Due, Outbox, OutboxError, Outcome, Put, Secret, Tries, note};
use crate::guard::Claim;
use crate::mime::Mail;
use crate::report::Number;
use crate::step::{Step, fails, pass};
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// A folder that holds sealed mail.
#[derive(Clone)]
pub struct Folder(Arc<Inner>);

struct Inner {
    root: PathBuf,
    serial: AtomicU64,
    secret: Secret,
    /// Mails that this process is sending; the lock on each keeps other processes away.
    held: Mutex<HashMap<String, File>>,
}

/// The headers that we write fit into this many bytes.
const HEAD: u64 = 16 * 1024;

impl Folder {
    /// Opens the outbox, and makes it if it is not there. Only its owner may look inside.
    ///
    /// # Errors
    /// If the folder cannot be made or written to.
    pub fn open(root: &Path) -> io::Result<Folder> {
        for folder in ["tmp", "mail"] {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(root.join(folder))?;
        }
        let mut inner = Inner {
            root: root.to_owned(),
            serial: AtomicU64::new(0),
            secret: [0; 32],
            held: Mutex::default(),
        };
        // A full or read-only disk is better known at the start.
        inner.sweep()?;
        inner.secret = inner.shared_secret()?;
        Ok(Folder(Arc::new(inner)))
    }

    /// Where the mail of a claim is.
    pub fn path(&self, key: &str) -> PathBuf {
        self.0.mail(key, "eml")
    }
}

impl Inner {
    fn mail(&self, key: &str, end: &str) -> PathBuf {
        self.root.join("mail").join(format!("{key}.{end}"))
    }

    /// The folder's secret; made by whoever opens it first.
    fn shared_secret(&self) -> io::Result<Secret> {
        let path = self.root.join("secret");
        let fresh: Secret = rand::random();
        let written = self.write_aside(&fresh)?;
        let linked = fs::hard_link(&written, &path);
        fs::remove_file(&written)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => sync_folder(&self.root)?,
        }
        fs::read(&path)?.try_into().map_err(|_| io::Error::other("the outbox's secret is damaged"))
    }

    /// Writes a file aside and makes sure that it is on the disk.
    fn write_aside(&self, bytes: &[u8]) -> io::Result<PathBuf> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let path = self.root.join("tmp").join(format!("{}.{nanos}.{serial}", std::process::id()));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // The half-written file takes room that the next report needs.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        Ok(path)
    }

    fn put(&self, claim: &Claim, mail: &Mail) -> io::Result<Put> {
        if let Some(put) = self.seen(claim)? {
            return Ok(put);
        }
        let aside = self.write_aside(&mail.0)?;
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
    fn seen(&self, claim: &Claim) -> io::Result<Option<Put>> {
        for key in [Some(&claim.key), claim.earlier.as_ref()].into_iter().flatten() {
            let file = match File::open(self.mail(key, "eml")) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file?,
            };
            let Some((number, digest)) = identity(&file)? else { continue };
            // Its name may not be on the disk yet, and this post is answered too.
            self.sync_mail()?;
            let is_same = digest == claim.digest;
            return Ok(Some(if is_same { Put::Repeated(number) } else { Put::Taken }));
        }
        Ok(None)
    }

    /// Marks whose mail is gone are those of an older one: the new one would never be sent.
    fn clear_old_marks(&self, key: &str) -> io::Result<()> {
        if self.mail(key, "eml").exists() {
            return Ok(());
        }
        MARKS.iter().try_for_each(|end| remove(&self.mail(key, end)))
    }

    /// Moves a damaged message out of the way of a good one; a person may still look at it.
    fn set_aside(&self, key: &str) -> io::Result<()> {
        let path = self.mail(key, "eml");
        let Some(file) = self.lock(key)? else {
            return Err(io::Error::other("a damaged message of the outbox is in use"));
        };
        // Another may have just done the same, and put a good one there.
        if identity(&file)?.is_none() {
            MARKS.iter().try_for_each(|end| remove(&self.mail(key, end)))?;
            fs::rename(path, self.mail(key, "damaged"))?;
        }
        Ok(())
    }

    /// A mail, locked; none if it is gone or another has it. The kernel lets go if we die.
    fn lock(&self, key: &str) -> io::Result<Option<File>> {
        let path = self.mail(key, "eml");
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let is_ours = file.try_lock().is_ok() && is_same(&file, &path);
        Ok(is_ours.then_some(file))
    }

    fn due(&self, now: SystemTime) -> io::Result<Vec<String>> {
        let (mut keys, mut settled, mut later) = (Vec::new(), HashSet::new(), HashSet::new());
        for entry in fs::read_dir(self.root.join("mail"))? {
            let entry = entry?;
            // A pipe or a folder is not ours, and opening it could block.
            if !entry.file_type()?.is_file() {
                continue;
            }
            let Ok(name) = entry.file_name().into_string() else { continue };
            match name.rsplit_once('.') {
                Some((key, "eml")) => keys.push(key.to_owned()),
                Some((key, "done" | "dead")) => drop(settled.insert(key.to_owned())),
                Some((key, "later")) => drop(later.insert(key.to_owned())),
                _ => {}
            }
        }
        keys.retain(|key| {
            let is_late = || !later.contains(key) || note::is_due(self.later(key).1, now);
            !settled.contains(key) && is_late()
        });
        keys.sort_unstable();
        Ok(keys)
    }

    fn take(&self, key: &str) -> io::Result<Option<Due>> {
        if !self.hold(key)? {
            return Ok(None);
        }
        let due = self.read_held(key);
        if due.is_err() {
            self.release(key);
        }
        due.map(Some)
    }

    /// Locks a mail for this process; false if another one, or another task, is sending it, or has
    /// sent it since the folder was listed.
    fn hold(&self, key: &str) -> io::Result<bool> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.contains_key(key) {
            return Ok(false);
        }
        let Some(file) = self.lock(key)? else { return Ok(false) };
        if self.mail(key, "done").exists() || self.mail(key, "dead").exists() {
            return Ok(false);
        }
        held.insert(key.to_owned(), file);
        Ok(true)
    }

    /// A folder that takes no mark must not be sent from: what is sent could not be noted, and
    /// would be sent for ever.
    fn read_held(&self, key: &str) -> io::Result<Due> {
        let mark = self.mail(key, "later");
        let mark = OpenOptions::new().append(true).create(true).mode(0o600).open(mark)?;
        // Retention counts from the last attempt.
        mark.set_modified(SystemTime::now())?;
        let mail = Mail(fs::read(self.mail(key, "eml"))?);
        Ok(Due { key: key.to_owned(), mail, tries: self.later(key).0 })
    }

    fn release(&self, key: &str) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    fn later(&self, key: &str) -> (Tries, SystemTime) {
        note::read(&fs::read_to_string(self.mail(key, "later")).unwrap_or_default())
    }

    fn settle(&self, key: &str, outcome: Outcome) -> io::Result<()> {
        let noted = match outcome {
            Outcome::Sent => self.mark(key, "done"),
            Outcome::Dead => self.mark(key, "dead"),
            Outcome::Later(next, tries) => self.note(key, next, tries),
        };
        let noted = noted.and_then(|()| {
            pass(Step::Marked);
            self.sync_mail()
        });
        // Unlocks it, now that everybody can see how it ended. To try too early does no harm.
        if noted.is_ok() || matches!(outcome, Outcome::Later(..)) {
            self.release(key);
        }
        noted
    }

    fn note(&self, key: &str, next: SystemTime, tries: Tries) -> io::Result<()> {
        let aside = self.write_aside(note::write(next, tries).as_bytes())?;
        fs::rename(aside, self.mail(key, "later"))
    }

    fn mark(&self, key: &str, end: &str) -> io::Result<()> {
        let mark = self.mail(key, end);
        match fs::rename(self.mail(key, "later"), &mark) {
            // Somebody tidied up, or this is the second call.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::rename(self.write_aside(b"")?, mark)
            }
            renamed => renamed,
        }
    }

    fn sync_mail(&self) -> io::Result<()> {
        fails(Step::Sync)?;
        sync_folder(&self.root.join("mail"))
    }
}

/// What stands beside a mail; the one that keeps it from being sent again comes last.
const MARKS: [&str; 3] = ["later", "dead", "done"];

/// Number and digest of a mail; none if it is damaged.
fn identity(mut file: &File) -> io::Result<Option<(Number, String)>> {
    let mut head = Vec::new();
    Read::take(&mut file, HEAD).read_to_end(&mut head)?;
    Ok(Mail(head).identity())
}

fn is_same(file: &File, path: &Path) -> bool {
    let inode = |meta: fs::Metadata| (meta.dev(), meta.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(one), Ok(other)) => inode(one) == inode(other),
        _ => false,
    }
}

/// Removes a file, which may be gone.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A name is safe only once its folder is on the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Runs blocking work off the threads that answer others.
async fn blocking<T: Send + 'static>(
    inner: &Arc<Inner>,
    work: impl FnOnce(&Inner) -> io::Result<T> + Send + 'static,
) -> Result<T, OutboxError> {
    let inner = inner.clone();
    let done = tokio::task::spawn_blocking(move || work(&inner)).await;
    // The kind tells what happened without naming a path.
    done.map_err(|_| OutboxError("its task ended".into()))?
        .map_err(|error| OutboxError(error.kind().to_string()))
}

impl Outbox for Folder {
    async fn put(&self, claim: &Claim, mail: &Mail) -> Result<Put, OutboxError> {
        let (claim, mail) = (claim.clone(), mail.clone());
        blocking(&self.0, move |inner| inner.put(&claim, &mail)).await
    }

    async fn find(&self, claim: &Claim) -> Option<Put> {
        let claim = claim.clone();
        blocking(&self.0, move |inner| inner.seen(&claim)).await.ok().flatten()
    }

    async fn secret(&self) -> Result<Secret, OutboxError> {
        Ok(self.0.secret)
    }

    async fn due(&self, now: SystemTime) -> Result<Vec<String>, OutboxError> {
        blocking(&self.0, move |inner| inner.due(now)).await
    }

    async fn take(&self, key: &str) -> Result<Option<Due>, OutboxError> {
        let key = key.to_owned();
        blocking(&self.0, move |inner| inner.take(&key)).await
    }

    async fn settle(&self, key: &str, outcome: Outcome) -> Result<(), OutboxError> {
        let key = key.to_owned();
        blocking(&self.0, move |inner| inner.settle(&key, outcome)).await
    }

    async fn forget(&self, now: SystemTime) -> Result<(), OutboxError> {
        blocking(&self.0, move |inner| inner.forget(now)).await
    }
}

#[cfg(test)]
mod tests;

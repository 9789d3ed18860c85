//! The outbox as a folder, safe against crashes and for several processes at once.
//!
//! `tmp/` takes the mail while it is written; `link(2)` then gives it its name in `mail/`,
//! which fails if the name is there: the claim is the message. The name never changes, so
//! there is no moment in which a duplicate would not be seen. What is known of it stands beside
//! it: `<key>.<recipient>.wait`, which is there before the first attempt and becomes
//! `<key>.<recipient>.sent`, and `<key>.done`, once every recipient has it, or `<key>.dead`, if it
//! is damaged. A new name needs no room on a full disk.
//!
//! A disk that takes nothing keeps nobody from starting: what is there goes out.

#![allow(clippy::disallowed_methods, reason = "this outbox is a folder")]

mod claims;
mod flushes;
mod listing;
mod marks;
mod retention;
mod walk;

use super::blocking::may_wait;
use super::intact::without_digest;
use super::{End, Listing, Outbox, OutboxError, Put, Secret, Slip, Tag, Taken};
use crate::disk;
use crate::failpoint::{Step, fails};
use crate::guard::Claim;
use crate::mime::Mail;
use flushes::Flushes;
use rustix::fs::{Access, access, statvfs};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};
use walk::Walk;

/// A folder that holds sealed mail.
#[derive(Clone)]
pub struct Folder {
    inner: Arc<OpenFolder>,
    walk: Arc<Walk>,
}

struct OpenFolder {
    root: PathBuf,
    serial: AtomicU64,
    /// Read once; none if there was none, and none could be made.
    secret: OnceLock<Secret>,
    /// Mails that this process is sending; the lock on each keeps other processes away.
    held: Mutex<HashMap<String, Held>>,
    /// Make the names of mails safe.
    flushes: Flushes,
}

/// A mail that is being sent.
struct Held {
    _lock: File,
    /// The recipients that it is being sent to.
    recipients: Vec<Tag>,
}

/// The headers that we write fit into this many bytes.
const HEAD: u64 = 16 * 1024;

/// No mail is nearly as large: forms take a tenth of it.
const MAIL_MOST: u64 = 128 << 20;

/// About what a sealed report without files takes.
const PROBE: usize = 64 * 1024;

impl Folder {
    /// Opens the outbox, and makes it if it is not there. Only its owner may look inside.
    ///
    /// # Errors
    /// If the folder is not there and cannot be made, or cannot be looked into. Whether it can be
    /// written to is for [`Outbox::check`] to tell.
    pub fn open(root: &Path) -> io::Result<Folder> {
        for folder in ["tmp", "mail"] {
            let folder = root.join(folder);
            let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
            made.or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
        }
        let folder = Folder::existing(root)?;
        // It is tried again.
        let _ = folder.inner.sweep();
        Ok(folder)
    }

    /// The same if it is there already. Nothing is written: whoever only looks may be another user,
    /// whose files the owner could not read.
    ///
    /// # Errors
    /// If the folder is not there, or cannot be looked into.
    pub fn existing(root: &Path) -> io::Result<Folder> {
        fs::read_dir(root.join("mail"))?;
        let inner = OpenFolder {
            root: root.to_owned(),
            serial: AtomicU64::new(0),
            secret: OnceLock::new(),
            held: Mutex::default(),
            flushes: Flushes::default(),
        };
        // A disk that fails later keeps nobody from being told their number.
        let _ = inner.known_secret();
        Ok(Folder { inner: Arc::new(inner), walk: Arc::default() })
    }

    /// Where the mail of a claim is.
    pub fn path(&self, key: &str) -> PathBuf {
        self.inner.mail(key, "eml")
    }
}

impl OpenFolder {
    fn mail(&self, key: &str, end: &str) -> PathBuf {
        self.root.join("mail").join(format!("{key}.{end}"))
    }

    /// The folder's secret; made by whoever asks first.
    fn secret(&self) -> io::Result<Secret> {
        match self.known_secret() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            known => return known,
        }
        let written = self.write_aside(&rand::random::<Secret>())?;
        let linked = fs::hard_link(&written, self.root.join("secret"));
        fs::remove_file(&written)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => sync_folder(&self.root)?,
        }
        self.known_secret()
    }

    fn known_secret(&self) -> io::Result<Secret> {
        if let Some(secret) = self.secret.get() {
            return Ok(*secret);
        }
        let damaged = |_| io::Error::other("the outbox's secret is damaged");
        let bytes = disk::read(&self.root.join("secret"), HEAD)?;
        let secret: Secret = bytes.try_into().map_err(damaged)?;
        Ok(*self.secret.get_or_init(|| secret))
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

    /// Whether there is room for a report, as far as a small one can tell.
    fn check(&self) -> io::Result<()> {
        self.secret()?;
        remove(&self.write_aside(&[0; PROBE])?)
    }

    /// The same by what the system says of the disk and of the folders' rights.
    fn look(&self) -> io::Result<()> {
        for folder in ["tmp", "mail"] {
            access(self.root.join(folder), Access::WRITE_OK)?;
        }
        let disk = statvfs(&self.root)?;
        match disk.f_bavail.saturating_mul(disk.f_frsize) < PROBE as u64 {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }

    /// A mail, locked; none if it is gone or another has it. The kernel lets go if we die.
    fn lock(&self, key: &str) -> io::Result<Option<File>> {
        let path = self.mail(key, "eml");
        let file = match disk::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let is_ours = file.try_lock().is_ok() && is_same(&file, &path);
        Ok(is_ours.then_some(file))
    }

    /// Whether a mail is not what was kept.
    fn is_damaged(&self, key: &str) -> io::Result<bool> {
        let kept = Mail(disk::read(&self.mail(key, "eml"), MAIL_MOST)?);
        Ok(without_digest(&kept).is_none())
    }

    fn sync_mail(&self) -> io::Result<()> {
        fails(Step::Sync)?;
        self.flushes.share(|| sync_folder(&self.root.join("mail")))
    }
}

/// What stands beside a mail, but for the slips of its recipients; the one that keeps it from being
/// sent again comes last. `later` is how earlier versions noted their attempts.
const MARKS: [&str; 3] = ["later", "dead", "done"];

/// What went wrong, without a path: the system's kind of error, or our own words.
fn why(error: &io::Error) -> String {
    match (error.kind(), error.get_ref()) {
        (io::ErrorKind::Other, Some(ours)) => ours.to_string(),
        (kind, _) => kind.to_string(),
    }
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

/// Runs blocking work where it keeps nobody else waiting.
async fn blocking<T: Send + 'static>(
    inner: &Arc<OpenFolder>,
    work: impl FnOnce(&OpenFolder) -> io::Result<T> + Send + 'static,
) -> Result<T, OutboxError> {
    let inner = inner.clone();
    let done = may_wait(move || work(&inner)).await;
    done.map_err(|_| OutboxError("its task ended".into()))?
        .map_err(|error| OutboxError(why(&error)))
}

impl Outbox for Folder {
    async fn put(&self, claim: &Claim, mail: &Mail) -> Result<Put, OutboxError> {
        let (claim, mail) = (claim.clone(), mail.clone());
        blocking(&self.inner, move |inner| inner.put(&claim, &mail)).await
    }

    async fn find(&self, claim: &Claim) -> Option<Put> {
        let claim = claim.clone();
        blocking(&self.inner, move |inner| inner.seen(&claim)).await.ok().flatten()
    }

    async fn secret(&self) -> Result<Secret, OutboxError> {
        match self.inner.secret.get() {
            Some(secret) => Ok(*secret),
            None => blocking(&self.inner, OpenFolder::secret).await,
        }
    }

    async fn list(&self) -> Result<Listing, OutboxError> {
        self.walk.through(&self.inner, OpenFolder::list).await
    }

    async fn head(&self, key: &str) -> Result<Option<Mail>, OutboxError> {
        let key = key.to_owned();
        blocking(&self.inner, move |inner| inner.head(&key)).await
    }

    async fn take(&self, key: &str, recipients: &[Tag]) -> Result<Taken, OutboxError> {
        let (key, recipients) = (key.to_owned(), recipients.to_vec());
        blocking(&self.inner, move |inner| inner.take(&key, &recipients)).await
    }

    async fn note(&self, key: &str, recipient: &Tag, slip: &Slip) -> Result<(), OutboxError> {
        let (key, recipient, slip) = (key.to_owned(), *recipient, slip.clone());
        blocking(&self.inner, move |inner| inner.note(&key, &recipient, &slip)).await
    }

    async fn settle(&self, key: &str, end: End) -> Result<(), OutboxError> {
        let key = key.to_owned();
        blocking(&self.inner, move |inner| inner.settle(&key, end)).await
    }

    async fn revive(&self, key: &str) -> Result<bool, OutboxError> {
        let key = key.to_owned();
        blocking(&self.inner, move |inner| inner.revive(&key)).await
    }

    async fn is_damaged(&self, key: &str) -> bool {
        let key = key.to_owned();
        blocking(&self.inner, move |inner| inner.is_damaged(&key)).await.unwrap_or(false)
    }

    async fn check(&self) -> Result<(), OutboxError> {
        blocking(&self.inner, OpenFolder::check).await
    }

    async fn look(&self) -> Result<(), OutboxError> {
        blocking(&self.inner, OpenFolder::look).await
    }

    async fn forget(&self, now: SystemTime) -> Result<(), OutboxError> {
        self.walk.through(&self.inner, move |inner| inner.forget(now)).await
    }
}

#[cfg(test)]
mod tests;

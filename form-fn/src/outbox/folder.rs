//! The outbox as a folder, safe against crashes and for several processes at once.
//!
//! `tmp/` takes the mail while it is written; `link(2)` then gives it its name in `mail/`,
//! which fails if the name is there: the claim is the message. The name never changes, so
//! there is no moment in which a duplicate would not be seen. What is known of it stands beside
//! it: `<key>.done`, `<key>.dead`, `<key>.later` (attempts and the time of the next one).

#![allow(clippy::disallowed_methods, reason = "this outbox is a folder")]

use super::{Due, Outbox, OutboxError, Outcome, Put};
use crate::guard::Claim;
use crate::mime::Mail;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A folder that holds sealed mail.
#[derive(Clone)]
pub struct Folder(Arc<Inner>);

struct Inner {
    root: PathBuf,
    serial: AtomicU64,
    /// Mails that this process is sending; the lock on each keeps other processes away.
    held: Mutex<HashMap<String, File>>,
}

impl Folder {
    /// Opens the outbox, and makes it if it is not there. Only its owner may look inside.
    ///
    /// # Errors
    /// If the folder cannot be made or written to.
    pub fn open(root: &Path) -> io::Result<Folder> {
        for folder in ["tmp", "mail"] {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(root.join(folder))?;
        }
        let inner =
            Inner { root: root.to_owned(), serial: AtomicU64::new(0), held: Mutex::default() };
        inner.probe()?;
        Ok(Folder(Arc::new(inner)))
    }

    /// Where the mail of a claim is.
    pub fn path(&self, key: &str) -> PathBuf {
        self.0.mail(key, "eml")
    }

    /// A secret of 32 bytes that stays the same as long as the folder does; `fresh` is kept if
    /// there is none yet.
    ///
    /// # Errors
    /// If it can be neither read nor kept.
    pub fn secret(&self, fresh: [u8; 32]) -> io::Result<[u8; 32]> {
        let path = self.0.root.join("secret");
        let written = self.0.write_aside(&fresh)?;
        // Whoever comes first decides; everybody reads what is there then.
        let linked = fs::hard_link(&written, &path);
        fs::remove_file(&written)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => sync_folder(&self.0.root)?,
        }
        fs::read(&path)?.try_into().map_err(|_| io::Error::other("the outbox's secret is damaged"))
    }
}

impl Inner {
    fn mail(&self, key: &str, end: &str) -> PathBuf {
        self.root.join("mail").join(format!("{key}.{end}"))
    }

    /// A full or read-only disk is better known at the start.
    fn probe(&self) -> io::Result<()> {
        let path = self.write_aside(b"")?;
        fs::remove_file(path)
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
        let aside = self.write_aside(&mail.0)?;
        let target = self.mail(&claim.key, "eml");
        let linked = fs::hard_link(&aside, &target);
        fs::remove_file(&aside)?;
        match linked {
            Ok(()) => {
                sync_folder(&self.root.join("mail"))?;
                Ok(Put::Kept)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // The other's folder entry may not be on the disk yet, and this one answers too.
                sync_folder(&self.root.join("mail"))?;
                let (number, digest) = Mail(fs::read(&target)?)
                    .identity()
                    .ok_or_else(|| io::Error::other("a message of the outbox is damaged"))?;
                Ok(if digest == claim.digest { Put::Repeated(number) } else { Put::Taken })
            }
            Err(error) => Err(error),
        }
    }

    fn due(&self, now: SystemTime) -> io::Result<Vec<Due>> {
        let mut names: Vec<_> = fs::read_dir(self.root.join("mail"))?
            .filter_map(|e| e.ok()?.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        let mut due = Vec::new();
        for key in names.iter().filter_map(|name| name.strip_suffix(".eml")) {
            let has = |end: &str| names.binary_search(&format!("{key}.{end}")).is_ok();
            if has("done") || has("dead") {
                continue;
            }
            let (attempts, next) = if has("later") { self.later(key) } else { (0, UNIX_EPOCH) };
            if next > now || !self.hold(key)? {
                continue;
            }
            due.push(Due {
                key: key.to_owned(),
                mail: Mail(fs::read(self.mail(key, "eml"))?),
                attempts,
            });
        }
        Ok(due)
    }

    /// Locks a mail for this process; false if another one, or another task, is sending it, or has
    /// sent it since the folder was listed.
    fn hold(&self, key: &str) -> io::Result<bool> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.contains_key(key) {
            return Ok(false);
        }
        let file = File::open(self.mail(key, "eml"))?;
        if file.try_lock().is_err()
            || self.mail(key, "done").exists()
            || self.mail(key, "dead").exists()
        {
            return Ok(false);
        }
        held.insert(key.to_owned(), file);
        Ok(true)
    }

    fn later(&self, key: &str) -> (u32, SystemTime) {
        let text = fs::read_to_string(self.mail(key, "later")).unwrap_or_default();
        let mut words = text.split_whitespace();
        let attempts = words.next().and_then(|w| w.parse().ok()).unwrap_or(0);
        let seconds = words.next().and_then(|w| w.parse().ok()).unwrap_or(0);
        (attempts, UNIX_EPOCH + Duration::from_secs(seconds))
    }

    fn settle(&self, due: &Due, outcome: Outcome) -> io::Result<()> {
        let (end, text) = match outcome {
            Outcome::Sent => ("done", String::new()),
            Outcome::Dead => ("dead", String::new()),
            Outcome::Later(next) => {
                let seconds = next.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
                ("later", format!("{} {seconds}\n", due.attempts + 1))
            }
        };
        let aside = self.write_aside(text.as_bytes())?;
        fs::rename(aside, self.mail(&due.key, end))?;
        sync_folder(&self.root.join("mail"))?;
        // Unlocks it, now that everybody can see how it ended.
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&due.key);
        Ok(())
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

    async fn due(&self, now: SystemTime) -> Result<Vec<Due>, OutboxError> {
        blocking(&self.0, move |inner| inner.due(now)).await
    }

    async fn settle(&self, due: &Due, outcome: Outcome) -> Result<(), OutboxError> {
        let due = due.clone();
        blocking(&self.0, move |inner| inner.settle(&due, outcome)).await
    }
}

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
mod tests {
    use super::*;
    use crate::mime::Mail;
    use crate::outbox::LONGEST_PAUSE;
    use std::time::Duration;

    const NUMBER: &str = "R-20261123-0123456789";

    fn claim(key: &str, digest: &str) -> Claim {
        Claim { key: key.into(), earlier: None, digest: digest.into() }
    }

    fn mail(digest: &str) -> Mail {
        Mail(format!("Message-ID: <{NUMBER}.{digest}@x>\r\n\r\nbody").into_bytes())
    }

    fn outbox() -> (tempfile::TempDir, Folder) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outbox = Folder::open(folder.path()).expect("an outbox");
        (folder, outbox)
    }

    #[test]
    fn a_claim_is_taken_once() {
        let (_folder, outbox) = outbox();
        let put = |key, digest| outbox.0.put(&claim(key, digest), &mail(digest)).expect("put");
        assert_eq!(put("a", "1"), Put::Kept);
        let Put::Repeated(number) = put("a", "1") else { panic!("the same post is repeated") };
        assert_eq!(number.as_str(), NUMBER);
        assert_eq!(put("a", "2"), Put::Taken);
        assert_eq!(put("b", "1"), Put::Kept);
        let claim = Claim { earlier: Some("a".into()), ..claim("c", "1") };
        let again = outbox.0.put(&claim, &mail("1")).expect("put");
        assert!(matches!(again, Put::Repeated(_)), "it is yesterday's: {again:?}");
        let left = fs::read_dir(outbox.0.root.join("tmp")).expect("tmp").count();
        assert_eq!(left, 0, "nothing is left half-written");
    }

    #[test]
    fn twenty_posts_at_once_are_one() {
        let (_folder, outbox) = outbox();
        let kept = std::thread::scope(|scope| {
            let put = || outbox.0.put(&claim("a", "1"), &mail("1")).expect("put");
            let threads: Vec<_> = (0..20).map(|_| scope.spawn(put)).collect();
            let puts = threads.into_iter().map(|thread| thread.join().expect("no panic"));
            puts.filter(|put| *put == Put::Kept).count()
        });
        assert_eq!(kept, 1);
    }

    #[test]
    fn a_mail_is_held_by_one_until_it_is_settled() {
        let (folder, one) = outbox();
        let other = Folder::open(folder.path()).expect("a second process");
        one.0.put(&claim("a", "1"), &mail("1")).expect("put");
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let due = |at| one.0.due(at).expect("due");
        assert_eq!(due(now), ["a"]);

        let held = one.0.take("a").expect("take").expect("it is free");
        assert_eq!((held.mail, held.tries), (mail("1"), Tries::default()));
        assert!(one.0.take("a").expect("take").is_none(), "this process has it already");
        assert!(other.0.take("a").expect("take").is_none(), "another process has it");

        let (next, tries) = (now + Duration::from_millis(1500), Tries { all: 3, refused: 1 });
        one.0.settle("a", Outcome::Later(next, tries)).expect("settle");
        assert!(due(now).is_empty());
        assert_eq!(due(next), ["a"]);
        let before = now - 3 * LONGEST_PAUSE;
        assert_eq!(due(before), ["a"], "the clock was set back");

        let held = other.0.take("a").expect("take").expect("it is free again");
        assert_eq!(held.tries, tries);
        other.0.settle("a", Outcome::Sent).expect("settle");
        assert!(due(next).is_empty());
        assert!(one.0.take("a").expect("take").is_none(), "it was sent meanwhile");
        assert!(matches!(one.0.put(&claim("a", "1"), &mail("1")), Ok(Put::Repeated(_))));

        one.0.put(&claim("b", "1"), &mail("1")).expect("put");
        one.0.take("b").expect("take").expect("it is free");
        one.0.settle("b", Outcome::Dead).expect("settle");
        assert!(due(next).is_empty());
    }

    /// How a mail looks that is sent.
    fn sent(outbox: &Folder, key: &str) {
        outbox.0.put(&claim(key, "1"), &mail("1")).expect("put");
        outbox.0.take(key).expect("take").expect("it is free");
        outbox.0.settle(key, Outcome::Sent).expect("settle");
    }

    #[test]
    fn what_was_sent_is_cut_after_a_week_and_gone_after_a_month() {
        let (_folder, outbox) = outbox();
        sent(&outbox, "sent");
        for (key, outcome) in [("dead", Some(Outcome::Dead)), ("waiting", None)] {
            outbox.0.put(&claim(key, "1"), &mail("1")).expect("put");
            outbox.0.take(key).expect("take").expect("it is free");
            outcome.into_iter().for_each(|how| outbox.0.settle(key, how).expect("settle"));
        }
        let whole = mail("1").0;
        let head = whole.strip_suffix(b"body").expect("it ends so");
        let after = |days: u64| {
            let now = SystemTime::now() + Duration::from_secs(days * 24 * 3600);
            outbox.0.forget(now).expect("forget");
            for key in ["dead", "waiting"] {
                assert_eq!(fs::read(outbox.path(key)).expect("it stays"), whole);
            }
            fs::read(outbox.path("sent")).ok()
        };
        assert_eq!(after(6).as_deref(), Some(whole.as_slice()));
        for days in [8, 0, 29] {
            assert_eq!(after(days).as_deref(), Some(head));
            let put = outbox.0.put(&claim("sent", "1"), &mail("1")).expect("put");
            assert!(matches!(put, Put::Repeated(_)), "{put:?}");
            assert_eq!(outbox.0.due(SystemTime::now()).expect("due"), ["waiting"]);
        }
        assert_eq!(after(31), None);
        let left = fs::read_dir(outbox.0.root.join("mail")).expect("mail").flatten();
        let left: Vec<_> =
            left.filter(|e| e.file_name().as_encoded_bytes().starts_with(b"sent")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn an_old_mark_or_a_damaged_mail_is_in_nobodys_way() {
        let (folder, outbox) = outbox();
        let put = |digest| outbox.0.put(&claim("a", digest), &mail(digest)).expect("put");
        // As if retention had been ended between a mail and its mark.
        sent(&outbox, "a");
        fs::remove_file(outbox.path("a")).expect("it was there");
        assert_eq!(put("1"), Put::Kept);
        assert_eq!(outbox.0.due(SystemTime::now()).expect("due"), ["a"], "it will be sent");

        sent(&outbox, "b");
        let before = fs::read(outbox.path("b")).expect("a mail");
        for damage in [&b""[..], b"no headers", b"To: x@y\r\n\r\n", &before[..20]] {
            outbox.0.take("a").expect("take").expect("it is free");
            outbox.0.settle("a", Outcome::Dead).expect("settle");
            fs::write(outbox.path("a"), damage).expect("written");
            assert_eq!(put("2"), Put::Kept);
            assert_eq!(fs::read(outbox.path("a")).expect("a mail"), mail("2").0);
            assert_eq!(fs::read(folder.path().join("mail/a.damaged")).expect("kept"), damage);
            assert_eq!(outbox.0.due(SystemTime::now()).expect("due"), ["a"]);
        }
        fs::write(outbox.path("a"), "").expect("written");
        outbox.0.take("a").expect("take").expect("it is free");
        let other = Folder::open(folder.path()).expect("a second process");
        assert!(other.0.put(&claim("a", "1"), &mail("1")).is_err(), "it is in use");
    }

    #[test]
    fn thousands_that_wait_are_listed_without_being_read() {
        let (_folder, outbox) = outbox();
        let soon = SystemTime::now() + Duration::from_secs(600);
        for n in 0..3000 {
            let (key, tries) = (format!("{n:04}"), Tries { all: 1, refused: 0 });
            // Reading all of them would take a terabyte.
            let file = File::create(outbox.path(&key)).expect("it is made");
            file.set_len(1 << 30).expect("a hole");
            if n % 2 == 0 {
                let note =
                    format!("1 0 {}", soon.duration_since(UNIX_EPOCH).expect("after").as_millis());
                fs::write(outbox.0.mail(&key, "later"), note).expect("written");
                assert_eq!(outbox.0.later(&key).0, tries);
            }
        }
        assert_eq!(outbox.0.due(SystemTime::now()).expect("due").len(), 1500);
        assert_eq!(outbox.0.due(soon).expect("due").len(), 3000);
    }

    #[test]
    fn only_the_owner_may_look_and_the_secret_stays() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, outbox) = outbox();
        outbox.0.put(&claim("a", "1"), &mail("1")).expect("put");
        let mode = |path: &str| {
            let meta = fs::metadata(folder.path().join(path)).expect("it is there");
            meta.permissions().mode() & 0o777
        };
        assert_eq!((mode("mail"), mode("tmp"), mode("mail/a.eml")), (0o700, 0o700, 0o600));
        let again = Folder::open(folder.path()).expect("a second process");
        assert_eq!(outbox.0.secret, again.0.secret);
        assert_ne!(outbox.0.secret, [0; 32]);
    }

    #[test]
    fn what_a_crash_left_is_swept_away() {
        let (folder, _outbox) = outbox();
        let (old, fresh) = (folder.path().join("tmp/old"), folder.path().join("tmp/fresh"));
        for path in [&old, &fresh] {
            fs::write(path, "half a mail").expect("it is written");
        }
        let file = File::options().write(true).open(&old).expect("it opens");
        file.set_modified(SystemTime::now() - Duration::from_secs(7200)).expect("a new time");
        Folder::open(folder.path()).expect("an outbox");
        assert_eq!((old.exists(), fresh.exists()), (false, true));
    }
}

//! Changes on disk → when to read the site again.
//!
//! The system tells of most changes at once (`notify`). What it does not tell is found by walking
//! through the folders now and then; where it tells nothing (no watches left, network drives), by
//! doing so often. So nothing that happens to the folders makes a preview blind.

#![expect(clippy::disallowed_methods, reason = "asks when something happened")]

use super::burst::Burst;
use super::seen::{FOLDERS, Look, Seen, is_passing};
use crate::mount;
use certsite_site::load::Changed;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How often the folders are walked through while the system tells of changes.
const SELDOM: Duration = Duration::from_secs(2);

/// How often they are walked through while it tells of none.
const OFTEN: Duration = Duration::from_millis(400);

/// The walk may take this share of the time.
const SHARE: u32 = 20;

/// What ended the wait of a watch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wake {
    /// Something may have changed, and has come to rest.
    Changed,
    /// Nothing has happened for a while.
    Idle,
}

/// One thing that the system tells.
enum WatchEvent {
    /// A file at this path was made or opened to be written, and is not complete yet.
    Begun(PathBuf),
    /// A file is complete, or gone: the last of these, which all have changed.
    Done(Vec<PathBuf>),
    /// Something that is not known, or one of the folders themselves: it may be another one now.
    Folder,
    /// The system tells of changes no more, for this reason.
    Lost(String),
}

/// Tells, and counts what it told.
#[derive(Clone)]
struct Teller {
    tell: Sender<WatchEvent>,
    count: Arc<AtomicUsize>,
}

impl Teller {
    fn tell(&self, told: WatchEvent) {
        self.count.fetch_add(1, Ordering::Release);
        // Fails only once the preview has ended, and then nobody waits.
        let _ = self.tell.send(told);
    }
}

/// Watches the folders of a site.
pub struct Watch {
    root: PathBuf,
    told: Receiver<WatchEvent>,
    tell: Teller,
    /// How much of what was told has been taken.
    taken: usize,
    watcher: Option<RecommendedWatcher>,
    /// Why changes have to be looked for, if so.
    looks: Option<String>,
    /// What the folders were like when they were last looked at.
    seen: Seen,
    /// What may have changed, and was not taken yet.
    changed: Changed,
    /// How long the last walk took; walks get a share of the time alone.
    cost: Duration,
    must_renew: bool,
}

impl Watch {
    /// Watches the site below an absolute path.
    pub fn new(root: &Path) -> Watch {
        let (tell, told) = channel();
        let mut watch = Watch {
            root: root.to_owned(),
            told,
            tell: Teller { tell, count: Arc::default() },
            taken: 0,
            watcher: None,
            looks: None,
            seen: Seen::default(),
            changed: Changed::NOTHING,
            cost: Duration::ZERO,
            must_renew: false,
        };
        watch.renew();
        watch.walk();
        watch
    }

    /// Why the system does not tell of changes, if so, and how they are found instead.
    pub fn limits(&self) -> Option<&str> {
        self.looks.as_deref()
    }

    /// Waits until something may have changed and is at rest, or for a while.
    pub(super) fn wait(&mut self) -> Wake {
        let pause = if self.has_to_look() { OFTEN } else { SELDOM }.max(self.cost * SHARE);
        let told = self.told.recv_timeout(pause);
        // It begins when something happens, not when that is waited for.
        let mut burst = Burst::new(Instant::now());
        match told {
            Ok(told) => self.note(told, &mut burst),
            Err(_) if self.walk() => {
                // It was not told, so there is something that the system does not watch.
                self.must_renew = true;
                self.changed = Changed::All;
            }
            Err(_) => return Wake::Idle,
        }
        self.rest(burst);
        Wake::Changed
    }

    /// What may have changed since this was asked last.
    pub(super) fn changed(&mut self) -> Changed {
        std::mem::replace(&mut self.changed, Changed::NOTHING)
    }

    /// Whether changes have to be looked for.
    fn has_to_look(&self) -> bool {
        self.watcher.is_none() || self.looks.is_some()
    }

    /// True if something happens within this time.
    pub(super) fn stirs(&mut self, within: Duration) -> bool {
        let told = self.told.recv_timeout(within);
        let mut burst = Burst::new(Instant::now());
        let has_stirred = match told {
            Ok(told) => {
                self.note(told, &mut burst);
                true
            }
            Err(_) => self.looks.is_some() && self.walk(),
        };
        if has_stirred {
            self.rest(burst);
        }
        has_stirred
    }

    /// Waits for the end of a burst, and watches what is there then.
    fn rest(&mut self, mut burst: Burst) {
        while let Some(quiet) = burst.quiet(Instant::now()) {
            match self.told.recv_timeout(quiet) {
                Ok(told) => self.note(told, &mut burst),
                Err(RecvTimeoutError::Timeout) if self.looks.is_some() && self.walk() => {
                    burst.goes_on(Instant::now());
                }
                Err(_) => {}
            }
        }
        if self.must_renew {
            self.renew();
        }
        // Whatever differs from here on came later.
        let is_told = !self.has_to_look()
            && match &self.changed {
                Changed::Paths(paths) => self.seen.again(&self.root, paths),
                Changed::All => false,
            };
        if !is_told {
            self.changed = Changed::All;
            self.walk();
        }
    }

    fn note(&mut self, told: WatchEvent, burst: &mut Burst) {
        self.taken += 1;
        let now = Instant::now();
        match told {
            WatchEvent::Begun(path) => {
                self.differs(&path);
                burst.begins(path, now);
            }
            WatchEvent::Done(paths) => {
                paths.iter().for_each(|path| self.differs(path));
                paths.last().into_iter().for_each(|path| burst.ends(path, now));
            }
            WatchEvent::Folder => {
                self.must_renew = true;
                self.changed = Changed::All;
                burst.goes_on(now);
            }
            WatchEvent::Lost(why) => {
                self.watcher = None;
                self.looks = Some(why);
                self.changed = Changed::All;
                burst.goes_on(now);
            }
        }
    }

    /// Something is different at a path.
    fn differs(&mut self, path: &Path) {
        match path.strip_prefix(&self.root) {
            Ok(path) => self.changed.add(path.to_owned()),
            Err(_) => self.changed = Changed::All,
        }
    }

    /// Looks at the folders; true if they are not what they were. Whoever saves a file meanwhile
    /// does not wait for that: then it is done another time.
    fn walk(&mut self) -> bool {
        let start = Instant::now();
        let look = if self.has_to_look() { Look::Close } else { Look::Passing };
        let is_told = || self.tell.count.load(Ordering::Acquire) != self.taken;
        let seen = Seen::of(&self.root, look, &is_told);
        self.cost = start.elapsed();
        seen.is_some_and(|seen| std::mem::replace(&mut self.seen, seen) != self.seen)
    }

    /// Watches what is there now.
    fn renew(&mut self) {
        self.must_renew = false;
        // First, because there may be only so many watches.
        self.watcher = None;
        self.looks = match watcher(&self.root, self.tell.clone()) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                mount::silent_drive(&self.root, &FOLDERS)
                    .map(|kind| format!("it lies on a drive that others may change ({kind})"))
            }
            // A folder that is not there yet, or no more: it is looked for.
            Err(notify::Error { kind: notify::ErrorKind::PathNotFound, .. }) => None,
            Err(error) => Some(reason(&error)),
        };
    }
}

fn watcher(root: &Path, tell: Teller) -> notify::Result<RecommendedWatcher> {
    let own = root.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let told = match event {
            Ok(event) => meaning(&event, &own),
            Err(error) => Some(WatchEvent::Lost(reason(&error))),
        };
        if let Some(told) = told {
            tell.tell(told);
        }
    })?;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in FOLDERS.map(|name| root.join(name)) {
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}

/// What an event is for a preview of the site below `root`.
fn meaning(event: &Event, root: &Path) -> Option<WatchEvent> {
    // A lost event is as good as a change of everything.
    if event.need_rescan() {
        return Some(WatchEvent::Folder);
    }
    let path = event.paths.last()?;
    let beside = |path: &Path| {
        path.parent() == Some(root) && !FOLDERS.iter().any(|name| path.ends_with(name))
    };
    let counts = |path: &&PathBuf| !beside(path) && !is_passing(root, path);
    let mut paths: Vec<PathBuf> = event.paths.iter().filter(counts).cloned().collect();
    if paths.is_empty() {
        return None;
    }
    let is_folder = |path: &PathBuf| path == root || path.parent() == Some(root);
    Some(match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => WatchEvent::Done(paths),
        EventKind::Access(_) => return None,
        _ if paths.iter().any(is_folder) => WatchEvent::Folder,
        EventKind::Modify(ModifyKind::Data(_)) => WatchEvent::Begun(paths.pop()?),
        // Made empty, to be filled; a file that was moved or linked here is complete.
        EventKind::Create(CreateKind::File) if is_empty(path) => WatchEvent::Begun(paths.pop()?),
        _ => WatchEvent::Done(paths),
    })
}

fn is_empty(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|file| file.is_file() && file.len() == 0)
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system has no watches left (fs.inotify.max_user_watches)".into()
        }
        notify::ErrorKind::Io(error) if error.raw_os_error() == Some(EMFILE) => {
            "the system has no watches left (fs.inotify.max_user_instances)".into()
        }
        notify::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// Too many open files, which here means: too many who watch.
const EMFILE: i32 = 24;

//! Single events → when a burst of them is over.
//!
//! Editors write a file in several steps, version control changes thousands. A save must be on
//! screen at once, a checkout only when it is complete. So a burst is over after a silence that is
//! short at first and grows with the burst, and not while a file is being written.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The silence after a single save, long enough for the steps of one. What comes later is found while
/// the site is read, and read before anything shows.
const SHORT: Duration = Duration::from_millis(1);

/// The silence after a long burst.
const LONG: Duration = Duration::from_millis(200);

/// How long a file may be written at without a word: some never close theirs.
const WRITING: Duration = Duration::from_millis(250);

/// A burst that does not end (a large copy) is shown from time to time.
pub(super) const LONGEST: Duration = Duration::from_millis(1_500);

/// Events that belong together, since each came soon after the one before.
pub(super) struct Burst {
    began: Instant,
    last: Instant,
    written: HashSet<PathBuf>,
}

impl Burst {
    /// A burst whose first event comes now.
    pub fn new(now: Instant) -> Burst {
        Burst { began: now, last: now, written: HashSet::new() }
    }

    /// Another event came: the silence begins anew.
    pub fn goes_on(&mut self, now: Instant) {
        self.last = now;
    }

    /// A file is being written, by its path. The burst is not over before it is complete.
    pub fn begins(&mut self, path: PathBuf, now: Instant) {
        self.last = now;
        self.tells_ends().then(|| self.written.insert(path));
    }

    /// The file at this path is complete, or was never told to be written.
    pub fn ends(&mut self, path: &Path, now: Instant) {
        self.last = now;
        self.written.remove(path);
    }

    /// How long to wait for the next event; nothing once the burst is over.
    pub fn quiet(&self, now: Instant) -> Option<Duration> {
        let quiet = match self.written.is_empty() {
            true => ((self.last - self.began) / 2).clamp(SHORT, LONG),
            false => WRITING,
        };
        let end = (self.last + quiet).min(self.began + LONGEST);
        end.checked_duration_since(now).filter(|rest| !rest.is_zero())
    }

    /// Only Linux tells when a file is closed.
    fn tells_ends(&self) -> bool {
        cfg!(any(target_os = "linux", target_os = "android"))
    }
}

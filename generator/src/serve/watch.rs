//! Changes on disk → one call after each burst of them.

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Editors write a file in several steps; a burst ends when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(25);

/// A burst that does not end (a large copy) is still shown from time to time.
const LONGEST: usize = 40;

/// Calls `changed` after each burst of changes in `content` and `themes`, on a thread of its own.
/// The watch ends when the value returned is dropped.
///
/// # Errors
/// If the system cannot watch the folders.
pub fn watch(
    root: &Path,
    changed: impl Fn() + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    let (send, receive) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // A lost event is as good as a change: read everything again.
        let counts = event.map_or(true, |event| !matches!(event.kind, EventKind::Access(_)));
        if counts {
            // Fails only once the thread below has ended, and then nobody waits.
            let _ = send.send(());
        }
    })?;
    for folder in ["content", "themes"].map(|name| root.join(name)) {
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    std::thread::spawn(move || {
        while receive.recv().is_ok() {
            for _ in 0..LONGEST {
                if receive.recv_timeout(QUIET).is_err() {
                    break;
                }
            }
            while receive.try_recv().is_ok() {}
            changed();
        }
    });
    Ok(watcher)
}

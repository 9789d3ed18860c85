//! Ctrl-C and its like → the end of the preview, whatever it is doing.
//!
//! On a thread and a runtime of its own: not even a server whose threads are all busy puts it off.

#![expect(clippy::disallowed_methods, reason = "asks the system whether a hang-up is to be heeded")]

use super::Terminal;
use std::io;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How long answers that were begun may take to come to their end.
const GRACE: Duration = Duration::from_secs(1);

/// True once the process has been asked to stop. It ends a moment later by itself; at once if it
/// is asked again.
///
/// # Errors
/// If the system gives no thread, or does not let signals be heard.
pub fn on_signal(terminal: Terminal) -> io::Result<watch::Receiver<bool>> {
    let (stop, stopped) = watch::channel(false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut asked = {
        let _context = runtime.enter();
        Asked::new()?
    };
    std::thread::Builder::new().name("stop".into()).spawn(move || {
        runtime.block_on(async {
            asked.once().await;
            stop.send_replace(true);
            tokio::select! {
                () = asked.once() => {}
                () = tokio::time::sleep(GRACE) => {}
            }
        });
        terminal.flush();
        // Reports are safe at every moment, and nothing else of a preview outlives it.
        std::process::exit(0);
    })?;
    Ok(stopped)
}

/// The signals that mean: stop.
struct Asked {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: Option<tokio::signal::unix::Signal>,
}

impl Asked {
    fn new() -> io::Result<Asked> {
        Ok(Asked {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: if outlives_terminal() { None } else { Some(signal(SignalKind::hangup())?) },
        })
    }

    async fn once(&mut self) {
        let hung_up = async {
            match &mut self.hang_up {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            () = hung_up => {}
        }
    }
}

/// True if whoever started the process had it ignore the end of its terminal, as `nohup` does.
fn outlives_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    // The bit of signal 1.
    mask & 1 == 1
}

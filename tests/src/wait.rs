//! Waiting for what another process or thread does: until a condition holds, never for a fixed time.

use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// How long anything may take that normally takes a moment, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait before asking again.
const STEP: Duration = Duration::from_millis(10);

/// The same where an answer costs more than the time until then.
const LONG_STEP: Duration = Duration::from_millis(100);

/// The same where it is measured how long it took.
const SHORT_STEP: Duration = Duration::from_millis(2);

/// Asks until there is an answer, or panics when [`PATIENCE`] ends.
#[track_caller]
pub fn wait_for<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    let answer = ask_for(PATIENCE, ask);
    answer.unwrap_or_else(|| panic!("waited {PATIENCE:?} for {what}"))
}

/// The same, asking less often: what many tests ask at once, and what takes long to answer.
#[track_caller]
pub fn wait_gently<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    let answer = ask_each(LONG_STEP, PATIENCE, ask);
    answer.unwrap_or_else(|| panic!("waited {PATIENCE:?} for {what}"))
}

/// Asks until there is an answer; none if there was none within this time.
pub fn ask_for<T>(limit: Duration, ask: impl FnMut() -> Option<T>) -> Option<T> {
    ask_each(STEP, limit, ask)
}

/// The same, asking more often: for what is measured.
pub fn ask_closely<T>(limit: Duration, ask: impl FnMut() -> Option<T>) -> Option<T> {
    ask_each(SHORT_STEP, limit, ask)
}

fn ask_each<T>(step: Duration, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if start.elapsed() >= limit {
            return None;
        }
        std::thread::sleep(step.min(limit.saturating_sub(start.elapsed())));
    }
}

/// How a process ended; none if it still runs after this time. A time that is drawn from a seed ends
/// somewhere in its work, where a test may kill it.
pub fn ended_within(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    ask_for(limit, || child.try_wait().expect("it is our child"))
}

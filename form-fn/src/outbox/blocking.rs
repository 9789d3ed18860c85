//! Work that waits for a disk → a thread on which that keeps nobody else waiting.
//!
//! To hand work over and to hear of its end costs several changes of threads, which for a report is
//! as much as the work. So whoever has much to do goes to such a thread as a whole ([`in_one_go`]),
//! and what comes then is done where it is.

use std::cell::Cell;
use std::future::Future;
use tokio::runtime::Handle;
use tokio::task::{JoinError, spawn_blocking};

thread_local! {
    /// Whether this thread may wait: it answers nobody else meanwhile.
    static MAY_WAIT: Cell<bool> = const { Cell::new(false) };
}

/// Does all of some work on one thread that may wait, at once: it comes to its end even if whoever
/// asked has gone.
///
/// # Errors
/// If the work panics.
pub async fn in_one_go<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, JoinError> {
    let runtime = Handle::current();
    let all = move || {
        let _end = Waiting::begin();
        runtime.block_on(work)
    };
    spawn_blocking(all).await
}

/// Does some work that waits: here, if this thread may, or else on one that may.
///
/// # Errors
/// If the work panics elsewhere.
pub async fn may_wait<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    if MAY_WAIT.get() { Ok(work()) } else { spawn_blocking(work).await }
}

/// While this is there, its thread may wait. The thread serves others later.
struct Waiting;

impl Waiting {
    fn begin() -> Waiting {
        MAY_WAIT.set(true);
        Waiting
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        MAY_WAIT.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn what_waits_stays_on_the_thread_that_may_and_leaves_those_that_answer() {
        let id = || thread::current().id();
        let answers = tokio::spawn(async move { (id(), may_wait(id).await.expect("no panic")) });
        let (answering, waiting) = answers.await.expect("no panic");
        assert_ne!(answering, waiting, "a thread that answers others does not wait");
        let all = async move { (id(), may_wait(id).await.expect("no panic")) };
        let (first, second) = in_one_go(all).await.expect("no panic");
        assert_eq!(first, second, "nothing is handed on");
        assert_ne!(first, answering);
        in_one_go(async { panic!("a mistake") }).await.expect_err("it is told");
        // Whichever thread does this, what came before has left nothing on it.
        let left = spawn_blocking(|| MAY_WAIT.get()).await.expect("no panic");
        assert!(!left);
    }
}

//! Many who wait for the disk → one flush for all of them.
//!
//! What a flush costs hardly hangs on how much it writes. Whoever comes while one is under way shares
//! the next with all others who do: it begins after what each of them has written, so it covers it.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// The flushes of one folder.
#[derive(Default)]
pub(super) struct Flushes {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_under_way: bool,
    next: Arc<Flush>,
}

/// One flush, with those who wait for it.
#[derive(Default)]
struct Flush {
    /// What came of it, once it has ended.
    done: OnceLock<Result<(), Failure>>,
    /// It has ended, or somebody has to begin it.
    news: Condvar,
}

/// An error that several are told of.
struct Failure {
    code: Option<i32>,
    kind: io::ErrorKind,
    words: String,
}

impl Flushes {
    /// Waits for a flush that begins after this call: does it, or shares another's.
    pub fn share(&self, flush: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let mut state = self.lock();
        let own = state.next.clone();
        loop {
            match own.done.get() {
                Some(Ok(())) => return Ok(()),
                Some(Err(failure)) => return Err(failure.again()),
                None if state.is_under_way => {
                    state = own.news.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                None => break,
            }
        }
        state.is_under_way = true;
        state.next = Arc::default();
        drop(state);
        let end = End { flushes: self, own: &own };
        let done = flush();
        let _ = own.done.set(done.as_ref().map_err(Failure::of).copied());
        drop(end);
        done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half done under it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a flush, however it comes.
struct End<'a> {
    flushes: &'a Flushes,
    own: &'a Flush,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        // Whoever shares one that panicked knows no more than that it may not have been done.
        let _ = self.own.done.set(Err(Failure::of(&io::Error::other("a flush came to no end"))));
        let mut state = self.flushes.lock();
        state.is_under_way = false;
        self.own.news.notify_all();
        // Of those who wait for the next, one begins it; the others hear of it when it has ended.
        state.next.news.notify_one();
    }
}

impl Failure {
    fn of(error: &io::Error) -> Failure {
        Failure { code: error.raw_os_error(), kind: error.kind(), words: error.to_string() }
    }

    fn again(&self) -> io::Error {
        match self.code {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(self.kind, self.words.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::thread;

    /// Whoever comes while a flush is under way must not take it for their own.
    #[test]
    fn those_who_come_during_a_flush_share_the_next_and_what_comes_of_it() {
        for fails in [false, true] {
            let (flushes, count) = (Flushes::default(), AtomicUsize::new(0));
            let (begun, at_work) = mpsc::channel();
            let (go_on, may_end) = mpsc::channel::<()>();
            thread::scope(|scope| {
                let first = move || {
                    begun.send(()).expect("it is waited for");
                    may_end.recv().map_err(io::Error::other)
                };
                let flushes = &flushes;
                let first = scope.spawn(move || flushes.share(first));
                at_work.recv().expect("the first has begun");
                let (count, fails) = (&count, fails);
                let flush = move || {
                    count.fetch_add(1, Ordering::Relaxed);
                    if fails { Err(io::Error::from_raw_os_error(28)) } else { Ok(()) }
                };
                let others: Vec<_> =
                    (0..8).map(|_| scope.spawn(move || flushes.share(flush))).collect();
                // The list of the next is held by itself and by each who waits for it.
                while Arc::strong_count(&flushes.lock().next) < 9 {
                    thread::yield_now();
                }
                assert_eq!(count.load(Ordering::Relaxed), 0, "none begins beside another");
                go_on.send(()).expect("the first waits for it");
                first.join().expect("no panic").expect("it was told to end well");
                for other in others {
                    let shared = other.join().expect("no panic").map_err(|error| error.kind());
                    assert_eq!(shared.err(), fails.then_some(io::ErrorKind::StorageFull));
                }
            });
            assert_eq!(count.load(Ordering::Relaxed), 1);
        }
    }

    #[test]
    fn a_flush_that_panics_is_told_and_is_not_the_last() {
        let flushes = Flushes::default();
        let panics = std::panic::AssertUnwindSafe(|| flushes.share(|| panic!("a mistake")));
        assert!(std::panic::catch_unwind(panics).is_err());
        flushes.share(|| Ok(())).expect("the next is done");
    }
}

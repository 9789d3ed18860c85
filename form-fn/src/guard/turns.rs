//! One post at a time for each claim: whoever comes second finds what the first has left, instead
//! of sealing beside it.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// Names at work, each with those who wait for it.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<String, Vec<Waker>>>>);

/// A name that nobody else works under, until this is dropped.
pub struct ClaimTurn {
    turns: Turns,
    name: String,
}

impl Turns {
    /// Waits until nobody works under this name.
    pub async fn take(&self, name: &str) -> ClaimTurn {
        poll_fn(|context| {
            let mut at_work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match at_work.get_mut(name) {
                Some(waiting) => {
                    waiting.push(context.waker().clone());
                    Poll::Pending
                }
                None => {
                    at_work.insert(name.to_owned(), Vec::new());
                    Poll::Ready(())
                }
            }
        })
        .await;
        ClaimTurn { turns: self.clone(), name: name.to_owned() }
    }
}

impl Drop for ClaimTurn {
    fn drop(&mut self) {
        let mut at_work = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = at_work.remove(&self.name);
        drop(at_work);
        waiting.into_iter().flatten().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Wake};
    use std::thread::{self, Thread};

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    /// Waits for something, on a thread of its own.
    fn wait<T>(work: impl Future<Output = T>) -> T {
        let waker = Arc::new(Unpark(thread::current())).into();
        let mut work = pin!(work);
        loop {
            match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(done) => return done,
                Poll::Pending => thread::park(),
            }
        }
    }

    #[test]
    fn one_at_a_time_and_others_meanwhile() {
        let (turns, inside, done) = (Turns::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let other = wait(turns.take("other"));
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _turn = wait(turns.take("name"));
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        drop(other);
        assert_eq!(done.into_inner(), 1000);
        assert!(turns.0.lock().expect("no panic").is_empty(), "nothing is left behind");
    }
}

//! What takes long → beside whatever answers others, where a transport has such a place.
//!
//! Sealing costs milliseconds, reading and drawing a large post more than that: on the threads that
//! listen to connections, each would keep all others waiting.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// Work that takes a processor for a while, to be done beside whatever answers others.
pub type SlowTask = Box<dyn FnOnce() + Send>;

/// Comes back once it is done.
pub type TaskDone = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where work is done; in place, if nobody says where else.
#[derive(Default)]
pub(super) struct Aside(Option<Box<dyn Fn(SlowTask) -> TaskDone + Send + Sync>>);

impl Aside {
    pub fn at(place: impl Fn(SlowTask) -> TaskDone + Send + Sync + 'static) -> Aside {
        Aside(Some(Box::new(place)))
    }

    /// Does some work, and gives what comes of it.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let Some(place) = &self.0 else { return work() };
        let result = Arc::new(Mutex::new(None));
        let done = place(Box::new({
            let result = result.clone();
            move || {
                let found = work();
                *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
            }
        }));
        done.await;
        let found = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        found.expect("work that was taken on comes to its end, or its post ends with it")
    }
}

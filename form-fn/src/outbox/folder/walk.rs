//! One thread for all that goes through the whole folder.
//!
//! A long outbox takes tens of megabytes for the moment in which it is looked through. The system's
//! allocator keeps what a thread has used for that thread, so that a list made on whichever thread
//! is free costs that much for each of them.

use super::{OpenFolder, why};
use crate::outbox::OutboxError;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

/// The thread, once there is something to do.
#[derive(Default)]
pub(super) struct Walk(Mutex<Option<Sender<Job>>>);

impl Walk {
    /// Does this behind all that was asked before.
    pub async fn through<T: Send + 'static>(
        &self,
        inner: &Arc<OpenFolder>,
        work: impl FnOnce(&OpenFolder) -> io::Result<T> + Send + 'static,
    ) -> Result<T, OutboxError> {
        let inner = inner.clone();
        let (tell, told) = oneshot::channel();
        // Whoever asked may have gone.
        let job: Job = Box::new(move || _ = tell.send(work(&inner)));
        self.hand(job).map_err(|error| OutboxError(why(&error)))?;
        let done = told.await.map_err(|_| OutboxError("its task ended".into()))?;
        done.map_err(|error| OutboxError(why(&error)))
    }

    /// Hands a job to the thread; to a new one if the last has ended, as a mistake of the program
    /// would end it.
    fn hand(&self, job: Job) -> io::Result<()> {
        let mut sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match &*sender {
            None => job,
            Some(thread) => match thread.send(job) {
                Ok(()) => return Ok(()),
                Err(mpsc::SendError(job)) => job,
            },
        };
        let (thread, jobs) = mpsc::channel::<Job>();
        thread::Builder::new()
            .name("outbox".into())
            .spawn(move || jobs.into_iter().for_each(|job| job()))?;
        let _ = thread.send(job);
        *sender = Some(thread);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Folder;
    use super::*;
    use std::thread::ThreadId;

    #[tokio::test]
    async fn all_walks_are_one_thread_s_and_one_that_ends_in_a_panic_is_not_the_last() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(root.path()).expect("an outbox");
        let id = |_: &OpenFolder| -> io::Result<ThreadId> { Ok(thread::current().id()) };
        let first = folder.walk.through(&folder.inner, id).await.expect("it is done");
        assert_eq!(folder.walk.through(&folder.inner, id).await.expect("it is done"), first);
        let panics = |_: &OpenFolder| -> io::Result<()> { panic!("a mistake") };
        folder.walk.through(&folder.inner, panics).await.expect_err("it is told");
        // The thread may still be ending; what it does not take is told and asked again.
        while folder.walk.through(&folder.inner, id).await.is_err() {}
        folder.walk.through(&folder.inner, |inner| inner.list()).await.expect("a list");
    }
}

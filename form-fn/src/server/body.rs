//! Bodies as they arrive → whole ones, in no more memory than there is for all of them.

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// So much of each body needs no room: a report without files never waits behind those with.
const FREE: usize = 128 * 1024;

/// Bytes of larger bodies at once. One client's connections together cannot take them all.
const ROOM: usize = 72 << 20;

/// A body that is too large is read this far, so that its browser gets to see the answer.
const READ_ANYWAY: usize = 16 << 20;

/// Room for large bodies, and turns in sealing them, which needs several times their size.
pub struct Room {
    bytes: Arc<Semaphore>,
    turns: Semaphore,
}

impl Default for Room {
    fn default() -> Room {
        Room { bytes: Arc::new(Semaphore::new(ROOM)), turns: Semaphore::new(1) }
    }
}

impl Room {
    /// The whole body, and the right to its room; of one that is too large, as much as shows that
    /// it is.
    pub async fn read(
        &self,
        mut body: Incoming,
        limit: usize,
    ) -> Result<(Bytes, Option<OwnedSemaphorePermit>), hyper::Error> {
        let told = usize::try_from(body.size_hint().upper().unwrap_or(u64::MAX));
        let told = told.unwrap_or(usize::MAX).min(limit);
        let mut whole = Vec::with_capacity(told.min(FREE));
        let (mut size, mut share) = (0, None);
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame?.into_data() else { continue };
            size += data.len();
            if size <= limit {
                // All at once: two that each wait for the other's rest would wait for ever.
                // The semaphore is never closed.
                if size > FREE && share.is_none() {
                    let bytes = u32::try_from(told.min(ROOM)).unwrap_or(u32::MAX);
                    share = self.bytes.clone().acquire_many_owned(bytes).await.ok();
                    whole.reserve_exact(told - whole.len());
                }
                whole.extend_from_slice(&data);
            } else {
                // It will be refused for its length alone.
                whole = Vec::new();
                share = None;
                if size > READ_ANYWAY {
                    break;
                }
            }
        }
        if size > limit {
            whole = vec![0; limit + 1];
        }
        Ok((whole.into(), share))
    }

    /// Waits until it is the turn of a body of this size; small ones need none.
    pub async fn turn(&self, size: usize) -> Option<SemaphorePermit<'_>> {
        if size > FREE { self.turns.acquire().await.ok() } else { None }
    }
}

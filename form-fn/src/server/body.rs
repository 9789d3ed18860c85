//! Bodies as they arrive → whole ones, or as much of one that is too large as its answer needs.

use super::places::{FREE, Phase, Place};
use crate::form::BODY_MOST;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A body that is too large is kept up to here, so that its page comes back with the words, be they
/// before a file or behind it.
const KEEP: usize = BODY_MOST;

/// Posts that are worked for at once.
const WORK: usize = 16;

/// A body.
pub struct Posted {
    /// Its bytes, or the first of them.
    pub body: Bytes,
    /// How many there are in all, as far as is known.
    pub size: usize,
    /// Whether the last of them was read; whoever is still speaking must be heard out.
    pub is_whole: bool,
}

/// Reads a body. `limit` is the most that any form takes. `is_asking` says that nothing was sent
/// yet: whoever asks before he sends is told at once, and has his words still.
pub async fn read(
    place: &Place,
    mut body: Incoming,
    limit: usize,
    is_asking: bool,
) -> Result<Posted, hyper::Error> {
    let told = body.size_hint().exact().map(|told| usize::try_from(told).unwrap_or(usize::MAX));
    if let Some(size) = told.filter(|told| *told > limit && is_asking) {
        return Ok(Posted { body: Bytes::new(), size, is_whole: false });
    }
    // Beyond all bounds nobody waits for the end: as much is kept as a form takes of words.
    let keep = if told.is_some_and(|told| told > KEEP) { limit.min(KEEP) } else { KEEP };
    let mut whole = Vec::with_capacity(told.unwrap_or(0).min(FREE));
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        let size = whole.len() + data.len();
        if size > FREE {
            place.hold(size).await;
            whole.reserve_exact(told.unwrap_or(0).min(keep).saturating_sub(whole.len()));
        }
        whole.extend_from_slice(&data);
        if size > keep {
            let size = told.unwrap_or(size).max(size);
            return Ok(Posted { size, body: whole.into(), is_whole: body.is_end_stream() });
        }
    }
    Ok(Posted { size: whole.len(), body: whole.into(), is_whole: true })
}

/// Turns at work: so many at once, and one large body at a time, which needs several times its
/// size.
pub struct Desk {
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// The right to be worked for.
pub struct Turn {
    _all: Option<OwnedSemaphorePermit>,
    _large: Option<OwnedSemaphorePermit>,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk { all: Arc::new(Semaphore::new(WORK)), large: Arc::new(Semaphore::new(1)) }
    }
}

impl Desk {
    /// Waits until it is the turn of a body of this size.
    pub async fn turn(&self, place: &Place, size: usize) -> Turn {
        place.is_at(Phase::Queue);
        // The semaphores are never closed.
        let large = size > FREE;
        let large = if large { self.large.clone().acquire_owned().await.ok() } else { None };
        let all = self.all.clone().acquire_owned().await.ok();
        place.is_at(Phase::Work);
        Turn { _all: all, _large: large }
    }
}

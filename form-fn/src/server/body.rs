//! Bodies as they arrive → whole ones, or as much of one that is too large as its answer needs.

use super::places::{FREE, Phase, Place};
use crate::form::BODY_MOST;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// A body that is too large is kept up to here, so that its page comes back with the words, be they
/// before a file or behind it.
const KEEP: usize = BODY_MOST;

/// Of one that is larger the middle is left out, and it is heard to its end up to here: the words
/// behind what is so large come back too. The examples for nginx and Caddy let no more through: a
/// proxy whose post is not heard out answers with an error of its own.
const HEAR: usize = 4 * BODY_MOST;

/// For the end of such a one nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Posts that are worked for at once.
const WORK: usize = 16;

/// A body.
pub struct Posted {
    /// Its bytes, or some of them.
    pub body: Bytes,
    /// How many there are in all, as far as is known.
    pub size: usize,
    /// Where others are left out, if not at the end.
    pub seam: Option<usize>,
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
        return Ok(Posted { body: Bytes::new(), size, seam: None, is_whole: false });
    }
    // As much is kept at either end as a form takes of words.
    let end = limit.min(KEEP);
    let keep = if told.is_some_and(|told| told > KEEP) { end } else { KEEP };
    let mut head = Vec::with_capacity(told.unwrap_or(0).min(FREE));
    let mut tail = Tail { bytes: Vec::new(), most: end, left_out: 0 };
    let until = Instant::now() + PATIENCE;
    loop {
        let frame = match head.len() < keep {
            true => body.frame().await,
            false => match timeout_at(until, body.frame()).await {
                Ok(frame) => frame,
                Err(_) => return Ok(cut_short(head, told.unwrap_or(0).max(tail.length()))),
            },
        };
        let Some(frame) = frame else { break };
        let Ok(data) = frame?.into_data() else { continue };
        let (first, rest) = data.split_at(data.len().min(keep - head.len()));
        let size = head.len() + first.len();
        if size > FREE {
            let room = if rest.is_empty() { 0 } else { 2 * end };
            place.hold(size + room).await;
            head.reserve_exact(told.unwrap_or(0).min(keep).saturating_sub(head.len()));
        }
        head.extend_from_slice(first);
        tail.push(rest);
        let size = head.len() + tail.length();
        // Beyond all bounds nobody waits for the end.
        if told.unwrap_or(size).max(size) > HEAR && !rest.is_empty() {
            let cut = cut_short(head, told.unwrap_or(size).max(size));
            return Ok(Posted { is_whole: body.is_end_stream(), ..cut });
        }
    }
    let size = head.len() + tail.length();
    let seam = (tail.length() > tail.most).then_some(head.len());
    head.extend_from_slice(tail.end());
    Ok(Posted { size, body: head.into(), seam, is_whole: true })
}

/// A body whose end nobody waits for.
fn cut_short(head: Vec<u8>, size: usize) -> Posted {
    Posted { size: size.max(head.len() + 1), body: head.into(), seam: None, is_whole: false }
}

/// The last bytes of something long.
struct Tail {
    /// Those and at most as many before them.
    bytes: Vec<u8>,
    most: usize,
    /// How many more there were.
    left_out: usize,
}

impl Tail {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > 2 * self.most {
            let over = self.bytes.len() - self.most;
            self.bytes.drain(..over);
            self.left_out += over;
        }
    }

    fn length(&self) -> usize {
        self.left_out + self.bytes.len()
    }

    fn end(&self) -> &[u8] {
        &self.bytes[self.bytes.len().saturating_sub(self.most)..]
    }
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

//! Bodies as they arrive → whole ones, or as much of one that is too large as its answer needs.

use super::places::{ConnectionPlace, FREE, Phase};
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

/// Posts that are handled at once.
const WORK: usize = 16;

/// A body as far as it was read.
pub struct ReceivedBody {
    /// Its bytes, or some of them.
    pub bytes: Bytes,
    /// How many bytes there are in all, as far as is known.
    pub size: usize,
    /// The offset in `bytes` at which others are left out; none if they are left out at the end, or
    /// not at all.
    pub seam: Option<usize>,
    /// Whether the last of them was read; whoever is still speaking must be heard out.
    pub is_whole: bool,
}

/// When a client sends the body of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// At once, behind the headers.
    AtOnce,
    /// Once it is asked to (`Expect: 100-continue`, RFC 9110 §10.1.1). Reading the body asks it.
    OnceAsked,
}

/// Reads a body. `limit` is the most that any form takes, in bytes. Whoever asks before he sends is
/// told of a body that is too large at once, and has his words still.
pub async fn read(
    place: &ConnectionPlace,
    mut body: Incoming,
    limit: usize,
    sending: Sending,
) -> Result<ReceivedBody, hyper::Error> {
    let declared = body.size_hint().exact();
    let declared = declared.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
    let mut ends = Ends::new(declared, limit);
    if sending == Sending::OnceAsked && declared.is_some_and(|size| size > limit) {
        return Ok(ends.cut_short());
    }
    let until = Instant::now() + PATIENCE;
    loop {
        let frame = match ends.is_head_full() {
            false => body.frame().await,
            true => match timeout_at(until, body.frame()).await {
                Ok(frame) => frame,
                Err(_) => return Ok(ends.cut_short()),
            },
        };
        let Some(frame) = frame else { return Ok(ends.whole()) };
        let Ok(data) = frame?.into_data() else { continue };
        if let Some(room) = ends.room_for(data.len()) {
            place.hold(room).await;
        }
        ends.push(&data);
        // Beyond all bounds nobody waits for the end.
        if ends.tail.length() > 0 && ends.size() > HEAR {
            return Ok(ReceivedBody { is_whole: body.is_end_stream(), ..ends.cut_short() });
        }
    }
}

/// The beginning and the end of a body; all of it, if it is not too long.
struct Ends {
    /// The size that the client declared.
    declared: Option<usize>,
    /// The first bytes, at most `keep` of them.
    head: Vec<u8>,
    keep: usize,
    tail: LastBytes,
}

impl Ends {
    fn new(declared: Option<usize>, limit: usize) -> Ends {
        // As much is kept at either end as a form takes of words.
        let end = limit.min(KEEP);
        let keep = if declared.is_some_and(|size| size > KEEP) { end } else { KEEP };
        Ends {
            declared,
            head: Vec::with_capacity(declared.unwrap_or(0).min(FREE)),
            keep,
            tail: LastBytes { bytes: Vec::new(), most: end, left_out: 0 },
        }
    }

    fn is_head_full(&self) -> bool {
        self.head.len() >= self.keep
    }

    /// The bytes of memory that both ends take once so many more have come; none if they are fewer
    /// than each connection has of its own.
    fn room_for(&self, more: usize) -> Option<usize> {
        let head = (self.head.len() + more).min(self.keep);
        let tail = if self.head.len() + more > self.keep { 2 * self.tail.most } else { 0 };
        (head > FREE).then_some(head + tail)
    }

    fn push(&mut self, data: &[u8]) {
        let (first, rest) = data.split_at(data.len().min(self.keep - self.head.len()));
        if self.head.len() + first.len() > FREE {
            let all = self.declared.unwrap_or(0).min(self.keep);
            self.head.reserve_exact(all.saturating_sub(self.head.len()));
        }
        self.head.extend_from_slice(first);
        self.tail.push(rest);
    }

    /// The bytes of the whole body, as far as is known.
    fn size(&self) -> usize {
        self.declared.unwrap_or(0).max(self.head.len() + self.tail.length())
    }

    /// The body, whose last byte has come.
    fn whole(mut self) -> ReceivedBody {
        let size = self.head.len() + self.tail.length();
        let seam = (self.tail.length() > self.tail.most).then_some(self.head.len());
        self.head.extend_from_slice(self.tail.end());
        ReceivedBody { size, bytes: self.head.into(), seam, is_whole: true }
    }

    /// The body, for whose end nobody waits.
    fn cut_short(self) -> ReceivedBody {
        let size = self.size().max(self.head.len() + 1);
        ReceivedBody { size, bytes: self.head.into(), seam: None, is_whole: false }
    }
}

/// The last bytes of something long.
struct LastBytes {
    /// Those and at most as many before them.
    bytes: Vec<u8>,
    most: usize,
    /// How many bytes there were before those, which are let go.
    left_out: usize,
}

impl LastBytes {
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

/// Turns at being handled: [`WORK`] posts at once, and of large bodies one at a time, since each
/// needs several times its size.
pub struct HandlingTurns {
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// The right to be handled, until this is dropped.
pub struct HandlingTurn {
    _all: Option<OwnedSemaphorePermit>,
    _large: Option<OwnedSemaphorePermit>,
}

impl Default for HandlingTurns {
    fn default() -> HandlingTurns {
        HandlingTurns { all: Arc::new(Semaphore::new(WORK)), large: Arc::new(Semaphore::new(1)) }
    }
}

impl HandlingTurns {
    /// Waits until it is the turn of a body of so many bytes.
    pub async fn turn(&self, place: &ConnectionPlace, size: usize) -> HandlingTurn {
        place.is_at(Phase::Queue);
        // The semaphores are never closed.
        let large = size > FREE;
        let large = if large { self.large.clone().acquire_owned().await.ok() } else { None };
        let all = self.all.clone().acquire_owned().await.ok();
        place.is_at(Phase::Work);
        HandlingTurn { _all: all, _large: large }
    }
}

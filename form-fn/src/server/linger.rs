//! A connection that hears somebody out for a moment before it is closed.
//!
//! An answer that comes before the whole question would be lost otherwise: whoever is still
//! sending when a connection is closed is told that it broke off, and looks for no answer.

use super::listener::Stream;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long somebody who is still sending is heard out. There is no limit of bytes: a close while
/// they keep coming makes the system of the other side throw away what it had received and not
/// read yet, which is the answer.
const WHOLE: Duration = Duration::from_secs(30);

/// In each of these moments so many bytes must come: who trickles is not waited for.
const MOMENT: Duration = Duration::from_secs(3);
const LEAST: usize = 64 << 10;

/// A connection that, once closed, hears its client out for a while: what is left unread when a
/// socket closes takes the answer with it (RFC 9112 §9.6).
pub struct Lingering {
    stream: Stream,
    /// Set once the answer comes before the whole question.
    is_early: Arc<AtomicBool>,
    /// There once nothing more is said from here.
    wait: Option<Hearing>,
}

/// For how long somebody is heard out.
struct Hearing {
    /// When it is over, whatever comes.
    end: Instant,
    /// The end of this moment, and what came in it.
    moment: Pin<Box<Sleep>>,
    heard: usize,
}

impl Hearing {
    fn start() -> Hearing {
        Hearing { end: Instant::now() + WHOLE, moment: Box::pin(sleep(MOMENT)), heard: 0 }
    }

    /// Ready once nobody is waited for any more.
    fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.moment.as_mut().poll(context).is_ready() {
            let now = Instant::now();
            if self.heard < LEAST || now >= self.end {
                return Poll::Ready(());
            }
            self.heard = 0;
            self.moment.as_mut().reset(self.end.min(now + MOMENT));
        }
        Poll::Pending
    }
}

impl Lingering {
    pub fn new(stream: Stream, is_early: Arc<AtomicBool>) -> Lingering {
        Lingering { stream, is_early, wait: None }
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut Stream> {
        Pin::new(&mut self.get_mut().stream)
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream().poll_read(context, buffer)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.wait.is_none() {
            ready!(self.as_mut().stream().poll_shutdown(context))?;
            if !self.is_early.load(Ordering::Relaxed) {
                return Poll::Ready(Ok(()));
            }
        }
        let this = self.get_mut();
        let wait = this.wait.get_or_insert_with(Hearing::start);
        let mut scratch = [0; 16 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut this.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    wait.heard += buffer.filled().len();
                    // Whoever never pauses must not be heard for ever.
                    if wait.poll_over(context).is_ready() {
                        return Poll::Ready(Ok(()));
                    }
                }
                // It is over, one way or the other.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return wait.poll_over(context).map(Ok),
            }
        }
    }
}

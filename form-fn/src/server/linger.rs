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
use tokio::time::{Sleep, sleep};

/// How long, and for how many bytes, somebody is heard out.
const MOMENT: Duration = Duration::from_secs(3);
const BYTES: usize = 8 << 20;

/// A connection.
pub struct Lingering {
    stream: Stream,
    /// Set once the answer comes before the whole question.
    is_early: Arc<AtomicBool>,
    /// Until when; there once nothing more is said from here.
    until: Option<Pin<Box<Sleep>>>,
    heard: usize,
}

impl Lingering {
    pub fn new(stream: Stream, is_early: Arc<AtomicBool>) -> Lingering {
        Lingering { stream, is_early, until: None, heard: 0 }
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
        if self.until.is_none() {
            ready!(self.as_mut().stream().poll_shutdown(context))?;
            if !self.is_early.load(Ordering::Relaxed) {
                return Poll::Ready(Ok(()));
            }
        }
        let this = self.get_mut();
        let until = this.until.get_or_insert_with(|| Box::pin(sleep(MOMENT)));
        let mut scratch = [0; 16 * 1024];
        while this.heard < BYTES {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut this.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    this.heard += buffer.filled().len();
                }
                // It is over, one way or the other.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    ready!(until.as_mut().poll(context));
                    return Poll::Ready(Ok(()));
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

//! A connection that is read line by line, so that nothing said before STARTTLS counts after it,
//! and that is heard no longer than a mail server has something to say.
//!
//! lettre also collects a line until it ends, whenever that is.

use super::reply::TooMuch;
use lettre::transport::smtp::client::AsyncTokioStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncBufRead, AsyncRead, BufReader, ReadBuf};
use tokio::net::TcpStream;

/// What a server may say in one talk, with its certificates.
const MOST: usize = 256 * 1024;

/// A connection whose every read ends with a line, at the latest.
#[derive(Debug)]
pub struct Lines {
    stream: BufReader<TcpStream>,
    left: usize,
}

impl Lines {
    pub fn new(stream: TcpStream) -> Lines {
        Lines { stream: BufReader::new(stream), left: MOST }
    }

    fn inner(self: Pin<&mut Self>) -> Pin<&mut BufReader<TcpStream>> {
        Pin::new(&mut self.get_mut().stream)
    }
}

impl AsyncRead for Lines {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.left;
        let there = ready!(self.as_mut().inner().poll_fill_buf(context))?;
        if left == 0 && !there.is_empty() {
            return Poll::Ready(Err(io::Error::other(TooMuch)));
        }
        let line = memchr::memchr(b'\n', there).map_or(there.len(), |end| end + 1);
        let taken = line.min(buffer.remaining()).min(left);
        buffer.put_slice(&there[..taken]);
        self.left -= taken;
        self.inner().consume(taken);
        Poll::Ready(Ok(()))
    }
}

/// What is written to a type goes to its `inner` as it is.
macro_rules! writes_to_inner {
    ($type:ty) => {
        impl tokio::io::AsyncWrite for $type {
            fn poll_write(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                self.inner().poll_write(context, bytes)
            }
            fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.inner().poll_flush(context)
            }
            fn poll_shutdown(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
            ) -> Poll<io::Result<()>> {
                self.inner().poll_shutdown(context)
            }
        }
    };
}
pub(super) use writes_to_inner;

writes_to_inner!(Lines);

impl AsyncTokioStream for Lines {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.get_ref().peer_addr()
    }
}

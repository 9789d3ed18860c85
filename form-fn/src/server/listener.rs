//! Where connections come from: a port, or a socket of this machine. Either may have been opened by
//! the service manager.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

/// Takes connections, one after the other.
pub enum Listener {
    /// At a TCP port.
    Port(TcpListener),
    /// At a socket of this machine.
    Socket(UnixListener),
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Listener {
        Listener::Port(listener)
    }
}

impl Listener {
    /// The next connection, and who is at its other end: by a socket, this machine.
    pub(super) async fn accept(&self) -> io::Result<(Stream, IpAddr)> {
        match self {
            Listener::Port(listener) => {
                let (stream, peer) = listener.accept().await?;
                // The answer is written at once; a mistake here costs milliseconds only.
                let _ = stream.set_nodelay(true);
                Ok((Stream::Port(stream), peer.ip()))
            }
            Listener::Socket(listener) => {
                let (stream, _) = listener.accept().await?;
                Ok((Stream::Socket(stream), Ipv4Addr::LOCALHOST.into()))
            }
        }
    }
}

/// A connection of either kind, which reads and writes alike.
pub enum Stream {
    Port(TcpStream),
    Socket(UnixStream),
}

/// Passes a call on to the connection at hand.
macro_rules! pass {
    ($stream:expr, $call:ident($($argument:expr),*)) => {
        match $stream.get_mut() {
            Stream::Port(stream) => Pin::new(stream).$call($($argument),*),
            Stream::Socket(stream) => Pin::new(stream).$call($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        pass!(self, poll_read(context, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        pass!(self, poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        pass!(self, poll_write_vectored(context, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pass!(self, poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pass!(self, poll_shutdown(context))
    }
}

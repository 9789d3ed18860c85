//! A protected connection as lettre wants to have it.

use super::lines::{Lines, writes_to_inner};
use crate::tls::{TlsStream, Trust};
use lettre::transport::smtp::client::AsyncTokioStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

/// A connection that is protected by TLS, as lettre wants to have it.
#[derive(Debug)]
pub struct Secure(TlsStream<Lines>);

impl Secure {
    /// Agrees on TLS over a connection that is open, with a server that is trusted.
    pub async fn over(stream: Lines, trust: &Trust) -> io::Result<Secure> {
        trust.protect(stream).await.map(Secure)
    }

    fn inner(self: Pin<&mut Self>) -> Pin<&mut TlsStream<Lines>> {
        Pin::new(&mut self.get_mut().0)
    }
}

impl AsyncRead for Secure {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.inner().poll_read(context, buffer)
    }
}

writes_to_inner!(Secure);

impl AsyncTokioStream for Secure {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

//! What a mail server says → what lettre can read. Servers answer in the letters of their country,
//! in lines of a code alone, or with half a line end; RFC 5321 §4.2 asks clients to go by the code,
//! and lettre gives up on the rest. Of an answer that was not understood nobody could tell whether
//! the mail has arrived.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection whose answers are in ASCII, in whole lines, each with its code and a space or a
/// hyphen.
pub struct Replies<S> {
    stream: S,
    answers: Answers,
}

/// What was read and is not asked for yet.
#[derive(Default)]
struct Answers {
    ready: VecDeque<u8>,
    /// Place in the line, counted from 0.
    column: usize,
    last: u8,
}

impl<S> Replies<S> {
    /// The answers that come over a connection.
    pub fn of(stream: S) -> Replies<S> {
        Replies { stream, answers: Answers::default() }
    }

    /// The same of a server that has said good day already.
    pub fn greeted(stream: S) -> Replies<S> {
        let mut replies = Replies::of(stream);
        replies.answers.take(b"220 \r\n");
        replies
    }

    /// The connection. What was said and not read goes with it, as far as lines are read alone.
    pub fn into_inner(self) -> S {
        self.stream
    }
}

impl Answers {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.byte(*byte);
        }
    }

    fn byte(&mut self, byte: u8) {
        let is_end = matches!(byte, b'\r' | b'\n');
        // A code that nothing follows.
        if is_end && self.column == 3 {
            self.put(b' ');
            self.column += 1;
        }
        if byte == b'\n' && self.last != b'\r' {
            self.put(b'\r');
        }
        self.put(if byte.is_ascii() { byte } else { b'?' });
        self.last = byte;
        match byte {
            b'\n' => self.column = 0,
            b'\r' => {}
            _ => self.column += 1,
        }
    }

    fn put(&mut self, byte: u8) {
        self.ready.push_back(byte);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Replies<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Replies { stream, answers } = self.get_mut();
        if answers.ready.is_empty() {
            let mut bytes = [0; 1024];
            let mut read = ReadBuf::new(&mut bytes);
            ready!(Pin::new(stream).poll_read(context, &mut read))?;
            answers.take(read.filled());
        }
        let count = answers.ready.len().min(buffer.remaining());
        for byte in answers.ready.drain(..count) {
            buffer.put_slice(&[byte]);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Replies<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl<S: AsyncTokioStream> AsyncTokioStream for Replies<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

impl<S> fmt::Debug for Replies<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Replies")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn answers_of_all_countries_are_understood() {
        for (said, expect) in [
            (&b"250 2.0.0 \xfcbernommen\r\n"[..], "250 2.0.0 ?bernommen\r\n"),
            ("550 5.1.1 İstifadəçi yoxdur\r\n".as_bytes(), "550 5.1.1 ??stifad????i yoxdur\r\n"),
            (b"250\r\n", "250 \r\n"),
            (b"250\n", "250 \r\n"),
            (b"250 ok\n", "250 ok\r\n"),
            (b"250-a\r\n250-\r\n250\r\n", "250-a\r\n250-\r\n250 \r\n"),
            (b"250-\xc7\n250 b\r\n", "250-?\r\n250 b\r\n"),
            // Not ours to mend.
            (b"25\r\n", "25\r\n"),
            (b"\x00\x7f", "\x00\x7f"),
            (b"", ""),
        ] {
            let mut heard = String::new();
            Replies::of(said).read_to_string(&mut heard).await.expect("it is ASCII");
            assert_eq!(heard, expect);
            // However little is asked for at a time.
            let mut heard = String::new();
            let mut replies = Replies::of(said);
            let mut byte = [0];
            while replies.read(&mut byte).await.expect("it is ASCII") == 1 {
                heard.push(char::from(byte[0]));
            }
            assert_eq!(heard, expect);
        }
        let mut heard = String::new();
        let mut greeted = Replies::greeted(&b"250 ok\r\n"[..]);
        greeted.read_to_string(&mut heard).await.expect("it is ASCII");
        assert_eq!(heard, "220 \r\n250 ok\r\n");
    }
}

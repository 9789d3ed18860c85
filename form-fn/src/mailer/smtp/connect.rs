//! The name of a mail server → a connection to one of its addresses, protected and logged in.
//!
//! A name may have several addresses, and any of them may be dead: each next one is tried after a
//! moment, beside those before it (RFC 8305), and the first to greet wins.

use super::lines::Lines;
use super::replies::Replies;
use super::reply::{Stage, judge, unprotected, unreached};
use super::secure::Secure;
use super::{Smtp, TlsMode, starttls};
use crate::mailer::SendError;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// An address that does not let itself be connected to is waited for so long alone …
const CONNECT: Duration = Duration::from_millis(300);

/// … and one that lets itself, but does not greet, so long.
const GREET: Duration = Duration::from_secs(5);

/// How long it may take to be connected.
const DEAD: Duration = Duration::from_secs(10);

/// How far an address let itself be reached, in the order of what tells most to a person.
type Failure = (bool, SendError);

impl Smtp {
    /// A connection that is protected and logged in.
    pub(super) async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let unknown = || SendError::Down("the server's name is not known to the DNS".into());
        let found = lookup_host((self.host.as_str(), self.port)).await.map_err(|_| unknown())?;
        let addresses = alternate(found.collect());
        let mut connection = self.reach(addresses).await.ok_or_else(unknown)??;
        if let Some(credentials) = &self.credentials {
            let login = connection.auth(DEFAULT_MECHANISMS, credentials).await;
            login.map_err(|error| judge(&error, Stage::Service))?;
        }
        Ok(connection)
    }

    /// The first of some addresses that greets; none if there is no address.
    async fn reach(
        &self,
        mut addresses: VecDeque<SocketAddr>,
    ) -> Option<Result<AsyncSmtpConnection, SendError>> {
        let mut race = JoinSet::new();
        let mut failed: Option<Failure> = None;
        let mut is_connected = Arc::new(AtomicBool::new(false));
        loop {
            if let Some(address) = addresses.pop_front() {
                is_connected = Arc::default();
                let (server, is_connected) = (self.clone(), is_connected.clone());
                race.spawn(async move { server.greet(address, &is_connected).await });
            }
            let ended = tokio::select! {
                ended = race.join_next() => ended,
                () = patience(&is_connected), if !addresses.is_empty() => continue,
            };
            match ended {
                Some(Ok(Ok(connection))) => return Some(Ok(connection)),
                Some(Ok(Err(error))) if failed.as_ref().is_none_or(|best| !best.0 && error.0) => {
                    failed = Some(error);
                }
                Some(_) => {}
                None if addresses.is_empty() => return failed.map(|(_, error)| Err(error)),
                None => {}
            }
        }
    }

    /// Connects to an address and says good day, protected as it has to be.
    async fn greet(
        &self,
        address: SocketAddr,
        is_connected: &AtomicBool,
    ) -> Result<AsyncSmtpConnection, Failure> {
        let unreached = |error| (false, SendError::Down(unreached(&error)));
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        let stream = timeout(DEAD, TcpStream::connect(address)).await.map_err(late);
        let stream = stream.and_then(|stream| stream).map_err(unreached)?;
        is_connected.store(true, Ordering::Relaxed);
        let failed = |error| (true, judge(&error, Stage::Service));
        let stream = Lines::new(stream);
        let protected = match self.mode {
            TlsMode::Never => {
                let replies = Box::new(Replies::of(stream));
                let greeted = AsyncSmtpConnection::connect_with_transport(replies, &self.hello);
                return greeted.await.map_err(failed);
            }
            TlsMode::Implicit => Replies::of(self.protect(stream).await?),
            TlsMode::StartTls => {
                let stream = starttls::ask(stream, &self.hello).await.map_err(|why| (true, why))?;
                // It does not say good day twice.
                Replies::greeted(self.protect(stream).await?)
            }
        };
        let greeted = AsyncSmtpConnection::connect_with_transport(Box::new(protected), &self.hello);
        greeted.await.map_err(failed)
    }

    async fn protect(&self, stream: Lines) -> Result<Secure, Failure> {
        let failed = |error| (true, SendError::Down(unprotected(&error)));
        Secure::over(stream, &self.trust).await.map_err(failed)
    }
}

/// Waits until the next address is to be tried beside one that does not come to an end.
async fn patience(is_connected: &AtomicBool) {
    sleep(CONNECT).await;
    if is_connected.load(Ordering::Relaxed) {
        sleep(GREET).await;
    }
}

/// Addresses of both kinds by turns, each once, beginning with the system's first choice: a machine
/// whose way to one kind is broken has not long to wait.
fn alternate(found: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let first = found.first().is_some_and(SocketAddr::is_ipv6);
    let (mut one, mut other): (VecDeque<_>, VecDeque<_>) =
        found.into_iter().partition(|address| address.is_ipv6() == first);
    let mut all = VecDeque::new();
    while !one.is_empty() || !other.is_empty() {
        for address in [one.pop_front(), other.pop_front()].into_iter().flatten() {
            if !all.contains(&address) {
                all.push_back(address);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_addresses_alternate() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| text.parse().expect("an address")).collect()
        };
        let (a, b, c) = ("[2001:db8::1]:25", "[2001:db8::2]:25", "192.0.2.1:25");
        assert_eq!(alternate(addresses(&[a, b, a, c])), addresses(&[a, c, b]));
        assert_eq!(alternate(addresses(&[c, a, b])), addresses(&[c, a, b]));
        assert!(alternate(Vec::new()).is_empty());
    }
}

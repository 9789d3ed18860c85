//! TCP connections → answers of a [`Handler`], with a limit on everything a stranger can draw out.
//!
//! A connection carries one request: that leaves no idle connections to keep, and nothing behind a
//! body for anybody to smuggle. Each phase has its own time limit; whatever waits, bodies and
//! answers alike, is counted against one budget of memory; and where places or memory run short,
//! those go first who have more than their share, or have been at it for longest.

#![allow(clippy::disallowed_methods, reason = "asks how long it has been up")]

mod body;
mod delivery;
mod exchange;
mod linger;
mod listener;
mod lookout;
mod metrics;
mod places;

pub use delivery::{acknowledge, deliver};
pub use listener::Listener;
pub use lookout::look_out;

use crate::guard::{Network, Warnings};
use crate::handle::{Handler, Log, Pages};
use crate::mime::Mail;
use crate::outbox::Outbox;
use body::HandlingTurns;
use exchange::Exchange;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use linger::Lingering;
use listener::Stream;
use metrics::Metrics;
use places::{ConnectionPlace, Places};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long each phase of a connection may take, and how many there may be.
#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// The time within which all headers of a request have to come.
    pub headers: Duration,
    /// The time within which the body of a request has to come, counted from its headers.
    pub body: Duration,
    /// The time that a connection may take from its beginning to its end.
    pub connection: Duration,
    /// The time that open connections have to end by themselves once the server is told to stop.
    pub stop: Duration,
    /// The most connections at once, of all clients together.
    pub connections: usize,
    /// The most connections of one client at once. With proxies in front, that is their business.
    pub per_client: usize,
    /// Bytes of bodies and answers that wait, beyond those that each connection has of its own.
    pub memory: usize,
    /// Proxies in front, each of which adds to `X-Forwarded-For`.
    pub trusted_hops: usize,
}

impl Default for ConnectionLimits {
    fn default() -> ConnectionLimits {
        ConnectionLimits {
            headers: Duration::from_secs(10),
            body: Duration::from_secs(60),
            connection: Duration::from_secs(120),
            stop: Duration::from_secs(30),
            connections: 512,
            per_client: 16,
            memory: 64 << 20,
            trusted_hops: 0,
        }
    }
}

/// The handler of the moment: another takes its place when the settings are read again.
pub type Handlers<P, O> = watch::Receiver<Arc<Handler<P, O>>>;

struct Shared<P, O> {
    handlers: Handlers<P, O>,
    metrics: Metrics,
    kept: Arc<Notify>,
    acknowledgements: mpsc::Sender<Mail>,
    turns: HandlingTurns,
    warnings: Warnings,
    start: Instant,
    limits: ConnectionLimits,
    log: Log,
}

/// Serves until `stop`, then lets what was begun come to its end. `kept` is notified of each
/// report that is in the outbox, `acknowledgements` takes the mails to reporters.
pub async fn serve<P: Pages, O: Outbox>(
    listener: impl Into<Listener>,
    handlers: Handlers<P, O>,
    kept: Arc<Notify>,
    acknowledgements: mpsc::Sender<Mail>,
    limits: ConnectionLimits,
    log: Log,
    stop: impl Future<Output = ()>,
) {
    let listener = listener.into();
    let places = places_for(&listener, &limits);
    let shared = Arc::new(Shared {
        handlers,
        metrics: Metrics::default(),
        kept,
        acknowledgements,
        turns: HandlingTurns::default(),
        warnings: Warnings::default(),
        start: Instant::now(),
        limits,
        log,
    });
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    // Dropped at the end, and with it whatever connection is still open.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Whoever has too many is hung up on: an answer would need a place too.
                if let Some(place) = places.enter(Network::of(peer)) {
                    connections.spawn(connection(shared.clone(), stream, peer, place, &open));
                }
            }
            // Out of file descriptors, most likely: some will be free in a moment.
            Err(error) => {
                log(&format!("no connection taken: {}", error.kind()));
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
    drop(listener);
    if timeout(shared.limits.stop, open.shutdown()).await.is_err() {
        log("stopped with connections open");
    }
}

/// As many places as the limits allow.
fn places_for(listener: &Listener, limits: &ConnectionLimits) -> Places {
    // By a socket, all come through a proxy of this machine.
    let is_direct = limits.trusted_hops == 0 && matches!(listener, Listener::Port(_));
    let per_client = if is_direct { limits.per_client } else { usize::MAX };
    Places::new(limits.connections, per_client, limits.memory)
}

/// Answers the one request of a connection.
fn connection<P: Pages, O: Outbox>(
    shared: Arc<Shared<P, O>>,
    stream: Stream,
    peer: IpAddr,
    place: ConnectionPlace,
    open: &GracefulShutdown,
) -> impl Future<Output = ()> + use<P, O> {
    let limits = shared.limits.clone();
    let place = Arc::new(place);
    let is_early = Arc::new(AtomicBool::new(false));
    let stream = Lingering::new(stream, is_early.clone());
    let exchange = Exchange { shared, peer, place: place.clone(), is_early };
    let service = service_fn(move |request| exchange.clone().answer(request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .keep_alive(false)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let watched = open.watch(connection);
    async move {
        // Whoever breaks off, or is too slow, gets no answer; there is nothing to log about it.
        tokio::select! {
            _ = timeout(limits.connection, watched) => {}
            () = place.is_lost() => {}
        }
    }
}

//! The request of a connection → its answer, with a line in the log about each post.

#![allow(clippy::disallowed_methods, reason = "asks for the time of a post, and how long it took")]

use super::Shared;
use super::body::{self, ReceivedBody, Sending};
use super::places::ConnectionPlace;
use crate::guard::{Client, Misfit};
use crate::handle::{Handler, Moment, Pages, PostExtent};
use crate::health::Neighbour;
use crate::outbox::{Outbox, in_one_go};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::time::timeout;

/// What a connection knows of the request that comes over it.
pub struct Exchange<P, O> {
    pub shared: Arc<Shared<P, O>>,
    /// The other end of the connection: a client, or a proxy in front.
    pub peer: IpAddr,
    pub place: Arc<ConnectionPlace>,
    /// True while an answer would come before the whole question.
    pub is_early: Arc<AtomicBool>,
}

impl<P, O> Clone for Exchange<P, O> {
    fn clone(&self) -> Self {
        let Exchange { shared, peer, place, is_early } = self;
        let (shared, place, is_early) = (shared.clone(), place.clone(), is_early.clone());
        Exchange { shared, peer: *peer, place, is_early }
    }
}

impl<P: Pages, O: Outbox> Exchange<P, O> {
    /// Answers the request, by the handler of the present settings.
    pub async fn answer(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let start = Instant::now();
        let (mut parts, body) = request.into_parts();
        self.identify(&mut parts, start);
        let handler = self.shared.handlers.borrow().clone();
        if parts.extensions.get::<Neighbour>().is_some() && parts.uri.path() == "/metrics" {
            let now = jiff::Timestamp::now();
            let text = self.shared.metrics.text(&handler.look(now).await, now);
            return Ok(text_answer(StatusCode::OK, text));
        }
        let posted = match self.body(&parts.headers, body, handler.body_limit()).await {
            Ok(posted) => posted,
            Err(status) => return Ok(short(status)),
        };
        let size = posted.size;
        parts.extensions.insert(PostExtent { size, seam: posted.seam });
        let request = Request::from_parts(parts, posted.bytes);
        // Whoever leaves before it is his turn costs nothing.
        let turn = self.shared.turns.turn(&self.place, size).await;
        // Beside the threads that listen to connections, and as a task of its own: a reporter who leaves
        // does not end it, a panic ends nothing else.
        let shared = self.shared.clone();
        let handled = in_one_go(async move {
            let _turn = turn;
            shared.handle(&handler, request, size, start).await
        });
        let response = match handled.await {
            Ok(response) => response.map(Full::new),
            Err(_) => short(StatusCode::INTERNAL_SERVER_ERROR),
        };
        let bytes = response.body().size_hint().exact().unwrap_or(0);
        self.place.answers(usize::try_from(bytes).unwrap_or(usize::MAX));
        Ok(response)
    }

    /// Notes in a request whom it comes from, and warns of a proxy that does not fit the settings.
    fn identify(&self, parts: &mut Parts, now: Instant) {
        let hops = self.shared.limits.trusted_hops;
        let misfit = Misfit::of(&parts.method, &parts.headers, self.peer, hops);
        if let Some(misfit) = misfit.filter(|misfit| self.shared.warnings.is_due(*misfit, now)) {
            (self.shared.log)(misfit.warning());
        }
        let client = Client::behind(self.peer, &parts.headers, hops);
        self.place.has_headers(client.network());
        parts.extensions.insert(client);
        if is_neighbour(self.peer, &parts.headers) {
            parts.extensions.insert(Neighbour);
        }
    }

    /// Reads the body of a request.
    ///
    /// # Errors
    /// If it breaks off or takes too long: the status of the answer.
    async fn body(
        &self,
        headers: &HeaderMap,
        body: Incoming,
        limit: usize,
    ) -> Result<ReceivedBody, StatusCode> {
        let sending = match headers.contains_key(header::EXPECT) {
            true => Sending::OnceAsked,
            false => Sending::AtOnce,
        };
        // Until the last byte is in, an answer comes before the whole question.
        self.is_early.store(true, Ordering::Relaxed);
        let read = body::read(&self.place, body, limit, sending);
        match timeout(self.shared.limits.body, read).await {
            Ok(Ok(posted)) => {
                self.is_early.store(!posted.is_whole, Ordering::Relaxed);
                Ok(posted)
            }
            Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }
}

impl<P: Pages, O: Outbox> Shared<P, O> {
    /// Has a request handled, and tells those who wait for what comes of it.
    async fn handle(
        &self,
        handler: &Handler<P, O>,
        request: Request<Bytes>,
        size: usize,
        start: Instant,
    ) -> Response<Bytes> {
        let (time, uptime) = (jiff::Timestamp::now(), self.start.elapsed());
        let moment = Moment { time, uptime, seed: rand::random() };
        let handled = handler.handle(request, &moment).await;
        if handled.event.as_ref().is_some_and(|event| event.key.is_some()) {
            self.kept.notify_one();
        }
        if let Some(event) = &handled.event {
            let (status, took) = (handled.response.status(), start.elapsed());
            self.metrics.count(status.as_u16(), size, took);
            (self.log)(&event.line(status, size, took));
        }
        if let Some(mail) = handled.acknowledgement {
            // With many waiting, or nobody to send it, this one is dropped.
            let _ = self.acknowledgements.try_send(mail);
        }
        handled.response
    }
}

/// Whether somebody on this machine asks, and no proxy on it passes on what others ask.
fn is_neighbour(peer: IpAddr, headers: &HeaderMap) -> bool {
    let is_passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    peer.to_canonical().is_loopback()
        && !is_passed_on.iter().any(|name| headers.contains_key(*name))
}

/// An answer to a request that never came to the handler.
fn short(status: StatusCode) -> Response<Full<Bytes>> {
    let reason = status.canonical_reason().unwrap_or("error");
    text_answer(status, format!("{reason}\n"))
}

fn text_answer(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

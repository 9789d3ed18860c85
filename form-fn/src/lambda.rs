//! Events of AWS Lambda → answers of a [`Handler`], or a round of delivery.
//!
//! Requests come from an API gateway (v1 and v2), a function's own address or a load balancer.
//! Every other event, of the bucket or of a schedule, means: look through the outbox.

#![allow(clippy::disallowed_methods, reason = "asks for the time of a post, and how long it took")]

use crate::guard::Client;
use crate::handle::{Handler, Pages};
use crate::mailer::{Delivery, Mailer};
use crate::outbox::Outbox;
use bytes::Bytes;
use http::{Request, Response};
use lambda_http::request::RequestContext;
use lambda_http::{Body, RequestExt};
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Instant, SystemTime};
use tokio::sync::Mutex;

/// Writes a line of the log.
pub type Log = fn(&str);

/// One function: it takes reports, and it sends them when it is told of one.
pub struct Function<P, O, M> {
    handler: Handler<P, O>,
    delivery: Option<Mutex<Delivery<O, M>>>,
    trusted_hops: usize,
    log: Log,
}

impl<P: Pages, O: Outbox, M: Mailer> Function<P, O, M> {
    /// A function of these parts; without a delivery, the outbox is fetched by other means.
    pub fn new(
        handler: Handler<P, O>,
        delivery: Option<Delivery<O, M>>,
        trusted_hops: usize,
        log: Log,
    ) -> Self {
        Function { handler, delivery: delivery.map(Mutex::new), trusted_hops, log }
    }

    /// Answers a request, or empties the outbox.
    ///
    /// # Errors
    /// If the outbox could not be looked through: whoever sent the event sends it again.
    pub async fn call(&self, request: lambda_http::Request) -> Result<Response<Body>, String> {
        match request.request_context_ref() {
            Some(RequestContext::PassThrough) => self.deliver().await,
            _ => Ok(self.answer(request).await),
        }
    }

    async fn answer(&self, request: lambda_http::Request) -> Response<Body> {
        let start = Instant::now();
        let client = client(&request, self.trusted_hops);
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(client);
        let body = match body {
            Body::Text(text) => Bytes::from(text),
            Body::Binary(bytes) => Bytes::from(bytes),
            _ => Bytes::new(),
        };
        let size = body.len();
        let now = jiff::Timestamp::now();
        let handled = self.handler.handle(Request::from_parts(parts, body), now).await;
        if let Some(event) = &handled.event {
            (self.log)(&event.line(handled.response.status(), size, start.elapsed()));
        }
        // Every answer of the handler is text.
        handled.response.map(|body| match String::from_utf8(body.into()) {
            Ok(text) => Body::Text(text),
            Err(error) => Body::Binary(error.into_bytes()),
        })
    }

    async fn deliver(&self) -> Result<Response<Body>, String> {
        let Some(delivery) = &self.delivery else { return Ok(Response::default()) };
        let mut delivery = delivery.lock().await;
        let alarm = |error: &dyn std::fmt::Display| {
            (self.log)(&format!("ALARM: {error}"));
            "the outbox could not be looked through".to_owned()
        };
        let keys = delivery.due(SystemTime::now()).await.map_err(|error| alarm(&error))?;
        for key in keys {
            match delivery.attempt(&key, SystemTime::now()).await {
                Ok(Some(attempt)) => (self.log)(&attempt.to_string()),
                Ok(None) => {}
                Err(error) => return Err(alarm(&error)),
            }
        }
        Ok(Response::default())
    }
}

/// Whose post it is. A gateway says who is connected to it; a load balancer writes it behind
/// whatever the client wrote.
fn client(request: &lambda_http::Request, trusted_hops: usize) -> Client {
    let told = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        Some(RequestContext::ApiGatewayV1(context)) => context.identity.source_ip.clone(),
        _ => None,
    };
    let peer: Option<IpAddr> = told.and_then(|address| address.parse().ok());
    let hops = trusted_hops.max(usize::from(peer.is_none()));
    let forwarded = request.headers().get_all("x-forwarded-for").iter();
    let forwarded = forwarded.filter_map(|value| value.to_str().ok());
    Client::behind(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), forwarded, hops)
}

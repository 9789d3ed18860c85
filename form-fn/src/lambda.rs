//! Events of AWS Lambda → answers of a [`Handler`], or a round of delivery.
//!
//! Requests come from an API gateway (v1 and v2), a function's own address or a load balancer.
//! The bucket, the queue behind it, or a schedule say that there is something to send. A request
//! can never pass for one of those, whatever is in it.
//!
//! An invocation that was told of a report fails, or names its message in `batchItemFailures`, as
//! long as that report is not sent: whoever told of it tells again. How other reports fare is noted
//! in the outbox alone, and the schedule comes back to them.

#![allow(clippy::disallowed_methods, reason = "asks for the time of a post, and how long it took")]

mod event;
mod metrics;

use crate::guard::{Client, Misfit, Warnings, Way, entries};
use crate::handle::{Handler, Log, Moment, Pages, plain};
use crate::mailer::{Delivery, Mailer, Pauses, acknowledge};
use crate::outbox::Outbox;
use bytes::Bytes;
use event::{NewMails, Waking};
use http::{Request, Response, StatusCode, Uri};
use lambda_http::request::RequestContext;
use lambda_http::{Body, RequestExt};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::Mutex;

/// One function: it takes reports, and it sends them when it is told to.
pub struct Function<P, O, M> {
    handler: Handler<P, O>,
    delivery: Option<Mutex<Delivery<O, M>>>,
    mailer: Option<M>,
    trusted_hops: usize,
    warnings: Warnings,
    start: Instant,
    /// What the function is called, where figures are wanted of it.
    name: Option<String>,
    log: Log,
}

/// No attempt begins when less than this is left of an invocation: one that Lambda cuts off would
/// hold its mail for minutes, and might send it twice.
const ATTEMPT: Duration = Duration::from_secs(15);

/// How long an acknowledgement may take. Its reporter waits for it: after the answer, Lambda stops
/// the clock of the function. Shorter than an attempt at SES may take, so that it is always this
/// limit that ends it.
const ACKNOWLEDGEMENT: Duration = Duration::from_secs(2);

impl<P: Pages, O: Outbox, M: Mailer> Function<P, O, M> {
    /// A function of these parts; without a delivery, others send what it takes. The mailer is for
    /// acknowledgements.
    pub fn new(
        handler: Handler<P, O>,
        delivery: Option<Delivery<O, M>>,
        mailer: Option<M>,
        trusted_hops: usize,
        log: Log,
    ) -> Self {
        let (delivery, warnings) = (delivery.map(Mutex::new), Warnings::default());
        let (start, name) = (Instant::now(), None);
        Function { handler, delivery, mailer, trusted_hops, warnings, start, name, log }
    }

    /// The same, which logs figures under this name.
    pub fn counted(self, name: Option<String>) -> Self {
        Function { name, ..self }
    }

    /// Answers a request, or empties the outbox.
    ///
    /// # Errors
    /// If the event is none that this function knows, the outbox could not be read, or a report
    /// that the event tells of is not sent yet: the invocation fails.
    pub async fn call(&self, request: lambda_http::Request) -> Result<Response<Body>, String> {
        if !matches!(request.request_context_ref(), Some(RequestContext::PassThrough)) {
            return Ok(self.answer(request).await);
        }
        let Body::Text(event) = request.body() else { return Err("no event".to_owned()) };
        match Waking::read(event) {
            Waking::NewMails(notices) => self.deliver(notices, end(&request)).await,
            Waking::Schedule => self.deliver(Vec::new(), end(&request)).await,
            Waking::Request => Ok(unreadable()),
            Waking::Unknown => {
                Err("this is no event of API Gateway, a function's address, a load \
                                   balancer, S3, SQS or EventBridge"
                    .to_owned())
            }
        }
    }

    async fn answer(&self, request: lambda_http::Request) -> Response<Body> {
        let start = Instant::now();
        let client = client(&request, self.trusted_hops);
        let misfit = Misfit::of_gateway(request.headers(), self.trusted_hops);
        if let Some(misfit) = misfit.filter(|misfit| self.warnings.is_due(*misfit, start)) {
            (self.log)(misfit.warning());
        }
        let uri = uri(&request);
        let (mut parts, body) = request.into_parts();
        parts.uri = uri;
        parts.extensions.insert(client);
        let body = match body {
            Body::Text(text) => Bytes::from(text),
            Body::Binary(bytes) => Bytes::from(bytes),
            _ => Bytes::new(),
        };
        let size = body.len();
        let now = jiff::Timestamp::now();
        let moment = Moment { time: now, uptime: self.start.elapsed(), seed: rand::random() };
        let handled = self.handler.handle(Request::from_parts(parts, body), &moment).await;
        if let Some(event) = &handled.event {
            let (status, took) = (handled.response.status(), start.elapsed());
            (self.log)(&event.line(status, size, took));
            if let Some(name) = &self.name {
                (self.log)(&metrics::post(name, status.as_u16(), size, took, now));
            }
        }
        if let (Some(mail), Some(mailer)) = (&handled.acknowledgement, &self.mailer) {
            (self.log)(&acknowledge(mailer, mail, ACKNOWLEDGEMENT).await);
        }
        // Every answer of the handler is text.
        handled.response.map(|body| match String::from_utf8(body.into()) {
            Ok(text) => Body::Text(text),
            Err(error) => Body::Binary(error.into_bytes()),
        })
    }

    /// Sends what somebody told of, whatever its pause, then all that is due.
    async fn deliver(
        &self,
        notices: Vec<NewMails>,
        end: SystemTime,
    ) -> Result<Response<Body>, String> {
        let Some(delivery) = &self.delivery else {
            return Err("FORM_MAILER is none: this function sends nothing".to_owned());
        };
        let mut delivery = delivery.lock().await;
        let before = (delivery.surveyed().sent, delivery.surveyed().failed);
        let in_time = || SystemTime::now() + ATTEMPT <= end;
        let told = notices.iter().flat_map(|notice| notice.keys.clone()).collect();
        let left =
            delivery.attempt_all(told, Pauses::Ignored, SystemTime::now, in_time, self.log).await;
        let due = delivery.due(SystemTime::now()).await.map_err(|error| {
            (self.log)(&format!("ALARM: {error}"));
            "the outbox could not be looked through".to_owned()
        })?;
        delivery.attempt_all(due, Pauses::Kept, SystemTime::now, in_time, self.log).await;
        if let Some(name) = &self.name {
            // Looked through once more: now it stands otherwise.
            let _ = delivery.due(SystemTime::now()).await;
            let now = jiff::Timestamp::now();
            let view = self.handler.look(now).await;
            (self.log)(&metrics::round(name, &view, delivery.surveyed(), before, now));
        }
        let is_left = |notice: &NewMails| notice.keys.iter().any(|key| left.contains(key));
        let failed = notices.into_iter().filter(is_left).map(|notice| notice.message);
        let failed: Vec<_> = failed.collect::<Option<_>>().ok_or("a report is not sent yet")?;
        let failed: Vec<_> = failed.iter().map(|id| json!({ "itemIdentifier": id })).collect();
        Ok(Response::new(json!({ "batchItemFailures": failed }).to_string().into()))
    }
}

/// The moment at which Lambda ends the invocation, by the clock of this machine.
fn end(request: &lambda_http::Request) -> SystemTime {
    let deadline = request.lambda_context_ref().map_or(0, |context| context.deadline);
    SystemTime::UNIX_EPOCH + Duration::from_millis(deadline)
}

/// The address without the stage, which API Gateway puts in front of the path.
fn uri(request: &lambda_http::Request) -> Uri {
    let stage = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        Some(RequestContext::ApiGatewayV1(context)) => context.stage.as_deref(),
        _ => None,
    };
    let uri = request.uri();
    let below = |stage| uri.path().strip_prefix('/')?.strip_prefix(stage);
    let path = stage.and_then(below).filter(|path| path.starts_with('/')).unwrap_or(uri.path());
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{path}{query}").parse().unwrap_or_default()
}

/// Whose post it is. A gateway says who is connected to it, and may write it behind whatever the
/// header says; a load balancer only does the latter.
fn client(request: &lambda_http::Request, trusted_hops: usize) -> Client {
    let told = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
        Some(RequestContext::ApiGatewayV1(context)) => context.identity.source_ip.as_deref(),
        _ => None,
    };
    let mut entries = entries(request.headers());
    let last = entries.pop_if(|last| told.is_none_or(|told| told.as_bytes() == last.trim_ascii()));
    let last = last.and_then(|last| std::str::from_utf8(last.trim_ascii()).ok());
    let peer = told.or(last).and_then(|address| address.parse().ok());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    // There is a gateway in any case.
    Client::named(peer, &entries, Way::Proxied, trusted_hops)
}

/// The answer to a request whose event `lambda_http` cannot read, as every gateway takes it.
fn unreadable() -> Response<Body> {
    let (parts, body) = plain(StatusCode::BAD_REQUEST, "bad request\n").into_parts();
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), Value::from(value.to_str().ok()?)))
    });
    let headers: serde_json::Map<_, _> = headers.collect();
    let answer = json!({
        "statusCode": parts.status.as_u16(),
        "headers": headers,
        "body": String::from_utf8_lossy(&body),
    });
    Response::new(answer.to_string().into())
}

//! `http::Request` → `http::Response`: the one place where the core meets its adapters.
//!
//! Knows no transport: a server, Lambda and `certsite serve` all call [`Handler::handle`].

mod answer;
mod bundle;
mod health;
mod moment;
mod out_of_order;
mod pages;
mod post;
mod receipt;
mod refused;
mod shown;

pub use bundle::{Bundle, BundleError, LISTED, digest_of};
pub use moment::Moment;
pub use pages::{Pages, Surroundings};

#[cfg(feature = "lambda")]
pub(crate) use answer::plain;

use crate::acknowledge::Acknowledger;
use crate::form::Definition;
use crate::guard::{Limit, Turns};
use crate::health::{Asker, Health, View};
use crate::mime::Mail;
use crate::outbox::Outbox;
use crate::proof_of_work;
use crate::report::Number;
use crate::seal::KeySource;
use crate::token::Token;
use answer::{Answerer, Audience};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use jiff::Timestamp;
use post::Accepted;
use rand::Rng;
use refused::{Fault, Refused};
use std::sync::Arc;
use std::time::Duration;

/// The settings of a handler, which every post is handled by.
#[derive(Clone)]
pub struct Settings {
    /// The sender of letters, as a header has it.
    pub from: String,
    /// The bare addresses that letters go to.
    pub to: Vec<String>,
    /// Language of the staff; about a form that lacks it, letters are in the form's own.
    pub staff_lang: String,
    /// The origins (RFC 6454) whose pages may post; if it is empty, only that of the host that was
    /// asked.
    pub origins: Vec<String>,
    /// Whether letters say of themselves that a program wrote them (RFC 3834).
    pub auto_submitted: bool,
    /// Where the keys come from that a letter is sealed with.
    pub keys: Arc<dyn KeySource>,
    /// The word that opens the details of `/healthz` to other machines; none if nobody is to see
    /// them from there.
    pub health_token: Option<String>,
}

impl Settings {
    /// The language of letters about a form: the staff's, if it has that.
    fn staff_lang<'a>(&self, definition: &'a Definition) -> &'a str {
        let lang = definition.language(&self.staff_lang);
        lang.unwrap_or_else(|| definition.default_language())
    }
}

/// Answers requests for forms and receipts.
pub struct Handler<P, O> {
    pages: Arc<P>,
    outbox: O,
    settings: Arc<Settings>,
    limit: Option<Arc<dyn Limit>>,
    acknowledger: Option<Acknowledger>,
    turns: Turns,
    health: Arc<Health>,
}

/// How much of a post a transport kept. It puts this among the extensions of the request; without
/// it, the body is the whole post.
#[derive(Debug, Clone, Copy, Default)]
pub struct PostExtent {
    /// The size of the whole post in bytes.
    pub size: usize,
    /// The offset in the kept body at which bytes were left out; none if they were left out at its
    /// end, or not at all.
    pub seam: Option<usize>,
}

/// Writes a line of the log, given without its line break; the service manager adds the time.
pub type Log = fn(&str);

/// What happened, for the log: a number, an outcome, sizes. Never a word that was posted.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// The number of the report; none if the post was not taken.
    pub number: Option<Number>,
    /// What became of the post, in a few words of ours.
    pub outcome: String,
    /// The name of the message in the outbox; none if the post was not kept now, even if it was
    /// before.
    pub key: Option<String>,
}

impl LogEntry {
    /// A line of the log: number, outcome, bytes of the post, milliseconds.
    pub fn line(&self, status: StatusCode, size: usize, took: Duration) -> String {
        let number = self.number.as_ref().map_or("-", |number| number.as_str());
        let (outcome, status, took) = (&self.outcome, status.as_u16(), took.as_millis());
        format!("report {number}: {outcome} ({status}), {size} B, {took} ms")
    }
}

/// The answer to a request, with what a transport has to do beside sending it.
pub struct Handled {
    /// The answer, with its status and its headers.
    pub response: Response<Bytes>,
    /// What the log should say; none if nothing was posted.
    pub event: Option<LogEntry>,
    /// A mail to the reporter, to be sent once the answer is on its way, or within a short time
    /// where nothing can be done after it. It holds an address: it belongs into no log and no
    /// outbox, and losing it does no harm.
    pub acknowledgement: Option<Mail>,
}

impl From<Response<Bytes>> for Handled {
    fn from(response: Response<Bytes>) -> Handled {
        Handled { response, event: None, acknowledgement: None }
    }
}

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// A handler for the forms of `pages`.
    pub fn new(pages: P, outbox: O, settings: Settings) -> Self {
        Handler {
            pages: Arc::new(pages),
            outbox,
            settings: Arc::new(settings),
            limit: None,
            acknowledger: None,
            turns: Turns::default(),
            health: Arc::default(),
        }
    }

    /// The same, telling of what others find out too.
    pub fn watched(self, health: Arc<Health>) -> Self {
        Handler { health, ..self }
    }

    /// How everything stands that it needs.
    pub async fn look(&self, now: Timestamp) -> View {
        self.look_as(Asker::Own, now).await
    }

    /// The same, for strangers at little cost.
    async fn look_as(&self, asker: Asker, now: Timestamp) -> View {
        let bundle = self.pages.faults().to_vec();
        let keys = self.settings.keys.as_ref();
        self.health.look(&self.outbox, keys, bundle, asker, now).await
    }

    /// What others find out for [`Handler::look`].
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// The same with a limit on posts. It counts those whose request carries a [`Client`] among
    /// its extensions.
    pub fn limited(self, limit: Arc<dyn Limit>) -> Self {
        Handler { limit: Some(limit), ..self }
    }

    /// The same with acknowledgements: see [`Handled::acknowledgement`].
    pub fn acknowledging(self) -> Self {
        let Settings { from, to, .. } = &*self.settings;
        Handler { acknowledger: Some(Acknowledger::new(from, to)), ..self }
    }

    /// The outbox that reports go to.
    pub fn outbox(&self) -> &O {
        &self.outbox
    }

    /// The largest body that any form takes, in bytes; transports may cut off what is larger.
    pub fn body_limit(&self) -> usize {
        self.pages.body_limit()
    }

    /// Answers a request, at a moment of its own. Sealing takes a processor for a millisecond, reading
    /// and drawing a large post for many: a transport that answers others on the same thread calls
    /// this on another.
    pub async fn handle(&self, request: Request<Bytes>, moment: &Moment) -> Handled {
        let audience = Audience::of(request.headers());
        let handled = self.route(request, moment).await;
        match audience {
            Audience::Program => {
                Handled { response: answer::json_refusal(handled.response), ..handled }
            }
            Audience::Person => handled,
        }
    }

    async fn route(&self, request: Request<Bytes>, moment: &Moment) -> Handled {
        let path = request.uri().path().to_owned();
        // A server in front may have taken the path of the site off, or not.
        let below = path.strip_prefix(self.pages.base_path()).filter(|path| path.starts_with('/'));
        let is_question = is_question(request.method());
        match segments(below.unwrap_or(&path)).as_slice() {
            ["healthz"] => self.healthz(&request, moment).await,
            ["forms", form] => self.form(request, form, moment).await,
            ["forms", form, "receipt", number] if is_question => {
                self.receipt(&request, form, number).await.into()
            }
            ["forms", form, "token"] if is_question => self.token(form, moment).await,
            // Whoever wrote something has it back, wherever it was sent and however.
            ["forms", form, "receipt", _] | ["forms", form, "token"] => {
                self.misplaced(&request, form, "GET, HEAD")
            }
            ["forms", ..] => self.gone(&request),
            _ if !is_question => self.gone(&request),
            _ => answer::plain(StatusCode::NOT_FOUND, "not found\n").into(),
        }
    }

    async fn form(&self, request: Request<Bytes>, form: &str, moment: &Moment) -> Handled {
        let Some(definition) = self.pages.definition(form) else {
            return match self.pages.stand_in(form) {
                Some(stand_in) => self.out_of_order(&request, form, &stand_in),
                None => self.gone(&request),
            };
        };
        if is_question(request.method()) {
            // A reload of the refused page asks for its address: there is the form, fresh.
            let lang = page_language(&definition, &request);
            let answerer = Answerer { pages: &*self.pages, definition: &definition, lang };
            return answerer.to_form(form).into();
        }
        if request.method() != Method::POST {
            return self.misplaced(&request, form, "GET, HEAD, POST");
        }
        let audience = Audience::of(request.headers());
        let posted = self.post(&definition, &request, moment).await;
        self.answer(form, &definition, posted, audience, moment)
    }

    /// Answers a post, and notes for the health of the function what became of it.
    fn answer(
        &self,
        form: &str,
        definition: &Definition,
        posted: Result<Accepted, Box<Refused>>,
        audience: Audience,
        moment: &Moment,
    ) -> Handled {
        match &posted {
            Ok(_) => self.health.has_room(moment.time),
            Err(refused) if matches!(refused.fault, Fault::Failed(_)) => self.health.has_failed(),
            Err(_) => {}
        }
        match posted {
            Ok(Accepted { number, key, lang, acknowledgement, secret }) => {
                // One that was taken before has no mail of its own now.
                let received = key.is_some().then_some(moment.time);
                let receipt = receipt::address(&secret, form, &number, &lang, received);
                let receipt = format!("{}{receipt}", self.pages.base_path());
                let response = answer::accepted(&number, &receipt, audience);
                let event = LogEntry { number: Some(number), outcome: "accepted".into(), key };
                Handled { response, event: Some(event), acknowledgement }
            }
            Err(refused) => {
                let event = LogEntry { number: None, outcome: refused.fault.outcome(), key: None };
                let response = answer::refused(&*self.pages, definition, form, &refused, audience);
                Handled { response, event: Some(event), acknowledgement: None }
            }
        }
    }

    /// A fresh age token for a page that has script.
    async fn token(&self, form: &str, moment: &Moment) -> Handled {
        let secret = self.outbox.secret().await;
        let answer = match (self.pages.definition(form), secret) {
            (None, _) if self.pages.stand_in(form).is_none() => {
                answer::plain(StatusCode::NOT_FOUND, "not found\n")
            }
            (None, _) => answer::plain(StatusCode::SERVICE_UNAVAILABLE, ""),
            (_, Err(_)) => answer::plain(StatusCode::SERVICE_UNAVAILABLE, ""),
            (Some(definition), Ok(secret)) => {
                let limit = self.limit.as_ref();
                let is_flood = limit.is_some_and(|limit| limit.is_flood(moment.uptime));
                let bits = if is_flood { proof_of_work::BITS } else { 0 };
                let random = moment.random().r#gen();
                let token = Token::issue(&secret, &definition.id, moment.time, random, bits);
                answer::plain(StatusCode::OK, &token)
            }
        };
        answer.into()
    }
}

/// The parts of a path. A slash at its end makes no difference; any other that is too many, and
/// there is no such address.
fn segments(path: &str) -> Vec<&str> {
    let inside = path.strip_prefix('/').unwrap_or("");
    let parts: Vec<_> = inside.strip_suffix('/').unwrap_or(inside).split('/').collect();
    if parts.contains(&"") { Vec::new() } else { parts }
}

/// Whether somebody only asks: what else there is brings words along.
fn is_question(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The values of a name in the address.
fn query<'a>(request: &'a Request<Bytes>, name: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = request.uri().query().unwrap_or("").split('&');
    pairs.filter_map(|pair| pair.split_once('=')).filter(move |(n, _)| *n == name).map(|(_, v)| v)
}

/// The language that `?lang=` names, or that of the page from which the request comes, or the first
/// of `Accept-Language` that the form has.
fn page_language<'a>(definition: &'a Definition, request: &Request<Bytes>) -> &'a str {
    let named = query(request, "lang").find_map(|lang| definition.language(lang));
    let accepted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let primary =
        |range: &str| range.split([';', '-']).next().unwrap_or("").trim().to_ascii_lowercase();
    let preferred = || accepted.split(',').find_map(|range| definition.language(&primary(range)));
    // Its address has it as a folder: `https://cert.example/en/report/`.
    let referrer = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
    let folders = referrer.unwrap_or("").split(['?', '#']).next().unwrap_or("").split('/').skip(3);
    let of_page = || folders.into_iter().find_map(|folder| definition.language(folder));
    named.or_else(of_page).or_else(preferred).unwrap_or_else(|| definition.default_language())
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn an_address_has_one_way_to_be_written_and_perhaps_a_slash_behind_it() {
        for path in ["/forms/incident", "/forms/incident/"] {
            assert_eq!(segments(path), ["forms", "incident"]);
        }
        for path in [
            "",
            "/",
            "//",
            "//forms/incident",
            "/forms//incident",
            "/forms/incident//",
            "forms",
            "*",
        ] {
            assert_eq!(segments(path), Vec::<&str>::new(), "{path}");
        }
    }
}

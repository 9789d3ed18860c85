//! `http::Request` → `http::Response`: the one place where the core meets its adapters.
//!
//! Knows no transport: a server, Lambda and `certsite serve` all call [`Handler::handle`].

mod answer;
mod bundle;
mod pages;

pub use bundle::{Bundle, BundleError};
pub use pages::{Pages, RECEIPT_NUMBER, Surroundings};

#[cfg(feature = "lambda")]
pub(crate) use answer::plain;

use crate::acknowledge::Acknowledger;
use crate::compose::{Recipients, compose};
use crate::form::{Definition, Message};
use crate::guard::{Client, Limit, claim, is_own_origin};
use crate::intake::{Encoding, IntakeError, Submission, read};
use crate::mime::Mail;
use crate::outbox::{Outbox, Put};
use crate::report::{Number, Report, Suspicion};
use crate::seal::{Keys, SealError, seal};
use crate::step::{Step, pass};
use crate::token::Token;
use crate::validate::{FieldError, validate};
use crate::work;
use answer::{Answerer, Fault};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// What a handler is set up with.
#[derive(Clone)]
pub struct Settings {
    /// Address that letters come from.
    pub from: String,
    /// Addresses that letters go to.
    pub to: Vec<String>,
    /// Language of the staff.
    pub staff_lang: String,
    /// Origins that may post; with none, the host that was asked.
    pub origins: Vec<String>,
    /// What letters are sealed with.
    pub keys: Keys,
}

/// Answers requests for forms and receipts.
pub struct Handler<P, O> {
    pages: P,
    outbox: O,
    settings: Settings,
    limit: Option<Box<dyn Limit>>,
    acknowledger: Option<Acknowledger>,
}

/// What happened, for the log: a number, an outcome, sizes. Never a word that was posted.
#[derive(Debug, Clone)]
pub struct Event {
    /// Number of the report, if there is one.
    pub number: Option<Number>,
    /// The outcome in a few words.
    pub outcome: String,
    /// Name of the message in the outbox, if it was kept.
    pub key: Option<String>,
}

impl Event {
    /// A line of the log: number, outcome, bytes of the post, milliseconds.
    pub fn line(&self, status: StatusCode, size: usize, took: Duration) -> String {
        let number = self.number.as_ref().map_or("-", |number| number.as_str());
        let (outcome, status, took) = (&self.outcome, status.as_u16(), took.as_millis());
        format!("report {number}: {outcome} ({status}), {size} B, {took} ms")
    }
}

/// An answer, and what to log about it.
pub struct Handled {
    /// The answer.
    pub response: Response<Bytes>,
    /// What happened, if it concerned a post.
    pub event: Option<Event>,
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

/// A post that is in the outbox.
struct Accepted {
    number: Number,
    /// Name of its message, if it was not there before.
    key: Option<String>,
    lang: String,
    acknowledgement: Option<Mail>,
}

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// A handler for the forms of `pages`.
    pub fn new(pages: P, outbox: O, settings: Settings) -> Self {
        Handler { pages, outbox, settings, limit: None, acknowledger: None }
    }

    /// The same with a limit on posts. It counts those whose request carries a [`Client`] among
    /// its extensions.
    pub fn limited(self, limit: impl Limit) -> Self {
        Handler { limit: Some(Box::new(limit)), ..self }
    }

    /// The same with acknowledgements: see [`Handled::acknowledgement`].
    pub fn acknowledging(self) -> Self {
        let Settings { from, to, .. } = &self.settings;
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

    /// Answers a request.
    pub async fn handle(&self, request: Request<Bytes>, now: Timestamp) -> Handled {
        let wants_json = accepts_json(request.headers());
        let handled = self.route(request, now).await;
        match wants_json {
            true => Handled { response: answer::json_refusal(handled.response), ..handled },
            false => handled,
        }
    }

    async fn route(&self, request: Request<Bytes>, now: Timestamp) -> Handled {
        let path = request.uri().path().to_owned();
        let mut parts = path.trim_start_matches('/').split('/');
        let route = [parts.next(), parts.next(), parts.next(), parts.next(), parts.next()];
        match route {
            [Some("healthz"), None, ..] => {
                only(&request, "GET, HEAD", || answer::plain(StatusCode::OK, "ok\n"))
            }
            [Some("forms"), Some(form), None, ..] => self.form(&request, form, now).await,
            [Some("forms"), Some(form), Some("receipt"), Some(number), None] => {
                only(&request, "GET, HEAD", || self.receipt(&request, form, number))
            }
            [Some("forms"), Some(form), Some("token"), None, _] => {
                self.token(&request, form, now).await
            }
            _ => answer::plain(StatusCode::NOT_FOUND, "not found\n").into(),
        }
    }

    async fn form(&self, request: &Request<Bytes>, form: &str, now: Timestamp) -> Handled {
        let Some(definition) = self.pages.definition(form) else {
            return answer::plain(StatusCode::NOT_FOUND, "not found\n").into();
        };
        let wants_json = accepts_json(request.headers());
        let answerer =
            |lang| Answerer { pages: &self.pages, definition: &definition, lang, wants_json };
        if request.method() != Method::POST {
            // A reload of the refused page asks for its address: there is the form, fresh.
            let lang = page_language(&definition, request);
            return match *request.method() {
                Method::GET | Method::HEAD => answerer(lang).to_form(form).into(),
                _ => answer::not_allowed("POST").into(),
            };
        }
        match self.post(&definition, request, now).await {
            Ok(Accepted { number, key, lang, acknowledgement }) => {
                let response = answerer(&lang).accepted(form, &number);
                let event = Event { number: Some(number), outcome: "accepted".into(), key };
                Handled { response, event: Some(event), acknowledgement }
            }
            Err(refused) => {
                let event = Event { number: None, outcome: refused.outcome(), key: None };
                let lang = refused.lang.clone();
                let response = answerer(&lang).refused(form, *refused);
                Handled { response, event: Some(event), acknowledgement: None }
            }
        }
    }

    /// Reads, checks, seals and keeps a post. Its reporter is told a number only after the last step.
    async fn post(
        &self,
        definition: &Arc<Definition>,
        request: &Request<Bytes>,
        now: Timestamp,
    ) -> Result<Accepted, Box<Refused>> {
        let fallback = page_language(definition, request).to_owned();
        let refuse = |fault| {
            Box::new(Refused {
                fault,
                lang: fallback.clone(),
                submission: None,
                errors: Vec::new(),
                cause: None,
            })
        };
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let encoding = match Encoding::of(text(header::CONTENT_TYPE).unwrap_or("")) {
            Ok(encoding) => encoding,
            Err(IntakeError::WrongType) => return Err(refuse(Fault::WrongType)),
            Err(IntakeError::Unreadable) => return Err(refuse(Fault::Unreadable)),
        };
        if request.body().len() > definition.body_limit() {
            return Err(refuse(Fault::TooLarge));
        }
        let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
        if !is_own_origin(site, text(header::ORIGIN), text(header::HOST), &self.settings.origins) {
            return Err(refuse(Fault::Foreign));
        }
        let submission =
            read(definition, &encoding, request.body()).map_err(|_| refuse(Fault::Unreadable))?;
        let lang = definition.language(submission.first("lang")).unwrap_or(&fallback).to_owned();
        let refuse = |fault, errors| {
            Box::new(Refused {
                fault,
                lang: lang.clone(),
                submission: Some(submission.clone()),
                errors,
                cause: None,
            })
        };
        let failed = |cause: String| {
            let refused = refuse(Fault::Failed, Vec::new());
            Box::new(Refused { cause: Some(cause), ..*refused })
        };

        let posted = submission.first("token");
        let secret = self.outbox.secret().await.map_err(|error| failed(error.to_string()))?;
        let token = Token::read(&secret, &definition.id, posted);
        let has_worked = token.as_ref().is_some_and(|t| t.has_worked(&definition.limits, now));
        // Counted only now: the words are on the page by which somebody is asked to wait.
        if let (Some(limit), Some(client)) = (&self.limit, request.extensions().get::<Client>())
            && let Err(wait) = limit.count(*client, has_worked)
        {
            return Err(refuse(Fault::TooOften(wait.as_secs().saturating_add(1)), Vec::new()));
        }

        let random: [u8; 7] = rand::random();
        let number = Number::new(&definition.number_prefix, now, random);
        let mut report = validate(definition, &submission, &lang, now, number)
            .map_err(|errors| refuse(Fault::Invalid, errors))?;
        let trapped = !submission.first(&definition.trap.name).is_empty();
        let forged = !posted.is_empty() && token.is_none();
        report.suspicions.extend(trapped.then_some(Suspicion::Trap));
        report.suspicions.extend(forged.then_some(Suspicion::TokenForged));
        let of_token = token.as_ref().map(|t| t.suspicions(&definition.limits, now));
        report.suspicions.extend(of_token.into_iter().flatten());
        let claim = claim(&secret, &definition.id, &submission, token.as_ref(), now);
        pass(Step::Checked);
        let mail = self
            .seal(definition, &report, &claim.digest)
            .map_err(|error| failed(format!("not sealed: {error}")))?;
        pass(Step::Sealed);
        match self.outbox.put(&claim, &mail).await {
            Ok(Put::Kept) => {
                pass(Step::Kept);
                let acknowledger = self.acknowledger.as_ref();
                let acknowledgement =
                    acknowledger.and_then(|a| a.acknowledge(definition, &report, &secret));
                let (number, key) = (report.number, Some(claim.key));
                Ok(Accepted { number, key, lang, acknowledgement })
            }
            Ok(Put::Repeated(number)) => {
                Ok(Accepted { number, key: None, lang, acknowledgement: None })
            }
            Ok(Put::Taken) => Err(refuse(Fault::Changed, Vec::new())),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn seal(
        &self,
        definition: &Definition,
        report: &Report,
        digest: &str,
    ) -> Result<Mail, SealError> {
        let class = report.rsit(definition).map(|rsit| rsit.class.clone());
        let lang = &self.settings.staff_lang;
        let checklist = class.and_then(|class| self.pages.checklist(&class, lang));
        let recipients = Recipients {
            from: &self.settings.from,
            to: &self.settings.to,
            lang,
            checklist: checklist.as_deref(),
        };
        let letter = compose(definition, report, &recipients, digest);
        seal(&letter, &self.settings.keys, rand::thread_rng())
    }

    /// A fresh age token for a page that has script.
    async fn token(&self, request: &Request<Bytes>, form: &str, now: Timestamp) -> Handled {
        let secret = self.outbox.secret().await;
        only(request, "GET, HEAD", || match (self.pages.definition(form), secret) {
            (None, _) => answer::plain(StatusCode::NOT_FOUND, "not found\n"),
            (_, Err(_)) => answer::plain(StatusCode::SERVICE_UNAVAILABLE, ""),
            (Some(definition), Ok(secret)) => {
                let is_flood = self.limit.as_ref().is_some_and(|limit| limit.is_flood());
                let bits = if is_flood { work::BITS } else { 0 };
                let token = Token::issue(&secret, &definition.id, now, rand::random(), bits);
                answer::plain(StatusCode::OK, &token)
            }
        })
    }

    fn receipt(&self, request: &Request<Bytes>, form: &str, number: &str) -> Response<Bytes> {
        let found = self.pages.definition(form).zip(Number::parse(number));
        let Some((definition, number)) = found else {
            return answer::plain(StatusCode::NOT_FOUND, "not found\n");
        };
        let lang = page_language(&definition, request);
        match self.pages.receipt_page(lang) {
            Some(page) => {
                answer::html(StatusCode::OK, page.replace(RECEIPT_NUMBER, number.as_str()))
            }
            None => answer::plain(
                StatusCode::OK,
                &definition.say_with(Message::Accepted, lang, &[("number", number.as_str())]),
            ),
        }
    }
}

/// A post that is not taken: why, and what the reporter wrote.
struct Refused {
    fault: Fault,
    lang: String,
    submission: Option<Submission>,
    errors: Vec<FieldError>,
    /// What failed of ours; holds no path and no words.
    cause: Option<String>,
}

impl Refused {
    /// What the next try is to post again: with the same token it is the same report. One that
    /// stands for other words is of no more use.
    fn token(&self) -> &str {
        match self.fault {
            Fault::Changed => "",
            _ => self.submission.as_ref().map_or("", |submission| submission.first("token")),
        }
    }

    /// For the log.
    fn outcome(&self) -> String {
        match &self.cause {
            Some(cause) => format!("{}: {cause}", self.fault.outcome()),
            None => self.fault.outcome().to_owned(),
        }
    }
}

fn only(
    request: &Request<Bytes>,
    allow: &'static str,
    answer: impl FnOnce() -> Response<Bytes>,
) -> Handled {
    match *request.method() {
        Method::GET | Method::HEAD => answer().into(),
        _ => answer::not_allowed(allow).into(),
    }
}

/// The language that `?lang=` names, or the first of `Accept-Language` that the form has.
fn page_language<'a>(definition: &'a Definition, request: &Request<Bytes>) -> &'a str {
    let query = request.uri().query().unwrap_or("");
    let named = query.split('&').find_map(|pair| definition.language(pair.strip_prefix("lang=")?));
    let accepted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let primary =
        |range: &str| range.split([';', '-']).next().unwrap_or("").trim().to_ascii_lowercase();
    let preferred = || accepted.split(',').find_map(|range| definition.language(&primary(range)));
    named.or_else(preferred).unwrap_or_else(|| definition.default_language())
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    accept
        .split(',')
        .any(|range| range.split(';').next().unwrap_or("").trim() == "application/json")
}

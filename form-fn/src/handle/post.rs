//! A post → a report in the outbox, or the reason why it is not taken.
//!
//! The order is the defence: whatever costs little comes first. A post that does not hold, or that
//! was taken before, is neither counted nor sealed.

use super::out_of_order::encoding;
use super::refused::{Fault, Refused, oversize, unreadable};
use super::{Handler, Moment, Pages, Posted, Settings, page_language};
use crate::compose::{Recipients, compose};
use crate::form::Definition;
use crate::guard::{Claim, Client, claim, is_own_origin};
use crate::intake::{Encoding, Submission, read, unread};
use crate::mime::Mail;
use crate::outbox::{Outbox, Put, Secret};
use crate::report::{Number, Report, Suspicion};
use crate::seal::seal;
use crate::step::{Step, pass};
use crate::token::Token;
use crate::validate::validate;
use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rand::Rng;
use rand::rngs::StdRng;
use std::sync::Arc;

/// A post that is in the outbox.
pub struct Accepted {
    pub number: Number,
    /// Name of its message, if it was not there before.
    pub key: Option<String>,
    pub lang: String,
    pub acknowledgement: Option<Mail>,
    /// Keys the receipt's address.
    pub secret: Secret,
}

/// A post as it came, with all that it is judged by.
struct Post {
    definition: Arc<Definition>,
    encoding: Encoding,
    body: Bytes,
    /// Bytes in all, of which `body` may hold some only.
    size: usize,
    /// Where in `body` others are left out.
    seam: Option<usize>,
    /// The language of the answer, if the post does not say.
    fallback: String,
    origin: Result<(), String>,
    secret: Result<Secret, String>,
    client: Option<Client>,
    now: Timestamp,
    number: Number,
}

/// A post that holds.
struct Good {
    submission: Submission,
    lang: String,
    report: Report,
    claim: Claim,
    has_worked: bool,
    secret: Secret,
}

impl Post {
    fn judge(self) -> Result<Good, Box<Refused>> {
        let definition = &*self.definition;
        let body = match self.seam {
            Some(seam) => self.encoding.sewn(&self.body, seam),
            None => self.body.clone(),
        };
        let (submission, flaws) = read(definition, &self.encoding, &body);
        let lang = submission.language(definition).unwrap_or(&self.fallback).to_owned();
        let valid = validate(definition, &submission, &lang, self.now, self.number);
        let refuse = |fault, errors| Err(Refused::new(fault, &lang, submission.clone(), errors));

        if self.size > definition.body_limit() {
            let (unread, errors) = (self.size - self.body.len(), valid.err().unwrap_or_default());
            let errors = oversize(definition, &lang, &submission, unread, errors);
            return refuse(Fault::TooLarge(self.size), errors);
        }
        if let Err(origin) = self.origin {
            return refuse(Fault::Foreign(origin), Vec::new());
        }
        if !flaws.is_empty() {
            return refuse(Fault::Unreadable, unreadable(definition, &lang, &flaws));
        }
        let mut report = match valid {
            Ok(report) => report,
            Err(errors) => return refuse(Fault::Invalid, errors),
        };
        let secret = match self.secret {
            Ok(secret) => secret,
            Err(cause) => return refuse(Fault::Failed(cause), Vec::new()),
        };
        let tokens = submission.values.get("token").into_iter().flatten();
        let mut tokens = tokens.map(String::as_str).filter(|token| !token.trim().is_empty());
        let posted = tokens.next();
        let token = posted.and_then(|posted| Token::read(&secret, &definition.id, posted));
        let traps = submission.values.get(&definition.trap.name).into_iter().flatten();
        let is_trapped = traps.into_iter().any(|text| !text.trim().is_empty());
        let is_forged = posted.is_some() && token.is_none();
        report.suspicions.extend(is_trapped.then_some(Suspicion::Trap));
        report.suspicions.extend(is_forged.then_some(Suspicion::TokenForged));
        let of_token = token.as_ref().map(|t| t.suspicions(&definition.limits, self.now));
        report.suspicions.extend(of_token.into_iter().flatten());
        let has_worked = token.as_ref().is_some_and(|t| t.has_worked(&definition.limits, self.now));
        let token = token.as_ref();
        let claim = claim(&secret, &definition.id, &submission, token, self.client, self.now);
        Ok(Good { submission, lang, report, claim, has_worked, secret })
    }
}

impl Good {
    fn refused(&self, fault: Fault) -> Box<Refused> {
        Refused::new(fault, &self.lang, self.submission.clone(), Vec::new())
    }

    fn accepted(&self, number: Number) -> Accepted {
        let (lang, secret) = (self.lang.clone(), self.secret);
        Accepted { number, key: None, lang, acknowledgement: None, secret }
    }

    /// Writes the letter and seals it.
    fn seal(
        &self,
        definition: &Definition,
        settings: &Settings,
        checklist: Option<&str>,
        zone: &TimeZone,
        random: StdRng,
    ) -> Result<Mail, String> {
        let recipients = Recipients {
            from: &settings.from,
            to: &settings.to,
            lang: settings.staff_lang(definition),
            checklist,
            zone,
            auto_submitted: settings.auto_submitted,
        };
        let letter = compose(definition, &self.report, &recipients, &self.claim.digest);
        let keys = settings.keys.look().0;
        let sealed = seal(&letter, &keys, self.report.received, random);
        sealed.map_err(|error| format!("not sealed: {error}"))
    }
}

impl<P: Pages, O: Outbox> Handler<P, O> {
    /// Reads, checks, seals and keeps a post. Its reporter is told a number only after the last
    /// step.
    pub(super) async fn post(
        &self,
        definition: &Arc<Definition>,
        request: &Request<Bytes>,
        moment: &Moment,
    ) -> Result<Accepted, Box<Refused>> {
        let (now, mut random) = (moment.time, moment.random());
        let fallback = page_language(definition, request).to_owned();
        let Some(encoding) = encoding(definition, request) else {
            let submission = unread(definition, request.body());
            let lang = submission.language(definition).unwrap_or(&fallback).to_owned();
            return Err(Refused::new(Fault::WrongType, &lang, submission, Vec::new()));
        };
        let body = request.body().clone();
        let client = request.extensions().get::<Client>().copied();
        let posted = request.extensions().get::<Posted>().copied().unwrap_or_default();
        let post = Post {
            definition: definition.clone(),
            encoding,
            size: posted.size.max(body.len()),
            seam: posted.seam,
            body,
            fallback,
            origin: is_own_origin(request.headers(), &self.settings.origins),
            secret: self.outbox.secret().await.map_err(|error| error.to_string()),
            client,
            now,
            number: Number::new(&definition.number_prefix, now, random.r#gen()),
        };
        let good = Arc::new(self.aside.run(move || post.judge()).await?);

        // Whoever comes second under one claim finds what the first has left.
        let _turn = self.turns.take(&good.claim.key).await;
        match self.outbox.find(&good.claim).await {
            Some(Put::Repeated(number)) => return Ok(good.accepted(number)),
            Some(Put::Taken) => return Err(good.refused(Fault::Changed)),
            Some(Put::Kept) | None => {}
        }
        // Counted only now: the words are on the page by which somebody is asked to wait.
        let limited = self.limit.as_ref().zip(client);
        if let Some((limit, client)) = &limited
            && let Err(wait) = limit.count(*client, good.has_worked, moment.uptime)
        {
            return Err(good.refused(Fault::TooOften(wait.as_secs().saturating_add(1))));
        }
        let kept = self.keep(definition, &good, random).await;
        if let (Some((limit, client)), Err(_)) = (limited, &kept) {
            limit.forgive(client);
        }
        kept
    }

    /// Seals a report and puts it into the outbox.
    async fn keep(
        &self,
        definition: &Arc<Definition>,
        good: &Arc<Good>,
        random: StdRng,
    ) -> Result<Accepted, Box<Refused>> {
        let failed = |cause| good.refused(Fault::Failed(cause));
        pass(Step::Checked);
        let class = good.report.rsit(definition).map(|rsit| rsit.class.clone());
        let lang = self.settings.staff_lang(definition);
        let checklist = class.and_then(|class| self.pages.checklist(&class, lang));
        let (of, settings, form) = (good.clone(), self.settings.clone(), definition.clone());
        let zone = self.pages.time_zone();
        let sealing = move || of.seal(&form, &settings, checklist.as_deref(), &zone, random);
        let mail = self.aside.run(sealing).await.map_err(failed)?;
        pass(Step::Sealed);
        match self.outbox.put(&good.claim, &mail).await {
            Ok(Put::Kept) => {
                pass(Step::Kept);
                let acknowledger = self.acknowledger.as_ref();
                let acknowledgement = acknowledger.and_then(|a| {
                    a.acknowledge(definition, &good.report, &self.pages.contact(), &good.secret)
                });
                let key = Some(good.claim.key.clone());
                let accepted = good.accepted(good.report.number.clone());
                Ok(Accepted { key, acknowledgement, ..accepted })
            }
            Ok(Put::Repeated(number)) => Ok(good.accepted(number)),
            Ok(Put::Taken) => Err(good.refused(Fault::Changed)),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

//! A post → a report in the outbox, or the reason why it is not taken.
//!
//! The order is the defence: whatever costs little comes first. A post that does not hold, or that
//! was taken before, is neither counted nor sealed.

mod judge;

use super::out_of_order::encoding;
use super::refused::{Fault, Refused};
use super::{Handler, Moment, Pages, PostExtent, Settings, page_language};
use crate::compose::{Recipients, compose};
use crate::failpoint::{Step, pass};
use crate::form::Definition;
use crate::guard::{Client, is_own_origin};
use crate::intake::unread;
use crate::mime::Mail;
use crate::outbox::{Outbox, Put, Secret};
use crate::report::Number;
use crate::seal::seal;
use bytes::Bytes;
use certsite_text::with_causes;
use http::Request;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use judge::{Post, ValidPost};
use rand::Rng;
use rand::rngs::StdRng;
use std::sync::Arc;
use std::time::Duration;

/// A post that is in the outbox.
pub struct Accepted {
    pub number: Number,
    /// Name of its message, if it was not there before.
    pub key: Option<String>,
    pub lang: String,
    pub acknowledgement: Option<Mail>,
    /// The outbox's secret, which keys the address of the receipt.
    pub secret: Secret,
}

impl ValidPost {
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
        sealed.map_err(|error| format!("not sealed: {}", with_causes(&error)))
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
        let mut random = moment.random();
        let number = Number::new(&definition.number_prefix, moment.time, random.r#gen());
        let arrived = self.arrived(definition, request, moment.time, number).await?;
        let client = arrived.client;
        let post = arrived.judge()?;

        // Whoever comes second under one claim finds what the first has left.
        let _turn = self.turns.take(&post.claim.key).await;
        match self.outbox.find(&post.claim).await {
            Some(Put::Repeated(number)) => return Ok(post.accepted(number)),
            Some(Put::Taken) => return Err(post.refused(Fault::Changed)),
            Some(Put::Kept) | None => {}
        }
        // Counted only now: the words are on the page by which somebody is asked to wait.
        self.count(&post, client, moment.uptime)?;
        let kept = self.keep(definition, &post, random).await;
        if let (Some(limit), Some(client), Err(_)) = (&self.limit, client, &kept) {
            limit.forgive(client);
        }
        kept
    }

    /// A post with all that it is judged by.
    async fn arrived(
        &self,
        definition: &Arc<Definition>,
        request: &Request<Bytes>,
        now: Timestamp,
        number: Number,
    ) -> Result<Post, Box<Refused>> {
        let fallback = page_language(definition, request).to_owned();
        let body = request.body().clone();
        let Some(encoding) = encoding(definition, request) else {
            let submission = unread(definition, &body);
            let lang = submission.language(definition).unwrap_or(&fallback).to_owned();
            return Err(Refused::new(Fault::WrongType, &lang, submission, Vec::new()));
        };
        let PostExtent { size, seam } = request.extensions().get().copied().unwrap_or_default();
        Ok(Post {
            definition: definition.clone(),
            encoding,
            size: size.max(body.len()),
            seam,
            body,
            fallback,
            origin: is_own_origin(request.headers(), &self.settings.origins),
            secret: self.outbox.secret().await.map_err(|error| error.to_string()),
            client: request.extensions().get::<Client>().copied(),
            now,
            number,
        })
    }

    /// Counts a post against the limits, where there are any.
    fn count(
        &self,
        post: &ValidPost,
        client: Option<Client>,
        uptime: Duration,
    ) -> Result<(), Box<Refused>> {
        let (Some(limit), Some(client)) = (&self.limit, client) else { return Ok(()) };
        limit
            .count(client, post.effort, uptime)
            .map_err(|wait| post.refused(Fault::TooOften(wait.as_secs().saturating_add(1))))
    }

    /// Seals a report and puts it into the outbox.
    async fn keep(
        &self,
        definition: &Arc<Definition>,
        post: &ValidPost,
        random: StdRng,
    ) -> Result<Accepted, Box<Refused>> {
        let failed = |cause| post.refused(Fault::Failed(cause));
        pass(Step::Checked);
        let mail = self.sealed(definition, post, random).map_err(failed)?;
        pass(Step::Sealed);
        match self.outbox.put(&post.claim, &mail).await {
            Ok(Put::Kept) => {
                pass(Step::Kept);
                let acknowledgement = self.acknowledger.as_ref().and_then(|acknowledger| {
                    let contact = self.pages.contact();
                    acknowledger.acknowledge(definition, &post.report, &contact, &post.secret)
                });
                let key = Some(post.claim.key.clone());
                let accepted = post.accepted(post.report.number.clone());
                Ok(Accepted { key, acknowledgement, ..accepted })
            }
            Ok(Put::Repeated(number)) => Ok(post.accepted(number)),
            Ok(Put::Taken) => Err(post.refused(Fault::Changed)),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// The sealed letter about a report.
    fn sealed(
        &self,
        definition: &Definition,
        post: &ValidPost,
        random: StdRng,
    ) -> Result<Mail, String> {
        let class = post.report.rsit(definition).map(|rsit| &*rsit.class);
        let lang = self.settings.staff_lang(definition);
        let checklist = class.and_then(|class| self.pages.checklist(class, lang));
        let zone = self.pages.time_zone();
        post.seal(definition, &self.settings, checklist.as_deref(), &zone, random)
    }
}

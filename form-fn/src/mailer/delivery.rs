//! Outbox → mailer: every mail that is due, in the order in which they came, to each recipient of
//! the present settings by itself.
//!
//! Whoever is added to the settings gets the reports that are not done by then, and those that come
//! after; whoever is taken out is not waited for any more. A recipient who refuses is an alarm, each
//! day, and no end: neither for the others nor for the report.

use super::{Mailer, SendError};
use crate::outbox::{End, Entry, Listing, Outbox, OutboxError, Slip, Slips, Survey, Tag, Wait};
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// The service that mails go out by, and whom they go to.
#[derive(Debug, Clone)]
pub struct Route<M> {
    /// The service that takes the mail.
    pub mailer: M,
    /// The bare address that is the return path of the letters (RFC 5321 §4.4).
    pub from: String,
    /// The bare addresses that letters go to, each by itself.
    pub to: Vec<String>,
    /// The pause after a first failed attempt; those after others are longer, up to an hour.
    pub first_pause: Duration,
}

/// Takes mail from an outbox to a mail service.
pub struct Delivery<O, M> {
    pub(super) outbox: O,
    pub(super) route: Route<M>,
    /// The recipients, in the order of the settings.
    pub(super) tags: Vec<Tag>,
    /// What the outbox could not note: sent mail must not be sent again.
    pub(super) unsettled: Vec<Unsettled>,
    /// Mails that could not be read, and when to try again.
    pub(super) unreadable: BTreeMap<String, Wait>,
    /// Recipients whose mailboxes keep everybody waiting, and when to try them again.
    pub(super) slow: BTreeMap<Tag, Wait>,
    /// Why the mail service takes nothing, and when to try again.
    pub(super) down: Option<Wait>,
    pub(super) sent: u64,
    pub(super) failed: u64,
    survey: Survey,
}

/// A mail that is held until this is noted.
pub(super) struct Unsettled {
    pub key: String,
    /// The recipients who have the mail, and of whom this is not noted yet.
    pub sent: Vec<Tag>,
    pub end: End,
}

/// What the pauses after failed attempts, of a mail, a recipient or the whole service, mean for an
/// attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pauses {
    /// Whatever is not due yet is left.
    Kept,
    /// It is made all the same: somebody has just told of the mail, which may be new.
    Ignored,
}

/// The longest pause of a service that takes nothing. It costs one connection to ask.
pub(super) const SERVICE_PAUSE: Duration = Duration::from_secs(300);

impl<O: Outbox, M: Mailer> Delivery<O, M> {
    /// A delivery that has not looked into the outbox yet.
    pub fn new(outbox: O, route: Route<M>) -> Self {
        let tags = route.to.iter().map(|address| Tag::of(address)).collect();
        Delivery {
            outbox,
            route,
            tags,
            unsettled: Vec::new(),
            unreadable: BTreeMap::new(),
            slow: BTreeMap::new(),
            down: None,
            sent: 0,
            failed: 0,
            survey: Survey::default(),
        }
    }

    /// From now on, sends by other settings.
    pub fn go_by(&mut self, route: Route<M>) {
        self.tags = route.to.iter().map(|address| Tag::of(address)).collect();
        (self.route, self.down) = (route, None);
        self.unreadable.clear();
        self.slow.clear();
    }

    /// Names of the mails that are due, the first that came first.
    ///
    /// # Errors
    /// If the outbox cannot be read.
    pub async fn due(&mut self, now: SystemTime) -> Result<Vec<String>, OutboxError> {
        self.settle_rest().await;
        let listing = self.outbox.list().await?;
        self.survey(&listing);
        let due = |slips: &Slips| {
            let is_due = |tag| match slips.get(tag) {
                Some(Slip::Sent) => false,
                Some(Slip::Waiting(wait)) => wait.is_due(now),
                None => true,
            };
            let has_it = |tag| slips.get(tag) == Some(&Slip::Sent);
            // Of one that all have, only that is to be noted.
            self.tags.iter().any(is_due) || self.tags.iter().all(has_it)
        };
        let is_free = |key: &str| {
            self.unsettled.iter().all(|unsettled| unsettled.key != key)
                && self.unreadable.get(key).is_none_or(|wait| wait.is_due(now))
        };
        let is_due = |entry: &Entry| is_free(&entry.key) && due(&entry.slips);
        Ok(listing.waiting.into_iter().filter(is_due).map(|entry| entry.key).collect())
    }

    /// How the outbox stood when it was last looked through.
    pub fn surveyed(&self) -> &Survey {
        &self.survey
    }

    fn survey(&mut self, listing: &Listing) {
        self.unreadable.retain(|key, _| listing.waiting.iter().any(|entry| entry.key == *key));
        self.survey = Survey {
            unreadable: self.unreadable.len(),
            unnoted: self.unsettled.iter().filter(|mail| mail.end != End::Damaged).count(),
            down: self.down.as_ref().map(|wait| wait.why.clone()),
            sent: self.sent,
            failed: self.failed,
            ..Survey::of(listing, &self.tags)
        };
    }

    /// Lets go of what was sent long ago.
    ///
    /// # Errors
    /// If the outbox cannot be read or written.
    pub async fn forget(&self, now: SystemTime) -> Result<(), OutboxError> {
        self.outbox.forget(now).await
    }

    /// Tries one mail after the other while `go_on`, and tells `log` of each; those that are still
    /// to be sent are left.
    pub async fn attempt_all(
        &mut self,
        keys: Vec<String>,
        pauses: Pauses,
        clock: fn() -> SystemTime,
        go_on: impl Fn() -> bool,
        log: fn(&str),
    ) -> Vec<String> {
        let mut failures = 0;
        let mut left = Vec::new();
        let mut is_over =
            pauses == Pauses::Kept && self.down.as_ref().is_some_and(|wait| !wait.is_due(clock()));
        for key in keys {
            if is_over || failures == FAILURES || !go_on() {
                left.push(key);
                continue;
            }
            match self.attempt(&key, pauses, clock()).await {
                Ok(turn) => {
                    turn.attempts.iter().for_each(|attempt| log(&attempt.to_string()));
                    is_over = turn.is_down;
                    failures = if turn.has_failed { failures + 1 } else { 0 };
                    if turn.is_open {
                        left.push(key);
                    }
                }
                Err(error) => {
                    log(&format!("ALARM: {error}"));
                    failures += 1;
                    left.push(key);
                }
            }
        }
        left
    }

    /// What cannot be noted yet stays held, and keeps no other mail waiting.
    async fn settle_rest(&mut self) {
        let mut rest = std::mem::take(&mut self.unsettled);
        for unsettled in &mut rest {
            let Unsettled { key, sent, end } = unsettled;
            // That it is done says all of it.
            while *end != End::Done
                && let Some(tag) = sent.last()
                && self.outbox.note(key, tag, &Slip::Sent).await.is_ok()
            {
                sent.pop();
            }
            if (*end == End::Done || sent.is_empty()) && self.outbox.settle(key, *end).await.is_ok()
            {
                key.clear();
            }
        }
        rest.retain(|unsettled| !unsettled.key.is_empty());
        self.unsettled = rest;
    }

    /// Notes that the service takes nothing now.
    pub(super) fn note_down(&mut self, why: &str, now: SystemTime) {
        let tries = self.down.as_ref().map_or(0, |wait| wait.tries).saturating_add(1);
        let pause = crate::outbox::pause(self.route.first_pause, tries, 128).min(SERVICE_PAUSE);
        let (noted, next) = (now, now + pause);
        self.down = Some(Wait { tries, noted, next, why: why.to_owned(), ..Wait::default() });
    }
}

/// After so many failures one after the other the service is taken to be down, and the rest of
/// the outbox waits for the next round.
const FAILURES: u32 = 3;

/// Whether an error is about the service, not about the mail.
pub(super) fn is_down(result: &Result<(), SendError>) -> bool {
    matches!(result, Err(SendError::Down(_)))
}

#[cfg(test)]
mod tests;

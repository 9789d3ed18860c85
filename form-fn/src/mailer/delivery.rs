//! Outbox → mailer: every mail that is due, one after the other.

use super::{Mailer, SendError};
use crate::outbox::{Due, Outbox, OutboxError, Outcome, Tries, most_attempts, pause};
use crate::step::{Step, pass};
use std::fmt;
use std::time::{Duration, SystemTime};

/// One line for the log about one attempt.
#[derive(Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Number of the report; a dash if the message is damaged.
    pub number: String,
    /// What happened.
    pub text: String,
    /// True if a person has to look.
    pub alarm: bool,
    /// True if it was not the mail's own fault, so that others would hardly fare better now.
    pub is_down: bool,
    /// True if it is still to be sent.
    pub is_open: bool,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alarm = if self.alarm { "ALARM: " } else { "" };
        write!(f, "{alarm}report {}: {}", self.number, self.text)
    }
}

/// Takes mail from an outbox to a mail service.
pub struct Delivery<O, M> {
    outbox: O,
    mailer: M,
    first_pause: Duration,
    /// How attempts ended that the outbox could not note: sent mail must not be sent again.
    unsettled: Vec<(String, Outcome)>,
}

/// A service that refuses a mail is asked three times: it may be its own mistake.
const REFUSALS: u32 = 3;

/// After so many failures one after the other the service is taken to be down, and the rest of
/// the outbox waits for the next round.
const FAILURES: u32 = 3;

impl<O: Outbox, M: Mailer> Delivery<O, M> {
    /// A delivery that waits `first_pause` after a first failed attempt, longer after others.
    pub fn new(outbox: O, mailer: M, first_pause: Duration) -> Self {
        Delivery { outbox, mailer, first_pause, unsettled: Vec::new() }
    }

    /// Names of the mails that are due.
    ///
    /// # Errors
    /// If the outbox cannot be read.
    pub async fn due(&mut self, now: SystemTime) -> Result<Vec<String>, OutboxError> {
        let mut n = 0;
        // What cannot be noted yet stays held, and keeps no other mail waiting.
        while let Some((key, outcome)) = self.unsettled.get(n) {
            match self.outbox.settle(key, *outcome).await {
                Ok(()) => drop(self.unsettled.swap_remove(n)),
                Err(_) => n += 1,
            }
        }
        let mut keys = self.outbox.due(now).await?;
        keys.retain(|key| self.unsettled.iter().all(|(other, _)| other != key));
        Ok(keys)
    }

    /// Lets go of what was sent long ago.
    ///
    /// # Errors
    /// If the outbox cannot be read or written.
    pub async fn forget(&self, now: SystemTime) -> Result<(), OutboxError> {
        self.outbox.forget(now).await
    }

    /// Tries one mail, if nobody else does, and tells what happened.
    ///
    /// # Errors
    /// If the outbox cannot be read.
    pub async fn attempt(
        &mut self,
        key: &str,
        now: SystemTime,
    ) -> Result<Option<Attempt>, OutboxError> {
        let Some(due) = self.outbox.take(key).await? else { return Ok(None) };
        pass(Step::Taken);
        let number = due.mail.identity().map(|(number, _)| number.to_string());
        let (outcome, mut text) = match number {
            Some(_) => self.send(&due, now).await,
            // Whatever it is, we did not write it, or it is not what we wrote.
            None => (Outcome::Dead, "the message is damaged".to_owned()),
        };
        let mut alarm = outcome == Outcome::Dead;
        if alarm {
            text = format!("DEAD, a person has to look: {text}");
        }
        if let Err(error) = self.outbox.settle(key, outcome).await {
            text = format!("{text}; FAILED to note it: {error}");
            alarm = true;
            if !matches!(outcome, Outcome::Later(..)) {
                self.unsettled.push((key.to_owned(), outcome));
            }
        }
        pass(Step::Settled);
        let is_down =
            matches!(outcome, Outcome::Later(_, tries) if tries.refused == due.tries.refused);
        let is_open = matches!(outcome, Outcome::Later(..));
        let number = number.unwrap_or_else(|| "-".to_owned());
        Ok(Some(Attempt { number, text, alarm, is_down, is_open }))
    }

    /// Tries one mail after the other while `go_on`, and tells `log` of each; those that are still
    /// to be sent are left.
    pub async fn attempt_all(
        &mut self,
        keys: Vec<String>,
        clock: fn() -> SystemTime,
        go_on: impl Fn() -> bool,
        log: fn(&str),
    ) -> Vec<String> {
        let mut failures = 0;
        let mut left = Vec::new();
        for key in keys {
            if failures == FAILURES || !go_on() {
                left.push(key);
                continue;
            }
            let (is_down, is_open) = match self.attempt(&key, clock()).await {
                Ok(Some(attempt)) => {
                    log(&attempt.to_string());
                    (attempt.is_down, attempt.is_open)
                }
                // It is sent, dead, or with another sender.
                Ok(None) => continue,
                Err(error) => {
                    log(&format!("ALARM: {error}"));
                    (true, true)
                }
            };
            failures = if is_down { failures + 1 } else { 0 };
            if is_open {
                left.push(key);
            }
        }
        left
    }

    async fn send(&self, due: &Due, now: SystemTime) -> (Outcome, String) {
        let result = self.mailer.send(&due.mail).await;
        let outcome = self.outcome(due, &result, now);
        match result {
            Ok(()) => {
                pass(Step::Sent);
                (outcome, "sent".to_owned())
            }
            Err(error) => (outcome, error.to_string()),
        }
    }

    fn outcome(&self, due: &Due, result: &Result<(), SendError>, now: SystemTime) -> Outcome {
        let Err(error) = result else { return Outcome::Sent };
        let refused = due.tries.refused + u32::from(matches!(error, SendError::Never(_)));
        let tries = Tries { all: due.tries.all.saturating_add(1), refused };
        if refused >= REFUSALS || tries.all >= most_attempts(self.first_pause) {
            return Outcome::Dead;
        }
        let spread =
            due.key.bytes().fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte));
        Outcome::Later(now + pause(self.first_pause, tries.all, spread), tries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailer::Nowhere;
    use crate::mime::Mail;
    use crate::outbox::{FIRST_PAUSE, Put, Secret};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    /// Has one mail, `k`, and notes nothing before it has been asked often enough.
    #[derive(Default)]
    struct Stubborn {
        asked: AtomicU32,
    }

    const OFTEN: u32 = 4;

    impl Outbox for Stubborn {
        async fn put(&self, _: &crate::guard::Claim, _: &Mail) -> Result<Put, OutboxError> {
            Ok(Put::Kept)
        }
        async fn secret(&self) -> Result<Secret, OutboxError> {
            Ok([0; 32])
        }
        async fn due(&self, _: SystemTime) -> Result<Vec<String>, OutboxError> {
            let is_noted = self.asked.load(Relaxed) >= OFTEN;
            Ok(if is_noted { Vec::new() } else { vec!["k".into()] })
        }
        async fn take(&self, key: &str) -> Result<Option<Due>, OutboxError> {
            let mail = Mail(b"Message-ID: <R-20261123-0123456789.1@x>\r\n\r\n".to_vec());
            Ok(Some(Due { key: key.to_owned(), mail, tries: Tries::default() }))
        }
        async fn settle(&self, _: &str, _: Outcome) -> Result<(), OutboxError> {
            match self.asked.fetch_add(1, Relaxed) + 1 {
                OFTEN => Ok(()),
                _ => Err(OutboxError("it is full".into())),
            }
        }
    }

    /// Takes everything, and counts.
    struct Counting(Arc<AtomicU32>);

    impl Mailer for Counting {
        async fn send(&self, _: &Mail) -> Result<(), SendError> {
            self.0.fetch_add(1, Relaxed);
            Ok(())
        }
    }

    #[tokio::test]
    async fn what_is_sent_and_cannot_be_noted_is_not_sent_again() {
        let sent = Arc::new(AtomicU32::new(0));
        let mut delivery = Delivery::new(Stubborn::default(), Counting(sent.clone()), FIRST_PAUSE);
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(delivery.due(now).await.expect("due"), ["k"]);
        let attempt = delivery.attempt("k", now).await.expect("attempt").expect("it is free");
        assert_eq!(attempt.text, "sent; FAILED to note it: the outbox failed: it is full");
        assert!(attempt.alarm);
        for _ in 0..OFTEN {
            assert!(delivery.due(now).await.expect("due").is_empty());
        }
        assert!(delivery.unsettled.is_empty(), "it is noted at last");
        assert_eq!(sent.load(Relaxed), 1);
    }

    fn outcome(all: u32, refused: u32, result: Result<(), SendError>) -> Outcome {
        let delivery = Delivery::new(Stubborn::default(), Nowhere, FIRST_PAUSE);
        let due = Due { key: "k".into(), mail: Mail(Vec::new()), tries: Tries { all, refused } };
        delivery.outcome(&due, &result, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn a_mail_is_tried_until_it_is_sent_or_dead() {
        let later = || Err(SendError::Later("x".into()));
        let never = || Err(SendError::Never("x".into()));
        let tries = |outcome| match outcome {
            Outcome::Later(_, tries) => (tries.all, tries.refused),
            other => panic!("{other:?}"),
        };
        assert_eq!(outcome(125, 2, Ok(())), Outcome::Sent);
        assert_eq!(tries(outcome(0, 0, later())), (1, 0));
        assert_eq!(tries(outcome(50, 0, never())), (51, 1), "an old mail is refused for once");
        assert_eq!(outcome(2, 2, never()), Outcome::Dead);
        assert_eq!(tries(outcome(9, 2, later())), (10, 2));
        assert_eq!(outcome(125, 0, later()), Outcome::Dead);
    }
}

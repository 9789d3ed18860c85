//! One mail's turn: to each of its recipients who is due, one after the other, and what is noted of
//! each before the next one's.

use super::delivery::{Pauses, SERVICE_PAUSE, Unsettled, is_down};
use super::{Delivery, Mailer, SendError};
use crate::failpoint::{Step, pass};
use crate::mime::Mail;
use crate::outbox::{
    End, LONGEST_PAUSE, Outbox, OutboxError, Slip, Slips, Tag, Taken, Wait, most_attempts, pause,
    without_digest,
};
use std::fmt;
use std::time::{Duration, SystemTime};

/// One line for the log about one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Number of the report; a dash if the message is damaged.
    pub number: String,
    /// What came of it, in words of ours.
    pub text: String,
    /// Whether a person has to look.
    pub alarm: bool,
    /// Whether the mail service took the mail.
    pub is_sent: bool,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alarm = if self.alarm { "ALARM: " } else { "" };
        write!(f, "{alarm}report {}: {}", self.number, self.text)
    }
}

/// What came of a mail's turn.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct MailTurn {
    /// One for each recipient that was tried.
    pub attempts: Vec<Attempt>,
    /// True if the service takes nothing now, so that others would fare no better.
    pub is_down: bool,
    /// True if the attempt failed of what may be the service's fault.
    pub has_failed: bool,
    /// True if it is still to be sent to somebody, and is not dead for them.
    pub is_open: bool,
}

/// A service that refuses a mail for good is asked three times: it may be its own mistake.
const REFUSALS: u32 = 3;

/// A message that cannot be read is tried again after so long.
const UNREADABLE: Duration = LONGEST_PAUSE;

impl<O: Outbox, M: Mailer> Delivery<O, M> {
    /// Tries one mail, if nobody else does.
    ///
    /// # Errors
    /// If the outbox cannot be read.
    pub async fn attempt(
        &mut self,
        key: &str,
        pauses: Pauses,
        now: SystemTime,
    ) -> Result<MailTurn, OutboxError> {
        let (kept, slips) = match self.outbox.take(key, &self.tags).await? {
            Taken::Held(kept, slips) => (kept, slips),
            // It is sent, dead, or with another sender.
            Taken::Busy => return Ok(MailTurn::default()),
            Taken::Unreadable(why) => return Ok(self.set_aside(key, &why, now)),
        };
        self.unreadable.remove(key);
        pass(Step::Taken);
        let number = kept.identity().map(|(number, _)| number.to_string());
        let mut sending = Sending { key, now, pauses, slips, unnoted: Vec::new() };
        let mut turn = MailTurn::default();
        let end = match (without_digest(&kept), &number) {
            (Some(mail), Some(number)) => {
                self.send(&mail, number, &mut sending, &mut turn).await;
                let has_it = |tag| sending.slips.get(tag) == Some(&Slip::Sent);
                if self.tags.iter().all(has_it) { End::Done } else { End::Open }
            }
            // Whatever it is, we did not write it, or it is not what we wrote.
            _ => {
                let file = file(key);
                let text = format!("DEAD, a person has to look: the message {file} is damaged");
                turn.attempts.push(Attempt::alarm(number.as_deref().unwrap_or("-"), &text));
                End::Damaged
            }
        };
        self.end(sending, end, &mut turn).await;
        pass(Step::Settled);
        Ok(turn)
    }

    /// Sends a mail to each recipient who is due.
    async fn send(
        &mut self,
        mail: &Mail,
        number: &str,
        sending: &mut Sending<'_>,
        turn: &mut MailTurn,
    ) {
        for n in 0..self.tags.len() {
            let tag = self.tags[n];
            let before = match sending.slips.get(&tag) {
                Some(Slip::Sent) => continue,
                Some(Slip::Waiting(wait)) => wait.clone(),
                None => Wait::default(),
            };
            let is_slow = self.slow.get(&tag).is_some_and(|wait| !wait.is_due(sending.now));
            if sending.pauses == Pauses::Kept && (is_slow || !before.is_due(sending.now)) {
                turn.is_open |= !before.is_dead;
                continue;
            }
            let to = &self.route.to[n];
            let result = self.route.mailer.send(mail, Some(&self.route.from), to).await;
            self.note_pace(&tag, &result, sending.now);
            if result.is_ok() {
                pass(Step::Sent);
            }
            self.sent += u64::from(result.is_ok());
            self.failed += u64::from(result.is_err());
            turn.is_down = is_down(&result);
            let slip = self.slip(&before, &result, sending);
            let mut attempt = self.attempt_of(number, n, &result, &slip);
            turn.has_failed = matches!(result, Err(SendError::Later(_) | SendError::Late(_)));
            turn.is_open |= matches!(&slip, Slip::Waiting(wait) if !wait.is_dead);
            sending.slips.insert(tag, slip.clone());
            let has_it = |tag| sending.slips.get(tag) == Some(&Slip::Sent);
            // That the last one has it is noted as that all have it.
            if !self.tags.iter().all(has_it)
                && let Err(error) = self.outbox.note(sending.key, &tag, &slip).await
                && !turn.is_down
            {
                attempt.not_noted(&error);
                sending.unnoted.extend((slip == Slip::Sent).then_some(tag));
            }
            turn.attempts.push(attempt);
            match result {
                Err(SendError::Down(why)) => return self.note_down(&why, sending.now),
                _ => self.down = None,
            }
        }
    }

    /// A recipient whose mailbox keeps everybody waiting is left out for a while, for all mails alike:
    /// the others have theirs meanwhile.
    fn note_pace(&mut self, tag: &Tag, result: &Result<(), SendError>, now: SystemTime) {
        match result {
            Err(SendError::Late(_)) if self.tags.len() > 1 => {
                let wait = Wait { noted: now, next: now + SERVICE_PAUSE, ..Wait::default() };
                self.slow.insert(*tag, wait);
            }
            _ => drop(self.slow.remove(tag)),
        }
    }

    /// Lets go of a mail, or keeps it held until what came of it can be noted.
    async fn end(&mut self, sending: Sending<'_>, end: End, turn: &mut MailTurn) {
        let settled = match end == End::Done || sending.unnoted.is_empty() {
            true => self.outbox.settle(sending.key, end).await,
            // Its attempt tells.
            false => Ok(()),
        };
        if let Err(error) = &settled {
            if turn.attempts.is_empty() {
                turn.attempts.push(Attempt::alarm("-", "not let go"));
            }
            turn.attempts.iter_mut().last().into_iter().for_each(|last| last.not_noted(error));
        }
        let is_lost = end != End::Open && settled.is_err();
        if is_lost || end == End::Open && !sending.unnoted.is_empty() {
            let key = sending.key.to_owned();
            self.unsettled.push(Unsettled { key, sent: sending.unnoted, end });
        }
    }

    /// What to note of a recipient after an attempt.
    fn slip(&self, before: &Wait, result: &Result<(), SendError>, sending: &Sending<'_>) -> Slip {
        let error = match result {
            Ok(()) => return Slip::Sent,
            // It is not the mail's fault, and does not count. Why is for “form-fn status”.
            Err(SendError::Down(why)) => {
                let (noted, why) = (sending.now, why.clone());
                return Slip::Waiting(Wait { noted, why, ..before.clone() });
            }
            Err(error) => error,
        };
        let refused = before.refused + u32::from(matches!(error, SendError::Never(_)));
        let tries = before.tries.saturating_add(1);
        let is_dead =
            before.is_dead || refused >= REFUSALS || tries >= most_attempts(self.route.first_pause);
        let key = sending.key.bytes();
        let spread = key.fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte));
        let pause =
            if is_dead { LONGEST_PAUSE } else { pause(self.route.first_pause, tries, spread) };
        let (noted, next, why) = (sending.now, sending.now + pause, error.why().to_owned());
        Slip::Waiting(Wait { tries, refused, is_dead, noted, next, why })
    }

    /// The line for the log about the n-th recipient.
    fn attempt_of(
        &self,
        number: &str,
        n: usize,
        result: &Result<(), SendError>,
        slip: &Slip,
    ) -> Attempt {
        let alarm = matches!(slip, Slip::Waiting(wait) if wait.is_dead) && !is_down(result);
        let mut text = match result {
            Ok(()) => "sent".to_owned(),
            Err(error) => error.to_string(),
        };
        if alarm {
            text = format!("DEAD, a person has to look, tried once a day: {text}");
        }
        if self.tags.len() > 1 && !is_down(result) {
            text = format!("recipient {} of {}: {text}", n + 1, self.tags.len());
        }
        Attempt { number: number.to_owned(), text, alarm, is_sent: result.is_ok() }
    }

    /// A message that cannot be read keeps none behind it waiting, and none of them is lost: perhaps
    /// its owner is wrong, and somebody mends that.
    fn set_aside(&mut self, key: &str, why: &str, now: SystemTime) -> MailTurn {
        let wait = Wait { noted: now, next: now + UNREADABLE, ..Wait::default() };
        self.unreadable.insert(key.to_owned(), wait);
        let text =
            format!("the message {} cannot be read ({why}); it stays where it is", file(key));
        MailTurn { attempts: vec![Attempt::alarm("-", &text)], ..MailTurn::default() }
    }
}

/// The name of a mail's file, as a line of the log may have it: whoever put something into the outbox
/// chose its name.
fn file(key: &str) -> String {
    format!("{}.eml", key.escape_debug())
}

/// A mail that is being sent.
struct Sending<'a> {
    key: &'a str,
    now: SystemTime,
    pauses: Pauses,
    slips: Slips,
    /// Recipients who have it, of whom that could not be noted.
    unnoted: Vec<Tag>,
}

impl Attempt {
    fn alarm(number: &str, text: &str) -> Attempt {
        Attempt { number: number.to_owned(), text: text.to_owned(), alarm: true, is_sent: false }
    }

    fn not_noted(&mut self, error: &OutboxError) {
        self.text = format!("{}; FAILED to note it: {error}", self.text);
        self.alarm = true;
    }
}

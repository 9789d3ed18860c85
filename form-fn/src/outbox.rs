//! The outbox: sealed mail that is safe before its reporter sees a number.
//!
//! What is kept is the finished mail, so no store ever holds plain text, and a later change
//! of keys cannot lose a report.

#[cfg(feature = "folder")]
mod folder;
#[cfg(any(feature = "folder", feature = "aws"))]
mod note;
#[cfg(feature = "aws")]
mod s3;
#[cfg(any(feature = "folder", feature = "aws"))]
mod store;

#[cfg(feature = "folder")]
pub use folder::Folder;
#[cfg(feature = "aws")]
pub use s3::S3;
#[cfg(any(feature = "folder", feature = "aws"))]
pub use store::Store;

use crate::guard::Claim;
use crate::mime::Mail;
use crate::report::Number;
use std::future::Future;
use std::time::{Duration, SystemTime};

/// Keys the claims and tokens of an outbox.
pub type Secret = [u8; 32];

/// What became of a mail that was put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is kept.
    Kept,
    /// The same post was kept before, under this number.
    Repeated(Number),
    /// Another post holds the claim.
    Taken,
}

/// The outbox could not do what it was asked for. The text is for the log: it names no path and no words.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the outbox failed: {0}")]
pub struct OutboxError(pub String);

/// A mail that is held for sending.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its name in the outbox.
    pub key: String,
    /// The mail.
    pub mail: Mail,
    /// How it went so far.
    pub tries: Tries,
}

/// How often a mail was tried in vain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tries {
    /// Attempts in all.
    pub all: u32,
    /// Those in which the mail itself was refused.
    pub refused: u32,
}

/// How an attempt to send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The mail service has it.
    Sent,
    /// Try again at that time.
    Later(SystemTime, Tries),
    /// It can never be sent; a person has to look.
    Dead,
}

/// Keeps sealed mail until it is sent.
pub trait Outbox: Send + Sync + 'static {
    /// Keeps a mail. When this returns [`Put::Kept`], no crash loses it.
    fn put(
        &self,
        claim: &Claim,
        mail: &Mail,
    ) -> impl Future<Output = Result<Put, OutboxError>> + Send;

    /// What an earlier post means for this one, told before anything is sealed for it. `None` may
    /// also mean that it could not be told: [`Outbox::put`] has the last word.
    fn find(&self, _claim: &Claim) -> impl Future<Output = Option<Put>> + Send {
        async { None }
    }

    /// A secret that stays the same as long as the outbox does. It keys the names of posts, so
    /// that all who take reports for one outbox agree on them.
    fn secret(&self) -> impl Future<Output = Result<Secret, OutboxError>> + Send;

    /// Names of the mails to be tried at `now`.
    fn due(&self, now: SystemTime)
    -> impl Future<Output = Result<Vec<String>, OutboxError>> + Send;

    /// One of them, held for this caller until [`Outbox::settle`]; none if another has it.
    fn take(&self, key: &str) -> impl Future<Output = Result<Option<Due>, OutboxError>> + Send;

    /// Notes how an attempt ended. If that fails the mail stays held, and this can be called again;
    /// but for one that is to be tried later, which is free again in any case, after some minutes
    /// at most.
    fn settle(
        &self,
        key: &str,
        outcome: Outcome,
    ) -> impl Future<Output = Result<(), OutboxError>> + Send;

    /// Lets go of what was sent long ago. An outbox whose store has rules for that does nothing.
    fn forget(&self, _now: SystemTime) -> impl Future<Output = Result<(), OutboxError>> + Send {
        async { Ok(()) }
    }
}

/// The first pause of a mail that could not be sent.
pub const FIRST_PAUSE: Duration = Duration::from_secs(60);

const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Pause after the n-th failed attempt (from 1): the first one, doubling to an hour. `spread` in
/// 0..=255 moves it by up to an eighth, so that many mails do not come back at once.
pub fn pause(first: Duration, attempts: u32, spread: u8) -> Duration {
    let doubled = first.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    doubled.min(LONGEST_PAUSE) * (896 + u32::from(spread)) / 1024
}

/// After this long without success, a mail is dead (RFC 5321 §4.5.4.1 asks for four to five days).
const GIVE_UP: Duration = Duration::from_secs(5 * 24 * 3600);

/// How many attempts fit into the time before a mail is given up.
pub fn most_attempts(first: Duration) -> u32 {
    let mut waited = Duration::ZERO;
    let mut attempts = 1;
    while waited < GIVE_UP {
        // A pause of nothing would never get there.
        waited += pause(first.max(Duration::from_secs(1)), attempts, 128);
        attempts += 1;
    }
    attempts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let pause = |attempts, spread| pause(FIRST_PAUSE, attempts, spread);
        assert_eq!(pause(1, 128), Duration::from_secs(60));
        assert_eq!(pause(3, 128), Duration::from_secs(240));
        assert_eq!(pause(40, 128), Duration::from_secs(3600));
        assert!(pause(1, 0) < pause(1, 255));
        assert_eq!(most_attempts(FIRST_PAUSE), 126);
        assert!(most_attempts(Duration::ZERO) > 126);
    }
}

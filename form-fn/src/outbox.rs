//! The outbox: sealed mail that is safe before its reporter sees a number.
//!
//! What is kept is the finished mail, so no store ever holds plain text, and a later change
//! of keys cannot lose a report.

#[cfg(feature = "folder")]
mod folder;

#[cfg(feature = "folder")]
pub use folder::Folder;

use crate::guard::Claim;
use crate::mime::Mail;
use crate::report::Number;
use std::future::Future;
use std::time::{Duration, SystemTime};

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

/// The outbox did not take a mail. The text is for the log: it names no path and no words.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the outbox did not take a report: {0}")]
pub struct OutboxError(pub String);

/// A mail that is due to be sent.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its name in the outbox.
    pub key: String,
    /// The mail.
    pub mail: Mail,
    /// How often it was tried.
    pub attempts: u32,
}

/// How an attempt to send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The mail service has it.
    Sent,
    /// Try again at that time.
    Later(SystemTime),
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

    /// Mails to be tried at `now`, each held for this caller until [`Outbox::settle`].
    fn due(&self, now: SystemTime) -> impl Future<Output = Result<Vec<Due>, OutboxError>> + Send;

    /// Notes how an attempt ended.
    fn settle(
        &self,
        due: &Due,
        outcome: Outcome,
    ) -> impl Future<Output = Result<(), OutboxError>> + Send;
}

/// Pause after the n-th failed attempt (from 1): one minute, doubling to an hour. `spread` in
/// 0..=255 moves it by up to a quarter, so that many mails do not come back at once.
pub fn pause(attempts: u32, spread: u8) -> Duration {
    let minutes = 1u64 << attempts.saturating_sub(1).min(6);
    let seconds = (minutes * 60).min(3600);
    Duration::from_secs(seconds * (896 + u64::from(spread)) / 1024)
}

/// After this long without success, a mail is dead (RFC 5321 §4.5.4.1 asks for four to five days).
pub const GIVE_UP: Duration = Duration::from_secs(5 * 24 * 3600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        assert_eq!(pause(1, 128), Duration::from_secs(60));
        assert_eq!(pause(3, 128), Duration::from_secs(240));
        assert_eq!(pause(40, 128), Duration::from_secs(3600));
        assert!(pause(1, 0) < pause(1, 255));
    }
}

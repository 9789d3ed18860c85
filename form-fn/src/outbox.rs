//! The outbox: sealed mail that is safe before its reporter sees a number.
//!
//! What is kept is the finished mail, so no store ever holds plain text, and a later change
//! of keys cannot lose a report. Whom it goes to is not part of it: that is for the settings of the
//! day on which it is sent. Beside it stands who has it already.

#[cfg(feature = "folder")]
mod blocking;
#[cfg(feature = "folder")]
mod folder;
mod intact;
#[cfg(feature = "aws")]
mod s3;
mod slip;
#[cfg(any(feature = "folder", feature = "aws"))]
mod store;
mod survey;

#[cfg(feature = "folder")]
pub use blocking::in_one_go;
#[cfg(feature = "folder")]
pub use folder::Folder;
pub use intact::without_digest;
#[cfg(feature = "aws")]
pub use s3::S3;
pub use slip::{Slip, Slips, Tag, Wait};
#[cfg(any(feature = "folder", feature = "aws"))]
pub use store::Store;
pub use survey::{Standing, Survey};

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
    /// It was kept, and no crash loses it.
    Kept,
    /// The same post was kept before, under this number.
    Repeated(Number),
    /// Another post, with other words, was kept under this claim before.
    Taken,
}

/// The outbox could not do what it was asked for. The text is for the log: it names no path and no
/// words of a report. What the disk or S3 said may name both, so it is not kept beside it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the outbox failed: {0}")]
pub struct OutboxError(pub String);

/// A mail of the outbox that not every recipient is known to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the outbox, which is the key of its claim.
    pub key: String,
    /// When it was put into the outbox, by the clock of whoever keeps it.
    pub kept: SystemTime,
    /// How it stands with each recipient who was tried.
    pub slips: Slips,
}

/// Everything in the outbox that is not done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The mails, in the order in which they came.
    pub waiting: Vec<Entry>,
    /// Names of messages that are damaged, and of what was never a message.
    pub strange: Vec<String>,
}

/// What became of a mail that was to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is held for this caller until [`Outbox::settle`]: as it was kept, which
    /// [`without_digest`] opens.
    Held(Mail, Slips),
    /// Another has it, or it is settled or gone.
    Busy,
    /// It cannot be read; the reason in a few words.
    Unreadable(String),
}

/// How a turn of sending a mail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Every recipient is known to have it: it is settled.
    Done,
    /// Some do not have it yet.
    Open,
    /// It is none of ours, or not what was kept: it can never be sent.
    Damaged,
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

    /// Lists what is not settled, without the mails themselves.
    fn list(&self) -> impl Future<Output = Result<Listing, OutboxError>> + Send;

    /// The headers of a mail; none if it is gone.
    fn head(&self, key: &str) -> impl Future<Output = Result<Option<Mail>, OutboxError>> + Send;

    /// Takes a mail, to send it to some recipients: what it takes to note that they have it is made
    /// ready before, as far as that is possible, so that noting it needs no room.
    fn take(
        &self,
        key: &str,
        recipients: &[Tag],
    ) -> impl Future<Output = Result<Taken, OutboxError>> + Send;

    /// Notes how it stands with one recipient of a mail that is held. If that fails, this can be
    /// called again.
    fn note(
        &self,
        key: &str,
        recipient: &Tag,
        slip: &Slip,
    ) -> impl Future<Output = Result<(), OutboxError>> + Send;

    /// Ends the holding of a mail. If that fails the mail stays held, and this can be called again;
    /// but for one that is open, which is free in any case, after some minutes at most.
    fn settle(&self, key: &str, end: End) -> impl Future<Output = Result<(), OutboxError>> + Send;

    /// Lets a mail be sent again that was marked as dead, if it is what was kept; false if there is
    /// none such.
    fn revive(&self, _key: &str) -> impl Future<Output = Result<bool, OutboxError>> + Send {
        async { Ok(false) }
    }

    /// Whether a mail is not what was kept; also if it is gone, or cannot be read, it is not.
    fn is_damaged(&self, _key: &str) -> impl Future<Output = bool> + Send {
        async { false }
    }

    /// Whether a report could be kept now.
    fn check(&self) -> impl Future<Output = Result<(), OutboxError>> + Send {
        async { Ok(()) }
    }

    /// Whether a report could be kept now, as far as that shows without writing anything: whoever
    /// only looks may be another user than the service.
    fn look(&self) -> impl Future<Output = Result<(), OutboxError>> + Send {
        async { Ok(()) }
    }

    /// Lets go of what was sent long ago. An outbox whose store has rules for that does nothing.
    fn forget(&self, _now: SystemTime) -> impl Future<Output = Result<(), OutboxError>> + Send {
        async { Ok(()) }
    }
}

/// The first pause of a mail that could not be sent.
pub const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// Between attempts that may still succeed.
const LONG_PAUSE: Duration = Duration::from_secs(3600);

/// Between attempts of what is dead, each of which is an alarm: whoever mends what is wrong need not
/// do more.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);

/// Pause after the n-th failed attempt (from 1): the first one, doubling to an hour. `spread` in
/// 0..=255 moves it by up to an eighth, so that many mails do not come back at once.
pub fn pause(first: Duration, attempts: u32, spread: u8) -> Duration {
    let doubled = first.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    doubled.min(LONG_PAUSE) * (896 + u32::from(spread)) / 1024
}

/// After this long without success, a mail is dead for a recipient (RFC 5321 §4.5.4.1 asks for four
/// to five days).
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

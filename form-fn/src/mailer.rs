//! Sealed mail → the mail service.

#[cfg(feature = "smtp")]
mod smtp;

#[cfg(feature = "smtp")]
pub use smtp::{Smtp, SmtpConfig, TlsMode};

use crate::mime::Mail;
use crate::outbox::{Due, GIVE_UP, Outbox, OutboxError, Outcome, pause};
use std::future::Future;
use std::time::SystemTime;

/// Why a mail was not sent. The texts are for the log: they hold no address and no words.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SendError {
    /// Another attempt may succeed.
    #[error("not sent yet: {0}")]
    Later(String),
    /// No attempt will.
    #[error("cannot be sent: {0}")]
    Never(String),
}

/// Hands mail to a service that delivers it.
pub trait Mailer: Send + Sync + 'static {
    /// Sends one mail; success means that the service has taken responsibility (RFC 5321 §4.2.5).
    fn send(&self, mail: &Mail) -> impl Future<Output = Result<(), SendError>> + Send;
}

/// Keeps everything in the outbox, for those who fetch it from there.
pub struct Nowhere;

impl Mailer for Nowhere {
    async fn send(&self, _mail: &Mail) -> Result<(), SendError> {
        Err(SendError::Later("no mail service is configured".into()))
    }
}

/// One line for the log about one attempt.
#[derive(Debug)]
pub struct Attempt {
    /// Number of the report; a dash if the message is damaged.
    pub number: String,
    /// What happened.
    pub text: String,
    /// True if a person has to look.
    pub alarm: bool,
}

/// Tries every mail that is due, and tells what happened to each.
///
/// # Errors
/// If the outbox cannot be read or written.
pub async fn drain<O: Outbox, M: Mailer>(
    outbox: &O,
    mailer: &M,
    now: SystemTime,
) -> Result<Vec<Attempt>, OutboxError> {
    let mut attempts = Vec::new();
    for due in outbox.due(now).await? {
        let result = mailer.send(&due.mail).await;
        let outcome = outcome(&due, &result, now);
        outbox.settle(&due, outcome).await?;
        let number =
            due.mail.identity().map_or_else(|| "-".to_owned(), |(number, _)| number.to_string());
        let text = match (&result, outcome) {
            (Ok(()), _) => "sent".to_owned(),
            (Err(error), Outcome::Dead) => format!("DEAD: {error}"),
            (Err(error), _) => error.to_string(),
        };
        attempts.push(Attempt { number, text, alarm: outcome == Outcome::Dead });
    }
    Ok(attempts)
}

/// A service that says never is asked three times: it may be its own mistake.
const NEVERS: u32 = 3;

fn outcome(due: &Due, result: &Result<(), SendError>, now: SystemTime) -> Outcome {
    let attempts = due.attempts + 1;
    // About as many attempts as fit between the first and giving up, most of them hourly.
    let most = 6 + (GIVE_UP.as_secs() / 3600) as u32;
    let spread = due.key.bytes().fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte));
    match result {
        Ok(()) => Outcome::Sent,
        Err(SendError::Never(_)) if attempts >= NEVERS => Outcome::Dead,
        Err(_) if attempts >= most => Outcome::Dead,
        Err(_) => Outcome::Later(now + pause(attempts, spread)),
    }
}

//! Sealed mail → the mail service.

mod delivery;
#[cfg(any(feature = "smtp", feature = "aws"))]
mod service;
#[cfg(feature = "aws")]
mod ses;
#[cfg(feature = "smtp")]
mod smtp;

pub use delivery::{Attempt, Delivery};
#[cfg(any(feature = "smtp", feature = "aws"))]
pub use service::Service;
#[cfg(feature = "aws")]
pub use ses::Ses;
#[cfg(feature = "smtp")]
pub use smtp::{Smtp, SmtpConfig, TlsMode};

use crate::mime::Mail;
use std::future::Future;

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

/// Tries once to send an acknowledgement, for at most so long; a line for the log.
#[cfg(any(feature = "server", feature = "lambda"))]
pub async fn acknowledge(mailer: &impl Mailer, mail: &Mail, limit: std::time::Duration) -> String {
    let outcome = match tokio::time::timeout(limit, mailer.send(mail)).await {
        Ok(Ok(())) => "acknowledged to its reporter".to_owned(),
        Ok(Err(SendError::Later(why) | SendError::Never(why))) => {
            format!("not acknowledged: {why}")
        }
        Err(_) => "not acknowledged: the mail service took too long".to_owned(),
    };
    let number = mail.identity().map_or_else(|| "-".to_owned(), |(number, _)| number.to_string());
    format!("report {number}: {outcome}")
}

/// Keeps everything in the outbox, for those who fetch it from there.
pub struct Nowhere;

impl Mailer for Nowhere {
    async fn send(&self, _mail: &Mail) -> Result<(), SendError> {
        Err(SendError::Later("no mail service is configured".into()))
    }
}

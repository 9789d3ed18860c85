//! Sealed mail → the mail service, to one recipient after the other.

mod delivery;
#[cfg(any(feature = "smtp", feature = "aws"))]
mod service;
#[cfg(feature = "aws")]
mod ses;
#[cfg(feature = "smtp")]
mod smtp;
mod turn;

pub use delivery::{Delivery, Pauses, Route};
#[cfg(any(feature = "smtp", feature = "aws"))]
pub use service::Service;
#[cfg(feature = "aws")]
pub use ses::Ses;
#[cfg(feature = "smtp")]
pub use smtp::{Smtp, SmtpConfig, TlsMode};
pub use turn::{Attempt, MailTurn};

use crate::mime::Mail;
use std::future::Future;

/// Why a mail was not sent to a recipient. The texts are for the log: they hold no address and no
/// words but our own. What a server said may hold an address, so it is not kept beside them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The mail service takes nothing now, whatever the mail and whoever its recipient.
    #[error("not sent yet: {0}")]
    Down(String),
    /// This mail, or this recipient: another attempt may succeed.
    #[error("not sent yet: {0}")]
    Later(String),
    /// This mail, or this recipient: it kept us waiting, and perhaps the next one, too.
    #[error("not sent yet: {0}")]
    Late(String),
    /// This mail, or this recipient: no attempt will succeed as things are.
    #[error("refused: {0}")]
    Never(String),
}

impl SendError {
    /// The reason alone, without what it means for other attempts.
    pub fn why(&self) -> &str {
        match self {
            SendError::Down(why)
            | SendError::Later(why)
            | SendError::Late(why)
            | SendError::Never(why) => why,
        }
    }
}

/// Hands mail to a service that delivers it.
pub trait Mailer: Send + Sync + 'static {
    /// Sends a mail to one recipient; success means that the service has taken responsibility
    /// (RFC 5321 §4.2.5). `from` is the return path; none for an automatic answer (RFC 3834 §3.3).
    fn send(
        &self,
        mail: &Mail,
        from: Option<&str>,
        to: &str,
    ) -> impl Future<Output = Result<(), SendError>> + Send;
}

/// Tries once to send an acknowledgement, for at most so long; a line for the log.
#[cfg(any(feature = "server", feature = "lambda"))]
pub async fn acknowledge(mailer: &impl Mailer, mail: &Mail, limit: std::time::Duration) -> String {
    let send = async {
        let envelope = mail.envelope();
        let unreadable = || SendError::Never("its address cannot be read".into());
        let to =
            envelope.as_ref().and_then(|envelope| envelope.to.first()).ok_or_else(unreadable)?;
        mailer.send(mail, None, to).await
    };
    let outcome = match tokio::time::timeout(limit, send).await {
        Ok(Ok(())) => "acknowledged to its reporter".to_owned(),
        Ok(Err(error)) => format!("not acknowledged: {}", error.why()),
        Err(_) => "not acknowledged: the mail service took too long".to_owned(),
    };
    let number = mail.identity().map_or_else(|| "-".to_owned(), |(number, _)| number.to_string());
    format!("report {number}: {outcome}")
}

/// Keeps everything in the outbox, for those who fetch it from there.
pub struct Nowhere;

impl Mailer for Nowhere {
    async fn send(&self, _: &Mail, _: Option<&str>, _: &str) -> Result<(), SendError> {
        Err(SendError::Down("no mail service is configured".into()))
    }
}

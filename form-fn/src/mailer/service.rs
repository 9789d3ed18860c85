//! The mail service that the configuration names, whichever kind it is.

use super::{Mailer, SendError};
use crate::mime::Mail;

/// One of the mail services that this program was built with.
#[derive(Clone)]
pub enum Service {
    /// A mail server, by SMTP.
    #[cfg(feature = "smtp")]
    Smtp(super::Smtp),
    /// Amazon SES, by its API.
    #[cfg(feature = "aws")]
    Ses(super::Ses),
}

impl Mailer for Service {
    async fn send(&self, mail: &Mail, from: Option<&str>, to: &str) -> Result<(), SendError> {
        match self {
            #[cfg(feature = "smtp")]
            Service::Smtp(service) => service.send(mail, from, to).await,
            #[cfg(feature = "aws")]
            Service::Ses(service) => service.send(mail, from, to).await,
        }
    }
}

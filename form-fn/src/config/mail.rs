//! What a configuration says of the mail service: which one, where, and how it is talked to.

use std::path::PathBuf;

/// What delivers the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailService {
    /// A mail server.
    Smtp(MailServer),
    /// Amazon SES.
    Ses(SesOptions),
    /// Nothing: the outbox is fetched by other means.
    None,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// File with a certificate authority.
    pub ca: Option<PathBuf>,
    /// User, and file with the password.
    pub login: Option<(String, PathBuf)>,
}

impl MailServer {
    /// Whether all that is said to it can be heard on a network.
    pub fn is_in_the_clear(&self) -> bool {
        self.protection == Protection::None && !crate::address::is_this_machine(&self.host)
    }
}

/// What SES is told with each mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SesOptions {
    /// Name of the configuration set.
    pub configuration_set: Option<String>,
    /// ARN of the identity that letters are sent by, where it belongs to another account.
    pub source_arn: Option<String>,
    /// Names and values that its events carry.
    pub tags: Vec<(String, String)>,
}

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// `smtps://`: TLS from the first byte (RFC 8314).
    Tls,
    /// `smtp://`: STARTTLS, without which nothing is sent.
    StartTls,
    /// `smtp://…?starttls=never`: not at all, to a server on this machine or, where the address says
    /// so with `cleartext=yes`, on a network of the team's own.
    None,
}

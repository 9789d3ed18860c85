//! What a configuration says of the mail service: which one, where, and how it is talked to.

use std::path::PathBuf;

/// The service that delivers the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailService {
    /// A mail server, to which mail is handed by SMTP (RFC 5321).
    Smtp(MailServer),
    /// Amazon SES, to which mail is handed by its API (`SendRawEmail`).
    Ses(SesOptions),
    /// Nothing: the outbox is fetched by other means.
    None,
}

/// A mail server, and how it is talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Its name, or its address without brackets. Its certificate has to be for that.
    pub host: String,
    /// Its TCP port: 465 for `smtps://`, 587 for `smtp://`, and 25 without TLS, if the address
    /// names none.
    pub port: u16,
    /// How the connection is protected, as the scheme and the options of the address say.
    pub protection: Protection,
    /// A file in PEM with certificates that are trusted beside the usual authorities; none if those
    /// have to do.
    pub ca: Option<PathBuf>,
    /// The user, and the file with the password; none if the server asks for neither.
    pub login: Option<(String, PathBuf)>,
}

impl MailServer {
    /// Whether all that is said to it can be heard on a network.
    pub fn is_in_the_clear(&self) -> bool {
        self.protection == Protection::None && !crate::address::is_this_machine(&self.host)
    }
}

/// What SES is told with each mail beside the mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SesOptions {
    /// The name of the configuration set; none if SES uses that of the identity.
    pub configuration_set: Option<String>,
    /// ARN of the identity that letters are sent by, where it belongs to another account.
    pub source_arn: Option<String>,
    /// The tags, each a name with its value, that the events of SES carry; each name once.
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

//! SMTP (RFC 5321) over TLS (RFC 8314, RFC 3207). lettre is the transport only: the mail is
//! finished before, and its own time limit covers connecting alone, so each send has another.

use super::{Mailer, SendError};
use crate::mime::Mail;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::time::Duration;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// `smtps://`: TLS from the first byte.
    Implicit,
    /// `smtp://`: STARTTLS, without which nothing is sent.
    StartTls,
    /// `smtp://…?starttls=never`: only to a server on this machine.
    Never,
}

/// Where and how to send.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Name of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Protection.
    pub tls: TlsMode,
    /// Certificate authority in PEM that is trusted beside the usual ones.
    pub ca: Option<Vec<u8>>,
    /// User and password.
    pub credentials: Option<(String, String)>,
    /// Name to greet with.
    pub hello: String,
    /// How long one send may take in all.
    pub timeout: Duration,
}

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
}

impl Smtp {
    /// Prepares the transport; nothing is sent yet.
    ///
    /// # Errors
    /// A sentence, if the certificate or the host's name is not usable.
    pub fn new(config: SmtpConfig) -> Result<Smtp, String> {
        let tls = match config.tls {
            TlsMode::Never => Tls::None,
            mode => {
                let mut parameters = TlsParameters::builder(config.host.clone());
                if let Some(pem) = &config.ca {
                    // A file without any certificate is read as none, and would not be missed
                    // before the first report.
                    if memchr::memmem::find(pem, b"-----BEGIN CERTIFICATE-----").is_none() {
                        return Err("there is no certificate in PEM in it".to_owned());
                    }
                    let certificate = Certificate::from_pem(pem)
                        .map_err(|_| "its certificate is damaged".to_owned())?;
                    parameters = parameters.add_root_certificate(certificate);
                }
                let parameters =
                    parameters.build().map_err(|error| format!("TLS cannot be set up: {error}"))?;
                if mode == TlsMode::Implicit {
                    Tls::Wrapper(parameters)
                } else {
                    Tls::Required(parameters)
                }
            }
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(config.timeout))
            .hello_name(ClientId::Domain(config.hello));
        if let Some((user, password)) = config.credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Smtp { transport: builder.build(), timeout: config.timeout })
    }
}

impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let envelope = envelope(mail)
            .ok_or_else(|| SendError::Never("its addresses cannot be read".into()))?;
        match tokio::time::timeout(self.timeout, self.transport.send_raw(&envelope, &mail.0)).await
        {
            Err(_) => Err(SendError::Later("the server took too long".into())),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judge(&error)),
        }
    }
}

fn envelope(mail: &Mail) -> Option<Envelope> {
    let envelope = mail.envelope()?;
    let from = envelope.from.map(|from| from.parse()).transpose().ok()?;
    let to = envelope.to.iter().map(|to| to.parse()).collect::<Result<_, _>>().ok()?;
    Envelope::new(from, to).ok()
}

/// Only a refusal of the mail itself is final; whatever concerns the connection may pass.
/// A server's own words may quote addresses, so the log gets its code alone.
fn judge(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(|code| code.to_string());
    match (error.is_permanent(), code) {
        // 530 and 535 are about logging in (RFC 4954 §6): a person mends that, the mail is fine.
        (true, Some(code)) if !code.starts_with("53") => {
            SendError::Never(format!("the server answered {code}"))
        }
        (_, Some(code)) => SendError::Later(format!("the server answered {code}")),
        (_, None) if error.is_tls() || is_handshake(error) => {
            SendError::Later("the connection could not be protected by TLS".into())
        }
        (_, None) if error.is_timeout() => SendError::Later("the server took too long".into()),
        (_, None) => SendError::Later("the server could not be reached, or broke off".into()),
    }
}

/// rustls wraps what it dislikes about the other side, mostly its certificate, in an I/O error
/// of this kind; lettre calls that a failed connection.
fn is_handshake(error: &lettre::transport::smtp::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if kind == Some(std::io::ErrorKind::InvalidData) {
            return true;
        }
        cause = error.source();
    }
    false
}

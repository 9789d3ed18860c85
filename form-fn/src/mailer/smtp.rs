//! SMTP (RFC 5321) over TLS (RFC 8314, RFC 3207). lettre is the transport only: the mail is
//! finished before, and the talk is ours, so that what a server says of itself is told from what
//! it says of the mail.

mod lines;

use super::{Mailer, SendError};
use crate::mime::Mail;
use crate::tls::is_handshake;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Severity;
use lines::Lines;
use std::time::Duration;
use tokio::net::TcpStream;

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
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    mode: TlsMode,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

/// How long a server may take to say good-bye; nothing depends on it.
const QUIT: Duration = Duration::from_secs(5);

impl Smtp {
    /// Prepares the transport; nothing is sent yet.
    ///
    /// # Errors
    /// A sentence, if the certificate or the host's name is not usable.
    pub fn new(config: SmtpConfig) -> Result<Smtp, String> {
        let mut tls = TlsParameters::builder(config.host.clone());
        if let Some(pem) = &config.ca {
            // A file without any certificate is read as none, and would not be missed
            // before the first report.
            if memchr::memmem::find(pem, b"-----BEGIN CERTIFICATE-----").is_none() {
                return Err("there is no certificate in PEM in it".to_owned());
            }
            let certificate =
                Certificate::from_pem(pem).map_err(|_| "its certificate is damaged".to_owned())?;
            tls = tls.add_root_certificate(certificate);
        }
        Ok(Smtp {
            tls: tls.build().map_err(|error| format!("TLS cannot be set up: {error}"))?,
            host: config.host,
            port: config.port,
            mode: config.tls,
            credentials: config
                .credentials
                .map(|(user, password)| Credentials::new(user, password)),
            hello: ClientId::Domain(config.hello),
            timeout: config.timeout,
        })
    }

    /// A connection that is protected and logged in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let server = (self.host.as_str(), self.port);
        let mut connection = match self.mode {
            TlsMode::Implicit => {
                let tls = Some(self.tls.clone());
                AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, tls, None).await
            }
            TlsMode::StartTls | TlsMode::Never => {
                let stream = TcpStream::connect(server).await.map_err(|_| broken())?;
                let stream = Box::new(Lines::new(stream));
                AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await
            }
        }
        .map_err(describe)?;
        if self.mode == TlsMode::StartTls {
            if !connection.can_starttls() {
                return Err(SendError::Later("the server offers no STARTTLS".into()));
            }
            connection.starttls(self.tls.clone(), &self.hello).await.map_err(describe)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(describe)?;
        }
        Ok(connection)
    }
}

impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let envelope = envelope(mail)
            .ok_or_else(|| SendError::Never("its addresses cannot be read".into()))?;
        let talk = async {
            let mut connection = self.connect().await?;
            hand_over(&mut connection, &envelope, &mail.0).await?;
            Ok(connection)
        };
        // A limit on the whole: one of lettre's own covers connecting alone.
        let mut connection = tokio::time::timeout(self.timeout, talk)
            .await
            .map_err(|_| SendError::Later("the server took too long".into()))??;
        // The mail is delivered; whoever hangs now must not make it look otherwise.
        tokio::spawn(async move { tokio::time::timeout(QUIT, connection.quit()).await });
        Ok(())
    }
}

/// The transaction of one mail (RFC 5321 §3.3). It is seven bits: no extension is needed.
async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    mail: &[u8],
) -> Result<(), SendError> {
    connection
        .command(commands::Mail::new(envelope.from().cloned(), vec![]))
        .await
        .map_err(judge)?;
    for to in envelope.to() {
        connection.command(commands::Rcpt::new(to.clone(), vec![])).await.map_err(judge)?;
    }
    connection.command(commands::Data).await.map_err(judge)?;
    let answer = connection.message(mail).await.map_err(judge)?;
    match answer.code().severity {
        Severity::PositiveCompletion => Ok(()),
        _ => Err(SendError::Later(format!("the server answered {}", answer.code()))),
    }
}

fn envelope(mail: &Mail) -> Option<Envelope> {
    let envelope = mail.envelope()?;
    let from = envelope.from.map(|from| from.parse()).transpose().ok()?;
    let to = envelope.to.iter().map(|to| to.parse()).collect::<Result<_, _>>().ok()?;
    Envelope::new(from, to).ok()
}

/// What a server says of a mail: a refusal of it may be final.
fn judge(error: lettre::transport::smtp::Error) -> SendError {
    match error.status() {
        // 530 and 535 are about logging in (RFC 4954 §6): a person mends that, the mail is fine.
        Some(code) if error.is_permanent() && !code.to_string().starts_with("53") => {
            SendError::Never(format!("the server answered {code}"))
        }
        _ => describe(error),
    }
}

/// What befell a connection: that may pass. A server's own words may quote addresses, so the log
/// gets its code alone.
fn describe(error: lettre::transport::smtp::Error) -> SendError {
    match error.status() {
        Some(code) => SendError::Later(format!("the server answered {code}")),
        None if error.is_tls() || is_handshake(&error) => {
            SendError::Later("the connection could not be protected by TLS".into())
        }
        None if error.is_client() => {
            SendError::Later("the server offers no login that fits".into())
        }
        None => broken(),
    }
}

fn broken() -> SendError {
    SendError::Later("the server could not be reached, or broke off".into())
}

//! SMTP (RFC 5321) over TLS (RFC 8314, RFC 3207). lettre is the transport only: the mail is
//! finished before, and the talk is ours, so that what a server says of itself is told from what
//! it says of the mail and of its recipient.

mod connect;
mod lines;
mod replies;
mod reply;
mod secure;
mod starttls;

use super::{Mailer, SendError};
use crate::mime::Mail;
use crate::tls::Trust;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Severity;
use reply::{Stage, judge};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How the connection to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// `smtps://`: TLS from the first byte.
    Implicit,
    /// `smtp://`: STARTTLS, without which nothing is sent.
    StartTls,
    /// `smtp://…?starttls=never`: not at all. The settings allow it to this machine, or by name.
    Never,
}

/// Which mail server is talked to, and how.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Its name, or its address without brackets.
    pub host: String,
    /// Its TCP port, from 1.
    pub port: u16,
    /// How the connection to the server is protected.
    pub tls: TlsMode,
    /// Certificates in PEM that are trusted beside the usual ones: of authorities, or of the server
    /// itself.
    pub ca: Option<Vec<u8>>,
    /// The user and the password; none if it asks for neither.
    pub credentials: Option<(String, String)>,
    /// The name that this machine gives of itself in `EHLO` (RFC 5321 §4.1.1.1).
    pub hello: String,
    /// The longest time that sending one mail to one recipient may take, connecting included.
    pub timeout: Duration,
}

/// A mail server, with what each connection to it needs.
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    mode: TlsMode,
    trust: Trust,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

/// How long a server may take to say good-bye; nothing depends on it.
const QUIT: Duration = Duration::from_secs(5);

/// A slow line is given time.
const BYTES_PER_MILLISECOND: u64 = 64;

impl Smtp {
    /// Prepares the transport; nothing is sent yet.
    ///
    /// # Errors
    /// A sentence, if the certificate or the host's name is not usable.
    pub fn new(config: SmtpConfig) -> Result<Smtp, String> {
        Ok(Smtp {
            trust: Trust::new(&config.host, config.ca.as_deref())?,
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

    /// Goes the way of a mail up to the mail itself: connects, logs in, names the sender and each
    /// recipient, and leaves. What the server says of each recipient.
    ///
    /// # Errors
    /// If it does not come to that.
    pub async fn try_way(
        &self,
        from: &str,
        recipients: &[String],
    ) -> Result<Vec<Result<(), SendError>>, SendError> {
        let end = self.end(0);
        let mut connection = self.connect_until(end).await?;
        let talk = async {
            name_sender(&mut connection, Some(from)).await?;
            let mut answers = Vec::new();
            for to in recipients {
                answers.push(name_recipient(&mut connection, to).await);
            }
            let _ = connection.command(commands::Rset).await;
            Ok(answers)
        };
        let answers = timeout_at(end, talk).await.unwrap_or_else(|_| Err(late()))?;
        leave(connection);
        Ok(answers)
    }

    /// When a talk has to be over in which so many bytes are handed over. A limit on the whole: one
    /// of lettre's own covers connecting alone.
    fn end(&self, bytes: usize) -> Instant {
        Instant::now() + self.timeout + Duration::from_millis(bytes as u64 / BYTES_PER_MILLISECOND)
    }

    async fn connect_until(&self, end: Instant) -> Result<AsyncSmtpConnection, SendError> {
        let late = || SendError::Down("the server took too long".into());
        timeout_at(end, self.connect()).await.unwrap_or_else(|_| Err(late()))
    }
}

impl Mailer for Smtp {
    async fn send(&self, mail: &Mail, from: Option<&str>, to: &str) -> Result<(), SendError> {
        let end = self.end(mail.0.len());
        let mut connection = self.connect_until(end).await?;
        let talk = async {
            name_sender(&mut connection, from).await?;
            name_recipient(&mut connection, to).await?;
            hand_over(&mut connection, &mail.0).await
        };
        timeout_at(end, talk).await.unwrap_or_else(|_| Err(late()))?;
        leave(connection);
        Ok(())
    }
}

fn late() -> SendError {
    SendError::Late("the server took too long".into())
}

/// The mail is delivered; whoever hangs now must not make it look otherwise.
fn leave(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move { tokio::time::timeout(QUIT, connection.quit()).await });
}

async fn name_sender(
    connection: &mut AsyncSmtpConnection,
    from: Option<&str>,
) -> Result<(), SendError> {
    let unreadable = |_| SendError::Down("the sender's address cannot be read".into());
    let from = from.map(str::parse).transpose().map_err(unreadable)?;
    let command = commands::Mail::new(from, vec![]);
    connection.command(command).await.map_err(|error| judge(&error, Stage::Service))?;
    Ok(())
}

async fn name_recipient(connection: &mut AsyncSmtpConnection, to: &str) -> Result<(), SendError> {
    let to = to.parse().map_err(|_| SendError::Never("the address cannot be read".into()))?;
    let command = commands::Rcpt::new(to, vec![]);
    connection.command(command).await.map_err(|error| judge(&error, Stage::Recipient))?;
    Ok(())
}

/// The rest of the transaction of one mail (RFC 5321 §3.3). It is seven bits: no extension is
/// needed.
async fn hand_over(connection: &mut AsyncSmtpConnection, mail: &[u8]) -> Result<(), SendError> {
    let judge = |error| judge(&error, Stage::Mail);
    connection.command(commands::Data).await.map_err(judge)?;
    let answer = connection.message(mail).await.map_err(judge)?;
    match answer.code().severity {
        Severity::PositiveCompletion => Ok(()),
        _ => Err(SendError::Later(format!("the server answered {}", answer.code()))),
    }
}

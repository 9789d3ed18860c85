//! What the settings say of the mail service → the service, with its authority and its login.

use super::{Aws, read, secret};
use crate::compose::domain;
use crate::config::{Config, MailServer, MailService, Mistake, Protection};
use crate::mailer::{Service, Smtp, SmtpConfig, TlsMode};
use std::time::Duration;

/// How long one delivery may take in all.
const SEND_LIMIT: Duration = Duration::from_secs(60);

#[cfg_attr(not(feature = "aws"), allow(unused_variables))]
pub(super) fn mailer(config: &Config, aws: &Aws) -> Result<Option<Service>, Mistake> {
    match &config.mailer {
        MailService::Smtp(server) => smtp(config, server).map(|smtp| Some(Service::Smtp(smtp))),
        #[cfg(feature = "aws")]
        MailService::Ses(options) => {
            Ok(Some(Service::Ses(crate::mailer::Ses::new(aws, options.clone()))))
        }
        #[cfg(not(feature = "aws"))]
        MailService::Ses(_) => Err(Mistake::new(
            "FORM_MAILER",
            "is Amazon SES, which this program was built without: use form-fn-lambda, or build it \
             with --features server,aws",
        )),
        MailService::None => Ok(None),
    }
}

fn smtp(config: &Config, server: &MailServer) -> Result<Smtp, Mistake> {
    let ca = match &server.ca {
        Some(path) => Some(read("FORM_SMTP_CA", path)?),
        None => None,
    };
    // The domain that letters come from is a better greeting than this machine's name.
    let hello = domain(&config.from.address);
    let smtp = Smtp::new(SmtpConfig {
        host: server.host.clone(),
        port: server.port,
        tls: match server.protection {
            Protection::Tls => TlsMode::Implicit,
            Protection::StartTls => TlsMode::StartTls,
            Protection::None => TlsMode::Never,
        },
        credentials: credentials(server)?,
        hello: hello.to_owned(),
        timeout: SEND_LIMIT,
        ca,
    });
    let variable = if server.ca.is_some() { "FORM_SMTP_CA" } else { "FORM_MAILER" };
    smtp.map_err(|error| Mistake::new(variable, format!("cannot be used: {error}")))
}

fn credentials(server: &MailServer) -> Result<Option<(String, String)>, Mistake> {
    let Some((user, path)) = &server.login else { return Ok(None) };
    Ok(Some((user.clone(), secret("FORM_SMTP_PASSWORD_FILE", path)?)))
}

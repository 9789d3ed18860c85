//! Environment → [`Config`], or every mistake in it at once.
//!
//! | variable | value |
//! |---|---|
//! | `FORM_SETTINGS` | file with any of these variables, `NAME=value` on each line; what stands in the environment counts before it. It is read again on `SIGHUP` |
//! | `FORM_LISTEN` | address and port that the server listens on, or a socket, `unix:/run/form-fn/http.sock`; `127.0.0.1:8088` if it is not set. What a service manager hands over (`LISTEN_FDS`) counts before it |
//! | `FORM_BUNDLE` | folder that `certsite build` wrote for the function: forms and their pages |
//! | `FORM_OUTBOX` | folder that keeps sealed reports until they are sent, made if it is not there; or `s3://bucket/prefix` |
//! | `FORM_MAILER` | `smtp://host:port` (STARTTLS), `smtps://host:port` (TLS from the start), `ses:` (Amazon SES), or `none`: the outbox is fetched by other means. `smtp://127.0.0.1:25?starttls=never` for a mail server on the same machine, `smtp://relay:25?starttls=never&cleartext=yes` for one on a network of the team's own, such as the next container |
//! | `FORM_SMTP_CA` | file with a certificate authority (PEM) trusted beside the public ones |
//! | `FORM_SMTP_USER`, `FORM_SMTP_PASSWORD_FILE` | log in to the mail server; both or neither |
//! | `AWS_REGION`, `AWS_ENDPOINT_URL` and others of AWS | for a bucket and SES, as everywhere; `AWS_ENDPOINT_URL` (also with `_S3` or `_SES`) names services that stand in for Amazon's |
//! | `FORM_SES_CONFIGURATION_SET`, `FORM_SES_SOURCE_ARN`, `FORM_SES_TAGS` | what SES is told with each mail: a configuration set, the identity of another account that letters are sent by, tags as `name=value` with commas between them; none is needed |
//! | `FORM_KEYS` | file with the team's OpenPGP public keys, or folder of such files (`.asc`, `.gpg`, `.key`, `.pgp`, `.txt`), each armoured or binary, of one or many keys; reports are sealed to every one that is good at the moment |
//! | `FORM_SIGNING_KEY` | file with a secret key without passphrase, to sign reports with; not needed |
//! | `FORM_SEAL` | `pgp`, also if it is not set; `none` sends reports readable by every server on the way, and is for tests of a mail route only |
//! | `FORM_FROM` | address that letters come from, alone or as `CERT <form@cert.example.org>` |
//! | `FORM_TO` | addresses that letters go to, with commas between them; each gets every report by itself |
//! | `FORM_ORIGINS` | origins whose pages may post, with commas between them |
//! | `FORM_STAFF_LANG` | language of the letters, one of the forms' own; the form's default language if it is not set |
//! | `FORM_ACKNOWLEDGE` | `on` sends those who want an answer the number of their report, see [`crate::acknowledge`]; `off`, also if it is not set |
//! | `FORM_AUTO_SUBMITTED` | `off` leaves the header `Auto-Submitted: auto-generated` out of letters, for ticket systems that drop such mail; `on`, also if it is not set |
//! | `FORM_RATE_PER_MINUTE` | reports that one client may send in a minute, see [`crate::guard::Rate`]; 10 if it is not set |
//! | `FORM_TRUSTED_HOPS` | proxies of the team's own in front, each of which adds an entry to `X-Forwarded-For`; 0 if it is not set: what the header says is not trusted |
//! | `FORM_RETRY_SECONDS` | pause after the first failed delivery, doubling to an hour; 60 if it is not set |
//! | `FORM_HEALTH_TOKEN_FILE` | file with a secret word: whoever sends it as `Authorization: Bearer …` is told by `/healthz` what this machine itself is told |
//!
//! An unknown variable that begins with `FORM_` is warned of: it may be a known one with a slip. Those
//! that Kubernetes sets for a service of such a name are passed over.

mod authorities;
mod file;
mod mail;
mod mistake;
mod read;
mod values;
mod variables;

pub use crate::address::Sender;
pub use authorities::Authorities;
pub use file::settings;
pub use mail::{MailServer, MailService, Protection, SesOptions};
pub use mistake::Mistake;

use read::Read;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// The settings that the function is started with, as its variables state them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the server listens: `FORM_LISTEN`, port 8088 of the loopback address if it is not set.
    pub listen: Listen,
    /// The folder of the bundle that `certsite build` made: `FORM_BUNDLE`.
    pub bundle: PathBuf,
    /// Where sealed reports are kept until they are delivered: `FORM_OUTBOX`.
    pub outbox: OutboxPlace,
    /// What delivers the reports: `FORM_MAILER`.
    pub mailer: MailService,
    /// How letters about reports are sealed: `FORM_SEAL`, `FORM_KEYS`, `FORM_SIGNING_KEY`.
    pub seal: Seal,
    /// The sender of letters and acknowledgements: `FORM_FROM`.
    pub from: Sender,
    /// The bare addresses that letters go to, at least one, each once: `FORM_TO`.
    pub to: Vec<String>,
    /// The origins (RFC 6454) whose pages may post, at least one: `FORM_ORIGINS`.
    pub origins: Vec<String>,
    /// The language of the letters: `FORM_STAFF_LANG`. None stands for the default language of the
    /// first form.
    pub staff_lang: Option<String>,
    /// Whether reporters who want an answer get a mail with the number of their report:
    /// `FORM_ACKNOWLEDGE`.
    pub acknowledge: bool,
    /// Whether letters say of themselves that a program wrote them (RFC 3834):
    /// `FORM_AUTO_SUBMITTED`.
    pub auto_submitted: bool,
    /// The posts that one client may send in a minute: `FORM_RATE_PER_MINUTE`.
    pub rate_per_minute: NonZeroU32,
    /// How many proxies of the team stand in front, each of which adds an entry to
    /// `X-Forwarded-For`: `FORM_TRUSTED_HOPS`.
    pub trusted_hops: usize,
    /// The pause after the first failed delivery of a mail; later ones are longer:
    /// `FORM_RETRY_SECONDS`.
    pub first_pause: Duration,
    /// Calls of AWS go without TLS, because an end point says so.
    pub plain_http: bool,
    /// Who vouches for the servers of AWS.
    pub authorities: Authorities,
    /// The file with the word that opens the details of `/healthz` to other machines; none if
    /// nobody is to see them from there: `FORM_HEALTH_TOKEN_FILE`.
    pub health_token: Option<PathBuf>,
    /// What does not stop the start, but is hardly meant, each at its variable.
    pub warnings: Vec<Mistake>,
}

/// Where the server listens, if no service manager hands it something over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// At a port of an address of this machine.
    Port(SocketAddr),
    /// At a socket of Unix, whose path is absolute.
    Socket(PathBuf),
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Listen::Port(address) => write!(f, "{address}"),
            Listen::Socket(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Where sealed reports are kept until they are delivered: `FORM_OUTBOX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxPlace {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// A bucket of S3, and what the names of its objects begin with: nothing, or a text that ends
    /// with a slash.
    S3 {
        /// The name of the bucket, as Amazon's rules for general purpose buckets have it.
        bucket: String,
        /// What the names of its objects begin with: empty, or a text that ends with a slash.
        prefix: String,
    },
}

/// What it takes to look into an outbox, also from another machine than the one that serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxConfig {
    /// Where sealed reports are kept: `FORM_OUTBOX`.
    pub outbox: OutboxPlace,
    /// The bare addresses that letters go to, for how it stands with each: `FORM_TO`.
    pub to: Vec<String>,
    /// The folder of the bundle, for what of the forms cannot be used; none if `FORM_BUNDLE` is not
    /// set, as on another machine.
    pub bundle: Option<PathBuf>,
}

/// How letters are sealed before they are kept: `FORM_SEAL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// With OpenPGP (RFC 9580), to every key of the team that is good at the moment.
    Pgp {
        /// File or folder of public keys.
        keys: PathBuf,
        /// File with the key that signs.
        signing: Option<PathBuf>,
    },
    /// Not at all: letters are kept and delivered as they are, which has to be asked for by name.
    None,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.variable, self.wrong)?;
        match variables::example(&self.variable) {
            Some(example) => write!(f, ", for example {}={example}", self.variable),
            None => Ok(()),
        }
    }
}

impl Config {
    /// Reads the variables; others than `FORM_…` are passed over, but for those of AWS where a
    /// bucket or SES is named.
    ///
    /// # Errors
    /// All mistakes.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Config, Vec<Mistake>> {
        let mut read = Read::new(variables);
        read.names();
        let listen = read.or("FORM_LISTEN", values::listen, || {
            Listen::Port(SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 8088)))
        });
        let bundle = read.needed("FORM_BUNDLE", values::path);
        let outbox = read.needed("FORM_OUTBOX", values::outbox);
        let mailer = read.mailer();
        let seal = read.seal();
        let from = read.needed("FORM_FROM", values::sender);
        let to = read.needed("FORM_TO", values::recipients);
        let origins = read.needed("FORM_ORIGINS", |text| values::list(text, values::origin));
        let staff_lang = read.optional("FORM_STAFF_LANG", values::language);
        let acknowledge = read.acknowledge(mailer.as_ref());
        let auto_submitted = read.or("FORM_AUTO_SUBMITTED", values::switch, || true);
        let rate_per_minute =
            read.or("FORM_RATE_PER_MINUTE", values::rate, || NonZeroU32::MIN.saturating_add(9));
        let trusted_hops = read.or("FORM_TRUSTED_HOPS", values::hops, || 0);
        let first_pause =
            read.or("FORM_RETRY_SECONDS", values::pause, || crate::outbox::FIRST_PAUSE);
        let is_on_aws = is_on_aws(outbox.as_ref(), mailer.as_ref());
        let plain_http = is_on_aws && read.aws();
        let authorities = Authorities::of(variables);
        let health_token = read.optional("FORM_HEALTH_TOKEN_FILE", values::path);
        let Read { mistakes, warnings, .. } = read;
        let config = (|| {
            Some(Config {
                listen: listen?,
                bundle: bundle?,
                outbox: outbox?,
                mailer: mailer?,
                seal: seal?,
                from: from?,
                to: to?,
                origins: origins?,
                staff_lang,
                acknowledge: acknowledge?,
                auto_submitted: auto_submitted?,
                rate_per_minute: rate_per_minute?,
                trusted_hops: trusted_hops?,
                first_pause: first_pause?,
                plain_http,
                authorities,
                health_token,
                warnings: warnings.clone(),
            })
        })();
        match config {
            Some(config) if mistakes.is_empty() => Ok(config),
            // What was warned of may be why something is missing.
            _ => Err([mistakes, warnings].concat()),
        }
    }

    /// Reads only what it takes to look into the outbox.
    ///
    /// # Errors
    /// All mistakes in that.
    pub fn for_outbox(variables: &BTreeMap<String, String>) -> Result<OutboxConfig, Vec<Mistake>> {
        let mut read = Read::new(variables);
        let outbox = read.needed("FORM_OUTBOX", values::outbox);
        let to = read.needed("FORM_TO", values::recipients);
        let bundle = read.optional("FORM_BUNDLE", values::path);
        if matches!(outbox, Some(OutboxPlace::S3 { .. })) {
            read.aws();
        }
        match (outbox, to) {
            (Some(outbox), Some(to)) if read.mistakes.is_empty() => {
                Ok(OutboxConfig { outbox, to, bundle })
            }
            _ => Err(read.mistakes),
        }
    }

    /// Whether a service of AWS keeps or sends the reports.
    pub fn is_on_aws(&self) -> bool {
        is_on_aws(Some(&self.outbox), Some(&self.mailer))
    }
}

/// Names of all variables, each with an example.
pub fn variables() -> impl Iterator<Item = (&'static str, &'static str)> {
    variables::VARIABLES.into_iter()
}

fn is_on_aws(outbox: Option<&OutboxPlace>, mailer: Option<&MailService>) -> bool {
    matches!(outbox, Some(OutboxPlace::S3 { .. })) || matches!(mailer, Some(MailService::Ses(_)))
}

#[cfg(test)]
mod tests;

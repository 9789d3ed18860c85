//! Environment → [`Config`], or every mistake in it at once.
//!
//! | variable | value |
//! |---|---|
//! | `FORM_LISTEN` | address and port that the server listens on; `127.0.0.1:8088` if it is not set |
//! | `FORM_BUNDLE` | folder that `certsite build` wrote for the function: forms and their pages |
//! | `FORM_OUTBOX` | folder that keeps sealed reports until they are sent, made if it is not there; or `s3://bucket/prefix` |
//! | `FORM_MAILER` | `smtp://host:port` (STARTTLS), `smtps://host:port` (TLS from the start), `ses:` (Amazon SES), or `none`: the outbox is fetched by other means. `smtp://127.0.0.1:25?starttls=never` for a mail server on the same machine |
//! | `FORM_SMTP_CA` | file with a certificate authority (PEM) trusted beside the public ones |
//! | `FORM_SMTP_USER`, `FORM_SMTP_PASSWORD_FILE` | log in to the mail server; both or neither |
//! | `AWS_REGION`, `AWS_ENDPOINT_URL` and others of AWS | for a bucket and SES, as everywhere; `AWS_ENDPOINT_URL` (also with `_S3` or `_SES`) names services that stand in for Amazon's |
//! | `FORM_SES_CONFIGURATION_SET`, `FORM_SES_SOURCE_ARN`, `FORM_SES_TAGS` | what SES is told with each mail: a configuration set, the identity of another account that letters are sent by, tags as `name=value` with commas between them; none is needed |
//! | `FORM_KEYS` | file with the team's OpenPGP public keys, or folder of such files (`.asc`, `.pgp`, `.gpg`); reports are sealed to every one |
//! | `FORM_SIGNING_KEY` | file with a secret key without passphrase, to sign reports with; not needed |
//! | `FORM_SEAL` | `pgp`, also if it is not set; `none` sends reports readable by every server on the way, and is for tests of a mail route only |
//! | `FORM_FROM`, `FORM_TO` | addresses of the letters; several recipients with commas between them |
//! | `FORM_ORIGINS` | origins whose pages may post, with commas between them |
//! | `FORM_STAFF_LANG` | language of the letters, one of the forms' own; the form's default language if it is not set |
//! | `FORM_ACKNOWLEDGE` | `on` sends those who want an answer the number of their report, see [`crate::acknowledge`]; `off`, also if it is not set |
//! | `FORM_RATE_PER_MINUTE` | reports that one client may send in a minute, see [`crate::guard::Rate`]; 10 if it is not set |
//! | `FORM_TRUSTED_HOPS` | proxies of the team's own in front, each of which adds an entry to `X-Forwarded-For`; 0 if it is not set: what the header says is not trusted |
//! | `FORM_RETRY_SECONDS` | pause after the first failed delivery, doubling to an hour; 60 if it is not set |
//!
//! An unknown variable that begins with `FORM_` is a mistake too: it is a known one with a slip.

mod mail;
mod values;

pub use mail::{MailService, Protection, Server, SesOptions};

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// What the function is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The bundle's folder.
    pub bundle: PathBuf,
    /// The outbox.
    pub outbox: OutboxPlace,
    /// The mail service.
    pub mailer: MailService,
    /// How letters are sealed.
    pub seal: Seal,
    /// Address that letters come from.
    pub from: String,
    /// Addresses that letters go to.
    pub to: Vec<String>,
    /// Origins that may post.
    pub origins: Vec<String>,
    /// Language of the letters.
    pub staff_lang: Option<String>,
    /// Reporters get a mail with their number.
    pub acknowledge: bool,
    /// Posts that one client may send in a minute.
    pub rate_per_minute: NonZeroU32,
    /// Proxies in front.
    pub trusted_hops: usize,
    /// Pause after the first failed delivery.
    pub first_pause: Duration,
    /// Calls of AWS go without TLS, because an end point says so.
    pub plain_http: bool,
}

/// Where sealed reports are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxPlace {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of S3, and what the names of its objects begin with: nothing, or a text that ends
    /// with a slash.
    S3 {
        /// The bucket.
        bucket: String,
        /// Beginning of the names.
        prefix: String,
    },
}

/// How letters are sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// With OpenPGP.
    Pgp {
        /// File or folder of public keys.
        keys: PathBuf,
        /// File with the key that signs.
        signing: Option<PathBuf>,
    },
    /// Not at all.
    None,
}

/// What is wrong with one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Its name.
    pub variable: String,
    /// What is wrong with it.
    pub wrong: String,
}

impl Mistake {
    /// A mistake in a variable.
    pub fn new(variable: &str, wrong: impl Into<String>) -> Mistake {
        Mistake { variable: variable.to_owned(), wrong: wrong.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.variable, self.wrong)?;
        match VARIABLES.iter().find(|(name, _)| *name == self.variable) {
            Some((name, example)) => write!(f, ", for example {name}={example}"),
            None => Ok(()),
        }
    }
}

const SMTP_VARIABLES: [&str; 3] = ["FORM_SMTP_CA", "FORM_SMTP_USER", "FORM_SMTP_PASSWORD_FILE"];
const END_POINTS: [&str; 3] = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SES"];
const SES_VARIABLES: [&str; 3] =
    ["FORM_SES_CONFIGURATION_SET", "FORM_SES_SOURCE_ARN", "FORM_SES_TAGS"];

/// Every variable, with an example.
const VARIABLES: [(&str, &str); 26] = [
    ("FORM_LISTEN", "127.0.0.1:8088"),
    ("FORM_BUNDLE", "/srv/certsite/form-bundle"),
    ("FORM_OUTBOX", "/var/lib/form-fn/outbox"),
    ("FORM_MAILER", "smtp://mail.example.org:587"),
    ("FORM_SMTP_CA", "/etc/form-fn/ca.pem"),
    ("FORM_SMTP_USER", "form"),
    ("FORM_SMTP_PASSWORD_FILE", "/etc/form-fn/password"),
    ("FORM_SES_CONFIGURATION_SET", "cert-forms"),
    ("FORM_SES_SOURCE_ARN", "arn:aws:ses:eu-central-1:123456789012:identity/cert.example.org"),
    ("FORM_SES_TAGS", "system=form"),
    ("FORM_KEYS", "/etc/form-fn/keys"),
    ("FORM_SIGNING_KEY", "/etc/form-fn/signing.asc"),
    ("FORM_SEAL", "pgp"),
    ("FORM_FROM", "form@cert.example.org"),
    ("FORM_TO", "incidents@cert.example.org"),
    ("FORM_ORIGINS", "https://cert.example.org"),
    ("FORM_STAFF_LANG", "az"),
    ("FORM_ACKNOWLEDGE", "on"),
    ("FORM_RATE_PER_MINUTE", "10"),
    ("FORM_TRUSTED_HOPS", "1"),
    ("FORM_RETRY_SECONDS", "60"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_ENDPOINT_URL", "https://s3.example.org"),
    ("AWS_ENDPOINT_URL_S3", "https://s3.example.org"),
    ("AWS_ENDPOINT_URL_SES", "https://ses.example.org"),
];

impl Config {
    /// Reads the variables; others than `FORM_…` are passed over, but for those of AWS where a
    /// bucket or SES is named.
    ///
    /// # Errors
    /// All mistakes.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Config, Vec<Mistake>> {
        let mut read = Read { variables, mistakes: Vec::new() };
        read.names();
        let listen = read.or("FORM_LISTEN", values::listen, || {
            SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 8088))
        });
        let bundle = read.needed("FORM_BUNDLE", values::path);
        let outbox = read.needed("FORM_OUTBOX", values::outbox);
        let mailer = read.mailer();
        let seal = read.seal();
        let from = read.needed("FORM_FROM", values::address);
        let to = read.needed("FORM_TO", |text| values::list(text, values::address));
        let origins = read.needed("FORM_ORIGINS", |text| values::list(text, values::origin));
        let staff_lang = read.optional("FORM_STAFF_LANG", values::language);
        let acknowledge = read.acknowledge(mailer.as_ref());
        let rate_per_minute =
            read.or("FORM_RATE_PER_MINUTE", values::rate, || NonZeroU32::MIN.saturating_add(9));
        let trusted_hops = read.or("FORM_TRUSTED_HOPS", values::hops, || 0);
        let first_pause =
            read.or("FORM_RETRY_SECONDS", values::pause, || crate::outbox::FIRST_PAUSE);
        let is_on_aws = is_on_aws(outbox.as_ref(), mailer.as_ref());
        let plain_http = is_on_aws && read.aws();
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
                rate_per_minute: rate_per_minute?,
                trusted_hops: trusted_hops?,
                first_pause: first_pause?,
                plain_http,
            })
        })();
        match config {
            Some(config) if read.mistakes.is_empty() => Ok(config),
            _ => Err(read.mistakes),
        }
    }

    /// Whether a service of AWS keeps or sends the reports.
    pub fn is_on_aws(&self) -> bool {
        is_on_aws(Some(&self.outbox), Some(&self.mailer))
    }
}

fn is_on_aws(outbox: Option<&OutboxPlace>, mailer: Option<&MailService>) -> bool {
    matches!(outbox, Some(OutboxPlace::S3 { .. })) || matches!(mailer, Some(MailService::Ses(_)))
}

struct Read<'a> {
    variables: &'a BTreeMap<String, String>,
    mistakes: Vec<Mistake>,
}

impl Read<'_> {
    fn wrong(&mut self, variable: &str, wrong: impl Into<String>) {
        self.mistakes.push(Mistake::new(variable, wrong));
    }

    fn names(&mut self) {
        for name in self.variables.keys().filter(|name| name.starts_with("FORM_")) {
            if VARIABLES.iter().any(|(known, _)| known == name) {
                continue;
            }
            let near =
                VARIABLES.iter().map(|(known, _)| (strsim::osa_distance(known, name), known));
            let near = near.min().filter(|(distance, _)| *distance <= 3);
            let near = near.map(|(_, known)| format!("; did you mean {known}?"));
            self.wrong(name, format!("is not a known variable{}", near.unwrap_or_default()));
        }
    }

    /// The text of a variable; one that is set to nothing is not set.
    fn text(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn value<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        match parse(self.text(name)?) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.wrong(name, wrong);
                None
            }
        }
    }

    fn needed<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        if self.text(name).is_none() {
            self.wrong(name, "is not set");
        }
        self.value(name, parse)
    }

    fn optional<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        self.value(name, parse)
    }

    fn or<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
        otherwise: impl FnOnce() -> T,
    ) -> Option<T> {
        match self.text(name) {
            None => Some(otherwise()),
            Some(_) => self.value(name, parse),
        }
    }

    fn mailer(&mut self) -> Option<MailService> {
        let server = self.needed("FORM_MAILER", values::mailer);
        let ca = self.optional("FORM_SMTP_CA", values::path);
        let user = self.optional("FORM_SMTP_USER", |text| Ok(text.to_owned()));
        let password = self.optional("FORM_SMTP_PASSWORD_FILE", values::path);
        match (&user, &password) {
            (Some(_), None) => {
                self.wrong("FORM_SMTP_PASSWORD_FILE", "is not set, but FORM_SMTP_USER is");
            }
            (None, Some(_)) => {
                self.wrong("FORM_SMTP_USER", "is not set, but FORM_SMTP_PASSWORD_FILE is");
            }
            _ => {}
        }
        let ses = self.ses();
        let server = server?;
        if !matches!(server, MailService::Smtp(_)) {
            self.idle(&SMTP_VARIABLES, "no mail server");
        }
        if !matches!(server, MailService::Ses(_)) {
            self.idle(&SES_VARIABLES, "not ses:");
        }
        match server {
            MailService::Smtp(server) => {
                Some(MailService::Smtp(Server { ca, login: user.zip(password), ..server }))
            }
            MailService::Ses(_) => Some(MailService::Ses(ses)),
            MailService::None => Some(MailService::None),
        }
    }

    fn ses(&mut self) -> SesOptions {
        SesOptions {
            configuration_set: self.optional("FORM_SES_CONFIGURATION_SET", values::ses_name),
            source_arn: self.optional("FORM_SES_SOURCE_ARN", values::arn),
            tags: self.optional("FORM_SES_TAGS", values::tags).unwrap_or_default(),
        }
    }

    fn acknowledge(&mut self, mailer: Option<&MailService>) -> Option<bool> {
        let acknowledge = self.or("FORM_ACKNOWLEDGE", values::switch, || false)?;
        if acknowledge && mailer == Some(&MailService::None) {
            self.wrong("FORM_ACKNOWLEDGE", "is on, but FORM_MAILER is none");
        }
        Some(acknowledge)
    }

    /// What AWS's own library would pass over in silence if it were wrong. True if calls go without
    /// TLS.
    fn aws(&mut self) -> bool {
        self.optional("AWS_REGION", values::region);
        let plain = END_POINTS.map(|name| self.optional(name, values::is_plain_http));
        plain.contains(&Some(true))
    }

    /// Whoever sets a variable wants it used.
    fn idle(&mut self, names: &[&str], mailer: &str) {
        for name in names.iter().filter(|name| self.text(name).is_some()).collect::<Vec<_>>() {
            self.wrong(name, format!("is set, but FORM_MAILER is {mailer}"));
        }
    }

    fn seal(&mut self) -> Option<Seal> {
        match self.text("FORM_SEAL").unwrap_or("pgp") {
            "pgp" => {
                let keys = self.needed("FORM_KEYS", values::path);
                let signing = self.optional("FORM_SIGNING_KEY", values::path);
                Some(Seal::Pgp { keys: keys?, signing })
            }
            "none" => {
                // Whoever has keys wants them used.
                for name in ["FORM_KEYS", "FORM_SIGNING_KEY"] {
                    if self.text(name).is_some() {
                        self.wrong(name, "is set, but FORM_SEAL is none");
                    }
                }
                Some(Seal::None)
            }
            _ => {
                self.wrong("FORM_SEAL", "is neither pgp nor none");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;

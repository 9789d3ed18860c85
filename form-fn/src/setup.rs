//! [`Config`] → the parts it names, opened and checked; whatever does not hold stops the start.

#![allow(clippy::disallowed_methods, reason = "reads keys and certificates, once, at the start")]

use crate::config::{Config, MailService, Mistake, OutboxPlace, Protection, Seal, Server};
use crate::guard::Rate;
use crate::handle::{Bundle, Handler, Settings};
use crate::mailer::{Service, Smtp, SmtpConfig, TlsMode};
use crate::outbox::Store;
use crate::seal::Keys;
use std::path::Path;
use std::time::Duration;

#[cfg(feature = "aws")]
use aws_config::SdkConfig as Aws;
/// Stands for the settings of AWS in a program without it.
#[cfg(not(feature = "aws"))]
struct Aws;

/// All parts of the function.
pub struct Parts {
    /// Answers requests.
    pub handler: Handler<Bundle, Store>,
    /// Keeps reports.
    pub outbox: Store,
    /// Delivers them, if that is asked for.
    pub mailer: Option<Service>,
    /// What the log should say first, most of it warnings.
    pub remarks: Vec<String>,
}

/// How long one delivery may take in all.
const SEND_LIMIT: Duration = Duration::from_secs(60);

/// Days before a key runs out that every start warns of it.
const WARN_DAYS: i64 = 60;

/// Opens everything that a configuration names.
///
/// # Errors
/// All mistakes.
pub async fn prepare(config: &Config) -> Result<Parts, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let bundle = keep(&mut mistakes, bundle(config));
    let keys = keep(&mut mistakes, keys(&config.seal));
    let aws = keep(&mut mistakes, aws(config).await);
    let mut with_aws = |aws: &Aws| {
        let outbox = keep(&mut mistakes, outbox(&config.outbox, aws));
        (outbox, keep(&mut mistakes, mailer(config, aws)))
    };
    let (outbox, mailer) = aws.as_ref().map(&mut with_aws).unwrap_or_default();
    let (Some((bundle, staff_lang)), Some(outbox), Some(keys), Some(mailer)) =
        (bundle, outbox, keys, mailer)
    else {
        return Err(mistakes);
    };
    let remarks = remarks(config, &keys);
    let settings = Settings {
        from: config.from.clone(),
        to: config.to.clone(),
        staff_lang,
        origins: config.origins.clone(),
        keys,
    };
    let handler = Handler::new(bundle, outbox.clone(), settings)
        .limited(Rate::per_minute(config.rate_per_minute));
    let handler = if config.acknowledge { handler.acknowledging() } else { handler };
    Ok(Parts { handler, outbox, mailer, remarks })
}

fn keep<T>(mistakes: &mut Vec<Mistake>, part: Result<T, Mistake>) -> Option<T> {
    part.map_err(|mistake| mistakes.push(mistake)).ok()
}

fn bundle(config: &Config) -> Result<(Bundle, String), Mistake> {
    let bundle = Bundle::read(&config.bundle)
        .map_err(|error| Mistake::new("FORM_BUNDLE", format!("cannot be used: {error}")))?;
    let lang = match &config.staff_lang {
        Some(lang) => lang.clone(),
        // A bundle has at least one form.
        None => bundle.forms().next().map_or("en", |form| form.default_language()).to_owned(),
    };
    if let Some(form) = bundle.forms().find(|form| form.language(&lang).is_none()) {
        let languages = form.languages().join(", ");
        return Err(Mistake::new(
            "FORM_STAFF_LANG",
            format!("is {lang}, but the form “{}” has {languages} only", form.id),
        ));
    }
    Ok((bundle, lang))
}

/// Read only for a configuration that names a bucket or SES: it may ask the machine's own services.
#[cfg(feature = "aws")]
async fn aws(config: &Config) -> Result<Aws, Mistake> {
    match config.is_on_aws() {
        true => crate::aws::settings().await,
        false => Ok(Aws::builder().build()),
    }
}

#[cfg(not(feature = "aws"))]
async fn aws(_: &Config) -> Result<Aws, Mistake> {
    Ok(Aws)
}

#[cfg_attr(not(feature = "aws"), allow(unused_variables))]
fn outbox(place: &OutboxPlace, aws: &Aws) -> Result<Store, Mistake> {
    match place {
        #[cfg(feature = "folder")]
        OutboxPlace::Folder(path) => crate::outbox::Folder::open(path)
            .map(Store::Folder)
            .map_err(|error| Mistake::new("FORM_OUTBOX", format!("cannot be written to: {error}"))),
        #[cfg(not(feature = "folder"))]
        OutboxPlace::Folder(_) => Err(Mistake::new(
            "FORM_OUTBOX",
            "is a folder, which this program was built without: it keeps reports in a bucket",
        )),
        #[cfg(feature = "aws")]
        OutboxPlace::S3 { bucket, prefix } => {
            Ok(Store::S3(crate::outbox::S3::new(aws, bucket.clone(), prefix.clone())))
        }
        #[cfg(not(feature = "aws"))]
        OutboxPlace::S3 { .. } => Err(Mistake::new(
            "FORM_OUTBOX",
            "is a bucket, which this program was built without: use form-fn-lambda, or build it \
             with --features server,aws",
        )),
    }
}

fn keys(seal: &Seal) -> Result<Keys, Mistake> {
    let Seal::Pgp { keys, signing } = seal else { return Ok(Keys::None) };
    let files = key_files(keys)
        .map_err(|error| Mistake::new("FORM_KEYS", format!("cannot be read: {error}")))?;
    let signing = match signing {
        Some(path) => Some((name(path), read("FORM_SIGNING_KEY", path)?)),
        None => None,
    };
    Keys::load(&files, signing.as_ref()).map_err(|error| {
        // Both may be called the same: the signing key is at fault if the others do without it.
        let is_signing = signing.is_some() && Keys::load(&files, None).is_ok();
        let variable = if is_signing { "FORM_SIGNING_KEY" } else { "FORM_KEYS" };
        Mistake::new(variable, format!("cannot be used: {error}"))
    })
}

/// A file of keys, or each one of a folder.
fn key_files(path: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    if !path.is_dir() {
        return Ok(vec![(name(path), std::fs::read(path)?)]);
    }
    let entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    let is_key = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["asc", "pgp", "gpg"].contains(&ending))
    };
    paths.retain(|path| is_key(path));
    paths.sort_unstable();
    paths.iter().map(|path| Ok((name(path), std::fs::read(path)?))).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn read(variable: &str, path: &Path) -> Result<Vec<u8>, Mistake> {
    std::fs::read(path).map_err(|error| {
        Mistake::new(variable, format!("names a file that cannot be read: {error}"))
    })
}

#[cfg_attr(not(feature = "aws"), allow(unused_variables))]
fn mailer(config: &Config, aws: &Aws) -> Result<Option<Service>, Mistake> {
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

fn smtp(config: &Config, server: &Server) -> Result<Smtp, Mistake> {
    let ca = match &server.ca {
        Some(path) => Some(read("FORM_SMTP_CA", path)?),
        None => None,
    };
    // The domain that letters come from is a better greeting than this machine's name.
    let hello = config.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
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

fn credentials(server: &Server) -> Result<Option<(String, String)>, Mistake> {
    const FILE: &str = "FORM_SMTP_PASSWORD_FILE";
    let Some((user, path)) = &server.login else { return Ok(None) };
    let password = String::from_utf8(read(FILE, path)?)
        .map_err(|_| Mistake::new(FILE, "names a file that is not UTF-8 text"))?;
    // Editors end a file with a line break, passwords do not end with one.
    let password = password.trim_end_matches(['\r', '\n']);
    match password.is_empty() {
        true => Err(Mistake::new(FILE, "names an empty file")),
        false => Ok(Some((user.clone(), password.to_owned()))),
    }
}

fn remarks(config: &Config, keys: &Keys) -> Vec<String> {
    let mut remarks: Vec<String> = keys
        .fingerprints()
        .into_iter()
        .map(|fingerprint| format!("reports are sealed to {fingerprint}"))
        .collect();
    if let Some(days) = keys.days_left().filter(|days| *days < WARN_DAYS) {
        remarks
            .push(format!("WARNING: a key runs out in {days} days, and then no report is taken"));
    }
    if config.seal == Seal::None {
        remarks.push(
            "WARNING: FORM_SEAL is none: every server on the way can read the reports".to_owned(),
        );
    }
    if config.plain_http {
        remarks.push("WARNING: AWS is asked without TLS, as AWS_ENDPOINT_URL says".to_owned());
    }
    if config.acknowledge {
        remarks.push("reporters who want an answer get a mail with their number".to_owned());
    }
    if config.mailer == MailService::None {
        remarks.push("reports stay in the outbox: FORM_MAILER is none".to_owned());
    }
    remarks
}

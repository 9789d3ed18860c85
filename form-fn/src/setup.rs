//! [`Config`] → the parts it names, opened and checked; whatever does not hold stops the start.

#![allow(clippy::disallowed_methods, reason = "reads keys and certificates, once, at the start")]

use crate::config::{Config, MailService, Mistake, Protection, Seal, Server};
use crate::guard::Rate;
use crate::handle::{Bundle, Handler, Settings};
use crate::mailer::{Smtp, SmtpConfig, TlsMode};
use crate::outbox::Folder;
use crate::seal::Keys;
use std::path::Path;
use std::time::Duration;

/// All parts of the function.
pub struct Parts {
    /// Answers requests.
    pub handler: Handler<Bundle, Folder>,
    /// Keeps reports.
    pub outbox: Folder,
    /// Delivers them, if that is asked for.
    pub mailer: Option<Smtp>,
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
pub fn prepare(config: &Config, fresh_secret: [u8; 32]) -> Result<Parts, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let bundle = keep(&mut mistakes, bundle(config));
    let outbox = keep(&mut mistakes, outbox(config, fresh_secret));
    let keys = keep(&mut mistakes, keys(&config.seal));
    let mailer = keep(&mut mistakes, mailer(config));
    let (Some((bundle, staff_lang)), Some((outbox, secret)), Some(keys), Some(mailer)) =
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
        secret,
        keys,
    };
    let handler = Handler::new(bundle, outbox.clone(), settings)
        .limited(Rate::per_minute(config.rate_per_minute));
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

fn outbox(config: &Config, fresh_secret: [u8; 32]) -> Result<(Folder, [u8; 32]), Mistake> {
    let wrong = |error: std::io::Error| {
        Mistake::new("FORM_OUTBOX", format!("cannot be written to: {error}"))
    };
    let outbox = Folder::open(&config.outbox).map_err(wrong)?;
    let secret = outbox.secret(fresh_secret).map_err(wrong)?;
    Ok((outbox, secret))
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

fn mailer(config: &Config) -> Result<Option<Smtp>, Mistake> {
    let MailService::Smtp(server) = &config.mailer else { return Ok(None) };
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
    smtp.map(Some).map_err(|error| Mistake::new(variable, format!("cannot be used: {error}")))
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
    if config.mailer == MailService::None {
        remarks.push("reports stay in the outbox: FORM_MAILER is none".to_owned());
    }
    remarks
}

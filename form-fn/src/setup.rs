//! [`Config`] → the parts it names, opened and checked; whatever does not hold stops the start.

#![allow(
    clippy::disallowed_methods,
    reason = "reads certificates and asks for the time, at the start"
)]

use crate::config::{Authorities, Config, MailService, Mistake, OutboxPlace, Seal, settings};
use crate::disk;
use crate::guard::Rate;
use crate::handle::{Bundle, Handler, Pages, Settings};
use crate::health::Health;
use crate::keyring::Keyring;
use crate::mailer::{Route, Service};
use crate::outbox::Store;
use crate::seal::{KeySource, Keys};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

mod mail;

#[cfg(feature = "aws")]
use aws_config::SdkConfig as Aws;
/// Stands for the settings of AWS in a program without it.
#[cfg(not(feature = "aws"))]
struct Aws;

/// The parts of the function, opened and checked.
pub struct Prepared {
    /// What answers requests, whatever transport they come by.
    pub handler: Handler<Bundle, Store>,
    /// Delivers reports, if that is asked for, and to whom.
    pub route: Option<Route<Service>>,
    /// The parts that outlive a change of settings.
    pub kept: Kept,
    /// What the log should say first, most of it warnings.
    pub remarks: Vec<String>,
    /// What a person has to see to about keys and forms.
    pub alarms: Vec<String>,
}

/// Parts that stay the same when the settings are read again, unless these name others.
#[derive(Clone)]
pub struct Kept {
    /// The outbox that keeps reports until they are delivered.
    pub outbox: Store,
    place: OutboxPlace,
    seal: Seal,
    /// The forms and pages, as they were read last.
    pub bundle: Bundle,
    /// Gives the keys of the moment: files of keys may change while the server runs.
    pub keys: Arc<dyn KeySource>,
    per_minute: NonZeroU32,
    rate: Arc<Rate>,
    /// What was found out of how all parts stand, for whoever asks.
    pub health: Arc<Health>,
}

/// Variables by name, and warnings about them.
pub type Variables = (BTreeMap<String, String>, Vec<String>);

/// The variables of the environment, and those of the file that it or the command line names; the
/// environment's count before those of the file. Warnings stand beside them.
///
/// # Errors
/// If the file cannot be read, or is none of settings.
pub fn variables(
    mut environment: BTreeMap<String, String>,
    file: Option<&Path>,
) -> Result<Variables, Vec<Mistake>> {
    const FILE: &str = "FORM_SETTINGS";
    let named = environment.get(FILE).map(|text| text.trim()).filter(|text| !text.is_empty());
    let Some(path) = file.map(Path::to_path_buf).or_else(|| named.map(Into::into)) else {
        return Ok((environment, Vec::new()));
    };
    let text = String::from_utf8(read(FILE, &path).map_err(|mistake| vec![mistake])?);
    let text = text.map_err(|_| vec![Mistake::new(FILE, "names a file that is not UTF-8 text")])?;
    let mut warnings = Vec::new();
    for (name, value) in settings(&text)? {
        match environment.get(&name) {
            Some(other) if *other != value => warnings.push(format!(
                "WARNING: {name} of the environment counts, not that of the file of settings"
            )),
            Some(_) => {}
            None => drop(environment.insert(name, value)),
        }
    }
    Ok((environment, warnings))
}

/// Opens everything that a configuration names. What was opened before, and is named still, is
/// used on.
///
/// # Errors
/// All mistakes.
pub async fn prepare(config: &Config, before: Option<&Kept>) -> Result<Prepared, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let bundle = keep(&mut mistakes, bundle(config, before));
    let keys = keep(&mut mistakes, keys(&config.seal, before));
    let aws = keep(&mut mistakes, aws(config.is_on_aws(), config.authorities).await);
    let mut with_aws = |aws: &Aws| {
        // Its locks are this process's: a second one would hold mail back from the first.
        let outbox = match before {
            Some(before) => Some(before.outbox.clone()),
            None => keep(&mut mistakes, outbox(&config.outbox, aws, Access::Use)),
        };
        (outbox, keep(&mut mistakes, mail::mailer(config, aws)))
    };
    let (outbox, mailer) = aws.as_ref().map(&mut with_aws).unwrap_or_default();
    let health_token = keep(&mut mistakes, health_token(config));
    let (Some((bundle, staff_lang)), Some(outbox), Some(keys), Some(mailer), Some(health_token)) =
        (bundle, outbox, keys, mailer, health_token)
    else {
        return Err(mistakes);
    };
    let kept = kept(config, before, outbox, keys, bundle.clone());
    let settings = Settings {
        from: config.from.header(),
        to: config.to.clone(),
        staff_lang,
        origins: config.origins.clone(),
        auto_submitted: config.auto_submitted,
        keys: kept.keys.clone(),
        health_token,
    };
    let handler = Handler::new(bundle, kept.outbox.clone(), settings)
        .limited(kept.rate.clone())
        .watched(kept.health.clone());
    let handler = if config.acknowledge { handler.acknowledging() } else { handler };
    let route = mailer.map(|mailer| Route {
        mailer,
        from: config.from.address.clone(),
        to: config.to.clone(),
        first_pause: config.first_pause,
    });
    let (remarks, alarms) = remarks(config, &kept);
    Ok(Prepared { handler, route, kept, remarks, alarms })
}

/// The outbox of a place, for whoever wants to look into it only: it is not made.
///
/// # Errors
/// If it cannot be had.
pub async fn open_outbox(place: &OutboxPlace) -> Result<Store, Mistake> {
    let is_bucket = matches!(place, OutboxPlace::S3 { .. });
    outbox(place, &aws(is_bucket, Authorities::Machine).await?, Access::Look)
}

fn kept(
    config: &Config,
    before: Option<&Kept>,
    outbox: Store,
    keys: Arc<dyn KeySource>,
    bundle: Bundle,
) -> Kept {
    let rate = before.filter(|before| before.per_minute == config.rate_per_minute);
    let new = || Arc::new(Rate::per_minute(config.rate_per_minute));
    Kept {
        outbox,
        place: before.map_or_else(|| config.outbox.clone(), |before| before.place.clone()),
        seal: config.seal.clone(),
        bundle,
        keys,
        per_minute: config.rate_per_minute,
        rate: rate.map_or_else(new, |before| before.rate.clone()),
        health: before.map_or_else(Arc::default, |before| before.health.clone()),
    }
}

impl Kept {
    /// Whether a configuration names another outbox, which takes a restart.
    pub fn has_other_outbox(&self, config: &Config) -> bool {
        self.place != config.outbox
    }
}

fn keep<T>(mistakes: &mut Vec<Mistake>, part: Result<T, Mistake>) -> Option<T> {
    part.map_err(|mistake| mistakes.push(mistake)).ok()
}

fn bundle(config: &Config, before: Option<&Kept>) -> Result<(Bundle, String), Mistake> {
    let bundle = Bundle::read(&config.bundle, before.map(|before| &before.bundle))
        .map_err(|error| Mistake::new("FORM_BUNDLE", format!("cannot be used: {error}")))?;
    let lang = match &config.staff_lang {
        Some(lang) => lang.clone(),
        // A bundle has at least one form.
        None => bundle.forms().next().map_or("en", |form| form.default_language()).to_owned(),
    };
    if bundle.forms().all(|form| form.language(&lang).is_none()) {
        let languages: BTreeSet<_> = bundle.forms().flat_map(|form| form.languages()).collect();
        let languages = languages.into_iter().cloned().collect::<Vec<_>>().join(", ");
        return Err(Mistake::new(
            "FORM_STAFF_LANG",
            format!("is {lang}, but the forms have {languages} only"),
        ));
    }
    Ok((bundle, lang))
}

/// Read only for a configuration that names a bucket or SES: it may ask the machine's own services.
#[cfg(feature = "aws")]
async fn aws(is_asked: bool, authorities: Authorities) -> Result<Aws, Mistake> {
    match is_asked {
        true => crate::aws::settings(authorities).await,
        false => Ok(Aws::builder().build()),
    }
}

#[cfg(not(feature = "aws"))]
async fn aws(_: bool, _: Authorities) -> Result<Aws, Mistake> {
    Ok(Aws)
}

/// What an outbox is opened for.
#[derive(Clone, Copy)]
enum Access {
    /// To take reports and send them: a folder is made if it is not there.
    Use,
    /// To look into it only, perhaps as another user: nothing is made or written.
    Look,
}

#[cfg_attr(not(feature = "aws"), allow(unused_variables))]
fn outbox(place: &OutboxPlace, aws: &Aws, access: Access) -> Result<Store, Mistake> {
    match place {
        #[cfg(feature = "folder")]
        OutboxPlace::Folder(path) => {
            let (opened, verb) = match access {
                Access::Use => (crate::outbox::Folder::open(path), "written to"),
                Access::Look => (crate::outbox::Folder::existing(path), "looked into"),
            };
            opened
                .map(Store::Folder)
                .map_err(|error| Mistake::new("FORM_OUTBOX", format!("cannot be {verb}: {error}")))
        }
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

/// The keys to seal with. None that is good today is no reason not to start: what waits in the
/// outbox was sealed before, and has to go out.
fn keys(seal: &Seal, before: Option<&Kept>) -> Result<Arc<dyn KeySource>, Mistake> {
    let Seal::Pgp { keys, signing } = seal else { return Ok(Arc::new(Keys::None)) };
    if let Some(before) = before.filter(|before| before.seal == *seal) {
        return Ok(before.keys.clone());
    }
    let keyring = Keyring::new(keys.clone(), signing.clone());
    let (keys, faults) = keyring.look();
    if let Some(fault) = faults.signer {
        return Err(Mistake::new("FORM_SIGNING_KEY", format!("cannot be used: {fault}")));
    }
    let told: Vec<_> = faults.team.iter().map(ToString::to_string).collect();
    match (keys.is_empty(), told.is_empty()) {
        (false, _) => Ok(Arc::new(keyring)),
        (true, false) => {
            Err(Mistake::new("FORM_KEYS", format!("cannot be used: {}", told.join("; "))))
        }
        (true, true) => Err(Mistake::new("FORM_KEYS", "holds no file with an OpenPGP public key")),
    }
}

/// No file of settings, secrets or authorities is nearly as large.
const LARGEST: u64 = 8 << 20;

fn read(variable: &str, path: &Path) -> Result<Vec<u8>, Mistake> {
    let named = |error| format!("names a file that {}", disk::why(&error));
    disk::read(path, LARGEST).map_err(|error| Mistake::new(variable, named(error)))
}

fn health_token(config: &Config) -> Result<Option<String>, Mistake> {
    config.health_token.as_deref().map(|path| secret("FORM_HEALTH_TOKEN_FILE", path)).transpose()
}

/// The one line of a file that holds a secret. Editors end a file with a line break, secrets do not
/// end with one.
fn secret(variable: &str, path: &Path) -> Result<String, Mistake> {
    let text = String::from_utf8(read(variable, path)?)
        .map_err(|_| Mistake::new(variable, "names a file that is not UTF-8 text"))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    match secret.is_empty() {
        true => Err(Mistake::new(variable, "names an empty file")),
        false => Ok(secret.to_owned()),
    }
}

fn remarks(config: &Config, kept: &Kept) -> (Vec<String>, Vec<String>) {
    let now = jiff::Timestamp::now();
    let (keys, faults) = kept.keys.look();
    let sealed_to = keys.sealed_to(now);
    let mut remarks: Vec<String> = sealed_to
        .iter()
        .map(|(fingerprint, _)| format!("reports are sealed to {fingerprint}"))
        .collect();
    let alarms = faults.iter().map(ToString::to_string).chain(keys.review(now).alarms);
    let alarms = alarms.chain(kept.bundle.faults().iter().cloned()).collect();
    if let Some(lang) = &config.staff_lang {
        let others = kept.bundle.forms().filter(|form| form.language(lang).is_none());
        remarks.extend(others.map(|form| {
            let (id, own) = (&form.id, form.default_language());
            format!(
                "WARNING: FORM_STAFF_LANG is {lang}, which the form “{id}” does not have: letters \
                 about it are in {own}"
            )
        }));
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
    (remarks, alarms)
}

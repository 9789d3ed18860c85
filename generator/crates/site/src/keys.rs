//! `content/keys/` → the team's OpenPGP public keys (RFC 9580), read once for a site: what they are
//! called, what they can do, how long they hold.

use crate::config::Config;
use crate::load::{Data, Inputs};
use certsite_base::address::{Base, WebPath};
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_keyfile::KeyFile;
use jiff::civil::Date;
use pgp::composed::SignedPublicKey;
use pgp::packet::{Signature, SignatureType};
use pgp::types::{KeyDetails, PublicParams, SignedUser, Timestamp};
use rpgpie::certificate::{Certificate, Checked, SignatureVerifier};
use std::sync::Arc;

/// The folder of the team's keys, from the site's root.
pub const FOLDER: &str = "content/keys/";

/// The public keys of a site.
#[derive(Default)]
pub struct Keys {
    keys: Vec<PublicKey>,
    team: Option<usize>,
    /// The files that hold none that can be read, which was told.
    unread: Vec<Arc<str>>,
}

/// An OpenPGP certificate of the team's, as far as pages and forms need to know it (RFC 9580).
pub struct PublicKey {
    /// The path of its file, from the site's root.
    pub file: Arc<str>,
    /// The text of that file, as it is published.
    pub armoured: Arc<str>,
    /// The address of the file with the key, from the root of the host.
    pub url: WebPath,
    /// The fingerprint of its primary key, in capital hexadecimal digits.
    pub fingerprint: String,
    /// Its user ids, the primary one first.
    pub user_ids: Vec<String>,
    /// What its primary key and its subkeys are made with, such as `Ed25519`.
    pub algorithms: Vec<&'static str>,
    /// The day on which it was made, in UTC.
    pub created: Date,
    /// The day it runs out, in UTC; none if never.
    pub expires: Option<Date>,
    /// True once its holder took it back.
    pub is_revoked: bool,
    /// Whether anything can be encrypted to it.
    pub can_encrypt: Ability,
    /// Whether any part of it signs, at the end of the build's day.
    pub can_sign: bool,
    checked: Checked,
    public: SignedPublicKey,
}

/// Whether a key can do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// It can, at the end of the build's day.
    Has,
    /// It could, until that part of it ran out.
    Had,
    /// It never could, or somebody took that back.
    Lacks,
}

impl Keys {
    /// Reads the keys, as they are at the end of a day: whether one has run out must not depend on
    /// the hour or the year in which the same site is built. A file that is no public key is
    /// reported, and none of it is published.
    pub fn read(
        config: &Config,
        inputs: &Inputs,
        base: &Base,
        day: Date,
    ) -> (Keys, Vec<Diagnostic>) {
        let today = end_of(day, config);
        let mut diagnostics = Vec::new();
        let mut keys = Vec::new();
        let mut unread = Vec::new();
        for (path, file) in inputs.below(FOLDER) {
            match &file.data {
                Data::Text(text) => match certificates(text) {
                    Ok(found) => keys.extend(
                        found.into_iter().map(|key| PublicKey::of((path, text), key, base, today)),
                    ),
                    Err(why) => {
                        diagnostics.push(wrong(path, &why));
                        unread.push(path.clone());
                    }
                },
                Data::Page(_) | Data::Binary(_) | Data::Withheld => {
                    diagnostics.push(wrong(path, "is not armoured"));
                    unread.push(path.clone());
                }
            }
        }
        let stated = |key: &str| config.facts.first(key, config.languages.default_lang());
        let fingerprint = stated("team.pgp.fingerprint").map(digits);
        let is_team = |key: &PublicKey| {
            let file = stated("team.pgp.file").map(|file| file.rsplit('/').next().unwrap_or(file));
            file.is_some_and(|file| key.file.ends_with(&format!("/{file}")))
                || file.is_none() && fingerprint.as_ref() == Some(&key.fingerprint)
        };
        let team = keys.iter().position(is_team);
        (Keys { keys, team, unread }, diagnostics)
    }

    /// All keys, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &PublicKey> {
        self.keys.iter()
    }

    /// Whether a file of this name is there, but holds no key that can be read.
    pub fn is_unread(&self, file: &str) -> bool {
        self.unread.iter().any(|path| path.rsplit('/').next() == file.rsplit('/').next())
    }

    /// The key that the team signs with, as `team.pgp.file` or else `team.pgp.fingerprint` says.
    pub fn team(&self) -> Option<&PublicKey> {
        self.team.map(|n| &self.keys[n])
    }
}

/// A fingerprint without the spaces that people write into it, in capitals.
pub fn digits(fingerprint: &str) -> String {
    let digits = fingerprint.chars().filter(|c| !c.is_whitespace());
    digits.map(|c| c.to_ascii_uppercase()).collect()
}

fn wrong(path: &Arc<str>, why: &str) -> Diagnostic {
    Diagnostic::at(Problem::Key { why: why.to_owned() }, Place::file(path))
}

/// The certificates of a file, of every block in it; or what is wrong with it. Half of a file is
/// not published: whoever put it there should hear of the other half.
fn certificates(text: &str) -> Result<Vec<SignedPublicKey>, String> {
    let file = KeyFile::read(text.as_bytes());
    // Whatever else is in the file: a secret key must never leave the team.
    if file.has_secret {
        return Err("holds a secret key".to_owned());
    }
    match file.faults.into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(file.certificates),
    }
}

impl PublicKey {
    fn of(
        (path, armoured): (&Arc<str>, &Arc<str>),
        key: SignedPublicKey,
        base: &Base,
        today: Timestamp,
    ) -> PublicKey {
        let checked = Checked::from(Certificate::from(key.clone()));
        let times = times(&checked);
        // What a key says of itself is what it said last, also on a day before that.
        let at = times.iter().copied().max().unwrap_or(today).max(today);
        let lifetime = checked
            .active_certificate_self_signature_at(at)
            .and_then(|signature| signature.key_expiration_time())
            .map_or(0, |duration| duration.as_secs());
        let created = key.primary_key.created_at().as_secs();
        let expires = (lifetime != 0).then(|| day(created.saturating_add(lifetime)));
        let mut user_ids: Vec<String> = checked.user_ids().iter().map(user_id).collect();
        let primary = checked.user_ids().iter().rev().max_by_key(|user| standing(user));
        if let Some(primary) = primary.map(user_id)
            && let Some(at) = user_ids.iter().position(|id| *id == primary)
        {
            user_ids.swap(0, at);
        }
        let can_encrypt = match encrypts(&checked, at) {
            true => Ability::Has,
            false if times.iter().any(|time| encrypts(&checked, *time)) => Ability::Had,
            false => Ability::Lacks,
        };
        let signs =
            |time: &Timestamp| !checked.valid_signing_capable_component_keys_at(*time).is_empty();
        let name = path.rsplit('/').next().unwrap_or(path);
        PublicKey {
            file: path.clone(),
            armoured: armoured.clone(),
            url: base.at(&format!("pgp/{name}")),
            fingerprint: digits(&key.primary_key.fingerprint().to_string()),
            user_ids,
            algorithms: [key.primary_key.public_params()]
                .into_iter()
                .chain(key.public_subkeys.iter().map(|subkey| subkey.key.public_params()))
                .map(algorithm)
                .collect(),
            created: day(created),
            expires,
            is_revoked: checked.revoked_at(at),
            can_encrypt,
            can_sign: times.iter().chain([&at]).any(signs),
            checked,
            public: key,
        }
    }

    /// The parts of it that may have made this signature: those that could sign when it was made.
    /// That a key runs out later makes nothing untrue that it signed before.
    pub fn verifiers(&self, signature: &Signature) -> Vec<SignatureVerifier> {
        let made = signature.created();
        made.map_or_else(Vec::new, |at| self.checked.valid_signing_capable_component_keys_at(at))
    }

    /// The key as the OpenPGP library knows it.
    pub fn certificate_key(&self) -> &SignedPublicKey {
        &self.public
    }

    /// True if the key has run out before a day.
    pub fn has_run_out(&self, today: Date) -> bool {
        self.expires.is_some_and(|end| end < today)
    }

    /// Days from a day until the key runs out, negative once it has; `None` if it never does.
    pub fn days_left(&self, today: Date) -> Option<i32> {
        self.expires.map(|end| (end - today).get_days())
    }
}

/// The last second of a day in the site's time zone.
fn end_of(day: Date, config: &Config) -> Timestamp {
    let end = day.to_zoned_datetime(config.time_zone.clone()).and_then(|start| start.end_of_day());
    let seconds = end.map_or(0, |end| end.timestamp().as_second());
    Timestamp::from_secs(u32::try_from(seconds).unwrap_or(if seconds < 0 { 0 } else { u32::MAX }))
}

/// When the key said something of itself.
fn times(checked: &Checked) -> Vec<Timestamp> {
    let key = checked.as_signed_public_key();
    let users = key.details.users.iter().flat_map(|user| &user.signatures);
    let subkeys = key.public_subkeys.iter().flat_map(|subkey| &subkey.signatures);
    let all = key.details.direct_signatures.iter().chain(&key.details.revocation_signatures);
    all.chain(users).chain(subkeys).filter_map(Signature::created).collect()
}

/// Among user ids the primary one stands first, and of several that whose signature is the newest.
fn standing(user: &SignedUser) -> (bool, Option<Timestamp>) {
    let newest = user.signatures.iter().max_by_key(|signature| signature.created());
    let is_primary = |signature: &Signature| {
        signature.typ() != Some(SignatureType::CertRevocation) && signature.is_primary()
    };
    (newest.is_some_and(is_primary), newest.and_then(Signature::created))
}

/// Whether something can be encrypted to a key at a time.
fn encrypts(checked: &Checked, at: Timestamp) -> bool {
    let says_so = |signature: &Signature| {
        let flags = signature.key_flags();
        flags.encrypt_comms() || flags.encrypt_storage()
    };
    let key = checked.as_signed_public_key();
    let valid: Vec<_> =
        checked.valid_subkeys_at(at).iter().map(|subkey| subkey.fingerprint()).collect();
    let subkeys = key.public_subkeys.iter();
    let by_subkey =
        subkeys.filter(|subkey| valid.contains(&subkey.key.fingerprint())).any(|subkey| {
            let newest = subkey.signatures.iter().max_by_key(|signature| signature.created());
            newest.is_some_and(says_so)
        });
    let is_valid = checked.primary_valid_at(at).unwrap_or(false);
    by_subkey || is_valid && checked.active_certificate_self_signature_at(at).is_some_and(says_so)
}

fn user_id(user: &SignedUser) -> String {
    String::from_utf8_lossy(user.id.id()).into_owned()
}

fn day(seconds: u32) -> Date {
    let at = jiff::Timestamp::from_second(i64::from(seconds)).unwrap_or_default();
    at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
}

/// What people call an algorithm.
fn algorithm(params: &PublicParams) -> &'static str {
    match params {
        PublicParams::RSA(_) => "RSA",
        PublicParams::DSA(_) => "DSA",
        PublicParams::ECDSA(_) => "ECDSA",
        PublicParams::ECDH(_) => "ECDH",
        PublicParams::Elgamal(_) => "Elgamal",
        PublicParams::EdDSALegacy(_) | PublicParams::Ed25519(_) => "Ed25519",
        PublicParams::X25519(_) => "X25519",
        PublicParams::X448(_) => "X448",
        PublicParams::Ed448(_) => "Ed448",
        _ => "?",
    }
}

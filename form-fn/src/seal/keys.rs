//! The team's certificates → those that can be sealed to at a moment, and what a person should
//! hear of the others.

use super::certificate::{TeamKey, clock};
use super::key_error::KeyError;
use super::signer::Signer;
use certsite_keyfile::KeyFile;
use jiff::Timestamp as Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pgp::packet::Signature;
use rpgpie::key::ComponentKeyPub;
use std::sync::Arc;

/// The keys that letters are sealed with.
#[derive(Clone)]
pub enum Keys {
    /// OpenPGP certificates (RFC 9580): letters are sealed to each that is good at the moment.
    Pgp(Pgp),
    /// No keys: letters are not sealed, which the settings have to ask for by name.
    None,
}

/// Certificates to seal to, and perhaps a key to sign with.
#[derive(Clone)]
pub struct Pgp {
    team: Vec<TeamKey>,
    pub(super) signer: Option<Box<Signer>>,
}

/// Where the keys of the moment come from.
pub trait KeySource: Send + Sync + 'static {
    /// The keys to seal a letter with now, and what a person has to mend about their files.
    fn look(&self) -> (Arc<Keys>, Faults);
}

/// Always the same ones, as in a preview.
impl KeySource for Keys {
    fn look(&self) -> (Arc<Keys>, Faults) {
        (Arc::new(self.clone()), Faults::default())
    }
}

/// What of the files of keys cannot be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Those in the files of the certificates, in the order of the files.
    pub team: Vec<KeyError>,
    /// That in the file of the key that signs; none if it can be used, or there is none.
    pub signer: Option<KeyError>,
}

impl Faults {
    /// All faults, in the order of the files' names.
    pub fn iter(&self) -> impl Iterator<Item = &KeyError> {
        self.team.iter().chain(&self.signer)
    }
}

/// A person is told so many days before a key runs out, every day.
pub const WARN_DAYS: u32 = 60;

/// How the keys stand at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The number of certificates that letters are sealed to at that moment.
    pub good: usize,
    /// The days from today, in UTC, until the first of these runs out: 0 is today. None if none
    /// does within [`WARN_DAYS`].
    pub days_left: Option<i32>,
    /// What a person has to see to, each in a sentence.
    pub alarms: Vec<String>,
}

/// The component keys to seal to.
pub(super) struct RecipientKeys {
    pub keys: Vec<ComponentKeyPub>,
    pub takes_v2: bool,
}

impl Keys {
    /// Reads the team's certificates, each file given with its name, and what of it cannot be used.
    /// A secret key where public ones belong is never sealed to, and always told of.
    pub fn read(
        files: &[(String, Vec<u8>)],
        signing: Option<&(String, Vec<u8>)>,
    ) -> (Keys, Faults) {
        let mut faults = Faults::default();
        let mut team: Vec<TeamKey> = Vec::new();
        let mut revocations = Vec::new();
        for (place, bytes) in files {
            let file = KeyFile::read(bytes);
            revocations.extend(file.revocations.into_iter().map(|revocation| (place, revocation)));
            faults.team.extend(file.faults.into_iter().map(|why| KeyError::new(place, why)));
            for key in file.certificates {
                let key = TeamKey::new(place, key);
                // A second copy may be the renewed one, or the revoked one.
                match team.iter().position(|known| known.fingerprint() == key.fingerprint()) {
                    Some(n) => team[n] = team[n].clone().merge(key),
                    None => team.push(key),
                }
            }
        }
        // Whichever file they are in, and whichever was read first.
        for (place, revocation) in revocations {
            let fault = revoke(&mut team, &revocation);
            faults.team.extend(fault.map(|why| KeyError::new(place, why)));
        }
        let signer = signing.map(|(place, bytes)| Signer::read(place, bytes)).transpose();
        let signer = signer.unwrap_or_else(|fault| {
            faults.signer = Some(fault);
            None
        });
        (Keys::Pgp(Pgp { team, signer: signer.map(Box::new) }), faults)
    }

    /// The same for those who have one set of files and want nothing wrong with it.
    ///
    /// # Errors
    /// The first fault, or that there is no key.
    pub fn load(
        files: &[(String, Vec<u8>)],
        signing: Option<&(String, Vec<u8>)>,
    ) -> Result<Keys, KeyError> {
        let (keys, faults) = Keys::read(files, signing);
        match faults.iter().next() {
            Some(fault) => Err(fault.clone()),
            None if keys.is_empty() => Err(KeyError::new("keys", NONE)),
            None => Ok(keys),
        }
    }

    /// True if letters are to be sealed, and there is not one certificate for that.
    pub fn is_empty(&self) -> bool {
        matches!(self, Keys::Pgp(pgp) if pgp.team.is_empty())
    }

    /// The component keys that can be sealed to at a moment, of every certificate that has one;
    /// none if nothing is sealed.
    pub(super) fn recipients(&self, now: Time) -> Result<Option<RecipientKeys>, KeyError> {
        let Keys::Pgp(Pgp { team, .. }) = self else { return Ok(None) };
        let now = clock(now);
        let mut recipients = RecipientKeys { keys: Vec::new(), takes_v2: true };
        for certificate in team {
            let keys = certificate.encryption_keys(now);
            recipients.takes_v2 &= keys.is_empty() || certificate.takes_v2(now);
            recipients.keys.extend(keys);
        }
        match recipients.keys.is_empty() {
            true => Err(KeyError::new("keys", NONE_GOOD)),
            false => Ok(Some(recipients)),
        }
    }

    /// How the keys stand at a moment.
    pub fn review(&self, now: Time) -> Review {
        let mut review = Review { good: 0, days_left: None, alarms: Vec::new() };
        let Keys::Pgp(Pgp { team, signer }) = self else { return review };
        let (today, now) = (now.to_zoned_datetime(TimeZone::UTC).date(), clock(now));
        for certificate in team {
            let (place, name) = (&certificate.place, certificate.fingerprint());
            if certificate.encryption_keys(now).is_empty() {
                let why = certificate.why_not(now);
                review.alarms.push(format!("{place}: nothing is sealed to the key {name}: {why}"));
                continue;
            }
            review.good += 1;
            let Some(end) = certificate.ends_within(now, WARN_DAYS) else { continue };
            let days = days_until(today, end);
            review.days_left = Some(review.days_left.map_or(days, |least| least.min(days)));
            review
                .alarms
                .push(format!("{place}: the key {name} runs out on {end}, {}", within(days)));
        }
        review.alarms.extend(signer.as_ref().and_then(|signer| signer.why_not(now)));
        if review.good == 0 {
            review.alarms.push(format!("no report is taken: {NONE_GOOD}"));
        }
        review
    }

    /// What letters are sealed to at a moment: fingerprint and user id of each.
    pub fn sealed_to(&self, now: Time) -> Vec<(String, String)> {
        let Keys::Pgp(Pgp { team, .. }) = self else { return Vec::new() };
        let now = clock(now);
        let good = team.iter().filter(|key| !key.encryption_keys(now).is_empty());
        good.map(|key| (key.fingerprint(), key.user_id())).collect()
    }

    /// The fingerprints of all certificates, in hexadecimal digits, whether they are good or not.
    pub fn fingerprints(&self) -> Vec<String> {
        match self {
            Keys::Pgp(pgp) => pgp.team.iter().map(TeamKey::fingerprint).collect(),
            Keys::None => Vec::new(),
        }
    }
}

/// Applies a revocation to the certificate that it names, as `gpg --import` does; what is wrong with
/// it, if it revokes none.
fn revoke(team: &mut [TeamKey], revocation: &Signature) -> Option<String> {
    let mut named = team.iter_mut().filter(|key| key.is_named_by(revocation)).peekable();
    if named.peek().is_none() {
        let fingerprints = revocation.issuer_fingerprint();
        let name = fingerprints.first().map(ToString::to_string);
        let name = name.or_else(|| revocation.issuer_key_id().first().map(ToString::to_string));
        let name = name.unwrap_or_else(|| "without a name".to_owned());
        return Some(format!("holds the revocation of the key {name}, which is not here"));
    }
    let mut fault = None;
    for key in named {
        match key.revoked_by(revocation) {
            Some(revoked) => *key = revoked,
            None => {
                let name = key.fingerprint();
                fault = Some(format!("holds a revocation that the key {name} has not signed"));
            }
        }
    }
    fault
}

const NONE: &str = "there is no OpenPGP public key here";
const NONE_GOOD: &str = "there is no OpenPGP key that it could be sealed to";

fn days_until(today: Date, end: Date) -> i32 {
    (end - today).get_days()
}

fn within(days: i32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    }
}

//! One certificate of the team at a moment: which of its keys can be sealed to, until when, and
//! why none can.

use jiff::Timestamp as Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pgp::composed::{SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{KeyFlags, Signature, SignatureType};
use pgp::types::{
    EcdhPublicParams, EncryptionKey, EskType, Fingerprint, KeyDetails, KeyVersion, PublicParams,
    Timestamp,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rpgpie::certificate::{Certificate, Checked};
use rpgpie::key::ComponentKeyPub;
use rpgpie::merge::CertificateInfo;

/// A certificate whose own signatures are verified.
#[derive(Debug, Clone)]
pub(super) struct TeamKey {
    /// Name of the file that it came from first.
    pub place: String,
    raw: Certificate,
    checked: Checked,
    /// Fingerprints of the parts that something could be sealed to when it was tried.
    usable: Vec<Fingerprint>,
}

/// The clock of OpenPGP: whole seconds, from 1970 to 2106.
pub(super) fn clock(now: Time) -> Timestamp {
    let seconds = now.as_second().clamp(0, i64::from(u32::MAX));
    Timestamp::from_secs(u32::try_from(seconds).unwrap_or(u32::MAX))
}

/// The day of a moment, in UTC.
fn day(at: Timestamp) -> Date {
    let at = Time::from_second(i64::from(at.as_secs())).unwrap_or_default();
    at.to_zoned_datetime(TimeZone::UTC).date()
}

impl TeamKey {
    pub fn new(place: &str, key: SignedPublicKey) -> TeamKey {
        TeamKey::of(place.to_owned(), Certificate::from(key))
    }

    fn of(place: String, raw: Certificate) -> TeamKey {
        let checked = Checked::from(raw.clone());
        let key = checked.as_signed_public_key();
        let parts = key.public_subkeys.iter().map(|part| ComponentKeyPub::Subkey(part.key.clone()));
        let parts = parts.chain([ComponentKeyPub::Primary(key.primary_key.clone())]);
        let usable = parts.filter(takes_secrets).map(|part| part.fingerprint()).collect();
        TeamKey { place, raw, checked, usable }
    }

    pub fn fingerprint(&self) -> String {
        self.checked.fingerprint().to_string()
    }

    /// Its first user id, for a person who looks at a list.
    pub fn user_id(&self) -> String {
        let users = self.checked.user_ids();
        users.first().map_or_else(String::new, |user| {
            String::from_utf8_lossy(user.id.id()).chars().filter(|c| !c.is_control()).collect()
        })
    }

    /// Takes in what another copy of the same certificate says: a renewal, or a revocation.
    pub fn merge(self, other: TeamKey) -> TeamKey {
        let mut raw = self.raw;
        raw.merge(vec![CertificateInfo::Cert(other.raw)]);
        TeamKey::of(self.place, raw)
    }

    /// Whether a signature says that it is one of this certificate.
    pub fn is_named_by(&self, signature: &Signature) -> bool {
        let key = &self.checked.as_signed_public_key().primary_key;
        signature.issuer_fingerprint().contains(&&key.fingerprint())
            || signature.issuer_key_id().contains(&&key.legacy_key_id())
    }

    /// Takes in its revocation; none if its key has not signed that.
    pub fn revoked_by(&self, signature: &Signature) -> Option<TeamKey> {
        signature.verify_key(&self.checked.as_signed_public_key().primary_key).ok()?;
        let mut raw = self.raw.clone();
        raw.merge(vec![CertificateInfo::Revocation(signature.clone())]);
        Some(TeamKey::of(self.place.clone(), raw))
    }

    /// The keys of it that can be sealed to at a moment.
    pub fn encryption_keys(&self, now: Timestamp) -> Vec<ComponentKeyPub> {
        let parts = &self.checked.as_signed_public_key().public_subkeys;
        let is_meant = |key: &ComponentKeyPub| {
            let part = parts.iter().find(|part| part.key.fingerprint() == key.fingerprint());
            part.is_some_and(|part| is_for_secrets(&binding_flags(part, now)))
        };
        let mut keys = self.checked.valid_subkeys_at(now);
        keys.retain(is_meant);
        keys.extend(self.primary(now));
        keys.retain(|key| self.usable.contains(&key.fingerprint()));
        keys
    }

    /// The primary key, where it is for sealing too, as RSA keys of old may be.
    fn primary(&self, now: Timestamp) -> Option<ComponentKeyPub> {
        let key = &self.checked.as_signed_public_key().primary_key;
        let signature = self.checked.active_certificate_self_signature_at(now)?;
        let is_good = self.checked.primary_valid_at(now).unwrap_or(false)
            && is_for_secrets(&signature.key_flags());
        is_good.then(|| ComponentKeyPub::Primary(key.clone()))
    }

    /// Whether it says that it reads version 2 of sealed packets (RFC 9580).
    pub fn takes_v2(&self, now: Timestamp) -> bool {
        self.checked.features(now).is_some_and(|features| features.seipd_v2())
    }

    /// The first day on which nothing can be sealed to it any more, if that is within `days`. What
    /// ends it, be it the certificate, its last subkey or an algorithm, makes no difference.
    pub fn ends_within(&self, now: Timestamp, days: u32) -> Option<Date> {
        let is_good = |at: u32| !self.encryption_keys(Timestamp::from_secs(at)).is_empty();
        let (mut good, mut bad) = (now.as_secs(), now.as_secs().saturating_add(days * 86_400));
        if !is_good(good) || is_good(bad) {
            return None;
        }
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            if is_good(middle) { good = middle } else { bad = middle }
        }
        Some(day(Timestamp::from_secs(bad)))
    }

    /// Why nothing can be sealed to it, in the words of somebody who has to mend it.
    pub fn why_not(&self, now: Timestamp) -> String {
        let checked = &self.checked;
        let end = self.expiry(now);
        if checked.revoked_at(now) {
            "it is revoked".to_owned()
        } else if let Some(end) = end.filter(|end| *end <= now) {
            format!("it has expired on {}", day(end))
        } else if checked.primary_creation_time() > now {
            "it is dated in the future: is the clock of this machine right?".to_owned()
        } else if !checked.primary_valid_at(now).unwrap_or(false) {
            "it has no valid user id, or an algorithm that is too weak".to_owned()
        } else if checked.as_signed_public_key().public_subkeys.is_empty() {
            "it can only sign: it has no subkey to encrypt to".to_owned()
        } else {
            "none of its subkeys can be encrypted to: they are expired, revoked or for signing only"
                .to_owned()
        }
    }

    fn expiry(&self, now: Timestamp) -> Option<Timestamp> {
        let signature = self.checked.active_certificate_self_signature_at(now)?;
        let lifetime = signature.key_expiration_time()?.as_secs();
        let made = self.checked.primary_creation_time().as_secs();
        (lifetime != 0).then(|| Timestamp::from_secs(made.saturating_add(lifetime)))
    }
}

/// What the latest binding of a subkey says that it is for.
fn binding_flags(part: &SignedPublicSubKey, now: Timestamp) -> KeyFlags {
    let is_binding = |signature: &&Signature| {
        signature.typ() == Some(SignatureType::SubkeyBinding)
            && signature.created().is_some_and(|created| created <= now)
    };
    let latest = part.signatures.iter().filter(is_binding).max_by_key(|s| s.created());
    latest.map(Signature::key_flags).unwrap_or_default()
}

fn is_for_secrets(flags: &KeyFlags) -> bool {
    flags.encrypt_comms() || flags.encrypt_storage()
}

/// Whether something can be sealed to a part of a key: its algorithm is for that and strong enough,
/// and it works when tried. A broken key must show when it is read, not when a report comes.
fn takes_secrets(part: &ComponentKeyPub) -> bool {
    let is_strong = |hash: &HashAlgorithm, cipher: &SymmetricKeyAlgorithm| {
        use {HashAlgorithm as Hash, SymmetricKeyAlgorithm as Cipher};
        matches!(hash, Hash::Sha256 | Hash::Sha384 | Hash::Sha512)
            && matches!(cipher, Cipher::AES128 | Cipher::AES192 | Cipher::AES256)
    };
    let is_meant = match part.public_params() {
        PublicParams::RSA(_) | PublicParams::X25519(_) | PublicParams::X448(_) => true,
        PublicParams::ECDH(
            EcdhPublicParams::Curve25519Legacy { hash, alg_sym, .. }
            | EcdhPublicParams::P256 { hash, alg_sym, .. }
            | EcdhPublicParams::P384 { hash, alg_sym, .. }
            | EcdhPublicParams::P521 { hash, alg_sym, .. },
        ) => is_strong(hash, alg_sym),
        _ => false,
    };
    let kind = || match part.version() {
        KeyVersion::V6 => EskType::V6,
        _ => EskType::V3_4,
    };
    // What is sealed is thrown away, so nobody has to be kept from guessing it.
    let rng = || StdRng::seed_from_u64(0);
    is_meant && part.encrypt(rng(), &[7; 32], kind()).is_ok()
}

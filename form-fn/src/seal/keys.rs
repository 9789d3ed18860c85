//! Armoured keys → [`Keys`]: only keys that can be sealed to today.

use pgp::composed::{
    EncryptionCaps, KeyType, PublicOrSecret, SecretKeyParamsBuilder, SubkeyParamsBuilder,
};
use pgp::types::{KeyDetails, Timestamp};
use rand::{CryptoRng, Rng};
use rpgpie::certificate::{Certificate, Checked};
use rpgpie::key::ComponentKeyPub;
use rpgpie::tsk::{DataSigner, Tsk};

/// What letters are sealed with.
#[derive(Clone)]
pub enum Keys {
    /// To each of these certificates, signed by these keys.
    Pgp {
        /// The team's certificates, and where each comes from.
        team: Vec<(String, Checked)>,
        /// Signs, if there is one.
        signer: Option<Box<Tsk>>,
    },
    /// Not at all.
    None,
}

/// A key that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct KeyError {
    /// Name of the file.
    pub place: String,
    /// The sentence.
    pub why: String,
}

/// The component keys to seal to.
pub(super) struct RecipientKeys {
    pub keys: Vec<ComponentKeyPub>,
    pub takes_v2: bool,
}

impl Keys {
    /// Reads the team's certificates, each given with the name of its file, and checks
    /// that every one can be sealed to.
    pub fn load(
        files: &[(String, Vec<u8>)],
        signing: Option<&(String, Vec<u8>)>,
    ) -> Result<Keys, KeyError> {
        let mut team = Vec::new();
        for (place, bytes) in files {
            for certificate in certificates(place, bytes)? {
                team.push((place.clone(), Checked::from(certificate)));
            }
        }
        if team.is_empty() {
            return Err(fault("keys", "there is no OpenPGP public key here"));
        }
        let signer = signing.map(|(place, bytes)| signing_key(place, bytes)).transpose()?;
        let keys = Keys::Pgp { team, signer: signer.map(Box::new) };
        keys.recipients()?;
        Ok(keys)
    }

    /// The component keys that can be sealed to at this moment, of every certificate;
    /// none if nothing is sealed.
    pub(super) fn recipients(&self) -> Result<Option<RecipientKeys>, KeyError> {
        let Keys::Pgp { team, .. } = self else { return Ok(None) };
        let now = Timestamp::now();
        let mut keys = Vec::new();
        let mut takes_v2 = true;
        for (place, certificate) in team {
            let valid = certificate.valid_encryption_capable_component_keys();
            if valid.is_empty() {
                return Err(fault(place, &why_not(certificate, now)));
            }
            keys.extend(valid);
            takes_v2 &= certificate.features(now).is_some_and(|features| features.seipd_v2());
        }
        Ok(Some(RecipientKeys { keys, takes_v2 }))
    }

    pub(super) fn signers(&self) -> Result<Vec<DataSigner>, KeyError> {
        let Keys::Pgp { signer: Some(signer), .. } = self else { return Ok(Vec::new()) };
        let signers: Vec<_> = signer.signing_capable_component_keys().take(1).collect();
        if signers.is_empty() {
            return Err(fault(
                "signing key",
                "it cannot sign today: it is expired, revoked or not for signing",
            ));
        }
        Ok(signers)
    }

    /// Fingerprints of the certificates, for the log at the start.
    pub fn fingerprints(&self) -> Vec<String> {
        match self {
            Keys::Pgp { team, .. } => {
                team.iter().map(|(_, certificate)| certificate.fingerprint().to_string()).collect()
            }
            Keys::None => Vec::new(),
        }
    }

    /// Days until the first of the certificates runs out, so that somebody learns of it in time.
    pub fn days_left(&self) -> Option<i64> {
        let Keys::Pgp { team, .. } = self else { return None };
        let now = Timestamp::now();
        team.iter()
            .filter_map(|(_, certificate)| {
                Some((i64::from(expiry(certificate, now)?) - i64::from(now.as_secs())) / 86_400)
            })
            .min()
    }
}

fn fault(place: &str, why: &str) -> KeyError {
    KeyError { place: place.to_owned(), why: why.to_owned() }
}

fn certificates(place: &str, bytes: &[u8]) -> Result<Vec<Certificate>, KeyError> {
    let (keys, _) = PublicOrSecret::from_reader_many(bytes)
        .map_err(|_| fault(place, "this is no OpenPGP key"))?;
    keys.map(|key| match key {
        Ok(PublicOrSecret::Public(key)) => Ok(Certificate::from(key)),
        Ok(PublicOrSecret::Secret(_)) => {
            Err(fault(place, "this is a secret key; only public keys belong here"))
        }
        Err(_) => Err(fault(place, "this OpenPGP key is damaged")),
    })
    .collect()
}

fn signing_key(place: &str, bytes: &[u8]) -> Result<Tsk, KeyError> {
    let mut keys =
        Tsk::load(&mut &*bytes).map_err(|_| fault(place, "this is no OpenPGP secret key"))?;
    let (Some(key), true) = (keys.pop(), keys.is_empty()) else {
        return Err(fault(place, "there has to be exactly one signing key"));
    };
    let locked = key.key().primary_key.secret_params().is_encrypted()
        || key.key().secret_subkeys.iter().any(|subkey| subkey.key.secret_params().is_encrypted());
    if locked {
        return Err(fault(
            place,
            "this key has a passphrase, which nobody can type here; give one without",
        ));
    }
    if key.signing_capable_component_keys().next().is_none() {
        return Err(fault(
            place,
            "this key cannot sign: it is expired, revoked or not for signing",
        ));
    }
    Ok(key)
}

fn expiry(certificate: &Checked, now: Timestamp) -> Option<u32> {
    let lifetime =
        certificate.active_certificate_self_signature_at(now)?.key_expiration_time()?.as_secs();
    (lifetime != 0).then(|| certificate.primary_creation_time().as_secs().saturating_add(lifetime))
}

/// Why nothing can be sealed to a certificate, in the words of somebody who has to mend it.
fn why_not(certificate: &Checked, now: Timestamp) -> String {
    let fingerprint = certificate.fingerprint();
    let reason = if certificate.revoked_at(now) {
        "it is revoked"
    } else if expiry(certificate, now).is_some_and(|end| end <= now.as_secs()) {
        "it has expired"
    } else if certificate.primary_creation_time() > now {
        "it is dated in the future"
    } else if !certificate.primary_valid_at(now).unwrap_or(false) {
        "it has no valid user id, or an algorithm that is too weak"
    } else if certificate.as_signed_public_key().public_subkeys.is_empty() {
        "it can only sign: it has no subkey to encrypt to"
    } else {
        "none of its subkeys can be encrypted to: they are expired, revoked or for signing only"
    };
    format!("nothing can be sealed to the key {fingerprint}: {reason}")
}

/// A key pair for trying things out.
pub struct DevelopmentKey {
    /// Armoured public key.
    pub public: String,
    /// Armoured secret key, without passphrase.
    pub secret: String,
    /// Its fingerprint.
    pub fingerprint: String,
}

/// Makes a key pair whose user id says that it protects nothing.
pub fn development_key(
    mut rng: impl Rng + CryptoRng,
) -> Result<DevelopmentKey, pgp::errors::Error> {
    // These are the algorithms of GnuPG's own new keys.
    let invalid = |error: String| pgp::errors::Error::from(std::io::Error::other(error));
    let subkey = SubkeyParamsBuilder::default()
        .key_type(KeyType::ECDH(pgp::crypto::ecc_curve::ECCCurve::Curve25519Legacy))
        .can_encrypt(EncryptionCaps::All)
        .build()
        .map_err(|error| invalid(error.to_string()))?;
    let key = SecretKeyParamsBuilder::default()
        .key_type(KeyType::Ed25519Legacy)
        .can_certify(true)
        .can_sign(true)
        .primary_user_id(
            "DEVELOPMENT ONLY, protects nothing <development@localhost.invalid>".to_owned(),
        )
        .subkeys(vec![subkey])
        .build()
        .map_err(|error| invalid(error.to_string()))?
        .generate(&mut rng)?;
    Ok(DevelopmentKey {
        fingerprint: key.primary_key.fingerprint().to_string(),
        public: pgp::composed::SignedPublicKey::from(key.clone())
            .to_armored_string(Default::default())?,
        secret: key.to_armored_string(Default::default())?,
    })
}

//! The key that letters are signed with. One that cannot sign any more leaves them unsigned, and is
//! told of: a signature is a help to the team, and no reason to turn a reporter away.

use super::certificate::clock;
use super::key_error::KeyError;
use jiff::Timestamp as Time;
use pgp::composed::{MessageBuilder, SignedSecretKey, SubpacketConfig};
use pgp::packet::{Subpacket, SubpacketData};
use pgp::types::{KeyDetails, KeyVersion, Password, SigningKey, Timestamp};
use rpgpie::certificate::{Certificate, Checked};
use rpgpie::tsk::Tsk;
use std::io::Read;

/// A secret key without passphrase that letters are signed with.
#[derive(Clone)]
pub(super) struct Signer {
    place: String,
    secret: SignedSecretKey,
    checked: Checked,
}

impl Signer {
    /// Reads the one key of a file.
    pub fn read(place: &str, bytes: &[u8]) -> Result<Signer, KeyError> {
        let fault = |why: &str| KeyError::new(place, why);
        let mut keys =
            Tsk::load(&mut &*bytes).map_err(|_| fault("this is no OpenPGP secret key"))?;
        let (Some(key), true) = (keys.pop(), keys.is_empty()) else {
            return Err(fault("there has to be exactly one signing key"));
        };
        let secret = key.key().clone();
        let is_locked = secret.primary_key.secret_params().is_encrypted()
            || secret.secret_subkeys.iter().any(|part| part.key.secret_params().is_encrypted());
        match is_locked {
            true => Err(fault(
                "this key has a passphrase, which nobody can type here; give one without",
            )),
            false => Ok(Signer {
                place: place.to_owned(),
                checked: Checked::from(Certificate::from(key)),
                secret,
            }),
        }
    }

    /// The part of it that may sign at a moment.
    fn part(&self, now: Timestamp) -> Option<&dyn SigningKey> {
        let good = self.checked.valid_signing_capable_component_keys_at(now);
        good.iter().find_map(|good| {
            let fingerprint = good.as_componentkey().fingerprint();
            if self.secret.primary_key.fingerprint() == fingerprint {
                return Some(&self.secret.primary_key as &dyn SigningKey);
            }
            let parts = &self.secret.secret_subkeys;
            let part = parts.iter().find(|part| part.key.fingerprint() == fingerprint)?;
            Some(&part.key as &dyn SigningKey)
        })
    }

    /// Why it cannot sign, if it cannot.
    pub fn why_not(&self, now: Timestamp) -> Option<String> {
        let name = self.checked.fingerprint();
        self.part(now).is_none().then(|| {
            format!(
                "{}: letters go out unsigned: the key {name} cannot sign today: it is expired, \
                 revoked or not for signing",
                self.place
            )
        })
    }

    /// Lets a message be signed, if that is possible at this moment.
    pub fn sign<'a, R: Read, E: pgp::composed::Encryption>(
        &'a self,
        message: &mut MessageBuilder<'a, R, E>,
        now: Time,
    ) -> Result<(), pgp::errors::Error> {
        let now = clock(now);
        let Some(key) = self.part(now) else { return Ok(()) };
        let hashed = vec![
            Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint()))?,
            Subpacket::regular(SubpacketData::SignatureCreationTime(now))?,
        ];
        let mut unhashed = Vec::new();
        if key.version() <= KeyVersion::V4 {
            unhashed.push(Subpacket::regular(SubpacketData::IssuerKeyId(key.legacy_key_id()))?);
        }
        let config = SubpacketConfig::UserDefined { hashed, unhashed };
        message.sign_with_subpackets(key, Password::empty(), key.hash_alg(), config);
        Ok(())
    }
}

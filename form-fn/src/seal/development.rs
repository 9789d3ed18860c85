//! A key pair for previews, which says of itself that it protects nothing.

use pgp::composed::{EncryptionCaps, KeyType, SecretKeyParamsBuilder, SubkeyParamsBuilder};
use pgp::types::KeyDetails;
use rand::{CryptoRng, Rng};

/// A key pair for trying things out.
pub struct DevelopmentKey {
    /// The public key, in ASCII armour.
    pub public: String,
    /// The secret key, in ASCII armour and without a passphrase.
    pub secret: String,
    /// The fingerprint of its primary key, in hexadecimal digits.
    pub fingerprint: String,
}

/// Makes a key pair whose user id says that it protects nothing.
pub fn development_key(
    mut rng: impl Rng + CryptoRng,
) -> Result<DevelopmentKey, pgp::errors::Error> {
    // These are the algorithms of GnuPG's own new keys.
    let subkey = SubkeyParamsBuilder::default()
        .key_type(KeyType::ECDH(pgp::crypto::ecc_curve::ECCCurve::Curve25519Legacy))
        .can_encrypt(EncryptionCaps::All)
        .build()
        .map_err(std::io::Error::other)?;
    let key = SecretKeyParamsBuilder::default()
        .key_type(KeyType::Ed25519Legacy)
        .can_certify(true)
        .can_sign(true)
        .primary_user_id(
            "DEVELOPMENT ONLY, protects nothing <development@localhost.invalid>".to_owned(),
        )
        .subkeys(vec![subkey])
        .build()
        .map_err(std::io::Error::other)?
        .generate(&mut rng)?;
    Ok(DevelopmentKey {
        fingerprint: key.primary_key.fingerprint().to_string(),
        public: pgp::composed::SignedPublicKey::from(key.clone())
            .to_armored_string(Default::default())?,
        secret: key.to_armored_string(Default::default())?,
    })
}

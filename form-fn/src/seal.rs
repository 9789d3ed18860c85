//! Letter + keys → [`Mail`] that nobody on the way can read.
//!
//! OpenPGP/MIME, sealed to every key of the team. There is no way to send in the clear
//! but [`Keys::None`], which has to be asked for by name.

mod keys;
mod read;

pub use keys::{DevelopmentKey, KeyError, Keys, development_key};
pub use read::KeyFile;

use crate::compose::Letter;
use crate::mime::{self, Mail};
use pgp::composed::{ArmorOptions, MessageBuilder};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::types::{CompressionAlgorithm, KeyDetails, KeyVersion, Password, SigningKey};
use rand::{CryptoRng, Rng};
use rpgpie::key::ComponentKeyPub;
use rpgpie::tsk::DataSigner;

/// Why a letter was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// A key that was good at the start is not any more.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The cryptography itself failed.
    #[error("OpenPGP: {0}")]
    OpenPgp(#[from] pgp::errors::Error),
}

/// Letters above this are compressed: files are in base64 by then, which would be
/// encoded again on the way.
const COMPRESS_ABOVE: usize = 256 * 1024;

/// Seals a letter.
pub fn seal(
    letter: &Letter,
    keys: &Keys,
    mut rng: impl Rng + CryptoRng,
) -> Result<Mail, SealError> {
    // `=_` occurs in no encoded body; the random part keeps senders from preparing one.
    let boundary = format!("=_{:032x}", rng.r#gen::<u128>());
    let Some(recipients) = keys.recipients()? else {
        return Ok(mime::open(letter, &boundary));
    };
    let signers = keys.signers()?;
    let plain = mime::entity(letter, &boundary);
    let compress = plain.len() > COMPRESS_ABOVE;

    let message = MessageBuilder::from_bytes("", plain);
    // GnuPG reads version 1 only; version 2 (RFC 9580) is for keys that all say they take it.
    let armoured = if recipients.takes_v2 {
        let mut message = message.seipd_v2(
            &mut rng,
            SymmetricKeyAlgorithm::AES256,
            AeadAlgorithm::Ocb,
            ChunkSize::default(),
        );
        for key in &recipients.keys {
            message.encrypt_to_key(&mut rng, key)?;
        }
        finish(message, &signers, compress, &recipients.keys, &mut rng)?
    } else {
        let mut message = message.seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
        for key in &recipients.keys {
            message.encrypt_to_key(&mut rng, key)?;
        }
        finish(message, &signers, compress, &recipients.keys, &mut rng)?
    };
    Ok(mime::encrypted(letter, armoured, &boundary))
}

fn finish<'a, R: std::io::Read, E: pgp::composed::Encryption>(
    mut message: MessageBuilder<'a, R, E>,
    signers: &'a [DataSigner],
    compress: bool,
    keys: &[ComponentKeyPub],
    rng: impl Rng + CryptoRng,
) -> Result<String, SealError> {
    if compress {
        message.compression(CompressionAlgorithm::ZLIB);
    }
    for signer in signers {
        message.sign(signer, Password::empty(), signer.hash_alg());
    }
    // RFC 9580 §6.1.1 wants no checksum where every reader is of its era.
    let include_checksum = keys.iter().any(|key| key.version() < KeyVersion::V6);
    Ok(message.to_armored_string(rng, ArmorOptions { headers: None, include_checksum })?)
}

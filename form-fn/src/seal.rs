//! Letter + keys → [`Mail`] that nobody on the way can read.
//!
//! OpenPGP/MIME, sealed to every key of the team that is good at the moment. There is no way to
//! send in the clear but [`Keys::None`], which has to be asked for by name.

mod certificate;
mod development;
mod key_error;
mod keys;
mod signer;

pub use development::{DevelopmentKey, development_key};
pub use key_error::KeyError;
pub use keys::{Faults, KeySource, Keys, Pgp, Review, WARN_DAYS};

use crate::compose::Letter;
use crate::mime::{self, Mail};
use jiff::Timestamp;
use pgp::composed::{ArmorOptions, MessageBuilder};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::types::{CompressionAlgorithm, KeyDetails, KeyVersion};
use rand::{CryptoRng, Rng};
use rpgpie::key::ComponentKeyPub;
use signer::Signer;

/// Why a letter was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is no key that is good at this moment.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The cryptography itself failed, or a key is not what it seemed.
    #[error("OpenPGP: {0}")]
    OpenPgp(#[from] pgp::errors::Error),
}

/// Letters above this are compressed: files are in base64 by then, which would be
/// encoded again on the way.
const COMPRESS_ABOVE: usize = 256 * 1024;

/// The bytes of a sealed packet's pieces: a whole packet, as long as it is not longer than this. A
/// power of two.
const PIECE: usize = 512 * 1024;

/// What stands beside the letter in a sealed packet: a signature, lengths, names. The longest
/// signature, of an RSA key of 16,384 bits, takes half of it.
const BESIDE: usize = 4 * 1024;

/// Seals a letter, at this moment and with these random numbers.
///
/// # Errors
/// If there is no key that is good at this moment, or the cryptography fails.
pub fn seal(
    letter: &Letter,
    keys: &Keys,
    now: Timestamp,
    mut rng: impl Rng + CryptoRng,
) -> Result<Mail, SealError> {
    // `=_` occurs in no encoded body; the random part keeps senders from preparing one.
    let boundary = format!("=_{:032x}", rng.r#gen::<u128>());
    let (Keys::Pgp(pgp), Some(recipients)) = (keys, keys.recipients(now)?) else {
        return Ok(mime::open(letter, &boundary));
    };
    let entity = mime::entity(letter, &boundary);
    let last =
        Finish { keys: &recipients.keys, signer: pgp.signer.as_deref(), size: entity.len(), now };
    let message = MessageBuilder::from_bytes("", entity);
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
        last.finish(message, &mut rng)?
    } else {
        let mut message = message.seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
        for key in &recipients.keys {
            message.encrypt_to_key(&mut rng, key)?;
        }
        last.finish(message, &mut rng)?
    };
    Ok(mime::encrypted(letter, armoured, &boundary))
}

/// What the two versions of sealed packets have in common.
struct Finish<'a> {
    keys: &'a [ComponentKeyPub],
    signer: Option<&'a Signer>,
    /// How many bytes are sealed, before they are compressed.
    size: usize,
    now: Timestamp,
}

impl<'a> Finish<'a> {
    fn finish<R: std::io::Read, E: pgp::composed::Encryption>(
        &self,
        mut message: MessageBuilder<'a, R, E>,
        rng: impl Rng + CryptoRng,
    ) -> Result<String, SealError> {
        if self.size > COMPRESS_ABOVE {
            message.compression(CompressionAlgorithm::ZLIB);
        }
        // A buffer of this size is cleared for each letter, and most letters are short.
        let piece = (self.size + BESIDE).next_power_of_two().min(PIECE);
        message.partial_chunk_size(u32::try_from(piece).expect("a piece is small"))?;
        if let Some(signer) = self.signer {
            signer.sign(&mut message, self.now)?;
        }
        // RFC 9580 §6.1.1 wants no checksum where every reader is of its era.
        let include_checksum = self.keys.iter().any(|key| key.version() < KeyVersion::V6);
        Ok(message.to_armored_string(rng, ArmorOptions { headers: None, include_checksum })?)
    }
}

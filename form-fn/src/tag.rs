//! Pieces and a secret → a name that tells nothing of them (HMAC, RFC 2104).

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A keyed hash of some pieces, none of which runs into the next: 32 hexadecimal digits.
pub fn tag(secret: &[u8; 32], pieces: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    for piece in pieces {
        mac.update(&(piece.len() as u64).to_be_bytes());
        mac.update(piece);
    }
    HEXLOWER.encode(&mac.finalize().into_bytes()[..16])
}

//! A mail as it lies in an outbox: its first line is a digest of all the rest, so that one of which
//! a disk lost or changed a piece is never taken for what was kept. Sealed text shows no damage to
//! whoever cannot open it.

use crate::mime::Mail;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The header that holds the digest. It goes no further than the outbox.
const HEADER: &str = "Outbox-Digest: ";

/// How many hexadecimal digits a digest has: those of SHA-256.
const DIGITS: usize = 64;

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// A mail as it is kept.
#[cfg(any(feature = "folder", feature = "aws"))]
pub(super) fn with_digest(mail: &Mail) -> Vec<u8> {
    [HEADER.as_bytes(), digest(&mail.0).as_bytes(), b"\r\n", &mail.0].concat()
}

/// The mail in what was kept; none if it is not what was kept. Earlier versions noted no digest:
/// theirs are taken as they are.
pub fn without_digest(kept: &Mail) -> Option<Mail> {
    let end = memchr::memmem::find(&kept.0, b"\r\n").unwrap_or(kept.0.len());
    let (first, rest) = kept.0.split_at(end);
    let name = first.len().checked_sub(DIGITS).map(|at| first.split_at(at));
    let is_digest = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    // Either part of the line speaks for it: the other may be what is damaged.
    let is_noted =
        first.starts_with(HEADER.as_bytes()) || name.is_some_and(|(_, digits)| is_digest(digits));
    let mail = match (is_noted, name) {
        (false, _) => kept.clone(),
        (true, Some((name, noted))) => {
            let mail = rest.get(2..)?;
            let is_whole = name == HEADER.as_bytes() && noted == digest(mail).as_bytes();
            Mail(is_whole.then(|| mail.to_owned())?)
        }
        (true, None) => return None,
    };
    mail.identity().is_some().then_some(mail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_it_was_kept_is_no_mail() {
        let text = "From: x\r\nMessage-ID: <R-20261123-0123456789.1@x>\r\n\r\nbody of it\r\n";
        let mail = Mail(text.as_bytes().to_vec());
        let kept = with_digest(&mail);
        let open = |bytes: &[u8]| without_digest(&Mail(bytes.to_vec()));
        assert_eq!(open(&kept), Some(mail.clone()));
        assert_eq!(open(&mail.0), Some(mail), "earlier versions noted none");
        for at in 0..kept.len() {
            assert_eq!(open(&kept[..at]), None, "cut at {at}");
            let mut zeros = kept.clone();
            zeros[at..].fill(0);
            assert_eq!(open(&zeros), None, "zeros from {at}");
            let mut flipped = kept.clone();
            flipped[at] ^= 1;
            assert_eq!(open(&flipped), None, "flipped at {at}");
        }
        assert_eq!(open(&[&kept[..], b"x"].concat()), None, "something behind it");
        for none in ["", "\r\n", "To: x@y\r\n\r\nx"] {
            assert_eq!(open(none.as_bytes()), None, "{none:?}");
        }
    }
}

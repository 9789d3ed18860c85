//! Private keys that are no text, by how they begin: packets of OpenPGP, DER, stores of keys.

/// Whether bytes are a private key, or a store of such.
pub fn is_key(bytes: &[u8]) -> bool {
    bytes.starts_with(b"openssh-key-v1\0") || is_java(bytes) || is_der(bytes) || is_openpgp(bytes)
}

/// A store of Java whose first entry is a key: mark, version, count, kind.
fn is_java(bytes: &[u8]) -> bool {
    let is_store = bytes.starts_with(b"\xfe\xed\xfe\xed") || bytes.starts_with(b"\xce\xce\xce\xce");
    is_store && bytes.get(12..16).is_some_and(|kind| kind == [0, 0, 0, 1])
}

/// Packets of OpenPGP (RFC 9580 §4) with a secret key among them: it may stand behind public ones.
fn is_openpgp(mut bytes: &[u8]) -> bool {
    while let Some((tag, length, body)) = packet(bytes) {
        let version = body.first().copied().unwrap_or_default();
        let is_known = match tag {
            2 | 6 | 14 => (2..=6).contains(&version),
            5 | 7 => {
                let algorithm = body.get(if version < 4 { 7 } else { 5 });
                let is_algorithm =
                    algorithm.is_some_and(|n| matches!(n, 1..=3 | 16..=28 | 30..=36));
                if (2..=6).contains(&version) && is_algorithm {
                    return true;
                }
                false
            }
            // Markers, trust, names, pictures, padding.
            10 | 12 | 13 | 17 | 21 => true,
            _ => false,
        };
        if !is_known || length > body.len() {
            return false;
        }
        bytes = &body[length..];
    }
    false
}

/// Whether bytes begin with a secret key of OpenPGP, whole and with a packet of a certificate behind
/// it. What fills up the last group of Base64 may be cut off.
pub fn is_certificate(bytes: &[u8]) -> bool {
    let Some((5, length, body)) = packet(bytes) else { return false };
    let Some(behind) = body.get(length..) else { return false };
    let is_next = matches!(packet(behind), Some((2 | 7 | 13 | 17, _, _)));
    is_openpgp(bytes) && length > 40 && (behind.len() < 3 || is_next)
}

/// Kind, length and what follows on the head of a packet.
fn packet(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |n: usize, b| n << 8 | usize::from(*b));
    let (first, rest) = bytes.split_first()?;
    let (tag, size, length) = match first {
        0xc0.. => {
            let (size, length) = match rest.first()? {
                n @ 0..=191 => (1, usize::from(*n)),
                n @ 192..=223 => {
                    (2, ((usize::from(*n) - 192) << 8) + usize::from(*rest.get(1)?) + 192)
                }
                255 => (5, number(rest.get(1..5)?)),
                // Pieces, which keys never come in.
                _ => return None,
            };
            (first & 0x3f, size, length)
        }
        0x80.. => {
            let size = [1, 2, 4, 0][usize::from(first & 3)];
            let length = if size == 0 { rest.len() } else { number(rest.get(..size)?) };
            (first >> 2 & 0x0f, size, length)
        }
        _ => return None,
    };
    Some((tag, length, rest.get(size..)?))
}

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const NAME: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// Names of ways to encrypt by a password (PKCS #5 and #12), and of what a PKCS #12 file holds.
const PASSWORD: [&[u8]; 2] =
    [b"\x2a\x86\x48\x86\xf7\x0d\x01\x05", b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01"];
const CONTENT: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07";

/// A private key in DER: PKCS #8 (RFC 5958), encrypted or not, PKCS #1 (RFC 8017), SEC 1
/// (RFC 5915), and PKCS #12 (RFC 7292).
fn is_der(bytes: &[u8]) -> bool {
    let Some((SEQUENCE, inside, _)) = value(bytes) else { return false };
    let Some((kind, first, rest)) = value(inside) else { return false };
    let Some((next, second, rest)) = value(rest) else { return false };
    let name = |sequence: &[u8]| match value(sequence) {
        Some((NAME, name, _)) => Some(name.to_vec()),
        _ => None,
    };
    let then = |expected: u8| value(rest).is_some_and(|(kind, ..)| kind == expected);
    match (kind, first, next) {
        (INTEGER, [0 | 1], SEQUENCE) => name(second).is_some() && then(OCTETS),
        // Two numbers and more.
        (INTEGER, [0 | 1], INTEGER) => second.len() > 16 && then(INTEGER),
        (INTEGER, [1], OCTETS) => second.len() >= 16,
        (INTEGER, [3], SEQUENCE) => name(second).is_some_and(|name| name.starts_with(CONTENT)),
        (SEQUENCE, _, OCTETS) => {
            let is_password = |name: Vec<u8>| PASSWORD.iter().any(|way| name.starts_with(way));
            name(first).is_some_and(is_password)
        }
        _ => false,
    }
}

/// Whether bytes are a private key in DER to its last byte, and nothing in it ends elsewhere. What
/// fills up the last group of Base64 may be cut off.
pub fn is_whole(bytes: &[u8]) -> bool {
    let Some(length) = length(bytes).filter(|length| bytes.len() + 2 >= *length) else {
        return false;
    };
    let Some((_, mut inside, _)) = value(&bytes[..length.min(bytes.len())]) else { return false };
    while !inside.is_empty() {
        // The last one ends with the whole.
        let Some(length) = self::length(inside).filter(|n| *n <= inside.len() + 2) else {
            return false;
        };
        inside = &inside[length.min(inside.len())..];
    }
    is_der(bytes)
}

/// The length of a value of DER with its head, if it says one.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let (size, length) = match *bytes {
        [_, length @ ..=0x7f, ..] => (2, usize::from(length)),
        [_, 0x81, length, ..] => (3, usize::from(length)),
        [_, 0x82, high, low, ..] => (4, usize::from(high) << 8 | usize::from(low)),
        _ => return None,
    };
    Some(size + length)
}

/// Whether bytes are a key of OpenSSH (`PROTOCOL.key`) with its secret part.
pub fn is_openssh(bytes: &[u8]) -> bool {
    let secret = || {
        let rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
        // How it is encrypted, by what, with what; how many keys there are, and the public one.
        let rest = behind_part(behind_part(behind_part(rest)?)?)?;
        let rest = behind_part(rest.get(4..)?)?;
        Some((u32::from_be_bytes(*rest.first_chunk()?) as usize, rest.len() - 4))
    };
    // What fills up the last group of Base64 may be cut off.
    secret().is_some_and(|(length, there)| length >= 64 && there + 2 >= length)
}

/// What follows on a part that says first how long it is.
fn behind_part(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.get(u32::from_be_bytes(*length) as usize..)
}

/// A value of DER: its kind, what is in it as far as that is there, and what follows.
fn value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (head, rest) = bytes.split_at_checked(2)?;
    let (length, rest) = match head[1] {
        length @ 0..0x80 => (usize::from(length), rest),
        // To the end, as BER has it.
        0x80 => (rest.len(), rest),
        size => {
            let (length, rest) = rest.split_at_checked(usize::from(size & 0x7f).min(9))?;
            let length = length
                .iter()
                .try_fold(0, |n: usize, b| Some(n.checked_mul(256)? + usize::from(*b)))?;
            (length, rest)
        }
    };
    let (inside, rest) = rest.split_at(length.min(rest.len()));
    Some((head[0], inside, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_left_alone() {
        for bytes in [
            &b""[..],
            b"0",
            b"0\x82",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            b"GIF89a",
            b"%PDF-1.7",
            // A public key in DER: algorithm, bits.
            b"0\x2a0\x05\x06\x03\x2b\x65\x70\x03\x21\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            // A public packet that says it is longer than the file.
            b"\x98\xff\x04xxxx\x01\x94\x10\x04xxxx\x01",
            b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01\0\0\0\x02",
        ] {
            assert!(!is_key(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn keys_are_found_behind_whatever_stands_before_them() {
        for bytes in [
            &b"\x94\x10\x04xxxx\x01"[..],
            b"\xc5\x58\x04xxxx\x16",
            b"\x98\x06\x04xxxx\x01\xb4\x02ab\xc7\x58\x04xxxx\x12",
            b"0\x2e\x02\x01\x000\x05\x06\x03\x2b\x65\x70\x04\x22",
            b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01\0\0\0\x01",
            b"openssh-key-v1\0",
        ] {
            assert!(is_key(bytes), "{bytes:?}");
        }
        // Any beginning of any bytes is read without a panic.
        let bytes: Vec<u8> = (0..4_096_u32).map(|n| (n * n % 251) as u8).collect();
        for start in 0..bytes.len() {
            is_key(&bytes[start..]);
            is_key(&[&[0x30, 0x84], &bytes[start..]].concat());
            is_key(&[&[0xc6, 0xff], &bytes[start..]].concat());
        }
    }
}

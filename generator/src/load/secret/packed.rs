//! Private keys in files of any kind, also packed: gzip, zip (with which documents and programs
//! are packed, too), tar.

use super::binary;
use super::text::{Needs, find, narrow};
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};

/// An archive may hold another.
const DEPTH: usize = 3;

/// Of each packed file so many bytes are looked at: keys are short.
const LONGEST: u64 = 1 << 20;

/// Of all that is packed into one file, so many.
const WHOLE: u64 = 32 << 20;

/// Whether a file holds a private key.
pub fn holds_key(bytes: &[u8]) -> bool {
    holds(bytes, 0, &mut { WHOLE })
}

fn holds(bytes: &[u8], depth: usize, left: &mut u64) -> bool {
    let is_plain = find(&narrow(bytes), Needs::Nothing).is_some();
    is_plain || binary::is_key(bytes) || depth < DEPTH && is_packed(bytes, depth + 1, left)
}

/// Whether an archive holds one.
fn is_packed(bytes: &[u8], depth: usize, left: &mut u64) -> bool {
    let mut unpack = |packed: &mut dyn Read| {
        let mut inside = Vec::new();
        // What is damaged is looked at as far as it goes.
        let limit = if depth == 1 && bytes.starts_with(GZIP) { WHOLE } else { LONGEST };
        _ = packed.take(limit.min(*left)).read_to_end(&mut inside);
        *left -= inside.len() as u64;
        holds(&inside, depth, left)
    };
    if bytes.starts_with(GZIP) {
        return unpack(&mut MultiGzDecoder::new(bytes));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
        let mut files = 0..archive.len();
        return files.any(|n| archive.by_index(n).is_ok_and(|mut file| unpack(&mut file)));
    }
    // What is text in it was found already.
    tar(bytes).any(binary::is_key)
}

const GZIP: &[u8] = b"\x1f\x8b";

/// The files of a tar archive.
fn tar(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (head, after) =
            rest.split_at_checked(512).filter(|(head, _)| &head[257..262] == b"ustar")?;
        let size = head[124..136].iter().filter(|b| b.is_ascii_digit());
        let size =
            size.fold(0_usize, |n, b| n.saturating_mul(8).saturating_add(usize::from(b - b'0')));
        let (file, after) = after.split_at(size.min(after.len()));
        rest = &after[(size.wrapping_neg() % 512).min(after.len())..];
        Some(file)
    })
}

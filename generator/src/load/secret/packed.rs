//! Private keys in files of any kind, also packed: zip (with which documents and programs are packed,
//! too), tar, gzip, bzip2, xz, lzma, zstd.

use super::binary;
use super::text::{Needs, find, narrow};
use crate::load::unpack::{member, tar, unpacked};
use std::io::{Cursor, Read};

/// An archive may hold another; a packed one in a packed one counts as four.
const DEPTH: usize = 6;

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
        _ = packed.take(*left).read_to_end(&mut inside);
        *left -= inside.len() as u64;
        holds(&inside, depth, left)
    };
    if let Some(mut packed) = unpacked(bytes) {
        return unpack(&mut packed);
    }
    // Archives that unpack themselves begin as programs do.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"MZ") {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
        // Keys are short: what is long must not use up what may be looked at before they come.
        let mut files: Vec<usize> = (0..archive.len()).collect();
        files.sort_by_key(|n| archive.by_index_raw(*n).map_or(0, |file| file.size()));
        return files.into_iter().any(|n| {
            if let Ok(mut file) = archive.by_index(n) {
                return unpack(&mut file);
            }
            // Packed in a way that the library leaves to others, or behind a password.
            let mut raw = Vec::new();
            let is_read =
                archive.by_index_raw(n).is_ok_and(|mut file| file.read_to_end(&mut raw).is_ok());
            is_read && member(&raw).is_some_and(|mut packed| unpack(&mut packed))
        });
    }
    // Also what is text in it: it may be in UTF-16, which is told by its first bytes.
    tar(bytes).any(|(_, file)| holds(file, depth, left))
}

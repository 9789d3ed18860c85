//! Private keys in files of any kind, also packed: zip (with which documents and programs are packed,
//! too), tar, gzip, bzip2, xz, lzma, zstd.

use super::binary;
use super::text::{Needs, find, narrow};
use flate2::read::MultiGzDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use std::io::{self, Cursor, Read};

/// An archive may hold another, a packed one in a packed one counts as four.
const DEPTH: usize = 6;

/// Of each packed file so many bytes are looked at: keys are short.
const LONGEST: u64 = 1 << 20;

/// Of all that is packed into one file, so many.
const WHOLE: u64 = 32 << 20;

/// What a packed file may make its reader keep in memory: KiB, and the same as a power of two.
const MEMORY: u32 = 70 << 10;
const WINDOW: u32 = 26;

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
    let mut unpack = |packed: &mut dyn Read, limit: u64| {
        let mut inside = Vec::new();
        // What is damaged is looked at as far as it goes.
        _ = packed.take(limit.min(*left)).read_to_end(&mut inside);
        *left -= inside.len() as u64;
        holds(&inside, depth, left)
    };
    if let Some(mut packed) = stream(bytes) {
        return unpack(&mut packed, if depth == 1 { WHOLE } else { LONGEST });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
        let mut files = 0..archive.len();
        return files.any(|n| archive.by_index(n).is_ok_and(|mut file| unpack(&mut file, LONGEST)));
    }
    // What is text in it was found already.
    tar(bytes).any(|file| binary::is_key(file) || depth < DEPTH && is_packed(file, depth + 1, left))
}

/// The reader of what is packed as a whole.
fn stream(bytes: &[u8]) -> Option<Box<dyn Read + '_>> {
    Some(match bytes {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(bytes)),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Box::new(bzip2::read::MultiBzDecoder::new(bytes)),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => {
            Box::new(XzReader::new_mem_limit(bytes, true, MEMORY))
        }
        [0x5d, 0, 0, ..] => Box::new(LzmaReader::new_mem_limit(bytes, MEMORY, None).ok()?),
        // Frames that are to be skipped may come first.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            Box::new(zstd(bytes).ok()?)
        }
        _ => return None,
    })
}

fn zstd(bytes: &[u8]) -> io::Result<impl Read + '_> {
    let mut reader = zstd::stream::read::Decoder::with_buffer(bytes)?;
    reader.window_log_max(WINDOW)?;
    Ok(reader)
}

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

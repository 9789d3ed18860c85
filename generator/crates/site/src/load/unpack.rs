//! What a file is packed with, by its first bytes → a reader of it, which keeps little in memory
//! whatever the file claims; the files of an archive.

use flate2::read::MultiGzDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use std::io::{self, Read};

/// What a packed file may make its reader keep in memory: KiB, and the same as a power of two.
const MEMORY: u32 = 70 << 10;
const WINDOW: u32 = 26;

/// The largest window that zstd unpacks without being told to.
const ZSTD_WINDOW: u32 = 27;

/// The reader of what is packed as a whole; `None` if its first bytes tell no known
/// way of packing.
pub fn unpacked(bytes: &[u8]) -> Option<Box<dyn Read + '_>> {
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

/// The reader of a file of a zip archive that is packed by bzip2, xz, zstd or LZMA; the last stands
/// there behind a head of its own: version, and length of the properties (APPNOTE §5.8.8).
pub fn member(bytes: &[u8]) -> Option<Box<dyn Read + '_>> {
    match bytes {
        [_, _, 5, 0, properties, a, b, c, d, rest @ ..] => {
            let window = u32::from_le_bytes([*a, *b, *c, *d]).min(1 << WINDOW);
            // How long it is was said elsewhere: it ends with a mark, or with its bytes.
            let length = u64::MAX;
            Some(Box::new(
                LzmaReader::new_with_props(rest, length, *properties, window, None).ok()?,
            ))
        }
        _ => unpacked(bytes),
    }
}

fn zstd(bytes: &[u8]) -> io::Result<impl Read + '_> {
    let mut reader = zstd::stream::read::Decoder::with_buffer(bytes)?;
    reader.window_log_max(ZSTD_WINDOW)?;
    Ok(reader)
}

/// The files of a tar archive, with their names.
pub fn tar(bytes: &[u8]) -> impl Iterator<Item = (String, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (head, after) =
            rest.split_at_checked(512).filter(|(head, _)| &head[257..262] == b"ustar")?;
        let size = head[124..136].iter().filter(|b| b.is_ascii_digit());
        let size =
            size.fold(0_usize, |n, b| n.saturating_mul(8).saturating_add(usize::from(b - b'0')));
        let (file, after) = after.split_at(size.min(after.len()));
        rest = &after[(size.wrapping_neg() % 512).min(after.len())..];
        let name = head[..100].split(|b| *b == 0).next().unwrap_or_default();
        Some((String::from_utf8_lossy(name).into_owned(), file))
    })
}

/// The files of an archive of `ar`, in which Debian's packages are.
pub fn ar(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.strip_prefix(b"!<arch>\n").unwrap_or_default();
    std::iter::from_fn(move || {
        let (head, after) = rest.split_at_checked(60).filter(|(head, _)| head.ends_with(b"`\n"))?;
        let size = head[48..58].iter().take_while(|b| b.is_ascii_digit());
        let size = size.fold(0_usize, |n, b| n * 10 + usize::from(b - b'0'));
        let (file, after) = after.split_at(size.min(after.len()));
        // Each begins at an even place.
        rest = after.get(size % 2..).unwrap_or_default();
        Some(file)
    })
}

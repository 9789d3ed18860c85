//! What files of other kinds hold packed by zlib: texts of PNG, streams of PDF but for pictures.

use memchr::memmem;

/// At most this many bytes of each piece are unpacked, and at most [`ALL`] of all pieces of a file:
/// keys are short.
pub const EACH: u64 = 1 << 20;
pub const ALL: u64 = 8 << 20;

/// The dictionary of a stream of PDF is mostly shorter.
const DICTIONARY: usize = 400;

/// The packed pieces of a file.
pub fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let found = match bytes {
        [0x89, b'P', b'N', b'G', ..] => texts(bytes),
        [b'%', b'P', b'D', b'F', b'-', ..] => streams(bytes),
        _ => return Vec::new(),
    };
    // The method, and a check of both bytes (RFC 1950 §2.2).
    let is_packed = |piece: &&[u8]| matches!(piece, [a, b, ..] if a & 15 == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0);
    found.into_iter().filter(is_packed).collect()
}

/// Chunks of PNG: length, name, data, checksum.
fn texts(bytes: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk() {
        let end = (u32::from_be_bytes(*length) as usize).saturating_add(4);
        let Some((chunk, after)) = after.split_at_checked(end) else { break };
        let (name, data) = chunk.split_at(4);
        let behind_keyword = data.splitn(2, |b| *b == 0).nth(1);
        let text = match name {
            // How it is packed.
            b"zTXt" => behind_keyword.and_then(|rest| rest.get(1..)),
            // Whether it is, and how; its language, and the keyword in that.
            b"iTXt" => behind_keyword.and_then(|rest| rest.get(2..)?.splitn(3, |b| *b == 0).nth(2)),
            _ => None,
        };
        found.extend(text);
        rest = after.get(4..).unwrap_or_default();
    }
    found
}

/// What stands behind the word that begins a stream.
fn streams(bytes: &[u8]) -> Vec<&[u8]> {
    let data = |at: usize| {
        let start = &bytes[at.saturating_sub(DICTIONARY)..at];
        let own = memmem::rfind(start, b"obj").map_or(start, |begin| &start[begin..]);
        let is_picture = memmem::find(own, b"/Image").is_some();
        let data = &bytes[at + 6..];
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        data.strip_prefix(b"\n").filter(|_| !is_picture && !own.ends_with(b"end"))
    };
    memmem::find_iter(bytes, b"stream").filter_map(data).collect()
}

//! Films and sounds: the notes on place that their formats have of their own. Notes stand in small
//! boxes whose names and lengths are looked for anywhere: where they lie differs from camera to
//! camera.

use memchr::memmem;

/// Names of boxes that tell a place (ISO 14496-12 and 3GPP TS 26.244; QuickTime), and of the kind
/// of track in which a camera writes where it is.
const BOXES: [&[u8]; 3] = [b"\xa9xyz", b"loci", b"gpmd"];

/// Keys that name a place, as telephones write them.
const KEYS: [&[u8]; 2] = [b"com.apple.quicktime.location.ISO6709", b"com.android.gps"];

/// Whether some bytes begin a film or a sound.
pub fn is_film(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).unwrap_or_default();
    let is_picture =
        [&b"heic"[..], b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx "].contains(&brand);
    match bytes.get(4..8).unwrap_or_default() {
        b"ftyp" => !is_picture,
        b"moov" | b"mdat" | b"wide" | b"free" => true,
        _ => {
            [&b"\x1a\x45\xdf\xa3"[..], b"OggS", b"fLaC"].iter().any(|mark| bytes.starts_with(mark))
        }
    }
}

/// Whether a film or sound tells where it was made.
pub fn has_place(bytes: &[u8]) -> bool {
    if !is_film(bytes) {
        return false;
    }
    match bytes {
        [0x1a, 0x45, ..] => has_tag(bytes),
        [b'O' | b'f' | b'I', ..] if !bytes[4..].starts_with(b"ftyp") => has_comment(bytes),
        _ => has_box(bytes),
    }
}

/// A box whose length stands before its name, or a key.
fn has_box(bytes: &[u8]) -> bool {
    let is_box = |name: &[u8], at: usize| {
        let length = at.checked_sub(4).and_then(|start| bytes.get(start..at));
        let length =
            length.map_or(0, |length| u32::from_be_bytes(length.try_into().unwrap_or_default()));
        let value = bytes.get(at + name.len()..at - 4 + length as usize);
        (13..1 << 16).contains(&length) && value.is_some_and(|value| value.iter().any(|b| *b != 0))
    };
    let of = |name: &&[u8]| memmem::find_iter(bytes, name).any(|at| is_box(name, at));
    BOXES.iter().any(of) || KEYS.iter().any(|key| memmem::find(bytes, key).is_some())
}

/// A tag of Matroska and WebM with a name such as `LOCATION` (`TagName`, its length in one byte).
fn has_tag(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"\x45\xa3").any(|at| {
        let Some([size @ 0x81..=0xbf, rest @ ..]) = bytes.get(at + 2..) else { return false };
        let name = &rest[..rest.len().min(usize::from(size & 0x3f))];
        memmem::find(name, b"LOCATION").is_some() || memmem::find(name, b"location").is_some()
    })
}

/// A comment of Vorbis, Opus or FLAC; they stand at the begin.
fn has_comment(bytes: &[u8]) -> bool {
    let start = bytes[..bytes.len().min(1 << 20)].to_ascii_uppercase();
    [&b"LOCATION="[..], b"GEO_LOCATION="].iter().any(|key| memmem::find(&start, key).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_bytes_that_look_alike() {
        let mp4 = |rest: &[u8]| [b"\0\0\0\x10ftypisom\0\0\0\0", rest].concat();
        for (bytes, expect) in [
            (mp4(b"\0\0\0\x1e\xa9xyz\0\x12\x15\xc7+40.3700+049.8900/"), true),
            (mp4(b"\0\0\0\x10loci\0\0\0\0\x15\xc7\0Ba"), true),
            (mp4(b"moov\0com.apple.quicktime.location.ISO6709\0"), true),
            (mp4(b"\0\0\0\x08\xa9xyz"), false),
            (mp4(b"\0\0\0\x10\xa9xyz\0\0\0\0\0\0\0\0"), false),
            (mp4(b"\x11\x22\x33\x44locizzzzzzzzzzzz"), false),
            (mp4(b""), false),
            (b"\0\0\0\x08wide\0\0\0\x10\xa9xyz+40+049/".to_vec(), true),
            (b"\x1a\x45\xdf\xa3..\x45\xa3\x88LOCATION\x44\x87".to_vec(), true),
            (b"\x1a\x45\xdf\xa3..\x45\xa3\x85TITLE\x44\x87LOCATION".to_vec(), false),
            (b"OggS\0\x02vorbis Location=Bak\xc4\xb1".to_vec(), true),
            (b"fLaC\0TITLE=x".to_vec(), false),
            (b"OggS".to_vec(), false),
            (b"\0\0\0\x10ftypheic\0\0\0\x10\xa9xyz+40+049/".to_vec(), false),
        ] {
            assert_eq!(has_place(&bytes), expect, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

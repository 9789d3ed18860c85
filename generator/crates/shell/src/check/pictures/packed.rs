//! Notes that stand in blocks of a picture's format, packed or not: chunks of PNG, segments of JPEG,
//! blocks of GIF, boxes of JPEG XL. Each is walked through as far as it is whole.

use flate2::read::ZlibDecoder;
use memchr::memmem;
use std::io::Read;

/// A note that stands in a block of a picture.
#[derive(Debug, PartialEq, Eq)]
pub enum Note {
    /// Notes of Exif, from their header on.
    Exif(Vec<u8>),
    /// A text of any kind, which may be XMP.
    Text(Vec<u8>),
    /// Something that is told by its kind alone.
    Plain(&'static str),
    /// A note that cannot be unpacked: what it is, in words for the editor.
    Closed(&'static str),
}

/// At most this many bytes of each packed note are read.
const LONGEST: u64 = 1 << 20;

/// At most this many notes of one picture are read.
const MAX_NOTES: usize = 64;

/// The notes of a picture, by what its bytes are.
pub fn notes(bytes: &[u8]) -> Vec<Note> {
    let mut found = Vec::new();
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes, &mut found),
        // Icons may hold pictures of that kind.
        [0, 0, 1, 0, ..] => {
            let starts = memmem::find_iter(bytes, b"\x89PNG\r\n\x1a\n").take(MAX_NOTES);
            starts.for_each(|at| png(&bytes[at..], &mut found));
        }
        [0xff, 0xd8, ..] => jpeg(bytes, &mut found),
        [b'G', b'I', b'F', b'8', ..] => drop(gif(bytes, &mut found)),
        [_, _, _, _, b'J', b'X', b'L', b' ', ..] => boxes(bytes, &mut found),
        _ => {}
    }
    found
}

fn big(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize)
}

/// Length, name, data, checksum.
fn png(bytes: &[u8], found: &mut Vec<Note>) {
    let mut at = 8;
    while let Some(length) = big(bytes, at).filter(|_| found.len() < MAX_NOTES) {
        let Some(end) = (at + 8).checked_add(length) else { return };
        let Some(chunk) = bytes.get(at + 4..end) else { return };
        let (name, data) = chunk.split_at(4);
        match name {
            b"tIME" => found.push(Note::Plain("the moment it was changed")),
            b"tEXt" | b"zTXt" | b"iTXt" => png_text(name, data, found),
            // The mark of the same in JPEG is left out.
            b"eXIf" => found.push(Note::Exif(data.to_vec())),
            _ => {}
        }
        at = end + 4;
    }
}

/// A keyword, and a text that may be packed.
fn png_text(name: &[u8], data: &[u8], found: &mut Vec<Note>) {
    let Some(end) = data.iter().position(|b| *b == 0) else { return };
    let keyword = String::from_utf8_lossy(&data[..end]).to_ascii_lowercase();
    let rest = &data[end + 1..];
    let text = match name {
        b"tEXt" => Some(rest.to_vec()),
        b"zTXt" => unpacked(rest.get(1..).unwrap_or_default()),
        _ => {
            let is_packed = rest.first() == Some(&1);
            // Language and translated keyword end with a zero each.
            let mut parts = rest.get(2..).unwrap_or_default().splitn(3, |b| *b == 0);
            let text = parts.nth(2).unwrap_or_default();
            if is_packed { unpacked(text) } else { Some(text.to_vec()) }
        }
    };
    found.extend(match &*keyword {
        "author" => Some(Note::Plain("its author")),
        "copyright" => Some(Note::Plain("its owner")),
        "creation time" => Some(Note::Plain("the moment it was made")),
        "comment" | "description" | "disclaimer" | "warning" => Some(Note::Plain("a comment")),
        "source" => Some(Note::Plain("the camera")),
        _ => None,
    });
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        found.push(Note::Closed("a text that certsite cannot unpack, perhaps with a place"));
        return;
    };
    match keyword.strip_prefix("raw profile type ") {
        Some(_) => {
            found.extend(profile(&text).map(|bytes| match bytes.strip_prefix(b"Exif\0\0") {
                Some(exif) => Note::Exif(exif.to_vec()),
                None => Note::Text(bytes),
            }))
        }
        None => found.push(Note::Text(text)),
    }
}

/// A profile as ImageMagick writes it: its name and its length on lines of their own, then its
/// bytes in hexadecimal digits.
fn profile(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.splitn(4, |b| *b == b'\n').nth(3)?;
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|b| char::from(*b).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    ZlibDecoder::new(bytes).take(LONGEST).read_to_end(&mut text).ok()?;
    Some(text)
}

/// Segments up to the picture itself.
fn jpeg(bytes: &[u8], found: &mut Vec<Note>) {
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        match kind {
            // A comment.
            0xfe => found.push(Note::Plain("a comment")),
            // The picture begins; or bytes to fill.
            0xda => return,
            0xff => {
                at += 1;
                continue;
            }
            _ => {}
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]).max(2));
    }
}

/// Blocks up to the end; none if it is cut off.
fn gif(bytes: &[u8], found: &mut Vec<Note>) -> Option<()> {
    let colours = |flags: u8| if flags & 0x80 > 0 { 3 << ((flags & 7) + 1) } else { 0 };
    let mut at = 13 + colours(*bytes.get(10)?);
    loop {
        // What programs note may be cut into pieces of 255 bytes.
        let mut is_text = false;
        let first = match bytes.get(at)? {
            0x21 => {
                if bytes.get(at + 1)? == &0xfe {
                    found.push(Note::Plain("a comment"));
                }
                is_text = bytes.get(at + 1) == Some(&0xff);
                at + 2
            }
            0x2c => at + 11 + colours(*bytes.get(at + 9)?),
            _ => return None,
        };
        at = first;
        let mut text = Vec::new();
        while *bytes.get(at)? > 0 {
            let end = at + usize::from(bytes[at]) + 1;
            text.extend(bytes.get(at + 1..end).filter(|_| is_text).unwrap_or_default());
            at = end;
        }
        found.extend((!text.is_empty() && found.len() < MAX_NOTES).then_some(Note::Text(text)));
        at += 1;
    }
}

/// Length and name, as in films; 1 for a length means a longer one, 0 the rest.
fn boxes(bytes: &[u8], found: &mut Vec<Note>) {
    let mut at = 0;
    while let (Some(length), Some(name)) = (big(bytes, at), bytes.get(at + 4..at + 8)) {
        let (head, length) = match length {
            0 => (8, bytes.len() - at),
            1 => (16, big(bytes, at + 12).unwrap_or_default()),
            length => (8, length),
        };
        let end = at.saturating_add(length.max(head)).min(bytes.len());
        let data = bytes.get(at + head..end).unwrap_or_default();
        match name {
            b"Exif" => {
                let skip = big(data, 0).unwrap_or_default().saturating_add(4);
                found.push(Note::Exif(data.get(skip..).unwrap_or_default().to_vec()));
            }
            b"brob" => found.push(Note::Closed(
                "packed notes of JPEG XL that certsite cannot read, perhaps with a place",
            )),
            _ => {}
        }
        at = end;
    }
}

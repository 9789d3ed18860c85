//! What documents tell beside their text: who wrote them. PDF, and the packed XML of office
//! programs (OOXML, ODF), known by what they hold.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use memchr::memmem;
use std::io::Read;

/// At most this many bytes of each packed part are read.
const LONGEST: u64 = 1 << 20;

/// At most this many packed parts of one PDF are looked at.
const MAX_PARTS: usize = 64;

/// The name of an author is looked for in at most this many places of one part.
const MAX_MENTIONS: usize = 8;

/// Whether a file begins like one of them.
pub fn is_document(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || is_office(start)
}

/// Whether a file begins like a PDF, or like what office programs wrote before they packed it.
pub fn is_office(start: &[u8]) -> bool {
    start.starts_with(b"%PDF-") || start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// Who a document says has written it.
pub fn author(bytes: &[u8]) -> Option<String> {
    match bytes.starts_with(b"%PDF-") {
        true => of_pdf(bytes),
        false => of_office(bytes),
    }
}

fn of_pdf(bytes: &[u8]) -> Option<String> {
    // Since PDF 1.5 objects may stand in packed streams.
    let packed = memmem::find_iter(bytes, b"/ObjStm").take(MAX_PARTS).filter_map(|at| {
        let rest = &bytes[at..];
        let start = memmem::find(&rest[..rest.len().min(1_000)], b"stream")? + 6;
        let data = rest[start..].trim_ascii_start();
        let mut objects = Vec::new();
        // What is cut off or padded still tells what came before.
        let _ = ZlibDecoder::new(data).take(LONGEST).read_to_end(&mut objects);
        Some(objects)
    });
    stated(bytes)
        .or_else(|| packed.filter_map(|objects| stated(&objects)).next())
        .or_else(|| element(bytes, b"<dc:creator>"))
}

/// `/Author (Name)` or `/Author <feff…>`.
fn stated(bytes: &[u8]) -> Option<String> {
    memmem::find_iter(bytes, b"/Author").take(MAX_MENTIONS).find_map(|at| {
        let value = bytes[at + 7..].trim_ascii_start();
        let text: Vec<u8> = match value.first()? {
            b'(' => {
                let end = (1..value.len()).find(|n| value[*n] == b')' && value[n - 1] != b'\\')?;
                value[1..end].iter().copied().filter(|b| *b != b'\\').collect()
            }
            b'<' => {
                let end = memchr::memchr(b'>', value)?;
                let digits: Vec<u8> = value[1..end]
                    .iter()
                    .filter_map(|b| char::from(*b).to_digit(16))
                    .map(|digit| digit as u8)
                    .collect();
                digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
            }
            _ => return None,
        };
        named(&text)
    })
}

/// A name in UTF-16 with its mark, or in bytes.
fn named(text: &[u8]) -> Option<String> {
    let name = match text.strip_prefix(b"\xfe\xff") {
        Some(wide) => {
            let units = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
        }
        None => String::from_utf8_lossy(text).into_owned(),
    };
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// The parts in which office programs note who wrote and who changed a document.
fn of_office(bytes: &[u8]) -> Option<String> {
    let part = |name: &[u8]| {
        memmem::find_iter(bytes, name).take(MAX_MENTIONS).find_map(|at| {
            let head = bytes.get(at.checked_sub(30)?..at)?;
            let more = usize::from(u16::from_le_bytes([head[28], head[29]]));
            let data = bytes.get(at + name.len() + more..)?;
            let mut text = Vec::new();
            match (head.starts_with(b"PK\x03\x04"), head[8]) {
                (true, 8) => {
                    let _ = DeflateDecoder::new(data).take(LONGEST).read_to_end(&mut text);
                }
                (true, 0) => text.extend(&data[..data.len().min(LONGEST as usize)]),
                _ => return None,
            }
            Some(text)
        })
    };
    let tags: [&[u8]; 4] =
        [b"<dc:creator>", b"<cp:lastModifiedBy>", b"<meta:initial-creator>", b"<meta:printed-by>"];
    let texts = [&b"docProps/core.xml"[..], b"meta.xml"].into_iter().filter_map(part);
    texts.filter_map(|text| tags.iter().find_map(|tag| element(&text, tag))).next()
}

/// The text of the first element that begins so and holds some.
fn element(bytes: &[u8], tag: &[u8]) -> Option<String> {
    memmem::find_iter(bytes, tag).find_map(|at| {
        let text = &bytes[at + tag.len()..];
        let text = &text[..text.len().min(400)];
        // In XMP it is an item of a list.
        let text = match memmem::find(text, b"<rdf:li>") {
            Some(item) if text.trim_ascii_start().starts_with(b"<") => &text[item + 8..],
            _ => text,
        };
        named(&text[..memchr::memchr(b'<', text)?])
    })
}

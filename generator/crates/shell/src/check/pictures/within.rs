//! Pictures inside of other files → whether one of them tells a place: in archives and what office
//! programs pack, in streams of PDF, and in texts, which hold them in Base64 (SVG, HTML, mails) or
//! hexadecimal digits (RTF).

use super::documents::is_office;
use super::notes::Notes;
use super::{is_picture, xmp};
use certsite_site::load::{narrow, tar, unpacked};
use data_encoding::BASE64_NOPAD;
use flate2::read::ZlibDecoder;
use memchr::memmem;
use percent_encoding::percent_decode;
use std::io::{Cursor, Read};

/// At most this many bytes of each packed part are looked at.
const LONGEST: u64 = 32 << 20;

/// At most this many bytes of all parts of one file are unpacked: what claims to hold more is made
/// to harm.
const WHOLE: u64 = 256 << 20;

/// A file in a file, and so on.
const DEPTH: usize = 6;

/// How pictures and documents begin in Base64: JPEG, PNG, GIF, WebP, TIFF, zip, PDF, SVG.
const MARKS: [&[u8]; 9] = [
    b"/9j/",
    b"iVBORw0KGg",
    b"R0lGOD",
    b"UklGR",
    b"SUkqA",
    b"TU0AK",
    b"UEsDB",
    b"JVBERi",
    b"PHN2Z",
];

/// How a JPEG begins in hexadecimal digits.
const HEX: &[u8] = b"ffd8ff";

/// What a file tells of places, itself or through the files packed in it.
pub struct Within {
    /// The first part that tells a place; empty if that is the file itself.
    pub place: Option<String>,
    left: u64,
}

impl Within {
    /// Looks at what a file holds.
    pub fn of(bytes: &[u8]) -> Within {
        let mut within = Within { place: None, left: WHOLE };
        within.look("", bytes, 0);
        within
    }

    /// Looks at a part with a name.
    fn look(&mut self, name: &str, bytes: &[u8], depth: usize) {
        if self.place.is_some() || depth > DEPTH {
            return;
        }
        if is_picture(bytes) {
            if Notes::of(bytes).has_place {
                self.place = Some(name.to_owned());
            }
        } else if bytes.starts_with(b"PK\x03\x04") {
            self.archive(name, bytes, depth);
        } else if let Some(packed) = unpacked(bytes) {
            let inside = self.unpack(packed);
            self.look(name, &inside, depth + 1);
        } else if is_office(bytes) {
            self.streams(name, bytes, depth);
        } else if let Some((..)) = tar(bytes).next() {
            tar(bytes).for_each(|(part, file)| self.look(&below(name, &part), file, depth + 1));
        } else {
            self.text(name, &narrow(bytes), depth);
        }
    }

    fn archive(&mut self, name: &str, bytes: &[u8], depth: usize) {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return };
        for n in 0..archive.len() {
            let Ok(part) = archive.by_index(n) else { continue };
            let part_name = below(name, part.name());
            let inside = self.unpack(part);
            self.look(&part_name, &inside, depth + 1);
        }
    }

    /// The streams of a PDF or an older document: pictures lie in them as they are, or packed.
    fn streams(&mut self, name: &str, bytes: &[u8], depth: usize) {
        self.loose(name, bytes);
        for at in memmem::find_iter(bytes, b"stream") {
            let data = bytes[at + 6..].trim_ascii_start();
            // How what zlib packed begins.
            if data.first() != Some(&0x78) || bytes[..at].ends_with(b"end") || self.place.is_some()
            {
                continue;
            }
            let inside = self.unpack(ZlibDecoder::new(data));
            self.loose(name, &inside);
            self.look(name, &inside, depth + 1);
        }
    }

    fn loose(&mut self, name: &str, bytes: &[u8]) {
        let mut notes = Notes::default();
        notes.loose(bytes);
        if notes.has_place {
            self.place.get_or_insert_with(|| name.to_owned());
        }
    }

    fn text(&mut self, name: &str, bytes: &[u8], depth: usize) {
        let has = |text: &[u8], mark: &[u8]| memmem::find(text, mark).is_some();
        // Other texts may be about places.
        let tells = |text: &[u8]| has(text, b"<svg") && xmp::is_there(text) && xmp::has_place(text);
        let is_encoded = || has(bytes, b"data:image/svg");
        if tells(bytes) || is_encoded() && tells(&percent_decode(bytes).collect::<Vec<u8>>()) {
            self.place.get_or_insert_with(|| name.to_owned());
        }
        for mark in MARKS {
            self.encoded(name, bytes, depth, mark, u8::is_ascii_alphanumeric, |digits| {
                // What is cut off tells enough: notes stand at the begin.
                let whole = BASE64_NOPAD.decode(digits);
                whole.or_else(|_| BASE64_NOPAD.decode(&digits[..digits.len() / 4 * 4])).ok()
            });
        }
        let is_hex = |b: &u8| b.is_ascii_hexdigit();
        self.encoded(name, bytes, depth, HEX, is_hex, |digits| {
            let digit = |b: &u8| char::from(*b).to_digit(16).unwrap_or_default() as u8;
            Some(
                digits.chunks_exact(2).map(|pair| digit(&pair[0]) << 4 | digit(&pair[1])).collect(),
            )
        });
    }

    /// What stands encoded in a text, behind a mark that begins it.
    fn encoded(
        &mut self,
        name: &str,
        bytes: &[u8],
        depth: usize,
        mark: &[u8],
        is_digit: impl Fn(&u8) -> bool,
        decode: impl Fn(&[u8]) -> Option<Vec<u8>>,
    ) {
        let (mut from, mut line, mut counted) = (0, 1, 0);
        while let Some(at) = memmem::find(&bytes[from..], mark).map(|at| from + at) {
            let is_part =
                |b: &u8| is_digit(b) || matches!(b, b'+' | b'/') || b.is_ascii_whitespace();
            let length = bytes[at..].iter().take_while(|b| is_part(b)).count().max(mark.len());
            from = at + length;
            let digits: Vec<u8> =
                bytes[at..from].iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
            if self.place.is_some() || self.left < digits.len() as u64 {
                return;
            }
            self.left -= digits.len() as u64;
            line += memchr::memchr_iter(b'\n', &bytes[counted..at]).count();
            counted = at;
            if let Some(inside) = decode(&digits) {
                self.look(&below(name, &format!("line {line}")), &inside, depth + 1);
            }
        }
    }

    /// What is packed, as far as it is whole and there is room.
    fn unpack(&mut self, packed: impl Read) -> Vec<u8> {
        let mut inside = Vec::new();
        _ = packed.take(LONGEST.min(self.left)).read_to_end(&mut inside);
        self.left -= inside.len() as u64;
        inside
    }
}

/// The name of a part within a part, outer name first: `word/media: image1.jpeg`.
fn below(name: &str, part: &str) -> String {
    if name.is_empty() { part.to_owned() } else { format!("{name}: {part}") }
}

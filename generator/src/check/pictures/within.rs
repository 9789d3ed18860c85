//! Pictures inside of other files → whether one of them tells a place: in documents (parts of what
//! office programs pack, streams of PDF), and in texts (`data:` addresses of SVG, HTML and CSS).

use super::notes::Notes;
use super::{is_picture, is_text, xmp};
use data_encoding::BASE64_NOPAD;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use memchr::memmem;
use std::io::{Cursor, Read};

/// Of one packed part, so many bytes are looked at.
const LONGEST: u64 = 32 << 20;

/// Of all that is packed into one file, so many: what claims to be more is made to harm.
const WHOLE: u64 = 256 << 20;

/// What was found in a file.
pub struct Within {
    /// The first part that tells a place; empty if that is the file itself.
    pub place: Option<String>,
    left: u64,
}

impl Default for Within {
    fn default() -> Self {
        Within { place: None, left: WHOLE }
    }
}

impl Within {
    /// Looks at a document.
    pub fn document(&mut self, bytes: &[u8]) {
        match bytes.starts_with(b"PK") {
            true => self.archive(bytes),
            false => self.streams(bytes),
        }
    }

    /// The parts of a document of office programs.
    fn archive(&mut self, bytes: &[u8]) {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return };
        for n in 0..archive.len() {
            let Ok(part) = archive.by_index(n) else { continue };
            let name = part.name().to_owned();
            let inside = self.unpack(part);
            self.part(&name, &inside);
        }
    }

    /// A picture or text with a name.
    fn part(&mut self, name: &str, bytes: &[u8]) {
        let has_place = is_picture(bytes) && Notes::of(bytes).has_place
            || is_text(name) && {
                let mut within = Within { place: None, left: self.left };
                within.text(bytes);
                within.place.is_some()
            };
        if has_place {
            self.place.get_or_insert_with(|| name.to_owned());
        }
    }

    /// The streams of a PDF or an older document: pictures lie in them as they are, or packed.
    fn streams(&mut self, bytes: &[u8]) {
        self.loose(bytes);
        for at in memmem::find_iter(bytes, b"stream") {
            let data = bytes[at + 6..].trim_ascii_start();
            // How what zlib packed begins.
            if data.first() != Some(&0x78) || bytes[..at].ends_with(b"end") || self.place.is_some()
            {
                continue;
            }
            let inside = self.unpack(ZlibDecoder::new(data));
            match is_picture(&inside) {
                true if Notes::of(&inside).has_place => _ = self.place.insert(String::new()),
                true => {}
                false => self.loose(&inside),
            }
        }
    }

    fn loose(&mut self, bytes: &[u8]) {
        let mut notes = Notes::default();
        notes.loose(bytes);
        if notes.has_place {
            self.place.get_or_insert_default();
        }
    }

    /// Looks at a text, packed or not.
    pub fn text(&mut self, bytes: &[u8]) {
        let unpacked;
        let bytes = match bytes {
            [0x1f, 0x8b, ..] => {
                unpacked = self.unpack(MultiGzDecoder::new(bytes));
                &unpacked[..]
            }
            bytes => bytes,
        };
        // Other texts may be about places.
        if memmem::find(bytes, b"<svg").is_some() && xmp::is_there(bytes) && xmp::has_place(bytes) {
            self.place.get_or_insert_default();
        }
        let mut rest = bytes;
        while let Some(at) = memmem::find(rest, b"base64,").filter(|_| self.place.is_none()) {
            rest = &rest[at + 7..];
            let end = rest.iter().position(|b| b"\"'()<>".contains(b)).unwrap_or(rest.len());
            let digits: Vec<u8> = rest[..end].iter().copied().filter(is_digit).collect();
            let whole = digits.len() - usize::from(digits.len() % 4 == 1);
            if let Ok(picture) = BASE64_NOPAD.decode(&digits[..whole]) {
                let has_place = match is_picture(&picture) {
                    true => Notes::of(&picture).has_place,
                    // A drawing in a drawing.
                    false => xmp::is_there(&picture) && xmp::has_place(&picture),
                };
                if has_place {
                    let line = line_of(&bytes[..bytes.len() - rest.len()]);
                    self.place = Some(format!("line {line}"));
                }
            }
            rest = &rest[end..];
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

fn is_digit(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')
}

/// The number of the line in which a text ends.
fn line_of(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count() + 1
}

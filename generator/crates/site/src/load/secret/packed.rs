//! Private keys in files of any kind, also packed: zip (with which documents and programs are packed,
//! too), tar, ar (packages of Debian), gzip, bzip2, xz, lzma, zstd, and what pictures and PDF pack.

use super::binary;
use super::text::{Needs, find, narrow, without_tags};
use super::within;
use crate::load::unpack::{ar, member, tar, unpacked};
use flate2::read::ZlibDecoder;
use memchr::memmem;
use std::io::{Cursor, Read};

/// An archive may hold another; a packed one in a packed one counts as four.
const DEPTH: usize = 6;

/// At most this many bytes are unpacked, of all that is packed into one file.
const WHOLE: u64 = 32 << 20;

/// The note at the end of a zip archive begins at most this many bytes before its end.
const TAIL: usize = 66_000;

/// Whether a file holds a private key, as far as that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// At least one private key, packed or not.
    Key,
    /// None as far as could be seen, which is not all: what hides the rest.
    Hidden(&'static str),
    /// No private key, and all of the file was looked at.
    Nothing,
}

/// Looks for a private key in the bytes of a file, in archives in it too, up to six deep and 32 MB
/// unpacked.
pub fn look(bytes: &[u8]) -> Holds {
    let mut look = Look { left: WHOLE, glances: within::ALL, hidden: None };
    match look.holds(bytes, 0) {
        true => Holds::Key,
        false => look.hidden.map_or(Holds::Nothing, Holds::Hidden),
    }
}

/// One look into a file, with the limits that keep it from taking for ever.
struct Look {
    /// How many bytes may still be unpacked, of all archives in the file together.
    left: u64,
    /// How many bytes may still be unpacked of pieces that are no archive.
    glances: u64,
    hidden: Option<&'static str>,
}

impl Look {
    fn holds(&mut self, bytes: &[u8], depth: usize) -> bool {
        if is_text(&narrow(bytes)) || binary::is_key(bytes) {
            return true;
        }
        if depth < DEPTH {
            return self.is_packed(bytes, depth + 1);
        }
        if is_zip(bytes) || unpacked(bytes).is_some() || tar(bytes).next().is_some() {
            self.hidden = Some("an archive in archives, more of them in each other than six");
        }
        false
    }

    /// Whether what an archive holds holds one.
    fn unpack(&mut self, packed: &mut dyn Read, depth: usize) -> bool {
        let mut inside = Vec::new();
        // What is damaged is looked at as far as it goes.
        match packed.take(self.left).read_to_end(&mut inside) {
            Err(error) if error.to_string().contains("memory") => {
                self.hidden = Some("packed so that to unpack it takes more memory than is usual");
            }
            Ok(length) if length as u64 == self.left => {
                self.hidden = Some("an archive that holds more than 32 MB");
            }
            _ => {}
        }
        self.left -= inside.len() as u64;
        self.holds(&inside, depth)
    }

    /// Whether an archive holds one.
    fn is_packed(&mut self, bytes: &[u8], depth: usize) -> bool {
        if let Some(mut packed) = unpacked(bytes) {
            return self.unpack(&mut packed, depth);
        }
        if is_zip(bytes) {
            return self.is_in_zip(bytes, depth);
        }
        if within::pieces(bytes).into_iter().any(|piece| self.glance(piece, depth)) {
            return true;
        }
        // Also what is text in it: it may be in UTF-16, which is told by its first bytes.
        tar(bytes).map(|(_, file)| file).chain(ar(bytes)).any(|file| self.holds(file, depth))
    }

    /// Whether a packed piece of a file holds one, as far as it is short.
    fn glance(&mut self, packed: &[u8], depth: usize) -> bool {
        let mut inside = Vec::new();
        // What is damaged is looked at as far as it goes.
        let most = self.glances.min(within::EACH);
        let _ = ZlibDecoder::new(packed).take(most).read_to_end(&mut inside);
        self.glances -= inside.len() as u64;
        self.holds(&inside, depth)
    }

    fn is_in_zip(&mut self, bytes: &[u8], depth: usize) -> bool {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
            return self.is_in_cut_zip(bytes, depth);
        };
        // Keys are short: what is long must not use up what may be looked at before they come.
        let mut files: Vec<usize> = (0..archive.len()).collect();
        files.sort_by_key(|n| archive.by_index_raw(*n).map_or(0, |file| file.size()));
        files.into_iter().any(|n| {
            if let Ok(mut file) = archive.by_index(n) {
                return self.unpack(&mut file, depth);
            }
            // Packed in a way that the library leaves to others, or behind a password.
            let mut raw = Vec::new();
            let is_read =
                archive.by_index_raw(n).is_ok_and(|mut file| file.read_to_end(&mut raw).is_ok());
            is_read && member(&raw).is_some_and(|mut packed| self.unpack(&mut packed, depth))
        })
    }

    /// Whether one that has lost its list of files holds one: each file has a head of its own.
    fn is_in_cut_zip(&mut self, bytes: &[u8], depth: usize) -> bool {
        let mut rest = Cursor::new(bytes);
        while let Ok(Some(mut file)) = zip::read::read_zipfile_from_stream(&mut rest) {
            if self.unpack(&mut file, depth) {
                return true;
            }
        }
        false
    }
}

/// Whether a text holds one, also if tags stand between its words and lines: office programs part
/// them so.
fn is_text(text: &[u8]) -> bool {
    let start = text.iter().position(u8::is_ascii_graphic);
    let is_marked_up = start.is_some_and(|start| start < 16 && text[start] == b'<');
    find(text, Needs::Head).is_some()
        || is_marked_up && find(&without_tags(text), Needs::Head).is_some()
}

/// Archives that unpack themselves begin as programs do, and others stand behind a picture: then
/// the list of files at the end tells.
fn is_zip(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(TAIL)..];
    bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"MZ")
        || memmem::rfind(end, b"PK\x05\x06").is_some()
}

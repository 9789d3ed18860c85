//! A picture or film → what it tells: Exif, XMP, IPTC, and what each format has of its own.

use super::packed::{self, Note};
use super::{films, iptc, xmp};
use exif::{Context, Exif, Tag, Value};
use memchr::memmem;
use std::io::Cursor;

/// The notes behind one mark of Exif take at most this many bytes.
const LONGEST: usize = 1 << 18;

/// At most this many notes of Exif in one file are read: of a picture, of what it was made from, of
/// its previews.
const MAX_EXIF_NOTES: usize = 32;

/// Marks behind which notes of Exif stand: of JPEG, and of JPEG 2000.
const MARKS: [&[u8]; 2] = [b"Exif\0\0", b"JpgTiffExif->JP2"];

/// The tag of TIFF under which descriptions in IPTC stand.
const IPTC: Tag = Tag(Context::Tiff, 0x83bb);

/// Notes of a camera that name a person or a thing.
const TELLING: [(Tag, &str); 10] = [
    (Tag::Artist, "its author"),
    (Tag::Copyright, "its owner"),
    (Tag::CameraOwnerName, "the camera's owner"),
    (Tag::BodySerialNumber, "the camera's number"),
    (Tag::LensSerialNumber, "the lens's number"),
    (Tag::Model, "the camera"),
    (Tag::DateTimeOriginal, "the moment it was taken"),
    (Tag::DateTime, "the moment it was changed"),
    // XPAuthor, as Windows writes it.
    (Tag(Context::Tiff, 0x9c9d), "its author"),
    (Tag::UserComment, "a comment"),
];

/// What a file holds beside the picture.
#[derive(Default)]
pub struct Notes {
    /// Whether it tells where it was taken.
    pub has_place: bool,
    /// What else it tells, each once.
    pub others: Vec<&'static str>,
}

impl Notes {
    /// Looks at a picture or film.
    pub fn of(bytes: &[u8]) -> Notes {
        let mut notes = Notes::default();
        if let Ok(exif) = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)) {
            notes.exif(&exif);
        }
        for note in packed::notes(bytes) {
            match note {
                Note::Exif(exif) => notes.raw(exif),
                Note::Text(text) => notes.loose(&text),
                Note::Plain(what) | Note::Closed(what) => notes.others.push(what),
            }
        }
        notes.loose(bytes);
        notes.has_place |= films::has_place(bytes);
        notes.others.sort_unstable();
        notes.others.dedup();
        notes
    }

    /// What stands anywhere in some bytes and announces itself. There may be more than the format
    /// says: in further segments, before a second picture, where a writer of WebP put the mark of
    /// JPEG, in a picture that a document holds.
    pub fn loose(&mut self, bytes: &[u8]) {
        for mark in MARKS {
            for at in memmem::find_iter(bytes, mark).take(MAX_EXIF_NOTES) {
                let rest = &bytes[at + mark.len()..];
                self.raw(rest[..rest.len().min(LONGEST)].to_vec());
            }
        }
        if xmp::is_there(bytes) {
            self.has_place |= xmp::has_place(bytes);
            self.others.push("a description in XMP");
        }
        if let Some(has_place) = iptc::place(bytes) {
            self.has_place |= has_place;
            self.others.push("a description in IPTC");
        }
    }

    fn raw(&mut self, exif: Vec<u8>) {
        if let Ok(exif) = exif::Reader::new().read_raw(exif) {
            self.exif(&exif);
        }
    }

    fn exif(&mut self, exif: &Exif) {
        self.has_place |= exif
            .fields()
            .any(|field| field.tag.context() == Context::Gps && field.tag != Tag::GPSVersionID);
        for field in exif.fields().filter(|field| field.tag == IPTC) {
            if let Value::Byte(bytes) | Value::Undefined(bytes, _) = &field.value {
                self.has_place |= iptc::has_place(bytes);
            }
        }
        let told = TELLING.iter().filter(|(tag, _)| exif.fields().any(|field| field.tag == *tag));
        self.others.extend(told.map(|(_, what)| *what));
    }
}

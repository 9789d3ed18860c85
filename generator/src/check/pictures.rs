//! What pictures and documents tell beside what they show: where, when, by whom and with which camera
//! or program they were made. A team must not publish where a reporter lives.

#![expect(clippy::disallowed_methods, reason = "pictures stay on disk until somebody asks")]

mod documents;
mod packed;

use crate::diag::{Diagnostic, Place, Problem};
use crate::load::Data;
use crate::plan::Make;
use crate::site::Site;
use exif::{Context, Exif, Tag};
use memchr::memmem;
use packed::Note;
use rayon::prelude::*;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// How pictures that carry such notes begin, at which byte. Their names may say anything.
const PICTURES: [(usize, &[u8]); 9] = [
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG"),
    (0, b"GIF8"),
    (8, b"WEBP"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    // HEIC, AVIF and their like.
    (4, b"ftyp"),
    (0, JPEG_XL),
    (4, b"JXL "),
];

/// JPEG XL without a container.
const JPEG_XL: &[u8] = b"\xff\x0a";

/// Of so many bytes behind the mark of Exif its notes may take.
const LONGEST: usize = 1 << 18;

/// So many notes of Exif one file may hold: a picture, what it was made from, its previews.
const MOST: usize = 32;

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

/// Reports what published pictures tell. In a release, a place is an error.
pub fn check(site: &Site, release: bool) -> Vec<Diagnostic> {
    let copied = site.plan.routes.par_iter().filter_map(|route| match &route.make {
        Make::Copy(file) => Some(file.path()),
        Make::Asset(path) => Some(path),
        _ => None,
    });
    let told = copied.filter_map(|path| {
        let Data::Binary(on_disk) = &site.inputs.files.get(path)?.data else { return None };
        // A file that is gone meanwhile is told by whoever publishes it.
        let bytes = telling(on_disk)?;
        let problem = match documents::is_document(&bytes) {
            true => documents::author(&bytes).map(|name| Problem::DocumentAuthor { name }),
            false => problem(&notes(&bytes), release),
        };
        Some(Diagnostic::at(problem?, Place::file(path)))
    });
    told.collect()
}

/// The bytes of a file, if it is a picture or a document.
fn telling(path: &Path) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    Read::by_ref(&mut file).take(16).read_to_end(&mut bytes).ok()?;
    let is_picture = PICTURES
        .iter()
        .any(|(at, mark)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark)));
    if !is_picture && !documents::is_document(&bytes) {
        return None;
    }
    file.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// What a picture holds beside the picture.
#[derive(Default)]
struct Notes {
    has_place: bool,
    others: Vec<&'static str>,
}

fn notes(bytes: &[u8]) -> Notes {
    let mut notes = Notes::default();
    if let Ok(exif) = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)) {
        notes.read(&exif);
    }
    // There may be more: in further segments, before a second picture, where a writer of WebP put
    // the mark of JPEG.
    for at in memmem::find_iter(bytes, b"Exif\0\0").take(MOST) {
        let rest = &bytes[at + 6..];
        let rest = rest[..rest.len().min(LONGEST)].to_vec();
        if let Ok(exif) = exif::Reader::new().read_raw(rest) {
            notes.read(&exif);
        }
    }
    for note in packed::notes(bytes) {
        match note {
            Note::Exif(exif) => {
                if let Ok(exif) = exif::Reader::new().read_raw(exif) {
                    notes.read(&exif);
                }
            }
            Note::Text(text) => notes.read_xmp(&text),
            Note::Plain(what) | Note::Closed(what) => notes.others.push(what),
        }
    }
    notes.read_xmp(bytes);
    if memmem::find(bytes, b"Photoshop 3.0\x008BIM").is_some() {
        notes.others.push("a description in IPTC");
    }
    notes.others.sort_unstable();
    notes.others.dedup();
    notes
}

impl Notes {
    /// XMP is written so that it can be found by looking through any file.
    fn read_xmp(&mut self, bytes: &[u8]) {
        let has = |text: &[u8]| memmem::find(bytes, text).is_some();
        if has(b"<x:xmpmeta") || has(b"<rdf:RDF") || has(b"XML:com.adobe.xmp") {
            self.has_place |= has(b"GPSLatitude") || has(b"LocationCreated");
            self.others.push("a description in XMP");
        }
    }

    fn read(&mut self, exif: &Exif) {
        self.has_place |= exif
            .fields()
            .any(|field| field.tag.context() == Context::Gps && field.tag != Tag::GPSVersionID);
        let told = TELLING.iter().filter(|(tag, _)| exif.fields().any(|field| field.tag == *tag));
        self.others.extend(told.map(|(_, what)| *what));
    }
}

fn problem(notes: &Notes, release: bool) -> Option<Problem> {
    let others = notes.others.join(", ");
    let also = if others.is_empty() { String::new() } else { format!(", and {others}") };
    match (notes.has_place, release) {
        (true, true) => Some(Problem::PicturePlaceRelease { also }),
        (true, false) => Some(Problem::PicturePlace { also }),
        (false, _) if others.is_empty() => None,
        (false, _) => Some(Problem::PictureNotes { what: others }),
    }
}

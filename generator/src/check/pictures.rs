//! What pictures tell beside what they show: where, when, by whom and with which camera they were
//! taken. A team must not publish where a reporter lives.

#![expect(clippy::disallowed_methods, reason = "pictures stay on disk until somebody asks")]

use crate::diag::{Diagnostic, Place, Problem};
use crate::load::Data;
use crate::plan::Make;
use crate::site::Site;
use exif::{Context, Exif, Tag};
use rayon::prelude::*;
use std::io::Cursor;

/// Endings of pictures that carry such notes.
const PICTURES: [&str; 9] =
    [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif"];

/// Notes of a camera that name a person or a thing.
const TELLING: [(Tag, &str); 8] = [
    (Tag::Artist, "its author"),
    (Tag::Copyright, "its owner"),
    (Tag::CameraOwnerName, "the camera's owner"),
    (Tag::BodySerialNumber, "the camera's number"),
    (Tag::LensSerialNumber, "the lens's number"),
    (Tag::Model, "the camera"),
    (Tag::DateTimeOriginal, "the moment it was taken"),
    (Tag::UserComment, "a comment"),
];

/// Reports what published pictures tell. In a release, a place is an error.
pub fn check(site: &Site, release: bool) -> Vec<Diagnostic> {
    let copied = site.plan.routes.par_iter().filter_map(|route| match &route.make {
        Make::Copy(file) => Some(file.path()),
        _ => None,
    });
    let told = copied.filter_map(|path| {
        let name = path.to_ascii_lowercase();
        PICTURES.iter().find(|end| name.ends_with(**end))?;
        let Data::Binary(on_disk) = &site.inputs.files.get(path)?.data else { return None };
        // A file that is gone meanwhile is told by whoever publishes it.
        let problem = problem(&notes(&std::fs::read(on_disk).ok()?), release)?;
        Some(Diagnostic::at(problem, Place::file(path)))
    });
    told.collect()
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
    // XMP is written so that it can be found by looking through any file.
    if memchr::memmem::find(bytes, b"<x:xmpmeta").is_some() {
        let has = |text: &[u8]| memchr::memmem::find(bytes, text).is_some();
        notes.has_place |= has(b"GPSLatitude") || has(b"LocationCreated");
        notes.others.push("a description in XMP");
    }
    if memchr::memmem::find(bytes, b"Photoshop 3.0\x008BIM").is_some() {
        notes.others.push("a description in IPTC");
    }
    notes
}

impl Notes {
    fn read(&mut self, exif: &Exif) {
        self.has_place = exif
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
